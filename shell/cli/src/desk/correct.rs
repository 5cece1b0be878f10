//! Correct a bill, from JSON.

use super::fields;
use office::correct::Correct;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    bill: u64,
    person: Option<String>,
}

pub(super) fn read(input: Value) -> Result<Correct, String> {
    let Input { bill, person } = fields(input)?;
    Ok(Correct { bill, person })
}
