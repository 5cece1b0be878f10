//! Payment (支付): how hospitals are paid for whole cases instead of single services.
//!
//! In: cases as parsed text, and the tables and settings of a grouping scheme.
//! Out: groups with their reasons, checks and comparisons of schemes, weights from history.
//! Not here: files (see `office`), what of a bill the funds pay (see `benefit`).

pub mod drg;
