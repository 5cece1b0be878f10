//! What funds came to owe institutions within a span of days.

use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{open, span, trouble};
use crate::frame::{Frame, page as send};
use crate::money::yuan;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::institution_owed::{Owed, institution_owed};
use units::Fen;

/// An institution: name, code, funds with amounts, total.
struct Row {
    name: String,
    code: String,
    funds: Vec<(String, String)>,
    total: String,
}

#[derive(Template)]
#[template(path = "owed.html")]
struct OwedPage {
    frame: Frame,
    code: String,
    area: String,
    action: String,
    first: String,
    last: String,
    rows: Vec<Row>,
    total: String,
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
    let row = |owed: &Owed| Row {
        name: owed.name.clone(),
        code: owed.code.clone(),
        funds: owed.funds.iter().map(|(f, fen)| (words.fund(f.as_str()), yuan(*fen))).collect(),
        total: yuan(owed.total()),
    };
    let template = OwedPage {
        frame: Frame::new(&asked, "应付医药机构款", "Payable to institutions"),
        area: words.name(),
        action: asked.path.clone(),
        first: first.to_string(),
        last: last.to_string(),
        rows: owed.iter().map(row).collect(),
        total: yuan(owed.iter().map(Owed::total).sum::<Fen>()),
        code,
    };
    send(StatusCode::OK, &template)
}
