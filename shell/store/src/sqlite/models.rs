//! Read models in SQLite: a step is written by a connection of its own whose commits do not wait for
//! the disk, since what is lost with the power is derived again, cursor and rows alike.

use super::sets::{chunks, text_of};
use super::{Sqlite, text};
use sqlx::{Sqlite as Engine, SqliteConnection, Transaction};

impl Sqlite {
    /// A step begins.
    async fn begin_step(&self) -> Result<Transaction<'static, Engine>, StoreError> {
        Ok(self.follower.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// What comes in many rows a step.
async fn put_sets(all: &mut SqliteConnection, step: &Derived) -> Result<(), StoreError> {
    for chunk in chunks(&step.person_events) {
        let mut query = sqlx::query(text_of(&sql::PERSON_EVENTS_PUT, chunk.len()));
        for (person, seq) in chunk {
            query = query.bind(step.area).bind(*person).bind(*seq);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&step.bills) {
        let mut query = sqlx::query(text_of(&sql::BILLS_PUT, chunk.len()));
        for row in chunk {
            query = query.bind(step.area).bind(row.seq).bind(row.person).bind(row.visit);
            query = query.bind(&row.institution).bind(&row.care);
            query = query.bind(row.from_day).bind(row.to_day).bind(row.ruling_day);
            query = query.bind(row.written).bind(row.total).bind(row.funds);
            query = query.bind(row.account).bind(row.cash).bind(i64::from(row.mid_stay));
            query = query.bind(row.corrects).bind(row.continues).bind(row.undone_by);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&step.settlement_rows) {
        let mut query = sqlx::query(text_of(&sql::SETTLEMENT_ROWS_PUT, chunk.len()));
        for row in chunk {
            query = query.bind(step.area).bind(row.seq).bind(row.bill).bind(&row.institution);
            query = query.bind(row.day).bind(row.sign).bind(row.person).bind(row.visit);
            query = query.bind(&row.insurance).bind(&row.care).bind(row.total).bind(row.funds);
            query = query.bind(row.account).bind(row.cash);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&step.care_months) {
        let mut query = sqlx::query(text_of(&sql::CARE_MONTHS_ADD, chunk.len()));
        for row in chunk {
            let sums = &row.sums;
            query = query.bind(step.area).bind(row.month).bind(&row.insurance).bind(&row.care);
            query = query.bind(&row.level).bind(&row.place).bind(&row.age).bind(&row.class);
            query = query.bind(sums.bills).bind(sums.total).bind(sums.in_scope).bind(sums.basic);
            query = query.bind(sums.catastrophic).bind(sums.aid).bind(sums.other);
            query = query.bind(sums.account).bind(sums.cash);
        }
        query.execute(&mut *all).await?;
    }
    for chunk in chunks(&step.insured) {
        let mut query = sqlx::query(text_of(&sql::INSURED_ADD, chunk.len()));
        for row in chunk {
            query = query.bind(step.area).bind(&row.insurance).bind(&row.status).bind(&row.class);
            query = query.bind(row.born).bind(row.from_month).bind(row.to_month).bind(row.persons);
        }
        query.execute(&mut *all).await?;
    }
    Ok(())
}

crate::common_models::implement_models!(Sqlite, Engine, SqliteConnection);
crate::common_model_rows::implement_model_rows!(Engine, SqliteConnection);
