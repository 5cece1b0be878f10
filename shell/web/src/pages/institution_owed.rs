//! What funds came to owe institutions within a span of days.

use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{Words, open, span, trouble};
use crate::frame::{Frame, page as send, segment};
use crate::table::Kind::{Money, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::institution_owed::{Owed, institution_owed};
use std::collections::BTreeSet;
use units::{Day, FundId};

#[derive(Template)]
#[template(path = "owed.html")]
struct OwedPage {
    frame: Frame,
    code: String,
    area: String,
    action: String,
    first: String,
    last: String,
    table: Seen,
}

/// Institutions with a column for each fund that owes one of them.
fn table(words: &Words, owed: &[Owed], (first, last): (Day, Day)) -> Table {
    let funds: BTreeSet<&FundId> = owed.iter().flat_map(|one| one.funds.keys()).collect();
    let row = |one: &Owed| {
        let link = format!("/hospital/{}", segment(&one.code));
        let name = Cell::text(one.name.clone()).under(one.code.clone()).to(link);
        let paid = |fund: &&FundId| one.funds.get(*fund).map(|fen| Cell::money(fen.0));
        let by = funds.iter().map(|fund| paid(fund).unwrap_or_else(Cell::nothing));
        let ends = [name, Cell::text(one.code.clone())].into_iter();
        Row::of(ends.chain(by).chain([Cell::money(one.total().0)]).collect::<Vec<_>>())
    };
    let (zh, en) = ("应付医药机构款", "Payable to institutions");
    let mut table = Table::new(words.lang, "payable", zh, en)
        .of(format!("{first} {last}"))
        .column("name", Text, "医药机构", "Institution")
        .column("code", Text, "机构编码", "Code")
        .in_files();
    for fund in &funds {
        let name = words.fund(fund.as_str());
        table = table.column(fund.as_str(), Money, &name, &name).summed();
    }
    table
        .column("total", Money, "合计", "Total")
        .summed()
        .rows(owed.iter().map(row).collect())
        .nothing(
            "这段日子没有应付款。结算一经提交，稍后即可在此查看。",
            "Nothing came to be owed in these days. Settlements show here shortly after their commit.",
        )
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let code = path.map_or_else(|_| String::new(), |Path(code)| code);
    let opened = match open(&app, &asked, &code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let Some(today) = today() else { return super::missing::page(asked).await };
    let (store, number) = (opened.journal.store(), opened.journal.number());
    let (first, last) = span(&asked, today);
    let owed = match institution_owed(&**store, number, (first, last)).await {
        Ok(owed) => owed,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let words = &opened.words;
    let table = table(words, &owed, (first, last)).arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let template = OwedPage {
        frame: Frame::new(&asked, "应付医药机构款", "Payable to institutions"),
        area: words.name(),
        action: asked.path.clone(),
        first: first.to_string(),
        last: last.to_string(),
        table,
        code,
    };
    send(StatusCode::OK, &template)
}
