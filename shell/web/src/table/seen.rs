//! A table as it was asked for: which rows are seen, in which order, and the links that change it.

use super::cell::unit;
use super::file::{self, Format};
use super::{Cell, Column, Extent, Kind, PAGE, Row, Table, Tone, Value};
use crate::asked::{Asked, Lang, Query};
use crate::money::count;
use axum::response::Response;
use ledger::Total;

/// A table as it is seen.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(super) table: Table,
    pub(super) lang: Lang,
    path: String,
    query: Query,
    /// Whether the fields of the address are about this table.
    mine: bool,
    sort: Option<(usize, bool)>,
    /// How many rows the filters leave.
    pub(super) found: usize,
    page: usize,
    foot: Vec<Cell>,
    format: Option<Format>,
}

/// A head of a column, as a template shows it.
pub(crate) struct Head {
    pub(crate) words: String,
    /// Where it leads, to sort; empty: it cannot be sorted by.
    pub(crate) link: String,
    /// The value of `aria-sort`; empty: not sorted by.
    pub(crate) sorted: &'static str,
    pub(crate) right: bool,
}

/// A cell, as a template shows it.
pub(crate) struct Shown {
    pub(crate) words: String,
    pub(crate) link: String,
    pub(crate) under: String,
    pub(crate) tone: Tone,
    pub(crate) right: bool,
    /// Whether it stays on one line.
    pub(crate) whole: bool,
}

impl Shown {
    fn of(kind: Kind, cell: Option<&Cell>) -> Shown {
        let cell = cell.cloned().unwrap_or_else(Cell::nothing);
        let (words, right, whole) = (cell.words(kind), kind.right(), kind.whole());
        let Cell { link, under, tone, .. } = cell;
        Shown { words, link, under, tone, right, whole }
    }
}

/// A choice of a filter.
pub(crate) struct Choice {
    pub(crate) words: String,
    pub(crate) link: String,
    pub(crate) on: bool,
}

/// A filter, as a template shows it.
pub(crate) struct Choices {
    pub(crate) words: String,
    pub(crate) choices: Vec<Choice>,
    /// Whether it is folded in.
    pub(crate) long: bool,
    /// The words of what is chosen.
    pub(crate) now: String,
}

/// Filters with more choices are folded in.
const LONG: usize = 12;

/// Fields that are about one table.
const OWN: [&str; 4] = ["table", "sort", "page", "as"];

