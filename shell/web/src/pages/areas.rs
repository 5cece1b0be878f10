//! The list of areas whose law is here.

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::frame::{Frame, page as send};
use crate::source::days;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

/// An area in a list.
pub(crate) struct AreaRow {
    /// Code.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// Schemes with their windows.
    pub(crate) schemes: Vec<(String, String)>,
    /// How many values and statistics it has, dated pieces counted each.
    pub(crate) figures: usize,
    /// How many of them are from official texts.
    pub(crate) official: usize,
}

/// All areas of the law.
pub(crate) fn rows(app: &App, lang: Lang) -> Vec<AreaRow> {
    let areas = app.book().areas.iter().map(|area| {
        let schemes = area.schemes.iter();
        let timelines = area.values.values().chain(area.statistics.values());
        let pieces: Vec<_> = timelines.flat_map(|t| &t.pieces).collect();
        let official = pieces.iter().filter(|p| p.entry.source.grade == law::Grade::Official);
        AreaRow {
            code: area.code.to_string(),
            name: lang.of(&area.name),
            schemes: schemes.map(|s| (lang.of(&s.body.name), days(lang, &s.entry))).collect(),
            official: official.count(),
            figures: pieces.len(),
        }
    });
    areas.collect()
}

#[derive(Template)]
#[template(path = "areas.html")]
struct Areas {
    frame: Frame,
    areas: Vec<AreaRow>,
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let template = Areas {
        frame: Frame::new(&asked, "地方规定", "The law of the areas"),
        areas: rows(&app, asked.lang),
    };
    send(StatusCode::OK, &template)
}
