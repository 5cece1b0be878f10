//! Bring in the divisions (行政区划) of an area from CSV: counties, townships, villages and neighbourhoods
//! by code and name. All rows of a file or none, and the same file again changes nothing.

use crate::csv::{Column, RowError, Rows, is_division};
use crate::dated::sift_by;
use crate::desk::Entered;
use std::collections::HashMap;
use store::{DivisionRow, Store, StoreError};

/// Columns of the file.
pub const COLUMNS: &[Column] = &[Column::must("code"), Column::must("name")];

/// Reads a file; every row that is wrong is named with its line.
pub fn read(text: &str) -> Result<Vec<DivisionRow>, Vec<RowError>> {
    let mut rows = Rows::read(text, COLUMNS)?;
    let (mut found, mut before) = (Vec::new(), HashMap::new());
    while let Some(row) = rows.next() {
        let division = DivisionRow { code: row.text("code"), name: row.text("name") };
        let coded = is_division(&division.code);
        row.check(
            coded,
            "code",
            "write twelve digits; a county ends in six zeros, a township in three",
        );
        row.unless_otherwise(&mut before, division.code.clone(), "code", division.name.clone());
        found.push(division);
    }
    rows.finish(found)
}

/// Writes divisions, all or none.
pub async fn import_divisions(
    store: &dyn Store,
    area: i64,
    rows: &[DivisionRow],
) -> Result<Entered, StoreError> {
    let known = store.divisions(area).await?;
    let (entered, write) = sift_by(rows, &known, |row: &DivisionRow| row.code.clone());
    store.put_divisions(area, &write).await?;
    Ok(entered)
}