impl Seen {
    pub(super) fn arrange(mut table: Table, asked: &Asked) -> Seen {
        let query = asked.query.clone();
        let mine = query.get("table").map_or(table.first, |id| id == table.id);
        let own = |name: &str| query.get(name).filter(|_| mine);
        let format = own("as").and_then(Format::named);
        let sort = own("sort").and_then(|text| sort(&table, text));
        let chosen: Vec<(&str, &str)> =
            table.filters.iter().filter_map(|f| Some((f.name, query.get(f.name)?))).collect();
        let keeps = |row: &Row| {
            let has = |(name, value): &(&str, &str)| {
                row.facets.iter().any(|(of, is)| of == name && is == value)
            };
            chosen.iter().all(has)
        };
        table.rows.retain(keeps);
        if let Some((column, down)) = sort {
            table.rows.sort_by(|a, b| match (a.cells.get(column), b.cells.get(column)) {
                (Some(a), Some(b)) => a.order(b, down),
                _ => std::cmp::Ordering::Equal,
            });
        }
        let foot = foot(&table);
        let found = table.rows.len();
        let last = found.div_ceil(PAGE).max(1);
        let page = own("page").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, last);
        if format.is_none() && !matches!(table.extent, Extent::Page(_)) {
            table.rows = table.rows.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
        }
        let (lang, path) = (asked.lang, asked.path.clone());
        Seen { table, lang, path, query, mine, sort, found, page, foot, format }
    }

    /// The rows that are seen, to be filled in.
    pub(crate) fn rows_mut(&mut self) -> &mut [Row] {
        &mut self.table.rows
    }

    /// The table as a file, if that was asked for.
    pub(crate) async fn file(&self) -> Option<Response> {
        match self.format {
            Some(format) => Some(file::send(self.clone(), format).await),
            None => None,
        }
    }

    /// Its name in the page.
    pub(crate) fn id(&self) -> &str {
        &self.table.id
    }

    /// What it shows.
    pub(crate) fn caption(&self) -> &str {
        &self.table.caption
    }

    /// Whether there is no row at all, whatever the filters.
    pub(crate) fn is_empty(&self) -> bool {
        self.found == 0 && !self.is_filtered()
    }

    /// Whether some rows are left out by a filter.
    pub(crate) fn is_filtered(&self) -> bool {
        self.table.filters.iter().any(|filter| self.query.get(filter.name).is_some())
    }

    /// What it says where it holds nothing.
    pub(crate) fn nothing(&self) -> &str {
        match self.is_filtered() {
            true => self.lang.pick("没有符合所选条件的记录。", "Nothing is of the kind chosen."),
            false => &self.table.nothing,
        }
    }

    /// The columns of the page, with their places.
    pub(super) fn shown(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.table.columns.iter().enumerate().filter(|(_, column)| !column.files_only)
    }

    /// Heads of the columns.
    pub(crate) fn heads(&self) -> Vec<Head> {
        let sortable = matches!(self.table.extent, Extent::Whole) && self.found > 1;
        let head = |(at, column): (usize, &Column)| {
            let now = self.sort.filter(|(by, _)| *by == at).map(|(_, down)| down);
            // Figures begin with the largest, words and days with the first.
            let down = now.map_or(column.kind.right(), |down| !down);
            let field = format!("{}{}", if down { "-" } else { "" }, column.name);
            Head {
                words: heading(column, self.lang),
                link: match sortable && column.sorted {
                    true => self.link(&[("sort", &field), ("page", "")]),
                    false => String::new(),
                },
                sorted: now.map_or("", |down| if down { "descending" } else { "ascending" }),
                right: column.kind.right(),
            }
        };
        self.shown().map(head).collect()
    }

    /// The cells of the rows that are seen.
    pub(crate) fn lines(&self) -> Vec<Vec<Shown>> {
        let line = |row: &Row| {
            let cells = self.shown();
            cells.map(|(at, column)| Shown::of(column.kind, row.cells.get(at))).collect()
        };
        self.table.rows.iter().map(line).collect()
    }

    /// The foot: how many columns its words take, and the sums behind them; none: nothing is summed.
    pub(crate) fn sums(&self) -> Option<(usize, Vec<Shown>)> {
        let columns: Vec<(usize, &Column)> = self.shown().collect();
        let first = columns.iter().position(|(_, column)| column.summed)?;
        let sums = columns[first..].iter();
        let sums = sums.map(|(at, column)| Shown::of(column.kind, self.foot.get(*at)));
        Some((first, sums.collect())).filter(|_| self.found > 0 && first > 0)
    }

    /// The sums as a file has them: a cell for each column.
    pub(super) fn foot(&self) -> &[Cell] {
        &self.foot
    }

    /// Filters with their choices; the first of each takes it away.
    pub(crate) fn filters(&self) -> Vec<Choices> {
        let some = self
            .table
            .filters
            .iter()
            .filter(|filter| filter.values.len() > 1 || self.query.get(filter.name).is_some());
        let filter = |filter: &super::Filter| {
            let now = self.query.get(filter.name);
            let choice = |value: &str, words: String| Choice {
                words,
                link: self.link(&[(filter.name, value), ("page", "")]),
                on: now.unwrap_or_default() == value,
            };
            let all = choice("", self.lang.pick("全部", "all").to_string());
            let others = filter.values.iter().map(|(value, words)| choice(value, words.clone()));
            let choices: Vec<Choice> = std::iter::once(all).chain(others).collect();
            let on = choices.iter().find(|choice| choice.on);
            let now = on.map_or_else(String::new, |choice| choice.words.clone());
            let (words, long) = (filter.words.clone(), choices.len() > LONG);
            Choices { words, choices, long, now }
        };
        some.map(filter).collect()
    }

    /// Which rows are seen, in words; empty where all are.
    pub(crate) fn which(&self) -> String {
        let (found, pages) = (count(self.found), self.found.div_ceil(PAGE));
        let (from, to) = ((self.page - 1) * PAGE + 1, (self.page * PAGE).min(self.found));
        let (from, to) = (count(from), count(to));
        let which = match (&self.table.extent, pages > 1) {
            (Extent::Page(_), _) | (_, false) => String::new(),
            (_, true) => self.lang.pick(
                format!("第 {from}–{to} 条，共 {found} 条。"),
                format!("Rows {from} to {to} of {found}."),
            ),
        };
        which + &self.cut()
    }

    /// That there are more rows than this table can hold; empty: there are not.
    pub(super) fn cut(&self) -> String {
        let Extent::Cut(most) = self.table.extent else { return String::new() };
        let most = count(most);
        self.lang.pick(
            format!("只取了前 {most} 条，之后还有；请缩小范围。合计和下载也只含这些。"),
            format!("Only the first {most} rows were taken; there are more: ask for less. Sums and files hold these alone."),
        )
    }

    /// Links to the page before and after, with their words.
    pub(crate) fn pages(&self) -> Vec<(String, &'static str)> {
        if let Extent::Page(next) = &self.table.extent {
            let words = self.lang.pick("更多", "More");
            return next.iter().map(|path| (path.clone(), words)).collect();
        }
        let last = self.found.div_ceil(PAGE);
        let to = |page: usize| self.link(&[("page", &page.to_string())]);
        let mut links = Vec::new();
        if self.page > 1 {
            links.push((to(self.page - 1), self.lang.pick("上一页", "Previous page")));
        }
        if self.page < last {
            links.push((to(self.page + 1), self.lang.pick("下一页", "Next page")));
        }
        links
    }

    /// Links to the files.
    pub(crate) fn files(&self) -> Vec<(String, &'static str)> {
        let link = |format: &Format| {
            let link = self.link(&[("page", ""), ("as", format.name())]);
            (link, format.words(self.lang))
        };
        Format::ALL.iter().map(link).collect()
    }

    /// This page with some fields of this table set.
    fn link(&self, fields: &[(&str, &str)]) -> String {
        let mut query = self.query.with("as", "");
        if !self.mine {
            query = OWN.into_iter().fold(query, |query, name| query.with(name, ""));
        }
        if !self.table.first {
            query = query.with("table", &self.table.id);
        }
        for (name, value) in fields {
            query = query.with(name, value);
        }
        let text = query.to_string();
        // A file opens nothing; any other link comes back to the table.
        let anchor = match fields.iter().any(|(name, _)| *name == "as") {
            true => String::new(),
            false => format!("#t-{}", self.table.id),
        };
        let mark = if text.is_empty() { "" } else { "?" };
        format!("{}{mark}{text}{anchor}", self.path)
    }
}

