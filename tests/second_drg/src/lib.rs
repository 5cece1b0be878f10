//! A second, plain implementation of DRG grouping, written from the description of the tables alone, and
//! random schemes and cases on which it is compared with the first.

pub mod plain;
pub mod random;
