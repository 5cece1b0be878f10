//! A copy of the books out of SQLite, and into it.

use super::Sqlite;
use super::sets::chunks;
use crate::StoreError;
use crate::tables::{Cell, Kind, Table};
use sqlx::SqliteConnection;

async fn put(
    all: &mut SqliteConnection,
    table: &'static Table,
    rows: Vec<Vec<Cell>>,
) -> Result<(), StoreError> {
    for chunk in chunks(&rows) {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(table.put_rows(chunk.len())));
        for cell in chunk.iter().flatten() {
            query = match cell.clone() {
                Cell::Null => query.bind(None::<i64>),
                Cell::Int(number) => query.bind(number),
                Cell::Text(text) => query.bind(text),
                Cell::Bytes(bytes) => query.bind(bytes),
            };
        }
        query.execute(&mut *all).await?;
    }
    Ok(())
}

crate::copy::implement_copy!(Sqlite, sqlx::Sqlite, "", "BEGIN", "BEGIN IMMEDIATE");
