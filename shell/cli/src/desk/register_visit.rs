//! Register a visit, from JSON.

use super::{day, fields};
use office::register_visit::Visit;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    person: String,
    institution: String,
    care: String,
    from: String,
    condition: Option<String>,
    filing: Option<String>,
    insurance: Option<String>,
}

pub(super) fn read(input: Value) -> Result<Visit, String> {
    let Input { person, institution, care, from, condition, filing, insurance } = fields(input)?;
    Ok(Visit {
        person,
        institution,
        care,
        from: day("from", &from)?,
        condition,
        filing,
        insurance,
        diagnoses: Vec::new(),
        texts: Vec::new(),
    })
}
