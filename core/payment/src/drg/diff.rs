//! Diff (方案对比): what two schemes have in their tables that differs.

use super::compile::MDC;
use super::parse::{Parsed, Row, parse};
use super::tables::Tables;
use std::collections::{BTreeMap, BTreeSet};
use units::Words;

/// How many codes a sentence names.
const EXAMPLES: usize = 5;

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Settings.
    Settings,
    /// Groups and their names.
    Groups,
    /// Rules of nodes.
    Rules,
    /// Orders of nodes in MDCs.
    Orders,
    /// Main diagnoses of an MDC.
    MdcDiagnoses,
    /// A list of diagnoses of a node.
    Diagnoses,
    /// A list of procedures of a node.
    Procedures,
    /// Major complications.
    Mcc,
    /// Complications.
    Cc,
    /// Exclusion numbers of main diagnoses.
    Exclusions,
    /// Valid procedures.
    Valid,
    /// Trauma sites.
    Sites,
    /// Known diagnoses.
    KnownDiagnoses,
    /// Known procedures.
    KnownProcedures,
    /// Conversion of diagnoses.
    DiagnosisMap,
    /// Conversion of procedures.
    ProcedureMap,
    /// Swaps of main diagnoses.
    Swaps,
    /// Diagnoses of one sex.
    Sexes,
}

impl Topic {
    /// What people call it.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Topic::Settings => ("设置", "settings"),
            Topic::Groups => ("DRG组", "groups"),
            Topic::Rules => ("ADRG规则", "rules of ADRGs"),
            Topic::Orders => ("ADRG次序", "orders of ADRGs"),
            Topic::MdcDiagnoses => ("MDC主诊表", "main diagnoses of MDCs"),
            Topic::Diagnoses => ("ADRG诊断表", "diagnoses of ADRGs"),
            Topic::Procedures => ("ADRG手术表", "procedures of ADRGs"),
            Topic::Mcc => ("MCC表", "MCC"),
            Topic::Cc => ("CC表", "CC"),
            Topic::Exclusions => ("排除表", "exclusions"),
            Topic::Valid => ("手术室手术", "valid procedures"),
            Topic::Sites => ("创伤部位", "trauma sites"),
            Topic::KnownDiagnoses => ("诊断编码表", "known diagnoses"),
            Topic::KnownProcedures => ("手术编码表", "known procedures"),
            Topic::DiagnosisMap => ("诊断转换表", "conversion of diagnoses"),
            Topic::ProcedureMap => ("手术转换表", "conversion of procedures"),
            Topic::Swaps => ("主诊断置换", "swaps of main diagnoses"),
            Topic::Sexes => ("诊断性别", "diagnoses of one sex"),
        };
        Words { zh: zh.to_string(), en: en.to_string() }
    }
}

/// One table or list that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub topic: Topic,
    /// Whose list it is, where there are several: `BB1 zd`.
    pub name: String,
    /// Entries that only the second has.
    pub added: Vec<String>,
    /// Entries that only the first has.
    pub removed: Vec<String>,
    /// Entries of both that say different things: what, before, after.
    pub changed: Vec<(String, String, String)>,
}

impl Difference {
    /// The difference as a sentence, with counts and the first examples.
    pub fn words(&self) -> Words {
        let topic = self.topic.words();
        let of = if self.name.is_empty() { String::new() } else { format!(" {}", self.name) };
        let some = |all: &[String]| {
            let some: Vec<&str> = all.iter().take(EXAMPLES).map(String::as_str).collect();
            if some.is_empty() { String::new() } else { format!(" ({})", some.join(" ")) }
        };
        let changed: Vec<String> =
            self.changed.iter().map(|(what, a, b)| format!("{what}: {a} → {b}")).collect();
        let counts = [&self.added, &self.removed, &changed];
        let [added, removed, changes] = counts.map(|all| format!("{}{}", all.len(), some(all)));
        Words {
            zh: format!("{}{of}:增加{added},减少{removed},改变{changes}。", topic.zh),
            en: format!("{}{of}: {added} added, {removed} removed, {changes} changed", topic.en),
        }
    }
}

/// Entries of a list: what, and what it says.
pub(crate) type Entries<'t> = BTreeMap<&'t str, String>;

