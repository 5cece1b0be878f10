//! The law of an area on a day: schemes, layers in order, values, each with its document.

use crate::app::{App, default_day};
use crate::asked::{Asked, Lang};
use crate::fields::fact_label;
use crate::frame::{Frame, page as send};
use crate::glossary::name_words;
use crate::plain::{Line, Plain, value_link};
use crate::source::{Badge, SourceView, badge, days, of_entry};
use ::law::{Area, Dated, Entry, Fact, Grade, RulingDay, Scheme};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::law_show::{LawShown, Shown, ShownLayer, law_show};
use units::Day;

/// A layer.
struct LayerView {
    title: String,
    fund: String,
    parts: Vec<(String, Vec<Deep>)>,
    source: SourceView,
}

/// A line of a part; deeper ones say what a value named above them is.
struct Deep {
    depth: usize,
    line: Line,
}

/// Values that rest on values that rest on values are said so far.
const DEEPEST: usize = 3;

/// Lines, each followed by what the values it names say on the day.
fn deepen(plain: Plain<'_>, lines: &[String], depth: usize, out: &mut Vec<Deep>) {
    for text in lines {
        let line = plain.line(text);
        out.push(Deep { depth, line });
        for name in plain.values_in(text).into_iter().filter(|_| depth < DEEPEST) {
            let piece = plain.area.values.get(name).and_then(|t| t.on(plain.day));
            if let Some(piece) = piece {
                let zh = plain.lang == Lang::Zh;
                let words = ::law::expr_words(&piece.body, &plain.area.domains, zh);
                deepen(plain, &words, depth + 1, out);
            }
        }
    }
}

/// A scheme.
struct SchemeView {
    name: String,
    facts: Vec<(String, String)>,
    layers: Vec<LayerView>,
    source: SourceView,
}

/// A value or a statistic.
pub(crate) struct ValueView {
    /// Name in law.
    pub(crate) name: String,
    /// Its words.
    pub(crate) title: String,
    /// Its history.
    pub(crate) link: String,
    /// What it says.
    pub(crate) lines: Vec<Line>,
    /// Where it stands.
    pub(crate) source: SourceView,
    /// Whether it is in force on the day of the page.
    pub(crate) now: bool,
}

#[derive(Template)]
#[template(path = "law.html")]
struct LawPage {
    frame: Frame,
    code: String,
    area: String,
    example: bool,
    on: String,
    typed: String,
    wrong: bool,
    windows: Vec<(String, String)>,
    changes: Vec<(String, bool)>,
    grades: Vec<(Badge, usize)>,
    schemes: Vec<SchemeView>,
    values: Vec<ValueView>,
    statistics: Vec<ValueView>,
}

/// A value as pages show it.
pub(crate) fn value_view(plain: Plain<'_>, shown: &Shown, now: bool) -> ValueView {
    let lines = plain.lang.pick(&shown.zh, &shown.en).iter();
    ValueView {
        name: shown.name.clone(),
        title: name_words(plain.lang, &shown.name),
        link: value_link(plain.lang, plain.area, &shown.name),
        lines: lines.map(|line| plain.line(line)).collect(),
        source: of_entry(plain.lang, &shown.entry),
        now,
    }
}

fn layer_view(plain: Plain<'_>, layer: &ShownLayer) -> LayerView {
    let lang = plain.lang;
    let parts = layer.parts.iter().map(|(name, zh, en)| {
        let mut lines = Vec::new();
        deepen(plain, lang.pick(zh, en), 0, &mut lines);
        (lang.of(name), lines)
    });
    LayerView {
        title: lang.of(&layer.titles),
        fund: lang.of(&layer.fund),
        parts: parts.collect(),
        source: of_entry(lang, &layer.entry),
    }
}

