//! Tables as CSV (RFC 4180): UTF-8 with a mark in front, so that spreadsheets read it as such, and no
//! cell that a spreadsheet would take for a formula.

use super::seen::heading;
use super::{Kind, Seen};

/// What tells spreadsheets that a text is UTF-8.
const MARK: &str = "\u{feff}";

/// A text, quoted where it must be. One that begins as a formula does gets a mark in front.
fn field(text: &str, is_words: bool) -> String {
    let formula = |c: char| "=+-@\t\r＝＋－＠".contains(c);
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{3000}']).chars().next();
    let guard = if is_words && first.is_some_and(formula) { "'" } else { "" };
    let text = format!("{guard}{text}");
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn line(fields: impl Iterator<Item = String>) -> String {
    fields.collect::<Vec<_>>().join(",") + "\r\n"
}

/// The whole file.
pub(super) fn write(seen: &Seen) -> Vec<u8> {
    let columns = &seen.table.columns;
    let mut text = MARK.to_string();
    text.push_str(&line(columns.iter().map(|c| field(&heading(c, seen.lang), true))));
    for row in &seen.table.rows {
        let cells = columns.iter().zip(&row.cells);
        let cells = cells.map(|(column, cell)| {
            field(&cell.plain(), matches!(column.kind, Kind::Text | Kind::Moment))
        });
        text.push_str(&line(cells));
    }
    // A list that was cut says so where its last row would be looked for.
    let cut = seen.cut();
    if !cut.is_empty() {
        text.push_str(&line(std::iter::once(field(&cut, true))));
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_open_no_formula() {
        for (text, written) in [
            ("第一人民医院", "第一人民医院"),
            ("a,b", "\"a,b\""),
            ("a \"b\"\nc", "\"a \"\"b\"\"\nc\""),
            ("=1+1", "'=1+1"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("＝cmd", "'＝cmd"),
            ("", ""),
        ] {
            assert_eq!(field(text, true), written);
        }
        assert_eq!(field("-12.50", false), "-12.50", "a figure is no formula");
    }
}
