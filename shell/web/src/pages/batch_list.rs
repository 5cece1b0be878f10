//! The batches of an area, newest first.

use crate::app::App;
use crate::asked::Asked;
use crate::books::{Words, moment, open, trouble};
use crate::frame::{Frame, page as send};
use crate::paging;
use crate::table::Kind::{Moment, Name, Number, Text};
use crate::table::{Cell, Extent, FILE_ROWS, Format, Row, Seen, Table, Tone};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::batch_list::{BatchSeen, batch_list};

const MOST: usize = 50;

#[derive(Template)]
#[template(path = "batches.html")]
struct Batches {
    frame: Frame,
    code: String,
    area: String,
    table: Seen,
}

fn row(code: &str, batch: &BatchSeen) -> Row {
    let sheet = &batch.sheet;
    let link = format!("/books/{code}/batches/{}", sheet.first);
    let head: String = batch.head.chars().take(12).collect();
    Row::of([
        Cell::number(sheet.first).to(link),
        Cell::number(sheet.last),
        Cell::number(sheet.last + 1 - sheet.first),
        Cell::text(moment(sheet.written)),
        Cell::number(sheet.epoch),
        Cell::number(sheet.law),
        Cell::text(format!("{head}…")).tone(Tone::Code),
        Cell::text(batch.head.clone()),
    ])
}

fn table(words: &Words, batches: &[BatchSeen], extent: Extent) -> Table {
    Table::new(words.lang, "batches", "批次", "Batches")
        .column("first", Name, "首事项", "First event")
        .column("last", Name, "末事项", "Last event")
        .column("count", Number, "事项数", "Events")
        .column("written", Moment, "写入时间（北京时间）", "Written (UTC+8)")
        .column("lease", Name, "经办台任次", "Lease")
        .column("law", Name, "规定（序号）", "Law (event)")
        .column("head", Text, "证明头", "Head")
        .column("proof", Text, "证明头（全）", "Head, whole")
        .in_files()
        .rows(batches.iter().map(|batch| row(&words.code, batch)).collect())
        .extent(extent)
        .nothing(
            "还没有批次。用 gongji import 导入，或由 gongji desk 办理业务后，这里逐批列出。",
            "There are no batches yet. They stand here once gongji import or gongji desk has written something.",
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
    let file = Format::is_asked(&asked);
    let (begin, most) = if file { (i64::MAX, FILE_ROWS) } else { (before(&asked), MOST) };
    let batches = match batch_list(&opened.journal, begin.max(0) as u64, most).await {
        Ok(batches) => batches,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let path = format!("/books/{code}/batches");
    let older = paging::next(&batches, MOST, &path, "before", |batch| batch.sheet.first as i64);
    let more = batches.last().is_some_and(|batch| batch.sheet.first > 1);
    let extent = match file {
        true => Extent::of_file(batches.len()),
        false => Extent::Page(older.filter(|_| more)),
    };
    let table = table(&opened.words, &batches, extent).arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let template = Batches {
        frame: Frame::new(&asked, "批次", "Batches"),
        area: opened.words.name(),
        code,
        table,
    };
    send(StatusCode::OK, &template)
}

fn before(asked: &Asked) -> i64 {
    paging::begin(asked, "before", i64::MAX)
}
