//! The law that desks inside this program decide by.

use office::law_book::{LawBook, LawError, LawSource};
use std::path::PathBuf;

/// A law book with an area made ready.
pub(crate) fn open(law: Option<&PathBuf>, area: &str) -> Result<LawBook, LawError> {
    let source = law.map_or(LawSource::Embedded, |path| LawSource::Folder(path.clone()));
    let mut book = LawBook::open(&source)?;
    book.make_area_ready(area)?;
    Ok(book)
}
