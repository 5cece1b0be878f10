//! Convert (编码转换): a code of one edition into another, through one map or several, or the reason
//! why it cannot be. Nothing is guessed: what no map says is not converted.

use super::form::repaired;
use super::{CodeKind, Codes, Targets};
use std::collections::{BTreeMap, VecDeque};
use units::{Day, Words};

/// One step of a way: a map between two editions.
#[derive(Debug, Clone, Copy)]
pub struct Leg<'a> {
    /// The edition before.
    pub from: &'a str,
    /// The edition after.
    pub to: &'a str,
    /// Where codes lead.
    pub targets: &'a Targets,
    /// The codes of the edition after, if they are known.
    pub codes: Option<&'a Codes>,
}

/// Converts codes along a way.
#[derive(Debug, Clone)]
pub struct Converter<'a> {
    /// What the codes name.
    pub kind: CodeKind,
    /// The edition in which codes come.
    pub from: &'a str,
    /// Its codes, if they are known.
    pub codes: Option<&'a Codes>,
    /// The steps; none: codes are only looked up.
    pub legs: Vec<Leg<'a>>,
    /// Whether a code stays that no map names, and that both editions have under one name.
    pub keep_same: bool,
}

/// Why a code was not converted, in the order in which it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unconverted {
    /// The edition in which it comes does not have it.
    Unknown {
        /// The code.
        code: String,
        /// The edition.
        edition: String,
        /// What was probably meant.
        meant: Option<String>,
    },
    /// The map does not name it.
    NoPair {
        /// The code at this step.
        code: String,
        /// The editions of the step.
        step: (String, String),
        /// The edition after has it, under one name (true) or another one.
        same: Option<bool>,
    },
    /// The map leads to several codes.
    Several {
        /// The code at this step.
        code: String,
        /// The editions of the step.
        step: (String, String),
        /// The codes.
        targets: Vec<String>,
    },
    /// The code to which the map leads is not in the edition after.
    Gone {
        /// The code.
        code: String,
        /// That edition.
        edition: String,
    },
}

impl Unconverted {
    /// The name for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Unconverted::Unknown { .. } => "unknown-code",
            Unconverted::NoPair { .. } => "no-pair",
            Unconverted::Several { .. } => "several-targets",
            Unconverted::Gone { .. } => "target-not-there",
        }
    }

    /// What happened, and what can be done.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Unconverted::Unknown { code, edition, meant } => {
                let (zh, en) = meant.as_ref().map_or_else(
                    || ("请核对。".to_string(), "check it".to_string()),
                    |meant| (format!("是否应为“{meant}”?"), format!("was '{meant}' meant?")),
                );
                (
                    format!("“{code}”不在{edition}中。{zh}"),
                    format!("'{code}' is not in edition {edition}; {en}"),
                )
            }
            Unconverted::NoPair { code, step: (from, to), same } => no_pair(code, from, to, *same),
            Unconverted::Several { code, step: (from, to), targets } => {
                let all = targets.join(", ");
                (
                    format!("{from}的“{code}”对照到{to}的多个编码:{all}。请按病案选择。"),
                    format!(
                        "'{code}' of {from} leads to several codes of {to}: {all}; choose by the record"
                    ),
                )
            }
            Unconverted::Gone { code, edition } => (
                format!("对照到的“{code}”不在{edition}中。请改正对照表。"),
                format!(
                    "the map leads to '{code}', which is not in edition {edition}; mend the map"
                ),
            ),
        };
        Words { zh, en }
    }
}

fn no_pair(code: &str, from: &str, to: &str, same: Option<bool>) -> (String, String) {
    let (zh, en) = match same {
        Some(true) => (
            "两版有同码同名,可用--keep-same保留。",
            "both editions have it under one name; --keep-same keeps it",
        ),
        Some(false) => ("新版有同码而名称不同。", "the edition after has it under another name"),
        None => ("请补充对照。", "add a pair to the map"),
    };
    (
        format!("从{from}到{to}没有“{code}”的对照。{zh}"),
        format!("no pair leads on from '{code}' between {from} and {to}; {en}"),
    )
}

