//! The filings of a person (备案信息): those that stand, each with the event that made it, which is its id.

use crate::desk::DeskError;
use crate::journal::Journal;
use crate::read_person::{PersonSeen, Viewer, Which, read_person};
use record::{Deed, Filing};

/// A person with the filings that stand.
#[derive(Debug, Clone)]
pub struct FilingList {
    /// The person.
    pub person: PersonSeen,
    /// Ids and filings, in the order in which they were made.
    pub filings: Vec<(u64, Filing)>,
}

/// Reads the filings of a person; none if there is no such person.
pub async fn filing_list(
    journal: &Journal,
    viewer: &Viewer,
    which: &Which,
) -> Result<Option<FilingList>, DeskError> {
    let Some(person) = read_person(journal, viewer, which).await? else { return Ok(None) };
    let models = journal.store().models();
    let seqs = models.person_events(journal.number(), person.number as i64).await?;
    let mut made: Vec<(u64, Filing)> = Vec::new();
    for event in journal.events_at(&seqs).await? {
        if let Deed::Filing(filing) = &event.deed {
            made.push((event.seq, filing.filing.clone()));
        }
    }
    let standing = person.file.standing_filings();
    let filings = standing.filter_map(|filing| {
        // A later one of the same kind, value and first day took its place.
        let (seq, _) = made.iter().rfind(|(_, made)| made.is_of(filing))?;
        Some((*seq, filing.clone()))
    });
    let mut filings: Vec<(u64, Filing)> = filings.collect();
    filings.sort_by_key(|(seq, _)| *seq);
    Ok(Some(FilingList { person, filings }))
}
