//! Discharge, from JSON.

use super::describe_visit::{DiagnosisIn, diagnoses};
use super::{day, fields, one_of};
use office::discharge::Discharge;
use record::LeaveWay;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    visit: u64,
    person: Option<String>,
    last: String,
    way: String,
    #[serde(default)]
    diagnoses: Vec<DiagnosisIn>,
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

pub(super) fn read(input: Value) -> Result<Discharge, String> {
    let input: Input = fields(input)?;
    Ok(Discharge {
        visit: input.visit,
        person: input.person,
        last: day("last", &input.last)?,
        way: one_of("way", &input.way, &LeaveWay::NAMES)?,
        diagnoses: diagnoses(input.diagnoses)?,
        texts: input.texts.into_iter().collect(),
    })
}
