//! Withdraw fee lines, from JSON.

use super::fields;
use office::withdraw_lines::Lines;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    visit: u64,
    person: Option<String>,
    #[serde(default)]
    lines: Vec<String>,
    batch: Option<String>,
}

pub(super) fn read(input: Value) -> Result<Lines, String> {
    let Input { visit, person, lines, batch } = fields(input)?;
    Ok(Lines { visit, person, lines, batch })
}
