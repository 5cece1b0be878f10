//! Catalogue (编码与目录): what codes there are on a day, and what leads from one edition to the next.
//!
//! In: texts of code sets and of maps between them, codes of cases.
//! Out: findings, codes of another edition, how good the codes of cases are.
//! Not here: files and books (see `office`), what a fund pays of an item (see `benefit`).

pub mod codes;