impl Converter<'_> {
    /// The code after each step; the last one is the code that was asked for.
    pub fn convert(&self, code: &str) -> Result<Vec<String>, Unconverted> {
        if let Some(codes) = self.codes.filter(|codes| !codes.contains_key(code)) {
            let meant = Some(repaired(self.kind, code)).filter(|meant| codes.contains_key(meant));
            let edition = self.from.to_string();
            return Err(Unconverted::Unknown { code: code.to_string(), edition, meant });
        }
        let mut path: Vec<String> = Vec::new();
        let mut before = self.codes;
        for leg in &self.legs {
            let now = path.last().map_or(code, String::as_str);
            let next = self.step(leg, before, now)?;
            if leg.codes.is_some_and(|codes| !codes.contains_key(&next)) {
                return Err(Unconverted::Gone { code: next, edition: leg.to.to_string() });
            }
            path.push(next);
            before = leg.codes;
        }
        if path.is_empty() {
            path.push(code.to_string());
        }
        Ok(path)
    }

    fn step(
        &self,
        leg: &Leg<'_>,
        before: Option<&Codes>,
        code: &str,
    ) -> Result<String, Unconverted> {
        let step = || (leg.from.to_string(), leg.to.to_string());
        match leg.targets.get(code).map(Vec::as_slice) {
            Some([one]) => Ok(one.clone()),
            Some(all) if !all.is_empty() => Err(Unconverted::Several {
                code: code.to_string(),
                step: step(),
                targets: all.to_vec(),
            }),
            _ => {
                let was = before.and_then(|codes| codes.get(code));
                let is = leg.codes.and_then(|codes| codes.get(code));
                let same = is.map(|is| was.is_some_and(|was| was.name == is.name));
                if self.keep_same && same == Some(true) {
                    return Ok(code.to_string());
                }
                Err(Unconverted::NoPair { code: code.to_string(), step: step(), same })
            }
        }
    }
}

/// That no way leads from one edition to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRoute {
    /// The edition before.
    pub from: String,
    /// The edition after.
    pub to: String,
}

impl NoRoute {
    /// What happened, and what can be done.
    pub fn words(&self) -> Words {
        let NoRoute { from, to } = self;
        Words {
            zh: format!("没有从{from}到{to}的对照表。请先导入(gongji codes import --map)。"),
            en: format!(
                "no map leads from {from} to {to}; bring one in (gongji codes import --map)"
            ),
        }
    }
}

