//! Choose a role (选择角色), on the books of the made-up region alone.

use crate::access::{COOKIE, Kind, Role, enter};
use crate::app::App;
use crate::asked::{Asked, Query};
use crate::frame::{Frame, page as send};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::demo_mark::Story;

/// A role to choose: word of the form, title, what it sees.
type Choice = (&'static str, &'static str, &'static str);

#[derive(Template)]
#[template(path = "role.html")]
struct RolePage {
    frame: Frame,
    to: String,
    wrong: bool,
    others: Vec<Choice>,
    /// Area, id and words of persons to begin with.
    persons: Vec<(String, String, String)>,
    area: String,
    institution: String,
    people: u64,
}

/// What each role sees, in both languages.
fn sees(kind: Kind, asked: &Asked) -> &'static str {
    let (zh, en) = match kind {
        Kind::Person => ("自己的参保、结算和账户", "their own cover, bills and account"),
        Kind::Clerk => (
            "查找参保人，备案，手工报销，待复核的结算",
            "find a person, filings, manual claims, bills due for re-adjudication",
        ),
        Kind::Hospital => (
            "当日结算，对账，被拒绝的报文，应收款",
            "the day, reconciliation, refused messages, what is owed",
        ),
        Kind::Fund => ("各项基金，收支流水，试算平衡", "the funds, their flows, the trial balance"),
        Kind::Decision => (
            "规划指标，群众负担，费用构成",
            "the plan's indicators, people's burden, what drives cost",
        ),
        Kind::Operation => ("运行状况，批次，证明", "health, batches, proof"),
    };
    asked.lang.pick(zh, en)
}

fn show(asked: &Asked, app_stories: &[Story], institution: &str, people: u64) -> RolePage {
    let others =
        Kind::ALL.into_iter().filter(|kind| ![Kind::Person, Kind::Hospital].contains(kind));
    let persons = app_stories.iter().map(|story| {
        let words = asked.lang.pick(&story.zh, &story.en).clone();
        (story.area.clone(), story.person.clone(), words)
    });
    RolePage {
        frame: Frame::new(asked, "选择角色", "Choose a role"),
        to: own(asked.query.get("to")).unwrap_or_default(),
        wrong: asked.query.get("wrong").is_some(),
        others: others
            .map(|kind| (kind.name(), kind.words(asked.lang), sees(kind, asked)))
            .collect(),
        area: app_stories.first().map_or_else(String::new, |story| story.area.clone()),
        persons: persons.collect(),
        institution: institution.to_string(),
        people,
    }
}

/// A path of ours, and nothing else.
fn own(to: Option<&str>) -> Option<String> {
    let to = to.filter(|to| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'));
    to.map(str::to_string)
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    match (asked.access.demo(), app.demo().await) {
        (true, Some(mark)) => {
            let shown = show(&asked, &mark.stories, &mark.institution, mark.people);
            send(StatusCode::OK, &shown)
        }
        // It says that access is not configured.
        _ => enter(&asked, &[])
            .map_or_else(|refused| *refused, |_| StatusCode::FORBIDDEN.into_response()),
    }
}

/// Whether a form was sent by a page of ours: browsers say where it comes from.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.strip_prefix("http://") == Some(host),
        (Some(_), None) => false,
    }
}

/// Takes the choice.
pub(crate) async fn choose(asked: Asked, headers: HeaderMap, body: String) -> Response {
    if !asked.access.demo() || !from_here(&headers) {
        return enter(&asked, &[])
            .map_or_else(|refused| *refused, |_| StatusCode::FORBIDDEN.into_response());
    }
    let form = Query::parse(&body);
    let field = |name| form.get(name).unwrap_or_default();
    let lang = form.get("lang") == Some("en");
    let (mark, more) = if lang { ("?lang=en", "&lang=en") } else { ("", "") };
    if field("kind") == "none" {
        let leave = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
        return with_cookie(Redirect::to(&format!("/{mark}")).into_response(), &leave);
    }
    let Some(role) = Role::of(field("kind"), field("area"), field("about")) else {
        return Redirect::to(&format!("/role?wrong=1{more}")).into_response();
    };
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", role.to_cookie());
    let to = own(form.get("to")).unwrap_or_else(|| role.home() + mark);
    with_cookie(Redirect::to(&to).into_response(), &cookie)
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    // What a role holds is escaped, so that it always is a header.
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_to() {
        assert_eq!(own(Some("/books?a=1")).as_deref(), Some("/books?a=1"));
        for elsewhere in ["//example.com", "https://example.com", "/\\example.com", "books", ""] {
            assert_eq!(own(Some(elsewhere)), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_form_from_elsewhere_is_not_ours() {
        let headers = |origin: &str, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, origin.parse().expect("a header"));
            headers.insert(header::HOST, host.parse().expect("a header"));
            headers
        };
        assert!(from_here(&headers("http://127.0.0.1:8080", "127.0.0.1:8080")));
        assert!(!from_here(&headers("http://example.com", "127.0.0.1:8080")));
        assert!(!from_here(&headers("null", "127.0.0.1:8080")));
    }
}
