//! The page of a transaction (交易说明): its fields in and out, and the dictionaries behind them.

use super::{Bare, LIST, Tongue, bare};
use crate::fields::{DictionaryTable, Table, Transaction, envelope_model, page_model, transaction};
use askama::Template;
use axum::http::StatusCode;

/// The page of the envelope.
const ENVELOPE: &str = "envelope";

#[derive(Template)]
#[template(path = "one.html")]
struct One {
    tongue: Tongue,
    /// Its number; empty for the envelope.
    infno: &'static str,
    title: String,
    known: Option<&'static Transaction>,
    sides: Vec<(&'static str, Vec<Table>)>,
    dictionaries: Vec<DictionaryTable>,
}

#[derive(Template)]
#[template(path = "none.html")]
struct Nothing {
    tongue: Tongue,
}

/// The page of a number.
pub(super) fn page(tongue: Tongue, infno: &str) -> Bare {
    let one = match (infno, transaction(infno)) {
        (ENVELOPE, _) => envelope(tongue),
        (_, Some(known)) => of(tongue, known, infno),
        (_, None) => return none(tongue),
    };
    let path = format!("{LIST}/{infno}");
    let title = format!("{} {}", one.infno, one.title).trim_start().to_string();
    bare(tongue, &path, title, &one)
}

fn envelope(tongue: Tongue) -> One {
    let title = tongue.t("报文外层", "The envelope").to_string();
    let mut tables = envelope_model().into_iter();
    let mut next = |name| (name, tables.next().into_iter().collect::<Vec<Table>>());
    let request = next(tongue.t("请求", "Request"));
    let response = next(tongue.t("应答", "Response"));
    let sides = vec![request, response];
    One { tongue, infno: "", title, known: None, sides, dictionaries: Vec::new() }
}

fn of(tongue: Tongue, known: &'static Transaction, infno: &str) -> One {
    let title = tongue.title(known.title).to_string();
    let mut one = One {
        tongue,
        infno: known.infno,
        title,
        known: Some(known),
        sides: Vec::new(),
        dictionaries: Vec::new(),
    };
    let Some(page) = page_model(infno) else { return one };
    let sides = [
        (tongue.t("输入", "Input"), page.input),
        (tongue.t("输出", "Output"), page.output),
        (tongue.t("随附文件", "File that is sent"), page.in_file),
        (tongue.t("返回文件", "File that comes back"), page.out_file),
    ];
    one.sides = sides.into_iter().filter(|(_, tables)| !tables.is_empty()).collect();
    one.dictionaries = page.dictionaries;
    one
}

fn none(tongue: Tongue) -> Bare {
    let title = tongue.t("没有找到", "Not found").to_string();
    Bare { status: StatusCode::NOT_FOUND, ..bare(tongue, LIST, title, &Nothing { tongue }) }
}
