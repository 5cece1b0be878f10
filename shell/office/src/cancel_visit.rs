//! Cancel a visit (挂号撤销, 入院撤销): a registration is taken back. Nothing is erased, and nothing can
//! be recorded for the visit any more.

use crate::describe_visit::not_discharged;
use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::record_lines::not_cancelled;
use crate::refuse::refused;
use record::event::VisitCancelled;
use record::{Deed, Key};

/// A visit to be cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// The visit.
    pub visit: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
}

pub(crate) fn needs(ask: &Cancel, needs: &mut Needs) {
    needs.visits.insert(ask.visit);
}

/// Cancels a visit.
pub(crate) fn cancel_visit(
    sitting: &mut Sitting<'_>,
    ask: &Cancel,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let cancelled = cancelled(sitting, ask.visit, ask.person.as_deref())?;
    Ok(Answer::New(sitting.add(key, Deed::Cancelled(cancelled))))
}

/// The cancelling of a visit on which nothing rests.
pub(crate) fn cancelled(
    sitting: &Sitting<'_>,
    visit: u64,
    person: Option<&str>,
) -> Result<VisitCancelled, Refused> {
    let file = sitting.visit(visit, person)?;
    not_cancelled(file)?;
    if let Some(bill) = file.live().next() {
        return Err(refused(
            "has-bill",
            format!("就诊 {visit} 有结算 {}。请先撤销该结算。", bill.seq),
            format!("visit {visit} has settlement {}; undo that first", bill.seq),
        ));
    }
    not_discharged(file)?;
    if let Some(line) = file.open().next() {
        return Err(refused(
            "has-lines",
            format!("就诊 {visit} 还有未撤销的明细 {}。请先撤销费用明细。", line.fee.id),
            format!("visit {visit} still has line {}; withdraw its lines first", line.fee.id),
        ));
    }
    Ok(VisitCancelled { visit })
}
