//! Reverse a message, from JSON.

use super::{MessageIn, fields};
use office::reverse::Reverse;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    message: MessageIn,
    person: Option<String>,
}

pub(super) fn read(input: Value) -> Result<Reverse, String> {
    let Input { message, person } = fields(input)?;
    Ok(Reverse { message: message.address(), person })
}