/// The words of a column, with its unit.
pub(super) fn heading(column: &Column, lang: Lang) -> String {
    match (unit(column.kind, lang), lang) {
        (Some(unit), Lang::Zh) => format!("{}（{unit}）", column.words),
        (Some(unit), Lang::En) => format!("{} ({unit})", column.words),
        (None, _) => column.words.clone(),
    }
}

/// The column that a field names, and whether the largest comes first.
fn sort(table: &Table, text: &str) -> Option<(usize, bool)> {
    let (name, down) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    let whole = matches!(table.extent, Extent::Whole);
    let at = table.columns.iter().position(|column| column.name == name && column.sorted)?;
    whole.then_some((at, down))
}

/// Sums of the columns that have one, over all rows.
fn foot(table: &Table) -> Vec<Cell> {
    let sum = |(at, column): (usize, &Column)| {
        let values = table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| &cell.value);
        match column.kind {
            Kind::Money if column.summed => Cell::total(
                values
                    .map(|value| if let Value::Money(sum) = value { *sum } else { Total::ZERO })
                    .sum(),
            ),
            Kind::Number if column.summed => Cell::number(
                values.map(|value| if let Value::Number(n) = value { *n } else { 0 }).sum::<i64>(),
            ),
            _ => Cell::nothing(),
        }
    };
    table.columns.iter().enumerate().map(sum).collect()
}
