//! One batch into PostgreSQL: one statement, one sync.

use super::Postgres;
use crate::StoreError;
use crate::rows::{Commit, Particulars};
use crate::statements as sql;
use sqlx::PgConnection;
use std::sync::Arc;

impl Postgres {
    pub(super) async fn write_commit(&self, commit: Arc<Commit>) -> Result<(), StoreError> {
        let unknown = |error: sqlx::Error| StoreError::of_commit(error, commit.area);
        let refused = |error: sqlx::Error| StoreError::before_commit(error, commit.area);
        let mut connection = self.writer.acquire().await?;
        if commit.is_plain() {
            let held = batch(&mut connection, &commit).await.map_err(unknown)?;
            return if held { Ok(()) } else { Err(StoreError::Stale { area: commit.area }) };
        }
        let mut all = sqlx::Connection::begin(&mut *connection).await.map_err(refused)?;
        registers(&mut all, &commit).await.map_err(refused)?;
        if !batch(&mut all, &commit).await.map_err(refused)? {
            return Err(StoreError::Stale { area: commit.area });
        }
        all.commit().await.map_err(unknown)
    }
}

/// The batch itself; whether the lease was still held.
async fn batch(connection: &mut PgConnection, commit: &Commit) -> Result<bool, sqlx::Error> {
    let seqs: Vec<i64> = commit.events.iter().map(|e| e.seq).collect();
    let visits: Vec<Option<i64>> = commit.events.iter().map(|e| e.visit).collect();
    let bodies: Vec<&[u8]> = commit.events.iter().map(|e| e.body.as_slice()).collect();
    let keys: Vec<&[u8]> = commit.keys.iter().map(|(key, _)| key.as_slice()).collect();
    let key_seqs: Vec<i64> = commit.keys.iter().map(|(_, seq)| *seq).collect();
    let persons: Vec<i64> = commit.tallies.iter().map(|t| t.person).collect();
    let periods: Vec<i64> = commit.tallies.iter().map(|t| t.period).collect();
    let tallies: Vec<&[u8]> = commit.tallies.iter().map(|t| t.body.as_slice()).collect();
    let query = sqlx::query_scalar::<_, i64>(sql::COMMIT_PG.postgres)
        .bind(commit.area)
        .bind(commit.epoch)
        .bind(commit.first)
        .bind(commit.last)
        .bind(commit.written)
        .bind(&commit.head)
        .bind(&commit.sheet)
        .bind(seqs)
        .bind(visits)
        .bind(bodies)
        .bind(keys)
        .bind(key_seqs)
        .bind(persons)
        .bind(periods)
        .bind(tallies);
    // Read to the end: only then has the server committed.
    Ok(!query.fetch_all(connection).await?.is_empty())
}

/// What only some batches bring.
async fn registers(connection: &mut PgConnection, commit: &Commit) -> Result<(), sqlx::Error> {
    if let Some((hash, body)) = &commit.law {
        let query = sqlx::query(sql::LAW_PUT.postgres).bind(hash).bind(body);
        query.execute(&mut *connection).await?;
    }
    if !commit.words.is_empty() {
        let numbers: Vec<i64> = commit.words.iter().map(|(no, _)| *no).collect();
        let words: Vec<&str> = commit.words.iter().map(|(_, word)| word.as_str()).collect();
        let query = sqlx::query(sql::WORDS_PUT.postgres).bind(commit.area);
        query.bind(numbers).bind(words).execute(&mut *connection).await?;
    }
    if !commit.files.is_empty() {
        let persons: Vec<i64> = commit.files.iter().map(|(person, _)| *person).collect();
        let bodies: Vec<&[u8]> = commit.files.iter().map(|(_, body)| body.as_slice()).collect();
        let query = sqlx::query(sql::FILES_PUT.postgres).bind(commit.area);
        query.bind(persons).bind(bodies).execute(&mut *connection).await?;
    }
    if !commit.persons.is_empty() {
        let rows = &commit.persons;
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let persons: Vec<i64> = rows.iter().map(|row| row.person).collect();
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let documents: Vec<&str> = rows.iter().map(|row| row.document.as_str()).collect();
        let query = sqlx::query(sql::PERSONS_PUT.postgres).bind(commit.area).bind(ids);
        let query = query.bind(persons).bind(names).bind(documents);
        let told = |of: fn(&Particulars) -> &Option<String>| -> Vec<Option<&str>> {
            rows.iter().map(|row| of(&row.particulars).as_deref()).collect()
        };
        let query = query.bind(told(|told| &told.sex)).bind(told(|told| &told.division));
        let query = query.bind(told(|told| &told.household));
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
