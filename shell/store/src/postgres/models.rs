//! Read models in PostgreSQL: a step is one transaction that does not wait for the disk, since what
//! is lost with the power is derived again, cursor and rows alike.

use super::{Postgres, text};
use sqlx::{Executor, PgConnection, Postgres as Engine, Transaction};

impl Postgres {
    /// A step begins.
    async fn begin_step(&self) -> Result<Transaction<'static, Engine>, StoreError> {
        let mut all = self.writer.begin().await?;
        all.execute("SET LOCAL synchronous_commit = off").await?;
        Ok(all)
    }
}

/// What comes in many rows a step.
async fn put_sets(all: &mut PgConnection, step: &Derived) -> Result<(), StoreError> {
    if !step.person_events.is_empty() {
        let (persons, seqs): (Vec<i64>, Vec<i64>) = step.person_events.iter().copied().unzip();
        let query = sqlx::query(sql::PERSON_EVENTS_PUT.postgres).bind(step.area);
        query.bind(persons).bind(seqs).execute(&mut *all).await?;
    }
    put_bills(all, step).await?;
    put_settlement_rows(all, step).await?;
    put_care_months(all, step).await?;
    put_insured(all, step).await
}

async fn put_care_months(all: &mut PgConnection, step: &Derived) -> Result<(), StoreError> {
    let rows = &step.care_months;
    if rows.is_empty() {
        return Ok(());
    }
    let texts = |of: fn(&CareMonthRow) -> &String| rows.iter().map(of).collect::<Vec<_>>();
    let sums = |of: fn(&CareSums) -> i64| rows.iter().map(|row| of(&row.sums)).collect::<Vec<_>>();
    let query = sqlx::query(sql::CARE_MONTHS_ADD.postgres)
        .bind(step.area)
        .bind(rows.iter().map(|row| row.month).collect::<Vec<_>>())
        .bind(texts(|row| &row.insurance))
        .bind(texts(|row| &row.care))
        .bind(texts(|row| &row.level))
        .bind(texts(|row| &row.place))
        .bind(texts(|row| &row.age))
        .bind(texts(|row| &row.class))
        .bind(sums(|sums| sums.bills))
        .bind(sums(|sums| sums.total))
        .bind(sums(|sums| sums.in_scope))
        .bind(sums(|sums| sums.basic))
        .bind(sums(|sums| sums.catastrophic))
        .bind(sums(|sums| sums.aid))
        .bind(sums(|sums| sums.other))
        .bind(sums(|sums| sums.account))
        .bind(sums(|sums| sums.cash));
    query.execute(&mut *all).await?;
    Ok(())
}

async fn put_insured(all: &mut PgConnection, step: &Derived) -> Result<(), StoreError> {
    let rows = &step.insured;
    if rows.is_empty() {
        return Ok(());
    }
    let texts = |of: fn(&InsuredRow) -> &String| rows.iter().map(of).collect::<Vec<_>>();
    let numbers = |of: fn(&InsuredRow) -> i64| rows.iter().map(of).collect::<Vec<_>>();
    let query = sqlx::query(sql::INSURED_ADD.postgres)
        .bind(step.area)
        .bind(texts(|row| &row.insurance))
        .bind(texts(|row| &row.status))
        .bind(texts(|row| &row.class))
        .bind(numbers(|row| row.born))
        .bind(numbers(|row| row.from_month))
        .bind(numbers(|row| row.to_month))
        .bind(numbers(|row| row.persons));
    query.execute(&mut *all).await?;
    Ok(())
}

async fn put_bills(all: &mut PgConnection, step: &Derived) -> Result<(), StoreError> {
    let rows = &step.bills;
    if rows.is_empty() {
        return Ok(());
    }
    let numbers = |of: fn(&BillRow) -> i64| rows.iter().map(of).collect::<Vec<i64>>();
    let seqs = |of: fn(&BillRow) -> Option<i64>| rows.iter().map(of).collect::<Vec<_>>();
    let query = sqlx::query(sql::BILLS_PUT.postgres)
        .bind(step.area)
        .bind(numbers(|row| row.seq))
        .bind(numbers(|row| row.person))
        .bind(numbers(|row| row.visit))
        .bind(rows.iter().map(|row| row.institution.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.care.as_str()).collect::<Vec<_>>())
        .bind(numbers(|row| row.from_day))
        .bind(numbers(|row| row.to_day))
        .bind(numbers(|row| row.ruling_day))
        .bind(numbers(|row| row.written))
        .bind(numbers(|row| row.total))
        .bind(numbers(|row| row.funds))
        .bind(numbers(|row| row.account))
        .bind(numbers(|row| row.cash))
        .bind(numbers(|row| i64::from(row.mid_stay)))
        .bind(seqs(|row| row.corrects))
        .bind(seqs(|row| row.continues))
        .bind(seqs(|row| row.undone_by));
    query.execute(&mut *all).await?;
    Ok(())
}

async fn put_settlement_rows(all: &mut PgConnection, step: &Derived) -> Result<(), StoreError> {
    let rows = &step.settlement_rows;
    if rows.is_empty() {
        return Ok(());
    }
    let numbers = |of: fn(&SettlementRow) -> i64| rows.iter().map(of).collect::<Vec<i64>>();
    let texts = |of: fn(&SettlementRow) -> &String| rows.iter().map(of).collect::<Vec<_>>();
    let query = sqlx::query(sql::SETTLEMENT_ROWS_PUT.postgres)
        .bind(step.area)
        .bind(numbers(|row| row.seq))
        .bind(numbers(|row| row.bill))
        .bind(texts(|row| &row.institution))
        .bind(numbers(|row| row.day))
        .bind(numbers(|row| row.sign))
        .bind(numbers(|row| row.person))
        .bind(numbers(|row| row.visit))
        .bind(texts(|row| &row.insurance))
        .bind(texts(|row| &row.care))
        .bind(numbers(|row| row.total))
        .bind(numbers(|row| row.funds))
        .bind(numbers(|row| row.account))
        .bind(numbers(|row| row.cash));
    query.execute(&mut *all).await?;
    Ok(())
}

crate::common_models::implement_models!(Postgres, Engine, PgConnection);
crate::common_model_rows::implement_model_rows!(Engine, PgConnection);
