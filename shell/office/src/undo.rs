//! Undo a settlement (结算撤销): its mirror is posted, exactly its deltas are taken back, its lines
//! are open again. Later bills are not touched; where they would now differ, they are due.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::postings::reversal;
use crate::refuse::refused;
use record::event::Undone;
use record::{AccKey, Deed, Key, VisitBill, VisitFile};

/// A settlement to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Its seq.
    pub bill: u64,
    /// The visit, to be compared.
    pub visit: Option<u64>,
    /// Id of the person, to be compared.
    pub person: Option<String>,
}

pub(crate) fn needs(ask: &Undo, needs: &mut Needs) {
    needs.events.insert(ask.bill);
    needs.visits.extend(ask.visit);
}

/// Undoes a settlement.
pub(crate) fn undo(
    sitting: &mut Sitting<'_>,
    ask: &Undo,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let undone = undone(sitting, ask)?;
    Ok(Answer::New(sitting.add(key, Deed::Undo(undone))))
}

/// The visit that holds a bill.
pub(crate) fn visit_of_bill<'s>(
    sitting: &'s Sitting<'_>,
    bill: u64,
    person: Option<&str>,
) -> Result<(&'s VisitFile, &'s VisitBill), Refused> {
    let found = sitting.visits.values().find_map(|file| Some((file.seq, file.bill(bill)?)));
    let Some((visit, bill)) = found else {
        return Err(refused(
            "no-bill",
            format!("没有结算 {bill}。请核对结算号。"),
            format!("there is no settlement {bill}; check its number"),
        ));
    };
    Ok((sitting.visit(visit, person)?, bill))
}

/// The mirror of a bill that stands.
pub(crate) fn undone(sitting: &Sitting<'_>, ask: &Undo) -> Result<Undone, Refused> {
    let (file, bill) = visit_of_bill(sitting, ask.bill, ask.person.as_deref())?;
    if ask.visit.is_some_and(|visit| visit != file.seq) {
        return Err(refused(
            "other-visit",
            format!("结算 {} 不属于就诊 {}。请核对。", ask.bill, ask.visit.unwrap_or(0)),
            format!("settlement {} is not of that visit; check both numbers", ask.bill),
        ));
    }
    if !bill.live {
        return Err(refused(
            "undone-before",
            format!("结算 {} 已撤销(见 {})。请勿重复撤销。", ask.bill, bill.last),
            format!("settlement {} was undone before (see {})", ask.bill, bill.last),
        ));
    }
    if let Some(later) = file.resting_on(bill) {
        return Err(refused(
            "later-bill",
            format!("本次就诊之后还有结算 {}。请先撤销它。", later.seq),
            format!("the visit was settled again by {}; undo that first", later.seq),
        ));
    }
    mirror(sitting, file, bill)
}

/// What takes back the last that was done to a bill: a settlement, or an undo.
pub(crate) fn mirror(
    sitting: &Sitting<'_>,
    file: &VisitFile,
    bill: &VisitBill,
) -> Result<Undone, Refused> {
    let Some(billed) = bill.billed() else {
        return Err(refused("no-bill", "不是结算。".to_string(), "no settlement".to_string()));
    };
    let entries = reversal(&billed.entries)
        .and_then(|back| if bill.live { Ok(back) } else { reversal(&back) })
        .map_err(|e| refused("unposted", e.to_string(), e.to_string()))?;
    let sign = |delta: i64| if bill.live { -delta } else { delta };
    let deltas: Vec<(AccKey, i64)> =
        billed.deltas.iter().map(|(key, delta)| (key.clone(), sign(*delta))).collect();
    let now = sitting.chain_of(file.opened.person);
    let (opened, before) = match bill.live {
        true => (billed.chain, billed.chain_before),
        false => (billed.chain_before, billed.chain),
    };
    let chain = if now == opened { before } else { now };
    let (target, seq) = (bill.last, bill.seq);
    Ok(Undone { target, bill: seq, visit: file.seq, deltas, chain, entries })
}
