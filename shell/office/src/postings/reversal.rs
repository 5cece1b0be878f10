//! A reversal (冲正, 撤销): the mirror of what was posted, whatever it was; also of a reversal.

use super::{Unposted, balanced};
use record::Entry;

/// The postings that take back others.
pub fn reversal(entries: &[Entry]) -> Result<Vec<Entry>, Unposted> {
    let mirrored = entries.iter().map(|entry| Entry { amount: -entry.amount, ..entry.clone() });
    balanced(mirrored.collect())
}
