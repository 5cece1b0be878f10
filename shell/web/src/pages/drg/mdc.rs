//! One MDC of a scheme: how it is entered, and its ADRGs in the order in which they are tried.

use super::{Head, coded, find, label, path};
use crate::app::App;
use crate::asked::Asked;
use crate::frame::{Frame, page as send};
use crate::pages::missing::not_found;
use crate::table::Kind::{Name, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::drg_schemes::DrgScheme;
use payment::drg::Position;

#[derive(Template)]
#[template(path = "drg_mdc.html")]
struct MdcPage {
    frame: Frame,
    head: Head,
    title: String,
    enter: String,
    asks: String,
    table: Seen,
    diagnoses: Seen,
}

/// The ADRGs, each with its groups below it.
fn adrgs(asked: &Asked, scheme: &DrgScheme, names: &[String]) -> Table {
    let atlas = scheme.atlas();
    let row = |(at, name): (usize, &String)| {
        let entry = atlas.adrg(name);
        let groups = entry.map_or_else(Vec::new, |entry| entry.groups.clone());
        let title = groups.first().map_or("", |(_, title)| title.as_str());
        let title = title.split(['，', ',']).next().unwrap_or(title).to_string();
        let codes: Vec<&str> = groups.iter().map(|(code, _)| code.as_str()).collect();
        Row::of([
            Cell::number(at + 1),
            Cell::text(name.clone()).under(title).to(path(&scheme.name, &["adrg", name])),
            Cell::text(entry.map_or("", |entry| entry.rule.as_str())),
            Cell::text(codes.join(" ")),
        ])
    };
    Table::new(asked.lang, "adrgs", "核心组（ADRG）", "ADRGs")
        .column("at", Name, "次序", "Order")
        .column("adrg", Text, "核心组", "ADRG")
        .column("rule", Text, "匹配条件", "Asks for")
        .column("groups", Text, "细分组", "DRGs")
        .rows(names.iter().enumerate().map(row).collect())
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (name, letter) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let scheme = match find(&app, &asked, &name) {
        Ok(scheme) => scheme,
        Err(response) => return *response,
    };
    let Some(mdc) = scheme.atlas().mdc(&letter) else {
        return not_found(&asked, "这个方案没有这个大类。", "The scheme has no such category.");
    };
    let table = adrgs(&asked, &scheme, &mdc.adrgs).arrange(&asked);
    let rows = mdc.diagnoses.iter().map(|code| Row::of(coded(asked.lang, &scheme, code))).collect();
    let diagnoses = Table::new(asked.lang, "diagnoses", "主诊断编码", "Main diagnoses")
        .column("code", Text, "编码", "Code")
        .column("name", Text, "名称", "Name")
        .rows(rows)
        .nothing("不看主诊断。", "The main diagnosis is not asked for.")
        .beside()
        .arrange(&asked);
    for one in [&table, &diagnoses] {
        if let Some(file) = one.file().await {
            return file;
        }
    }
    let asks = match mdc.asks {
        None => ("不另设歧义病案。", "Ambiguous cases are not told apart."),
        Some(Position::Any) => (
            "有手术室手术而无外科组匹配的，归为歧义病案（QY）。",
            "Operated by any valid procedure without a surgical ADRG: ambiguous (QY).",
        ),
        Some(Position::First) => (
            "主要手术为手术室手术而无外科组匹配的，归为歧义病案（QY）。",
            "Operated by its first procedure without a surgical ADRG: ambiguous (QY).",
        ),
    };
    let (title, code) = label(mdc);
    let template = MdcPage {
        frame: Frame::new(&asked, title.clone(), title.clone()),
        head: Head::of(&scheme),
        title: format!("{code} {title}").trim().to_string(),
        enter: mdc.enter.clone(),
        asks: asked.lang.pick(asks.0, asks.1).to_string(),
        table,
        diagnoses,
    };
    send(StatusCode::OK, &template)
}
