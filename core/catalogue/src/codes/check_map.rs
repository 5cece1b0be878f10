//! Check of a map between two editions: its ends, what leads to two codes, in circles, or nowhere.

use super::check::{CodeFile, of_form};
use super::finding::{Finding, Kind};
use super::form::fault;
use super::read::Pair;
use super::{CodeKind, Codes};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A map as it stands in a file.
#[derive(Debug, Clone, Copy)]
pub struct MapFile<'t> {
    /// The file.
    pub file: &'t str,
    /// Its pairs.
    pub pairs: &'t [Pair],
}

/// Everything that is wrong with a map, in the order of lines. The editions at its ends may be known;
/// of the one before, `set` gives the lines where it stands in a file.
pub fn check_map(
    kind: CodeKind,
    map: MapFile<'_>,
    before: Option<&Codes>,
    after: Option<&Codes>,
    set: Option<CodeFile<'_>>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    forms(kind, map, before.is_none(), &mut found);
    ends(map, before, after, &mut found);
    several(map, &mut found);
    circles(map, &mut found);
    found.sort_by_key(|finding| finding.line);
    if let Some(set) = set {
        unmapped(map, set, &mut found);
    }
    found
}

/// Targets stand in an edition of the insurance. What a source may look like, the edition before
/// says: those of hospitals have forms of their own, such as a morphology behind the code.
fn forms(kind: CodeKind, map: MapFile<'_>, sources: bool, found: &mut Vec<Finding>) {
    for pair in map.pairs {
        let at = (map.file, pair.line);
        if let Some(fault) = fault(kind, &pair.to) {
            found.push(of_form(kind, at, &pair.to, fault));
        }
        if let Some(fault) = fault(kind, &pair.from).filter(|_| sources) {
            let words = of_form(kind, at, &pair.from, fault).words;
            let sentence = (words.zh, words.en);
            found.push(Finding::new(Kind::MalformedCode, at, &pair.from, sentence));
        }
    }
}

fn ends(map: MapFile<'_>, before: Option<&Codes>, after: Option<&Codes>, found: &mut Vec<Finding>) {
    let lacks =
        |codes: Option<&Codes>, code: &str| codes.is_some_and(|all| !all.contains_key(code));
    for pair in map.pairs {
        let at = (map.file, pair.line);
        if lacks(before, &pair.from) {
            let code = &pair.from;
            let zh = format!("原编码“{code}”不在原版本中。请核对,或删去该行。");
            let en = format!(
                "the source '{code}' is not in the edition before; check it or take it out"
            );
            found.push(Finding::new(Kind::UnknownSource, at, code, (zh, en)));
        }
        if lacks(after, &pair.to) {
            let code = &pair.to;
            let zh = format!("目标编码“{code}”不在新版本中。请改为新版本的编码。");
            let en = format!("the target '{code}' is not in the edition after; write a code of it");
            found.push(Finding::new(Kind::UnknownTarget, at, code, (zh, en)));
        }
    }
}

fn several(map: MapFile<'_>, found: &mut Vec<Finding>) {
    let mut first: HashMap<&str, &Pair> = HashMap::new();
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    for pair in map.pairs {
        let (at, from, to) = ((map.file, pair.line), pair.from.as_str(), pair.to.as_str());
        let before = *first.entry(from).or_insert(pair);
        let line = before.line;
        if !seen.insert((from, to)) {
            let zh = format!("“{from}”到“{to}”的对照重复。请删去一行。");
            let en = format!("the pair of '{from}' and '{to}' stands twice; take one out");
            found.push(Finding::new(Kind::Duplicate, at, from, (zh, en)));
        } else if before.to != to {
            let other = &before.to;
            let zh =
                format!("“{from}”在第{line}行对照到“{other}”,此处又到“{to}”。转换时将不作选择。");
            let en = format!(
                "'{from}' leads to '{other}' in line {line}, and to '{to}' here; it cannot be converted until one is left"
            );
            found.push(Finding::new(Kind::SeveralTargets, at, from, (zh, en)));
        }
    }
}

