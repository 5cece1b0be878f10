//! Rows of the read models, out of columns and into tables: what both engines do with one text.

/// Writes the rows of a step for an engine, beside [`crate::common_models::implement_models`].
macro_rules! implement_model_rows {
    ($db:ty, $connection:ty) => {
        pub(super) type SettlementColumns =
            (i64, i64, String, i64, i64, i64, i64, String, String, i64, i64, i64, i64);

        pub(super) fn settlement_row(row: SettlementColumns) -> SettlementRow {
            let (seq, bill, institution, day, sign, person, visit, insurance, care, total, ..) =
                row;
            let (.., funds, account, cash) = row;
            SettlementRow {
                seq,
                bill,
                institution,
                day,
                sign,
                person,
                visit,
                insurance,
                care,
                total,
                funds,
                account,
                cash,
            }
        }

        type RefusalColumns = (String, i64, i64, String, String, String, String, String, i64);

        fn refusal_row(row: RefusalColumns) -> RefusalRow {
            let (institution, no, moment, transaction, message, code, zh, en, more) = row;
            RefusalRow { institution, no, moment, transaction, message, code, zh, en, more }
        }

        fn fund_row((fund, account, day, debit, credit): FundColumns) -> FundDayRow {
            FundDayRow { fund, account, day, debit, credit }
        }

        fn bill_row(row: &<$db as sqlx::Database>::Row) -> Result<BillRow, StoreError> {
            use sqlx::Row;
            Ok(BillRow {
                seq: row.try_get(0)?,
                person: row.try_get(1)?,
                visit: row.try_get(2)?,
                institution: row.try_get(3)?,
                care: row.try_get(4)?,
                from_day: row.try_get(5)?,
                to_day: row.try_get(6)?,
                ruling_day: row.try_get(7)?,
                written: row.try_get(8)?,
                total: row.try_get(9)?,
                funds: row.try_get(10)?,
                account: row.try_get(11)?,
                cash: row.try_get(12)?,
                mid_stay: row.try_get::<i64, _>(13)? != 0,
                corrects: row.try_get(14)?,
                continues: row.try_get(15)?,
                undone_by: row.try_get(16)?,
            })
        }

        /// What comes in few rows a step.
        async fn put_rows(all: &mut $connection, step: &Derived) -> Result<(), StoreError> {
            for (bill, undone_by) in &step.marks {
                let query = sqlx::query(text(&sql::BILL_MARK)).bind(step.area).bind(*bill);
                query.bind(*undone_by).execute(&mut *all).await?;
            }
            for (visit, seq) in &step.described {
                let query = sqlx::query(text(&sql::DESCRIBED_PUT)).bind(step.area);
                query.bind(*visit).bind(*seq).execute(&mut *all).await?;
            }
            for row in &step.fund_days {
                let query = sqlx::query(text(&sql::FUND_DAY_ADD)).bind(step.area);
                let query = query.bind(&row.fund).bind(&row.account).bind(row.day);
                query.bind(row.debit).bind(row.credit).execute(&mut *all).await?;
            }
            for row in &step.institution_days {
                let query = sqlx::query(text(&sql::INSTITUTION_DAY_ADD)).bind(step.area);
                let query = query.bind(&row.institution).bind(&row.fund);
                query.bind(row.day).bind(row.amount).execute(&mut *all).await?;
            }
            for person in &step.disturbed {
                let query = sqlx::query(text(&sql::DISTURBED_PUT)).bind(step.area).bind(*person);
                query.execute(&mut *all).await?;
            }
            Ok(())
        }

        /// What is due, in place of what was.
        async fn put_due(all: &mut $connection, step: &Derived) -> Result<(), StoreError> {
            for (person, rows) in &step.due {
                for statement in [&sql::DUE_PARTS_CLEAR, &sql::DUE_CLEAR] {
                    let query = sqlx::query(text(statement)).bind(step.area).bind(*person);
                    query.execute(&mut *all).await?;
                }
                for row in rows {
                    let query = sqlx::query(text(&sql::DUE_PUT)).bind(step.area).bind(row.bill);
                    let query = query.bind(row.person).bind(row.since).bind(row.paid);
                    query.bind(row.would).bind(&row.note).execute(&mut *all).await?;
                    for (place, part) in (0_i64..).zip(&row.parts) {
                        let query = sqlx::query(text(&sql::DUE_PART_PUT)).bind(step.area);
                        let query = query.bind(row.bill).bind(place).bind(&part.part);
                        let query = query.bind(&part.fund).bind(part.was).bind(part.would);
                        query.execute(&mut *all).await?;
                    }
                }
            }
            Ok(())
        }
    };
}

pub(crate) use implement_model_rows;
