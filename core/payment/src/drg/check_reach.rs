//! Check of reach: nodes that no case can come to, and cases that fit two nodes.

use super::check::{takes_all, vocabulary};
use super::compile::{MDC, Ordered, RULES, entry, node_of, split_of};
use super::conditions::{Lists, Source};
use super::finding::{Finding, Kind, Severity};
use super::parse::Parsed;
use super::plan::Test;
use super::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};

/// Codes.
type Set<'t> = BTreeSet<&'t str>;

/// How many codes a sentence names.
const EXAMPLES: usize = 5;

/// All findings about reach and overlap.
pub(crate) fn reach(
    settings: &Settings,
    parsed: &Parsed,
    ordered: &Ordered,
    found: &mut Vec<Finding>,
) {
    let mut words = vocabulary(settings, parsed);
    let mut all = Vec::new();
    for letter in &settings.order {
        let Some(order) = ordered.orders.get(letter.as_str()) else { continue };
        let Ok(enter) = words.rule(&format!("{MDC}{letter}"), entry(settings, letter)) else {
            continue;
        };
        // Only what every way in asks for holds inside.
        let inside: Vec<Test> = match enter.as_slice() {
            [one] => one.iter().map(|asked| asked.test).collect(),
            _ => Vec::new(),
        };
        let mut nodes = Vec::new();
        for name in order.cells[2].split_whitespace() {
            let Some(rule) = ordered.rules.get(name) else { continue };
            let Ok(alternatives) = words.rule(name, rule.cells[2]) else { continue };
            let with = |tests: Vec<super::plan::Asked>| -> Vec<Test> {
                tests.iter().map(|asked| asked.test).chain(inside.iter().copied()).collect()
            };
            let alternatives = alternatives.into_iter().map(with).collect();
            nodes.push(Node { name, line: rule.line, alternatives });
        }
        all.push(nodes);
    }
    let sets = Sets {
        dx: sets(&words.dx, &[(&parsed.adrg_dx, 0, 2), (&parsed.mdc_dx, 3, 1)], &Set::new()),
        op: sets(
            &words.op,
            &[(&parsed.adrg_op, 0, 2)],
            &parsed.valid.iter().map(|row| row.cells[0]).collect(),
        ),
        closed: closed(settings, parsed, ordered),
    };
    all.iter().for_each(|nodes| sets.of_mdc(nodes, found));
    mdcs(settings, parsed, found);
}

/// A node with all that must hold for it, its MDC's way in included.
struct Node<'t> {
    name: &'t str,
    line: usize,
    alternatives: Vec<Vec<Test>>,
}

/// Codes of all lists by number.
struct Sets<'t> {
    dx: Vec<Set<'t>>,
    op: Vec<Set<'t>>,
    /// Nodes that let no case go on.
    closed: BTreeSet<&'t str>,
}

/// Codes of lists; column 3 for the owner says that the table is that of the MDCs.
fn sets<'t>(
    lists: &Lists,
    tables: &[(&Vec<super::parse::Row<'t>>, usize, usize)],
    valid: &Set<'t>,
) -> Vec<Set<'t>> {
    let mut of: BTreeMap<(String, &str), Set<'t>> = BTreeMap::new();
    let mut every = valid.clone();
    for (rows, owner, code) in tables {
        for row in *rows {
            let key = match row.cells.get(*owner) {
                Some(owner) => (owner.to_string(), row.cells[1]),
                None => (format!("{MDC}{}", row.cells[0]), "zd"),
            };
            of.entry(key).or_default().insert(row.cells[*code]);
            every.insert(row.cells[*code]);
        }
    }
    let set = |source: &Source| match source {
        Source::Table(owner, list) => {
            of.get(&(owner.clone(), list.as_str())).cloned().unwrap_or_default()
        }
        Source::Valid => valid.clone(),
        Source::Codes(own) => {
            let is = |code: &&&str| own.iter().any(|one| one == **code);
            every.iter().filter(is).copied().collect()
        }
        Source::Starts(starts) => {
            let is = |code: &&&str| starts.iter().any(|start| code.starts_with(start.as_str()));
            every.iter().filter(is).copied().collect()
        }
    };
    lists.all.iter().map(set).collect()
}

