//! Entries: what every dated piece of law carries, and how one finds the piece in force on a day.

use std::fmt;
use units::Day;

pub use units::Words as Titles;

/// Where a piece of law stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path as it was given to the reader.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What is wrong with a law, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What, and what to do.
    pub sentence: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.sentence)
    }
}

/// How far a source can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Official text or a close mirror.
    Official,
    /// Attributed to the bureau.
    Attributed,
    /// A local page without authority.
    ThirdParty,
    /// A search page or memory.
    Unverified,
    /// A target of a plan.
    Plan,
    /// Tests and demos.
    MadeUp,
}

impl Grade {
    /// All grades by the names that law uses.
    pub const NAMES: [(&'static str, Grade); 6] = [
        ("official", Grade::Official),
        ("attributed", Grade::Attributed),
        ("third-party", Grade::ThirdParty),
        ("unverified", Grade::Unverified),
        ("plan", Grade::Plan),
        ("made-up", Grade::MadeUp),
    ];

    /// The name that law uses.
    pub fn name(self) -> &'static str {
        Grade::NAMES[self as usize].0
    }

    /// Its words.
    pub fn titles(self) -> Titles {
        let (zh, en) = match self {
            Grade::Official => ("官方文本", "official text"),
            Grade::Attributed => ("注明来自医保部门", "attributed to the bureau"),
            Grade::ThirdParty => ("第三方本地资料", "third-party local page"),
            Grade::Unverified => ("未核实", "unverified"),
            Grade::Plan => ("规划目标", "target of a plan"),
            Grade::MadeUp => ("虚构示例", "made up for a test or demo"),
        };
        Titles { zh: zh.to_string(), en: en.to_string() }
    }
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Document, with its number where it has one.
    pub document: String,
    /// Article, or `not seen`.
    pub article: String,
    /// Address where it was read.
    pub url: Option<String>,
    /// The day it was read.
    pub read_on: Day,
    /// How far it can be trusted.
    pub grade: Grade,
}

/// What every dated piece of law carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// First day.
    pub from: Day,
    /// Last day; none: until the next entry of the name begins.
    pub to: Option<Day>,
    /// Where it comes from.
    pub source: Source,
    /// The year for which the figure was read, if it is carried forward.
    pub carried: Option<i64>,
    /// What was taken where the text is silent.
    pub reading: Option<Titles>,
    /// A remark.
    pub note: Option<Titles>,
    /// What a value that no layer uses is for.
    pub purpose: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A piece of law with its days and source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// Days, source, remarks.
    pub entry: Entry,
    /// The piece itself.
    pub body: T,
}

/// The pieces of one name, by first day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline<T> {
    /// Sorted by first day.
    pub pieces: Vec<Dated<T>>,
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Timeline { pieces: Vec::new() }
    }
}

impl<T> Timeline<T> {
    /// The piece in force on a day.
    pub fn on(&self, day: Day) -> Option<&Dated<T>> {
        let next = self.pieces.partition_point(|piece| piece.entry.from <= day);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        piece.entry.to.is_none_or(|to| day <= to).then_some(piece)
    }

    /// The days on which another piece comes into force or one ends.
    pub fn edges(&self) -> impl Iterator<Item = Day> + '_ {
        self.pieces.iter().flat_map(|p| [Some(p.entry.from), p.entry.to.map(Day::next)]).flatten()
    }
}
