//! An institution's bills: its settlements and refunds of some days, as its own books have them.

use super::{Hospital, amounts, days, open, viewer};
use crate::access::Role;
use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::trouble;
use crate::frame::{Frame, page as send};
use crate::table::Kind::{self, Name, Text};
use crate::table::{Cell, Extent, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::SettlementRow;
use office::desk::DeskError;
use office::institution_rows::institution_rows;
use office::read_person::{Viewer, read_ids};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use units::Day;

/// The most rows of one page or file.
const MOST: usize = 20_000;
/// The column of persons, which is filled in for the rows that are seen.
const PERSON: usize = 4;

/// Rows with the place of their area among those of the books.
pub(super) type Placed = Vec<(usize, SettlementRow)>;

/// The rows of days, in all areas, and whether there are more.
pub(super) async fn read(
    hospital: &Hospital,
    days: (Day, Day),
) -> Result<(Placed, Extent), DeskError> {
    let mut placed = Placed::new();
    for (at, (journal, _)) in hospital.areas.iter().enumerate() {
        let left = MOST + 1 - placed.len();
        let rows = institution_rows(journal, &hospital.code, days, left).await?;
        placed.extend(rows.into_iter().map(|row| (at, row)));
    }
    let extent = match placed.len() > MOST {
        true => Extent::Cut(MOST),
        false => Extent::Whole,
    };
    placed.truncate(MOST);
    Ok((placed, extent))
}

fn row(hospital: &Hospital, at: usize, row: &SettlementRow) -> Row {
    let words = &hospital.areas[at].1;
    let refund = row.sign < 0;
    let insurance = words.value(Fact::Insurance, &row.insurance);
    let number = Cell::number(row.seq).to(format!("/books/{}/bills/{}", words.code, row.bill));
    let state = match refund {
        true => words.lang.pick("退费", "refund"),
        false => words.lang.pick("结算", "settlement"),
    };
    Row::of([
        number,
        Cell::day(row.day),
        Cell::text(words.name()),
        Cell::text(state),
        Cell::nothing(),
        Cell::number(row.visit),
        Cell::text(insurance.clone()),
        Cell::text(words.value(Fact::Care, &row.care)).under(insurance),
        Cell::money(row.total),
        Cell::money(row.funds),
        Cell::money(row.account),
        Cell::money(row.cash),
    ])
    .about(row.person as u64)
    .facet("area", at.to_string())
    .facet("insurance", row.insurance.clone())
    .facet("care", row.care.clone())
    .facet("state", if refund { "refund" } else { "settlement" })
}

/// The rows as a table; persons are still to be filled in.
pub(super) fn table(hospital: &Hospital, asked: &Asked, placed: &Placed, of: String) -> Table {
    let value = |fact: Fact, value: &str| {
        let mut words = hospital.areas.iter().map(|(_, words)| words.value(fact, value));
        let found = words.find(|words| words != value);
        found.unwrap_or_else(|| value.to_string())
    };
    let area = |at: &str| {
        let at = at.parse::<usize>().ok().and_then(|at| hospital.areas.get(at));
        at.map_or_else(String::new, |(_, words)| words.name())
    };
    let state = |state: &str| match state {
        "refund" => asked.lang.pick("退费", "refunds").to_string(),
        _ => asked.lang.pick("结算", "settlements").to_string(),
    };
    let table = Table::new(asked.lang, "bills", "结算与退费", "Settlements and refunds")
        .of(of)
        .column("no", Name, "序号", "No.")
        .column("day", Kind::Day, "结算日", "Settled on")
        .column("area", Text, "参保地", "Insured in");
    // Where all are of one area, the page need not say it in each row.
    let several = placed.iter().any(|(at, _)| placed.first().is_some_and(|first| first.0 != *at));
    let table = if several { table } else { table.in_files() };
    let table = table
        .column("state", Text, "状态", "What")
        .column("person", Text, "参保人", "Person")
        .unsorted()
        .column("visit", Name, "就诊", "Visit")
        .in_files()
        .column("insurance", Text, "险种", "Insurance")
        .in_files()
        .column("care", Text, "医疗类别", "Kind of care");
    amounts(table)
        .rows(placed.iter().map(|(at, one)| row(hospital, *at, one)).collect())
        .filter("area", ("参保地", "Insured in"), area)
        .filter("insurance", ("险种", "Insurance"), |id| value(Fact::Insurance, id))
        .filter("care", ("医疗类别", "Kind of care"), |id| value(Fact::Care, id))
        .filter("state", ("状态", "What"), state)
}

/// Fills in the persons of the rows that are seen: each is read for whoever looks.
pub(super) async fn fill_in(
    hospital: &Hospital,
    viewer: &Viewer,
    seen: &mut Seen,
) -> Result<(), DeskError> {
    for (at, (journal, _)) in hospital.areas.iter().enumerate() {
        let own = ("area", at.to_string());
        let here = |row: &&mut Row| row.facets.contains(&own);
        let persons: BTreeSet<u64> =
            seen.rows_mut().iter_mut().filter(here).map(|row| row.about).collect();
        let ids = read_ids(journal, viewer, &persons).await?;
        for row in seen.rows_mut().iter_mut().filter(here) {
            let id = ids.get(&row.about).cloned().unwrap_or_default();
            if let Some(cell) = row.cells.get_mut(PERSON) {
                *cell = Cell::text(id);
            }
        }
    }
    Ok(())
}

#[derive(Template)]
#[template(path = "hospital_bills.html")]
struct Bills {
    frame: Frame,
    hospital: Hospital,
    action: String,
    first: String,
    last: String,
    masked: bool,
    other: String,
    table: Seen,
}

/// This page for the other purpose; empty where whoever looks has no choice.
pub(super) fn other(asked: &Asked, masked: bool) -> String {
    if asked.access.role() != Some(&Role::Clerk) {
        return String::new();
    }
    let query = asked.query.with("for", if masked { "service" } else { "" }).with("as", "");
    let text = query.to_string();
    let mark = if text.is_empty() { "" } else { "?" };
    format!("{}{mark}{text}", asked.path)
}

/// Seven days up to one: a large hospital has thousands of rows in them.
fn week(last: Day) -> Day {
    (1..7).fold(last, |day, _| day.previous())
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let hospital = match open(&app, &asked, path).await {
        Ok(hospital) => hospital,
        Err(response) => return response,
    };
    let viewer = match viewer(&asked) {
        Ok(viewer) => viewer,
        Err(refused) => return *refused,
    };
    let Some(today) = today() else { return crate::pages::missing::page(asked).await };
    let days = match days(&asked, &hospital, today, week).await {
        Ok(days) => days,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let seen = async {
        let (mut placed, extent) = read(&hospital, days).await?;
        // The last first: what was settled a moment ago is what is looked for.
        placed.sort_by_key(|(at, row)| Reverse((row.day, *at, row.seq)));
        let of = format!("{} {}", days.0, days.1);
        let table = table(&hospital, &asked, &placed, of).extent(extent);
        let mut seen = table.arrange(&asked);
        fill_in(&hospital, &viewer, &mut seen).await?;
        Ok::<Seen, DeskError>(seen)
    };
    let table = match seen.await {
        Ok(table) => table,
        Err(error) => return trouble(&app, &asked, &error),
    };
    if let Some(file) = table.file().await {
        return file;
    }
    let masked = !viewer.purpose.shows_names();
    let template = Bills {
        frame: Frame::new(&asked, "本机构结算单", "Bills of the institution"),
        action: asked.path.clone(),
        first: days.0.to_string(),
        last: days.1.to_string(),
        masked,
        other: other(&asked, masked),
        hospital,
        table,
    };
    send(StatusCode::OK, &template)
}
