//! Defaults: what the words of the tables mean where a scheme's settings say nothing else.
//!
//! Described in `docs/drg-scheme.md`. A scheme may give every word another meaning.

use super::settings::{
    Complication, Limits, Meaning, Of, Position, Qy, QyMode, Range, Settings, Split, Word,
};
use std::collections::BTreeMap;

/// Letters in the order in which MDCs are tried.
const ORDER: &str = "A P Y Z M N B C D E F G H I J K L O Q R S T U V W X";

impl Default for Settings {
    fn default() -> Settings {
        let enter = [
            ("A", "存在手术"),
            ("P", "主诊断匹配、婴儿"),
            ("Z", "主诊断匹配、多诊断匹配"),
            ("M", "主诊断匹配、男性"),
            ("N", "主诊断匹配、女性"),
        ];
        Settings {
            name: String::new(),
            version: String::new(),
            area: String::new(),
            from: String::new(),
            to: String::new(),
            titles: BTreeMap::new(),
            order: ORDER.split(' ').map(str::to_string).collect(),
            enter: enter.map(|(letter, rule)| (letter.to_string(), rule.to_string())).into(),
            enter_else: "主诊断匹配".to_string(),
            words: words(),
            qy: Qy::default(),
            splits: splits(),
            swaps: Vec::new(),
            check_codes: false,
            check_sex: false,
            convert_diagnoses: false,
            convert_procedures: false,
            limits: Limits::default(),
        }
    }
}

impl Default for Qy {
    fn default() -> Qy {
        Qy { on: Vec::new(), off: Vec::new(), mode: QyMode::Any, modes: BTreeMap::new(), last: 'Q' }
    }
}

/// Endings of groups: 1 with MCC, 3 with MCC or CC, 5 the rest, 9 not split.
fn splits() -> Vec<Split> {
    let split = |(suffix, complication): (&str, Complication)| Split {
        suffix: suffix.to_string(),
        complication,
        leaving: Vec::new(),
        age: Range::default(),
        stay: Range::default(),
    };
    let steps = [
        ("1", Complication::Mcc),
        ("3", Complication::Cc),
        ("5", Complication::Any),
        ("9", Complication::Any),
    ];
    steps.map(split).into()
}

fn words() -> Vec<Word> {
    let mut all = vec![
        ("", Meaning::Always),
        ("多手术处理", Meaning::Always),
        ("主诊断匹配", diagnosis(Of::Main, &["zd"])),
        ("其他诊断匹配", diagnosis(Of::Other, &["zd1", "zd"])),
        ("某一诊断匹配", diagnosis(Of::Any, &["zd"])),
        ("主手术匹配", procedure(Position::First, &["ss"])),
        ("任一手术匹配", procedure(Position::Any, &["ss"])),
        ("双手术匹配", Meaning::ProcedureInEach { lists: texts(&["ss", "ss1"]) }),
        ("三手术匹配", Meaning::ProcedureInEach { lists: texts(&["ss", "ss1", "ss2"]) }),
        ("存在手术", Meaning::Valid { of: Position::First }),
        ("任一存在手术", Meaning::Valid { of: Position::Any }),
        ("无手术", Meaning::NoValid),
        ("多诊断匹配", Meaning::Sites { at_least: 2 }),
        ("男性", Meaning::Sex { is: 1 }),
        ("女性", Meaning::Sex { is: 2 }),
        ("婴儿", Meaning::Age(Range::to(0))),
        ("新生儿", Meaning::Days(Range::to(28))),
        ("NA1特殊规则", marks(&[&["class1"], &["class2", "class3"]])),
        ("JA1特殊规则", marks(&[&["class1", "class2"], &["class1", "class3", "class4"]])),
    ];
    all.extend(weights());
    all.into_iter().map(|(name, means)| Word { name: name.to_string(), means }).collect()
}

/// Bands of the weight at birth, in grams.
fn weights() -> [(&'static str, Meaning); 4] {
    [
        ("体重小于1500克", Meaning::Weight(Range::to(1499))),
        ("体重1500至2000克", Meaning::Weight(Range::between(1500, 1999))),
        ("体重2000至2500克", Meaning::Weight(Range::between(2000, 2499))),
        ("体重大于2500克", Meaning::Weight(Range::from(2500))),
    ]
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| text.to_string()).collect()
}

fn diagnosis(of: Of, lists: &[&str]) -> Meaning {
    Meaning::Diagnosis { of, lists: texts(lists) }
}

fn procedure(of: Position, lists: &[&str]) -> Meaning {
    Meaning::Procedure { of, lists: texts(lists) }
}

fn marks(any: &[&[&str]]) -> Meaning {
    Meaning::Marks { any: any.iter().map(|set| texts(set)).collect() }
}
