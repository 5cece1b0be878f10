//! Tables as workbooks: figures as numbers, days as days, the head frozen; a second sheet says what
//! it is.

use super::seen::heading;
use super::{Cell, Kind, Seen, Value};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// The most characters of a sheet's name.
const NAME: usize = 31;
/// How wide a column may become, in characters.
const WIDE: usize = 60;

/// The name of a sheet, without what none may have.
fn name(caption: &str) -> String {
    let kept = caption.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c });
    let kept: String = kept.take(NAME).collect();
    kept.trim().to_string()
}

/// How the figures of a column are written.
fn format(kind: Kind) -> Format {
    Format::new().set_num_format(match kind {
        Kind::Money => "#,##0.00",
        Kind::Number => "#,##0",
        Kind::Name => "0",
        Kind::Share => "0.0%",
        Kind::Day => "yyyy-mm-dd",
        Kind::Moment => "yyyy-mm-dd hh:mm:ss",
        Kind::Text => "@",
    })
}

/// A number from its digits: the nearest there is, without reckoning in floats.
fn number(digits: &str) -> Option<f64> {
    digits.parse().ok()
}

/// Thousandths as digits.
fn share(thousandths: i64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn put(
    sheet: &mut Worksheet,
    at: (u32, u16),
    (cell, kind): (&Cell, Kind),
    look: &Format,
) -> Result<(), XlsxError> {
    let (row, column) = at;
    let digits = match &cell.value {
        Value::Money(sum) => number(&sum.to_string()),
        Value::Number(figure) => number(&figure.to_string()),
        Value::Share(part) => number(&share(*part)),
        _ => None,
    };
    if let Some(digits) = digits {
        sheet.write_number_with_format(row, column, digits, look)?;
        return Ok(());
    }
    if let Value::Day(day) = &cell.value {
        // Days before 1900 are none in a workbook; they stay words.
        let (year, month) = (day.year().unsigned_abs(), day.month().unsigned_abs());
        if let Ok(moment) = ExcelDateTime::from_ymd(year, month, day.day().unsigned_abs()) {
            sheet.write_datetime_with_format(row, column, &moment, look)?;
            return Ok(());
        }
    }
    let words = cell.plain();
    if let (Kind::Moment, Ok(moment)) = (kind, ExcelDateTime::parse_from_str(&words)) {
        sheet.write_datetime_with_format(row, column, &moment, look)?;
        return Ok(());
    }
    if !words.is_empty() {
        sheet.write_string(row, column, words)?;
    }
    Ok(())
}

/// How wide a text is, in characters of a figure.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn data(sheet: &mut Worksheet, seen: &Seen) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let columns = &seen.table.columns;
    let rows = &seen.table.rows;
    sheet.set_name(name(&seen.table.caption))?.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        let (words, look) = (heading(column, seen.lang), format(column.kind));
        sheet.write_string_with_format(0, at, &words, &bold)?;
        let mut wide = width(&words);
        for (line, row) in (1_u32..).zip(rows) {
            let Some(cell) = row.cells.get(usize::from(at)) else { continue };
            put(sheet, (line, at), (cell, column.kind), &look)?;
            wide = wide.max(width(&cell.words(column.kind)));
        }
        sheet.set_column_width(at, u32::try_from(wide.min(WIDE) + 2).unwrap_or(20))?;
    }
    let end = u32::try_from(rows.len()).unwrap_or(u32::MAX - 1);
    if let (true, Some(last)) = (end > 0, columns.len().checked_sub(1)) {
        sheet.autofilter(0, 0, end, u16::try_from(last).unwrap_or(0))?;
    }
    if seen.sums().is_some() {
        for (at, (column, cell)) in (0_u16..).zip(columns.iter().zip(seen.foot())) {
            let look = format(column.kind).set_bold();
            put(sheet, (end + 1, at), (cell, column.kind), &look)?;
        }
        sheet.write_string_with_format(end + 1, 0, seen.lang.pick("合计", "Total"), &bold)?;
    }
    Ok(())
}

/// What the table is: its words, its days, what was chosen, and that it was cut.
fn about(sheet: &mut Worksheet, seen: &Seen) -> Result<(), XlsxError> {
    let lang = seen.lang;
    sheet.set_name(lang.pick("说明", "About"))?;
    let chosen = seen.filters().into_iter().filter(|filter| !filter.choices[0].on);
    let chosen = chosen.map(|filter| (filter.words, filter.now));
    let label = |zh: &str, en: &str| lang.pick(zh, en).to_string();
    let mut lines = vec![
        (label("内容", "What"), seen.table.caption.clone()),
        (label("日期", "Days"), seen.table.of.clone()),
        (label("条数", "Rows"), seen.table.rows.len().to_string()),
    ];
    lines.extend(chosen);
    if !seen.cut().is_empty() {
        lines.push((label("注意", "Mind"), seen.cut()));
    }
    for (row, (words, value)) in (0_u32..).zip(lines) {
        sheet.write_string(row, 0, words)?.write_string(row, 1, value)?;
    }
    sheet.set_column_width(0, 14)?.set_column_width(1, 60)?;
    Ok(())
}

/// The whole file.
pub(super) fn write(seen: &Seen) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    data(book.add_worksheet(), seen)?;
    about(book.add_worksheet(), seen)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_such() {
        assert_eq!(name("应付: [一/二]"), "应付   一 二");
        assert_eq!(name(&"长".repeat(40)).chars().count(), NAME);
        assert_eq!(
            (share(598), share(1000), share(5)),
            ("0.598".into(), "1.000".into(), "0.005".into())
        );
    }
}
