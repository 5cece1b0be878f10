//! Settings (分组方案设置): what the tables of a scheme do not say themselves.
//!
//! Plain data, so that each field is a key of `scheme.toml`; that file is read outside of core.
//! The defaults are those of `docs/drg-scheme.md`; they stand in `defaults.rs`.

use std::collections::BTreeMap;

/// Everything about a scheme besides its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name of the scheme.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The area (统筹区) it is for.
    pub area: String,
    /// The first day on which it holds, as written.
    pub from: String,
    /// The last day, or empty.
    pub to: String,
    /// Names of MDCs by their letters, for those who look around in the scheme.
    pub titles: BTreeMap<String, String>,
    /// Letters of the MDCs in the order in which they are tried.
    pub order: Vec<String>,
    /// How an MDC is entered, as a rule in words; by letter.
    pub enter: BTreeMap<String, String>,
    /// How every other MDC is entered.
    pub enter_else: String,
    /// What the words of rules mean. Of two words of one name the later holds.
    pub words: Vec<Word>,
    /// Where ambiguous cases (歧义病案) are told apart.
    pub qy: Qy,
    /// The groups of an ADRG, in the order in which they are tried.
    pub splits: Vec<Split>,
    /// Whether a secondary diagnosis replaces the main one (主诊断置换); the first that fits holds.
    pub swaps: Vec<Swap>,
    /// Whether a code that is not in `ZD_INFO.dat` or `SS_INFO.dat` fails the case.
    pub check_codes: bool,
    /// Whether a diagnosis that `dx_sex.csv` gives to the other sex fails the case.
    pub check_sex: bool,
    /// Whether diagnoses go through `ZD_MAP.dat` first.
    pub convert_diagnoses: bool,
    /// Whether procedures go through `SS_MAP.dat` first.
    pub convert_procedures: bool,
    /// Bounds beyond which a figure of a case cannot be.
    pub limits: Limits,
}

/// A word of the rules (匹配方式) and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, as rules write it.
    pub name: String,
    /// Its meaning.
    pub means: Meaning,
}

/// Of which diagnoses something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// The main diagnosis (主要诊断).
    Main,
    /// The other diagnoses (其他诊断).
    Other,
    /// All diagnoses.
    Any,
}

/// Of which procedures something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The first procedure, which is the main one (主要手术).
    First,
    /// All procedures.
    Any,
}

/// A closed span of whole numbers; an end that is not given is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Range {
    /// The smallest that belongs to it.
    pub from: Option<u32>,
    /// The largest that belongs to it.
    pub to: Option<u32>,
}

impl Range {
    /// Everything up to a number, which belongs to it.
    pub const fn to(to: u32) -> Range {
        Range { from: None, to: Some(to) }
    }

    /// Everything from a number, which belongs to it.
    pub const fn from(from: u32) -> Range {
        Range { from: Some(from), to: None }
    }

    /// Everything between two numbers, which belong to it.
    pub const fn between(from: u32, to: u32) -> Range {
        Range { from: Some(from), to: Some(to) }
    }

    /// Whether the span has no end at all.
    pub fn is_open(self) -> bool {
        self == Range::default()
    }
}

/// What a word of a rule asks of a case. The list of kinds is closed; which word has which is data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing: it always holds.
    Always,
    /// A diagnosis is in the first of these lists that the node has.
    Diagnosis {
        /// Which diagnoses.
        of: Of,
        /// Names of lists: `zd`, `zd1` …
        lists: Vec<String>,
    },
    /// A diagnosis is one of these codes.
    DiagnosisOneOf {
        /// Which diagnoses.
        of: Of,
        /// The codes.
        codes: Vec<String>,
    },
    /// A diagnosis starts with one of these, known or not.
    DiagnosisStarts {
        /// Which diagnoses.
        of: Of,
        /// The starts.
        with: Vec<String>,
    },
    /// A procedure is in the first of these lists that the node has.
    Procedure {
        /// Which procedures.
        of: Position,
        /// Names of lists: `ss`, `ss1` …
        lists: Vec<String>,
    },
    /// A procedure is one of these codes.
    ProcedureOneOf {
        /// Which procedures.
        of: Position,
        /// The codes.
        codes: Vec<String>,
    },
    /// For each of these lists there is a procedure in it.
    ProcedureInEach {
        /// Names of lists.
        lists: Vec<String>,
    },
    /// A procedure is in `SS_VALID.dat`.
    Valid {
        /// Which procedures.
        of: Position,
    },
    /// No procedure is in `SS_VALID.dat`.
    NoValid,
    /// The procedures carry all marks of one of these sets.
    Marks {
        /// Sets of lists: `class1`, `class2` …
        any: Vec<Vec<String>>,
    },
    /// The diagnoses lie in so many trauma sites.
    Sites {
        /// The number of sites.
        at_least: u32,
    },
    /// The sex: 1 male, 2 female.
    Sex {
        /// The code of the sex.
        is: u8,
    },
    /// The age in years.
    Age(Range),
    /// The age in days, where it is known.
    Days(Range),
    /// The weight at birth in grams, where it is known.
    Weight(Range),
    /// The days of the stay, where they are known.
    Stay(Range),
    /// How the stay ended (离院方式).
    Leaving {
        /// The codes.
        one_of: Vec<String>,
    },
}

/// Of which procedures an ambiguous case is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QyMode {
    /// Any procedure is valid.
    Any,
    /// The first procedure is valid.
    First,
}

/// Ambiguous cases (歧义病案): operated, but no surgical ADRG takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qy {
    /// Letters of the MDCs that tell them apart; `*` is all.
    pub on: Vec<String>,
    /// Letters of MDCs that do not, where `on` says all.
    pub off: Vec<String>,
    /// Which procedures are looked at.
    pub mode: QyMode,
    /// The same for single MDCs.
    pub modes: BTreeMap<String, QyMode>,
    /// The last letter of surgical and procedure ADRGs (the second letter of their names); those
    /// beyond it are medical and are tried after the question.
    pub last: char,
}

/// What complications a group asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Complication {
    /// A major one (MCC, 严重并发症或合并症).
    Mcc,
    /// One (CC, 一般并发症或合并症) or a major one.
    Cc,
    /// None is asked for.
    Any,
}

/// One kind of group inside an ADRG (细分): its ending, and what it asks for. All must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What stands behind the ADRG in the name of the group.
    pub suffix: String,
    /// Complications.
    pub complication: Complication,
    /// Codes of how the stay ended; empty is all.
    pub leaving: Vec<String>,
    /// Age in years.
    pub age: Range,
    /// Days of the stay.
    pub stay: Range,
}

/// When a secondary diagnosis is taken for the main one (主诊断置换): the main diagnosis is in one
/// list and the secondary in the other. `main_swap.csv` says the same for long lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// Its name.
    pub name: String,
    /// Codes of main diagnoses that give way.
    pub main: Vec<String>,
    /// Codes of secondary diagnoses that take their place.
    pub other: Vec<String>,
}

/// Bounds of what a case may say. Without a bound nothing is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// The oldest age in years.
    pub oldest: Option<u32>,
    /// The most days of somebody whose age in years is 0.
    pub first_year: Option<u32>,
    /// The longest stay in days.
    pub longest_stay: Option<u32>,
}
