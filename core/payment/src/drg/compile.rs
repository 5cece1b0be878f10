//! Compile: settings and tables become a scheme, or findings that say why not.

use super::codes::{diagnoses, procedures};
use super::conditions::{Source, UnknownWord, Vocabulary};
use super::finding::{Finding, Kind, Severity};
use super::parse::{Parsed, Row, parse};
use super::plan::{Asked, Group, Mdc, Node, Sieve, Span, SplitTest, SwapTest, Test, bit, small};
use super::scheme::Scheme;
use super::settings::{Position, QyMode, Settings, Split};
use super::tables::Tables;
use std::collections::{BTreeMap, BTreeSet};

/// The file with rules and orders.
pub(crate) const RULES: &str = "adrg_mdc_rule_order.csv";
/// Where settings stand.
pub(crate) const SETTINGS: &str = "scheme.toml";
/// The most trauma sites: bits of a row.
const SITES: usize = 32;
/// What an MDC is called in the table of rules, before its letter.
pub(crate) const MDC: &str = "MDC";
/// The list of main diagnoses; that of an MDC has this name, too.
pub(crate) const MAIN_LIST: &str = "zd";

impl Scheme {
    /// Compiles a scheme. What stands in the way is told in the order of the files.
    pub fn read(settings: &Settings, tables: &Tables) -> Result<Scheme, Vec<Finding>> {
        let mut found = Vec::new();
        let parsed = parse(tables, &mut found);
        needs(settings, &parsed, &mut found);
        let mut plan = Plan::new(settings, &parsed);
        if found.is_empty() {
            plan.mdcs(&mut found);
            plan.bounds(&mut found);
        }
        if !found.is_empty() {
            return Err(found);
        }
        plan.swaps();
        Ok(plan.finish())
    }
}

/// Tables that settings ask for, and more trauma sites than a row has room for.
fn needs(settings: &Settings, parsed: &Parsed, found: &mut Vec<Finding>) {
    let asked = [
        ("ZD_INFO.dat", "check_codes", settings.check_codes, parsed.zd_info.is_none()),
        ("SS_INFO.dat", "check_codes", settings.check_codes, parsed.ss_info.is_none()),
        ("ZD_MAP.dat", "convert_diagnoses", settings.convert_diagnoses, parsed.zd_map.is_none()),
        ("SS_MAP.dat", "convert_procedures", settings.convert_procedures, parsed.ss_map.is_none()),
    ];
    for (file, key, _, _) in asked.into_iter().filter(|(_, _, on, missing)| *on && *missing) {
        let missing = Finding::new(Kind::MissingTable, Severity::Error, (file, 0), key);
        found.push(missing.say(
            format!("设置{key}需要数据表{file}。请补上该文件,或关闭该设置。"),
            format!("the setting {key} needs the table {file}; add it, or switch the setting off"),
        ));
    }
    let sites: BTreeSet<&str> = parsed.sites.iter().map(|row| row.cells[0]).collect();
    if sites.len() > SITES {
        let file = "mdcz_trauma_sites.csv";
        let many = Finding::new(Kind::UnreadableLine, Severity::Error, (file, 0), "");
        found.push(many.counting(sites.len()).say(
            format!("创伤部位有{}个,最多{SITES}个。请合并部位。", sites.len()),
            format!("there are {} trauma sites, at most {SITES}; merge some", sites.len()),
        ));
    }
}

/// The rules of a scheme: by node, and the order of each MDC by its letter.
pub(crate) struct Ordered<'t> {
    /// Rule of each node with its line.
    pub(crate) rules: BTreeMap<&'t str, Row<'t>>,
    /// Row of the order of each MDC.
    pub(crate) orders: BTreeMap<&'t str, Row<'t>>,
    /// Letters of MDCs for which the tables themselves name ambiguous cases: in the order, or as a group.
    pub(crate) ambiguous: BTreeSet<&'t str>,
}

/// What ambiguous cases (歧义病案) are called where an ADRG stands.
const QY: &str = "QY";