/// All differences, by topic and name. Lines that cannot be read are left out: `check` tells them.
pub fn diff(before: &Tables, after: &Tables) -> Vec<Difference> {
    let (mut one, mut other) = (Vec::new(), Vec::new());
    let (before, after) = (parse(before, &mut one), parse(after, &mut other));
    let (before, after) = (topics(&before), topics(&after));
    let keys: BTreeSet<&(Topic, String)> = before.keys().chain(after.keys()).collect();
    let none = Entries::new();
    let entries =
        |key: &(Topic, String)| (before.get(key).unwrap_or(&none), after.get(key).unwrap_or(&none));
    keys.into_iter()
        .filter_map(|key| {
            let (before, after) = entries(key);
            compare(key, before, after)
        })
        .collect()
}

/// All tables as entries, by topic and name.
fn topics<'t>(parsed: &Parsed<'t>) -> BTreeMap<(Topic, String), Entries<'t>> {
    let mut all: BTreeMap<(Topic, String), Entries> = BTreeMap::new();
    let mut put = |topic: Topic, name: String, key: &'t str, says: &str| {
        all.entry((topic, name)).or_default().insert(key, says.to_string());
    };
    let valued: [(Topic, &[Row]); 4] = [
        (Topic::Groups, &parsed.groups),
        (Topic::Mcc, &parsed.mcc),
        (Topic::Cc, &parsed.cc),
        (Topic::Exclusions, &parsed.cce),
    ];
    for (topic, rows) in valued {
        rows.iter().for_each(|row| put(topic, String::new(), row.cells[0], row.cells[1]));
    }
    // A rule of an MDC says again what the settings say and is not read.
    let read = |row: &&Row| row.cells[1] == "order" || !row.cells[0].starts_with(MDC);
    for row in parsed.rules.iter().filter(read) {
        let topic = if row.cells[1] == "order" { Topic::Orders } else { Topic::Rules };
        put(topic, String::new(), row.cells[0], row.cells[2]);
    }
    for row in &parsed.mdc_dx {
        put(Topic::MdcDiagnoses, row.cells[0].to_string(), row.cells[1], "");
    }
    let lists: [(Topic, &[Row]); 2] =
        [(Topic::Diagnoses, &parsed.adrg_dx), (Topic::Procedures, &parsed.adrg_op)];
    for (topic, rows) in lists {
        for row in rows {
            put(topic, format!("{} {}", row.cells[0], row.cells[1]), row.cells[2], "");
        }
    }
    // The name of a procedure may be corrected without any effect.
    parsed.valid.iter().for_each(|row| put(Topic::Valid, String::new(), row.cells[0], ""));
    for row in &parsed.sites {
        put(Topic::Sites, row.cells[0].to_string(), row.cells[1], "");
    }
    for row in parsed.zd_info.iter().flatten() {
        put(Topic::KnownDiagnoses, String::new(), row.cells[0], "");
    }
    for row in parsed.ss_info.iter().flatten() {
        put(Topic::KnownProcedures, String::new(), row.cells[0], "");
    }
    for row in parsed.zd_map.iter().flatten() {
        put(Topic::DiagnosisMap, String::new(), row.cells[0], row.cells[1]);
    }
    for row in parsed.ss_map.iter().flatten() {
        put(Topic::ProcedureMap, String::new(), row.cells[0], row.cells[1]);
    }
    for row in &parsed.swaps {
        put(Topic::Swaps, format!("{} {}", row.cells[0], row.cells[1]), row.cells[2], "");
    }
    for row in &parsed.sex {
        put(Topic::Sexes, row.cells[0].to_string(), row.cells[1], "");
    }
    all
}

pub(crate) fn compare(
    key: &(Topic, String),
    before: &Entries,
    after: &Entries,
) -> Option<Difference> {
    let only = |one: &Entries, other: &Entries| -> Vec<String> {
        one.keys().filter(|key| !other.contains_key(*key)).map(|key| key.to_string()).collect()
    };
    let changed = before.iter().filter_map(|(what, says)| {
        let now = after.get(what).filter(|now| *now != says)?;
        Some((what.to_string(), says.clone(), now.clone()))
    });
    let difference = Difference {
        topic: key.0,
        name: key.1.clone(),
        added: only(after, before),
        removed: only(before, after),
        changed: changed.collect(),
    };
    let same = difference.added.is_empty()
        && difference.removed.is_empty()
        && difference.changed.is_empty();
    (!same).then_some(difference)
}
