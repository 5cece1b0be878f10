//! Reverse a message (冲正): whoever did not get an answer takes the message back, whatever became of
//! it. A settlement is undone, an undo is undone, a registration is cancelled; a message that never
//! came leaves a tombstone, so that it is refused if it comes later.

use crate::cancel_visit::cancelled;
use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::discharge::within_stay;
use crate::refuse::refused;
use crate::undo::{Undo, mirror, undone, visit_of_bill};
use record::event::Undone;
use record::{Address, Deed, Key, LineState};

/// A message to be reversed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverse {
    /// The message.
    pub message: Address,
    /// Id of the person, to be compared.
    pub person: Option<String>,
}

pub(crate) fn needs(ask: &Reverse, needs: &mut Needs) {
    needs.messages.push(ask.message.clone());
}

/// Reverses a message.
pub(crate) fn reverse(
    sitting: &mut Sitting<'_>,
    ask: &Reverse,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let Some(seq) = sitting.find(&ask.message) else {
        return Ok(Answer::New(sitting.add(key, Deed::Tombstone(ask.message.clone()))));
    };
    let person = ask.person.clone();
    let deed = match sitting.event(seq).map(|event| &event.deed) {
        Some(Deed::Bill(_)) => {
            Deed::Undo(undone(sitting, &Undo { bill: seq, visit: None, person })?)
        }
        Some(Deed::Undo(undone)) => {
            Deed::Undo(restored(sitting, seq, undone.bill, person.as_deref())?)
        }
        Some(Deed::Visit(_)) => Deed::Cancelled(cancelled(sitting, seq, person.as_deref())?),
        Some(Deed::Tombstone(_)) | None => {
            return Err(refused(
                "reversed-before",
                "该报文已冲正。请勿重复冲正。".to_string(),
                "this message was reversed before".to_string(),
            ));
        }
        Some(other) => {
            let kind = other.kind();
            return Err(refused(
                "not-reversible",
                format!(
                    "该报文({kind})不是就诊登记、结算或结算撤销,不能冲正。请用相应的撤销交易。"
                ),
                format!(
                    "this message ({kind}) is no registration, no settlement and no undo of one; use the transaction that takes it back"
                ),
            ));
        }
    };
    Ok(Answer::New(sitting.add(key, deed)))
}

/// The mirror of an undo: the bill stands again, if nothing has come in between.
fn restored(
    sitting: &Sitting<'_>,
    undo: u64,
    bill: u64,
    person: Option<&str>,
) -> Result<Undone, Refused> {
    let (file, bill) = visit_of_bill(sitting, bill, person)?;
    if bill.last != undo {
        return Err(refused(
            "reversed-before",
            format!("该撤销之后已有 {},不能再冲正。", bill.last),
            format!("{} came after that undo; it cannot be reversed any more", bill.last),
        ));
    }
    let open = |at: &usize| file.lines.get(*at).is_some_and(|l| l.state == LineState::Open);
    let Some(billed) = bill.billed() else { return mirror(sitting, file, bill) };
    let later = file.resting_on(bill);
    // A line that came since would be left behind in a visit, or a batch, that is settled again.
    let due = file.due(billed.scope, &billed.batch).count();
    let more = !billed.mid_stay() && due > bill.lines.len();
    // So would what it was decided by, if the visit was described anew, or ended on another day.
    let other = *bill.about != *file.about
        || file.cancelled.is_some()
        || within_stay(file, billed.scope, billed.to).is_err();
    if later.is_some() || more || other || !bill.lines.iter().all(open) {
        return Err(refused(
            "changed-since",
            format!("撤销之后本次就诊已有变化,结算 {} 不能恢复。请重新结算。", bill.seq),
            format!("the visit has changed since; settlement {} cannot stand again", bill.seq),
        ));
    }
    mirror(sitting, file, bill)
}
