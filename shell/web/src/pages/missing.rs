//! The page for addresses that lead nowhere.

use crate::asked::Asked;
use crate::frame::{Frame, page as send};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "missing.html")]
struct Missing {
    frame: Frame,
    sentence: String,
}

/// No such page.
pub(crate) async fn page(asked: Asked) -> Response {
    not_found(&asked, "这个地址没有页面。", "There is no page at this address.")
}

/// The page exists, but is only read.
pub(crate) async fn method(asked: Asked) -> Response {
    let (zh, en) = ("这个页面只能查看。", "This page can only be read.");
    answer(StatusCode::METHOD_NOT_ALLOWED, &asked, zh, en)
}

/// A page that says what is not there.
pub(crate) fn not_found(asked: &Asked, zh: &str, en: &str) -> Response {
    answer(StatusCode::NOT_FOUND, asked, zh, en)
}

/// A page that says why something was not done.
pub(crate) fn not_done(asked: &Asked, sentence: String) -> Response {
    let frame = Frame::new(asked, "没有办理", "Not done");
    send(StatusCode::UNPROCESSABLE_ENTITY, &Missing { frame, sentence })
}

fn answer(status: StatusCode, asked: &Asked, zh: &str, en: &str) -> Response {
    let template = Missing {
        frame: Frame::new(asked, "没有找到", "Not found"),
        sentence: asked.lang.pick(zh, en).to_string(),
    };
    send(status, &template)
}
