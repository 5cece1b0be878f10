//! One batch into SQLite: one transaction, one sync, on the thread that writes.

use crate::StoreError;
use crate::rows::{Commit, Particulars};
use crate::statements::{self as sql, Statement};
use rusqlite::{CachedStatement, Connection, OptionalExtension, TransactionBehavior, params};

/// Writes a batch whole, synced, or not at all.
pub(super) fn commit(books: &mut Connection, commit: &Commit) -> Result<(), StoreError> {
    let refused = |error: rusqlite::Error| StoreError::before_commit(error, commit.area);
    let all = books.transaction_with_behavior(TransactionBehavior::Immediate).map_err(refused)?;
    if !held(&all, commit).map_err(refused)? {
        return Err(StoreError::Stale { area: commit.area });
    }
    registers(&all, commit).map_err(refused)?;
    batch(&all, commit).map_err(refused)?;
    all.commit().map_err(|error| StoreError::of_commit(error, commit.area))
}

fn held(all: &Connection, commit: &Commit) -> Result<bool, rusqlite::Error> {
    let mut held = all.prepare_cached(sql::LEASE_HELD.sqlite)?;
    let row = held.query_row([commit.area, commit.epoch], |row| row.get::<_, i64>(0));
    Ok(row.optional()?.is_some())
}

/// A statement for one row.
fn one<'c>(
    all: &'c Connection,
    statement: &'static Statement,
) -> Result<CachedStatement<'c>, rusqlite::Error> {
    all.prepare_cached(&statement.rows(1))
}

fn batch(all: &Connection, commit: &Commit) -> Result<(), rusqlite::Error> {
    let Commit { area, first, last, written, head, sheet, .. } = commit;
    let mut put = all.prepare_cached(sql::BATCH_PUT.sqlite)?;
    put.execute(params![area, first, last, written, head, sheet])?;
    let mut put = one(all, &sql::EVENTS_PUT)?;
    for row in &commit.events {
        put.execute(params![area, row.seq, row.visit, row.body])?;
    }
    let mut put = one(all, &sql::KEYS_PUT)?;
    for (key, seq) in &commit.keys {
        put.execute(params![area, key, seq])?;
    }
    let mut put = one(all, &sql::TALLIES_PUT)?;
    for row in &commit.tallies {
        put.execute(params![area, row.person, row.period, row.body])?;
    }
    Ok(())
}

/// What only some batches bring.
fn registers(all: &Connection, commit: &Commit) -> Result<(), rusqlite::Error> {
    if commit.is_plain() {
        return Ok(());
    }
    let area = commit.area;
    if let Some((hash, body)) = &commit.law {
        all.prepare_cached(sql::LAW_PUT.sqlite)?.execute(params![hash, body])?;
    }
    let mut put = one(all, &sql::WORDS_PUT)?;
    for (number, word) in &commit.words {
        put.execute(params![area, number, word])?;
    }
    let mut put = one(all, &sql::FILES_PUT)?;
    for (person, body) in &commit.files {
        put.execute(params![area, person, body])?;
    }
    let mut put = one(all, &sql::PERSONS_PUT)?;
    for row in &commit.persons {
        let (id, person, name, document) = (&row.id, row.person, &row.name, &row.document);
        let Particulars { sex, division, household } = &row.particulars;
        put.execute(params![area, id, person, name, document, sex, division, household])?;
    }
    Ok(())
}
