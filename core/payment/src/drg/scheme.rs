//! A scheme (分组方案) ready to group. It is only read, so that many threads can share it.

use super::case::Case;
use super::lookup::Lookup;
use super::plan::{Asked, Facts, Group, Mdc, Node, Rows, Sieve, Span, SplitTest, SwapTest};
use super::settings::Settings;

/// A compiled scheme.
#[derive(Debug)]
pub struct Scheme {
    pub(crate) settings: Settings,
    /// From texts to numbers of diagnoses; with conversion, from texts before it.
    pub(crate) dx: Lookup,
    pub(crate) op: Lookup,
    /// Starts of codes that rules ask for, longest first, with the number of a row for codes that
    /// no table has.
    pub(crate) starts: Vec<(String, u32)>,
    pub(crate) dx_rows: Rows,
    pub(crate) op_rows: Rows,
    /// Words of each row that hold lists of which any code is asked; they come first.
    pub(crate) dx_shared: usize,
    pub(crate) op_shared: usize,
    pub(crate) by_main: Sieve,
    pub(crate) by_first: Sieve,
    pub(crate) facts: Vec<Facts>,
    pub(crate) op_class: Vec<u32>,
    pub(crate) op_known: Vec<bool>,
    pub(crate) tests: Vec<Asked>,
    pub(crate) alternatives: Vec<Span>,
    pub(crate) mdcs: Vec<Mdc>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) groups: Vec<Group>,
    pub(crate) splits: Vec<SplitTest>,
    pub(crate) swaps: Vec<SwapTest>,
    pub(crate) leaving: Vec<Vec<String>>,
    /// Names of words.
    pub(crate) words: Vec<String>,
    /// Exclusion numbers as the tables write them; the first is none.
    pub(crate) numbers: Vec<String>,
}

impl Scheme {
    /// The settings it was read with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// All groups with their names, by MDC and ADRG in the order in which they are tried.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &str)> {
        self.groups.iter().map(|group| (group.code.as_str(), group.name.as_str()))
    }

    /// The name of a group.
    pub fn group_name(&self, code: &str) -> Option<&str> {
        self.groups().find(|(known, _)| *known == code).map(|(_, name)| name)
    }

    /// The number of ADRGs.
    pub fn adrgs(&self) -> usize {
        self.nodes.len()
    }

    /// The name of an MDC by its number in a step.
    pub fn mdc_label(&self, mdc: u32) -> &str {
        self.mdcs.get(mdc as usize).map_or("", |mdc| mdc.label.as_str())
    }

    /// The name of an ADRG by its number in a step.
    pub fn adrg_label(&self, node: u32) -> &str {
        self.nodes.get(node as usize).map_or("", |node| node.name.as_str())
    }

    /// The code of a group by its number in a step.
    pub fn group_label(&self, group: u32) -> &str {
        self.groups.get(group as usize).map_or("", |group| group.code.as_str())
    }

    /// The word that a test in a step comes from.
    pub fn word_label(&self, test: u32) -> &str {
        let asked = self.tests.get(test as usize);
        asked.and_then(|asked| self.words.get(usize::from(asked.word))).map_or("", String::as_str)
    }

    /// An exclusion number by its number in a step.
    pub fn number_label(&self, number: u16) -> &str {
        self.numbers.get(usize::from(number)).map_or("", String::as_str)
    }

    /// The name of a swap by its number in a step.
    pub fn swap_label(&self, swap: u32) -> &str {
        self.swaps.get(swap as usize).map_or("", |swap| swap.name.as_str())
    }

    /// The number of a diagnosis; 0 is one of which nothing is known.
    #[inline]
    pub(crate) fn diagnosis(&self, code: &str) -> u32 {
        let number = self.dx.get(code);
        if number != 0 || self.starts.is_empty() {
            return number;
        }
        let known = self.starts.iter().find(|(start, _)| code.starts_with(start.as_str()));
        known.map_or(0, |(_, number)| *number)
    }

    /// Whether a case leaves as one of the codes of a set says.
    #[inline]
    pub(crate) fn leaves(&self, case: &Case, set: u16) -> bool {
        let set = self.leaving.get(usize::from(set));
        set.is_some_and(|set| set.iter().any(|code| code == case.leaving))
    }
}
