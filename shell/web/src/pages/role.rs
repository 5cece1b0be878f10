//! Choose a role (选择角色), on the books of the made-up region alone.

use crate::access::{COOKIE, Kind, Role, enter, from_here};
use crate::app::App;
use crate::asked::{Asked, Query};
use crate::books::{Words, trouble};
use crate::frame::{Frame, page as send};
use crate::money::count;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::demo_mark::{DemoMark, Story};
use office::desk::DeskError;
use std::collections::BTreeMap;

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
    /// Institutions to choose from: code, name, whether it is the one to begin with.
    institutions: Vec<(String, String, bool)>,
    people: String,
}

/// What each role sees, in both languages.
fn sees(kind: Kind, asked: &Asked) -> &'static str {
    let (zh, en) = match kind {
        Kind::Person => ("自己的参保、结算和账户", "their own cover, bills and account"),
        Kind::Clerk => (
            "查找参保人，办理备案，待复核的结算",
            "find a person, filings, bills due for re-adjudication",
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

/// The institutions of the made-up region, by name.
async fn institutions(app: &App, begin: &str) -> Result<Vec<(String, String, bool)>, DeskError> {
    let Some(books) = app.books() else { return Ok(Vec::new()) };
    let rows = books.store().institutions_all().await?;
    // They come in the order of days: the last name stands.
    let names: BTreeMap<String, String> =
        rows.into_iter().map(|row| (row.code, row.name)).collect();
    let chosen = |(code, name): (String, String)| {
        let on = code == begin;
        (code, name, on)
    };
    Ok(names.into_iter().map(chosen).collect())
}

fn show(
    app: &App,
    asked: &Asked,
    mark: &DemoMark,
    institutions: Vec<(String, String, bool)>,
) -> RolePage {
    let stories: &[Story] = &mark.stories;
    let others =
        Kind::ALL.into_iter().filter(|kind| ![Kind::Person, Kind::Hospital].contains(kind));
    let persons = stories.iter().map(|story| {
        let (area, words) = (&story.area, asked.lang.pick(&story.zh, &story.en));
        let name = Words::new(app, asked.lang, area).name();
        let words = asked.lang.pick(format!("{name}：{words}"), format!("{name}: {words}"));
        (area.clone(), story.person.clone(), words)
    });
    RolePage {
        frame: Frame::new(asked, "选择角色", "Choose a role"),
        to: own(asked.query.get("to")).unwrap_or_default(),
        wrong: asked.query.get("wrong").is_some(),
        others: others
            .map(|kind| (kind.name(), kind.words(asked.lang), sees(kind, asked)))
            .collect(),
        area: stories.first().map_or_else(String::new, |story| story.area.clone()),
        persons: persons.collect(),
        institutions,
        people: count(i64::try_from(mark.people).unwrap_or(i64::MAX)),
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
        (true, Some(mark)) => match institutions(&app, &mark.institution).await {
            Ok(all) => send(StatusCode::OK, &show(&app, &asked, mark, all)),
            Err(error) => trouble(&app, &asked, &error),
        },
        // It says that access is not configured.
        _ => enter(&asked, &[])
            .map_or_else(|refused| *refused, |_| StatusCode::FORBIDDEN.into_response()),
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
}
