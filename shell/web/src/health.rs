//! `/healthz`: whether the service can do its work, in one sentence a line.

use crate::app::App;
use crate::books::Books;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::desk::{DeskError, Health};

/// So many events behind is no trouble; more means that the follower does not work.
pub(crate) const FAR_BEHIND: i64 = 100_000;

/// What is well, and what is not.
pub(crate) async fn look(books: &Books) -> Result<(bool, Vec<String>), DeskError> {
    let (mut well, mut said) = (true, vec!["the books can be read".to_string()]);
    for desk in books.desks() {
        let area = desk.area();
        said.push(match desk.health() {
            Health::Open => format!("the desk of {area} is open, {} wait", desk.waiting()),
            Health::Waiting(reason) => {
                well = false;
                format!("the desk of {area} waits: {reason}")
            }
            Health::Stopped(reason) => {
                well = false;
                format!("the desk of {area} has stopped: {reason}; start the service again")
            }
        });
    }
    for (journal, _) in books.areas().await? {
        let (store, number) = (journal.store(), journal.number());
        let last = store.tail(number).await?.map_or(0, |tail| tail.last);
        let lag = last - store.models().followed(number).await?;
        well &= lag < FAR_BEHIND;
        said.push(format!("what is derived of {} lies {lag} events behind", journal.code()));
    }
    Ok((well, said))
}

/// The answer.
pub(crate) async fn page(State(app): State<App>) -> Response {
    let (well, said) = match app.books() {
        None => (true, vec!["pages on the law alone: no books are open".to_string()]),
        Some(books) => match look(books).await {
            Ok(found) => found,
            Err(error) => (false, vec![format!("the books cannot be read: {error}")]),
        },
    };
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let text = said.join("\n") + "\n";
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
