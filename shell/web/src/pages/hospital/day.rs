//! An institution's day: what it settled and refunded on it, and what that comes to.

use super::bills::{Placed, fill_in, other, read, table};
use super::{Hospital, amounts, last, open, viewer};
use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{total, trouble};
use crate::frame::{Frame, page as send};
use crate::money::count;
use crate::table::Kind::{Number, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use ledger::Total;
use office::SettlementRow;
use office::desk::DeskError;
use office::read_person::Viewer;
use std::collections::BTreeMap;
use units::{Day, Fen};

#[derive(Template)]
#[template(path = "hospital.html")]
struct DayPage {
    frame: Frame,
    hospital: Hospital,
    action: String,
    day: String,
    before: String,
    after: String,
    /// Whether it is the last day, since nobody asked for one and nothing was settled today.
    last: bool,
    /// How many settlements and refunds, the whole, funds, account, cash.
    tiles: [String; 6],
    masked: bool,
    other: String,
    sums: Seen,
    table: Seen,
}

/// What rows come to.
fn tiles(placed: &Placed) -> [String; 6] {
    let sum = |of: fn(&SettlementRow) -> i64| {
        total(placed.iter().map(|(_, row)| Total::from(Fen(of(row)))).sum())
    };
    let refunds = placed.iter().filter(|(_, row)| row.sign < 0).count();
    [
        count(placed.len() - refunds),
        count(refunds),
        sum(|row| row.total),
        sum(|row| row.funds),
        sum(|row| row.account),
        sum(|row| row.cash),
    ]
}

/// What rows come to by insurance and kind of care.
fn sums(hospital: &Hospital, asked: &Asked, placed: &Placed, of: String) -> Table {
    let mut by: BTreeMap<(String, String), [i64; 5]> = BTreeMap::new();
    for (at, row) in placed {
        let words = &hospital.areas[*at].1;
        let key =
            (words.value(Fact::Insurance, &row.insurance), words.value(Fact::Care, &row.care));
        let sums = by.entry(key).or_default();
        let more = [1, row.total, row.funds, row.account, row.cash];
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }
    let row = |((insurance, care), [count, total, funds, account, cash]): (_, [i64; 5])| {
        let (insurance, care): (String, String) = (insurance, care);
        Row::of([
            Cell::text(insurance),
            Cell::text(care),
            Cell::number(count),
            Cell::money(total),
            Cell::money(funds),
            Cell::money(account),
            Cell::money(cash),
        ])
    };
    let table =
        Table::new(asked.lang, "sums", "按险种和医疗类别合计", "By insurance and kind of care")
            .of(of)
            .column("insurance", Text, "险种", "Insurance")
            .column("care", Text, "医疗类别", "Kind of care")
            .column("count", Number, "笔数", "Rows")
            .summed();
    amounts(table).rows(by.into_iter().map(|(key, sums)| row((key, sums))).collect()).beside()
}

async fn show(
    asked: &Asked,
    viewer: &Viewer,
    (hospital, day): (Hospital, Day),
) -> Result<DayPage, DeskError> {
    let (placed, extent) = read(&hospital, (day, day)).await?;
    let masked = !viewer.purpose.shows_names();
    let nothing = (
        "这一天没有结算。结算一经提交，即列在这里；也可查看其他日子。",
        "Nothing was settled on this day. Settlements stand here once they are committed.",
    );
    let table = table(&hospital, asked, &placed, day.to_string()).nothing(nothing.0, nothing.1);
    let mut table = table.extent(extent).arrange(asked);
    fill_in(&hospital, viewer, &mut table).await?;
    let link = |day: Day| format!("{}?day={day}", hospital.path(""));
    Ok(DayPage {
        frame: Frame::new(
            asked,
            format!("{} {day}", hospital.name),
            format!("{} {day}", hospital.name),
        ),
        action: hospital.path(""),
        day: day.to_string(),
        before: link(day.previous()),
        after: link(day.next()),
        last: asked.query.get("day").is_none() && today() != Some(day),
        tiles: tiles(&placed),
        masked,
        other: other(asked, masked),
        sums: sums(&hospital, asked, &placed, day.to_string()).arrange(asked),
        table,
        hospital,
    })
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
    let day = match asked.query.get("day").and_then(|text| Day::parse(text).ok()) {
        Some(day) => Ok(day),
        None => last(&hospital, today).await,
    };
    let page = match day {
        Ok(day) => show(&asked, &viewer, (hospital, day)).await,
        Err(error) => Err(error),
    };
    match page {
        Ok(page) => {
            for table in [&page.table, &page.sums] {
                if let Some(file) = table.file().await {
                    return file;
                }
            }
            send(StatusCode::OK, &page)
        }
        Err(error) => trouble(&app, &asked, &error),
    }
}
