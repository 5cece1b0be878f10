//! Codes (编码): all codes of a scheme get numbers, and behind each number stands what is known of it.

use super::compile::{MAIN_LIST, MDC};
use super::conditions::{Lists, Source};
use super::lookup::Lookup;
use super::parse::{Parsed, Row};
use super::plan::{Facts, Rows, small};
use super::settings::Settings;
use std::collections::{BTreeSet, HashMap};

/// What becomes of the tables of diagnoses.
pub(crate) struct Diagnoses {
    /// From texts to numbers.
    pub(crate) lookup: Lookup,
    /// Starts of codes that no table has.
    pub(crate) starts: Vec<(String, u32)>,
    /// Rows of the classes.
    pub(crate) rows: Rows,
    /// Facts by number.
    pub(crate) facts: Vec<Facts>,
    /// Exclusion numbers as they are written.
    pub(crate) numbers: Vec<String>,
}

/// Numbers all diagnoses and puts them into their lists.
pub(crate) fn diagnoses(settings: &Settings, parsed: &Parsed, lists: &Lists) -> Diagnoses {
    let mut dx = Codes::new(lists);
    let columns = [(&parsed.mdc_dx, 1), (&parsed.adrg_dx, 2), (&parsed.sites, 1)];
    columns.into_iter().for_each(|(rows, at)| dx.add(rows, at));
    [&parsed.mcc, &parsed.cc, &parsed.cce].into_iter().for_each(|rows| dx.add(rows, 0));
    dx.add(&parsed.sex, 1);
    let map = parsed.zd_map.as_deref().filter(|_| settings.convert_diagnoses);
    dx.also(parsed.zd_info.as_deref().filter(|_| settings.check_codes), map);
    let (starts, count) = starts(lists, dx.numbers.len() + 1);
    let mut rows = Rows::new(count, lists.all.len());
    dx.fill_adrgs(&mut rows, &parsed.adrg_dx, 2);
    dx.fill_mdcs(&mut rows, &parsed.mdc_dx);
    dx.fill_own(&mut rows, &starts);
    let (rows, classes) = rows.classes();
    let (mut facts, numbers) = facts(parsed, &dx.numbers, count, settings.check_codes);
    facts.iter_mut().zip(classes).for_each(|(facts, class)| facts.class = class);
    // Where codes are converted, only what the map has is a code.
    let starts = if map.is_some() { Vec::new() } else { starts };
    Diagnoses { lookup: dx.lookup(map), starts, rows, facts, numbers }
}

/// What becomes of the tables of procedures.
pub(crate) struct Procedures {
    /// From texts to numbers.
    pub(crate) lookup: Lookup,
    /// Rows of the classes.
    pub(crate) rows: Rows,
    /// Classes by number.
    pub(crate) class: Vec<u32>,
    /// Whether the table of codes has them, by number.
    pub(crate) known: Vec<bool>,
}

/// Numbers all procedures and puts them into their lists; list 0 is that of the valid ones.
pub(crate) fn procedures(settings: &Settings, parsed: &Parsed, lists: &Lists) -> Procedures {
    let mut op = Codes::new(lists);
    op.add(&parsed.adrg_op, 2);
    op.add(&parsed.valid, 0);
    let map = parsed.ss_map.as_deref().filter(|_| settings.convert_procedures);
    op.also(parsed.ss_info.as_deref().filter(|_| settings.check_codes), map);
    let count = op.numbers.len() + 1;
    let mut rows = Rows::new(count, lists.all.len());
    op.fill_adrgs(&mut rows, &parsed.adrg_op, 2);
    op.fill_own(&mut rows, &[]);
    parsed.valid.iter().for_each(|row| rows.set(op.numbers[row.cells[0]], 0));
    let (rows, class) = rows.classes();
    let known = known(parsed.ss_info.as_deref(), &op.numbers, count);
    Procedures { lookup: op.lookup(map), rows, class, known }
}

/// Codes of one kind and their numbers, from 1.
struct Codes<'t> {
    lists: &'t Lists,
    numbers: HashMap<&'t str, u32>,
}

