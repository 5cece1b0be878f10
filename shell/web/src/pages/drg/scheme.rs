//! One grouping scheme: its MDCs in order, and a search for codes and groups.

use super::{Head, days, find, label, path};
use crate::app::App;
use crate::asked::Asked;
use crate::frame::{Frame, page as send};
use crate::table::Kind::{Name, Number, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::drg_schemes::DrgScheme;
use payment::drg::{AdrgEntry, MdcEntry};

/// The most codes that a search shows.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "drg_scheme.html")]
struct SchemePage {
    frame: Frame,
    head: Head,
    facts: Vec<(String, String)>,
    typed: String,
    found: Option<Seen>,
    table: Seen,
}

fn count(count: usize) -> Cell {
    Cell::number(count)
}

fn row(scheme: &DrgScheme, at: usize, mdc: &MdcEntry) -> Row {
    let atlas = scheme.atlas();
    let groups = |name: &String| atlas.adrg(name).map_or(0, |adrg: &AdrgEntry| adrg.groups.len());
    let link = path(&scheme.name, &["mdc", &mdc.letter]);
    let (name, code) = label(mdc);
    Row::of([
        count(at + 1),
        Cell::text(name).under(code).to(link),
        Cell::text(mdc.enter.clone()),
        count(mdc.diagnoses.len()),
        count(mdc.adrgs.len()),
        count(mdc.adrgs.iter().map(groups).sum()),
    ])
}

/// Codes and groups that fit what was typed.
fn found(asked: &Asked, scheme: &DrgScheme, typed: &str) -> Table {
    let (atlas, lang) = (scheme.atlas(), asked.lang);
    let groups = atlas.groups(typed, MOST).into_iter().map(|[adrg, code, name]| {
        Row::of([
            Cell::text(code.to_string()).to(path(&scheme.name, &["adrg", adrg])),
            Cell::text(name.to_string()),
            Cell::text(lang.pick("病组", "group")),
        ])
    });
    let codes = atlas.search(typed, MOST).into_iter().map(|(code, entry)| {
        let kind = match entry.procedure {
            true => lang.pick("手术操作", "procedure"),
            false => lang.pick("疾病诊断", "diagnosis"),
        };
        let [code, name] = super::coded(lang, scheme, code);
        Row::of([code, name, Cell::text(kind)])
    });
    Table::new(lang, "found", "查到的编码和病组", "Codes and groups found")
        .column("code", Text, "编码", "Code")
        .column("name", Text, "名称", "Name")
        .column("kind", Text, "类别", "Kind")
        .rows(groups.chain(codes).collect())
        .nothing(
            "没有以此开头的编码，也没有含此字的名称。",
            "No code begins so, and no name holds it.",
        )
        .beside()
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let name = path.map_or_else(|_| String::new(), |Path(name)| name);
    let scheme = match find(&app, &asked, &name) {
        Ok(scheme) => scheme,
        Err(response) => return *response,
    };
    let lang = asked.lang;
    let mdcs = scheme.atlas().mdcs();
    let table = Table::new(lang, "mdcs", "主要诊断大类（MDC）", "Main diagnostic categories")
        .column("at", Name, "次序", "Order")
        .column("mdc", Text, "大类", "Category")
        .column("enter", Text, "进入条件", "Entered by")
        .column("diagnoses", Number, "主诊断编码", "Main diagnoses")
        .column("adrgs", Number, "核心组", "ADRGs")
        .column("groups", Number, "细分组", "DRGs")
        .rows(mdcs.iter().enumerate().map(|(at, mdc)| row(&scheme, at, mdc)).collect())
        .arrange(&asked);
    let typed = asked.query.get("q").unwrap_or("").to_string();
    let found = (!typed.is_empty()).then(|| found(&asked, &scheme, &typed).arrange(&asked));
    for one in [Some(&table), found.as_ref()].into_iter().flatten() {
        if let Some(file) = one.file().await {
            return file;
        }
    }
    let fact = |zh: &str, en: &str, value: String| (lang.pick(zh, en).to_string(), value);
    let template = SchemePage {
        frame: Frame::new(&asked, scheme.title(), scheme.title()),
        facts: vec![
            fact("有效日期", "In force", days(&asked, &scheme)),
            fact("核心组（ADRG）", "ADRGs", scheme.scheme.adrgs().to_string()),
            fact("细分组（DRG）", "DRGs", scheme.scheme.groups().count().to_string()),
        ],
        head: Head::of(&scheme),
        typed,
        found,
        table,
    };
    send(StatusCode::OK, &template)
}
