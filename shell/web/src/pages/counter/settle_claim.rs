//! A claim at the counter (手工报销): receipt and items typed in, checked by the same engine, settled, and
//! taken back where it was wrong.

use super::claim_form::{Form, LINES, claim};
use super::{Sent, ask, done, sent, token, why};
use crate::access::{Kind, enter};
use crate::app::{App, today};
use crate::asked::{Asked, Lang, Query};
use crate::books::{Words, day, days, open, trouble};
use crate::fields::Choice;
use crate::frame::{Frame, page as send};
use crate::money::yuan;
use crate::outcome::{SheetView, outcome};
use crate::pages::missing::{not_done, not_found};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use law::Fact;
use office::check_claim::CheckClaim;
use office::desk::{Answer, Ask, DeskError};
use office::journal::Journal;
use office::person_year::{PersonYear, person_year};
use office::read_person::{Purpose, Viewer, Which};
use office::settle_claim::Claim;
use office::undo::Undo;
use record::event::Billed;
use record::{Decision, Deed, Settled, Step, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use units::{BillId, Fen};

/// Institutions that a list holds at most.
const MOST_LISTED: usize = 500;

/// A claim that was settled.
struct Row {
    seq: i64,
    days: String,
    place: String,
    total: String,
    funds: String,
    undone: bool,
}

#[derive(Template)]
#[template(path = "claims.html")]
struct ClaimsPage {
    frame: Frame,
    code: String,
    name: String,
    person: String,
    action: String,
    rows: Vec<Row>,
    form: Form,
    cares: Vec<Choice>,
    conditions: Vec<Choice>,
    filings: Vec<Choice>,
    levels: Vec<Choice>,
    /// Registered institutions to choose from: code, name.
    institutions: Vec<(String, String)>,
    token: String,
    checked: Option<SheetView>,
    wrong: String,
    unknown: bool,
    done: Option<u64>,
}

fn choices(words: &Words, fact: Fact, on: &str) -> Vec<Choice> {
    let domain = words.area.as_ref().and_then(|area| area.domains.of.get(&fact));
    let values = domain.map_or(&[][..], |domain| &domain.values).iter();
    let choice = |value: &law::DomainValue| Choice {
        value: value.id.clone(),
        text: words.lang.of(&value.titles),
        on: value.id == on,
    };
    values.filter(|value| value.id != "none").map(choice).collect()
}

fn rows(words: &Words, shown: &PersonYear) -> Vec<Row> {
    let claims = shown.bills.iter().rev().filter(|bill| shown.claims.contains(&bill.visit));
    let row = |bill: &office::BillRow| Row {
        seq: bill.seq,
        days: days(words.lang, &day(bill.from_day), &day(bill.to_day)),
        place: shown.institutions.get(&bill.institution).unwrap_or(&bill.institution).clone(),
        total: yuan(Fen(bill.total)),
        funds: yuan(Fen(bill.funds)),
        undone: bill.undone_by.is_some(),
    };
    claims.map(row).collect()
}

/// What a claim would come to and why, as its bill will show it.
fn checked(words: &Words, (billed, steps): &(Billed, Vec<Step>)) -> Option<SheetView> {
    let area = words.area.as_ref()?;
    let settled = Settled {
        ruling_day: billed.ruling_day,
        split: billed.split,
        layers: billed.layers.clone(),
        person: billed.person,
        seen: Vec::new(),
        deltas: Vec::new(),
        chain: None,
        steps: steps.clone(),
    };
    let bill = BillId(String::new());
    let decision = Decision { bill, verdict: Verdict::Settled(Box::new(settled)) };
    outcome(words.lang, area, "checked", &decision).sheet
}

/// What the form was answered.
#[derive(Default)]
struct Told {
    wrong: String,
    checked: Option<(Billed, Vec<Step>)>,
    /// Whether the institution is not registered: the clerk has to say what it is.
    unknown: bool,
    /// How many rows for lines the form shows.
    lines: usize,
}

/// Institutions by name, where they are few enough to be chosen from a list.
async fn institutions(journal: &Journal) -> Result<Vec<(String, String)>, DeskError> {
    let rows = journal.store().institutions_all().await?;
    let names: BTreeMap<String, String> =
        rows.into_iter().map(|row| (row.code, row.name)).collect();
    Ok(if names.len() > MOST_LISTED { Vec::new() } else { names.into_iter().collect() })
}

/// The page with a form as it was typed, and what it was answered.
async fn answer(
    app: &App,
    asked: &Asked,
    (code, person): (&str, &str),
    typed: &Query,
    told: Told,
) -> Response {
    let viewer = match enter(asked, &[Kind::Clerk]) {
        Ok(viewer) => Viewer { purpose: Purpose::Service, ..viewer },
        Err(refused) => return *refused,
    };
    let opened = match open(app, asked, code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let (journal, words) = (&opened.journal, &opened.words);
    let which = Which::Id(person.to_string());
    let institutions = match institutions(journal).await {
        Ok(institutions) => institutions,
        Err(error) => return trouble(app, asked, &error),
    };
    match person_year(journal, &viewer, &which, None).await {
        Ok(Some(shown)) => {
            let status = match told.wrong.is_empty() {
                true => StatusCode::OK,
                false => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let on = |name| typed.get(name).unwrap_or_default();
            let done = asked.query.get("done").and_then(|seq| seq.parse().ok());
            let page = ClaimsPage {
                frame: Frame::new(asked, "手工报销", "Claims"),
                code: words.code.clone(),
                name: shown.person.name.clone(),
                person: shown.person.id.clone(),
                action: asked.path.clone(),
                rows: rows(words, &shown),
                form: Form::of(typed, told.lines),
                cares: choices(words, Fact::Care, on("care")),
                conditions: choices(words, Fact::Condition, on("condition")),
                filings: choices(words, Fact::Filing, on("filing")),
                levels: choices(words, Fact::Level, on("level")),
                institutions,
                token: typed.get("token").map_or_else(token, str::to_string),
                checked: told.checked.as_ref().and_then(|decided| checked(words, decided)),
                unknown: told.unknown,
                wrong: told.wrong,
                done: done.filter(|_| typed.get("care").is_none()),
            };
            send(status, &page)
        }
        Ok(None) => not_found(
            asked,
            "账簿中没有这位参保人。请核对人员编号。",
            "The books have no such person. Check the number.",
        ),
        Err(error) => trouble(app, asked, &error),
    }
}

type Parts = Result<Path<(String, String)>, PathRejection>;

/// The page.
pub(crate) async fn page(State(app): State<App>, path: Parts, asked: Asked) -> Response {
    let (code, person) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let told = Told { lines: LINES, ..Told::default() };
    answer(&app, &asked, (&code, &person), &Query::default(), told).await
}

/// The form with the code of an institution that was typed by its name.
async fn named(app: &App, form: Query) -> Result<Query, DeskError> {
    let Some((books, typed)) = app.books().zip(form.get("institution")) else { return Ok(form) };
    let rows = books.store().institutions_all().await?;
    if rows.iter().any(|row| row.code == typed) {
        return Ok(form);
    }
    let codes: BTreeSet<&str> =
        rows.iter().filter(|row| row.name == typed).map(|row| row.code.as_str()).collect();
    // A name that two institutions have does not say which.
    Ok(match codes.into_iter().collect::<Vec<_>>().as_slice() {
        [code] => form.with("institution", code),
        _ => form,
    })
}

/// That what is taken back here is a claim: what a hospital settled, it takes back itself.
async fn of_claim(app: &App, asked: &Asked, code: &str, form: &Query) -> Result<(), Box<Response>> {
    let opened = open(app, asked, code).await.map_err(Box::new)?;
    let bill = form.get("bill").and_then(|bill| bill.parse().ok()).unwrap_or(0);
    let read = async {
        let events = opened.journal.events_at(&[bill]).await?;
        let Some(Deed::Bill(bill)) = events.first().map(|event| &event.deed) else {
            return Ok::<_, DeskError>(true);
        };
        let visit = opened.journal.visit(bill.visit).await?;
        Ok(visit.is_some_and(|visit| visit.opened.claim.is_some()))
    };
    match read.await {
        Ok(true) => Ok(()),
        Ok(false) => {
            let (zh, en) = (
                "这张结算由医药机构结算，请由该机构撤销。",
                "An institution settled this; it has to take it back itself.",
            );
            Err(Box::new(not_done(asked, asked.lang.pick(zh, en).to_string())))
        }
        Err(error) => Err(Box::new(trouble(app, asked, &error))),
    }
}

/// What a form asks the desk for, and whether it is to be written.
fn asks(person: &str, form: &Query, lang: Lang) -> Result<(Ask, bool), String> {
    if form.get("act") == Some("undo") {
        let bill = form.get("bill").and_then(|bill| bill.parse().ok()).unwrap_or(0);
        let person = Some(person.to_string());
        return Ok((Ask::Undo(Undo { bill, visit: None, person }), true));
    }
    let claim: Claim = claim(person, form, today()).map_err(|(zh, en)| lang.pick(zh, en))?;
    match form.get("act") {
        Some("settle") => Ok((Ask::SettleClaim(Box::new(claim)), true)),
        _ => Ok((Ask::CheckClaim(Box::new(CheckClaim { claim })), false)),
    }
}

/// Checks or settles a claim, or takes one back.
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
    let form = match named(&app, form).await {
        Ok(form) => form,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let lines = Form::lines(&form);
    let told = |told: Told| answer(&app, &asked, (&code, &person), &form, told);
    let wrong = |wrong: String| told(Told { wrong, lines, ..Told::default() });
    let desk = match desk {
        Ok(desk) => desk,
        Err(sentence) => return wrong(sentence).await,
    };
    if form.get("act") == Some("more") {
        return told(Told { lines: lines + LINES, ..Told::default() }).await;
    }
    if form.get("act") == Some("undo")
        && let Err(response) = of_claim(&app, &asked, &code, &form).await
    {
        return *response;
    }
    let (what, writes) = match asks(&person, &form, asked.lang) {
        Ok(what) => what,
        Err(sentence) => return wrong(sentence).await,
    };
    let key = writes.then(|| ("claim", form.get("token").unwrap_or_default()));
    match ask(&desk, key, Form::input(&form), what).await {
        Ok(Answer::Explained(decided)) => {
            told(Told { checked: Some(*decided), lines, ..Told::default() }).await
        }
        Ok(answer) => {
            let seq = answer.event().map_or(0, |event| event.seq);
            done(&app, &asked, &format!("{}?done={seq}", asked.path)).await
        }
        Err(refused) => {
            let unknown = refused.code == "no-institution";
            let wrong = why(&app, (asked.lang, &code), &refused);
            told(Told { wrong, unknown, lines, ..Told::default() }).await
        }
    }
}
