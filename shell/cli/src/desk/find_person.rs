//! Find a person, from JSON and back.

use super::{Inside, day, fields};
use office::find_person::{Ask, PersonFound, Shown, find_person};
use office::read_person::{Purpose, Viewer};
use record::Filing;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    document: Option<String>,
    card: Option<String>,
    serial: Option<String>,
    voucher: Option<String>,
    name: Option<String>,
    day: String,
}

pub(super) async fn answer(inside: &Inside, input: Value) -> Result<Value, String> {
    let Input { document, card, serial, voucher, name, day: on } = fields(input)?;
    let shown = match (document, card, voucher) {
        (Some(number), None, None) => Shown::Document(number),
        (None, Some(number), None) => Shown::Card { number, serial },
        (None, None, Some(token)) => Shown::Voucher(token),
        _ => return Err("input: give one of document, card, voucher".to_string()),
    };
    let ask = Ask { shown, name, day: day("day", &on)? };
    let viewer = Viewer::local(Purpose::Service);
    let found = find_person(&inside.journal, &viewer, &ask).await.map_err(|e| e.to_string())?;
    Ok(found.map_or_else(|why| super::answer::refusal(&why), |found| show(&found)))
}

/// Filings.
pub(super) fn filing(filing: &Filing) -> Value {
    json!({
        "kind": filing.kind.name(), "value": filing.value, "from": filing.from.to_string(),
        "to": filing.to.map(|to| to.to_string()),
    })
}

fn show(found: &PersonFound) -> Value {
    let cover = found.cover.as_ref().map(|cover| {
        json!({
            "insurance": cover.insurance, "status": cover.status, "classes": cover.classes,
            "from": cover.from.to_string(), "to": cover.to.map(|to| to.to_string()),
            "born": cover.born.map(|born| born.to_string()),
            "entitled_from": cover.entitled_from.map(|from| from.to_string()),
        })
    });
    let [current, history] = found.account;
    json!({
        "status": "found", "person": found.person.id, "number": found.person.number,
        "name": found.person.name, "document": found.person.document, "cover": cover,
        "account": { "current": current.to_string(), "history": history.to_string() },
        "filings": found.filings.iter().map(filing).collect::<Vec<_>>(),
    })
}
