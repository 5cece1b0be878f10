//! The published examples (公开算例) inside the binary: small laws, each with its case.

use crate::law_book::{LawBook, LawError, embedded};
use crate::law_test::{CaseRun, law_test};
use crate::texts;
use law::Text;

/// The examples as a law book, ready to decide.
pub fn examples() -> Result<LawBook, LawError> {
    let texts: Vec<Text> = embedded(texts::EXAMPLES);
    let mut book = LawBook::from_texts(texts);
    book.make_ready()?;
    Ok(book)
}

/// All published examples, run.
pub fn run_examples() -> Result<Vec<CaseRun>, LawError> {
    law_test(&examples()?, None)
}
