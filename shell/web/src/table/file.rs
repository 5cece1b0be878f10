//! A table as a file that is sent: its kind, its name, and its bytes, made off the threads that answer.

use super::{Seen, csv, xlsx};
use crate::asked::{Asked, Lang};
use crate::frame::segment;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Text with commas.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// All kinds.
    pub(crate) const ALL: [Format; 2] = [Format::Csv, Format::Xlsx];

    /// Its name in links, and the end of names of files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// The kind of a name.
    pub(crate) fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether a page was asked for as a file: then a list that the store pages is read whole.
    pub(crate) fn is_asked(asked: &Asked) -> bool {
        asked.query.get("as").and_then(Format::named).is_some()
    }

    /// What a link to it says.
    pub(crate) fn words(self, lang: Lang) -> &'static str {
        match self {
            Format::Csv => lang.pick("下载 CSV", "Download CSV"),
            Format::Xlsx => lang.pick("下载 XLSX", "Download XLSX"),
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The header that names a file: in plain letters, and as people read it.
fn disposition(seen: &Seen, format: Format) -> String {
    let (table, end) = (&seen.table, format.name());
    let plain = |text: &str| -> String {
        let safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        text.chars().map(|c| if safe(c) { c } else { '-' }).collect()
    };
    let words: String =
        table.caption.chars().map(|c| if "/\\:*?\"<>|".contains(c) { '-' } else { c }).collect();
    let (id, of) = (plain(&table.id), plain(&table.of));
    let words = segment(&format!("{words} {}.{end}", table.of));
    format!("attachment; filename=\"{id}-{of}.{end}\"; filename*=UTF-8''{words}")
}

fn bytes(seen: &Seen, format: Format) -> Result<Vec<u8>, String> {
    match format {
        Format::Csv => Ok(csv::write(seen)),
        Format::Xlsx => xlsx::write(seen).map_err(|error| error.to_string()),
    }
}

/// Sends the file.
pub(super) async fn send(seen: Seen, format: Format) -> Response {
    let named = HeaderValue::try_from(disposition(&seen, format));
    let made = tokio::task::spawn_blocking(move || bytes(&seen, format)).await;
    let made = made.map_err(|error| error.to_string()).and_then(|made| made);
    match (made, named) {
        (Ok(bytes), Ok(named)) => {
            let kind = HeaderValue::from_static(format.kind());
            let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)];
            (headers, bytes).into_response()
        }
        (Err(error), _) => {
            let sentence = format!("文件无法生成 / the file could not be made: {error}");
            (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response()
        }
        (_, Err(error)) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
