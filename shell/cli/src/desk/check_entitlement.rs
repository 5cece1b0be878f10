//! Check an entitlement, from JSON and back.

use super::{Inside, day, fields};
use office::check_entitlement::{Ask, Entitlement, Offer, Offered, check_entitlement};
use office::read_person::{Purpose, Viewer, Which};
use serde::Deserialize;
use serde_json::{Value, json};
use units::Words;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    person: String,
    insurance: Option<String>,
    care: String,
    condition: Option<String>,
    filing: Option<String>,
    institution: Option<String>,
    day: String,
}

pub(super) async fn answer(inside: &Inside, input: Value) -> Result<Value, String> {
    let input: Input = fields(input)?;
    let ask = Ask {
        person: Which::Id(input.person),
        insurance: input.insurance,
        care: input.care,
        condition: input.condition,
        filing: input.filing,
        institution: input.institution,
        day: day("day", &input.day)?,
    };
    let (journal, engine) = (&inside.journal, &inside.engine);
    let viewer = Viewer::local(Purpose::Service);
    let checked = check_entitlement(journal, &viewer, engine, &ask).await;
    let checked = checked.map_err(|e| e.to_string())?;
    Ok(checked.map_or_else(|why| super::answer::refusal(&why), |checked| show(&checked)))
}

fn words(words: &Words) -> Value {
    json!({ "sentence": words.zh, "sentence_en": words.en })
}

fn layer(layer: &Offered) -> Value {
    let offer = match layer.offer {
        Offer::Yes => "yes",
        Offer::No => "no",
        Offer::Open(_) => "open",
    };
    json!({
        "id": layer.id, "fund": layer.fund.as_str(), "title": layer.titles.zh, "offer": offer,
        "why": layer.why.as_ref().map(words),
    })
}

fn show(checked: &Entitlement) -> Value {
    let text = |day: Option<units::Day>| day.map(|day| day.to_string());
    json!({
        "status": "checked", "person": checked.person.id, "insurance": checked.insurance,
        "entitled": checked.entitled, "from": text(checked.from), "to": text(checked.to),
        "why": checked.why.iter().map(words).collect::<Vec<_>>(),
        "layers": checked.layers.iter().map(layer).collect::<Vec<_>>(),
    })
}
