//! Plan: what a scheme becomes once it is compiled. Rows of bits, and tests on them.

use super::settings::{Complication, Range};
use std::collections::HashMap;

/// A part of a flat vector.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first.
    pub(crate) from: u32,
    /// The one behind the last.
    pub(crate) to: u32,
}

impl Span {
    /// From what was there to what is there now.
    pub(crate) fn between(from: usize, to: usize) -> Span {
        Span { from: small(from), to: small(to) }
    }

    /// As indexes.
    #[inline]
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.from as usize..self.to as usize
    }
}

/// A count that is far below the bound of its type: tables are texts in memory.
pub(crate) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A closed span of numbers without open ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    from: u32,
    to: u32,
}

impl Bounds {
    /// Whether a number lies within.
    #[inline]
    pub(crate) fn hold(self, number: u32) -> bool {
        self.from <= number && number <= self.to
    }

    /// Whether no number lies within both.
    pub(crate) fn apart(self, other: Bounds) -> bool {
        self.to < other.from || other.to < self.from
    }
}

impl From<Range> for Bounds {
    fn from(range: Range) -> Bounds {
        Bounds { from: range.from.unwrap_or(0), to: range.to.unwrap_or(u32::MAX) }
    }
}

/// One question to a case. Numbers are those of lists: bits in the rows of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    /// Holds always.
    Always,
    /// Holds never: the node lacks a list that its rule asks for.
    Never,
    /// The main diagnosis is in the list.
    Main(u16),
    /// A secondary diagnosis is.
    Other(u16),
    /// Any diagnosis is.
    AnyDiagnosis(u16),
    /// The first procedure is in the list.
    First(u16),
    /// Any procedure is.
    AnyProcedure(u16),
    /// No procedure is.
    NoProcedure(u16),
    /// So many trauma sites.
    Sites(u32),
    /// The sex.
    Sex(u8),
    /// The age in years.
    Age(Bounds),
    /// The age in days.
    Days(Bounds),
    /// The weight at birth.
    Weight(Bounds),
    /// The days of the stay.
    Stay(Bounds),
    /// How the stay ended, one of a set.
    Leaving(u16),
}

/// A test and the word of the rule it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The question.
    pub(crate) test: Test,
    /// The number of the word.
    pub(crate) word: u16,
}

/// A place in the order of an MDC: an ADRG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// The name of the ADRG.
    pub(crate) name: String,
    /// Alternatives, one of which must hold.
    pub(crate) alternatives: Span,
    /// Its groups, in the order in which they are tried.
    pub(crate) groups: Span,
}

/// An MDC in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mdc {
    /// `MDCx`.
    pub(crate) label: String,
    /// `xQY`, the group of ambiguous cases.
    pub(crate) ambiguous: String,
    /// How it is entered.
    pub(crate) alternatives: Span,
    /// Its ADRGs.
    pub(crate) nodes: Span,
    /// What tells ambiguous cases, and the node before which it is asked.
    pub(crate) ask: Option<(Test, u32)>,
}

/// A group (DRG).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// What it asks for.
    pub(crate) split: u16,
}

/// What a kind of group asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SplitTest {
    /// Complications.
    pub(crate) complication: Complication,
    /// Codes of how the stay ended; empty is all.
    pub(crate) leaving: Vec<String>,
    /// Age in years.
    pub(crate) age: Bounds,
    /// Days of the stay, if they are asked for.
    pub(crate) stay: Option<Bounds>,
}

/// When a secondary diagnosis is taken for the main one: two lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SwapTest {
    /// Its name.
    pub(crate) name: String,
    /// The list of those that give way.
    pub(crate) main: u16,
    /// The list of those that take their place.
    pub(crate) other: u16,
}