/// A target that is a source of another code: harmless between two editions, if the map is taken once.
fn circles(map: MapFile<'_>, found: &mut Vec<Finding>) {
    let moved = map.pairs.iter().filter(|pair| pair.from != pair.to);
    let mut next: HashMap<&str, &str> = HashMap::new();
    for pair in moved.clone() {
        next.entry(&pair.from).or_insert(&pair.to);
    }
    let mut told = BTreeSet::new();
    for pair in moved.filter(|pair| next.contains_key(pair.to.as_str())) {
        let (at, from, to) = ((map.file, pair.line), pair.from.as_str(), pair.to.as_str());
        match circle(&next, from) {
            Some(circle) => {
                let least = circle.iter().min().copied().unwrap_or(from);
                if !told.insert(least) {
                    continue;
                }
                let path = circle.join(" → ");
                let zh = format!("对照成环:{path} → {from}。请核对。");
                let en = format!("the map goes in a circle: {path} → {from}; check it");
                found.push(Finding::new(Kind::Cycle, at, from, (zh, en)));
            }
            None => {
                let zh = format!("“{from}”到“{to}”,而“{to}”另有去向。此表只能用一次。");
                let en =
                    format!("'{from}' leads to '{to}', which leads on; take this map only once");
                found.push(Finding::new(Kind::Chain, at, from, (zh, en)));
            }
        }
    }
}

/// The circle on which a code lies, from it on.
fn circle<'m>(next: &HashMap<&'m str, &'m str>, from: &'m str) -> Option<Vec<&'m str>> {
    let (mut path, mut seen, mut at) = (vec![from], HashSet::from([from]), from);
    while let Some(to) = next.get(at).copied() {
        if to == from {
            return Some(path);
        }
        if !seen.insert(to) {
            return None;
        }
        path.push(to);
        at = to;
    }
    None
}

fn unmapped(map: MapFile<'_>, set: CodeFile<'_>, found: &mut Vec<Finding>) {
    let sources: HashSet<&str> = map.pairs.iter().map(|pair| pair.from.as_str()).collect();
    for entry in set.entries.iter().filter(|entry| !sources.contains(entry.code.as_str())) {
        let code = entry.code.as_str();
        let zh = format!("“{code}”({})没有对照。", entry.name);
        let en = format!("no pair leads on from '{code}' ({})", entry.name);
        found.push(Finding::new(Kind::Unmapped, (set.file, entry.line), code, (zh, en)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{codes, read_map, read_set};

    #[track_caller]
    fn check(before: &str, text: &str, after: &str, wanted: &[(&str, usize)]) {
        let mut found = Vec::new();
        let [before, after] = [before, after].map(|text| {
            let lines: Vec<String> =
                text.split(' ').map(|code| format!("{code} 名{code}")).collect();
            read_set("set.dat", &lines.join("\n"), &mut Vec::new())
        });
        let pairs = read_map("map.dat", text, &mut found);
        let set = CodeFile { file: "set.dat", entries: &before };
        let map = MapFile { file: "map.dat", pairs: &pairs };
        let (one, other) = (codes(&before), codes(&after));
        let kind = CodeKind::Diagnosis;
        found.extend(check_map(kind, map, Some(&one), Some(&other), Some(set)));
        let kinds: Vec<_> = found.iter().map(|one| (one.kind.name(), one.line)).collect();
        assert_eq!(kinds, wanted, "{found:#?}");
    }

    #[test]
    fn an_edition_that_is_not_known_may_have_forms_of_its_own() {
        let pairs = read_map("map.dat", "C22.101M81600/3 A00", &mut Vec::new());
        let map = MapFile { file: "map.dat", pairs: &pairs };
        let found = check_map(CodeKind::Diagnosis, map, None, None, None);
        let kinds: Vec<_> = found.iter().map(|one| (one.kind, one.severity)).collect();
        assert_eq!(kinds, [(Kind::MalformedCode, crate::codes::Severity::Warning)]);
    }

    #[test]
    fn every_kind_of_mistake_in_a_map_is_found() {
        let all = "A00 A01 A02";
        check(all, "A00 A00\nA01 A02\nA02 A02", all, &[]);
        check(all, "A00 A00\nA01 A01", all, &[("unmapped", 3)]);
        check("A00", "A00 A03", all, &[("unknown-target", 1)]);
        check("A00", "A00 A00\nA03 A00", all, &[("unknown-source", 2)]);
        check("A00", "A00 A00\nA00 A01", all, &[("several-targets", 2)]);
        check("A00", "A00 A00\nA00 A00", all, &[("duplicate", 2)]);
        check("A00 A01", "A00 A01\nA01 A02", all, &[("chain", 1)]);
        check("A00 A01", "A00 A01\nA01 A00", all, &[("cycle", 1)]);
        check(all, "A00 A01\nA01 A02\nA02 A01", all, &[("chain", 1), ("cycle", 2)]);
        check("A00", "A00", all, &[("unreadable-line", 1), ("unmapped", 1)]);
        check("A00", "A00 a01", all, &[("odd-code", 1), ("unknown-target", 1)]);
        check("A00", "A00 A00\nC22.101M81600/3 A00", all, &[("unknown-source", 2)]);
    }
}
