//! The counter (经办窗口): a clerk finds a person, makes and revokes filings, settles claims, and sees what
//! is due.

mod claim_form;
pub(crate) mod correct;
pub(crate) mod filing_list;
pub(crate) mod find_person;
pub(crate) mod settle_claim;

use crate::access::{Kind, enter};
use crate::app::App;
use crate::asked::{Asked, Lang, Query};
use crate::books::trouble;
use crate::unsettled::{Unsettled, unsettled};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use office::desk::{Answer, Ask, COUNTER, Desk, Message, Refused, Request};
use record::Address;

/// Asks a desk in the name of a form, which counts once however often it is sent; what writes nothing
/// needs no name.
pub(super) async fn ask(
    desk: &Desk,
    form: Option<(&str, &str)>,
    input: Vec<(String, String)>,
    ask: Ask,
) -> Result<Answer, Refused> {
    let message = form.map(|(number, token)| {
        let (institution, number) = (COUNTER.to_string(), number.to_string());
        let address = Address { institution, number, message: token.to_string() };
        Message { address, input }
    });
    desk.ask(Request { message, ask }).await
}

/// A number for a form, so that what is sent twice counts once.
pub(crate) fn token() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static FORMS: AtomicU64 = AtomicU64::new(0);
    let form = FORMS.fetch_add(1, Ordering::Relaxed);
    let moment = jiff::Timestamp::now().as_nanosecond();
    format!("{moment}-{}-{form}", std::process::id())
}

/// A form that came.
pub(super) struct Sent {
    pub(super) asked: Asked,
    pub(super) form: Query,
    /// The desk it is for, or why it is not taken.
    pub(super) desk: Result<Desk, String>,
}

/// Takes a form in the language of its page, from a clerk alone.
pub(super) fn sent(
    app: &App,
    asked: Asked,
    (headers, body): (&HeaderMap, &str),
    code: &str,
) -> Result<Sent, Box<Response>> {
    let form = Query::parse(body);
    let lang = if form.get("lang") == Some("en") { Lang::En } else { asked.lang };
    let asked = Asked { lang, ..asked };
    enter(&asked, &[Kind::Clerk])?;
    let ours = asked.access.demo() && crate::access::from_here(headers);
    let open = app.books().and_then(|books| books.desk(code));
    let (zh, en) = match ours {
        true => (
            "这里没有打开该地区的经办台，暂时不能办理。",
            "The desk of this area is not open here; nothing can be done now.",
        ),
        false => (
            "这张表不是从本页发出的，没有受理。",
            "This form was not sent by this page and was not taken.",
        ),
    };
    let desk = open.filter(|_| ours).ok_or_else(|| lang.pick(zh, en).to_string());
    Ok(Sent { asked, form, desk })
}

/// Leads to where it is shown what was done. What pages show is derived behind the desk: whoever asked
/// waits for it, not the desk.
pub(super) async fn done(app: &App, asked: &Asked, to: &str) -> Response {
    if let Some(books) = app.books()
        && let Err(error) = books.catch_up().await
    {
        return trouble(app, asked, &error);
    }
    Redirect::to(&crate::frame::link(asked.lang, to)).into_response()
}

/// Why a desk refused, in the language of the page. Where the law has a gap it is said as the estimate says
/// it, not with the place in the text of law.
pub(super) fn why(app: &App, (lang, code): (Lang, &str), refused: &Refused) -> String {
    let sentence = lang.pick(&refused.sentence.zh, &refused.sentence.en);
    match app.book().area(code) {
        Ok(area) if sentence.contains(".toml") => {
            let Unsettled { what, todo, .. } = unsettled(lang, area, refused, true);
            format!("{what} {todo}")
        }
        _ => crate::frame::prose(lang, sentence),
    }
}
