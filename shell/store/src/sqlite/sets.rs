//! Sets that go into SQLite and come out: in chunks whose texts are prepared once.

use super::{Sqlite, read};
use crate::StoreError;
use crate::rows::{
    CredentialColumns, CredentialRow, EventRow, Found, InstitutionRow, ItemRow, Kept, PersonRow,
    credential_row,
};
use crate::rows_models::SettlementRow;
use crate::statements::{self as sql, Statement};
use rusqlite::Connection;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

/// Sizes of chunks: few texts, each prepared once a connection.
const SIZES: [usize; 8] = [128, 64, 32, 16, 8, 4, 2, 1];

type Texts = Mutex<HashMap<(&'static str, usize), Arc<str>>>;
static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);

/// The text of a statement for so many rows.
pub(super) fn text_of(statement: &'static Statement, rows: usize) -> AssertSqlSafe<Arc<str>> {
    let mut texts = TEXTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let text = texts.entry((statement.name, rows)).or_insert_with(|| statement.rows(rows).into());
    AssertSqlSafe(text.clone())
}

/// A list in chunks of known sizes.
pub(super) fn chunks<T>(mut list: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= list.len())?;
        let (chunk, rest) = list.split_at(size);
        list = rest;
        Some(chunk)
    })
}

/// The least size that holds so many; for sets that may be asked for twice.
fn padded(count: usize) -> usize {
    SIZES.into_iter().rev().find(|size| *size >= count).unwrap_or(SIZES[0])
}

/// Runs a query over a set, chunk by chunk; the last value fills a chunk up.
macro_rules! over {
    ($self:ident, $statement:expr, $area:expr, $set:expr, $row:ty) => {{
        let mut found: Vec<$row> = Vec::new();
        for chunk in $set.chunks(SIZES[0]) {
            let size = padded(chunk.len());
            let query = sqlx::query_as::<_, $row>(text_of($statement, size));
            let mut query = query.bind($area);
            let last = chunk.last().into_iter().cycle();
            for value in chunk.iter().chain(last).take(size) {
                query = query.bind(value.clone());
            }
            found.extend(query.fetch_all(&$self.readers).await?);
        }
        found
    }};
}

impl Sqlite {
    pub(super) async fn read_events(
        &self,
        statement: &'static Statement,
        area: i64,
        numbers: &[i64],
    ) -> Result<Vec<EventRow>, StoreError> {
        type Row = (i64, Option<i64>, Vec<u8>);
        let rows = over!(self, statement, area, numbers, Row);
        Ok(rows.into_iter().map(super::event_row).collect())
    }

    pub(super) async fn read_found(
        &self,
        area: i64,
        keys: &[Vec<u8>],
        visits: &[i64],
    ) -> Result<Found, StoreError> {
        let (keys, visits) = (keys.to_vec(), visits.to_vec());
        let found = move |books: &mut Connection| read::found(books, area, &keys, &visits);
        self.reading.run(StoreError::Engine, found).await
    }

    pub(super) async fn read_kept(&self, area: i64, persons: &[i64]) -> Result<Kept, StoreError> {
        let persons = persons.to_vec();
        let kept = move |books: &mut Connection| read::kept(books, area, &persons);
        self.reading.run(StoreError::Engine, kept).await
    }

    pub(super) async fn read_persons(
        &self,
        area: i64,
        ids: &[String],
    ) -> Result<Vec<PersonRow>, StoreError> {
        type Row = super::PersonColumns;
        let rows = over!(self, &sql::PERSONS, area, ids, Row);
        Ok(rows.into_iter().map(super::person_row).collect())
    }

    pub(super) async fn read_credentials(
        &self,
        area: i64,
        numbers: &[String],
    ) -> Result<Vec<CredentialRow>, StoreError> {
        type Row = CredentialColumns;
        let rows = over!(self, &sql::CREDENTIALS_OF, area, numbers, Row);
        Ok(rows.into_iter().map(credential_row).collect())
    }

    pub(super) async fn read_last_care(
        &self,
        area: i64,
        persons: &[i64],
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        type Row = (i64, i64);
        Ok(over!(self, &sql::LAST_CARE, area, persons, Row))
    }

    pub(super) async fn read_disturbed(
        &self,
        area: i64,
        persons: &[i64],
    ) -> Result<Vec<i64>, StoreError> {
        type Row = (i64,);
        let rows = over!(self, &sql::DISTURBED, area, persons, Row);
        Ok(rows.into_iter().map(|(person,)| person).collect())
    }

    pub(super) async fn read_described(
        &self,
        area: i64,
        visits: &[i64],
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        type Row = (i64, i64);
        let mut rows = over!(self, &sql::DESCRIBED, area, visits, Row);
        rows.sort_unstable();
        rows.dedup();
        Ok(rows)
    }

    pub(super) async fn read_settlement_rows(
        &self,
        area: i64,
        seqs: &[i64],
    ) -> Result<Vec<SettlementRow>, StoreError> {
        type Row = super::models::SettlementColumns;
        let rows = over!(self, &sql::SETTLEMENT_ROWS_AT, area, seqs, Row);
        Ok(rows.into_iter().map(super::models::settlement_row).collect())
    }

    pub(super) async fn read_institutions(
        &self,
        codes: &[String],
    ) -> Result<Vec<InstitutionRow>, StoreError> {
        let mut found = Vec::new();
        for code in codes {
            let query = sqlx::query(text_of(&sql::INSTITUTIONS, 1)).bind(code);
            let rows = query.fetch_all(&self.readers).await?;
            let rows: Result<Vec<_>, StoreError> =
                rows.iter().map(super::registers::institution_row).collect();
            found.extend(rows?);
        }
        Ok(found)
    }

    pub(super) async fn read_items(
        &self,
        area: i64,
        codes: &[String],
    ) -> Result<Vec<ItemRow>, StoreError> {
        let mut found = Vec::new();
        for code in codes {
            let query = sqlx::query(text_of(&sql::ITEMS, 1)).bind(area).bind(code);
            let rows = query.fetch_all(&self.readers).await?;
            let rows: Result<Vec<_>, StoreError> =
                rows.iter().map(super::registers::item_row).collect();
            found.extend(rows?);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_go_in_chunks_of_known_sizes() {
        let list: Vec<u32> = (0..300).collect();
        let sizes: Vec<usize> = chunks(&list).map(<[u32]>::len).collect();
        assert_eq!(sizes, [128, 128, 32, 8, 4]);
        assert_eq!([1, 2, 9, 64, 500].map(padded), [1, 2, 16, 64, 128]);
    }
}