/// What is known of a diagnosis besides its lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Its class: codes of one class are in the same lists.
    pub(crate) class: u32,
    /// Trauma sites, a bit each.
    pub(crate) sites: u32,
    /// Its exclusion number in the table of MCC; 0 if it is not there.
    pub(crate) mcc: u16,
    /// The same for CC.
    pub(crate) cc: u16,
    /// Its number as a main diagnosis (CCE); 0 is none.
    pub(crate) cce: u16,
    /// The only sex it can have; 0 is either.
    pub(crate) sex: u8,
    /// Whether the table of codes has it.
    pub(crate) known: bool,
}

/// Rows of bits, one for each code, one bit for each list. Row 0 is that of an unknown code.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    words: usize,
    bits: Vec<u64>,
}

impl Rows {
    /// Empty rows.
    pub(crate) fn new(codes: usize, lists: usize) -> Rows {
        let words = lists.div_ceil(64).max(1);
        Rows { words, bits: vec![0; codes * words] }
    }

    /// Puts a code into a list.
    pub(crate) fn set(&mut self, code: u32, list: u16) {
        let word = code as usize * self.words + usize::from(list / 64);
        self.bits[word] |= 1 << (list % 64);
    }

    /// The row of a code or class.
    #[inline]
    pub(crate) fn of(&self, code: u32) -> &[u64] {
        let from = code as usize * self.words;
        &self.bits[from..from + self.words]
    }

    /// Codes with equal rows become one class, so that all rows fit into a processor's cache. The
    /// rows of the classes, and the class of each code; the unknown code has class 0.
    pub(crate) fn classes(self) -> (Rows, Vec<u32>) {
        let mut classes: HashMap<&[u64], u32> = HashMap::new();
        let (mut rows, mut of) = (Rows { words: self.words, bits: Vec::new() }, Vec::new());
        for row in self.bits.chunks(self.words) {
            let next = small(classes.len());
            let class = *classes.entry(row).or_insert(next);
            if class == next {
                rows.bits.extend(row);
            }
            of.push(class);
        }
        (rows, of)
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> u32 {
        small(self.bits.len() / self.words)
    }
}

/// For each class of a main diagnosis or first procedure, which MDCs and nodes it leaves possible.
/// A sieve only: every test is asked of those that it lets through.
#[derive(Debug, Default)]
pub(crate) struct Sieve {
    mdcs: Rows,
    nodes: Rows,
}

impl Sieve {
    /// Asks for each class whether an MDC or node is possible.
    pub(crate) fn of(
        classes: &Rows,
        mdcs: &[Mdc],
        nodes: &[Node],
        possible: impl Fn(Span, &[u64]) -> bool,
    ) -> Sieve {
        let rows = |spans: Vec<Span>| {
            let mut rows = Rows::new(classes.len() as usize, spans.len());
            for class in 0..classes.len() {
                for (at, span) in (0..).zip(&spans) {
                    if possible(*span, classes.of(class)) {
                        rows.set(class, at);
                    }
                }
            }
            rows
        };
        Sieve {
            mdcs: rows(mdcs.iter().map(|mdc| mdc.alternatives).collect()),
            nodes: rows(nodes.iter().map(|node| node.alternatives).collect()),
        }
    }

    /// The row of MDCs of a class.
    #[inline]
    pub(crate) fn mdcs(&self, class: u32) -> &[u64] {
        self.mdcs.of(class)
    }

    /// The row of nodes of a class.
    #[inline]
    pub(crate) fn nodes(&self, class: u32) -> &[u64] {
        self.nodes.of(class)
    }
}

/// The first place from `at` and below `end` that both rows have.
#[inline]
pub(crate) fn next(one: &[u64], other: &[u64], mut at: u32, end: u32) -> Option<u32> {
    while at < end {
        let word = (at / 64) as usize;
        let both = (one[word] & other[word]) >> (at % 64);
        if both != 0 {
            let found = at + both.trailing_zeros();
            return (found < end).then_some(found);
        }
        at = (at / 64 + 1) * 64;
    }
    None
}

/// Whether a row is in a list.
#[inline]
pub(crate) fn bit(row: &[u64], list: u16) -> bool {
    row[usize::from(list / 64)] >> (list % 64) & 1 == 1
}
