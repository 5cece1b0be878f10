//! Gateway (网关): names and forms of the national interface (国家医保信息平台接口), and nothing else.
//!
//! In: what institutions and clients write in those names. Out: our own nouns, for the acts of
//! `office`. Here stand the table of its fields, the door with one file a transaction, pages that say
//! what there is, the client's journal, and the fixture of a made-up region.

pub mod door;
pub mod fields;
pub mod fixture;
pub mod journal;
pub mod pages;
mod transactions;