/// Nodes one of whose groups takes every case.
fn closed<'t>(
    settings: &Settings,
    parsed: &Parsed<'t>,
    ordered: &Ordered<'t>,
) -> BTreeSet<&'t str> {
    let node = |code: &'t str| node_of(code, |name| ordered.rules.contains_key(name));
    let all = parsed.groups.iter().filter_map(|row| node(row.cells[0]));
    let takes = |suffix: &str| {
        split_of(&settings.splits, suffix).is_some_and(|split| takes_all(settings, split))
    };
    all.filter(|(_, suffix)| takes(suffix)).map(|(node, _)| node).collect()
}

impl<'t> Sets<'t> {
    fn of_mdc(&self, nodes: &[Node<'t>], found: &mut Vec<Finding>) {
        for (at, node) in nodes.iter().enumerate() {
            if node.alternatives.iter().all(|tests| self.is_empty(tests)) {
                let never = Finding::new(
                    Kind::Unreachable,
                    Severity::Warning,
                    (RULES, node.line),
                    node.name,
                );
                found.push(never.say(
                    format!("{}的条件没有编码能同时满足(例如主要诊断不在本MDC中)。请核对列表。", node.name),
                    format!("no code can meet what {} asks for (its main diagnoses are not those of the MDC, say); check its lists", node.name),
                ));
                continue;
            }
            let before: Vec<&Node> =
                nodes[..at].iter().filter(|earlier| self.closed.contains(earlier.name)).collect();
            self.covered(node, &before, found);
            nodes[..at].iter().for_each(|earlier| self.overlap(earlier, node, found));
        }
    }

    /// Whether earlier nodes take all that a node could take.
    fn covered(&self, node: &Node, before: &[&Node], found: &mut Vec<Finding>) {
        let mut by = BTreeSet::new();
        for tests in node.alternatives.iter().filter(|tests| !self.is_empty(tests)) {
            let takes = |earlier: &&&Node| {
                earlier.alternatives.iter().any(|other| self.implies(tests, other))
            };
            let Some(earlier) = before.iter().find(takes) else { return };
            by.insert(earlier.name);
        }
        let names: Vec<&str> = by.into_iter().collect();
        let names = names.join(" ");
        let lost =
            Finding::new(Kind::Unreachable, Severity::Warning, (RULES, node.line), node.name);
        found.push(lost.say(
            format!("{}能匹配的病例都已被前面的{names}取走。请调整次序或列表。", node.name),
            format!("all that {} could take is taken by {names} before it; change the order or the lists", node.name),
        ));
    }

    /// Whether whatever meets all of `tests` meets all of `other`.
    fn implies(&self, tests: &[Test], other: &[Test]) -> bool {
        other.iter().all(|wanted| self.follows(tests, *wanted))
    }

    fn follows(&self, tests: &[Test], wanted: Test) -> bool {
        if tests.contains(&wanted) {
            return true;
        }
        let within = |all: &[Set], one: u16, list: u16| {
            all[usize::from(one)].is_subset(&all[usize::from(list)])
        };
        match wanted {
            Test::Always => true,
            Test::Main(list) => {
                let main = self.main(tests);
                main.is_some_and(|main| main.is_subset(&self.dx[usize::from(list)]))
            }
            Test::First(list) => {
                let first = self.first(tests);
                first.is_some_and(|first| first.is_subset(&self.op[usize::from(list)]))
            }
            Test::Other(list) => tests.iter().any(|test| match test {
                Test::Other(one) => within(&self.dx, *one, list),
                _ => false,
            }),
            Test::AnyDiagnosis(list) => tests.iter().any(|test| match test {
                Test::Other(one) | Test::AnyDiagnosis(one) | Test::Main(one) => {
                    within(&self.dx, *one, list)
                }
                _ => false,
            }),
            Test::AnyProcedure(list) => tests.iter().any(|test| match test {
                Test::First(one) | Test::AnyProcedure(one) => within(&self.op, *one, list),
                _ => false,
            }),
            Test::NoProcedure(list) => tests.iter().any(|test| match test {
                Test::NoProcedure(one) => within(&self.op, list, *one),
                _ => false,
            }),
            Test::Sites(least) => {
                tests.iter().any(|test| matches!(test, Test::Sites(more) if *more >= least))
            }
            _ => false,
        }
    }

    /// Whether no case can meet these tests.
    fn is_empty(&self, tests: &[Test]) -> bool {
        let apart = |one: &Test| tests.iter().any(|other| excludes(*one, *other));
        tests.contains(&Test::Never)
            || tests.iter().any(apart)
            || self.main(tests).is_some_and(|main| main.is_empty())
            || self.first(tests).is_some_and(|first| first.is_empty())
    }

    /// Main diagnoses that all tests allow; none if none asks.
    fn main(&self, tests: &[Test]) -> Option<Set<'t>> {
        let lists = tests.iter().filter_map(|test| match test {
            Test::Main(list) => self.dx.get(usize::from(*list)),
            _ => None,
        });
        common(lists)
    }