/// What a scheme settles before its layers, in words.
fn scheme_facts(lang: Lang, area: &Area, scheme: &Scheme) -> Vec<(String, String)> {
    let words = |fact: Fact, code: u16| lang.of(&area.domains.titles(fact, code));
    let covers: Vec<String> = scheme.covers.iter().map(|c| words(Fact::Care, *c)).collect();
    let (zh, en) = match scheme.ruling_day {
        RulingDay::Admission => ("入院日", "the day of admission"),
        RulingDay::Discharge => ("出院日", "the day of discharge"),
        RulingDay::Settlement => ("结算日", "the day of settlement"),
        RulingDay::Split => ("出院日，跨年分两张单", "discharge; two bills over the year's end"),
    };
    let say = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    vec![
        (fact_label(lang, Fact::Insurance).to_string(), words(Fact::Insurance, scheme.insurance)),
        (say("收录的医疗类别", "Kinds of care"), covers.join(lang.pick("、", ", "))),
        (say("适用哪一天的规定", "Law of which day"), say(zh, en)),
    ]
}

/// How many pieces of the page stand on each grade.
fn grades(lang: Lang, shown: &LawShown) -> Vec<(Badge, usize)> {
    let schemes = shown.schemes.iter().map(|(_, entry, _)| entry);
    let layers = shown.schemes.iter().flat_map(|(_, _, layers)| layers);
    let values = shown.values.iter().chain(&shown.statistics);
    let all: Vec<&Entry> =
        schemes.chain(layers.map(|l| &l.entry)).chain(values.map(|v| &v.entry)).collect();
    let count = |grade: Grade| all.iter().filter(|e| e.source.grade == grade).count();
    Grade::NAMES
        .iter()
        .map(|(_, grade)| (badge(lang, *grade), count(*grade)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// The days from which the area's law is another one.
fn changes(area: &Area, on: Day) -> Vec<(String, bool)> {
    let values = area.values.values().chain(area.statistics.values());
    let mut days: Vec<Day> = values
        .flat_map(|t| t.pieces.iter().map(|p| p.entry.from))
        .chain(area.layers.values().flat_map(|t| t.pieces.iter().map(|p| p.entry.from)))
        .chain(area.schemes.iter().map(|s: &Dated<Scheme>| s.entry.from))
        .collect();
    days.sort();
    days.dedup();
    let here = days.iter().rev().find(|d| **d <= on).copied();
    let mark = |d: &Day| (d.to_string(), Some(*d) == here);
    days.iter().map(mark).collect()
}

fn show(app: &App, asked: &Asked, area: &Area) -> Option<LawPage> {
    let lang = asked.lang;
    let typed = asked.query.get("on").unwrap_or("").to_string();
    let parsed = Day::parse(&typed).ok();
    let day = parsed.or_else(|| default_day(area))?;
    let shown = law_show(area, day);
    let plain = Plain { area, lang, day };
    let schemes = shown.schemes.iter().map(|(name, entry, layers)| {
        let body = area.schemes.iter().find(|s| s.entry.place == entry.place);
        SchemeView {
            name: lang.of(name),
            facts: body.map_or_else(Vec::new, |s| scheme_facts(lang, area, &s.body)),
            layers: layers.iter().map(|l| layer_view(plain, l)).collect(),
            source: of_entry(lang, entry),
        }
    });
    let windows = area.schemes.iter();
    let values = |all: &[Shown]| all.iter().map(|v| value_view(plain, v, true)).collect();
    let name = lang.of(&area.name);
    Some(LawPage {
        frame: Frame::new(asked, format!("{name}规定"), format!("The law of {name}")),
        code: area.code.to_string(),
        example: app.is_example(area.code.as_str()),
        area: name,
        on: day.to_string(),
        wrong: !typed.is_empty() && parsed.is_none(),
        typed,
        windows: windows.map(|s| (lang.of(&s.body.name), days(lang, &s.entry))).collect(),
        changes: changes(area, day),
        grades: grades(lang, &shown),
        schemes: schemes.collect(),
        values: values(&shown.values),
        statistics: values(&shown.statistics),
    })
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let code = path.map_or_else(|_| String::new(), |Path(code)| code);
    let area = app.area(&code).map(|(_, area)| area);
    match area.and_then(|area| show(&app, &asked, area)) {
        Some(template) => send(StatusCode::OK, &template),
        None => super::missing::not_found(
            &asked,
            "没有收录这个地区的规定。",
            "The law of this area is not here.",
        ),
    }
}
