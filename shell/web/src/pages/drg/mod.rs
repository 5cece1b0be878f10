//! Grouping (分组): schemes to look around in, one case explained, two schemes compared. Nothing here is
//! about a person of the books.

pub(crate) mod adrg;
pub(crate) mod code;
pub(crate) mod drg_check;
pub(crate) mod drg_diff;
pub(crate) mod drg_explain;
pub(crate) mod list;
pub(crate) mod mdc;
pub(crate) mod scheme;

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::frame::segment;
use crate::pages::missing::not_found;
use crate::table::{Cell, Tone};
use axum::response::Response;
use office::drg_schemes::DrgScheme;
use payment::drg::MdcEntry;
use std::sync::Arc;

/// A scheme by its name, or that there is none.
fn find(app: &App, asked: &Asked, name: &str) -> Result<Arc<DrgScheme>, Box<Response>> {
    app.schemes().named(name).cloned().ok_or_else(|| {
        Box::new(not_found(
            asked,
            "没有这个分组方案。全部方案见“分组”页。",
            "There is no such grouping scheme. The page 'Grouping' lists them.",
        ))
    })
}

/// An address within a scheme.
fn path(scheme: &str, rest: &[&str]) -> String {
    let rest = rest.iter().map(|part| format!("/{}", segment(part)));
    format!("/drg/{}{}", segment(scheme), rest.collect::<String>())
}

/// The days on which a scheme holds, in words.
fn days(asked: &Asked, scheme: &DrgScheme) -> String {
    let english = asked.lang == Lang::En;
    match (scheme.from, scheme.to) {
        (None, None) => asked.lang.pick("未写", "not said").to_string(),
        (Some(from), None) if english => format!("from {from}"),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(to)) if english => format!("to {to}"),
        (None, Some(to)) => format!("至 {to}"),
        (Some(from), Some(to)) => format!("{from} – {to}"),
    }
}

/// The name of an MDC, where the scheme gives one, and what it is called in results.
fn label(mdc: &MdcEntry) -> (String, String) {
    let code = format!("MDC{}", mdc.letter);
    if mdc.title.is_empty() { (code, String::new()) } else { (mdc.title.clone(), code) }
}

/// A code with its name and a link to where it stands; one that the scheme does not know says so.
fn coded(lang: Lang, scheme: &DrgScheme, code: &str) -> [Cell; 2] {
    let Some(entry) = scheme.atlas().where_is(code) else {
        let unknown = lang.pick("不在本方案的编码表中", "not in the tables of this scheme");
        return [Cell::text(code.to_string()), Cell::text(unknown).tone(Tone::Bad)];
    };
    let link = path(&scheme.name, &["code", code]);
    [Cell::text(code.to_string()).to(link), Cell::text(entry.name.clone())]
}

/// What every page of a scheme shows above: name and title.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) title: String,
}

impl Head {
    fn of(scheme: &DrgScheme) -> Head {
        Head { name: segment(&scheme.name), title: scheme.title() }
    }
}
