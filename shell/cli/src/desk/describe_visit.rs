//! Describe a visit, from JSON.

use super::{fields, one_of};
use office::describe_visit::Description;
use record::{About, Diagnosis, DiagnosisKind};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    visit: u64,
    person: Option<String>,
    care: String,
    condition: Option<String>,
    filing: Option<String>,
    #[serde(default)]
    diagnoses: Vec<DiagnosisIn>,
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

/// A diagnosis.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiagnosisIn {
    code: String,
    name: String,
    kind: String,
    #[serde(default)]
    main: bool,
    order: u32,
}

/// Diagnoses.
pub(super) fn diagnoses(all: Vec<DiagnosisIn>) -> Result<Vec<Diagnosis>, String> {
    let one = |(at, one): (usize, DiagnosisIn)| {
        let kind = one_of(&format!("diagnoses[{at}].kind"), &one.kind, &DiagnosisKind::NAMES)?;
        let DiagnosisIn { code, name, main, order, .. } = one;
        Ok(Diagnosis { code, name, kind, main, order })
    };
    all.into_iter().enumerate().map(one).collect()
}

pub(super) fn read(input: Value) -> Result<Description, String> {
    let Input { visit, person, care, condition, filing, diagnoses: all, texts } = fields(input)?;
    let about = About { care, condition, filing };
    let texts = texts.into_iter().collect();
    Ok(Description { visit, person, about, diagnoses: diagnoses(all)?, texts })
}
