//! Withdraw fee lines (费用明细撤销): lines that are not settled are taken back; nothing is erased.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::record_lines::open_visit;
use crate::refuse::refused;
use record::event::LinesWithdrawn;
use record::{Deed, Key, LineState, VisitLine};

/// Lines to be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The visit.
    pub visit: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
    /// Numbers of the lines; empty: all that are not settled.
    pub lines: Vec<String>,
    /// With no numbers: only those that were charged in this batch.
    pub batch: Option<String>,
}

pub(crate) fn needs(ask: &Lines, needs: &mut Needs) {
    needs.visits.insert(ask.visit);
}

/// Withdraws lines, all or none.
pub(crate) fn withdraw_lines(
    sitting: &mut Sitting<'_>,
    ask: &Lines,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let file = sitting.visit(ask.visit, ask.person.as_deref())?;
    open_visit(file)?;
    for id in &ask.lines {
        let state = file.lines.iter().find(|line| line.fee.id == *id).map(|line| line.state);
        if state != Some(LineState::Open) {
            let (zh, en) = match state {
                Some(LineState::Billed(_)) => {
                    ("已结算,请先撤销结算", "is settled; undo that first")
                }
                Some(_) => ("已撤销", "was withdrawn before"),
                None => ("不存在,请核对流水号", "is not there; check its number"),
            };
            let (zh, en) = (format!("明细 {id} {zh}。"), format!("line {id} {en}"));
            return Err(refused("line-state", zh, en));
        }
    }
    let own = |line: &&VisitLine| ask.batch.as_ref().is_none_or(|batch| line.fee.batch == *batch);
    let open: Vec<String> = file.open().filter(own).map(|line| line.fee.id.clone()).collect();
    if open.is_empty() {
        return Err(refused(
            "no-lines",
            format!("就诊 {} 没有可撤销的明细。", ask.visit),
            format!("visit {} has no lines to withdraw", ask.visit),
        ));
    }
    // What is written names the lines of a batch, so that nobody has to look the batch up again.
    let lines = match (&ask.batch, ask.lines.is_empty()) {
        (Some(_), true) => open,
        _ => ask.lines.clone(),
    };
    let withdrawn = LinesWithdrawn { visit: ask.visit, lines };
    Ok(Answer::New(sitting.add(key, Deed::Withdrawn(withdrawn))))
}
