//! Code sets in SQLite: sets go in and out in chunks.

use super::sets::{chunks, text_of};
use super::{Sqlite, text};
use sqlx::{Sqlite as Engine, SqliteConnection};

async fn put_codes(
    all: &mut SqliteConnection,
    set: &CodeSetRow,
    rows: &[CodeRow],
) -> Result<(), StoreError> {
    for chunk in chunks(rows) {
        let mut query = sqlx::query(text_of(&sql::CODES_PUT, chunk.len()));
        for row in chunk {
            query = query.bind(&set.kind).bind(&set.edition).bind(&row.code);
            query = query.bind(&row.name).bind(i64::from(row.gray));
        }
        query.execute(&mut *all).await?;
    }
    Ok(())
}

async fn put_pairs(
    all: &mut SqliteConnection,
    key: &CodeMapKey,
    pairs: &[(String, String)],
) -> Result<(), StoreError> {
    for chunk in chunks(pairs) {
        let mut query = sqlx::query(text_of(&sql::CODE_MAP_PUT, chunk.len()));
        for (from, to) in chunk {
            query = query.bind(&key.kind).bind(&key.from).bind(&key.to).bind(from).bind(to);
        }
        query.execute(&mut *all).await?;
    }
    Ok(())
}

impl Sqlite {
    async fn read_codes(
        &self,
        kind: &str,
        edition: &str,
        codes: &[String],
    ) -> Result<Vec<CodeRow>, StoreError> {
        let mut found = Vec::new();
        for chunk in chunks(codes) {
            let query = sqlx::query_as::<_, CodeColumns>(text_of(&sql::CODES_OF, chunk.len()));
            let mut query = query.bind(kind).bind(edition);
            for code in chunk {
                query = query.bind(code);
            }
            let rows = query.fetch_all(&self.readers).await?;
            found.extend(rows.into_iter().map(code_row));
        }
        Ok(found)
    }
}

crate::common_codes::implement_codes!(Sqlite, Engine);
