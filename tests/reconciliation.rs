//! Reconciliation at the hospital's door: a week's books, files that come and go, differences that were
//! planted on purpose, and files that are none.

#[path = "reconciliation/books.rs"]
mod books;
#[path = "reconciliation/files.rs"]
mod files;
#[path = "reconciliation/planted.rs"]
mod planted;
#[path = "reconciliation/week.rs"]
mod week;
