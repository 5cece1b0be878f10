//! Discharge (出院办理): the last day of a stay, how it ended, with which diagnoses. Afterwards no lines
//! are recorded, and the final settlement is of that last day.

use crate::describe_visit::kept;
use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::record_lines::open_visit;
use crate::refuse::refused;
use record::event::Scope;
use record::{Deed, Diagnosis, Discharged, Key, LeaveWay, VisitFile};
use units::Day;

/// A discharge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discharge {
    /// The visit.
    pub visit: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
    /// Last day.
    pub last: Day,
    /// How it ended.
    pub way: LeaveWay,
    /// Diagnoses at the end.
    pub diagnoses: Vec<Diagnosis>,
    /// What a door wants kept beside them, by name.
    pub texts: Vec<(String, String)>,
}

pub(crate) fn needs(ask: &Discharge, needs: &mut Needs) {
    needs.visits.insert(ask.visit);
}

/// Ends a stay.
pub(crate) fn discharge(
    sitting: &mut Sitting<'_>,
    ask: &Discharge,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let file = sitting.visit(ask.visit, ask.person.as_deref())?;
    open_visit(file)?;
    may_leave(file, ask.last)?;
    let texts = kept(&ask.diagnoses, &ask.texts)?;
    let (visit, last, way) = (ask.visit, ask.last, ask.way);
    let discharged = Discharged { visit, last, way, diagnoses: ask.diagnoses.clone(), texts };
    Ok(Answer::New(sitting.add(key, Deed::Discharged(Box::new(discharged)))))
}

fn may_leave(file: &VisitFile, last: Day) -> Result<(), Refused> {
    if let Some(left) = file.left() {
        return Err(refused(
            "discharged-before",
            format!("就诊 {} 已于 {} 办理出院。请勿重复办理。", file.seq, left.last),
            format!("visit {} was ended on {} before", file.seq, left.last),
        ));
    }
    let from = file.opened.from;
    if last < from {
        return Err(refused(
            "days",
            format!("出院日期 {last} 早于就诊日期 {from}。请核对。"),
            format!("the last day {last} is before the first, {from}; check them"),
        ));
    }
    let billed = file.live().filter_map(|bill| Some((bill.seq, bill.billed()?.to)));
    if let Some((bill, to)) = billed.filter(|(_, to)| last < *to).last() {
        return Err(refused(
            "settled-after",
            format!("结算 {bill} 已结至 {to},晚于出院日期 {last}。请核对出院日期,或先撤销该结算。"),
            format!(
                "settlement {bill} goes to {to}, after the last day {last}; check the day, or undo that settlement first"
            ),
        ));
    }
    Ok(())
}

/// That a bill ends where the stay ended: the final one on its last day, one on the way before.
pub(crate) fn within_stay(file: &VisitFile, scope: Scope, to: Day) -> Result<(), Refused> {
    let Some(left) = file.left() else { return Ok(()) };
    let sound = if scope == Scope::Rest { to == left.last } else { to <= left.last };
    if sound {
        return Ok(());
    }
    Err(refused(
        "other-last-day",
        format!("结算截止日期 {to} 与出院日期 {} 不符。请核对,或先撤销出院。", left.last),
        format!(
            "the bill's last day {to} does not fit the discharge on {}; check it, or undo the discharge first",
            left.last
        ),
    ))
}