impl<'t> Codes<'t> {
    /// With the codes that settings name.
    fn new(lists: &'t Lists) -> Codes<'t> {
        let mut codes = Codes { lists, numbers: HashMap::new() };
        for source in &lists.all {
            if let Source::Codes(own) = source {
                own.iter().for_each(|code| codes.one(code));
            }
        }
        codes
    }

    fn one(&mut self, code: &'t str) {
        let next = small(self.numbers.len()) + 1;
        self.numbers.entry(code).or_insert(next);
    }

    fn add(&mut self, rows: &[Row<'t>], column: usize) {
        rows.iter().for_each(|row| self.one(row.cells[column]));
    }

    /// Codes of the table of codes, and those that conversion leads to.
    fn also(&mut self, info: Option<&[Row<'t>]>, map: Option<&[Row<'t>]>) {
        info.into_iter().for_each(|rows| self.add(rows, 0));
        map.into_iter().for_each(|rows| self.add(rows, 1));
    }

    /// Puts the codes of the table of an ADRG's lists into them.
    fn fill_adrgs(&self, rows: &mut Rows, table: &[Row], column: usize) {
        let numbers = self.tables();
        for row in table {
            let [owner, list, _] = row.cells;
            if let Some(number) = numbers.get(&(owner, list)) {
                rows.set(self.numbers[row.cells[column]], *number);
            }
        }
    }

    /// Puts the main diagnoses of MDCs into their lists.
    fn fill_mdcs(&self, rows: &mut Rows, table: &[Row]) {
        let numbers = self.tables();
        for row in table {
            let owner = format!("{MDC}{}", row.cells[0]);
            if let Some(number) = numbers.get(&(owner.as_str(), MAIN_LIST)) {
                rows.set(self.numbers[row.cells[1]], *number);
            }
        }
    }

    /// Numbers of the lists that stand in tables.
    fn tables(&self) -> HashMap<(&str, &str), u16> {
        let number = |(number, source): (u16, &'t Source)| match source {
            Source::Table(owner, list) => Some(((owner.as_str(), list.as_str()), number)),
            _ => None,
        };
        (0..).zip(&self.lists.all).filter_map(number).collect()
    }

    /// Puts codes into the lists of the settings.
    fn fill_own(&self, rows: &mut Rows, starts: &[(String, u32)]) {
        for (list, source) in (0..).zip(&self.lists.all) {
            match source {
                Source::Codes(own) => {
                    own.iter().for_each(|code| rows.set(self.numbers[code.as_str()], list));
                }
                Source::Starts(all) => {
                    let begins = |code: &str| all.iter().any(|start| code.starts_with(start));
                    let known = self.numbers.iter().map(|(code, number)| (*code, *number));
                    let rest = starts.iter().map(|(start, number)| (start.as_str(), *number));
                    let fits = known.chain(rest).filter(|(code, _)| begins(code));
                    fits.for_each(|(_, number)| rows.set(number, list));
                }
                Source::Table(..) | Source::Valid => {}
            }
        }
    }

    /// From texts to numbers; with a map, from the texts that it converts.
    fn lookup(&self, map: Option<&[Row<'t>]>) -> Lookup {
        match map {
            None => Lookup::of(self.numbers.iter().map(|(code, number)| (*code, *number))),
            Some(rows) => {
                Lookup::of(rows.iter().map(|row| (row.cells[0], self.numbers[row.cells[1]])))
            }
        }
    }
}

/// Starts of codes, longest first, each with a number behind those of the codes; and how many rows.
fn starts(lists: &Lists, codes: usize) -> (Vec<(String, u32)>, usize) {
    let all: BTreeSet<&String> = lists
        .all
        .iter()
        .filter_map(|source| match source {
            Source::Starts(all) => Some(all),
            _ => None,
        })
        .flatten()
        .collect();
    let mut all: Vec<String> = all.into_iter().cloned().collect();
    all.sort_by_key(|start| std::cmp::Reverse(start.len()));
    let count = codes + all.len();
    (all.into_iter().zip(small(codes)..).collect(), count)
}

/// Facts of all diagnoses, and exclusion numbers as they are written.
fn facts(
    parsed: &Parsed,
    numbers: &HashMap<&str, u32>,
    count: usize,
    check: bool,
) -> (Vec<Facts>, Vec<String>) {
    let mut facts = vec![Facts::default(); count];
    let mut names = vec![String::new()];
    let mut seen: HashMap<String, u16> = HashMap::new();
    let mut number = |name: &str| {
        *seen.entry(name.to_string()).or_insert_with(|| {
            names.push(name.to_string());
            u16::try_from(names.len() - 1).unwrap_or(u16::MAX)
        })
    };
    let at = |code: &str| numbers[code] as usize;
    parsed.mcc.iter().for_each(|row| facts[at(row.cells[0])].mcc = number(row.cells[1]));
    parsed.cc.iter().for_each(|row| facts[at(row.cells[0])].cc = number(row.cells[1]));
    parsed.cce.iter().for_each(|row| facts[at(row.cells[0])].cce = number(row.cells[1]));
    let mut sites: Vec<&str> = Vec::new();
    for row in &parsed.sites {
        let site = sites.iter().position(|site| *site == row.cells[0]).unwrap_or(sites.len());
        if site == sites.len() {
            sites.push(row.cells[0]);
        }
        facts[at(row.cells[1])].sites |= 1u32.checked_shl(small(site)).unwrap_or(0);
    }
    for row in &parsed.sex {
        facts[at(row.cells[1])].sex = row.cells[0].parse().unwrap_or(0);
    }
    if check {
        let known = known(parsed.zd_info.as_deref(), numbers, count);
        facts.iter_mut().zip(known).for_each(|(facts, known)| facts.known = known);
    }
    (facts, names)
}

/// Which codes the table of codes has. Without a table all that any table names.
fn known(info: Option<&[Row]>, numbers: &HashMap<&str, u32>, count: usize) -> Vec<bool> {
    let mut known = vec![info.is_none(); count];
    known[0] = false;
    for row in info.into_iter().flatten() {
        if let Some(number) = numbers.get(row.cells[0]) {
            known[*number as usize] = true;
        }
    }
    known
}