/// The letter of an MDC in the name of its ambiguous cases, `xQY`.
pub(crate) fn ambiguous_of(name: &str) -> Option<&str> {
    name.strip_suffix(QY).filter(|letter| letter.chars().count() == 1)
}

impl<'t> Ordered<'t> {
    /// Rules of MDCs say again how they are entered, which settings say.
    pub(crate) fn of(parsed: &Parsed<'t>) -> Ordered<'t> {
        let (rules, orders) = (BTreeMap::new(), BTreeMap::new());
        let groups = parsed.groups.iter().filter_map(|row| ambiguous_of(row.cells[0]));
        let mut ordered = Ordered { rules, orders, ambiguous: groups.collect() };
        for row in &parsed.rules {
            match (row.cells[1], row.cells[0].strip_prefix(MDC)) {
                ("order", Some(letter)) => {
                    if row.cells[2].split_whitespace().any(is_ambiguous) {
                        ordered.ambiguous.insert(letter);
                    }
                    ordered.orders.insert(letter, *row)
                }
                ("rule", None) if !is_ambiguous(row.cells[0]) => {
                    ordered.rules.insert(row.cells[0], *row)
                }
                _ => None,
            };
        }
        ordered
    }
}

/// Whether a name in an order or of a rule means ambiguous cases, which have a place of their own.
pub(crate) fn is_ambiguous(name: &str) -> bool {
    name == QY || ambiguous_of(name).is_some()
}

/// The rule by which an MDC is entered.
pub(crate) fn entry<'s>(settings: &'s Settings, letter: &str) -> &'s str {
    settings.enter.get(letter).unwrap_or(&settings.enter_else)
}

/// Whether the question of ambiguity is asked in an MDC, and of which procedures: where the settings say
/// so, or the tables name it.
pub(crate) fn asks(settings: &Settings, ordered: &Ordered, letter: &str) -> Option<Position> {
    let has = |list: &[String], name: &str| list.iter().any(|one| one == name);
    let qy = &settings.qy;
    let on = has(&qy.on, letter) || has(&qy.on, "*") && !has(&qy.off, letter);
    let on = on || ordered.ambiguous.contains(letter);
    let mode = qy.modes.get(letter).copied().unwrap_or(qy.mode);
    on.then_some(match mode {
        QyMode::Any => Position::Any,
        QyMode::First => Position::First,
    })
}

/// The node of a group: the longest that its code starts with.
pub(crate) fn node_of(code: &str, is_node: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let ends = (0..=code.len()).rev().filter(|end| code.is_char_boundary(*end));
    ends.map(|end| code.split_at(end)).find(|(node, _)| is_node(node))
}

/// The place of a suffix among the splits.
pub(crate) fn split_of(splits: &[Split], suffix: &str) -> Option<usize> {
    splits.iter().position(|split| split.suffix == suffix)
}

struct Plan<'t> {
    settings: &'t Settings,
    parsed: &'t Parsed<'t>,
    ordered: Ordered<'t>,
    words: Vocabulary,
    groups_of: BTreeMap<&'t str, Vec<(usize, &'t Row<'t>)>>,
    tests: Vec<Asked>,
    alternatives: Vec<Span>,
    mdcs: Vec<Mdc>,
    nodes: Vec<Node>,
    groups: Vec<Group>,
    swaps: Vec<SwapTest>,
    shared: (usize, usize),
}

