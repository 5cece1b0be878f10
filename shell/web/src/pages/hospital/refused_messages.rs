//! Messages of an institution that the door refused, with the reasons.

use super::{Hospital, open};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{Books, moment, trouble};
use crate::frame::{Frame, page as send, prose, segment};
use crate::money::count;
use crate::table::Kind::{Moment, Number, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::RefusalRow;
use office::refused_messages::refused_messages;
use office::remember::KEPT;

#[derive(Template)]
#[template(path = "hospital_refused.html")]
struct Refused {
    frame: Frame,
    hospital: Hospital,
    most: String,
    table: Seen,
}

/// A transaction by its number and name.
fn name(books: Option<&Books>, lang: Lang, number: &str) -> String {
    let title = books.and_then(|books| books.transaction(number));
    title.map_or_else(|| number.to_string(), |(zh, en)| format!("{number} {}", lang.pick(zh, en)))
}

fn row(books: Option<&Books>, lang: Lang, refusal: &RefusalRow) -> Row {
    let number = &refusal.transaction;
    let known = books.is_some_and(|books| books.transaction(number).is_some());
    let page = if known { format!("/interface/{}", segment(number)) } else { String::new() };
    let sentence = lang.pick(&refusal.zh, &refusal.en);
    let more = match refusal.more {
        0 => String::new(),
        more => lang.pick(
            format!("另有 {} 处错误", count(more)),
            format!("and {} further mistakes", count(more)),
        ),
    };
    Row::of([
        Cell::text(moment(refusal.moment)),
        Cell::text(name(books, lang, number)).to(page),
        Cell::text(prose(lang, sentence)).under(more),
        Cell::text(refusal.message.clone()),
        Cell::text(refusal.code.clone()),
        Cell::number(refusal.more),
    ])
    .facet("transaction", number.clone())
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
    let Some(books) = app.books() else { return crate::pages::missing::page(asked).await };
    let most = usize::try_from(KEPT).unwrap_or(usize::MAX);
    let rows = match refused_messages(&**books.store(), &hospital.code, None, most).await {
        Ok(rows) => rows,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let lang = asked.lang;
    let table = Table::new(lang, "refused", "退回报文", "Refused messages")
        .column("when", Moment, "时间（北京时间）", "When (UTC+8)")
        .column("transaction", Text, "交易", "Transaction")
        .column("reason", Text, "原因与处理", "Why, and what to do")
        .unsorted()
        .column("message", Text, "报文编号", "Message")
        .column("code", Text, "原因代码", "Code of the reason")
        .in_files()
        .column("more", Number, "另有错误", "Further mistakes")
        .in_files()
        .rows(rows.iter().map(|one| row(Some(books), lang, one)).collect())
        .filter("transaction", ("交易", "Transaction"), |number| name(Some(books), lang, number))
        .nothing("没有退回过报文。", "No message was refused.")
        .arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let frame = Frame::new(&asked, "退回报文", "Refused messages");
    send(StatusCode::OK, &Refused { frame, hospital, most: count(KEPT), table })
}
