//! One ADRG of a scheme: what it asks for, its groups, and its lists.

use super::{Head, coded, find, path};
use crate::app::App;
use crate::asked::Asked;
use crate::frame::{Frame, page as send};
use crate::pages::missing::not_found;
use crate::table::Kind::Text;
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "drg_adrg.html")]
struct AdrgPage {
    frame: Frame,
    head: Head,
    name: String,
    rule: String,
    mdcs: Vec<(String, String)>,
    table: Seen,
    lists: Seen,
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    asked_path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (name, adrg) = asked_path.map_or_else(|_| Default::default(), |Path(both)| both);
    let scheme = match find(&app, &asked, &name) {
        Ok(scheme) => scheme,
        Err(response) => return *response,
    };
    let Some(entry) = scheme.atlas().adrg(&adrg) else {
        return not_found(&asked, "这个方案没有这个核心组。", "The scheme has no such ADRG.");
    };
    let lang = asked.lang;
    let groups = entry
        .groups
        .iter()
        .map(|(code, name)| Row::of([Cell::text(code.clone()), Cell::text(name.clone())]));
    let table = Table::new(lang, "groups", "细分组（DRG）", "DRGs")
        .column("code", Text, "病组", "Group")
        .column("name", Text, "名称", "Name")
        .rows(groups.collect())
        .arrange(&asked);
    let procedures = lang.pick("手术操作", "procedures");
    let diagnoses = lang.pick("疾病诊断", "diagnoses");
    let lists = entry.diagnoses.iter().map(|(list, codes)| (diagnoses, list, codes));
    let lists = lists.chain(entry.procedures.iter().map(|(list, codes)| (procedures, list, codes)));
    let rows = lists.flat_map(|(kind, list, codes)| {
        let scheme = &scheme;
        codes.iter().map(move |code| {
            let [code, name] = coded(lang, scheme, code);
            let list_cell = Cell::text(format!("{kind} {list}"));
            Row::of([code, name, list_cell]).facet("list", format!("{kind} {list}"))
        })
    });
    let lists = Table::new(lang, "lists", "编码表", "Lists")
        .column("code", Text, "编码", "Code")
        .column("name", Text, "名称", "Name")
        .column("list", Text, "编码表", "List")
        .rows(rows.collect())
        .filter("list", ("编码表", "List"), str::to_string)
        .nothing("这个核心组没有编码表。", "This ADRG has no lists.")
        .beside()
        .arrange(&asked);
    for one in [&table, &lists] {
        if let Some(file) = one.file().await {
            return file;
        }
    }
    let of = |letter: &String| (path(&scheme.name, &["mdc", letter]), format!("MDC{letter}"));
    let template = AdrgPage {
        frame: Frame::new(&asked, adrg.clone(), adrg.clone()),
        head: Head::of(&scheme),
        rule: entry.rule.clone(),
        mdcs: entry.mdcs.iter().map(of).collect(),
        name: adrg,
        table,
        lists,
    };
    send(StatusCode::OK, &template)
}
