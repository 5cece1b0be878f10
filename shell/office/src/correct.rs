//! Correct a bill (更正): it is undone and its lines are decided anew by what is known now, in one
//! commit. A clerk does so for a bill that is due for re-adjudication.
//!
//! A correction stands at the place of the bill it corrects: it is decided on the sums of what counts
//! before that, not on what later bills counted, so that one correction does not move the others.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::refuse::refused;
use crate::settle_visit::{Bill, chain_before, decide_at};
use crate::undo::{Undo, undone, visit_of_bill};
use record::{Deed, Key};

/// A bill to be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correct {
    /// Its seq.
    pub bill: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
}

pub(crate) fn needs(ask: &Correct, needs: &mut Needs) {
    needs.events.insert(ask.bill);
    needs.lives.insert(ask.bill);
}

/// Undoes and settles anew, both or neither.
pub(crate) fn correct(
    sitting: &mut Sitting<'_>,
    ask: &Correct,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let (person, bill) = (ask.person.clone(), ask.bill);
    let undone = undone(sitting, &Undo { bill, visit: None, person: person.clone() })?;
    let (file, old) = visit_of_bill(sitting, bill, person.as_deref())?;
    let Some(old) = old.billed() else {
        return Err(refused("no-bill", "不是结算。".to_string(), "no settlement".to_string()));
    };
    if let Some(line) = file.due(old.scope, &old.batch).next() {
        return Err(refused(
            "lines-since",
            format!(
                "结算 {bill} 之后又上传了明细 {},不能更正。请先撤销这些明细,更正后用新的流水号上传。",
                line.fee.id
            ),
            format!(
                "line {} was recorded after settlement {bill}; withdraw it, correct, and record it again under a new number",
                line.fee.id
            ),
        ));
    }
    let again = Bill {
        visit: file.seq,
        person,
        batch: old.batch.clone(),
        to: Some(old.to),
        settled: Some(old.settled),
        use_account: old.use_account,
        total: None,
        split: None,
        insurance: None,
    };
    let (scope, place) = (old.scope, visit_of_bill(sitting, bill, None)?.1);
    let (owner, place) = (file.opened.person, file.place(place));
    let before = sitting.save(file.seq);
    sitting.add(None, Deed::Undo(undone));
    match decide_at(sitting, &again, scope, Some(place)) {
        Ok(mut billed) => {
            billed.corrects = Some(bill);
            // A referral chain that a later bill opened goes on.
            if chain_before(sitting, owner, place).is_some() {
                billed.chain_before = sitting.chain_of(owner);
                billed.chain = billed.chain_before;
            }
            Ok(Answer::New(sitting.add(key, Deed::Bill(Box::new(billed)))))
        }
        Err(why) => {
            sitting.restore(before);
            Err(why)
        }
    }
}
