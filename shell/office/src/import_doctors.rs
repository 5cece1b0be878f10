//! Bring in doctors (医师) from CSV: who works at which institution, from a day to a day. All rows of a
//! file or none, and the same file again changes nothing.

use crate::csv::{Column, RowError, Rows};
use crate::dated::sift_by;
use crate::desk::Entered;
use std::collections::{BTreeSet, HashMap};
use store::{DoctorRow, Store, StoreError};

/// Columns of the file.
pub const COLUMNS: &[Column] = &[
    Column::must("institution"),
    Column::must("code"),
    Column::must("name"),
    Column::must("from"),
    Column::may("to"),
    Column::may("title"),
    Column::may("department"),
];

/// Reads a file; every row that is wrong is named with its line.
pub fn read(text: &str) -> Result<Vec<DoctorRow>, Vec<RowError>> {
    let mut rows = Rows::read(text, COLUMNS)?;
    let (mut found, mut before) = (Vec::new(), HashMap::new());
    while let Some(row) = rows.next() {
        let (from, to) = row.days();
        let doctor = DoctorRow {
            institution: row.text("institution"),
            code: row.text("code"),
            from_day: i64::from(from.number()),
            to_day: to.map(|day| i64::from(day.number())),
            name: row.text("name"),
            title: row.optional("title"),
            department: row.optional("department"),
        };
        let of = format!("{} at {} from {from}", doctor.code, doctor.institution);
        row.unless_otherwise(&mut before, of, "code", doctor.clone());
        found.push(doctor);
    }
    rows.finish(found)
}

/// Writes doctors, all or none. Whether an institution is registered is not asked: a file of doctors
/// may come first.
pub async fn import_doctors(store: &dyn Store, rows: &[DoctorRow]) -> Result<Entered, StoreError> {
    let institutions: BTreeSet<&str> = rows.iter().map(|row| row.institution.as_str()).collect();
    let mut known = Vec::new();
    for institution in institutions {
        known.extend(store.doctors(institution).await?);
    }
    let key = |row: &DoctorRow| (row.institution.clone(), row.code.clone(), row.from_day);
    let (entered, write) = sift_by(rows, &known, key);
    store.put_doctors(&write).await?;
    Ok(entered)
}
