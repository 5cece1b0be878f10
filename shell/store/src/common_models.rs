//! What both engines do with the read models, with one text: written once for both pools.

/// Implements [`crate::Models`] for an engine; how a step begins and its sets are the engine's own.
macro_rules! implement_models {
    ($engine:ty, $db:ty, $connection:ty) => {
        use crate::StoreError;
        use crate::models::Models;
        use crate::rows_models::{
            BillRow, CareMonthRow, CareSums, CheckRow, Derived, DuePart, DueRow, FundDayRow,
            InstitutionDayRow, InsuredRow, ReadRow, RefusalRow, SettlementRow, SettlementSum,
        };
        use crate::statements as sql;
        use async_trait::async_trait;

        type FundColumns = (String, String, i64, i64, i64);
        type DueColumns = (i64, i64, i64, i64, Option<i64>, String);
        type ReadColumns = (i64, String, String, i64, i64);

        #[async_trait]
        impl Models for $engine {
            async fn followed(&self, area: i64) -> Result<i64, StoreError> {
                let query = sqlx::query_scalar(text(&sql::FOLLOWED)).bind(area);
                Ok(query.fetch_optional(&self.readers).await?.unwrap_or(0))
            }

            async fn derive(&self, step: &Derived) -> Result<bool, StoreError> {
                let _turn = self.turn().await;
                let mut all = self.begin_step().await?;
                sqlx::query(text(&sql::FOLLOW_BEGIN)).bind(step.area).execute(&mut *all).await?;
                let query = sqlx::query(text(&sql::FOLLOW_MOVE)).bind(step.area).bind(step.from);
                let moved = query.bind(step.to).execute(&mut *all).await?.rows_affected();
                if moved != 1 {
                    all.rollback().await?;
                    return Ok(false);
                }
                put_sets(&mut all, step).await?;
                put_rows(&mut all, step).await?;
                put_due(&mut all, step).await?;
                all.commit().await?;
                Ok(true)
            }

            async fn forget(&self, area: i64) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.begin_step().await?;
                for statement in [
                    &sql::FORGET_FOLLOW,
                    &sql::FORGET_PERSON_EVENTS,
                    &sql::FORGET_BILLS,
                    &sql::FORGET_FUND_DAYS,
                    &sql::FORGET_INSTITUTION_DAYS,
                    &sql::FORGET_DISTURBED,
                    &sql::FORGET_DUE,
                    &sql::FORGET_DUE_PARTS,
                    &sql::FORGET_DESCRIBED,
                    &sql::FORGET_SETTLEMENT_ROWS,
                    &sql::FORGET_CARE_MONTHS,
                    &sql::FORGET_INSURED,
                ] {
                    sqlx::query(text(statement)).bind(area).execute(&mut *all).await?;
                }
                Ok(all.commit().await?)
            }

            async fn person_events(&self, area: i64, person: i64) -> Result<Vec<i64>, StoreError> {
                let query = sqlx::query_scalar(text(&sql::PERSON_EVENTS)).bind(area).bind(person);
                Ok(query.fetch_all(&self.readers).await?)
            }

            async fn disturbed(&self, area: i64, persons: &[i64]) -> Result<Vec<i64>, StoreError> {
                match persons {
                    [] => Ok(Vec::new()),
                    some => self.read_disturbed(area, some).await,
                }
            }

            async fn described(
                &self,
                area: i64,
                visits: &[i64],
            ) -> Result<Vec<(i64, i64)>, StoreError> {
                match visits {
                    [] => Ok(Vec::new()),
                    some => self.read_described(area, some).await,
                }
            }

            async fn bill(&self, area: i64, seq: i64) -> Result<Option<BillRow>, StoreError> {
                let query = sqlx::query(text(&sql::BILL)).bind(area).bind(seq);
                let row = query.fetch_optional(&self.readers).await?;
                row.as_ref().map(bill_row).transpose()
            }

            async fn bills_of(&self, area: i64, person: i64) -> Result<Vec<BillRow>, StoreError> {
                let query = sqlx::query(text(&sql::BILLS_OF)).bind(area).bind(person);
                query.fetch_all(&self.readers).await?.iter().map(bill_row).collect()
            }

            async fn bills_back(
                &self,
                area: i64,
                before: i64,
                most: i64,
            ) -> Result<Vec<BillRow>, StoreError> {
                let query = sqlx::query(text(&sql::BILLS_BACK)).bind(area).bind(before).bind(most);
                query.fetch_all(&self.readers).await?.iter().map(bill_row).collect()
            }

            async fn last_care(
                &self,
                area: i64,
                persons: &[i64],
            ) -> Result<Vec<(i64, i64)>, StoreError> {
                match persons {
                    [] => Ok(Vec::new()),
                    some => self.read_last_care(area, some).await,
                }
            }

            async fn bill_sums(&self, area: i64) -> Result<[i64; 3], StoreError> {
                let query = sqlx::query_as::<$db, (i64, i64, i64)>(text(&sql::BILL_SUMS));
                Ok(query.bind(area).fetch_one(&self.readers).await?.into())
            }

            async fn fund_sums(&self, area: i64) -> Result<Vec<FundDayRow>, StoreError> {
                let query = sqlx::query_as::<$db, FundColumns>(text(&sql::FUND_SUMS)).bind(area);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(fund_row).collect())
            }

            async fn fund_days(
                &self,
                area: i64,
                fund: &str,
                to: i64,
            ) -> Result<Vec<FundDayRow>, StoreError> {
                let query = sqlx::query_as::<$db, FundColumns>(text(&sql::FUND_DAYS));
                let query = query.bind(area).bind(fund).bind(to);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(fund_row).collect())
            }

            async fn institution_sums(
                &self,
                area: i64,
                from: i64,
                to: i64,
            ) -> Result<Vec<InstitutionDayRow>, StoreError> {
                type Columns = (String, String, i64, i64);
                let query = sqlx::query_as::<$db, Columns>(text(&sql::INSTITUTION_SUMS));
                let rows = query.bind(area).bind(from).bind(to).fetch_all(&self.readers).await?;
                let row = |(institution, fund, day, amount): Columns| InstitutionDayRow {
                    institution,
                    fund,
                    day,
                    amount,
                };
                Ok(rows.into_iter().map(row).collect())
            }

            async fn settlement_sums(
                &self,
                area: i64,
                institution: &str,
                (from, to): (i64, i64),
            ) -> Result<Vec<SettlementSum>, StoreError> {
                type Columns = (String, String, i64, i64, i64, i64, i64, i64);
                let query = sqlx::query_as::<$db, Columns>(text(&sql::SETTLEMENT_SUMS));
                let query = query.bind(area).bind(institution).bind(from).bind(to);
                let rows = query.fetch_all(&self.readers).await?;
                let row = |(insurance, care, sign, count, total, funds, account, cash): Columns| {
                    SettlementSum { insurance, care, sign, count, total, funds, account, cash }
                };
                Ok(rows.into_iter().map(row).collect())
            }

            async fn settlement_rows(
                &self,
                area: i64,
                institution: &str,
                (from, to): (i64, i64),
                most: i64,
            ) -> Result<Vec<SettlementRow>, StoreError> {
                let query = sqlx::query_as::<$db, SettlementColumns>(text(&sql::SETTLEMENT_ROWS));
                let query = query.bind(area).bind(institution).bind(from).bind(to).bind(most);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(settlement_row).collect())
            }

            async fn settlement_rows_at(
                &self,
                area: i64,
                seqs: &[i64],
            ) -> Result<Vec<SettlementRow>, StoreError> {
                let mut rows = match seqs {
                    [] => Vec::new(),
                    some => self.read_settlement_rows(area, some).await?,
                };
                rows.sort_unstable_by_key(|row| row.seq);
                rows.dedup();
                Ok(rows)
            }

            async fn care_by_month(
                &self,
                area: i64,
                months: (i64, i64),
            ) -> Result<Vec<CareMonthRow>, StoreError> {
                care_rows(&self.readers, &sql::CARE_BY_MONTH, area, months).await
            }

            async fn care_by_person(
                &self,
                area: i64,
                months: (i64, i64),
            ) -> Result<Vec<CareMonthRow>, StoreError> {
                care_rows(&self.readers, &sql::CARE_BY_PERSON, area, months).await
            }

            async fn care_by_place(
                &self,
                area: i64,
                months: (i64, i64),
            ) -> Result<Vec<CareMonthRow>, StoreError> {
                care_rows(&self.readers, &sql::CARE_BY_PLACE, area, months).await
            }

            async fn insured(&self, area: i64, month: i64) -> Result<Vec<InsuredRow>, StoreError> {
                type Columns = (String, String, String, i64, i64);
                let query = sqlx::query_as::<$db, Columns>(text(&sql::INSURED));
                let rows = query.bind(area).bind(month).fetch_all(&self.readers).await?;
                let row = |(insurance, status, class, born, persons): Columns| InsuredRow {
                    insurance,
                    status,
                    class,
                    born,
                    from_month: month,
                    to_month: month,
                    persons,
                };
                Ok(rows.into_iter().map(row).collect())
            }

            async fn due(
                &self,
                area: i64,
                after: i64,
                most: i64,
            ) -> Result<Vec<DueRow>, StoreError> {
                // One view of both tables: a follower may write between two reads.
                let mut all = self.readers.begin().await?;
                let query = sqlx::query_as::<$db, DueColumns>(text(&sql::DUE));
                let rows = query.bind(area).bind(after).bind(most).fetch_all(&mut *all).await?;
                let mut due = Vec::with_capacity(rows.len());
                for (bill, person, since, paid, would, note) in rows {
                    type Columns = (String, String, i64, i64);
                    let query = sqlx::query_as::<$db, Columns>(text(&sql::DUE_PARTS));
                    let parts = query.bind(area).bind(bill).fetch_all(&mut *all).await?;
                    let part =
                        |(part, fund, was, would): Columns| DuePart { part, fund, was, would };
                    let parts = parts.into_iter().map(part).collect();
                    due.push(DueRow { bill, person, since, paid, would, note, parts });
                }
                Ok(due)
            }

            async fn settled_last(
                &self,
                area: i64,
                institution: &str,
                to: i64,
            ) -> Result<Option<i64>, StoreError> {
                let query = sqlx::query_scalar(text(&sql::SETTLED_LAST));
                let query = query.bind(area).bind(institution).bind(to);
                Ok(query.fetch_one(&self.readers).await?)
            }

            async fn due_count(&self, area: i64) -> Result<i64, StoreError> {
                let query = sqlx::query_scalar(text(&sql::DUE_COUNT)).bind(area);
                Ok(query.fetch_one(&self.readers).await?)
            }

            async fn put_reads(&self, rows: &[ReadRow]) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut writing = self.writer.begin().await?;
                for row in rows {
                    let query = sqlx::query(text(&sql::READ_PUT)).bind(row.moment);
                    let query = query.bind(&row.viewer).bind(&row.purpose).bind(row.area);
                    query.bind(row.person).execute(&mut *writing).await?;
                }
                writing.commit().await?;
                Ok(())
            }

            async fn reads(
                &self,
                area: i64,
                person: i64,
                most: i64,
            ) -> Result<Vec<ReadRow>, StoreError> {
                let query = sqlx::query_as::<$db, ReadColumns>(text(&sql::READS));
                let rows = query.bind(area).bind(person).bind(most).fetch_all(&self.readers);
                let row = |(moment, viewer, purpose, area, person): ReadColumns| ReadRow {
                    moment,
                    viewer,
                    purpose,
                    area,
                    person,
                };
                Ok(rows.await?.into_iter().map(row).collect())
            }

            async fn put_refusals(&self, rows: &[RefusalRow], most: i64) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut writing = self.writer.begin().await?;
                let mut institutions: Vec<&String> = Vec::new();
                for row in rows {
                    let query = sqlx::query(text(&sql::REFUSAL_PUT)).bind(&row.institution);
                    let query = query.bind(row.no).bind(row.moment).bind(&row.transaction);
                    let query = query.bind(&row.message).bind(&row.code).bind(&row.zh);
                    query.bind(&row.en).bind(row.more).execute(&mut *writing).await?;
                    if !institutions.contains(&&row.institution) {
                        institutions.push(&row.institution);
                    }
                }
                for institution in institutions {
                    let query = sqlx::query(text(&sql::REFUSALS_PAST)).bind(institution);
                    query.bind(most).execute(&mut *writing).await?;
                }
                writing.commit().await?;
                Ok(())
            }

            async fn refusals(
                &self,
                institution: &str,
                before: i64,
                most: i64,
            ) -> Result<Vec<RefusalRow>, StoreError> {
                let query = sqlx::query_as::<$db, RefusalColumns>(text(&sql::REFUSALS));
                let query = query.bind(institution).bind(before).bind(most);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(refusal_row).collect())
            }

            async fn put_check(&self, row: &CheckRow) -> Result<(), StoreError> {
                let query = sqlx::query(text(&sql::CHECK_PUT)).bind(row.area).bind(row.moment);
                let query = query.bind(row.last).bind(row.bills).bind(row.answered);
                let query = query.bind(row.anchors).bind(row.found).bind(&row.first);
                let _turn = self.turn().await;
                query.execute(&self.writer).await?;
                Ok(())
            }

            async fn checks(&self, area: i64, most: i64) -> Result<Vec<CheckRow>, StoreError> {
                type Columns = (i64, i64, i64, i64, i64, i64, i64, String);
                let query = sqlx::query_as::<$db, Columns>(text(&sql::CHECKS));
                let rows = query.bind(area).bind(most).fetch_all(&self.readers).await?;
                let row =
                    |(area, moment, last, bills, answered, anchors, found, first): Columns| {
                        CheckRow { area, moment, last, bills, answered, anchors, found, first }
                    };
                Ok(rows.into_iter().map(row).collect())
            }

            async fn mark(&self, name: &str) -> Result<Option<String>, StoreError> {
                let query = sqlx::query_scalar(text(&sql::MARK)).bind(name);
                Ok(query.fetch_optional(&self.readers).await?)
            }

            async fn set_mark(&self, name: &str, value: &str) -> Result<(), StoreError> {
                let query = sqlx::query(text(&sql::MARK_PUT)).bind(name).bind(value);
                let _turn = self.turn().await;
                query.execute(&self.writer).await?;
                Ok(())
            }
        }

        /// Sums of care by a statement of theirs.
        async fn care_rows(
            readers: &sqlx::Pool<$db>,
            statement: &'static $crate::statements::Statement,
            area: i64,
            (from, to): (i64, i64),
        ) -> Result<Vec<CareMonthRow>, StoreError> {
            use sqlx::Row;
            let query = sqlx::query(text(statement)).bind(area).bind(from).bind(to);
            let rows = query.fetch_all(readers).await?;
            let row = |row: &<$db as sqlx::Database>::Row| -> Result<CareMonthRow, StoreError> {
                Ok(CareMonthRow {
                    month: row.try_get(0)?,
                    insurance: row.try_get(1)?,
                    care: row.try_get(2)?,
                    level: row.try_get(3)?,
                    place: row.try_get(4)?,
                    age: row.try_get(5)?,
                    class: row.try_get(6)?,
                    sums: CareSums {
                        bills: row.try_get(7)?,
                        total: row.try_get(8)?,
                        in_scope: row.try_get(9)?,
                        basic: row.try_get(10)?,
                        catastrophic: row.try_get(11)?,
                        aid: row.try_get(12)?,
                        other: row.try_get(13)?,
                        account: row.try_get(14)?,
                        cash: row.try_get(15)?,
                    },
                })
            };
            rows.iter().map(row).collect()
        }
    };
}

pub(crate) use implement_models;
