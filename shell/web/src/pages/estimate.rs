//! An estimate: the form, and on the same page who pays what and why (一单制).

use crate::app::{App, default_day};
use crate::asked::{Asked, Lang};
use crate::describe::{self, Facts};
use crate::draft::{Draft, Mistake, mistake};
use crate::fields::{Group, counters, groups};
use crate::frame::{Frame, page as send};
use crate::outcome::{Outcome, outcome};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use office::settle::{InputError, SettleError, SettleInput, settle_request};

#[derive(Template)]
#[template(path = "estimate.html")]
struct Estimate {
    frame: Frame,
    area: String,
    person: Facts,
    bill: Facts,
    outcome: Option<Outcome>,
    mistakes: Vec<(&'static str, String)>,
    groups: Vec<Group>,
    counters: Vec<(String, String)>,
    compare: String,
    law: String,
}

/// Settles one drafted bill.
pub(crate) fn settle_draft(
    app: &App,
    lang: Lang,
    draft: &Draft,
    id: &str,
) -> Result<(SettleInput, Outcome), Vec<Mistake>> {
    let input = draft.input()?;
    let settled = settle_request(app.book(), draft.area.code.as_str(), &input);
    let (_, settlement) = settled.map_err(|error| vec![of_error(&error)])?;
    let decision = settlement.decisions.first();
    let decision = decision.ok_or_else(|| vec![mistake("total", "没有费用单。", "No bill.")])?;
    Ok((input, outcome(lang, &draft.area, id, decision)))
}

/// What the office could not use, as a mistake in a field.
fn of_error(error: &SettleError) -> Mistake {
    let field = match error {
        SettleError::Input(InputError::Field { path, .. }) => match path.as_str() {
            p if p.contains("accumulators") => "counted",
            p if p.contains("account") => "current",
            p if p.ends_with("born") => "born",
            p if p.ends_with("from") => "from",
            p if p.ends_with("to") => "to",
            _ => "total",
        },
        _ => "area",
    };
    mistake(field, format!("这一项不能用：{error}"), error.to_string())
}

fn show(app: &App, asked: &Asked, draft: &Draft) -> Estimate {
    let lang = asked.lang;
    let mut wrong = Vec::new();
    let mut shown = None;
    if draft.submitted {
        match settle_draft(app, lang, draft, "sheet") {
            Ok(done) => shown = Some(done),
            Err(mistakes) => wrong = mistakes,
        }
    }
    let area = &draft.area;
    let areas = app.book().areas.iter();
    let areas: Vec<_> = areas.map(|a| (a.code.to_string(), lang.of(&a.name))).collect();
    let (facts, outcome) = match shown {
        Some((input, outcome)) => {
            let bill = input.bills.first().map(|b| describe::bill(lang, area, b));
            let person = describe::person(lang, area, &input.person);
            ((person, bill.unwrap_or_default()), Some(outcome))
        }
        None => ((Facts::new(), Facts::new()), None),
    };
    let sheet = outcome.as_ref().and_then(|o| o.sheet.as_ref());
    let day = sheet.map_or_else(|| draft.text("to").to_string(), |s| s.ruling_day.clone());
    let day_query = crate::asked::Query::default().with("on", &day);
    let unsettled = outcome.as_ref().and_then(|o| o.unsettled.as_ref());
    if let Some(unsettled) = unsettled.filter(|u| !u.field.is_empty()) {
        wrong.push(mistake(unsettled.field, unsettled.todo.clone(), unsettled.todo.clone()));
    }
    let listed = outcome.is_none();
    Estimate {
        frame: Frame::new(asked, "待遇试算", "Estimate"),
        area: lang.of(&area.name),
        person: facts.0,
        bill: facts.1,
        mistakes: wrong.iter().filter(|_| listed).map(|m| (m.field, lang.of(&m.words))).collect(),
        groups: groups(lang, draft, &wrong, &areas),
        counters: default_day(area).map_or_else(Vec::new, |day| counters(lang, area, day)),
        compare: format!("/compare?{}", draft.to_query()),
        law: format!("/law/{}?{day_query}", area.code),
        outcome,
    }
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    match Draft::read(&app, &asked.query) {
        Some(draft) => send(StatusCode::OK, &show(&app, &asked, &draft)),
        None => super::missing::not_found(
            &asked,
            "这里没有收录任何地区的规定。",
            "There is no area's law here.",
        ),
    }
}
