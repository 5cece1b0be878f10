//! The first page: what this is, what to try, which areas there are.

use crate::app::App;
use crate::asked::Asked;
use crate::draft::Draft;
use crate::frame::{Frame, page as send};
use crate::pages::areas::{AreaRow, rows};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    areas: Vec<AreaRow>,
    tries: Vec<(String, String, String)>,
    cases: usize,
    passed: usize,
}

/// Something to try: label, what one sees, link.
type Try = (String, String, String);

/// Words of a bill in both languages, and its fields that differ from the example.
type Bill = ([&'static str; 4], &'static [(&'static str, &'static str)]);

/// Bills worth a look, where their area is there.
const TRIES: [Bill; 3] = [
    (
        [
            "职工在三级医院住院，2.2 万元",
            "起付、比例、个人负担，一步一条依据。",
            "An employee's stay at a level-three hospital, 22,000 yuan",
            "Deductible, share, what is left: each step with its source.",
        ],
        &[],
    ),
    (
        [
            "低保居民大额住院，25 万元",
            "基本医保、大病保险、医疗救助依次支付。",
            "A resident on the minimum living allowance, 250,000 yuan",
            "Basic insurance, catastrophic insurance and assistance, one after another.",
        ],
        &[
            ("insurance", "resident"),
            ("status", "adult"),
            ("class", "minimum-living"),
            ("level", "二级"),
            ("total", "250000.00"),
            ("own_pay", "8000.00"),
            ("first_pay", "6000.00"),
        ],
    ),
    (
        [
            "居民未备案跨省住院",
            "规定没有查到原文的地方，不作推算，说明缺什么。",
            "A resident's stay in another province, not recorded",
            "Where nobody has read the rule, nothing is guessed: it says what is missing.",
        ],
        &[("insurance", "resident"), ("status", "adult"), ("place", "away"), ("filing", "none")],
    ),
];

fn tries(app: &App, asked: &Asked) -> Vec<Try> {
    let Some(area) = app.first_area().filter(|a| a.schemes.len() > 1) else {
        return Vec::new();
    };
    let example = Draft::example(area);
    let tries = TRIES.iter().map(|([zh, what_zh, en, what_en], fields)| {
        let query = example.with(fields).to_query();
        (
            asked.lang.pick(*zh, *en).to_string(),
            asked.lang.pick(*what_zh, *what_en).to_string(),
            format!("/estimate?{query}"),
        )
    });
    tries.collect()
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let cases = app.cases();
    let template = Home {
        frame: Frame::new(&asked, "共济", "Gongji"),
        areas: rows(&app, asked.lang),
        tries: tries(&app, &asked),
        cases: cases.len(),
        passed: cases.iter().filter(|c| c.run.passed()).count(),
    };
    send(StatusCode::OK, &template)
}
