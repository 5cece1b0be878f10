//! A correction at the counter (更正): a bill that is due for re-adjudication is settled anew by the press of
//! a button, and its page shows what came of it.

use super::{Sent, ask, done, sent, why};
use crate::app::App;
use crate::asked::Asked;
use crate::pages::missing::not_done;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use office::correct::Correct;
use office::desk::Ask;

/// Corrects a bill.
pub(crate) async fn act(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
    headers: HeaderMap,
    body: String,
) -> Response {
    let (code, seq) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let Sent { asked, form, desk } = match sent(&app, asked, (&headers, &body), &code) {
        Ok(sent) => sent,
        Err(refused) => return *refused,
    };
    let desk = match desk {
        Ok(desk) => desk,
        Err(sentence) => return not_done(&asked, sentence),
    };
    let what = Ask::Correct(Correct { bill: seq.parse().unwrap_or(0), person: None });
    let token = form.get("token").unwrap_or_default();
    match ask(&desk, Some(("correct", token)), vec![("bill".to_string(), seq)], what).await {
        Ok(answer) => {
            let seq = answer.event().map_or(0, |event| event.seq);
            done(&app, &asked, &format!("/books/{code}/bills/{seq}")).await
        }
        Err(refused) => not_done(&asked, why(&app, (asked.lang, &code), &refused)),
    }
}
