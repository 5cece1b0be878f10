//! A person's filings at the counter (备案办理): those that stand, one to be made, one to be revoked.

use super::{Sent, ask, done, sent, token, why};
use crate::access::{Kind, enter};
use crate::app::{App, today};
use crate::asked::{Asked, Lang, Query};
use crate::books::{Words, open, trouble};
use crate::frame::{Frame, page as send};
use crate::pages::missing::not_found;
use crate::pages::person_year::filing_words;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use law::Fact;
use office::desk::{Ask, DeskError};
use office::filing_list::{FilingList, filing_list};
use office::journal::Journal;
use office::make_filing::MakeFiling;
use office::read_person::{Purpose, Which};
use office::revoke_filing::RevokeFiling;
use record::{Filing, FilingKind};
use std::collections::BTreeMap;
use units::Day;

/// A filing as the page shows it.
struct Row {
    id: u64,
    kind: &'static str,
    about: String,
    days: String,
}

#[derive(Template)]
#[template(path = "filings.html")]
struct FilingsPage {
    frame: Frame,
    code: String,
    name: String,
    person: String,
    action: String,
    rows: Vec<Row>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    conditions: Vec<(String, String, bool)>,
    typed: [String; 3],
    token: String,
    today: String,
    wrong: String,
    done: bool,
}

/// What was typed into the form, as the filing it asks for.
fn typed(form: &Query) -> Result<Filing, (&'static str, &'static str)> {
    let named = form.get("kind").unwrap_or_default();
    let kind = FilingKind::NAMES.iter().find(|(name, _)| *name == named);
    let Some((_, kind)) = kind else {
        return Err(("请选择备案类别。", "Choose the kind of the filing."));
    };
    let value = match kind {
        FilingKind::Condition => form.get("condition"),
        _ => form.get("value"),
    };
    if *kind == FilingKind::Condition && value.is_none() {
        return Err(("请选择病种。", "Choose the condition."));
    }
    let day = |name| form.get(name).map(Day::parse).transpose();
    let (Ok(Some(from)), Ok(to)) = (day("from"), day("to")) else {
        return Err(("请填写开始日期，如 2026-03-01。", "Give the first day, such as 2026-03-01."));
    };
    Ok(Filing { kind: *kind, value: value.unwrap_or_default().to_string(), from, to })
}

fn show(
    asked: &Asked,
    words: &Words,
    (list, names): (&FilingList, &BTreeMap<String, String>),
    form: &Query,
    wrong: String,
) -> FilingsPage {
    let lang = words.lang;
    let row = |(id, filing): &(u64, Filing)| {
        let to = filing.to.map_or_else(|| lang.pick("至今", "open").to_string(), |d| d.to_string());
        let about = match filing.kind {
            FilingKind::Condition => words.value(Fact::Condition, &filing.value),
            FilingKind::Away if filing.value.is_empty() => {
                lang.pick("未注明地点", "no place stated").to_string()
            }
            _ => names.get(&filing.value).unwrap_or(&filing.value).clone(),
        };
        Row {
            id: *id,
            kind: filing_words(lang, filing.kind),
            about,
            days: format!("{} – {to}", filing.from),
        }
    };
    let chosen = form.get("kind").unwrap_or_default();
    let kinds = FilingKind::NAMES.into_iter();
    let kinds = kinds.map(|(name, kind)| (name, filing_words(lang, kind), name == chosen));
    let conditions = words.area.as_ref().map_or_else(Vec::new, |area| {
        let domain = area.domains.of.get(&Fact::Condition);
        let values = domain.map_or(&[][..], |domain| &domain.values).iter();
        let values = values.filter(|value| value.id != "none");
        let on = form.get("condition").unwrap_or_default();
        values.map(|v| (v.id.clone(), lang.of(&v.titles), v.id == on)).collect()
    });
    let text = |name| form.get(name).unwrap_or_default().to_string();
    FilingsPage {
        frame: Frame::new(asked, "备案办理", "Filings"),
        code: words.code.clone(),
        name: list.person.name.clone(),
        person: list.person.id.clone(),
        action: asked.path.clone(),
        rows: list.filings.iter().map(row).collect(),
        kinds: kinds.collect(),
        conditions,
        typed: [text("value"), text("from"), text("to")],
        token: token(),
        today: today().map_or_else(String::new, |day| day.to_string()),
        wrong,
        done: asked.query.get("done").is_some() && form.get("kind").is_none(),
    }
}

