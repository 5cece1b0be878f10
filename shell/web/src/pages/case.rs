//! One worked case: person and bill in words, what was printed, what is computed, the sheets.

use crate::app::{App, Case};
use crate::asked::{Asked, Lang};
use crate::describe::{self, Facts};
use crate::figure::FigureRow;
use crate::frame::{Frame, page as send, prose, tongue};
use crate::outcome::{Outcome, outcome};
use crate::pages::cases::{area_name, figures, kind_words, usable_words};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::settle::settle_request;

/// A bill of the case with what became of it.
struct BillView {
    id: String,
    facts: Facts,
    outcome: Outcome,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    id: String,
    code: String,
    area: String,
    title: String,
    tongue: &'static str,
    kind: &'static str,
    usable: String,
    negative: bool,
    document: String,
    note: String,
    note_tongue: &'static str,
    figures: Vec<FigureRow>,
    passed: bool,
    problem: String,
    person: Facts,
    bills: Vec<BillView>,
}

/// The bills of a case, settled again for their sheets.
fn bills(app: &App, lang: Lang, case: &Case) -> (Facts, Vec<BillView>) {
    let run = &case.run;
    let (Some(input), Some((book, area))) = (&run.input, app.area(&run.area)) else {
        return (Facts::new(), Vec::new());
    };
    let person = describe::person(lang, area, &input.person);
    let Ok((_, settlement)) = settle_request(book, &run.area, input) else {
        return (person, Vec::new());
    };
    let both = input.bills.iter().zip(&settlement.decisions).enumerate();
    let views = both.map(|(at, (bill, decision))| BillView {
        id: bill.id.clone(),
        facts: describe::bill(lang, area, bill),
        outcome: outcome(lang, area, &at.to_string(), decision),
    });
    (person, views.collect())
}

fn show(app: &App, asked: &Asked, case: &Case) -> CasePage {
    let (lang, run) = (asked.lang, &case.run);
    let (person, bills) = bills(app, lang, case);
    let title = lang.of(&run.title);
    let note = lang.of(&run.note);
    let usable = run.usable.as_deref().unwrap_or("");
    let (zh, en) = (format!("算例 {}", run.id), format!("Case {}", run.id));
    CasePage {
        frame: Frame::new(asked, zh, en),
        id: run.id.clone(),
        code: run.area.clone(),
        area: area_name(app, lang, &run.area),
        tongue: tongue(&title),
        title,
        kind: kind_words(lang, &run.kind),
        negative: usable == "negative-test",
        usable: usable_words(lang, usable).to_string(),
        document: run.document.clone(),
        note_tongue: tongue(&note),
        note: prose(Lang::En, &note),
        figures: figures(app, lang, case),
        passed: run.passed(),
        problem: run.problem.clone().unwrap_or_default(),
        person,
        bills,
    }
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (area, id) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let mut cases = app.cases().iter();
    match cases.find(|c| c.run.area == area && c.run.id == id) {
        Some(case) => send(StatusCode::OK, &show(&app, &asked, case)),
        None => super::missing::not_found(&asked, "没有这个算例。", "There is no such case."),
    }
}
