//! What a check says: differences, each in a sentence with its place, and what was counted.

use record::bill_id;
use std::fmt;
use std::time::Duration;
use store::StoreError;

/// The most differences that are kept to be printed; all are counted.
pub const MOST: usize = 100;

/// Which of the checks found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Batches and events in their order.
    Order,
    /// Heads of the proof, records, words, laws by their hash.
    Chain,
    /// Postings, folds, the trial balance.
    Books,
    /// What the law gives for a bill.
    Replay,
    /// What is folded and kept beside the journal.
    Sums,
    /// Message keys, and what may be settled or undone only once.
    Keys,
    /// What a client was answered.
    Answered,
    /// Heads that were signed.
    Anchor,
}

impl Check {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Check::Order => "order",
            Check::Chain => "chain",
            Check::Books => "books",
            Check::Replay => "replay",
            Check::Sums => "sums",
            Check::Keys => "keys",
            Check::Answered => "answered",
            Check::Anchor => "anchor",
        }
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which check found it.
    pub check: Check,
    /// The area.
    pub area: String,
    /// The event.
    pub seq: Option<u64>,
    /// Id of the bill.
    pub bill: Option<String>,
    /// What was found and what should be.
    pub sentence: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.check.name())?;
        if !self.area.is_empty() {
            write!(f, ", area {}", self.area)?;
        }
        if let Some(seq) = self.seq {
            write!(f, ", event {seq}")?;
        }
        if let Some(bill) = &self.bill {
            write!(f, ", bill {bill}")?;
        }
        write!(f, ": {}", self.sentence)
    }
}

/// Differences of one area as they come.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings {
    area: String,
    pub(super) kept: Vec<Difference>,
    pub(super) found: u64,
}

impl Findings {
    pub(super) fn of(area: &str) -> Findings {
        Findings { area: area.to_string(), ..Findings::default() }
    }

    fn add(&mut self, check: Check, seq: Option<u64>, bill: Option<u64>, sentence: String) {
        self.found += 1;
        if self.kept.len() < MOST {
            let bill = bill.map(|bill| bill_id(&self.area, bill));
            self.kept.push(Difference { check, area: self.area.clone(), seq, bill, sentence });
        }
    }

    /// Of the area as a whole.
    pub(super) fn whole(&mut self, check: Check, sentence: String) {
        self.add(check, None, None, sentence);
    }

    /// Of an event.
    pub(super) fn event(&mut self, check: Check, seq: u64, sentence: String) {
        self.add(check, Some(seq), None, sentence);
    }

    /// Of an event that is about a bill.
    pub(super) fn bill(&mut self, check: Check, seq: u64, bill: u64, sentence: String) {
        self.add(check, Some(seq), Some(bill), sentence);
    }

    pub(super) fn merge(&mut self, other: Findings) {
        self.found += other.found;
        self.kept.extend(other.kept);
    }
}

/// What was checked, and what was found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Areas by code.
    pub areas: Vec<String>,
    /// How far each area's order had come: the last event that was checked.
    pub ends: Vec<(String, u64)>,
    /// Events.
    pub events: u64,
    /// Bills that were decided again.
    pub bills: u64,
    /// Batches.
    pub batches: u64,
    /// Persons.
    pub persons: u64,
    /// Message keys.
    pub keys: u64,
    /// Laws that ever decided.
    pub laws: u64,
    /// Answers of the client's journal.
    pub answered: u64,
    /// Anchors.
    pub anchors: u64,
    /// The first differences, in order.
    pub differences: Vec<Difference>,
    /// How many differences there are.
    pub found: u64,
    /// What is odd and no difference.
    pub notes: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    /// Whether all holds.
    pub fn holds(&self) -> bool {
        self.found == 0
    }

    /// Bills a second.
    pub fn bills_a_second(&self) -> u64 {
        let millis = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX).max(1);
        self.bills.saturating_mul(1000) / millis
    }

    pub(super) fn take(&mut self, findings: Findings) {
        self.found += findings.found;
        self.differences.extend(findings.kept);
    }

    pub(super) fn finish(&mut self) {
        self.differences.sort_by(|a, b| (&a.area, a.seq, a.check).cmp(&(&b.area, b.seq, b.check)));
        self.differences.truncate(MOST);
    }
}

/// Why it could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum Unchecked {
    /// The store.
    #[error("the books could not be read: {0}")]
    Store(#[from] StoreError),
    /// There is nothing.
    #[error("there are no books here: no area has a journal; give the folder or address of books")]
    Empty,
    /// Others write faster than the check reads.
    #[error(
        "area {0} is being written all the while, so its sums could not be compared; check a copy"
    )]
    Moving(String),
    /// A part of the check itself failed.
    #[error("the check itself failed; report it with the books")]
    Failed,
}