    /// First procedures that all tests allow; none if none asks.
    fn first(&self, tests: &[Test]) -> Option<Set<'t>> {
        let lists = tests.iter().filter_map(|test| match test {
            Test::First(list) => self.op.get(usize::from(*list)),
            _ => None,
        });
        common(lists)
    }

    /// Codes with which a case fits both, where both ask for the same. That medical nodes stand
    /// behind surgical ones is how schemes are built, and is not told.
    fn overlap(&self, one: &Node, other: &Node, found: &mut Vec<Finding>) {
        let kind = |tests: &[Test]| {
            let has = |is: fn(&Test) -> bool| tests.iter().any(is);
            (has(|test| matches!(test, Test::First(_))), tests.len())
        };
        let mut shared: Set = Set::new();
        for a in &one.alternatives {
            for b in other.alternatives.iter().filter(|b| kind(a) == kind(b)) {
                let both: Vec<Test> = a.iter().chain(b).copied().collect();
                if self.is_empty(&both) {
                    continue;
                }
                let codes = if kind(a).0 { self.first(&both) } else { self.main(&both) };
                shared.extend(codes.unwrap_or_default());
            }
        }
        if shared.is_empty() {
            return;
        }
        let (count, first) = (shared.len(), shared.first().copied().unwrap_or(""));
        let some: Vec<&str> = shared.iter().take(EXAMPLES).copied().collect();
        let (a, b, some) = (one.name, other.name, some.join(" "));
        let finding = Finding::new(Kind::Overlap, Severity::Note, (RULES, other.line), first);
        found.push(finding.counting(count).say(
            format!("{a}和{b}共有{count}个编码,如{some}。次序决定归{a}。"),
            format!("{a} and {b} share {count} codes, such as {some}; the order gives them to {a}"),
        ));
    }
}

/// Whether no case can meet both.
fn excludes(one: Test, other: Test) -> bool {
    match (one, other) {
        (Test::Age(a), Test::Age(b))
        | (Test::Days(a), Test::Days(b))
        | (Test::Weight(a), Test::Weight(b))
        | (Test::Stay(a), Test::Stay(b)) => a.apart(b),
        (Test::Sex(a), Test::Sex(b)) => a != b,
        _ => false,
    }
}

fn common<'s, 't: 's>(mut lists: impl Iterator<Item = &'s Set<'t>>) -> Option<Set<'t>> {
    let first = lists.next()?.clone();
    Some(lists.fold(first, |common, list| common.intersection(list).copied().collect()))
}

/// Main diagnoses that two MDCs have.
fn mdcs(settings: &Settings, parsed: &Parsed, found: &mut Vec<Finding>) {
    let place = |letter: &str| settings.order.iter().position(|known| known == letter);
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &parsed.mdc_dx {
        of.entry(row.cells[1]).or_default().push(row.cells[0]);
    }
    let mut pairs: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (code, letters) in &mut of {
        letters.sort_by_key(|letter| place(letter));
        letters.dedup();
        for pair in letters.windows(2) {
            pairs.entry((pair[0], pair[1])).or_default().push(code);
        }
    }
    for ((a, b), codes) in pairs {
        let some: Vec<&str> = codes.iter().take(EXAMPLES).copied().collect();
        let (count, some) = (codes.len(), some.join(" "));
        let finding = Finding::new(Kind::Overlap, Severity::Note, ("mdc_dx.csv", 0), codes[0]);
        found.push(finding.counting(count).say(
            format!("MDC{a}和MDC{b}共有{count}个主要诊断,如{some}。先试MDC{a}。"),
            format!("MDC{a} and MDC{b} share {count} main diagnoses, such as {some}; MDC{a} is tried first"),
        ));
    }
}
