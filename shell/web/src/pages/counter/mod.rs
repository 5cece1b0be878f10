//! The counter (经办窗口): a clerk finds a person, makes and revokes filings, and sees what is due.

pub(crate) mod filing_list;
pub(crate) mod find_person;

use crate::asked::{Asked, Lang};
use axum::http::HeaderMap;
use office::desk::{Answer, Ask, Desk, Message, Refused, Request};
use record::Address;

/// Asks a desk in the name of a form, which counts once however often it is sent.
pub(super) async fn ask(
    desk: &Desk,
    (number, token): (&str, &str),
    input: Vec<(String, String)>,
    ask: Ask,
) -> Result<Answer, Refused> {
    let (institution, number) = ("counter".to_string(), number.to_string());
    let address = Address { institution, number, message: token.to_string() };
    desk.ask(Request { message: Some(Message { address, input }), ask }).await
}

/// A number for a form, so that what is sent twice counts once.
pub(super) fn token() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static FORMS: AtomicU64 = AtomicU64::new(0);
    let form = FORMS.fetch_add(1, Ordering::Relaxed);
    let moment = jiff::Timestamp::now().as_nanosecond();
    format!("{moment}-{}-{form}", std::process::id())
}

/// Whether a form may be taken: it was sent by a page of ours.
pub(super) fn sent_here(asked: &Asked, headers: &HeaderMap) -> bool {
    asked.access.demo() && crate::access::from_here(headers)
}

/// Why a desk refused, in the language of the page.
pub(super) fn why(lang: Lang, refused: &Refused) -> String {
    crate::frame::prose(lang, lang.pick(&refused.sentence.zh, &refused.sentence.en))
}
