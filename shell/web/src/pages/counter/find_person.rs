//! Where a clerk begins (经办台): find a person by what they show, see what is due.

use crate::access::{Kind, enter};
use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{Words, no_books, open, trouble};
use crate::frame::{Frame, page as send};
use crate::money::count;
use crate::pages::counter::why;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::desk::DeskError;
use office::find_person::{Ask, Shown, find_person};
use office::journal::Journal;
use office::read_person::{Viewer, Which, read_person};

#[derive(Template)]
#[template(path = "counter.html")]
struct Counter {
    frame: Frame,
    /// Code, name, whether it is chosen, bills that are due.
    areas: Vec<(String, String, bool, String)>,
    typed: String,
    wrong: String,
}

/// The person to whom what was typed leads, or why there is none.
async fn found(
    journal: &Journal,
    viewer: &Viewer,
    typed: &str,
    asked: &Asked,
) -> Result<Result<u64, String>, DeskError> {
    let by_id = read_person(journal, viewer, &Which::Id(typed.to_string())).await?;
    if let Some(person) = by_id {
        return Ok(Ok(person.number));
    }
    let Some(day) = today() else { return Ok(Err(String::new())) };
    let mut last = String::new();
    let card = Shown::Card { number: typed.to_string(), serial: None };
    for shown in [Shown::Document(typed.to_string()), card, Shown::Voucher(typed.to_string())] {
        match find_person(journal, viewer, &Ask { shown, name: None, day }).await? {
            Ok(found) => return Ok(Ok(found.person.number)),
            Err(refused) if last.is_empty() || refused.code != "no-person" => {
                last = why(asked.lang, &refused);
            }
            Err(_) => {}
        }
    }
    Ok(Err(last))
}

async fn areas(app: &App, asked: &Asked) -> Result<Vec<(String, String, bool, String)>, DeskError> {
    let Some(books) = app.books() else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for (journal, _) in books.areas().await? {
        let due = journal.store().models().due_count(journal.number()).await?;
        let code = journal.code().to_string();
        let chosen = asked.query.get("area") == Some(code.as_str());
        let name = Words::new(app, asked.lang, &code).name();
        rows.push((code, name, chosen, count(due)));
    }
    Ok(rows)
}

/// The page; with `q` it leads to the person.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let viewer = match enter(&asked, &[Kind::Clerk]) {
        Ok(viewer) => viewer,
        Err(refused) => return *refused,
    };
    let areas = match areas(&app, &asked).await {
        Ok(areas) if areas.is_empty() => return no_books(&app, &asked, None),
        Ok(areas) => areas,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let frame = Frame::new(&asked, "经办台", "The counter");
    let typed = asked.query.get("q").unwrap_or_default().to_string();
    let mut wrong = String::new();
    if !typed.is_empty() {
        let code = asked.query.get("area").unwrap_or(&areas[0].0).to_string();
        let opened = match open(&app, &asked, &code).await {
            Ok(opened) => opened,
            Err(response) => return response,
        };
        match found(&opened.journal, &viewer, &typed, &asked).await {
            Ok(Ok(number)) => {
                let person = format!("/books/{code}/persons/~{number}?for=service");
                return Redirect::to(&frame.link(person)).into_response();
            }
            Ok(Err(why)) => wrong = why,
            Err(error) => return trouble(&app, &asked, &error),
        }
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    send(status, &Counter { frame, areas, typed, wrong })
}
