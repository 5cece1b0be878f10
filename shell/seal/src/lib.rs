//! Seal (印鉴): national cryptography behind traits, and anchors (锚定) that hold heads of chains
//! outside the database.
//!
//! SM3 hashes, SM2 signs. Both stand behind a trait ([`ledger::chain::Digest`], [`Signer`],
//! [`Verifier`]), so that a certified module (商用密码产品) takes their place without a change
//! elsewhere. The implementations here are open software without a certificate.
//!
//! In: bytes to hash and to sign; paths of a key and of an anchor file; the moment, from the caller.
//! Out: hashes, signatures, anchors, and what is wrong with them.
//! Not here: what a chain consists of (see `ledger`), the records themselves (see `store`).

pub mod anchor;
mod file;
mod hash;
pub mod key;
mod sign;

pub use anchor::{Anchor, AnchorError};
pub use hash::{Hasher, Sm3};
pub use key::KeyError;
pub use sign::{IDENTITY, SealError, Signer, Sm2Public, Sm2Signer, Verifier};
