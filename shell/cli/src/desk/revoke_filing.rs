//! Revoke a filing, from JSON.

use super::{fields, some_day};
use office::revoke_filing::RevokeFiling;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    filing: u64,
    person: Option<String>,
    from: Option<String>,
}

pub(super) fn read(input: Value) -> Result<RevokeFiling, String> {
    let Input { filing, person, from } = fields(input)?;
    let from = some_day("from", from.as_deref())?;
    Ok(RevokeFiling { filing, kind: None, person, from })
}
