//! Code sets in PostgreSQL: sets go in and out as arrays.

use super::{Postgres, text};
use sqlx::{PgConnection, Postgres as Engine};

async fn put_codes(
    all: &mut PgConnection,
    set: &CodeSetRow,
    rows: &[CodeRow],
) -> Result<(), StoreError> {
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let gray: Vec<i64> = rows.iter().map(|row| i64::from(row.gray)).collect();
    let query = sqlx::query(text(&sql::CODES_PUT)).bind(&set.kind).bind(&set.edition);
    query.bind(codes).bind(names).bind(gray).execute(all).await?;
    Ok(())
}

async fn put_pairs(
    all: &mut PgConnection,
    key: &CodeMapKey,
    pairs: &[(String, String)],
) -> Result<(), StoreError> {
    let from: Vec<&str> = pairs.iter().map(|(from, _)| from.as_str()).collect();
    let to: Vec<&str> = pairs.iter().map(|(_, to)| to.as_str()).collect();
    let query = sqlx::query(text(&sql::CODE_MAP_PUT)).bind(&key.kind).bind(&key.from);
    query.bind(&key.to).bind(from).bind(to).execute(all).await?;
    Ok(())
}

impl Postgres {
    async fn read_codes(
        &self,
        kind: &str,
        edition: &str,
        codes: &[String],
    ) -> Result<Vec<CodeRow>, StoreError> {
        let query = sqlx::query_as::<Engine, CodeColumns>(text(&sql::CODES_OF));
        let query = query.bind(kind).bind(edition).bind(codes);
        Ok(query.fetch_all(&self.readers).await?.into_iter().map(code_row).collect())
    }
}

crate::common_codes::implement_codes!(Postgres, Engine);
