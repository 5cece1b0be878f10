//! Answers as JSON. A repeat prints what the first answer printed, but for its status.

use office::desk::{Answer, Refused};
use record::event::Billed;
use record::{Deed, Event, bill_id};
use serde_json::{Value, json};

/// An answer to a line that could not be read.
pub(super) fn unreadable(id: &Value, message: &str) -> String {
    json!({ "id": id, "status": "refused", "code": "unreadable", "sentence_en": message })
        .to_string()
}

/// An answer of the desk.
pub(super) fn answer(id: &Value, area: &str, answered: Result<Answer, Refused>) -> String {
    let mut out = match &answered {
        Err(refused) => refusal(refused),
        Ok(Answer::New(event)) => of_event(area, "new", event),
        Ok(Answer::Again(event)) => of_event(area, "again", event),
        Ok(Answer::Decided(bill)) => json!({ "status": "decided", "bill": of_bill(bill) }),
        Ok(Answer::Explained(explained)) => {
            json!({ "status": "decided", "bill": of_bill(&explained.0) })
        }
        Ok(Answer::Entered(entered)) => json!({
            "status": "new", "new": entered.new, "changed": entered.changed, "same": entered.same,
        }),
    };
    named(id, &mut out)
}

/// A refusal.
pub(super) fn refusal(refused: &Refused) -> Value {
    json!({
        "status": "refused", "code": refused.code,
        "sentence": refused.sentence.zh, "sentence_en": refused.sentence.en,
    })
}

/// An answer with the id of its request.
pub(super) fn named(id: &Value, out: &mut Value) -> String {
    if let Value::Object(out) = out {
        out.insert("id".to_string(), id.clone());
    }
    out.to_string()
}

fn of_event(area: &str, status: &str, event: &Event) -> Value {
    let mut out = json!({ "status": status, "event": event.deed.kind(), "seq": event.seq });
    let more = match &event.deed {
        Deed::Visit(_) => json!({ "visit": event.seq }),
        Deed::Lines(recorded) => json!({ "visit": recorded.visit, "lines": recorded.lines.len() }),
        Deed::Withdrawn(withdrawn) => json!({ "visit": withdrawn.visit }),
        Deed::Bill(bill) => json!({
            "visit": bill.visit, "settlement": bill_id(area, event.seq), "bill": of_bill(bill),
        }),
        Deed::Described(described) => json!({ "visit": described.visit }),
        Deed::Cancelled(cancelled) => json!({ "visit": cancelled.visit }),
        Deed::Discharged(discharged) => {
            json!({ "visit": discharged.visit, "last": discharged.last.to_string() })
        }
        Deed::DischargeUndone(undone) => json!({ "visit": undone.visit }),
        Deed::Filing(_) => json!({ "filing": event.seq }),
        Deed::FilingRevoked(revoked) => json!({ "filing": revoked.made }),
        Deed::Undo(undone) => json!({
            "visit": undone.visit, "undone": bill_id(area, undone.bill), "target": undone.target,
        }),
        _ => json!({}),
    };
    if let (Value::Object(out), Value::Object(more)) = (&mut out, more) {
        out.extend(more);
    }
    out
}

fn of_bill(bill: &Billed) -> Value {
    let layers = bill.layers.iter().map(|layer| {
        json!({
            "id": layer.id, "fund": layer.fund.as_str(), "base": layer.base.to_string(),
            "deductible": layer.deductible.to_string(), "paid": layer.paid.to_string(),
        })
    });
    let funds: units::Fen = bill.layers.iter().map(|layer| layer.paid).sum();
    json!({
        "total": bill.split.total.to_string(), "in_scope": bill.split.in_scope.to_string(),
        "fund": funds.to_string(), "account": bill.person.account.total().to_string(),
        "cash": bill.person.cash.to_string(), "mid_stay": bill.mid_stay(),
        "layers": layers.collect::<Vec<_>>(),
    })
}
