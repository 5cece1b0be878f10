//! Code sets (编码集): kinds, editions with the days on which they hold, their codes.

mod check;
mod check_map;
mod convert;
mod finding;
mod form;
mod read;
mod report;

pub use check::{CodeFile, check_set};
pub use check_map::{MapFile, check_map};
pub use convert::{Converter, Leg, NoRoute, Unconverted, route};
pub use finding::{Finding, Kind, Severity};
pub use form::{Fault, fault, repaired};
pub use read::{Entry, Pair, read_map, read_set};
pub use report::{Case, Editions, Elsewhere, Report, Reporter, Sums, Tally, Unknown, share};

use std::collections::BTreeMap;
use units::{Day, Words};

/// What a code set names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeKind {
    /// Diagnoses (疾病诊断): the insurance edition of ICD-10.
    Diagnosis,
    /// Operations and procedures (手术操作): the insurance edition of ICD-9-CM-3.
    Procedure,
}

impl CodeKind {
    /// All kinds.
    pub const ALL: [CodeKind; 2] = [CodeKind::Diagnosis, CodeKind::Procedure];

    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            CodeKind::Diagnosis => "diagnosis",
            CodeKind::Procedure => "procedure",
        }
    }

    /// The kind of a name.
    pub fn of(name: &str) -> Option<CodeKind> {
        CodeKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name for people.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            CodeKind::Diagnosis => ("疾病诊断", "diagnosis"),
            CodeKind::Procedure => ("手术操作", "procedure"),
        };
        Words { zh: zh.to_string(), en: en.to_string() }
    }
}

/// What a set says of a code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Its name.
    pub name: String,
    /// A gray code (灰码): it stands in the set, but not for the main diagnosis or procedure.
    pub gray: bool,
}

/// Codes of a set, in order.
pub type Codes = BTreeMap<String, Meaning>;

/// One edition (版本) of a code set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSet {
    /// What it names.
    pub kind: CodeKind,
    /// The edition, such as 医保2.0.
    pub edition: String,
    /// The first day on which it holds.
    pub from: Day,
    /// The last one, if there is one.
    pub to: Option<Day>,
    /// Its codes.
    pub codes: Codes,
}

impl CodeSet {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Entries as codes; of a code that stands twice, the first.
pub fn codes(entries: &[Entry]) -> Codes {
    let mut codes = Codes::new();
    for entry in entries {
        let meaning = || Meaning { name: entry.name.clone(), gray: entry.gray };
        codes.entry(entry.code.clone()).or_insert_with(meaning);
    }
    codes
}

/// Where codes of one edition lead in another.
pub type Targets = BTreeMap<String, Vec<String>>;

/// Pairs as targets; a pair that stands twice counts once.
pub fn targets<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Targets {
    let mut targets = Targets::new();
    for (from, to) in pairs {
        let all = targets.entry(from.to_string()).or_default();
        if all.iter().all(|one| one != to) {
            all.push(to.to_string());
        }
    }
    targets
}
