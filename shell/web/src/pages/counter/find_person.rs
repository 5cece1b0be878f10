//! Where a clerk begins (经办台): find a person by what they show, see what is due.

use crate::access::{Kind, enter};
use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{Words, no_books, open, trouble};
use crate::frame::{Frame, page as send};
use crate::money::count;
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

/// What is said where nobody was found.
fn nobody(asked: &Asked) -> String {
    let (zh, en) = (
        "各参保地都没有找到这个号码。请核对号码；确未参保的，请先办理参保登记。",
        "No area has this number. Check it; who is not insured has to be registered first.",
    );
    asked.lang.pick(zh, en).to_string()
}

/// The person to whom what was typed leads, or why there is none.
async fn found(journal: &Journal, viewer: &Viewer, typed: &str) -> Result<Option<u64>, DeskError> {
    let by_id = read_person(journal, viewer, &Which::Id(typed.to_string())).await?;
    if let Some(person) = by_id {
        return Ok(Some(person.number));
    }
    let Some(day) = today() else { return Ok(None) };
    let card = Shown::Card { number: typed.to_string(), serial: None };
    for shown in [Shown::Document(typed.to_string()), card, Shown::Voucher(typed.to_string())] {
        if let Ok(found) = find_person(journal, viewer, &Ask { shown, name: None, day }).await? {
            return Ok(Some(found.person.number));
        }
    }
    Ok(None)
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
        let chosen = asked.query.get("area").unwrap_or(&areas[0].0).to_string();
        // Who is insured elsewhere is found, too: the chosen area only comes first.
        let others = areas.iter().map(|(code, ..)| code.clone()).filter(|code| *code != chosen);
        for code in std::iter::once(chosen.clone()).chain(others) {
            let opened = match open(&app, &asked, &code).await {
                Ok(opened) => opened,
                Err(response) => return response,
            };
            match found(&opened.journal, &viewer, &typed).await {
                Ok(Some(number)) => {
                    let person = format!("/books/{code}/persons/~{number}?for=service");
                    return Redirect::to(&frame.link(person)).into_response();
                }
                Ok(None) => wrong = nobody(&asked),
                Err(error) => return trouble(&app, &asked, &error),
            }
        }
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    send(status, &Counter { frame, areas, typed, wrong })
}
