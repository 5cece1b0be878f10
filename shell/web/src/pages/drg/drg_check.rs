//! What a check of a scheme finds.

use super::{Head, find};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::frame::{Frame, marks, page as send};
use crate::table::Kind::{Name, Text};
use crate::table::{Cell, Row, Seen, Table, Tone};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::drg_check::drg_check;
use payment::drg::{Finding, Severity};

#[derive(Template)]
#[template(path = "drg_check.html")]
struct CheckPage {
    frame: Frame,
    head: Head,
    sums: String,
    table: Seen,
}

fn weight(lang: Lang, severity: &str) -> &'static str {
    match severity {
        "error" => lang.pick("错误", "error"),
        "warning" => lang.pick("警告", "warning"),
        _ => lang.pick("提示", "note"),
    }
}

fn row(lang: Lang, finding: &Finding) -> Row {
    let severity = finding.severity.name();
    let tone = if finding.severity == Severity::Error { Tone::Bad } else { Tone::Plain };
    let line = match finding.line {
        0 => Cell::nothing(),
        line => Cell::number(line),
    };
    let sentence = lang.pick(marks(lang, &finding.words.zh), finding.words.en.clone());
    Row::of([
        Cell::text(weight(lang, severity)).tone(tone),
        Cell::text(finding.code.clone()),
        Cell::text(sentence),
        Cell::text(finding.file.clone()),
        line,
    ])
    .facet("severity", severity)
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
    let head = Head::of(&scheme);
    // A scheme of the whole land takes half a second.
    let work = tokio::task::spawn_blocking(move || drg_check(&scheme.texts)).await;
    let Ok(checked) = work else {
        let (zh, en) = ("校验没有完成。请再试一次。", "The check was not finished. Try again.");
        return crate::pages::missing::not_done(&asked, lang.pick(zh, en).to_string());
    };
    let table = Table::new(lang, "findings", "校验结果", "Findings")
        .column("severity", Text, "程度", "Weight")
        .column("code", Text, "对象", "About")
        .column("sentence", Text, "说明", "What")
        .column("file", Text, "文件", "File")
        .column("line", Name, "行", "Line")
        .rows(checked.findings.iter().map(|finding| row(lang, finding)).collect())
        .filter("severity", ("程度", "Weight"), |severity| weight(lang, severity).to_string())
        .nothing("没有发现问题。", "Nothing was found.")
        .arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|one| checked.count(one));
    let sums = match lang {
        Lang::Zh => format!("错误 {errors} 处，警告 {warnings} 处，提示 {notes} 处。"),
        Lang::En => format!("{errors} errors, {warnings} warnings, {notes} notes."),
    };
    let frame = Frame::new(&asked, "方案校验", "Check of the scheme");
    send(StatusCode::OK, &CheckPage { frame, head, sums, table })
}
