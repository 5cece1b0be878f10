//! Bring in institutions (定点医药机构) from CSV: what each is from a day on. All rows of a file or
//! none, and the same file again changes nothing.

use crate::csv::{Column, RowError, Rows};
use crate::dated::{codes, sift};
use crate::desk::{COUNTER, Entered};
use law::{Area, Fact};
use std::collections::HashMap;
use store::{InstitutionRow, Store, StoreError};

/// Columns of the file.
pub const COLUMNS: &[Column] = &[
    Column::must("code"),
    Column::must("name"),
    Column::must("from"),
    Column::may("to"),
    Column::may("level"),
    Column::may("rank"),
    Column::may("kind"),
    Column::must("area"),
    Column::may("designated"),
];

/// Reads a file; every row that is wrong is named with its line.
pub fn read(text: &str, area: &Area) -> Result<Vec<InstitutionRow>, Vec<RowError>> {
    let mut rows = Rows::read(text, COLUMNS)?;
    let mut found: Vec<InstitutionRow> = Vec::new();
    let mut before = HashMap::new();
    while let Some(row) = rows.next() {
        for (column, fact) in [("level", Fact::Level), ("rank", Fact::Rank), ("kind", Fact::Kind)] {
            if let Some(value) = row.optional(column) {
                row.closed(column, area, fact, &value);
            }
        }
        let six = |text: &str| text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        let of_area = row.text("area");
        row.check(six(&of_area), "area", "write the six digits of the area where it lies");
        row.check(
            row.text("code") != COUNTER,
            "code",
            "this is the name of the counter; write the institution's code",
        );
        let (from, to) = row.days();
        let institution = InstitutionRow {
            code: row.text("code"),
            from_day: i64::from(from.number()),
            to_day: to.map(|day| i64::from(day.number())),
            name: row.text("name"),
            level: row.optional("level"),
            rank: row.optional("rank"),
            kind: row.optional("kind"),
            area: of_area.parse().unwrap_or(0),
            designated: row.yes("designated"),
        };
        let of = format!("{} from {from}", institution.code);
        row.unless_otherwise(&mut before, of, "code", institution.clone());
        found.push(institution);
    }
    rows.finish(found)
}

/// Writes institutions, all or none.
pub async fn import_institutions(
    store: &dyn Store,
    rows: &[InstitutionRow],
) -> Result<Entered, StoreError> {
    let (entered, write) = sift(rows, &store.institutions(&codes(rows)).await?);
    store.put_institutions(&write).await?;
    Ok(entered)
}
