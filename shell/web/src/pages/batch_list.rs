//! The batches of an area, newest first.

use crate::app::App;
use crate::asked::Asked;
use crate::books::{moment, open, trouble};
use crate::frame::{Frame, page as send};
use crate::money::count;
use crate::paging;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::batch_list::{BatchSeen, batch_list};

const MOST: usize = 50;

struct Row {
    first: u64,
    last: u64,
    events: String,
    written: String,
    epoch: u64,
    law: u64,
    head: String,
}

#[derive(Template)]
#[template(path = "batches.html")]
struct Batches {
    frame: Frame,
    code: String,
    area: String,
    rows: Vec<Row>,
    older: Option<String>,
}

fn row(batch: BatchSeen) -> Row {
    let sheet = &batch.sheet;
    Row {
        first: sheet.first,
        last: sheet.last,
        events: count(sheet.last + 1 - sheet.first),
        written: moment(sheet.written),
        epoch: sheet.epoch,
        law: sheet.law,
        head: batch.head.chars().take(12).collect(),
    }
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
    let before = paging::begin(&asked, "before", i64::MAX).max(0) as u64;
    let batches = match batch_list(&opened.journal, before, MOST).await {
        Ok(batches) => batches,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let rows: Vec<Row> = batches.into_iter().map(row).collect();
    let path = format!("/books/{code}/batches");
    let older = paging::next(&rows, MOST, &path, "before", |row| row.first as i64);
    let more = rows.last().is_some_and(|row| row.first > 1);
    let template = Batches {
        frame: Frame::new(&asked, "批次", "Batches"),
        older: older.filter(|_| more),
        area: opened.words.name(),
        code,
        rows,
    };
    send(StatusCode::OK, &template)
}
