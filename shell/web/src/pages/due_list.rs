//! Bills due for re-adjudication: what each paid and what it would pay.

use crate::access::{Kind, enter};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{Words, day, days, open, trouble};
use crate::frame::{Frame, page as send, prose};
use crate::money::{signed, yuan};
use crate::pages::counter::token;
use crate::paging;
use crate::table::Kind::{self as Holds, Money, Name, Text};
use crate::table::{Cell, Extent, FILE_ROWS, Format, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::desk::DeskError;
use office::due_list::{Due, due_list};
use office::journal::Journal;
use office::read_person::{Viewer, read_ids};
use office::{DuePart, DueRow};
use std::collections::BTreeSet;
use units::Fen;

const MOST: i64 = 100;
/// The column of persons, which is filled in for a clerk.
const PERSON: usize = 1;

/// A payer with both figures: words, fund, was, would, difference, whether it moves.
pub(crate) struct PartRow {
    pub(crate) words: String,
    pub(crate) fund: String,
    pub(crate) was: String,
    pub(crate) would: String,
    pub(crate) moved: String,
    pub(crate) more: bool,
    pub(crate) less: bool,
}

/// Both figures of a bill that is due.
pub(crate) struct Parts {
    pub(crate) since: i64,
    pub(crate) rows: Vec<PartRow>,
    pub(crate) note: String,
    /// Where a clerk corrects it, and the number of the form; empty for others.
    pub(crate) correct: String,
    pub(crate) token: String,
}

struct Item {
    seq: i64,
    days: String,
    care: String,
    institution: String,
    total: String,
    parts: Parts,
}

#[derive(Template)]
#[template(path = "due.html")]
struct DuePage {
    frame: Frame,
    code: String,
    area: String,
    items: Vec<Item>,
    table: Seen,
}

fn part(words: &Words, part: &DuePart) -> PartRow {
    let layer = || {
        let timeline = words.area.as_ref().and_then(|area| area.layers.get(&part.part));
        let titles = timeline.and_then(|timeline| timeline.pieces.first());
        titles.map_or_else(|| part.part.clone(), |piece| words.lang.of(&piece.body.titles))
    };
    let moved = part.would - part.was;
    PartRow {
        words: match part.part.as_str() {
            "account" => words.lang.pick("个人账户", "Personal account").to_string(),
            "cash" => words.lang.pick("个人现金", "Cash of the person").to_string(),
            _ => layer(),
        },
        fund: if part.fund.is_empty() { String::new() } else { words.fund(&part.fund) },
        was: yuan(Fen(part.was)),
        would: yuan(Fen(part.would)),
        moved: signed(Fen(moved)),
        more: moved > 0,
        less: moved < 0,
    }
}

fn is_clerk(asked: &Asked) -> bool {
    asked.access.role().is_some_and(|role| role.kind() == Kind::Clerk)
}

/// Both figures in words, for whoever looks.
pub(crate) fn parts(asked: &Asked, words: &Words, row: &DueRow) -> Parts {
    let (zh, en) = row.note.split_once('\n').unwrap_or((&row.note, &row.note));
    let note = match words.lang {
        Lang::Zh => prose(Lang::Zh, zh),
        Lang::En => en.to_string(),
    };
    let shown = row.parts.iter().filter(|part| part.was != 0 || part.would != 0);
    Parts {
        since: row.since,
        rows: shown.map(|one| part(words, one)).collect(),
        note,
        correct: match is_clerk(asked) {
            true => format!("/counter/{}/bills/{}/correct", words.code, row.bill),
            false => String::new(),
        },
        token: format!("{}-{}", token(), row.bill),
    }
}

fn item(asked: &Asked, words: &Words, due: &Due) -> Item {
    Item {
        seq: due.bill.seq,
        days: days(words.lang, &day(due.bill.from_day), &day(due.bill.to_day)),
        care: words.value(Fact::Care, &due.bill.care),
        institution: due.institution.clone(),
        total: yuan(Fen(due.bill.total)),
        parts: parts(asked, words, &due.row),
    }
}

fn row(words: &Words, due: &Due) -> Row {
    let (bill, row) = (&due.bill, &due.row);
    let link = format!("/books/{}/bills/{}", words.code, bill.seq);
    let would = row.would.map_or_else(Cell::nothing, Cell::money);
    let moved = row.would.map_or_else(Cell::nothing, |would| Cell::money(would - row.paid));
    Row::of([
        Cell::number(bill.seq).to(link),
        Cell::nothing(),
        Cell::text(words.value(Fact::Care, &bill.care)),
        Cell::day(bill.from_day),
        Cell::day(bill.to_day),
        Cell::text(due.institution.clone()),
        Cell::money(bill.total),
        Cell::money(row.paid),
        would,
        moved,
        Cell::number(row.since),
    ])
    .about(bill.person as u64)
}

/// Fills in the persons, each read for whoever looks.
async fn fill_in(journal: &Journal, viewer: &Viewer, seen: &mut Seen) -> Result<(), DeskError> {
    let persons: BTreeSet<u64> = seen.rows_mut().iter().map(|row| row.about).collect();
    let ids = read_ids(journal, viewer, &persons).await?;
    for row in seen.rows_mut() {
        if let Some(id) = ids.get(&row.about) {
            row.cells[PERSON] = Cell::text(id.clone());
        }
    }
    Ok(())
}

fn table(words: &Words, due: &[Due], (extent, named): (Extent, bool)) -> Table {
    let table = Table::new(words.lang, "due", "待复核结算", "Bills due for re-adjudication")
        .column("bill", Name, "结算", "Settlement")
        .column("person", Text, "参保人", "Person");
    // Whoever keeps the funds works with bills, not with persons.
    let table = if named { table } else { table.in_files() };
    table
        .column("care", Text, "医疗类别", "Kind of care")
        .column("from", Holds::Day, "就医起", "From")
        .column("to", Holds::Day, "就医止", "To")
        .column("institution", Text, "医药机构", "Institution")
        .column("total", Money, "费用总额", "Total")
        .column("paid", Money, "基金已付", "Funds paid")
        .column("would", Money, "基金应付", "Funds would pay")
        .column("moved", Money, "差额", "Difference")
        .column("since", Name, "起因事项", "Since event")
        .rows(due.iter().map(|due| row(words, due)).collect())
        .extent(extent)
        .nothing("没有待复核的结算。", "Nothing is due.")
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let code = path.map_or_else(|_| String::new(), |Path(code)| code);
    let viewer = match enter(&asked, &[Kind::Clerk, Kind::Fund]) {
        Ok(viewer) => viewer,
        Err(refused) => return *refused,
    };
    let opened = match open(&app, &asked, &code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let (store, number) = (opened.journal.store(), opened.journal.number());
    let file = Format::is_asked(&asked);
    let after = if file { 0 } else { paging::begin(&asked, "after", 0) };
    let most = if file { FILE_ROWS as i64 } else { MOST };
    let due = match due_list(&**store, number, after, most).await {
        Ok(due) => due,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let path = format!("/books/{code}/due");
    let extent = match file {
        true => Extent::of_file(due.len()),
        false => Extent::Page(paging::next(&due, MOST as usize, &path, "after", |d| d.bill.seq)),
    };
    let clerk = is_clerk(&asked);
    let mut table = table(&opened.words, &due, (extent, clerk)).arrange(&asked);
    if clerk && let Err(error) = fill_in(&opened.journal, &viewer, &mut table).await {
        return trouble(&app, &asked, &error);
    }
    if let Some(file) = table.file().await {
        return file;
    }
    let template = DuePage {
        frame: Frame::new(&asked, "待复核结算", "Bills due for re-adjudication"),
        items: due.iter().map(|due| item(&asked, &opened.words, due)).collect(),
        area: opened.words.name(),
        code,
        table,
    };
    send(StatusCode::OK, &template)
}
