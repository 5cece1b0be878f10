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
use crate::table::Cell;
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

/// The name of an MDC with its letter.
fn label(mdc: &MdcEntry) -> String {
    if mdc.title.is_empty() { format!("MDC{}", mdc.letter) } else { mdc.title.clone() }
}

/// A code with its name and a link to where it stands.
fn coded(scheme: &DrgScheme, code: &str) -> [Cell; 2] {
    let link = path(&scheme.name, &["code", code]);
    [Cell::text(code.to_string()).to(link), Cell::text(scheme.atlas().name(code).to_string())]
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
