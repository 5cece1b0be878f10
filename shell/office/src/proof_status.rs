//! The state of the proof of an area (证明状态): when the books were last checked and what came of it,
//! which head was last signed outside the database, and whether the books still meet it.

use crate::desk::DeskError;
use crate::verify::Report;
use ledger::chain::{Head, hex};
use seal::Anchor;
use std::path::Path;
use store::{BatchRow, CheckRow, Store, StoreError};

/// The state of the proof.
#[derive(Debug, Clone, Default)]
pub struct ProofStatus {
    /// The last checks, newest first.
    pub checks: Vec<CheckRow>,
    /// The last event.
    pub last: i64,
    /// The last signed head; none if there is no file, or none for this area.
    pub anchor: Option<Anchored>,
    /// Why the file of anchors cannot be read.
    pub trouble: Option<String>,
}

/// A signed head.
#[derive(Debug, Clone)]
pub struct Anchored {
    /// The anchor, as its line says; its signature is for `gongji verify`.
    pub anchor: Anchor,
    /// Whether the stored head at its event is still the one that was signed.
    pub met: bool,
}

/// The state of the proof of an area; `anchors` is the file of signed heads.
pub async fn proof_status(
    store: &dyn Store,
    area: i64,
    anchors: Option<&Path>,
    most: i64,
) -> Result<ProofStatus, DeskError> {
    let checks = store.models().checks(area, most).await?;
    let last = store.tail(area).await?.map_or(0, |tail| tail.last);
    let mut status = ProofStatus { checks, last, ..ProofStatus::default() };
    let Some(file) = anchors.filter(|file| file.exists()) else { return Ok(status) };
    match seal::anchor::read(file) {
        Ok(all) => {
            let code = format!("{area:06}");
            if let Some(anchor) = all.into_iter().rfind(|anchor| anchor.area == code) {
                let met = meets(store, area, &anchor).await?;
                status.anchor = Some(Anchored { anchor, met });
            }
        }
        Err(error) => status.trouble = Some(error.to_string()),
    }
    Ok(status)
}

async fn meets(store: &dyn Store, area: i64, anchor: &Anchor) -> Result<bool, StoreError> {
    let seq = i64::try_from(anchor.seq).unwrap_or(i64::MAX);
    let batch = store.batch_of(area, seq).await?;
    let head = |head: &[u8]| <Head>::try_from(head).map(|head| hex(&head)).ok();
    let same =
        |batch: BatchRow| batch.last == seq && head(&batch.head) == Some(anchor.head.clone());
    Ok(batch.is_some_and(same))
}

/// Writes down what came of a check, for whoever looks at the pages.
pub async fn write_down(store: &dyn Store, report: &Report) -> Result<(), StoreError> {
    let moment = jiff::Timestamp::now().as_millisecond();
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    for (code, last) in &report.ends {
        let Ok(area) = code.parse() else { continue };
        let row = CheckRow {
            area,
            moment,
            last: count(*last),
            bills: count(report.bills),
            answered: count(report.answered),
            anchors: count(report.anchors),
            found: count(report.found),
            first: report.differences.first().map_or_else(String::new, ToString::to_string),
        };
        store.models().put_check(&row).await?;
    }
    Ok(())
}
