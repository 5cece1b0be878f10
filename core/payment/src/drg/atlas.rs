//! A scheme to look around in: MDCs, their ADRGs, lists, groups, and where a code stands.

use super::compile::{MDC, Ordered, asks, entry, is_ambiguous, node_of};
use super::parse::{Parsed, Row, parse};
use super::settings::{Position, Settings};
use super::tables::Tables;
use std::collections::BTreeMap;

/// A main diagnostic category (MDC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MdcEntry {
    /// Its letter.
    pub letter: String,
    /// Its name, where the settings give one.
    pub title: String,
    /// How it is entered, as a rule in words.
    pub enter: String,
    /// Whether it tells ambiguous cases, and by which procedures.
    pub asks: Option<Position>,
    /// Its main diagnoses.
    pub diagnoses: Vec<String>,
    /// Its ADRGs in the order in which they are tried.
    pub adrgs: Vec<String>,
}

/// An ADRG.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdrgEntry {
    /// What it asks for, as a rule in words.
    pub rule: String,
    /// The letters of the MDCs in which it is tried.
    pub mdcs: Vec<String>,
    /// Its lists of diagnoses: name and codes.
    pub diagnoses: BTreeMap<String, Vec<String>>,
    /// Its lists of procedures.
    pub procedures: BTreeMap<String, Vec<String>>,
    /// Its groups: code and name.
    pub groups: Vec<(String, String)>,
}

/// Where a code stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeEntry {
    /// Its name, where a table gives one.
    pub name: String,
    /// Letters of MDCs whose main diagnosis it is.
    pub mdcs: Vec<String>,
    /// ADRGs and lists in which it is.
    pub lists: Vec<(String, String)>,
    /// It is an MCC, with its exclusion number.
    pub mcc: Option<String>,
    /// It is a CC, with its exclusion number.
    pub cc: Option<String>,
    /// Its exclusion number as a main diagnosis.
    pub excludes: Option<String>,
    /// Trauma sites.
    pub sites: Vec<String>,
    /// Whether it is a procedure.
    pub procedure: bool,
    /// Whether it is a valid procedure.
    pub valid: bool,
}

/// A scheme as tables to read in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Atlas {
    mdcs: Vec<MdcEntry>,
    adrgs: BTreeMap<String, AdrgEntry>,
    codes: BTreeMap<String, CodeEntry>,
}

impl Atlas {
    /// Reads the tables of a scheme. Lines that cannot be read are left out: `check` tells them.
    pub fn of(settings: &Settings, tables: &Tables) -> Atlas {
        let parsed = parse(tables, &mut Vec::new());
        let mut atlas = Atlas::default();
        atlas.codes(&parsed);
        atlas.nodes(&parsed);
        let ordered = Ordered::of(&parsed);
        for letter in
            settings.order.iter().filter(|letter| ordered.orders.contains_key(letter.as_str()))
        {
            let order = ordered.orders[letter.as_str()].cells[2];
            let names = order.split_whitespace().filter(|name| !is_ambiguous(name));
            let adrgs: Vec<String> = names.map(str::to_string).collect();
            for adrg in &adrgs {
                atlas.adrgs.entry(adrg.clone()).or_default().mdcs.push(letter.clone());
            }
            let own = parsed.mdc_dx.iter().filter(|row| row.cells[0] == letter);
            atlas.mdcs.push(MdcEntry {
                letter: letter.clone(),
                title: settings.titles.get(letter).cloned().unwrap_or_default(),
                enter: entry(settings, letter).to_string(),
                asks: asks(settings, &ordered, letter),
                diagnoses: own.map(|row| row.cells[1].to_string()).collect(),
                adrgs,
            });
        }
        atlas
    }

    fn codes(&mut self, parsed: &Parsed) {
        let named = parsed.zd_info.iter().flatten().map(|row| (row, false));
        let named = named.chain(parsed.ss_info.iter().flatten().map(|row| (row, true)));
        for (row, procedure) in named.chain(parsed.valid.iter().map(|row| (row, true))) {
            let code = self.code(row.cells[0]);
            code.procedure = procedure;
            if code.name.is_empty() {
                code.name = row.cells[1].to_string();
            }
        }
        parsed.valid.iter().for_each(|row| self.code(row.cells[0]).valid = true);
        for row in &parsed.mdc_dx {
            push(&mut self.code(row.cells[1]).mdcs, row.cells[0]);
        }
        for (rows, procedure) in [(&parsed.adrg_dx, false), (&parsed.adrg_op, true)] {
            for row in rows {
                let code = self.code(row.cells[2]);
                code.procedure |= procedure;
                let place = (row.cells[0].to_string(), row.cells[1].to_string());
                if !code.lists.contains(&place) {
                    code.lists.push(place);
                }
            }
        }
        let said = |row: &Row| Some(row.cells[1].to_string());
        parsed.mcc.iter().for_each(|row| self.code(row.cells[0]).mcc = said(row));
        parsed.cc.iter().for_each(|row| self.code(row.cells[0]).cc = said(row));
        parsed.cce.iter().for_each(|row| self.code(row.cells[0]).excludes = said(row));
        parsed.sites.iter().for_each(|row| push(&mut self.code(row.cells[1]).sites, row.cells[0]));
    }