/// The shortest way over maps from one edition to another, as their places in the list. It goes
/// through editions in the order of their days, or, where it leads back, against it; of two ways of
/// one length, the one through the earlier editions.
pub fn route(
    maps: &[(String, String)],
    days: &BTreeMap<String, Day>,
    from: &str,
    to: &str,
) -> Result<Vec<usize>, NoRoute> {
    let back = matches!((days.get(from), days.get(to)), (Some(one), Some(other)) if one > other);
    let ordered = |one: &str, other: &str| match (days.get(one), days.get(other)) {
        (Some(one), Some(other)) if back => one >= other,
        (Some(one), Some(other)) => one <= other,
        _ => true,
    };
    let mut order: Vec<usize> = (0..maps.len()).collect();
    order.sort_by_key(|at| (days.get(&maps[*at].1).copied(), maps[*at].1.clone()));
    let mut came: BTreeMap<&str, Option<usize>> = BTreeMap::from([(from, None)]);
    let mut queue = VecDeque::from([from]);
    while let Some(now) = queue.pop_front() {
        if now == to {
            break;
        }
        for at in &order {
            let (one, other) = (maps[*at].0.as_str(), maps[*at].1.as_str());
            if one == now && ordered(one, other) && !came.contains_key(other) {
                came.insert(other, Some(*at));
                queue.push_back(other);
            }
        }
    }
    let (mut way, mut now) = (Vec::new(), to);
    while let Some(at) = came.get(now).copied().flatten() {
        way.push(at);
        now = maps[at].0.as_str();
    }
    if now != from {
        return Err(NoRoute { from: from.to_string(), to: to.to_string() });
    }
    way.reverse();
    Ok(way)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{Meaning, targets};

    fn set(all: &[(&str, &str)]) -> Codes {
        let meaning = |name: &str| Meaning { name: name.to_string(), gray: false };
        all.iter().map(|(code, name)| (code.to_string(), meaning(name))).collect()
    }

    #[track_caller]
    fn check(code: &str, keep_same: bool, wanted: Result<&[&str], &str>) {
        let one = set(&[("A00", "甲"), ("A01", "乙"), ("A02", "丙"), ("A03", "丁"), ("A04", "戊")]);
        let two = set(&[("B00", "甲"), ("A01", "乙"), ("A02", "别"), ("B03", "丁"), ("B04", "戊")]);
        let three = set(&[("C00", "甲"), ("A01", "乙"), ("C03", "丁"), ("C13", "丁")]);
        let first = targets([("A00", "B00"), ("A03", "B03"), ("A04", "B09")]);
        let second = targets([("B00", "C00"), ("B03", "C03"), ("B03", "C13")]);
        let legs = vec![
            Leg { from: "1", to: "2", targets: &first, codes: Some(&two) },
            Leg { from: "2", to: "3", targets: &second, codes: Some(&three) },
        ];
        let kind = CodeKind::Diagnosis;
        let converter = Converter { kind, from: "1", codes: Some(&one), legs, keep_same };
        let done = converter.convert(code);
        match (&done, wanted) {
            (Ok(path), Ok(wanted)) => assert_eq!(path, wanted),
            (Err(why), Err(piece)) => {
                let words = why.words();
                let said = format!("{} {} {}", why.name(), words.zh, words.en);
                assert!(said.contains(piece), "{said}");
            }
            _ => panic!("{code}: {done:?}"),
        }
    }

    #[test]
    fn a_code_goes_through_all_maps_or_has_a_reason() {
        check("A00", false, Ok(&["B00", "C00"]));
        check("A01", true, Ok(&["A01", "A01"]));
        check("A01", false, Err("no-pair"));
        check("A01", false, Err("--keep-same"));
        check("A02", true, Err("under another name"));
        check("A03", false, Err("several-targets"));
        check("A03", false, Err("C03, C13"));
        check("A04", false, Err("target-not-there"));
        check("A09", false, Err("unknown-code"));
        check("a00", false, Err("was 'A00' meant?"));
    }

    #[test]
    fn no_step_leaves_a_code_as_it_is() {
        let one = set(&[("A00", "甲")]);
        let (kind, legs) = (CodeKind::Diagnosis, Vec::new());
        let converter = Converter { kind, from: "1", codes: Some(&one), legs, keep_same: false };
        assert_eq!(converter.convert("A00"), Ok(vec!["A00".to_string()]));
        assert!(converter.convert("A01").is_err());
    }

    #[track_caller]
    fn way(maps: &[(&str, &str)], from: &str, to: &str, wanted: Option<&[usize]>) {
        let maps: Vec<_> = maps.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        let days = ["1", "2", "3", "4"].into_iter().zip(1..);
        let days = days.filter_map(|(name, at)| Some((name.to_string(), Day::new(2020, 1, at)?)));
        let found = route(&maps, &days.collect(), from, to);
        assert_eq!(found.as_deref().ok(), wanted, "{found:?}");
    }

    #[test]
    fn ways_go_in_the_order_of_days() {
        let line = [("1", "2"), ("2", "3"), ("3", "4")];
        way(&line, "1", "4", Some(&[0, 1, 2]));
        way(&line, "2", "2", Some(&[]));
        way(&line, "4", "1", None);
        way(&[("1", "4"), ("4", "2")], "1", "2", None);
        way(&[("4", "2"), ("2", "1")], "4", "1", Some(&[0, 1]));
        way(&[("1", "3"), ("1", "2"), ("2", "4"), ("3", "4")], "1", "4", Some(&[1, 2]));
        way(&[("0", "1")], "0", "1", Some(&[0]));
    }
}
