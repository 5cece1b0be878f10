//! Registers in SQLite.

use super::sets::{chunks, text_of};
use super::{Sqlite, text};
use crate::rows::CredentialRow;
use sqlx::{Sqlite as Engine, SqliteConnection};

/// Credentials, as many a statement as its texts hold.
pub(super) async fn put_credentials(
    all: &mut SqliteConnection,
    area: i64,
    rows: &[CredentialRow],
) -> Result<(), StoreError> {
    for chunk in chunks(rows) {
        let mut query = sqlx::query(text_of(&sql::CREDENTIALS_PUT, chunk.len()));
        for row in chunk {
            query = query.bind(area).bind(&row.number).bind(&row.kind).bind(&row.serial);
            query = query.bind(row.from_day).bind(row.to_day).bind(row.person);
        }
        query.execute(&mut *all).await?;
    }
    Ok(())
}

crate::common_registers::implement_registers!(Sqlite, Engine);
