//! Pre-settle, from JSON: the same input as a settlement, and which lines it would settle.

use super::one_of;
use office::pre_settle::Bill;
use record::event::Scope;
use serde_json::Value;

/// Which lines, by the act that would settle them.
const SCOPES: &[(&str, Scope)] = &[
    ("settle_visit", Scope::Rest),
    ("settle_mid_stay", Scope::MidStay),
    ("settle_batch", Scope::Batch),
];

pub(super) fn read(mut input: Value) -> Result<Bill, String> {
    let act = input.as_object_mut().and_then(|fields| fields.remove("act"));
    let scope = match act {
        None => Scope::Rest,
        Some(Value::String(act)) => one_of("act", &act, SCOPES)?,
        Some(_) => return Err("act: the name of an act is text".to_string()),
    };
    Ok(Bill { bill: super::settle_visit::read(input)?, scope })
}
