//! Correct a bill (更正): it is undone and its lines are decided anew by what is known now, in one
//! commit. A clerk does so for a bill that is due for re-adjudication.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::refuse::refused;
use crate::settle_visit::{Bill, decide};
use crate::undo::{Undo, undone, visit_of_bill};
use record::event::Billed;
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
    if let Some(line) = file.open().next() {
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
    };
    let mid_stay = old.mid_stay;
    let before = sitting.save(file.seq);
    sitting.add(None, Deed::Undo(undone));
    match decide(sitting, &again, mid_stay) {
        Ok(billed) => {
            let billed = Billed { corrects: Some(bill), ..billed };
            Ok(Answer::New(sitting.add(key, Deed::Bill(Box::new(billed)))))
        }
        Err(why) => {
            sitting.restore(before);
            Err(why)
        }
    }
}
