//! Where a code stands in a scheme.

use super::{Head, find, path};
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
use payment::drg::CodeEntry;

#[derive(Template)]
#[template(path = "drg_code.html")]
struct CodePage {
    frame: Frame,
    head: Head,
    code: String,
    name: String,
    facts: Vec<(String, String)>,
    table: Seen,
}

fn facts(asked: &Asked, entry: &CodeEntry) -> Vec<(String, String)> {
    let lang = asked.lang;
    let mut all = Vec::new();
    let mut say =
        |zh: &str, en: &str, value: String| all.push((lang.pick(zh, en).to_string(), value));
    if entry.procedure {
        let valid = match entry.valid {
            true => lang.pick("是", "yes"),
            false => lang.pick("不是", "no"),
        };
        say("手术室手术", "Operating-room procedure", valid.to_string());
        return all;
    }
    let excluded = |number: &String| match lang {
        crate::asked::Lang::Zh => format!("是（主诊断属排除表 {number} 时不计）"),
        crate::asked::Lang::En => format!("yes (not beside a main diagnosis of table {number})"),
    };
    let no = || lang.pick("不是", "no").to_string();
    say("严重并发症（MCC）", "MCC", entry.mcc.as_ref().map_or_else(no, excluded));
    say("并发症（CC）", "CC", entry.cc.as_ref().map_or_else(no, excluded));
    let none = || lang.pick("无", "none").to_string();
    say(
        "作主诊断时的排除表",
        "Exclusion table as main diagnosis",
        entry.excludes.clone().unwrap_or_else(none),
    );
    if !entry.sites.is_empty() {
        say("创伤部位", "Trauma site", entry.sites.join("、"));
    }
    all
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    asked_path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (name, code) = asked_path.map_or_else(|_| Default::default(), |Path(both)| both);
    let scheme = match find(&app, &asked, &name) {
        Ok(scheme) => scheme,
        Err(response) => return *response,
    };
    let Some(entry) = scheme.atlas().where_is(&code) else {
        return not_found(
            &asked,
            "这个方案里没有这个编码。",
            "The scheme does not have this code.",
        );
    };
    let lang = asked.lang;
    let mdc = |letter: &String| {
        let link = path(&scheme.name, &["mdc", letter]);
        let main = lang.pick("主诊断表", "main diagnoses");
        Row::of([Cell::text(format!("MDC{letter}")).to(link), Cell::text(main)])
    };
    let adrg = |(adrg, list): &(String, String)| {
        let link = path(&scheme.name, &["adrg", adrg]);
        Row::of([Cell::text(adrg.clone()).to(link), Cell::text(list.clone())])
    };
    let table = Table::new(lang, "places", "所在的编码表", "Lists it is in")
        .column("place", Text, "大类或核心组", "Category or ADRG")
        .column("list", Text, "编码表", "List")
        .rows(entry.mdcs.iter().map(mdc).chain(entry.lists.iter().map(adrg)).collect())
        .nothing("不在任何大类或核心组的编码表里。", "It is in no list of a category or an ADRG.")
        .arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let template = CodePage {
        frame: Frame::new(&asked, code.clone(), code.clone()),
        head: Head::of(&scheme),
        facts: facts(&asked, entry),
        name: entry.name.clone(),
        code,
        table,
    };
    send(StatusCode::OK, &template)
}
