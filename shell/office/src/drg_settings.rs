//! `scheme.toml`: the settings of a grouping scheme as text. What it may say: `docs/drg-scheme.md`.

use payment::drg::{
    Complication, Limits, Meaning, Of, Position, Qy, QyMode, Range, Settings, Split, Swap, Word,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Reads the text; keys that are not given have their defaults, others are refused with their line.
pub(crate) fn drg_settings(text: &str) -> Result<Settings, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    Ok(file.settings())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    titles: BTreeMap<String, String>,
    order: Option<Vec<String>>,
    #[serde(default)]
    enter: BTreeMap<String, String>,
    enter_else: Option<String>,
    #[serde(default)]
    words: Vec<NewWord>,
    qy: Option<QyText>,
    splits: Option<Vec<NewSplit>>,
    #[serde(default)]
    swaps: Vec<NewSwap>,
    check_codes: Option<bool>,
    check_sex: Option<bool>,
    convert_diagnoses: Option<bool>,
    convert_procedures: Option<bool>,
    #[serde(default)]
    limits: NewLimits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewWord {
    name: String,
    means: Means,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Diagnoses {
    Main,
    Other,
    Any,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Place {
    First,
    Any,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(deny_unknown_fields)]
struct Span {
    from: Option<u32>,
    to: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Means {
    Always,
    NoValid,
    Diagnosis { of: Diagnoses, lists: Vec<String> },
    DiagnosisOneOf { of: Diagnoses, codes: Vec<String> },
    DiagnosisStarts { of: Diagnoses, with: Vec<String> },
    Procedure { of: Place, lists: Vec<String> },
    ProcedureOneOf { of: Place, codes: Vec<String> },
    ProcedureInEach { lists: Vec<String> },
    Valid { of: Place },
    Marks { any: Vec<Vec<String>> },
    Sites { at_least: u32 },
    Sex { is: u8 },
    Age(Span),
    Days(Span),
    Weight(Span),
    Stay(Span),
    Leaving { one_of: Vec<String> },
}

/// A word alone, for all MDCs, or a table.
#[derive(Deserialize)]
#[serde(untagged)]
enum QyText {
    All(Place),
    Table(NewQy),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewQy {
    #[serde(default)]
    on: Vec<String>,
    off: Option<Vec<String>>,
    mode: Option<Place>,
    #[serde(default)]
    modes: BTreeMap<String, Place>,
    last: Option<char>,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
enum Asked {
    Mcc,
    Cc,
    #[default]
    Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSplit {
    suffix: String,
    #[serde(default)]
    complication: Asked,
    #[serde(default)]
    leaving: Vec<String>,
    #[serde(default)]
    age: Span,
    #[serde(default)]
    stay: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSwap {
    name: String,
    main: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct NewLimits {
    oldest: Option<u32>,
    first_year: Option<u32>,
    longest_stay: Option<u32>,
}

impl File {
    fn settings(self) -> Settings {
        let usual = Settings::default();
        let mut settings = Settings {
            name: self.name,
            version: self.version,
            area: self.area,
            from: self.from,
            to: self.to,
            titles: self.titles,
            order: self.order.unwrap_or(usual.order),
            enter: usual.enter,
            enter_else: self.enter_else.unwrap_or(usual.enter_else),
            words: usual.words,
            qy: self.qy.map_or(usual.qy, QyText::into),
            splits: match self.splits {
                Some(splits) => splits.into_iter().map(NewSplit::into).collect(),
                None => usual.splits,
            },
            swaps: self.swaps.into_iter().map(NewSwap::into).collect(),
            check_codes: self.check_codes.unwrap_or(usual.check_codes),
            check_sex: self.check_sex.unwrap_or(usual.check_sex),
            convert_diagnoses: self.convert_diagnoses.unwrap_or(usual.convert_diagnoses),
            convert_procedures: self.convert_procedures.unwrap_or(usual.convert_procedures),
            limits: Limits {
                oldest: self.limits.oldest,
                first_year: self.limits.first_year,
                longest_stay: self.limits.longest_stay,
            },
        };
        settings.enter.extend(self.enter);
        let words = self.words.into_iter();
        settings.words.extend(words.map(|word| Word { name: word.name, means: word.means.into() }));
        settings
    }
}

impl From<Diagnoses> for Of {
    fn from(of: Diagnoses) -> Of {
        match of {
            Diagnoses::Main => Of::Main,
            Diagnoses::Other => Of::Other,
            Diagnoses::Any => Of::Any,
        }
    }
}

impl From<Place> for Position {
    fn from(of: Place) -> Position {
        match of {
            Place::First => Position::First,
            Place::Any => Position::Any,
        }
    }
}

impl From<Place> for QyMode {
    fn from(of: Place) -> QyMode {
        match of {
            Place::First => QyMode::First,
            Place::Any => QyMode::Any,
        }
    }
}

impl From<Span> for Range {
    fn from(span: Span) -> Range {
        Range { from: span.from, to: span.to }
    }
}

impl From<Means> for Meaning {
    fn from(means: Means) -> Meaning {
        match means {
            Means::Always => Meaning::Always,
            Means::NoValid => Meaning::NoValid,
            Means::Diagnosis { of, lists } => Meaning::Diagnosis { of: of.into(), lists },
            Means::DiagnosisOneOf { of, codes } => Meaning::DiagnosisOneOf { of: of.into(), codes },
            Means::DiagnosisStarts { of, with } => Meaning::DiagnosisStarts { of: of.into(), with },
            Means::Procedure { of, lists } => Meaning::Procedure { of: of.into(), lists },
            Means::ProcedureOneOf { of, codes } => Meaning::ProcedureOneOf { of: of.into(), codes },
            Means::ProcedureInEach { lists } => Meaning::ProcedureInEach { lists },
            Means::Valid { of } => Meaning::Valid { of: of.into() },
            Means::Marks { any } => Meaning::Marks { any },
            Means::Sites { at_least } => Meaning::Sites { at_least },
            Means::Sex { is } => Meaning::Sex { is },
            Means::Age(span) => Meaning::Age(span.into()),
            Means::Days(span) => Meaning::Days(span.into()),
            Means::Weight(span) => Meaning::Weight(span.into()),
            Means::Stay(span) => Meaning::Stay(span.into()),
            Means::Leaving { one_of } => Meaning::Leaving { one_of },
        }
    }
}

/// The MDC that operated cases enter whatever they have: without a word on it, `*` does not mean it.
const FIRST: &str = "A";

impl From<QyText> for Qy {
    fn from(text: QyText) -> Qy {
        let usual = Qy::default();
        let qy = match text {
            QyText::Table(qy) => qy,
            QyText::All(mode) => NewQy {
                on: vec!["*".to_string()],
                off: None,
                mode: Some(mode),
                modes: BTreeMap::new(),
                last: None,
            },
        };
        Qy {
            on: qy.on,
            off: qy.off.unwrap_or_else(|| vec![FIRST.to_string()]),
            mode: qy.mode.map_or(usual.mode, Place::into),
            modes: qy.modes.into_iter().map(|(mdc, mode)| (mdc, mode.into())).collect(),
            last: qy.last.unwrap_or(usual.last),
        }
    }
}

impl From<NewSplit> for Split {
    fn from(split: NewSplit) -> Split {
        Split {
            suffix: split.suffix,
            complication: match split.complication {
                Asked::Mcc => Complication::Mcc,
                Asked::Cc => Complication::Cc,
                Asked::Any => Complication::Any,
            },
            leaving: split.leaving,
            age: split.age.into(),
            stay: split.stay.into(),
        }
    }
}

impl From<NewSwap> for Swap {
    fn from(swap: NewSwap) -> Swap {
        Swap { name: swap.name, main: swap.main, other: swap.other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_the_default() {
        assert_eq!(drg_settings(""), Ok(Settings::default()));
    }

    #[test]
    fn the_example_of_the_page_reads() {
        let page = include_str!("../../../docs/drg-scheme.md");
        let text = page.split("```toml").nth(1).and_then(|rest| rest.split("```").next());
        let settings = drg_settings(text.expect("an example")).expect("it reads");
        assert_eq!((settings.name.as_str(), settings.version.as_str()), ("CHS-DRG", "2.0"));
        assert_eq!(settings.enter["P"], "主诊断匹配、婴儿或P07、婴儿");
        assert_eq!(settings.enter["M"], Settings::default().enter["M"], "the others stay");
        assert_eq!(settings.splits.len(), 6);
        assert_eq!(settings.splits[1].age, Range::from(70));
        assert_eq!(settings.qy.modes["B"], QyMode::First);
        assert_eq!(settings.swaps[0].other, ["I69.300"]);
    }

    #[test]
    fn ambiguous_cases_may_be_asked_for_in_a_word() {
        let qy = drg_settings("qy = \"first\"").expect("it reads").qy;
        assert_eq!((qy.on, qy.off, qy.mode), (vec!["*".into()], vec!["A".into()], QyMode::First));
        let qy = drg_settings("[qy]\non = [\"*\"]\noff = []").expect("it reads").qy;
        assert_eq!((qy.off, qy.mode), (Vec::<String>::new(), QyMode::Any));
        assert!(drg_settings("qy = \"last\"").is_err());
    }

    #[test]
    fn what_it_does_not_know_is_refused_with_its_line() {
        let told = drg_settings("name = \"x\"\nordr = []").expect_err("no such key");
        assert!(told.contains("line 2") && told.contains("ordr"), "{told}");
        let told = drg_settings("[[words]]\nname = \"x\"\nmeans = \"now\"").expect_err("no word");
        assert!(told.contains("line 3"), "{told}");
    }
}
