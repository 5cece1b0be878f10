//! The batches of an area (批次): what each commit brought, under which lease, and whether the chain of
//! proof closes over it.

use crate::desk::DeskError;
use crate::journal::Journal;
use ledger::chain::{Head, genesis, link};
use record::Event;
use record::canon::BatchSheet;
use seal::Sm3;
use std::sync::Arc;
use store::BatchRow;
use units::AreaCode;

/// A batch.
#[derive(Debug, Clone)]
pub struct BatchSeen {
    /// What it brought, folded.
    pub sheet: BatchSheet,
    /// Head of the proof after it, in hexadecimal.
    pub head: String,
}

/// A batch with its events.
#[derive(Debug, Clone)]
pub struct BatchShown {
    /// The batch.
    pub batch: BatchSeen,
    /// Its events.
    pub events: Vec<Arc<Event>>,
    /// Whether its records and its sheet lead from the head before it to its own head.
    pub closes: bool,
    /// First seq of the batch before it, and of the one after it.
    pub beside: [Option<u64>; 2],
}

/// The last batches before a seq, newest first.
pub async fn batch_list(
    journal: &Journal,
    before: u64,
    most: usize,
) -> Result<Vec<BatchSeen>, DeskError> {
    let before = i64::try_from(before).unwrap_or(i64::MAX);
    let rows = journal.store().batches_back(journal.number(), before, most as i64).await?;
    let mut batches = Vec::with_capacity(rows.len());
    for row in &rows {
        batches.push(seen(journal, row).await?);
    }
    Ok(batches)
}

async fn seen(journal: &Journal, row: &BatchRow) -> Result<BatchSeen, DeskError> {
    let head = row.head.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(BatchSeen { sheet: journal.sheet(row).await?, head })
}

/// The batch that begins at a seq, with its events; none if none begins there.
pub async fn batch_shown(journal: &Journal, first: u64) -> Result<Option<BatchShown>, DeskError> {
    let (store, number) = (journal.store(), journal.number());
    let Some(row) = store.batch(number, first as i64).await? else { return Ok(None) };
    let before = store.batches_back(number, row.first, 1).await?.into_iter().next();
    let after = store.batches(number, row.last + 1, 1).await?.into_iter().next();
    let records = store.events(number, row.first, row.last).await?;
    let begun = match &before {
        Some(batch) => Head::try_from(batch.head.as_slice()).ok(),
        None => Some(genesis::<Sm3>(&AreaCode(journal.code().to_string()))),
    };
    let closed = begun.map(|head| {
        let head = records.iter().fold(head, |head, record| link::<Sm3>(&head, &record.body));
        link::<Sm3>(&head, &row.sheet)
    });
    let number = |batch: BatchRow| batch.first as u64;
    Ok(Some(BatchShown {
        batch: seen(journal, &row).await?,
        events: journal.events(row.first as u64, row.last as u64).await?,
        closes: closed.is_some_and(|head| head.as_slice() == row.head.as_slice()),
        beside: [before.map(number), after.map(number)],
    }))
}
