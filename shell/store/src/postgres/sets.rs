//! Sets that come out of PostgreSQL.

use super::Postgres;
use crate::StoreError;
use crate::rows::{
    CredentialRow, EventRow, Found, InstitutionRow, ItemRow, Kept, PersonRow, TallyRow,
    credential_row,
};
use crate::rows_models::SettlementRow;
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

    pub(super) async fn read_found(
        &self,
        area: i64,
        keys: &[Vec<u8>],
        visits: &[i64],
    ) -> Result<Found, StoreError> {
        type Row = (Option<i64>, i64, Vec<u8>);
        let query = sqlx::query_as::<_, Row>(sql::FOUND_PG.postgres);
        let rows = query.bind(area).bind(keys).bind(visits).fetch_all(&self.readers).await?;
        let mut found = Found::default();
        for (visit, seq, body) in rows {
            match visit {
                None => found.keys.push((body, seq)),
                visit => found.events.push(EventRow { seq, visit, body }),
            }
        }
        found.events.sort_unstable_by_key(|event| (event.visit, event.seq));
        Ok(found)
    }

    pub(super) async fn read_kept(&self, area: i64, persons: &[i64]) -> Result<Kept, StoreError> {
        type Row = (Option<i64>, i64, Vec<u8>);
        let query = sqlx::query_as::<_, Row>(sql::KEPT_PG.postgres).bind(area).bind(persons);
        let mut kept = Kept::default();
        for (period, person, body) in query.fetch_all(&self.readers).await? {
            match period {
                None => kept.files.push((person, body)),
                Some(period) => kept.tallies.push(TallyRow { person, period, body }),
            }
        }
        Ok(kept)
    }

    pub(super) async fn read_persons(
        &self,
        area: i64,
        ids: &[String],
    ) -> Result<Vec<PersonRow>, StoreError> {
        let query = sqlx::query_as(sql::PERSONS.postgres).bind(area).bind(ids);
        Ok(query.fetch_all(&self.readers).await?.into_iter().map(super::person_row).collect())
    }

    pub(super) async fn read_credentials(
        &self,
        area: i64,
        numbers: &[String],
    ) -> Result<Vec<CredentialRow>, StoreError> {
        let query = sqlx::query_as(sql::CREDENTIALS_OF.postgres).bind(area).bind(numbers);
        Ok(query.fetch_all(&self.readers).await?.into_iter().map(credential_row).collect())
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

    pub(super) async fn read_described(
        &self,
        area: i64,
        visits: &[i64],
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let query = sqlx::query_as(sql::DESCRIBED.postgres).bind(area).bind(visits);
        Ok(query.fetch_all(&self.readers).await?)
    }

    pub(super) async fn read_settlement_rows(
        &self,
        area: i64,
        seqs: &[i64],
    ) -> Result<Vec<SettlementRow>, StoreError> {
        type Row = super::models::SettlementColumns;
        let query = sqlx::query_as::<_, Row>(sql::SETTLEMENT_ROWS_AT.postgres).bind(area);
        let rows = query.bind(seqs).fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(super::models::settlement_row).collect())
    }

    pub(super) async fn read_institutions(
        &self,
        codes: &[String],
    ) -> Result<Vec<InstitutionRow>, StoreError> {
        let query = sqlx::query(sql::INSTITUTIONS.postgres).bind(codes);
        query
            .fetch_all(&self.readers)
            .await?
            .iter()
            .map(super::registers::institution_row)
            .collect()
    }

    pub(super) async fn read_items(
        &self,
        area: i64,
        codes: &[String],
    ) -> Result<Vec<ItemRow>, StoreError> {
        let query = sqlx::query(sql::ITEMS.postgres).bind(area).bind(codes);
        query.fetch_all(&self.readers).await?.iter().map(super::registers::item_row).collect()
    }
}
