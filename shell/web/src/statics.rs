//! Files served from memory: the style sheet and the icon, with a hash of their content in the name.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const CSS: &str = include_str!("../templates/gongji.css");
const ICON: &str = include_str!("../templates/icon.svg");

/// A short hash of a text (FNV-1a), so that a changed file has a new address.
const fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

const CSS_HASH: u64 = hash(CSS);
const ICON_HASH: u64 = hash(ICON);

/// Address of the style sheet.
pub(crate) fn css_path() -> String {
    format!("/static/gongji-{CSS_HASH:016x}.css")
}

/// Address of the icon.
pub(crate) fn icon_path() -> String {
    format!("/static/gongji-{ICON_HASH:016x}.svg")
}

/// A file of a name.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    let path = format!("/static/{name}");
    let (kind, text) = if path == css_path() {
        ("text/css; charset=utf-8", CSS)
    } else if path == icon_path() {
        ("image/svg+xml", ICON)
    } else {
        return (StatusCode::NOT_FOUND, "没有这个文件 / no such file").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, text).into_response()
}
