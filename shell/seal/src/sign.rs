//! Signatures: what a signer and a verifier do, and SM2 with SM3 (GM/T 0003) as open software.

use crate::Sm3;
use ledger::chain::{Digest, hex};
use sm2::SecretKey;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::Generate;

/// The identity (可辨别标识) of every signer: the default of GM/T 0009, for keys without a
/// certificate.
pub const IDENTITY: &str = "1234567812345678";

/// Why something was not signed or is not genuine, in the order in which it is looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no randomness.
    #[error("the system gives no random numbers, so no key was made; try again on this machine")]
    Random,
    /// The bytes are no public key.
    #[error("this is no SM2 public key; give the .pub file that stands beside the signing key")]
    Key,
    /// The signer could not sign.
    #[error("the key did not sign; look at the signing module, nothing was sealed")]
    NotSigned,
    /// The signature does not belong to this text and key.
    #[error("the signature does not belong to this text and key; one of the three was changed")]
    NotGenuine,
}

/// Whoever signs: software here, a certified module in production.
pub trait Signer: Send + Sync {
    /// Signs a text.
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, SealError>;
    /// The first 16 hexadecimal digits of the hash of the public key.
    fn fingerprint(&self) -> String;
}

/// Whoever tells genuine signatures from others.
pub trait Verifier: Send + Sync {
    /// Whether the signature belongs to the text.
    fn verify(&self, text: &[u8], signature: &[u8]) -> Result<(), SealError>;
    /// The fingerprint of the key whose signatures it knows.
    fn fingerprint(&self) -> String;
}

/// Signs with a private key in memory. Its `Debug` shows the public part alone.
#[derive(Clone)]
pub struct Sm2Signer {
    secret: SecretKey,
    key: SigningKey,
    public: Sm2Public,
}

impl Sm2Signer {
    /// A new key, from the system's random source.
    pub fn generate() -> Result<Sm2Signer, SealError> {
        let secret = SecretKey::try_generate().map_err(|_| SealError::Random)?;
        Sm2Signer::from_secret(secret)
    }

    pub(crate) fn from_secret(secret: SecretKey) -> Result<Sm2Signer, SealError> {
        let key = SigningKey::new(IDENTITY, &secret).map_err(|_| SealError::Key)?;
        let public = Sm2Public(key.verifying_key().clone());
        Ok(Sm2Signer { secret, key, public })
    }

    pub(crate) fn secret(&self) -> &SecretKey {
        &self.secret
    }

    /// The public key.
    pub fn public(&self) -> &Sm2Public {
        &self.public
    }
}

impl std::fmt::Debug for Sm2Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sm2Signer({})", self.public.fingerprint())
    }
}

impl Signer for Sm2Signer {
    /// The signature is r and s, 32 bytes each. The same text is signed the same.
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, SealError> {
        let signature = self.key.try_sign(text).map_err(|_| SealError::NotSigned)?;
        Ok(signature.to_vec())
    }

    fn fingerprint(&self) -> String {
        self.public.fingerprint()
    }
}

/// A public key.
#[derive(Debug, Clone)]
pub struct Sm2Public(VerifyingKey);

impl Sm2Public {
    /// Reads a point as `04`, x and y.
    pub fn from_bytes(bytes: &[u8]) -> Result<Sm2Public, SealError> {
        VerifyingKey::from_sec1_bytes(IDENTITY, bytes).map(Sm2Public).map_err(|_| SealError::Key)
    }

    /// The point as `04`, x and y: 65 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_sec1_bytes().into_vec()
    }
}

impl PartialEq for Sm2Public {
    fn eq(&self, other: &Sm2Public) -> bool {
        self.to_bytes() == other.to_bytes()
    }
}

impl Eq for Sm2Public {}

impl Verifier for Sm2Public {
    fn verify(&self, text: &[u8], signature: &[u8]) -> Result<(), SealError> {
        let signature = Signature::from_slice(signature).map_err(|_| SealError::NotGenuine)?;
        self.0.verify(text, &signature).map_err(|_| SealError::NotGenuine)
    }

    fn fingerprint(&self) -> String {
        let mut digits = hex(&Sm3::digest(&[&self.to_bytes()]));
        digits.truncate(16);
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("digits");
        (0..text.len()).step_by(2).map(pair).collect()
    }

    #[test]
    fn the_example_of_the_standard_is_genuine() {
        // GM/T 0003.5, the signature over "message digest" by the default identity.
        let public = "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020\
                      CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
        let signature = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3\
                         B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";
        let public = Sm2Public::from_bytes(&bytes(public)).expect("a point");
        assert_eq!(public.verify(b"message digest", &bytes(signature)), Ok(()));
        let changed = public.verify(b"message digesT", &bytes(signature));
        assert_eq!(changed, Err(SealError::NotGenuine));
        let secret = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
        let secret = SecretKey::from_slice(&bytes(secret)).expect("a scalar");
        assert_eq!(Sm2Signer::from_secret(secret).expect("a key").public(), &public);
    }

    #[test]
    fn only_the_text_and_the_key_of_a_signature_fit_it() {
        let (one, other) = (Sm2Signer::generate(), Sm2Signer::generate());
        let (one, other) = (one.expect("random"), other.expect("random"));
        let signature = one.sign(b"text").expect("signed");
        assert_eq!((signature.len(), one.sign(b"text")), (64, Ok(signature.clone())));
        #[track_caller]
        fn check(key: &Sm2Signer, text: &[u8], signature: &[u8], genuine: bool) {
            assert_eq!(key.public().verify(text, signature).is_ok(), genuine);
        }
        check(&one, b"text", &signature, true);
        check(&one, b"next", &signature, false);
        check(&other, b"text", &signature, false);
        check(&one, b"text", &signature[..63], false);
        check(&one, b"text", &[0; 64], false);
        check(&one, b"text", &[], false);
        for at in 0..64 {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            check(&one, b"text", &changed, false);
        }
    }

    #[test]
    fn keys_are_told_apart_by_their_fingerprint() {
        let key = Sm2Signer::generate().expect("random");
        let public = Sm2Public::from_bytes(&key.public().to_bytes()).expect("a point");
        assert_eq!((public.to_bytes().len(), &public), (65, key.public()));
        let fingerprint = Signer::fingerprint(&key);
        assert_eq!((fingerprint.len(), public.fingerprint()), (16, fingerprint.clone()));
        assert_ne!(Sm2Signer::generate().expect("random").public(), &public);
        assert_eq!(format!("{key:?}"), format!("Sm2Signer({fingerprint})"));
        assert_eq!(Sm2Public::from_bytes(&[4; 65]), Err(SealError::Key));
        assert_eq!(Sm2Public::from_bytes(&[]), Err(SealError::Key));
    }
}
