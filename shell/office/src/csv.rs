//! Rows of a CSV file with named columns; everything that is wrong is told, line by line.

use law::{Area, Fact};
use std::collections::HashMap;
use std::fmt;
use units::{Day, Decimal, Fen, Rate};

/// A column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// Whether each row must fill it.
    pub must: bool,
}

impl Column {
    /// A column that each row must fill.
    pub const fn must(name: &'static str) -> Column {
        Column { name, must: true }
    }

    /// A column that may be left out or empty.
    pub const fn may(name: &'static str) -> Column {
        Column { name, must: false }
    }
}

/// Whether a text is the code of a division (区划代码).
pub(crate) fn is_division(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// Line of the file, from 1; the header is line 1.
    pub line: u64,
    /// Column, if it is about one.
    pub column: String,
    /// What, and what to write.
    pub sentence: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column.as_str() {
            "" => write!(f, "line {}: {}", self.line, self.sentence),
            column => write!(f, "line {}, {column}: {}", self.line, self.sentence),
        }
    }
}

/// The rows of a file.
pub(crate) struct Rows {
    rows: std::vec::IntoIter<(u64, HashMap<&'static str, String>)>,
    errors: std::rc::Rc<std::cell::RefCell<Vec<RowError>>>,
}

/// One row.
pub(crate) struct Row {
    line: u64,
    values: HashMap<&'static str, String>,
    errors: std::rc::Rc<std::cell::RefCell<Vec<RowError>>>,
}

fn wrong(line: u64, column: &str, sentence: impl ToString) -> RowError {
    RowError { line, column: column.to_string(), sentence: sentence.to_string() }
}

impl Rows {
    /// Reads a text; fails if it is no CSV or its header is not the one that is expected.
    pub(crate) fn read(text: &str, columns: &[Column]) -> Result<Rows, Vec<RowError>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| vec![wrong(1, "", e)])?.clone();
        let mut errors = Vec::new();
        let mut names = Vec::new();
        for name in &header {
            let column = columns.iter().find(|column| column.name == name.trim());
            if column.is_none() {
                let all: Vec<&str> = columns.iter().map(|column| column.name).collect();
                errors.push(wrong(
                    1,
                    name,
                    format!("no such column; there are: {}", all.join(",")),
                ));
            }
            let name = column.map(|column| column.name);
            if name.is_some() && names.contains(&name) {
                errors.push(wrong(1, name.unwrap_or(""), "the column stands twice"));
            }
            names.push(name);
        }
        for column in columns.iter().filter(|c| c.must && !names.contains(&Some(c.name))) {
            errors.push(wrong(1, column.name, "the column is missing"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, ::csv::Position::line);
                    errors.push(wrong(line, "", error));
                    continue;
                }
            };
            let line = record.position().map_or(0, ::csv::Position::line);
            if record.len() != names.len() {
                let sentence = format!("{} values, but {} columns", record.len(), names.len());
                errors.push(wrong(line, "", sentence));
                continue;
            }
            let values = names.iter().zip(&record);
            let values = values.filter_map(|(name, value)| Some(((*name)?, value.trim())));
            let values: HashMap<_, _> =
                values.filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n, v.to_string())).collect();
            for column in columns.iter().filter(|c| c.must && !values.contains_key(c.name)) {
                errors.push(wrong(line, column.name, "must be filled"));
            }
            rows.push((line, values));
        }
        let errors = std::rc::Rc::new(std::cell::RefCell::new(errors));
        Ok(Rows { rows: rows.into_iter(), errors })
    }

    /// The next row.
    pub(crate) fn next(&mut self) -> Option<Row> {
        let (line, values) = self.rows.next()?;
        Some(Row { line, values, errors: self.errors.clone() })
    }

    /// What was read, if nothing was wrong.
    pub(crate) fn finish<T>(self, found: Vec<T>) -> Result<Vec<T>, Vec<RowError>> {
        let mut errors = self.errors.take();
        errors.sort_by_key(|error| error.line);
        if errors.is_empty() { Ok(found) } else { Err(errors) }
    }
}

