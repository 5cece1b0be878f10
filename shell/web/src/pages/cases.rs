//! Worked cases: the law's own and the published examples, printed and computed side by side.

use crate::app::{App, Case, default_day};
use crate::asked::{Asked, Lang, Query};
use crate::figure::{FigureRow, rows};
use crate::frame::{Frame, page as send, segment, tongue};
use crate::plain::Plain;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

/// A case in the list.
struct CaseRow {
    id: String,
    title: String,
    tongue: &'static str,
    link: String,
    area: String,
    kind: &'static str,
    usable: String,
    figures: Vec<FigureRow>,
    passed: bool,
    problem: String,
}

/// A way to filter: what is filtered, and its links.
struct Filter {
    label: String,
    choices: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "cases.html")]
struct Cases {
    frame: Frame,
    filters: Vec<Filter>,
    cases: Vec<CaseRow>,
    passed: usize,
    all: usize,
}

/// The words of a kind of case.
pub(crate) fn kind_words(lang: Lang, kind: &str) -> &'static str {
    let (zh, en) = match kind {
        "bill" => ("整张单", "whole bill"),
        "layer" => ("单层", "one layer"),
        "value" => ("单项标准", "one value"),
        "waiting" => ("等待期", "waiting"),
        _ => ("无法运行", "cannot be run"),
    };
    lang.pick(zh, en)
}

/// The words for how far a case may be used.
pub(crate) fn usable_words(lang: Lang, usable: &str) -> &'static str {
    let (zh, en) = match usable {
        "truth-official" => ("官方算例", "official example"),
        "truth-thirdparty" => ("第三方算例", "third-party example"),
        "arithmetic-only" => ("只核算术", "arithmetic only"),
        "negative-test" => ("原文有误", "misprinted at the source"),
        _ => ("按本规定手算", "worked by hand from the law"),
    };
    lang.pick(zh, en)
}

/// The name of an area in the pages' language.
pub(crate) fn area_name(app: &App, lang: Lang, code: &str) -> String {
    let found = app.area(code);
    found.map_or_else(|| code.to_string(), |(_, area)| lang.of(&area.name))
}

/// The figures of a case; none if its area is not there.
pub(crate) fn figures(app: &App, lang: Lang, case: &Case) -> Vec<FigureRow> {
    let found = app.area(&case.run.area).map(|(_, area)| area);
    let day = found.and_then(|area| default_day(area));
    match (found, day) {
        (Some(area), Some(day)) => rows(Plain { area, lang, day }, &case.run),
        _ => Vec::new(),
    }
}

fn usable(case: &Case) -> &str {
    case.run.usable.as_deref().unwrap_or("by-hand")
}

/// Where a case comes from: the shipped law's area, or the examples as a whole.
fn origin(case: &Case) -> &str {
    if case.example { "examples" } else { &case.run.area }
}

fn origin_words(app: &App, lang: Lang, origin: &str) -> String {
    match origin {
        "examples" => lang.pick("公开算例", "published examples").to_string(),
        code => area_name(app, lang, code),
    }
}

/// The links of one filter.
fn filter(
    (lang, query): (Lang, &Query),
    (name, label): (&str, &str),
    values: Vec<(String, String)>,
) -> Filter {
    let now = query.get(name).unwrap_or("");
    let link = |value: &str| {
        let query = query.with(name, value).to_string();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/cases{mark}{query}")
    };
    let any = (lang.pick("全部", "all").to_string(), link(""), now.is_empty());
    let each = values.into_iter().map(|(value, words)| (words, link(&value), now == value));
    Filter { label: label.to_string(), choices: [any].into_iter().chain(each).collect() }
}

/// Distinct values in the order in which they come, with their words.
fn distinct<'a>(
    all: impl Iterator<Item = &'a str>,
    words: impl Fn(&str) -> String,
) -> Vec<(String, String)> {
    let mut values: Vec<(String, String)> = Vec::new();
    for value in all {
        if !values.iter().any(|(known, _)| known == value) {
            values.push((value.to_string(), words(value)));
        }
    }
    values
}

fn row(app: &App, lang: Lang, case: &Case) -> CaseRow {
    let run = &case.run;
    let title = lang.of(&run.title);
    CaseRow {
        id: run.id.clone(),
        tongue: tongue(&title),
        title,
        link: format!("/cases/{}/{}", segment(&run.area), segment(&run.id)),
        area: area_name(app, lang, &run.area),
        kind: kind_words(lang, &run.kind),
        usable: usable_words(lang, usable(case)).to_string(),
        figures: figures(app, lang, case),
        passed: run.passed(),
        problem: run.problem.clone().unwrap_or_default(),
    }
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let (lang, query) = (asked.lang, &asked.query);
    let all = app.cases();
    let asks = (lang, query);
    let is = |name: &str, value: &str| query.get(name).is_none_or(|asked| asked == value);
    let kept = all.iter().filter(|case| {
        let result = if case.run.passed() { "passed" } else { "failed" };
        is("kind", &case.run.kind)
            && is("use", usable(case))
            && is("area", origin(case))
            && is("result", result)
    });
    let cases: Vec<CaseRow> = kept.map(|case| row(&app, lang, case)).collect();
    let filters = vec![
        filter(
            asks,
            ("area", lang.pick("来源", "From")),
            distinct(all.iter().map(origin), |o| origin_words(&app, lang, o)),
        ),
        filter(
            asks,
            ("kind", lang.pick("类型", "Kind")),
            distinct(all.iter().map(|c| c.run.kind.as_str()), |k| kind_words(lang, k).to_string()),
        ),
        filter(
            asks,
            ("use", lang.pick("用途", "Use")),
            distinct(all.iter().map(usable), |u| usable_words(lang, u).to_string()),
        ),
    ];
    let template = Cases {
        frame: Frame::new(&asked, "算例核对", "Worked cases"),
        filters,
        passed: cases.iter().filter(|c| c.passed).count(),
        all: cases.len(),
        cases,
    };
    send(StatusCode::OK, &template)
}
