//! All grouping schemes of this server.

use super::{days, path};
use crate::app::{App, today};
use crate::asked::Asked;
use crate::frame::{Frame, page as send};
use crate::table::Kind::{Number, Text};
use crate::table::{Cell, Row, Seen, Table, Tone};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use office::drg_schemes::DrgScheme;

#[derive(Template)]
#[template(path = "drg.html")]
struct Schemes {
    frame: Frame,
    some: bool,
    wrong: Vec<String>,
    table: Seen,
}

fn row(app: &App, asked: &Asked, scheme: &DrgScheme) -> Row {
    let area = scheme.texts.settings.area.as_str();
    let area = match (area, app.area(area)) {
        ("", _) => asked.lang.pick("各地", "any").to_string(),
        (_, Some((_, known))) => asked.lang.of(&known.name),
        (code, None) => code.to_string(),
    };
    let count = |count: usize| Cell::number(count);
    let state = match in_force(app, scheme) {
        true => Cell::text(asked.lang.pick("今天有效", "in force today")).tone(Tone::Good),
        false => Cell::nothing(),
    };
    Row::of([
        Cell::text(scheme.title()).to(path(&scheme.name, &[])),
        Cell::text(area),
        Cell::text(days(asked, scheme)),
        state,
        count(scheme.atlas().mdcs().len()),
        count(scheme.scheme.adrgs()),
        count(scheme.scheme.groups().count()),
    ])
}

/// Whether it is the one that counts today, in some area of the law.
fn in_force(app: &App, scheme: &DrgScheme) -> bool {
    let Some(today) = today() else { return false };
    let own = scheme.texts.settings.area.clone();
    let areas = app.book().areas.iter().map(|area| area.code.0.clone());
    areas.chain([own]).any(|area| {
        let counts = app.schemes().on(&area, today);
        counts.is_some_and(|counts| counts.name == scheme.name)
    })
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let all = app.schemes().all();
    let table = Table::new(asked.lang, "schemes", "分组方案", "Grouping schemes")
        .column("scheme", Text, "方案", "Scheme")
        .column("area", Text, "地区", "Area")
        .column("days", Text, "有效日期", "In force")
        .column("state", Text, "状态", "State")
        .column("mdcs", Number, "主要诊断大类（MDC）", "MDCs")
        .column("adrgs", Number, "核心组（ADRG）", "ADRGs")
        .column("groups", Number, "细分组（DRG）", "DRGs")
        .rows(all.iter().map(|scheme| row(&app, &asked, scheme)).collect())
        .arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let template = Schemes {
        frame: Frame::new(&asked, "DRG 分组", "DRG grouping"),
        some: !all.is_empty(),
        wrong: app.schemes().wrong().to_vec(),
        table,
    };
    send(StatusCode::OK, &template)
}
