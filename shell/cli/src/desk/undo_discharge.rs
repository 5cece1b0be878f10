//! Undo a discharge, from JSON.

use super::fields;
use office::undo_discharge::UndoDischarge;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    visit: u64,
    person: Option<String>,
}

pub(super) fn read(input: Value) -> Result<UndoDischarge, String> {
    let Input { visit, person } = fields(input)?;
    Ok(UndoDischarge { visit, person })
}
