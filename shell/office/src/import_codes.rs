//! Bring in a code set (编码集) or a map between two editions: all of a file or nothing, the same file
//! again changes nothing, and what is there is replaced only where that was asked for.

use crate::code_files::{TextFile, day, kept_codes, kept_sets, weighing};
use catalogue::codes::{
    CodeFile, CodeKind, Codes, Finding, MapFile, Severity, check_map, check_set, codes, read_map,
    read_set,
};
use std::collections::BTreeSet;
use store::{CodeMapKey, CodeRow, CodeSetRow, Store, StoreError};
use units::{Day, Words};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An edition of a code set.
    Set {
        /// The edition.
        edition: String,
        /// The first day on which it holds.
        from: Day,
        /// The last one.
        to: Option<Day>,
    },
    /// A map between two editions.
    Map {
        /// The edition before.
        from: String,
        /// The edition after, which must be in the books.
        to: String,
    },
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It is new in the books.
    New,
    /// The books say the same.
    Same,
    /// It stands in the place of what was there.
    Replaced(Differences),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What became of it.
    pub became: Became,
    /// Codes or pairs.
    pub rows: usize,
    /// Warnings and notes about the file.
    pub findings: Vec<Finding>,
    /// The edition before a map, where the books do not have it: its sources were not looked up.
    pub unseen: Option<String>,
}

/// How a file differs from the books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Codes or pairs that are new.
    pub new: Vec<String>,
    /// Those that are gone.
    pub gone: Vec<String>,
    /// Codes with another name or mark: code, before, after.
    pub changed: Vec<(String, String, String)>,
    /// Other days: before, after.
    pub days: Option<(String, String)>,
}

impl Differences {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Differences::default()
    }
}

/// Why nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The file has errors.
    Findings(Vec<Finding>),
    /// The last day is before the first, or the name of an edition is empty.
    Asked(Words),
    /// The edition to which a map leads is not in the books.
    NoEdition(String),
    /// The books say otherwise, and nobody asked for a replacement.
    Differs(Differences),
    /// The books.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        Refused::Store(error)
    }
}

/// Writes a file into the books.
pub async fn import_codes(
    store: &dyn Store,
    kind: CodeKind,
    what: &What,
    file: &TextFile,
    replace: bool,
) -> Result<Imported, Refused> {
    match what {
        What::Set { edition, from, to } => {
            asked(&[edition], to.is_none_or(|to| *from <= to))?;
            let row = CodeSetRow {
                kind: kind.name().to_string(),
                edition: edition.clone(),
                from_day: i64::from(from.number()),
                to_day: to.map(|day| i64::from(day.number())),
            };
            set(store, kind, &row, file, replace).await
        }
        What::Map { from, to } => {
            asked(&[from, to], true)?;
            if from == to {
                return Err(Refused::Asked(Words {
                    zh: "对照表的两个版本相同。请给出两个版本。".to_string(),
                    en: "a map leads between two editions; give two".to_string(),
                }));
            }
            let (from, to) = (from.clone(), to.clone());
            let key = CodeMapKey { kind: kind.name().to_string(), from, to };
            map(store, kind, &key, file, replace).await
        }
    }
}

fn asked(editions: &[&String], ordered: bool) -> Result<(), Refused> {
    if editions.iter().any(|edition| edition.trim().is_empty()) {
        return Err(Refused::Asked(Words {
            zh: "版本名称不能为空。请给出名称。".to_string(),
            en: "an edition has no name; give one".to_string(),
        }));
    }
    if !ordered {
        return Err(Refused::Asked(Words {
            zh: "最后一日早于第一日。请核对。".to_string(),
            en: "the last day is before the first; check both".to_string(),
        }));
    }
    Ok(())
}

/// Warnings and notes, unless there are errors.
fn sound(mut findings: Vec<Finding>) -> Result<Vec<Finding>, Refused> {
    findings.sort_by_key(|finding| (finding.severity, finding.kind));
    match weighing(&findings, Severity::Error) {
        0 => Ok(findings),
        _ => Err(Refused::Findings(findings)),
    }
}