/// Names of the institutions that filings speak of, by code.
async fn institution_names(
    journal: &Journal,
    list: &FilingList,
) -> Result<BTreeMap<String, String>, DeskError> {
    let named = list.filings.iter().filter(|(_, filing)| filing.kind != FilingKind::Condition);
    let mut codes: Vec<String> = named.map(|(_, filing)| filing.value.clone()).collect();
    codes.retain(|code| !code.is_empty());
    let rows = journal.store().institutions(&codes).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// The page with a form as it was typed, and what is wrong with it.
async fn answer(
    app: &App,
    asked: &Asked,
    (code, person): (&str, &str),
    form: &Query,
    wrong: String,
) -> Response {
    let viewer = match enter(asked, &[Kind::Clerk]) {
        Ok(viewer) => office::read_person::Viewer { purpose: Purpose::Service, ..viewer },
        Err(refused) => return *refused,
    };
    let opened = match open(app, asked, code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let which = Which::Id(person.to_string());
    match filing_list(&opened.journal, &viewer, &which).await {
        Ok(Some(list)) => {
            let status = match wrong.is_empty() {
                true => StatusCode::OK,
                false => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let names = match institution_names(&opened.journal, &list).await {
                Ok(names) => names,
                Err(error) => return trouble(app, asked, &error),
            };
            send(status, &show(asked, &opened.words, (&list, &names), form, wrong))
        }
        Ok(None) => not_found(
            asked,
            "账簿中没有这位参保人。请核对人员编号。",
            "The books have no such person. Check the number.",
        ),
        Err(error) => trouble(app, asked, &error),
    }
}

/// What a form asks the desk for.
fn asks(person: &str, form: &Query, lang: Lang) -> Result<Ask, String> {
    let said = |(zh, en): (&str, &str)| lang.pick(zh, en).to_string();
    if form.get("act") == Some("revoke") {
        let id = form.get("filing").and_then(|id| id.parse().ok());
        let from = form.get("from").map(Day::parse).transpose();
        // What never held has no day from which it does not.
        let never = form.get("never").is_some();
        let from = from.map(|from| from.filter(|_| !never));
        return match (id, from) {
            (Some(_), Ok(None)) if !never => Err(said((
                "请填写自哪天起无效；录入错误、从未有效的，请勾选“从未有效”。",
                "Say from which day it holds no more; tick “it never held” where it was a mistake.",
            ))),
            (Some(filing), Ok(from)) => {
                let person = Some(person.to_string());
                Ok(Ask::RevokeFiling(RevokeFiling { filing, kind: None, person, from }))
            }
            _ => Err(said((
                "撤销日期写不成日期，如 2026-03-01。",
                "The day is no day; write it as 2026-03-01.",
            ))),
        };
    }
    let filing = typed(form).map_err(said)?;
    Ok(Ask::MakeFiling(MakeFiling { person: person.to_string(), filing, insurance: None }))
}

type Parts = Result<Path<(String, String)>, PathRejection>;

/// The page.
pub(crate) async fn page(State(app): State<App>, path: Parts, asked: Asked) -> Response {
    let (code, person) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    answer(&app, &asked, (&code, &person), &Query::default(), String::new()).await
}

/// Makes or revokes a filing.
pub(crate) async fn act(
    State(app): State<App>,
    path: Parts,
    asked: Asked,
    headers: HeaderMap,
    body: String,
) -> Response {
    let (code, person) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let Sent { asked, form, desk } = match sent(&app, asked, (&headers, &body), &code) {
        Ok(sent) => sent,
        Err(refused) => return *refused,
    };
    let wrong = |wrong: String| answer(&app, &asked, (&code, &person), &form, wrong);
    let desk = match desk {
        Ok(desk) => desk,
        Err(sentence) => return wrong(sentence).await,
    };
    let what = match asks(&person, &form, asked.lang) {
        Ok(what) => what,
        Err(sentence) => return wrong(sentence).await,
    };
    let input = ["act", "filing", "kind", "value", "condition", "from", "to", "never"]
        .map(|name| (name.to_string(), form.get(name).unwrap_or_default().to_string()));
    let token = form.get("token").unwrap_or_default();
    match ask(&desk, Some(("filing", token)), input.to_vec(), what).await {
        Ok(_) => done(&app, &asked, &format!("{}?done=1", asked.path)).await,
        Err(refused) => wrong(why(&app, (asked.lang, &code), &refused)).await,
    }
}
