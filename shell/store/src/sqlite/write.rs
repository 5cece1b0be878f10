//! One batch into SQLite: rows in chunks, one transaction, one sync.

use super::Sqlite;
use super::sets::{chunks, text_of};
use crate::StoreError;
use crate::rows::Commit;
use crate::statements as sql;
use sqlx::SqliteConnection;

impl Sqlite {
    pub(super) async fn write_commit(&self, commit: &Commit) -> Result<(), StoreError> {
        let refused = |error: sqlx::Error| StoreError::before_commit(error, commit.area);
        let mut all = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(refused)?;
        let held = sqlx::query_scalar::<_, i64>(sql::LEASE_HELD.sqlite)
            .bind(commit.area)
            .bind(commit.epoch)
            .fetch_optional(&mut *all)
            .await
            .map_err(refused)?;
        if held.is_none() {
            return Err(StoreError::Stale { area: commit.area });
        }
        registers(&mut all, commit).await.map_err(refused)?;
        batch(&mut all, commit).await.map_err(refused)?;
        all.commit().await.map_err(|error| StoreError::of_commit(error, commit.area))
    }
}

async fn batch(all: &mut SqliteConnection, commit: &Commit) -> Result<(), sqlx::Error> {
    let query = sqlx::query(sql::BATCH_PUT.sqlite)
        .bind(commit.area)
        .bind(commit.first)
        .bind(commit.last)
        .bind(commit.written)
        .bind(&commit.head)
        .bind(&commit.sheet);
    query.execute(&mut *all).await?;
    for chunk in chunks(&commit.events) {
        let mut query = sqlx::query(text_of(&sql::EVENTS_PUT, chunk.len()));
        for row in chunk {
            query = query.bind(commit.area).bind(row.seq).bind(row.visit).bind(&row.body);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&commit.keys) {
        let mut query = sqlx::query(text_of(&sql::KEYS_PUT, chunk.len()));
        for (key, seq) in chunk {
            query = query.bind(commit.area).bind(key).bind(*seq);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&commit.tallies) {
        let mut query = sqlx::query(text_of(&sql::TALLIES_PUT, chunk.len()));
        for row in chunk {
            query = query.bind(commit.area).bind(row.person).bind(row.period).bind(&row.body);
        }
        query.execute(&mut *all).await?;
    }
    Ok(())
}

/// What only some batches bring.
async fn registers(all: &mut SqliteConnection, commit: &Commit) -> Result<(), sqlx::Error> {
    if let Some((hash, body)) = &commit.law {
        sqlx::query(sql::LAW_PUT.sqlite).bind(hash).bind(body).execute(&mut *all).await?;
    }
    for chunk in chunks(&commit.words) {
        let mut query = sqlx::query(text_of(&sql::WORDS_PUT, chunk.len()));
        for (number, word) in chunk {
            query = query.bind(commit.area).bind(*number).bind(word);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&commit.files) {
        let mut query = sqlx::query(text_of(&sql::FILES_PUT, chunk.len()));
        for (person, body) in chunk {
            query = query.bind(commit.area).bind(*person).bind(body);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&commit.persons) {
        let mut query = sqlx::query(text_of(&sql::PERSONS_PUT, chunk.len()));
        for row in chunk {
            query = query.bind(commit.area).bind(&row.id).bind(row.person);
            query = query.bind(&row.name).bind(&row.document);
        }
        query.execute(&mut *all).await?;
    }
    Ok(())
}
