//! Undo a discharge (出院撤销): the stay goes on, as long as no final settlement stands.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::record_lines::open_visit;
use crate::refuse::refused;
use record::event::DischargeUndone;
use record::{Deed, Key};

/// A discharge to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoDischarge {
    /// The visit.
    pub visit: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
}

pub(crate) fn needs(ask: &UndoDischarge, needs: &mut Needs) {
    needs.visits.insert(ask.visit);
}

/// Takes a discharge back.
pub(crate) fn undo_discharge(
    sitting: &mut Sitting<'_>,
    ask: &UndoDischarge,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let file = sitting.visit(ask.visit, ask.person.as_deref())?;
    open_visit(file)?;
    let Some(discharged) = &file.discharged else {
        return Err(refused(
            "not-discharged",
            format!("就诊 {} 没有办理出院。请核对就诊号。", ask.visit),
            format!("visit {} was not ended by a discharge; check its number", ask.visit),
        ));
    };
    let undone = DischargeUndone { visit: ask.visit, discharge: discharged.seq };
    Ok(Answer::New(sitting.add(key, Deed::DischargeUndone(undone))))
}
