//! Sets that come out of PostgreSQL.

use super::Postgres;
use crate::StoreError;
use crate::rows::{EventRow, InstitutionRow, ItemRow, Kept, PersonRow};
use crate::statements::{self as sql, Statement};

impl Postgres {
    pub(super) async fn read_events(
        &self,
        statement: &'static Statement,
        area: i64,
        numbers: &[i64],
    ) -> Result<Vec<EventRow>, StoreError> {
        let query = sqlx::query_as(statement.postgres).bind(area).bind(numbers);
        let rows: Vec<(i64, Option<i64>, Vec<u8>)> = query.fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(super::event_row).collect())
    }

    pub(super) async fn read_keys(
        &self,
        area: i64,
        keys: &[Vec<u8>],
    ) -> Result<Vec<(Vec<u8>, i64)>, StoreError> {
        let query = sqlx::query_as(sql::KEYS.postgres).bind(area).bind(keys);
        Ok(query.fetch_all(&self.readers).await?)
    }

    pub(super) async fn read_kept(&self, area: i64, persons: &[i64]) -> Result<Kept, StoreError> {
        let files = sqlx::query_as(sql::FILES.postgres).bind(area).bind(persons);
        let tallies = sqlx::query_as(sql::TALLIES.postgres).bind(area).bind(persons);
        let (files, tallies): (_, Vec<(i64, i64, Vec<u8>)>) =
            tokio::try_join!(files.fetch_all(&self.readers), tallies.fetch_all(&self.readers))?;
        Ok(Kept { files, tallies: tallies.into_iter().map(super::tally_row).collect() })
    }

    pub(super) async fn read_persons(
        &self,
        area: i64,
        ids: &[String],
    ) -> Result<Vec<PersonRow>, StoreError> {
        let query = sqlx::query_as(sql::PERSONS.postgres).bind(area).bind(ids);
        Ok(query.fetch_all(&self.readers).await?.into_iter().map(super::person_row).collect())
    }

    pub(super) async fn read_last_care(
        &self,
        area: i64,
        persons: &[i64],
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let query = sqlx::query_as(sql::LAST_CARE.postgres).bind(area).bind(persons);
        Ok(query.fetch_all(&self.readers).await?)
    }

    pub(super) async fn read_disturbed(
        &self,
        area: i64,
        persons: &[i64],
    ) -> Result<Vec<i64>, StoreError> {
        let query = sqlx::query_scalar(sql::DISTURBED.postgres).bind(area).bind(persons);
        Ok(query.fetch_all(&self.readers).await?)
    }

    pub(super) async fn read_institutions(
        &self,
        codes: &[String],
    ) -> Result<Vec<InstitutionRow>, StoreError> {
        let query = sqlx::query(sql::INSTITUTIONS.postgres).bind(codes);
        query.fetch_all(&self.readers).await?.iter().map(super::institution_row).collect()
    }

    pub(super) async fn read_items(
        &self,
        area: i64,
        codes: &[String],
    ) -> Result<Vec<ItemRow>, StoreError> {
        let query = sqlx::query(sql::ITEMS.postgres).bind(area).bind(codes);
        query.fetch_all(&self.readers).await?.iter().map(super::item_row).collect()
    }
}
