//! A copy of the books out of PostgreSQL, and into it.

use super::Postgres;
use crate::StoreError;
use crate::tables::{Cell, Kind, Table};
use sqlx::PgConnection;

async fn put(
    all: &mut PgConnection,
    table: &'static Table,
    rows: Vec<Vec<Cell>>,
) -> Result<(), StoreError> {
    let mut query = sqlx::query(sqlx::AssertSqlSafe(table.put_arrays()));
    let mut columns: Vec<Vec<Cell>> = vec![Vec::with_capacity(rows.len()); table.columns.len()];
    for row in rows {
        columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
    }
    for (column, (_, kind)) in columns.into_iter().zip(table.columns) {
        let cells = column.into_iter();
        query = match kind {
            Kind::Int => query.bind(cells.map(int).collect::<Vec<_>>()),
            Kind::Text => query.bind(cells.map(text).collect::<Vec<_>>()),
            Kind::Bytes => query.bind(cells.map(bytes).collect::<Vec<_>>()),
        };
    }
    query.execute(all).await?;
    Ok(())
}

fn int(cell: Cell) -> Option<i64> {
    if let Cell::Int(number) = cell { Some(number) } else { None }
}

fn text(cell: Cell) -> Option<String> {
    if let Cell::Text(text) = cell { Some(text) } else { None }
}

fn bytes(cell: Cell) -> Option<Vec<u8>> {
    if let Cell::Bytes(bytes) = cell { Some(bytes) } else { None }
}

crate::copy::implement_copy!(
    Postgres,
    sqlx::Postgres,
    " COLLATE \"C\"",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "BEGIN"
);
