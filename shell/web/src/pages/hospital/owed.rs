//! What funds came to owe an institution within a span of days.

use super::{Hospital, open};
use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{span, trouble};
use crate::chart::{Ladder, ladder};
use crate::frame::{Frame, page as send, segment};
use crate::table::Kind::{Money, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use ledger::Total;
use office::desk::DeskError;
use office::institution_owed::institution_owed;
use units::{Day, Fen};

#[derive(Template)]
#[template(path = "hospital_owed.html")]
struct OwedPage {
    frame: Frame,
    hospital: Hospital,
    action: String,
    first: String,
    last: String,
    chart: Ladder,
    table: Seen,
}

/// By area and fund, the largest first: area, fund, its page, sum.
async fn owed(
    hospital: &Hospital,
    days: (Day, Day),
) -> Result<Vec<(String, String, String, Fen)>, DeskError> {
    let mut all = Vec::new();
    for (journal, words) in &hospital.areas {
        let (store, number) = (journal.store(), journal.number());
        let owed = institution_owed(&**store, number, days).await?;
        let own = owed.into_iter().filter(|one| one.code == hospital.code);
        for (fund, sum) in own.flat_map(|one| one.funds) {
            let id = segment(fund.as_str());
            let (from, to) = days;
            let link = format!("/books/{}/funds/{id}?from={from}&to={to}", words.code);
            all.push((words.name(), words.fund(fund.as_str()), link, sum));
        }
    }
    all.sort_by_key(|(.., sum)| std::cmp::Reverse(*sum));
    Ok(all)
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
    let Some(today) = today() else { return crate::pages::missing::page(asked).await };
    let days = span(&asked, today);
    let owed = match owed(&hospital, days).await {
        Ok(owed) => owed,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let row = |(area, fund, link, sum): &(String, String, String, Fen)| {
        let (area, fund) = (Cell::text(area.clone()), Cell::text(fund.clone()));
        Row::of([fund.to(link.clone()), area, Cell::money(sum.0)])
    };
    let table = Table::new(asked.lang, "owed", "各基金应付本机构", "Payable to it by funds")
        .of(format!("{} {}", days.0, days.1))
        .column("fund", Text, "基金", "Fund")
        .column("area", Text, "参保地", "Insured in")
        .column("sum", Money, "应付", "Payable")
        .summed()
        .rows(owed.iter().map(row).collect())
        .nothing("这段日子没有应付款。", "Nothing came to be owed in these days.")
        .arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let name = |area: &str, fund: &str| match hospital.areas.len() {
        1 => fund.to_string(),
        _ => format!("{fund} · {area}"),
    };
    let bars = owed.iter().map(|(area, fund, _, sum)| (name(area, fund), Total::from(*sum)));
    let bars: Vec<(String, Total)> = bars.collect();
    let title = asked.lang.pick("各基金应付本机构", "Payable to it by funds").to_string();
    let template = OwedPage {
        frame: Frame::new(&asked, "应付本机构款", "Payable to the institution"),
        action: asked.path.clone(),
        first: days.0.to_string(),
        last: days.1.to_string(),
        chart: ladder(("owed", title), &bars),
        hospital,
        table,
    };
    send(StatusCode::OK, &template)
}
