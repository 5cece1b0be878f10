//! Convert codes (编码转换) of one edition into another, by the maps in the books.

use crate::code_files::{day, kept_codes, kept_sets};
use catalogue::codes::{
    CodeKind, Codes, Converter, Leg, NoRoute, Targets, Unconverted, route, targets,
};
use std::collections::BTreeMap;
use store::{CodeMapKey, Store, StoreError};

/// What is to be converted.
#[derive(Debug, Clone)]
pub struct ConvertAsked<'a> {
    /// What the codes name.
    pub kind: CodeKind,
    /// The edition in which they come.
    pub from: &'a str,
    /// The edition that is wanted.
    pub to: &'a str,
    /// The codes.
    pub codes: &'a [String],
    /// Whether a code stays that no map names, and that both editions have under one name.
    pub keep_same: bool,
}

/// A code after its conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The code as it came.
    pub code: String,
    /// The codes after each step, the last one being the one that was asked for; or why there is none.
    pub path: Result<Vec<String>, Unconverted>,
    /// Its name in the edition that was asked for.
    pub name: String,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodesConverted {
    /// The editions through which the way led.
    pub way: Vec<String>,
    /// Every code, in the order in which they came.
    pub codes: Vec<Converted>,
}

/// Why nothing was converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// No way leads there.
    NoRoute(NoRoute),
    /// The books know no such edition; these they know.
    NoEdition(String, Vec<String>),
    /// The books.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        Refused::Store(error)
    }
}

/// Converts codes.
pub async fn convert_codes(
    store: &dyn Store,
    asked: &ConvertAsked<'_>,
) -> Result<CodesConverted, Refused> {
    let kind = asked.kind;
    let maps = store.code_sets().maps(kind.name()).await?;
    let mut days = BTreeMap::new();
    for set in kept_sets(store, kind).await? {
        days.insert(set.edition, day(set.from_day)?);
    }
    let ends = maps.iter().flat_map(|(from, to)| [from, to]);
    let mut known: Vec<String> = days.keys().chain(ends).cloned().collect();
    known.sort();
    known.dedup();
    for edition in [asked.from, asked.to] {
        if known.iter().all(|one| one != edition) {
            return Err(Refused::NoEdition(edition.to_string(), known));
        }
    }
    let places = route(&maps, &days, asked.from, asked.to).map_err(Refused::NoRoute)?;
    let mut way = vec![asked.from.to_string()];
    let mut steps: Vec<(Targets, Option<Codes>)> = Vec::new();
    let mut kept = BTreeMap::new();
    for edition in std::iter::once(asked.from).chain(places.iter().map(|at| maps[*at].1.as_str())) {
        if days.contains_key(edition) {
            kept.insert(edition, kept_codes(store, kind, edition).await?);
        }
    }
    for at in &places {
        let (from, to) = maps[*at].clone();
        let key = CodeMapKey { kind: kind.name().to_string(), from, to: to.clone() };
        let pairs = store.code_sets().map(&key).await?;
        let pairs = targets(pairs.iter().map(|(from, to)| (from.as_str(), to.as_str())));
        steps.push((pairs, kept.get(to.as_str()).cloned()));
        way.push(to);
    }
    let legs = steps.iter().enumerate().map(|(at, (targets, codes))| Leg {
        from: &way[at],
        to: &way[at + 1],
        targets,
        codes: codes.as_ref(),
    });
    let converter = Converter {
        kind,
        from: asked.from,
        codes: kept.get(asked.from),
        legs: legs.collect(),
        keep_same: asked.keep_same,
    };
    let names = kept.get(asked.to);
    let convert = |code: &String| {
        let path = converter.convert(code);
        let last = path.as_ref().ok().and_then(|path| path.last());
        let name = last.and_then(|code| names?.get(code)).map(|meaning| meaning.name.clone());
        Converted { code: code.clone(), path, name: name.unwrap_or_default() }
    };
    let codes = asked.codes.iter().map(convert).collect();
    Ok(CodesConverted { way, codes })
}