impl Row {
    fn say(&self, column: &str, sentence: impl ToString) {
        self.errors.borrow_mut().push(wrong(self.line, column, sentence));
    }

    /// Its line in the file.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// That no row before says otherwise of the same; the rows before are kept by the caller.
    pub(crate) fn unless_otherwise<T: PartialEq>(
        &self,
        before: &mut HashMap<String, (u64, T)>,
        of: String,
        column: &str,
        now: T,
    ) {
        if let Some((line, first)) = before.get(&of) {
            if *first != now {
                self.say(column, format!("line {line} says otherwise of '{of}'; keep one of them"));
            }
            return;
        }
        before.insert(of, (self.line, now));
    }

    /// A value that must be there; its absence was told when the file was read.
    pub(crate) fn text(&self, column: &str) -> String {
        self.values.get(column).cloned().unwrap_or_default()
    }

    /// A value that may be there.
    pub(crate) fn optional(&self, column: &str) -> Option<String> {
        self.values.get(column).cloned()
    }

    /// Values between bars.
    pub(crate) fn list(&self, column: &str) -> Vec<String> {
        let all = self.optional(column).unwrap_or_default();
        all.split('|').map(|v| v.trim().to_string()).filter(|v| !v.is_empty()).collect()
    }

    fn parsed<T, E: ToString>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.values.get(column)?;
        parse(text).map_err(|error| self.say(column, error)).ok()
    }

    /// A day that must be there.
    pub(crate) fn day(&self, column: &str) -> Day {
        let never = Day::from_number(0).unwrap_or_else(|| unreachable!("1970-01-01 is a day"));
        self.optional_day(column).unwrap_or(never)
    }

    /// A day.
    pub(crate) fn optional_day(&self, column: &str) -> Option<Day> {
        self.parsed(column, Day::parse)
    }

    /// The days from which and up to which a row holds, in order.
    pub(crate) fn days(&self) -> (Day, Option<Day>) {
        let (from, to) = (self.day("from"), self.optional_day("to"));
        self.check(to.is_none_or(|to| from <= to), "to", "the last day is before the first");
        (from, to)
    }

    /// A whole number.
    pub(crate) fn optional_number(&self, column: &str) -> Option<u32> {
        self.parsed(column, |text| {
            text.parse::<u32>().map_err(|_| format!("'{text}' is not a whole number"))
        })
    }

    /// An amount that is not negative; nothing if left out.
    pub(crate) fn fen(&self, column: &str) -> Fen {
        let fen = self.parsed(column, Fen::parse).unwrap_or_default();
        self.check(fen >= Fen::ZERO, column, "an amount here is not negative");
        fen
    }

    /// A rate; nothing if left out.
    pub(crate) fn rate(&self, column: &str) -> Rate {
        self.parsed(column, Rate::parse).unwrap_or_default()
    }

    /// A price.
    pub(crate) fn optional_decimal(&self, column: &str) -> Option<Decimal> {
        self.parsed(column, Decimal::parse)
    }

    /// Yes or no; left out: yes.
    pub(crate) fn yes(&self, column: &str) -> bool {
        let read = |text: &str| match text {
            "yes" | "true" | "1" | "是" => Ok(true),
            "no" | "false" | "0" | "否" => Ok(false),
            other => Err(format!("'{other}' is neither yes nor no")),
        };
        self.parsed(column, read).unwrap_or(true)
    }

    /// That a value is one of the law's.
    pub(crate) fn closed(&self, column: &str, area: &Area, fact: Fact, value: &str) {
        if let Err(refused) = crate::refuse::closed_value(area, fact, value) {
            self.say(column, refused.sentence.en);
        }
    }

    /// That something holds.
    pub(crate) fn check(&self, holds: bool, column: &str, sentence: &str) {
        if !holds {
            self.say(column, sentence);
        }
    }
}