    fn code(&mut self, code: &str) -> &mut CodeEntry {
        if !self.codes.contains_key(code) {
            self.codes.insert(code.to_string(), CodeEntry::default());
        }
        self.codes.entry(code.to_string()).or_default()
    }

    fn nodes(&mut self, parsed: &Parsed) {
        let of_adrg = |row: &&Row| {
            row.cells[1] == "rule" && !row.cells[0].starts_with(MDC) && !is_ambiguous(row.cells[0])
        };
        for row in parsed.rules.iter().filter(of_adrg) {
            self.adrgs.entry(row.cells[0].to_string()).or_default().rule = row.cells[2].to_string();
        }
        for row in &parsed.adrg_dx {
            let adrg = self.adrgs.entry(row.cells[0].to_string()).or_default();
            push(adrg.diagnoses.entry(row.cells[1].to_string()).or_default(), row.cells[2]);
        }
        for row in &parsed.adrg_op {
            let adrg = self.adrgs.entry(row.cells[0].to_string()).or_default();
            push(adrg.procedures.entry(row.cells[1].to_string()).or_default(), row.cells[2]);
        }
        for row in &parsed.groups {
            let found = node_of(row.cells[0], |name| self.adrgs.contains_key(name));
            let found = found.map(|(adrg, _)| adrg.to_string());
            if let Some(adrg) = found.and_then(|adrg| self.adrgs.get_mut(&adrg)) {
                adrg.groups.push((row.cells[0].to_string(), row.cells[1].to_string()));
            }
        }
    }

    /// MDCs in the order in which they are tried.
    pub fn mdcs(&self) -> &[MdcEntry] {
        &self.mdcs
    }

    /// An MDC by its letter.
    pub fn mdc(&self, letter: &str) -> Option<&MdcEntry> {
        self.mdcs.iter().find(|mdc| mdc.letter == letter)
    }

    /// An ADRG by its name.
    pub fn adrg(&self, name: &str) -> Option<&AdrgEntry> {
        self.adrgs.get(name)
    }

    /// Where a code stands.
    pub fn where_is(&self, code: &str) -> Option<&CodeEntry> {
        self.codes.get(code)
    }

    /// The name of a code, or nothing.
    pub fn name(&self, code: &str) -> &str {
        self.codes.get(code).map_or("", |entry| entry.name.as_str())
    }

    /// Codes that begin with a text or whose names hold it, in order, and no more than so many.
    pub fn search(&self, text: &str, most: usize) -> Vec<(&str, &CodeEntry)> {
        let text = text.trim();
        if text.is_empty() {
            return Vec::new();
        }
        // Codes are capitals and small x.
        let mut begins = text.to_ascii_lowercase();
        if let Some(first) = begins.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let fits = |(code, entry): &(&String, &CodeEntry)| {
            code.starts_with(&begins) || entry.name.contains(text)
        };
        let found = self.codes.iter().filter(fits).take(most);
        found.map(|(code, entry)| (code.as_str(), entry)).collect()
    }

    /// Groups whose code begins with a text or whose names hold it: ADRG, code and name.
    pub fn groups(&self, text: &str, most: usize) -> Vec<[&str; 3]> {
        let (text, begins) = (text.trim(), text.trim().to_ascii_uppercase());
        let all = self.adrgs.iter().flat_map(|(adrg, entry)| {
            entry.groups.iter().map(|(code, name)| [adrg.as_str(), code.as_str(), name.as_str()])
        });
        let fits = |[_, code, name]: &[&str; 3]| {
            !text.is_empty() && (code.starts_with(&begins) || name.contains(text))
        };
        all.filter(fits).take(most).collect()
    }
}

fn push(list: &mut Vec<String>, text: &str) {
    // Tables repeat rows, and repeat them one after the other.
    if list.last().is_none_or(|last| last != text) {
        list.push(text.to_string());
    }
}
