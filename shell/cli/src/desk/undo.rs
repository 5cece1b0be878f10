//! Undo a settlement, from JSON.

use super::fields;
use office::undo::Undo;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    bill: u64,
    visit: Option<u64>,
    person: Option<String>,
}

pub(super) fn read(input: Value) -> Result<Undo, String> {
    let Input { bill, visit, person } = fields(input)?;
    Ok(Undo { bill, visit, person })
}
