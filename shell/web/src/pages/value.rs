//! One value of the law through time: all its dated pieces.

use crate::app::{App, default_day};
use crate::asked::Asked;
use crate::frame::{Frame, page as send};
use crate::glossary::name_words;
use crate::pages::law::{ValueView, value_view};
use crate::plain::Plain;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Area;
use office::law_show::law_history;

#[derive(Template)]
#[template(path = "value.html")]
struct ValuePage {
    frame: Frame,
    code: String,
    area: String,
    name: String,
    title: String,
    today: String,
    pieces: Vec<ValueView>,
    layers: Vec<String>,
}

/// The titles of layers whose words name the value.
fn used_by(plain: Plain<'_>, name: &str) -> Vec<String> {
    let timelines = plain.area.layers.values();
    let layers = timelines.filter_map(|t| t.on(plain.day).or(t.pieces.last()));
    let names = |text: &String| {
        let word = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        text.split(word).any(|w| w == name)
    };
    let using = layers.filter(|layer| {
        let parts = law::layer_words(&layer.body, &plain.area.domains);
        parts.iter().any(|(_, zh, _)| zh.iter().any(names))
    });
    using.map(|layer| plain.lang.of(&layer.body.titles)).collect()
}

fn show(asked: &Asked, area: &Area, name: &str) -> Option<ValuePage> {
    let lang = asked.lang;
    let day = default_day(area)?;
    let plain = Plain { area, lang, day };
    let history = law_history(area, name)?;
    let pieces = history.iter().rev().map(|shown| {
        let entry = &shown.entry;
        let now = entry.from <= day && entry.to.is_none_or(|to| day <= to);
        value_view(plain, shown, now)
    });
    let title = name_words(lang, name);
    let place = lang.of(&area.name);
    Some(ValuePage {
        frame: Frame::new(asked, format!("{place}{title}"), format!("{place}: {title}")),
        code: area.code.to_string(),
        area: place,
        name: name.to_string(),
        title,
        today: day.to_string(),
        pieces: pieces.collect(),
        layers: used_by(plain, name),
    })
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (code, name) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let area = app.area(&code).map(|(_, area)| area);
    match area.and_then(|area| show(&asked, area, &name)) {
        Some(template) => send(StatusCode::OK, &template),
        None => super::missing::not_found(
            &asked,
            "没有收录这一项标准。",
            "There is no value of this name here.",
        ),
    }
}
