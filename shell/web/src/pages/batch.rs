//! One batch: what it brought, its sums, and whether the proof closes over it.

use crate::app::App;
use crate::asked::Asked;
use crate::books::{Words, event_words, moment, open, total, trouble};
use crate::frame::{Frame, page as send};
use crate::money::count;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use ledger::{Account, Total};
use office::batch_list::{BatchShown, batch_shown};
use record::{Deed, Event};

/// An event: its seq, its kind, what it is about, and a link.
struct EventRow {
    seq: u64,
    kind: &'static str,
    about: String,
    link: String,
}

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    frame: Frame,
    code: String,
    area: String,
    first: u64,
    last: u64,
    written: String,
    epoch: u64,
    law: u64,
    head: String,
    words: String,
    closes: bool,
    events: Vec<EventRow>,
    folds: Vec<(String, String, String)>,
    before: Option<u64>,
    after: Option<u64>,
}

fn event(words: &Words, event: &Event) -> EventRow {
    let (code, lang) = (&words.code, words.lang);
    let bill = |seq: u64| format!("/books/{code}/bills/{seq}");
    let of_visit = |visit: u64| lang.pick(format!("就诊 {visit}"), format!("visit {visit}"));
    let (about, link) = match &event.deed {
        Deed::Bill(billed) => (of_visit(billed.visit), bill(event.seq)),
        Deed::Undo(undone) => {
            let words = (format!("结算 {}", undone.bill), format!("settlement {}", undone.bill));
            (lang.pick(words.0, words.1), bill(undone.bill))
        }
        Deed::Lines(lines) => {
            let (visit, count) = (of_visit(lines.visit), count(lines.lines.len()));
            let words = (format!("{visit}，{count} 条"), format!("{visit}, {count} lines"));
            (lang.pick(words.0, words.1), String::new())
        }
        Deed::Withdrawn(lines) => (of_visit(lines.visit), String::new()),
        Deed::Described(described) => (of_visit(described.visit), String::new()),
        Deed::Cancelled(cancelled) => (of_visit(cancelled.visit), String::new()),
        Deed::Discharged(discharged) => (of_visit(discharged.visit), String::new()),
        Deed::DischargeUndone(undone) => (of_visit(undone.visit), String::new()),
        Deed::Visit(opened) => (opened.institution.clone(), String::new()),
        _ => (String::new(), String::new()),
    };
    EventRow { seq: event.seq, kind: event_words(lang, event.deed.kind()), about, link }
}

fn show(asked: &Asked, words: &Words, shown: &BatchShown) -> BatchPage {
    let sheet = &shown.batch.sheet;
    let fold = |entry: &record::Entry| {
        let account = Account::of(&entry.account);
        let account = account.map_or_else(|e| e.to_string(), |account| words.account(&account));
        (words.fund(entry.fund.as_str()), account, total(Total::from(entry.amount)))
    };
    let (zh, en) = (format!("批次 {}", sheet.first), format!("Batch {}", sheet.first));
    BatchPage {
        frame: Frame::new(asked, zh, en),
        code: words.code.clone(),
        area: words.name(),
        first: sheet.first,
        last: sheet.last,
        written: moment(sheet.written),
        epoch: sheet.epoch,
        law: sheet.law,
        head: shown.batch.head.clone(),
        words: count(sheet.words.len()),
        closes: shown.closes,
        events: shown.events.iter().map(|e| event(words, e)).collect(),
        folds: sheet.folds.iter().map(fold).collect(),
        before: shown.beside[0],
        after: shown.beside[1],
    }
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (code, first) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let opened = match open(&app, &asked, &code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    match batch_shown(&opened.journal, first.parse().unwrap_or(0)).await {
        Ok(Some(shown)) => send(StatusCode::OK, &show(&asked, &opened.words, &shown)),
        Ok(None) => super::missing::not_found(
            &asked,
            "没有从这个序号开始的批次。",
            "There is no batch that begins at this number.",
        ),
        Err(error) => trouble(&app, &asked, &error),
    }
}
