//! Find a person by id.

use crate::access::{Kind, enter};
use crate::app::App;
use crate::asked::Asked;
use crate::books::{open, trouble};
use crate::frame::{Frame, page as send, segment};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "persons.html")]
struct Persons {
    frame: Frame,
    code: String,
    /// Whether nobody was brought in yet.
    empty: bool,
    area: String,
}

/// The page; with `id` it leads to the person.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let code = path.map_or_else(|_| String::new(), |Path(code)| code);
    if let Err(refused) = enter(&asked, &[Kind::Clerk]) {
        return *refused;
    }
    let opened = match open(&app, &asked, &code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let frame = Frame::new(&asked, "查找参保人", "Find a person");
    if let Some(id) = asked.query.get("id") {
        let purpose = match asked.query.get("for") {
            Some("service") => "?for=service",
            _ => "",
        };
        let person = frame.link(format!("/books/{code}/persons/{}{purpose}", segment(id)));
        return Redirect::to(&person).into_response();
    }
    let (store, number) = (opened.journal.store(), opened.journal.number());
    match store.persons_from(number, "", 1).await {
        Ok(first) => {
            let (area, empty) = (opened.words.name(), first.is_empty());
            send(StatusCode::OK, &Persons { frame, area, code, empty })
        }
        Err(error) => trouble(&app, &asked, &error.into()),
    }
}
