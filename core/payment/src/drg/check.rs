//! Check (分组方案检查): whether the tables of a scheme fit each other and its settings.
//!
//! What keeps a scheme from being read comes first. The rest is told by kind.

use super::check_reach::reach;
use super::check_refs::references;
use super::compile::{
    MAIN_LIST, MDC, Ordered, RULES, SETTINGS, ambiguous_of, entry, node_of, split_of,
};
use super::conditions::{Source, Vocabulary};
use super::finding::{Finding, Kind, Severity};
use super::parse::{Parsed, Row, parse};
use super::plan::Test;
use super::scheme::Scheme;
use super::settings::{Complication, Settings};
use super::tables::Tables;
use std::collections::{BTreeMap, BTreeSet};

/// All findings about a scheme. Without one of severity error it can be used.
pub fn check(settings: &Settings, tables: &Tables) -> Vec<Finding> {
    let mut found = Scheme::read(settings, tables).err().unwrap_or_default();
    // What cannot be parsed has just been told.
    let parsed = parse(tables, &mut Vec::new());
    let ordered = Ordered::of(&parsed);
    meant(settings, &mut found);
    orders(settings, &ordered, &mut found);
    lists(settings, &parsed, &ordered, &mut found);
    groups(settings, &parsed, &ordered, &mut found);
    references(&parsed, &mut found);
    reach(settings, &parsed, &ordered, &mut found);
    found.sort_by_key(|finding| finding.kind);
    found
}

/// Settings that can hardly be meant: letters that no MDC of the order has, or twice; spans that end before
/// they begin.
fn meant(settings: &Settings, found: &mut Vec<Finding>) {
    let mut tell = |key: &str, code: &str, zh: String, en: String| {
        let at = (SETTINGS, 0);
        let odd = Finding::new(Kind::UnreadableSetting, Severity::Warning, at, code);
        found.push(odd.say(format!("{key}:{zh}"), format!("{key}: {en}")));
    };
    for (at, letter) in settings.order.iter().enumerate() {
        if settings.order[..at].contains(letter) {
            let en = format!("{letter} stands twice; leave one");
            tell("order", letter, format!("{letter}出现两次。请只留一个。"), en);
        }
    }
    let qy = &settings.qy;
    let letters = [("qy.on", &qy.on), ("qy.off", &qy.off)];
    let named = letters.into_iter().flat_map(|(key, all)| all.iter().map(move |one| (key, one)));
    let named = named.chain(qy.modes.keys().map(|letter| ("qy.modes", letter)));
    for (key, letter) in named.filter(|(_, letter)| letter.as_str() != "*") {
        if !settings.order.contains(letter) {
            let en = format!("{letter} is no letter of the order; take it out or add it there");
            tell(key, letter, format!("{letter}不在order中。请删去,或加入order。"), en);
        }
    }
    for split in &settings.splits {
        for range in [split.age, split.stay] {
            if let (Some(from), Some(to)) = (range.from, range.to)
                && from > to
            {
                let en = format!("{from} to {to} holds for nobody; check both ends");
                tell("splits", &split.suffix, format!("{from}至{to}没有人符合。请核对。"), en);
            }
        }
    }
}

/// Nodes and MDCs that no order has, or two.
fn orders(settings: &Settings, ordered: &Ordered, found: &mut Vec<Finding>) {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (letter, row) in &ordered.orders {
        for node in row.cells[2].split_whitespace() {
            places.entry(node).or_default().push(letter);
        }
        if !settings.order.iter().any(|known| known == letter) {
            let lost = Finding::new(
                Kind::NodeWithoutOrder,
                Severity::Error,
                (RULES, row.line),
                &format!("{MDC}{letter}"),
            );
            found.push(lost.say(
                format!("MDC{letter}不在MDC的次序中,永远不会进入。请在设置的order中加上{letter}。"),
                format!(
                    "MDC{letter} is not in the order of MDCs; add {letter} to order in the settings"
                ),
            ));
        }
    }
    for (node, row) in &ordered.rules {
        let at = (RULES, row.line);
        match places.get(node).map_or(&[][..], Vec::as_slice) {
            [] => {
                let lost = Finding::new(Kind::NodeWithoutOrder, Severity::Error, at, node);
                found.push(lost.say(
                    format!("{node}不在任何MDC的顺序中。请加入一行order,或删去。"),
                    format!("{node} is in no order of an MDC; add it to one, or take it out"),
                ));
            }
            [_] => {}
            several => {
                let twice = Finding::new(Kind::UnknownNode, Severity::Warning, at, node);
                found.push(twice.counting(several.len()).say(
                    format!(
                        "{node}在顺序中出现{}次({})。请核对。",
                        several.len(),
                        several.join(" ")
                    ),
                    format!(
                        "{node} is in {} orders ({}); check it",
                        several.len(),
                        several.join(" ")
                    ),
                ));
            }
        }
    }
}

