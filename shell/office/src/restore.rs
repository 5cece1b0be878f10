//! Restore (恢复): a backup into a place without books, all of it or nothing, and proved afterwards.
//!
//! The file is read twice: first its hash, its rows and the chain of proof of each area are checked;
//! then it is written in one commit. Afterwards the books are checked as `verify` checks them.

use crate::backup::Copied;
use crate::backup_file::{BackupError, open};
use crate::verify::{Ask, verify};
pub use ledger::chain::hex;
use ledger::chain::{Head, genesis, link};
use seal::Sm3;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use store::{Cell, Store};
use units::AreaCode;

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Rows and bytes.
    pub copied: Copied,
    /// How far each area's order had come: area, last seq, and its head.
    pub areas: Vec<(i64, i64, Head)>,
}

/// Restores a backup that was checked into books that hold nothing.
pub async fn restore(
    store: Arc<dyn Store>,
    from: &Path,
    checked: &Restored,
) -> Result<(), BackupError> {
    let mut reader = open(from)?;
    store.copy_in(&mut || reader.next()).await?;
    prove(store, checked).await
}

/// Reads a backup to its end and follows its chains; writes nothing.
pub fn check(from: &Path) -> Result<Restored, BackupError> {
    let wrong = |what| BackupError::Wrong { path: from.to_path_buf(), what };
    let mut reader = open(from)?;
    let mut chains = Chains::default();
    while let Some((table, row)) = reader.next().map_err(wrong)? {
        match (table.name, row.as_slice()) {
            (
                "batches",
                [
                    Cell::Int(area),
                    Cell::Int(first),
                    Cell::Int(last),
                    _,
                    Cell::Bytes(head),
                    Cell::Bytes(sheet),
                ],
            ) => chains.batch(*area, (*first, *last), head.clone(), sheet.clone()),
            ("events", [Cell::Int(area), Cell::Int(seq), _, Cell::Bytes(body)]) => {
                chains.event(*area, *seq, body).map_err(wrong)?;
            }
            ("batches" | "events", _) => return Err(wrong("a row is not as it should be".into())),
            _ => {}
        }
    }
    let copied = Copied { rows: reader.rows, bytes: reader.bytes };
    Ok(Restored { copied, areas: chains.end().map_err(wrong)? })
}

/// That the books come out where the backup did, and pass the check of [`crate::verify`].
async fn prove(store: Arc<dyn Store>, checked: &Restored) -> Result<(), BackupError> {
    for (area, last, head) in &checked.areas {
        let tail = store.tail(*area).await?;
        if tail.is_none_or(|tail| tail.last != *last || tail.head != head) {
            let sentence = format!("area {area} does not end at {last} as in the backup");
            return Err(BackupError::Differs(sentence));
        }
    }
    let report = verify(store, &Ask::default()).await;
    let report = report.map_err(|e| BackupError::Differs(format!("they were not checked: {e}")))?;
    match report.differences.first() {
        Some(first) if !report.holds() => {
            let (found, first) = (report.found, first.to_string());
            Err(BackupError::Differs(format!("{found} differences, the first: {first}")))
        }
        _ => Ok(()),
    }
}

/// A batch whose events are still to come: its span, its head, its sheet.
type Waiting = ((i64, i64), Vec<u8>, Vec<u8>);

/// The chains of areas, followed as batches and then events come.
#[derive(Default)]
struct Chains {
    batches: BTreeMap<i64, VecDeque<Waiting>>,
    heads: BTreeMap<i64, (i64, Head)>,
}

impl Chains {
    fn batch(&mut self, area: i64, span: (i64, i64), head: Vec<u8>, sheet: Vec<u8>) {
        self.batches.entry(area).or_default().push_back((span, head, sheet));
    }

    fn event(&mut self, area: i64, seq: i64, body: &[u8]) -> Result<(), String> {
        let start = || (0, genesis::<Sm3>(&AreaCode(format!("{area:06}"))));
        let (last, head) = self.heads.entry(area).or_insert_with(start);
        let waiting = self.batches.entry(area).or_default();
        let Some(((first, end), closes, sheet)) = waiting.front() else {
            return Err(format!("event {seq} of area {area} is in no batch"));
        };
        if seq != *last + 1 || seq < *first {
            return Err(format!("after event {last} of area {area} comes {seq}: one is missing"));
        }
        (*last, *head) = (seq, link::<Sm3>(head, body));
        if seq == *end {
            *head = link::<Sm3>(head, sheet);
            if head.as_slice() != closes.as_slice() {
                return Err(format!(
                    "the chain of area {area} breaks in the batch that ends at {seq}"
                ));
            }
            waiting.pop_front();
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<(i64, i64, Head)>, String> {
        if let Some((area, _)) = self.batches.iter().find(|(_, waiting)| !waiting.is_empty()) {
            return Err(format!("the last events of area {area} are missing"));
        }
        Ok(self.heads.into_iter().map(|(area, (last, head))| (area, last, head)).collect())
    }
}
