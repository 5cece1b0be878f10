//! What a batch needs, value by value on the thread that reads for desks.

use crate::StoreError;
use crate::rows::{EventRow, Found, Kept, TallyRow};
use crate::statements::{self as sql, Statement};
use rusqlite::{Connection, Row, ToSql};

/// The rows of one value after the other, in the values' order.
fn each<V: ToSql, T>(
    books: &Connection,
    statement: &'static Statement,
    area: i64,
    values: &[V],
    row: fn(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::with_capacity(values.len());
    if values.is_empty() {
        return Ok(found);
    }
    let mut look = books.prepare_cached(&statement.rows(1))?;
    for value in values {
        let mut rows = look.query((area, value))?;
        while let Some(next) = rows.next()? {
            found.push(row(next)?);
        }
    }
    Ok(found)
}

/// Message keys that are there, and events of visits.
pub(super) fn found(
    books: &mut Connection,
    area: i64,
    keys: &[Vec<u8>],
    visits: &[i64],
) -> Result<Found, StoreError> {
    // Both as they stand at one moment.
    let books = books.transaction()?;
    let keys = each(&books, &sql::KEYS, area, keys, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut events = each(&books, &sql::EVENTS_OF_VISITS, area, visits, |row| {
        Ok(EventRow { seq: row.get(0)?, visit: row.get(1)?, body: row.get(2)? })
    })?;
    events.sort_by_key(|event| (event.visit, event.seq));
    Ok(Found { keys, events })
}

/// Files and tallies of persons.
pub(super) fn kept(books: &mut Connection, area: i64, persons: &[i64]) -> Result<Kept, StoreError> {
    let books = books.transaction()?;
    let files = each(&books, &sql::FILES, area, persons, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tallies = each(&books, &sql::TALLIES, area, persons, |row| {
        Ok(TallyRow { person: row.get(0)?, period: row.get(1)?, body: row.get(2)? })
    })?;
    Ok(Kept { files, tallies })
}
