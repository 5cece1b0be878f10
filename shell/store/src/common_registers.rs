//! What both engines do with the registers, with one text: written once for both pools.

/// Reads and writes registers of an engine.
macro_rules! implement_registers {
    ($engine:ty, $db:ty) => {
        use crate::StoreError;
        use crate::rows::{
            DivisionRow, DoctorColumns, DoctorRow, InstitutionRow, ItemRow, doctor_row,
        };
        use crate::statements as sql;

        impl $engine {
            pub(super) async fn write_institutions(
                &self,
                rows: &[InstitutionRow],
            ) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.writer.begin().await?;
                for row in rows {
                    let query = sqlx::query(text(&sql::INSTITUTION_PUT))
                        .bind(&row.code)
                        .bind(row.from_day)
                        .bind(row.to_day)
                        .bind(&row.name)
                        .bind(&row.level)
                        .bind(&row.rank)
                        .bind(&row.kind)
                        .bind(row.area)
                        .bind(i64::from(row.designated));
                    query.execute(&mut *all).await?;
                }
                Ok(all.commit().await?)
            }

            pub(super) async fn write_items(
                &self,
                area: i64,
                rows: &[ItemRow],
            ) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.writer.begin().await?;
                for row in rows {
                    let query = sqlx::query(text(&sql::ITEM_PUT))
                        .bind(area)
                        .bind(&row.code)
                        .bind(row.from_day)
                        .bind(row.to_day)
                        .bind(&row.name)
                        .bind(&row.class)
                        .bind(&row.group)
                        .bind(row.first_pay)
                        .bind(row.price_limit);
                    query.execute(&mut *all).await?;
                }
                Ok(all.commit().await?)
            }

            pub(super) async fn read_divisions(
                &self,
                area: i64,
            ) -> Result<Vec<DivisionRow>, StoreError> {
                let query = sqlx::query_as::<$db, (String, String)>(text(&sql::DIVISIONS));
                let rows = query.bind(area).fetch_all(&self.readers).await?;
                Ok(rows.into_iter().map(|(code, name)| DivisionRow { code, name }).collect())
            }

            pub(super) async fn write_divisions(
                &self,
                area: i64,
                rows: &[DivisionRow],
            ) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.writer.begin().await?;
                for row in rows {
                    let query = sqlx::query(text(&sql::DIVISION_PUT)).bind(area);
                    query.bind(&row.code).bind(&row.name).execute(&mut *all).await?;
                }
                Ok(all.commit().await?)
            }

            pub(super) async fn read_doctors(
                &self,
                institution: &str,
            ) -> Result<Vec<DoctorRow>, StoreError> {
                let query = sqlx::query_as::<$db, DoctorColumns>(text(&sql::DOCTORS));
                let rows = query.bind(institution).fetch_all(&self.readers).await?;
                Ok(rows.into_iter().map(doctor_row).collect())
            }

            pub(super) async fn write_doctors(&self, rows: &[DoctorRow]) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.writer.begin().await?;
                for row in rows {
                    let query = sqlx::query(text(&sql::DOCTOR_PUT))
                        .bind(&row.institution)
                        .bind(&row.code)
                        .bind(row.from_day)
                        .bind(row.to_day)
                        .bind(&row.name)
                        .bind(&row.title)
                        .bind(&row.department);
                    query.execute(&mut *all).await?;
                }
                Ok(all.commit().await?)
            }
        }

        pub(super) fn institution_row(
            row: &<$db as sqlx::Database>::Row,
        ) -> Result<InstitutionRow, StoreError> {
            use sqlx::Row;
            Ok(InstitutionRow {
                code: row.try_get(0)?,
                from_day: row.try_get(1)?,
                to_day: row.try_get(2)?,
                name: row.try_get(3)?,
                level: row.try_get(4)?,
                rank: row.try_get(5)?,
                kind: row.try_get(6)?,
                area: row.try_get(7)?,
                designated: row.try_get::<i64, _>(8)? != 0,
            })
        }

        pub(super) fn item_row(row: &<$db as sqlx::Database>::Row) -> Result<ItemRow, StoreError> {
            use sqlx::Row;
            Ok(ItemRow {
                code: row.try_get(0)?,
                from_day: row.try_get(1)?,
                to_day: row.try_get(2)?,
                name: row.try_get(3)?,
                class: row.try_get(4)?,
                group: row.try_get(5)?,
                first_pay: row.try_get(6)?,
                price_limit: row.try_get(7)?,
            })
        }
    };
}

pub(crate) use implement_registers;