async fn set(
    store: &dyn Store,
    kind: CodeKind,
    row: &CodeSetRow,
    file: &TextFile,
    replace: bool,
) -> Result<Imported, Refused> {
    let mut findings = Vec::new();
    let entries = read_set(&file.name, &file.text, &mut findings);
    findings.extend(check_set(kind, CodeFile { file: &file.name, entries: &entries }));
    let findings = sound(findings)?;
    let codes = codes(&entries);
    let known = kept_sets(store, kind).await?;
    let known = known.into_iter().find(|set| set.edition == row.edition);
    let became = match known {
        None => Became::New,
        Some(known) => {
            let before = kept_codes(store, kind, &row.edition).await?;
            became(differences(&before, &codes, span(&known)?, span(row)?), replace)?
        }
    };
    if became != Became::Same {
        let rows = codes.iter().map(|(code, meaning)| CodeRow {
            code: code.clone(),
            name: meaning.name.clone(),
            gray: meaning.gray,
        });
        let rows: Vec<CodeRow> = rows.collect();
        store.code_sets().put_set(row, &rows, became != Became::New).await?;
    }
    Ok(Imported { became, rows: codes.len(), findings, unseen: None })
}

fn became(differences: Differences, replace: bool) -> Result<Became, Refused> {
    match (differences.is_empty(), replace) {
        (true, _) => Ok(Became::Same),
        (false, true) => Ok(Became::Replaced(differences)),
        (false, false) => Err(Refused::Differs(differences)),
    }
}

/// The days of an edition as text.
fn span(set: &CodeSetRow) -> Result<String, StoreError> {
    let from = day(set.from_day)?;
    let to = set.to_day.map(day).transpose()?;
    Ok(to.map_or_else(|| format!("{from}.."), |to| format!("{from}..{to}")))
}

fn differences(before: &Codes, after: &Codes, was: String, is: String) -> Differences {
    let lacks = |codes: &Codes, other: &Codes| {
        let lacking = codes.keys().filter(|code| !other.contains_key(*code));
        lacking.cloned().collect::<Vec<String>>()
    };
    let mut changed = Vec::new();
    for (code, now) in after {
        if let Some(old) = before.get(code).filter(|old| *old != now) {
            let told = |meaning: &catalogue::codes::Meaning| {
                format!("{}{}", meaning.name, if meaning.gray { "(灰码)" } else { "" })
            };
            changed.push((code.clone(), told(old), told(now)));
        }
    }
    let days = (was != is).then_some((was, is));
    Differences { new: lacks(after, before), gone: lacks(before, after), changed, days }
}

async fn map(
    store: &dyn Store,
    kind: CodeKind,
    key: &CodeMapKey,
    file: &TextFile,
    replace: bool,
) -> Result<Imported, Refused> {
    let editions: BTreeSet<String> =
        kept_sets(store, kind).await?.into_iter().map(|set| set.edition).collect();
    if !editions.contains(&key.to) {
        return Err(Refused::NoEdition(key.to.clone()));
    }
    let after = kept_codes(store, kind, &key.to).await?;
    let before = match editions.contains(&key.from) {
        true => Some(kept_codes(store, kind, &key.from).await?),
        false => None,
    };
    let mut findings = Vec::new();
    let pairs = read_map(&file.name, &file.text, &mut findings);
    let checked = MapFile { file: &file.name, pairs: &pairs };
    findings.extend(check_map(kind, checked, before.as_ref(), Some(&after), None));
    let findings = sound(findings)?;
    let now: BTreeSet<(String, String)> =
        pairs.into_iter().map(|pair| (pair.from, pair.to)).collect();
    let old: BTreeSet<(String, String)> = store.code_sets().map(key).await?.into_iter().collect();
    let became = if old.is_empty() {
        Became::New
    } else {
        let told = |(from, to): &(String, String)| format!("{from} → {to}");
        let new = now.difference(&old).map(told).collect();
        let gone = old.difference(&now).map(told).collect();
        became(Differences { new, gone, ..Differences::default() }, replace)?
    };
    let rows: Vec<(String, String)> = now.into_iter().collect();
    if became != Became::Same {
        store.code_sets().put_map(key, &rows, became != Became::New).await?;
    }
    let unseen = before.is_none().then(|| key.from.clone());
    Ok(Imported { became, rows: rows.len(), findings, unseen })
}
