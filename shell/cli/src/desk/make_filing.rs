//! Make a filing, from JSON.

use super::{day, fields, one_of, some_day};
use office::make_filing::MakeFiling;
use record::{Filing, FilingKind};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    person: String,
    kind: String,
    #[serde(default)]
    value: String,
    from: String,
    to: Option<String>,
}

pub(super) fn read(input: Value) -> Result<MakeFiling, String> {
    let Input { person, kind, value, from, to } = fields(input)?;
    let kind = one_of("kind", &kind, &FilingKind::NAMES)?;
    let (from, to) = (day("from", &from)?, some_day("to", to.as_deref())?);
    Ok(MakeFiling { person, filing: Filing { kind, value, from, to }, insurance: None })
}
