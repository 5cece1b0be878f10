//! Cells: what stands in a column, how a page shows it, and how rows are ordered by it.

use crate::asked::Lang;
use crate::books::total;
use crate::money::{count, permille, tenths};
use ledger::Total;
use std::cmp::Ordering;
use units::{Day, Fen};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words.
    Text,
    /// Yuan.
    Money,
    /// How many.
    Number,
    /// A number that names something: an event, a batch.
    Name,
    /// A part of a whole.
    Share,
    /// A day.
    Day,
    /// A moment, as pages write it.
    Moment,
}

impl Kind {
    /// Whether it stays on one line.
    pub(crate) fn whole(self) -> bool {
        matches!(self, Kind::Day | Kind::Moment | Kind::Name)
    }

    /// Whether it stands at the right.
    pub(crate) fn right(self) -> bool {
        matches!(self, Kind::Money | Kind::Number | Kind::Share)
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// None.
    Nothing,
    /// Words.
    Text(String),
    /// An amount.
    Money(Total),
    /// A number.
    Number(i64),
    /// Thousandths of a whole.
    Share(i64),
    /// A day.
    Day(Day),
}

/// How a cell is meant, beside its words: never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// All is well.
    Good,
    /// Something is to be done.
    Bad,
    /// A mark as of a machine: a hash.
    Code,
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) value: Value,
    /// Where it leads; empty: nowhere.
    pub(crate) link: String,
    /// What stands smaller below it.
    pub(crate) under: String,
    pub(crate) tone: Tone,
}

impl Cell {
    fn of(value: Value) -> Cell {
        let (link, under) = (String::new(), String::new());
        Cell { value, link, under, tone: Tone::Plain }
    }

    /// None.
    pub(crate) fn nothing() -> Cell {
        Cell::of(Value::Nothing)
    }

    /// Words.
    pub(crate) fn text(words: impl Into<String>) -> Cell {
        Cell::of(Value::Text(words.into()))
    }

    /// An amount in fen.
    pub(crate) fn money(fen: i64) -> Cell {
        Cell::total(Total::from(Fen(fen)))
    }

    /// A sum of amounts.
    pub(crate) fn total(sum: Total) -> Cell {
        Cell::of(Value::Money(sum))
    }

    /// A sum of amounts, nothing where it is nothing.
    pub(crate) fn some_total(sum: Total) -> Cell {
        if sum == Total::ZERO { Cell::nothing() } else { Cell::total(sum) }
    }

    /// A number.
    pub(crate) fn number(number: impl TryInto<i64>) -> Cell {
        Cell::of(Value::Number(number.try_into().unwrap_or(i64::MAX)))
    }

    /// A part of a whole.
    pub(crate) fn share(part: Fen, whole: Fen) -> Cell {
        Cell::of(Value::Share(permille(part, whole)))
    }

    /// A day by its number.
    pub(crate) fn day(number: i64) -> Cell {
        let day = i32::try_from(number).ok().and_then(Day::from_number);
        Cell::of(day.map_or(Value::Nothing, Value::Day))
    }

    /// The same, leading somewhere.
    pub(crate) fn to(self, link: impl Into<String>) -> Cell {
        Cell { link: link.into(), ..self }
    }

    /// The same, with something below it.
    pub(crate) fn under(self, under: impl Into<String>) -> Cell {
        Cell { under: under.into(), ..self }
    }

    /// The same, meant so.
    pub(crate) fn tone(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }

    /// As a page shows it in a column of a kind.
    pub(crate) fn words(&self, kind: Kind) -> String {
        match &self.value {
            Value::Nothing => String::new(),
            Value::Text(text) => text.clone(),
            Value::Money(sum) => total(*sum),
            Value::Number(number) if kind == Kind::Name => number.to_string(),
            Value::Number(number) => count(*number),
            Value::Share(share) => tenths(*share),
            Value::Day(day) => day.to_string(),
        }
    }

    /// As it stands in a file of text: numbers without marks.
    pub(crate) fn plain(&self) -> String {
        match &self.value {
            Value::Money(sum) => sum.to_string(),
            Value::Number(number) => number.to_string(),
            _ => self.words(Kind::Name),
        }
    }

    /// Which of two rows comes first; what has no value comes last either way.
    pub(crate) fn order(&self, other: &Cell, down: bool) -> Ordering {
        let ordering = match (&self.value, &other.value) {
            (Value::Nothing, Value::Nothing) => return Ordering::Equal,
            (Value::Nothing, _) => return Ordering::Greater,
            (_, Value::Nothing) => return Ordering::Less,
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Money(a), Value::Money(b)) => a.cmp(b),
            (Value::Number(a), Value::Number(b)) | (Value::Share(a), Value::Share(b)) => a.cmp(b),
            (Value::Day(a), Value::Day(b)) => a.cmp(b),
            (a, b) => rank(a).cmp(&rank(b)),
        };
        if down { ordering.reverse() } else { ordering }
    }
}

/// An order of values of several kinds, in a column where they are mixed.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Money(_) | Value::Number(_) | Value::Share(_) => 0,
        Value::Day(_) => 1,
        Value::Text(_) => 2,
        Value::Nothing => 3,
    }
}

/// The unit of a column of a kind, where it has one.
pub(crate) fn unit(kind: Kind, lang: Lang) -> Option<&'static str> {
    (kind == Kind::Money).then(|| lang.pick("元", "yuan"))
}
