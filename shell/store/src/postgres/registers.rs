//! Registers in PostgreSQL.

use super::{Postgres, text};
use crate::rows::CredentialRow;
use sqlx::{PgConnection, Postgres as Engine};

/// Credentials, all in one statement.
pub(super) async fn put_credentials(
    all: &mut PgConnection,
    area: i64,
    rows: &[CredentialRow],
) -> Result<(), StoreError> {
    let numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
    let kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    let serials: Vec<&str> = rows.iter().map(|row| row.serial.as_str()).collect();
    let from: Vec<i64> = rows.iter().map(|row| row.from_day).collect();
    let to: Vec<Option<i64>> = rows.iter().map(|row| row.to_day).collect();
    let persons: Vec<i64> = rows.iter().map(|row| row.person).collect();
    let query = sqlx::query(text(&sql::CREDENTIALS_PUT)).bind(area).bind(numbers).bind(kinds);
    let query = query.bind(serials).bind(from).bind(to).bind(persons);
    query.execute(all).await?;
    Ok(())
}

crate::common_registers::implement_registers!(Postgres, Engine);
