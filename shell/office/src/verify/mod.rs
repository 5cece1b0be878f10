//! Verify (核验): an independent check of the books. It shares the engine, the canonical form and the
//! store's reads with the desk, and nothing else: it folds the journal with code of its own.
//!
//! In: books, what a client was answered, signed anchors. Out: what was checked, and every
//! difference in a sentence. One walk along the journal, a piece at a time; persons are spread over
//! all cores, and a visit that has ended is let go of.

mod anchors;
mod answered;
mod books;
mod crew;
mod described;
mod kept_rows;
mod keys;
mod laws;
mod person;
mod place;
mod postings;
mod replay;
mod report;
mod source;
mod stay;
mod tables;
mod undo;
mod walk;
mod worker;

pub use answered::{Amounts, Answered, Said};
pub use report::{Check, Difference, MOST, Report, Unchecked};

use anchors::Anchors;
use answered::Answers;
use report::Findings;
use seal::{Anchor, Verifier};
use std::sync::Arc;
use std::time::Instant;
use store::Store;
use walk::Walk;

/// How often the tables are compared anew when the journal has grown meanwhile.
const AGAIN: u32 = 5;

/// What is to be checked besides the books themselves.
#[derive(Default)]
pub struct Ask {
    /// What a client was answered.
    pub answered: Vec<Answered>,
    /// Signed heads.
    pub anchors: Vec<Anchor>,
    /// Whose signatures they should bear; none: they are not looked at.
    pub key: Option<Box<dyn Verifier>>,
}

/// Checks all areas.
pub async fn verify(store: Arc<dyn Store>, ask: &Ask) -> Result<Report, Unchecked> {
    let began = Instant::now();
    let mut report = Report::default();
    let areas = store.areas().await?;
    if areas.is_empty() && ask.answered.is_empty() && ask.anchors.is_empty() {
        return Err(Unchecked::Empty);
    }
    let mut answers = Answers::new(&ask.answered);
    let mut anchors = Anchors::new(&ask.anchors);
    for area in areas {
        let mut walk = Walk::new(store.clone(), area, &mut answers, &mut anchors);
        let tables = to_the_end(&mut walk).await?;
        walk.finish(&mut report)?;
        report.take(tables);
    }
    answers.finish(&mut report);
    anchors.finish(ask.key.as_deref(), &mut report);
    report.finish();
    report.took = began.elapsed();
    Ok(report)
}

/// Walks to the end and compares the tables. If a desk wrote meanwhile, the tables are ahead of the
/// walk: it goes on, and they are compared anew.
async fn to_the_end(walk: &mut Walk<'_>) -> Result<Findings, Unchecked> {
    for _ in 0..AGAIN {
        walk.go().await?;
        let findings = walk.tables().await?;
        let tail = walk.store.tail(walk.number).await?;
        let still = tail.is_none_or(|tail| tail.first < walk.next as i64);
        if findings.found == 0 || still {
            return Ok(findings);
        }
    }
    Err(Unchecked::Moving(walk.code.clone()))
}
