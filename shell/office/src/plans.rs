//! Five-year plans (五年规划) as data: their main indicators as printed, and how each is computed from the
//! books, or what is missing for it.

use law::{Finding, Grade, Place, Text};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::value::Datetime;
use units::Rate;

/// The folder of plans beside those of areas.
pub const FOLDER: &str = "plans";

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Where a plan's figures stand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSource {
    /// Document.
    pub document: String,
    /// Article, or `not seen`.
    pub article: String,
    /// Address.
    pub url: Option<String>,
    /// The day it was read.
    pub read_on: Datetime,
    /// How far it can be trusted.
    pub grade: String,
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payer {
    /// Basic insurance.
    Basic,
    /// The layers above it.
    Catastrophic,
    /// Medical assistance.
    Aid,
    /// Other layers.
    Other,
}

/// What a share is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whole {
    /// Whole bills.
    Total,
    /// What is in scope.
    InScope,
    /// What is in scope and neither basic insurance nor the layers above it pay.
    AfterInsurance,
}

/// A sum of what payers paid, or a share of it; lists that are left out mean all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Who pays.
    pub payers: Vec<Payer>,
    /// Of what, for a share.
    pub of: Option<Whole>,
    /// Kind of insurance.
    pub insurance: Option<String>,
    /// Kinds of care.
    #[serde(default)]
    pub care: Vec<String>,
    /// Classes of persons.
    #[serde(default)]
    pub classes: Vec<String>,
}

/// An indicator as the plan prints it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Id.
    pub id: String,
    /// Its name, in Chinese.
    pub zh: String,
    /// Its name, in English.
    pub en: String,
    /// Unit.
    pub unit: String,
    /// What it was when the plan began, as printed; empty: not given.
    pub base: String,
    /// The target, as printed.
    pub target: String,
    /// The target as a share, where it is one number.
    #[serde(rename = "at-least")]
    pub at_least: Option<String>,
    /// Binding (约束性), or expected (预期性).
    pub binding: bool,
    /// What it is.
    pub definition: Both,
    /// A share.
    pub ratio: Option<Measure>,
    /// A sum.
    pub sum: Option<Measure>,
    /// What is missing for it.
    pub missing: Option<Both>,
}

/// A plan of an area.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Code of the area.
    pub area: String,
    /// Its name.
    pub name: Both,
    /// First day.
    pub from: Datetime,
    /// Last day.
    pub to: Datetime,
    /// Where it stands.
    pub source: PlanSource,
    /// Its indicators.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
}

impl Plan {
    /// How far its source can be trusted.
    pub fn grade(&self) -> Option<Grade> {
        Grade::NAMES
            .into_iter()
            .find(|(name, _)| *name == self.source.grade)
            .map(|(_, grade)| grade)
    }
}

/// Reads a plan; what is wrong names the file and the indicator.
pub(crate) fn read(text: &Text) -> Result<Plan, Finding> {
    let wrong = |line: u32, sentence: String| Finding {
        place: Place { file: text.path.clone(), line, column: 1 },
        sentence,
    };
    let plan: Plan = toml::from_str(&text.text).map_err(|error| {
        let before = error.span().map_or("", |span| &text.text[..span.start.min(text.text.len())]);
        wrong(1 + before.matches('\n').count() as u32, error.message().to_string())
    })?;
    match mistake(&plan) {
        Some(sentence) => Err(wrong(1, sentence)),
        None => Ok(plan),
    }
}

fn mistake(plan: &Plan) -> Option<String> {
    if plan.area.len() != 6 || !plan.area.bytes().all(|b| b.is_ascii_digit()) {
        return Some(format!("area '{}' is not a code of six digits", plan.area));
    }
    if plan.grade().is_none() {
        return Some(format!("grade '{}' is not one of law's grades", plan.source.grade));
    }
    let mut ids = BTreeSet::new();
    plan.indicators.iter().find_map(|one| {
        let id = &one.id;
        let ways = [one.ratio.is_some(), one.sum.is_some(), one.missing.is_some()];
        let least = one.at_least.as_ref().is_some_and(|text| Rate::parse(text).is_err());
        if !ids.insert(id) {
            Some(format!("indicator '{id}' stands twice"))
        } else if ways.iter().filter(|way| **way).count() != 1 {
            Some(format!("indicator '{id}': give exactly one of ratio, sum and missing"))
        } else if one.ratio.as_ref().is_some_and(|ratio| ratio.of.is_none()) {
            Some(format!("indicator '{id}': a ratio says `of` what it is"))
        } else if least {
            Some(format!("indicator '{id}': at-least is a share, a number with a percent sign"))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law_book::embedded;

    #[test]
    fn the_shipped_plans_read() {
        let texts = embedded(crate::texts::LAW);
        let plans = texts.iter().filter(|text| text.folder == FOLDER).map(read);
        let plans: Vec<Plan> = plans.collect::<Result<_, _>>().expect("they read");
        assert_eq!(plans.iter().map(|plan| plan.indicators.len()).sum::<usize>(), 56);
        let codes: Vec<&str> = plans.iter().map(|plan| plan.area.as_str()).collect();
        assert_eq!(codes, ["411600", "440700", "450900", "650000"]);
    }

    #[track_caller]
    fn check(change: impl Fn(&str) -> String, line: u32, sentence: &str) {
        let all = embedded(crate::texts::LAW);
        let text = all.iter().find(|text| text.path.contains("440700-j")).expect("a plan");
        let plan = all.iter().find(|t| t.folder == FOLDER && t.path.contains("440700"));
        let plan = plan.unwrap_or(text);
        let found = read(&Text { text: change(&plan.text), ..plan.clone() });
        let found = found.expect_err("it does not read");
        assert!(found.sentence.contains(sentence), "{found}");
        assert!(line == 0 || found.place.line == line, "{found}");
    }

    #[test]
    fn a_plan_that_is_wrong_says_where() {
        check(|text| text.replace("area = \"440700\"", "area = \"4407\""), 1, "six digits");
        check(|text| text.replace("payers = [\"aid\"]", "payers = [\"king\"]"), 0, "king");
        check(|text| text.replacen("missing = ", "mising = ", 1), 0, "mising");
        check(|text| text.replace("of = \"in-scope\", ", ""), 1, "says `of`");
        check(|text| text.replace("\"counter-rate\"", "\"online-rate\""), 1, "stands twice");
        check(|text| text.replace("grade = \"plan\"", "grade = \"sure\""), 1, "sure");
    }
}
