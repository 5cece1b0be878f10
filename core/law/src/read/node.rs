//! Nodes: TOML values with their places, and the questions the reader asks them.

use crate::entry::{Finding, Place};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use units::Day;

/// A file being read.
pub(crate) struct Doc<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

impl Doc<'_> {
    /// The place of a byte.
    pub(crate) fn place(&self, byte: usize) -> Place {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        Place { file: self.path.to_string(), line: line as u32, column: column as u32 }
    }

    pub(crate) fn finding(&self, span: Range<usize>, sentence: impl Into<String>) -> Finding {
        Finding { place: self.place(span.start), sentence: sentence.into() }
    }
}

/// A table.
#[derive(Clone, Copy)]
pub(crate) struct Tab<'d> {
    pub(crate) doc: &'d Doc<'d>,
    table: &'d DeTable<'d>,
    start: usize,
}

/// A value under a key.
#[derive(Clone, Copy)]
pub(crate) struct Val<'d> {
    pub(crate) doc: &'d Doc<'d>,
    pub(crate) key: &'d str,
    value: &'d Spanned<DeValue<'d>>,
}

impl<'d> Tab<'d> {
    pub(crate) fn root(doc: &'d Doc<'d>, table: &'d Spanned<DeTable<'d>>) -> Tab<'d> {
        Tab { doc, table: table.get_ref(), start: 0 }
    }

    pub(crate) fn place(&self) -> Place {
        self.doc.place(self.start)
    }

    pub(crate) fn wrong<T>(&self, sentence: impl Into<String>) -> Result<T, Finding> {
        Err(self.doc.finding(self.start..self.start, sentence))
    }

    /// Refuses any key that is not allowed here.
    pub(crate) fn only(&self, allowed: &[&str]) -> Result<(), Finding> {
        let Some(key) = self.table.keys().find(|k| !allowed.contains(&k.get_ref().as_ref())) else {
            return Ok(());
        };
        let sentence =
            format!("unknown key '{}'; allowed here: {}", key.get_ref(), allowed.join(", "));
        Err(self.doc.finding(key.span(), sentence))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.table.keys().map(|key| key.get_ref().as_ref())
    }

    pub(crate) fn get(&self, key: &str) -> Option<Val<'d>> {
        let (key, value) = self.table.get_key_value(key)?;
        Some(Val { doc: self.doc, key: key.get_ref().as_ref(), value })
    }

    /// Refuses a table that lacks any of these keys, and names all it lacks.
    pub(crate) fn has(&self, required: &[&str]) -> Result<(), Finding> {
        let missing: Vec<String> = required
            .iter()
            .filter(|key| self.get(key).is_none())
            .map(|key| format!("'{key}'"))
            .collect();
        match &missing[..] {
            [] => Ok(()),
            [one] => self.wrong(format!("{one} is missing here; add it")),
            [first @ .., last] => {
                self.wrong(format!("{} and {last} are missing here; add them", first.join(", ")))
            }
        }
    }

    pub(crate) fn need(&self, key: &str) -> Result<Val<'d>, Finding> {
        match self.get(key) {
            Some(value) => Ok(value),
            None => self.wrong(format!("'{key}' is missing here; add it")),
        }
    }

    /// The elements of an array of tables, or nothing if the key is absent.
    pub(crate) fn tables(&self, key: &str) -> Result<Vec<Tab<'d>>, Finding> {
        match self.get(key) {
            Some(value) => value.array()?.into_iter().map(|v| v.table()).collect(),
            None => Ok(Vec::new()),
        }
    }
}

impl<'d> Val<'d> {
    pub(crate) fn span(&self) -> Range<usize> {
        self.value.span()
    }

    pub(crate) fn place(&self) -> Place {
        self.doc.place(self.value.span().start)
    }

    pub(crate) fn wrong<T>(&self, sentence: impl Into<String>) -> Result<T, Finding> {
        Err(self.doc.finding(self.span(), sentence))
    }

    fn mismatch<T>(&self, want: &str) -> Result<T, Finding> {
        let found = self.value.get_ref().type_str();
        self.wrong(format!("'{}' must be {want}, but here is a {found}", self.key))
    }

    pub(crate) fn as_str(&self) -> Option<&'d str> {
        self.value.get_ref().as_str()
    }

    pub(crate) fn as_table(&self) -> Option<Tab<'d>> {
        let start = self.value.span().start;
        self.value.get_ref().as_table().map(|table| Tab { doc: self.doc, table, start })
    }

    pub(crate) fn is_array(&self) -> bool {
        self.value.get_ref().is_array()
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    pub(crate) fn str(&self) -> Result<&'d str, Finding> {
        match self.as_str() {
            Some("") => self.wrong(format!("'{}' is empty; write something", self.key)),
            Some(text) => Ok(text),
            None => self.mismatch("a text in quotes"),
        }
    }

    pub(crate) fn bool(&self) -> Result<bool, Finding> {
        self.as_bool().map_or_else(|| self.mismatch("true or false"), Ok)
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        let number = self.value.get_ref().as_integer()?;
        i64::from_str_radix(number.as_str(), number.radix()).ok()
    }

    /// A whole number up to `most`.
    pub(crate) fn int(&self, most: i64) -> Result<i64, Finding> {
        match self.as_int() {
            Some(number) if (0..=most).contains(&number) => Ok(number),
            _ => self.mismatch(&format!("a whole number from 0 to {most}")),
        }
    }

    pub(crate) fn day(&self) -> Result<Day, Finding> {
        let day = self.value.get_ref().as_datetime().filter(|d| d.time.is_none());
        match day.and_then(|d| Day::parse(&d.to_string()).ok()) {
            Some(day) => Ok(day),
            None => self.mismatch("a day without quotes, such as 2026-01-01"),
        }
    }

    pub(crate) fn array(&self) -> Result<Vec<Val<'d>>, Finding> {
        match self.value.get_ref().as_array() {
            Some(array) => {
                Ok(array.iter().map(|value| Val { doc: self.doc, key: self.key, value }).collect())
            }
            None => self.mismatch("a list in [ ]"),
        }
    }

    pub(crate) fn table(&self) -> Result<Tab<'d>, Finding> {
        self.as_table().map_or_else(|| self.mismatch("a table in { }"), Ok)
    }

    pub(crate) fn strings(&self) -> Result<Vec<&'d str>, Finding> {
        self.array()?.iter().map(Val::str).collect()
    }

    /// One of a closed list of names.
    pub(crate) fn named<T: Copy>(&self, names: &[(&str, T)]) -> Result<T, Finding> {
        let text = self.str()?;
        match names.iter().find(|(name, _)| *name == text) {
            Some((_, value)) => Ok(*value),
            None => {
                let allowed: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
                self.wrong(format!("'{text}' is not known; allowed here: {}", allowed.join(", ")))
            }
        }
    }
}