impl<'t> Plan<'t> {
    fn new(settings: &'t Settings, parsed: &'t Parsed<'t>) -> Plan<'t> {
        let mut words = Vocabulary::new(&settings.words);
        let list = |row: &Row| (row.cells[0].to_string(), row.cells[1].to_string());
        words.dx.there = parsed.adrg_dx.iter().map(list).collect();
        let mdc = |row: &Row| (format!("{MDC}{}", row.cells[0]), MAIN_LIST.to_string());
        words.dx.there.extend(parsed.mdc_dx.iter().map(mdc));
        words.op.there = parsed.adrg_op.iter().map(list).collect();
        let ordered = Ordered::of(parsed);
        let mut groups_of: BTreeMap<&str, Vec<(usize, &Row)>> = BTreeMap::new();
        for row in &parsed.groups {
            let node = node_of(row.cells[0], |name| ordered.rules.contains_key(name));
            let Some((node, suffix)) = node else { continue };
            let Some(split) = split_of(&settings.splits, suffix) else { continue };
            groups_of.entry(node).or_default().push((split, row));
        }
        for groups in groups_of.values_mut() {
            groups.sort_by_key(|(split, _)| *split);
        }
        Plan {
            settings,
            parsed,
            ordered,
            words,
            groups_of,
            tests: Vec::new(),
            alternatives: Vec::new(),
            mdcs: Vec::new(),
            nodes: Vec::new(),
            groups: Vec::new(),
            swaps: Vec::new(),
            shared: (0, 0),
        }
    }

    /// All MDCs with their nodes. Lists of which any code is asked are numbered first.
    fn mdcs(&mut self, found: &mut Vec<Finding>) {
        let settings = self.settings;
        self.words.op.number(Source::Valid);
        for letter in &settings.order {
            self.words.number_shared(&format!("{MDC}{letter}"), entry(settings, letter));
        }
        for (name, row) in &self.ordered.rules {
            self.words.number_shared(name, row.cells[2]);
        }
        self.shared = (self.words.dx.all.len(), self.words.op.all.len());
        for letter in &settings.order {
            let Some(order) = self.ordered.orders.get(letter.as_str()).copied() else { continue };
            let (owner, rule) = (format!("{MDC}{letter}"), entry(settings, letter));
            let alternatives = self.rule(&owner, rule, (SETTINGS, 0), found);
            let from = self.nodes.len();
            let mut medical = None;
            let names = order.cells[2].split_whitespace();
            for name in names.filter(|name| !is_ambiguous(name)) {
                if medical.is_none() && name.chars().nth(1).is_some_and(|c| c > settings.qy.last) {
                    medical = Some(small(self.nodes.len()));
                }
                self.node(name, order.line, found);
            }
            let nodes = Span::between(from, self.nodes.len());
            let ask = asks(settings, &self.ordered, letter)
                .map(|of| (self.words.procedure(of, Source::Valid), medical.unwrap_or(nodes.to)));
            let ambiguous = format!("{letter}QY");
            self.mdcs.push(Mdc { label: owner, ambiguous, alternatives, nodes, ask });
        }
    }

    fn node(&mut self, name: &str, line: usize, found: &mut Vec<Finding>) {
        let Some(rule) = self.ordered.rules.get(name).copied() else {
            let finding = Finding::new(Kind::UnknownNode, Severity::Error, (RULES, line), name)
                .say(
                    format!("顺序中的{name}没有规则。请补一行:{name},rule,…。"),
                    format!("the order names {name}, which has no rule; add {name},rule,…"),
                );
            found.push(finding);
            return;
        };
        let alternatives = self.rule(name, rule.cells[2], (RULES, rule.line), found);
        let from = self.groups.len();
        for (split, row) in self.groups_of.get(name).into_iter().flatten() {
            let (code, name) = (row.cells[0].to_string(), row.cells[1].to_string());
            let split = u16::try_from(*split).unwrap_or(u16::MAX);
            self.groups.push(Group { code, name, split });
        }
        let groups = Span::between(from, self.groups.len());
        self.nodes.push(Node { name: name.to_string(), alternatives, groups });
    }

    /// The alternatives of a rule, put behind those that are there.
    fn rule(
        &mut self,
        owner: &str,
        text: &str,
        at: (&str, usize),
        found: &mut Vec<Finding>,
    ) -> Span {
        let from = self.alternatives.len();
        match self.words.rule(owner, text) {
            Ok(all) => {
                for tests in all {
                    let start = self.tests.len();
                    self.tests.extend(tests);
                    self.alternatives.push(Span::between(start, self.tests.len()));
                }
            }
            Err(UnknownWord(word)) => {
                let finding = Finding::new(Kind::UnknownWord, Severity::Error, at, &word).say(
                    format!("{owner}的规则中“{word}”没有含义。请在设置的words中定义,或更正。"),
                    format!(
                        "the rule of {owner} has '{word}', which means nothing; define it among the words of the settings, or correct it"
                    ),
                );
                found.push(finding);
            }
        }
        Span::between(from, self.alternatives.len())
    }

    /// More lists, words or endings than their numbers can tell apart.
    fn bounds(&self, found: &mut Vec<Finding>) {
        let counts = [
            ("lists", self.words.dx.all.len().max(self.words.op.all.len())),
            ("words", self.words.names.len()),
            ("splits", self.settings.splits.len()),
        ];
        let most = usize::from(u16::MAX);
        for (what, count) in counts.into_iter().filter(|(_, count)| *count >= most) {
            let at = (SETTINGS, 0);
            let many = Finding::new(Kind::UnreadableSetting, Severity::Error, at, what);
            found.push(many.counting(count).say(
                format!("{what}有{count}个,应少于{most}个。请删减。"),
                format!("there are {count} {what}, fewer than {most} are possible; take some out"),
            ));
        }
    }

    /// Swaps of the settings, then those of the table in the order of their first lines.
    fn swaps(&mut self) {
        let mut all: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
        for swap in &self.settings.swaps {
            all.push((swap.name.clone(), swap.main.clone(), swap.other.clone()));
        }
        for row in &self.parsed.swaps {
            let [name, side, code] = row.cells;
            let at = all.iter().position(|(known, ..)| known == name).unwrap_or(all.len());
            if at == all.len() {
                all.push((name.to_string(), Vec::new(), Vec::new()));
            }
            let list = if side == "main" { &mut all[at].1 } else { &mut all[at].2 };
            list.push(code.to_string());
        }
        for (name, main, other) in all {
            let main = self.words.dx.number(Source::Codes(main));
            let other = self.words.dx.number(Source::Codes(other));
            self.swaps.push(SwapTest { name, main, other });
        }
    }

    fn finish(self) -> Scheme {
        let (settings, parsed) = (self.settings, self.parsed);
        let dx = diagnoses(settings, parsed, &self.words.dx);
        let op = procedures(settings, parsed, &self.words.op);
        let possible = |span: Span, holds: &dyn Fn(Test) -> bool| {
            let alternatives = &self.alternatives[span.range()];
            let all = |span: &Span| self.tests[span.range()].iter().all(|one| holds(one.test));
            alternatives.iter().any(all)
        };
        // A sieve asks its own kind of test alone; all others may hold.
        let by_main = Sieve::of(&dx.rows, &self.mdcs, &self.nodes, |span, row| {
            possible(span, &|test| match test {
                Test::Main(list) => bit(row, list),
                _ => test != Test::Never,
            })
        });
        let by_first = Sieve::of(&op.rows, &self.mdcs, &self.nodes, |span, row| {
            possible(span, &|test| match test {
                Test::First(list) => bit(row, list),
                _ => test != Test::Never,
            })
        });
        Scheme {
            settings: settings.clone(),
            dx: dx.lookup,
            op: op.lookup,
            starts: dx.starts,
            dx_rows: dx.rows,
            op_rows: op.rows,
            dx_shared: self.shared.0.div_ceil(64),
            op_shared: self.shared.1.div_ceil(64),
            by_main,
            by_first,
            facts: dx.facts,
            op_class: op.class,
            op_known: op.known,
            tests: self.tests,
            alternatives: self.alternatives,
            mdcs: self.mdcs,
            nodes: self.nodes,
            groups: self.groups,
            splits: settings.splits.iter().map(split_test).collect(),
            swaps: self.swaps,
            leaving: self.words.leaving,
            words: self.words.names,
            numbers: dx.numbers,
        }
    }
}

fn split_test(split: &Split) -> SplitTest {
    SplitTest {
        complication: split.complication,
        leaving: split.leaving.clone(),
        age: split.age.into(),
        stay: (!split.stay.is_open()).then(|| split.stay.into()),
    }
}