/// Lists that rules lack, and lists that no rule asks for.
fn lists(settings: &Settings, parsed: &Parsed, ordered: &Ordered, found: &mut Vec<Finding>) {
    let mut words = vocabulary(settings, parsed);
    for letter in ordered.orders.keys() {
        let owner = format!("{MDC}{letter}");
        let rule = entry(settings, letter);
        missing(&mut words, &owner, rule, ("mdc_dx.csv", 0), found);
    }
    for (node, row) in &ordered.rules {
        missing(&mut words, node, row.cells[2], (RULES, row.line), found);
    }
    let asked: BTreeSet<&Source> = words.dx.all.iter().chain(&words.op.all).collect();
    let tables = [("adrg_dx.csv", &parsed.adrg_dx), ("adrg_op.csv", &parsed.adrg_op)];
    for (file, rows) in tables {
        let mut told = BTreeSet::new();
        for row in rows {
            let [owner, list, _] = row.cells;
            let source = Source::Table(owner.to_string(), list.to_string());
            if asked.contains(&source) || !told.insert((owner, list)) {
                continue;
            }
            found.push(if ordered.rules.contains_key(owner) {
                Finding::new(Kind::IdleList, Severity::Warning, (file, row.line), owner).say(
                    format!("{owner}的规则不使用列表{list}。请核对规则或删去列表。"),
                    format!("the rule of {owner} never asks for the list {list}; check the rule, or take the list out"),
                )
            } else {
                Finding::new(Kind::ListWithoutNode, Severity::Error, (file, row.line), owner).say(
                    format!("列表{list}属于{owner},但{owner}没有规则。请补规则或删去列表。"),
                    format!("the list {list} belongs to {owner}, which has no rule; add the rule, or take the list out"),
                )
            });
        }
    }
}

/// Words that know which lists there are.
pub(crate) fn vocabulary(settings: &Settings, parsed: &Parsed) -> Vocabulary {
    let mut words = Vocabulary::new(&settings.words);
    let list = |row: &Row| (row.cells[0].to_string(), row.cells[1].to_string());
    let mdc = |row: &Row| (format!("{MDC}{}", row.cells[0]), MAIN_LIST.to_string());
    words.dx.there = parsed.adrg_dx.iter().map(list).collect();
    words.dx.there.extend(parsed.mdc_dx.iter().map(mdc));
    words.op.there = parsed.adrg_op.iter().map(list).collect();
    words.op.number(Source::Valid);
    words
}

/// Tells the words of a rule whose lists are not there.
fn missing(
    words: &mut Vocabulary,
    owner: &str,
    rule: &str,
    at: (&str, usize),
    found: &mut Vec<Finding>,
) {
    // Words without a meaning have been told.
    let Ok(alternatives) = words.rule(owner, rule) else { return };
    let mut told = BTreeSet::new();
    for asked in alternatives.into_iter().flatten() {
        if asked.test != Test::Never || !told.insert(asked.word) {
            continue;
        }
        let word = words.names.get(usize::from(asked.word)).map_or("", String::as_str);
        found.push(Finding::new(Kind::MissingList, Severity::Error, at, owner).say(
            format!("{owner}的规则“{word}”需要的列表不存在,永远不成立。请补列表。"),
            format!("'{word}' in the rule of {owner} asks for a list that is not there, so it never holds; add the list"),
        ));
    }
}

/// Nodes without groups, groups without nodes, and groups that leave cases out.
fn groups(settings: &Settings, parsed: &Parsed, ordered: &Ordered, found: &mut Vec<Finding>) {
    const FILE: &str = "DRG.dat";
    let mut of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in &parsed.groups {
        let (code, at) = (row.cells[0], (FILE, row.line));
        if ambiguous_of(code).is_some() {
            continue;
        }
        let Some((node, suffix)) = node_of(code, |name| ordered.rules.contains_key(name)) else {
            let lost = Finding::new(Kind::GroupWithoutNode, Severity::Error, at, code);
            found.push(lost.say(
                format!("{code}没有对应的ADRG。请补规则或删去该组。"),
                format!("{code} has no ADRG with a rule; add the rule, or take the group out"),
            ));
            continue;
        };
        match split_of(&settings.splits, suffix) {
            Some(split) => of.entry(node).or_default().push(split),
            None => {
                let lost = Finding::new(Kind::GroupOutOfReach, Severity::Error, at, code);
                found.push(lost.say(
                    format!("{code}的末位“{suffix}”在设置的splits中没有含义。请定义。"),
                    format!("the ending '{suffix}' of {code} means nothing; define it among the splits of the settings"),
                ));
            }
        }
    }
    for (node, row) in &ordered.rules {
        let Some(splits) = of.get(node) else {
            let none =
                Finding::new(Kind::NodeWithoutGroup, Severity::Error, (RULES, row.line), node);
            found.push(none.say(
                format!("{node}在DRG.dat中没有组,永远不能入组。请补组名。"),
                format!("{node} has no group in DRG.dat, so it takes no case; add its groups"),
            ));
            continue;
        };
        if !splits.iter().any(|split| takes_all(settings, *split)) {
            let none = Finding::new(Kind::GroupOutOfReach, Severity::Warning, (FILE, 0), node);
            found.push(none.say(
                format!("{node}的各组都有条件,不符合的病例会继续找下一个ADRG。请核对。"),
                format!("all groups of {node} ask for something; a case without it goes on to the next ADRG; check it"),
            ));
        }
    }
}

/// Whether a kind of group takes every case that comes to it.
pub(crate) fn takes_all(settings: &Settings, split: usize) -> bool {
    settings.splits.get(split).is_some_and(|split| {
        split.complication == Complication::Any
            && split.leaving.is_empty()
            && split.age.is_open()
            && split.stay.is_open()
    })
}
