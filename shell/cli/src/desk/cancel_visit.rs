//! Cancel a visit, from JSON.

use super::fields;
use office::cancel_visit::Cancel;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    visit: u64,
    person: Option<String>,
}

pub(super) fn read(input: Value) -> Result<Cancel, String> {
    let Input { visit, person } = fields(input)?;
    Ok(Cancel { visit, person })
}
