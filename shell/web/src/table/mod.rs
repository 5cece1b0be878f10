//! One table (表) for every list of these pages: columns of a kind, rows of typed cells; sorted,
//! filtered and paged by links, and the same rows as CSV and as a workbook.
//!
//! A page makes a [`Table`], arranges it by what it was asked, fills in what only the seen rows need,
//! and shows it or sends it as a file. Several may stand on one page: `table=` says which one the
//! other fields are about.

mod cell;
mod csv;
mod file;
mod seen;
mod xlsx;

pub(crate) use cell::{Cell, Kind, Tone, Value};
pub(crate) use file::Format;
pub(crate) use seen::Seen;

use crate::asked::{Asked, Lang};

/// The most rows that a file holds of a list that the store pages.
pub(crate) const FILE_ROWS: usize = 10_000;

/// Rows on one page.
const PAGE: usize = 50;

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its name in links.
    pub(crate) name: String,
    /// Its words.
    pub(crate) words: String,
    /// What stands in it.
    pub(crate) kind: Kind,
    /// Whether it is summed at the foot.
    pub(crate) summed: bool,
    /// Whether it can be sorted by.
    pub(crate) sorted: bool,
    /// Whether only the files have it; on the page it stands within another.
    pub(crate) files_only: bool,
}

/// A filter: its name in links, its words, and each value with words.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    pub(crate) words: String,
    pub(crate) values: Vec<(String, String)>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// A cell for each column.
    pub(crate) cells: Vec<Cell>,
    /// By which filters it is found: name and value.
    pub(crate) facets: Vec<(&'static str, String)>,
    /// What it is about, for a page that fills in the seen rows.
    pub(crate) about: u64,
}

impl Row {
    /// A row of cells.
    pub(crate) fn of(cells: impl Into<Vec<Cell>>) -> Row {
        Row { cells: cells.into(), ..Row::default() }
    }

    /// The same, found by the value of a filter.
    pub(crate) fn facet(mut self, name: &'static str, value: impl Into<String>) -> Row {
        self.facets.push((name, value.into()));
        self
    }

    /// The same, about something.
    pub(crate) fn about(self, about: u64) -> Row {
        Row { about, ..self }
    }
}

/// How much of a list the rows are.
#[derive(Debug, Clone)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// No more than so many: there are more, which are neither seen nor in the files.
    Cut(usize),
    /// One page of a list that the store pages; the path of the next page, if there is one.
    Page(Option<String>),
}

/// A table as a page makes it.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Its name in links, in the page, and in names of files.
    pub(crate) id: String,
    /// What it shows.
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) rows: Vec<Row>,
    pub(crate) extent: Extent,
    /// What it says where it holds nothing.
    pub(crate) nothing: String,
    /// Whether fields without `table=` are about this one.
    pub(crate) first: bool,
    /// Of which days it is, as names of files say it.
    pub(crate) of: String,
    lang: Lang,
}

impl Extent {
    /// Of a list read for a file, with the most that was read.
    pub(crate) fn of_file(read: usize) -> Extent {
        if read < FILE_ROWS { Extent::Whole } else { Extent::Cut(FILE_ROWS) }
    }
}

impl Table {
    /// A table without columns.
    pub(crate) fn new(lang: Lang, id: &str, zh: &str, en: &str) -> Table {
        Table {
            id: id.to_string(),
            caption: lang.pick(zh, en).to_string(),
            columns: Vec::new(),
            filters: Vec::new(),
            rows: Vec::new(),
            extent: Extent::Whole,
            nothing: lang.pick("没有记录。", "There is nothing.").to_string(),
            first: true,
            of: crate::app::today().map_or_else(String::new, |day| day.to_string()),
            lang,
        }
    }

    /// A further column.
    pub(crate) fn column(mut self, name: &str, kind: Kind, zh: &str, en: &str) -> Table {
        let words = self.lang.pick(zh, en).to_string();
        let name = name.to_string();
        let (summed, sorted, files_only) = (false, true, false);
        self.columns.push(Column { name, words, kind, summed, sorted, files_only });
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Column)) -> Table {
        self.columns.last_mut().map(change);
        self
    }

    /// The last column is summed.
    pub(crate) fn summed(self) -> Table {
        self.last(|column| column.summed = true)
    }

    /// The last column cannot be sorted by.
    pub(crate) fn unsorted(self) -> Table {
        self.last(|column| column.sorted = false)
    }

    /// The last column stands in files alone.
    pub(crate) fn in_files(self) -> Table {
        self.last(|column| column.files_only = true)
    }

    /// A further filter; only values that some row has are offered.
    pub(crate) fn filter(
        mut self,
        name: &'static str,
        (zh, en): (&str, &str),
        words: impl Fn(&str) -> String,
    ) -> Table {
        let mut values: Vec<String> = Vec::new();
        for (of, value) in self.rows.iter().flat_map(|row| &row.facets) {
            if *of == name && !values.contains(value) {
                values.push(value.clone());
            }
        }
        values.sort();
        let values = values.into_iter().map(|value| (value.clone(), words(&value))).collect();
        self.filters.push(Filter { name, words: self.lang.pick(zh, en).to_string(), values });
        self
    }

    /// With these rows.
    pub(crate) fn rows(self, rows: Vec<Row>) -> Table {
        Table { rows, ..self }
    }

    /// As much of a list as this.
    pub(crate) fn extent(self, extent: Extent) -> Table {
        Table { extent, ..self }
    }

    /// What it says where it holds nothing.
    pub(crate) fn nothing(self, zh: &str, en: &str) -> Table {
        Table { nothing: self.lang.pick(zh, en).to_string(), ..self }
    }

    /// Of which days it is.
    pub(crate) fn of(self, of: impl Into<String>) -> Table {
        Table { of: of.into(), ..self }
    }

    /// Beside another table of the page.
    pub(crate) fn beside(self) -> Table {
        Table { first: false, ..self }
    }

    /// Arranged as it was asked for: filtered, sorted, and cut to the page that is seen, or not cut
    /// where a file was asked for.
    pub(crate) fn arrange(self, asked: &Asked) -> Seen {
        Seen::arrange(self, asked)
    }
}

#[cfg(test)]
mod tests;
