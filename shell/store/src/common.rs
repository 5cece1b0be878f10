//! What both engines do with one text: the trait, written once for both pools.

/// Implements [`crate::Store`] for an engine; what needs two texts is the engine's own.
macro_rules! implement_store {
    ($engine:ty, $db:ty, $name:literal) => {
        use crate::rows::{
            BatchRow, Commit, CredentialRow, DivisionRow, DoctorRow, EventRow, FileRow, Found,
            InstitutionRow, ItemRow, Kept, PersonColumns, PersonRow, SignInRow, TallyRow,
            credential_row, event_row, person_row, tally_row,
        };
        use crate::statements as sql;
        use crate::{Store, StoreError};
        use async_trait::async_trait;

        type BatchColumns = (i64, i64, i64, Vec<u8>, Vec<u8>);

        fn batch_row(row: BatchColumns) -> BatchRow {
            let (first, last, written, head, sheet) = row;
            BatchRow { first, last, written, head, sheet }
        }

        #[async_trait]
        impl Store for $engine {
            fn engine(&self) -> &'static str {
                $name
            }

            async fn lease(&self, area: i64, holder: &str) -> Result<i64, StoreError> {
                let text = text(&sql::LEASE);
                let query = sqlx::query_scalar(text).bind(area).bind(holder);
                // To the end of the statement: only there does SQLite commit, or say that it failed.
                let rows: Vec<i64> = query.fetch_all(&self.writer).await?;
                let none = || StoreError::Engine("the lease was not given".to_string());
                rows.first().copied().ok_or_else(none)
            }

            async fn holder(&self, area: i64) -> Result<Option<String>, StoreError> {
                let query = sqlx::query_scalar(text(&sql::HOLDER)).bind(area);
                Ok(query.fetch_optional(&self.readers).await?)
            }

            async fn attend(
                &self,
                area: i64,
                alone: bool,
            ) -> Result<Option<$crate::Presence>, StoreError> {
                self.attend_area(area, alone).await
            }

            async fn epoch(&self, area: i64) -> Result<Option<i64>, StoreError> {
                let query = sqlx::query_scalar(text(&sql::EPOCH)).bind(area);
                Ok(query.fetch_optional(&self.readers).await?)
            }

            async fn areas(&self) -> Result<Vec<i64>, StoreError> {
                Ok(sqlx::query_scalar(text(&sql::AREAS)).fetch_all(&self.readers).await?)
            }

            async fn registered(&self) -> Result<Vec<i64>, StoreError> {
                Ok(sqlx::query_scalar(text(&sql::REGISTERED)).fetch_all(&self.readers).await?)
            }

            async fn tail(&self, area: i64) -> Result<Option<BatchRow>, StoreError> {
                let query = sqlx::query_as::<$db, BatchColumns>(text(&sql::TAIL)).bind(area);
                Ok(query.fetch_optional(&self.readers).await?.map(batch_row))
            }

            async fn batch(&self, area: i64, first: i64) -> Result<Option<BatchRow>, StoreError> {
                let query = sqlx::query_as::<$db, BatchColumns>(text(&sql::BATCH));
                let row = query.bind(area).bind(first).fetch_optional(&self.readers).await?;
                Ok(row.map(batch_row))
            }

            async fn batches(
                &self,
                area: i64,
                from: i64,
                most: i64,
            ) -> Result<Vec<BatchRow>, StoreError> {
                let query = sqlx::query_as::<$db, BatchColumns>(text(&sql::BATCHES));
                let query = query.bind(area).bind(from).bind(most);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(batch_row).collect())
            }

            async fn batches_back(
                &self,
                area: i64,
                before: i64,
                most: i64,
            ) -> Result<Vec<BatchRow>, StoreError> {
                let query = sqlx::query_as::<$db, BatchColumns>(text(&sql::BATCHES_BACK));
                let query = query.bind(area).bind(before).bind(most);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(batch_row).collect())
            }

            async fn batch_of(&self, area: i64, seq: i64) -> Result<Option<BatchRow>, StoreError> {
                let query = sqlx::query_as::<$db, BatchColumns>(text(&sql::BATCH_OF));
                let row = query.bind(area).bind(seq).fetch_optional(&self.readers).await?;
                Ok(row.map(batch_row).filter(|batch| batch.last >= seq))
            }

            async fn words(&self, area: i64) -> Result<Vec<String>, StoreError> {
                let query = sqlx::query_scalar(text(&sql::WORDS)).bind(area);
                Ok(query.fetch_all(&self.readers).await?)
            }

            async fn events(
                &self,
                area: i64,
                from: i64,
                to: i64,
            ) -> Result<Vec<EventRow>, StoreError> {
                let query = sqlx::query_as::<$db, (i64, Option<i64>, Vec<u8>)>(text(&sql::EVENTS));
                let rows = query.bind(area).bind(from).bind(to).fetch_all(&self.readers).await?;
                Ok(rows.into_iter().map(event_row).collect())
            }

            async fn events_at(
                &self,
                area: i64,
                seqs: &[i64],
            ) -> Result<Vec<EventRow>, StoreError> {
                let mut rows = self.read_events(&sql::EVENTS_AT, area, seqs).await?;
                rows.sort_by_key(|row| row.seq);
                rows.dedup_by_key(|row| row.seq);
                Ok(rows)
            }

            async fn find(
                &self,
                area: i64,
                keys: &[Vec<u8>],
                visits: &[i64],
            ) -> Result<Found, StoreError> {
                if keys.is_empty() && visits.is_empty() {
                    return Ok(Found::default());
                }
                self.read_found(area, keys, visits).await
            }

            async fn kept(&self, area: i64, persons: &[i64]) -> Result<Kept, StoreError> {
                if persons.is_empty() {
                    return Ok(Kept::default());
                }
                self.read_kept(area, persons).await
            }

            async fn keys_from(
                &self,
                area: i64,
                after: &[u8],
                most: i64,
            ) -> Result<Vec<(Vec<u8>, i64)>, StoreError> {
                let query = sqlx::query_as::<$db, (Vec<u8>, i64)>(text(&sql::KEYS_FROM));
                let query = query.bind(area).bind(after.to_vec()).bind(most);
                Ok(query.fetch_all(&self.readers).await?)
            }

            async fn files_from(
                &self,
                area: i64,
                after: i64,
                most: i64,
            ) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
                let query = sqlx::query_as::<$db, (i64, Vec<u8>)>(text(&sql::FILES_FROM));
                let query = query.bind(area).bind(after).bind(most);
                Ok(query.fetch_all(&self.readers).await?)
            }

            async fn tallies_from(
                &self,
                area: i64,
                after: i64,
                most: i64,
            ) -> Result<Vec<TallyRow>, StoreError> {
                let query = sqlx::query_as::<$db, (i64, i64, Vec<u8>)>(text(&sql::TALLIES_FROM));
                let rows = query.bind(area).bind(after).bind(most).fetch_all(&self.readers).await?;
                Ok(rows.into_iter().map(tally_row).collect())
            }

            async fn persons(
                &self,
                area: i64,
                ids: &[String],
            ) -> Result<Vec<PersonRow>, StoreError> {
                if ids.is_empty() {
                    return Ok(Vec::new());
                }
                self.read_persons(area, ids).await
            }

            async fn person(
                &self,
                area: i64,
                person: i64,
            ) -> Result<Option<PersonRow>, StoreError> {
                let query = sqlx::query_as::<$db, PersonColumns>(text(&sql::PERSON));
                let row = query.bind(area).bind(person).fetch_optional(&self.readers).await?;
                Ok(row.map(person_row))
            }

            async fn persons_from(
                &self,
                area: i64,
                after: &str,
                most: i64,
            ) -> Result<Vec<PersonRow>, StoreError> {
                let query = sqlx::query_as::<$db, PersonColumns>(text(&sql::PERSONS_FROM));
                let rows = query.bind(area).bind(after).bind(most).fetch_all(&self.readers).await?;
                Ok(rows.into_iter().map(person_row).collect())
            }

            async fn persons_of_document(
                &self,
                area: i64,
                document: &str,
            ) -> Result<Vec<PersonRow>, StoreError> {
                let query = sqlx::query_as::<$db, PersonColumns>(text(&sql::PERSONS_OF_DOCUMENT));
                let rows = query.bind(area).bind(document).fetch_all(&self.readers).await?;
                Ok(rows.into_iter().map(person_row).collect())
            }

            async fn credentials(
                &self,
                area: i64,
                number: &str,
            ) -> Result<Vec<CredentialRow>, StoreError> {
                let query = sqlx::query_as(text(&sql::CREDENTIALS)).bind(area).bind(number);
                let rows = query.fetch_all(&self.readers).await?;
                Ok(rows.into_iter().map(credential_row).collect())
            }

            async fn credentials_of(
                &self,
                area: i64,
                numbers: &[String],
            ) -> Result<Vec<CredentialRow>, StoreError> {
                if numbers.is_empty() {
                    return Ok(Vec::new());
                }
                self.read_credentials(area, numbers).await
            }

            async fn divisions(&self, area: i64) -> Result<Vec<DivisionRow>, StoreError> {
                self.read_divisions(area).await
            }

            async fn doctors(&self, institution: &str) -> Result<Vec<DoctorRow>, StoreError> {
                self.read_doctors(institution).await
            }

            async fn institutions(
                &self,
                codes: &[String],
            ) -> Result<Vec<InstitutionRow>, StoreError> {
                if codes.is_empty() {
                    return Ok(Vec::new());
                }
                self.read_institutions(codes).await
            }

            async fn institutions_all(&self) -> Result<Vec<InstitutionRow>, StoreError> {
                let text = text(&sql::INSTITUTIONS_ALL);
                let rows = sqlx::query(text).fetch_all(&self.readers).await?;
                rows.iter().map(institution_row).collect()
            }

            async fn items(&self, area: i64, codes: &[String]) -> Result<Vec<ItemRow>, StoreError> {
                if codes.is_empty() {
                    return Ok(Vec::new());
                }
                self.read_items(area, codes).await
            }

            async fn law(&self, hash: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
                let query = sqlx::query_scalar(text(&sql::LAW)).bind(hash.to_vec());
                Ok(query.fetch_optional(&self.readers).await?)
            }

            async fn write(&self, commit: std::sync::Arc<Commit>) -> Result<(), StoreError> {
                self.write_commit(commit).await
            }

            async fn put_institutions(&self, rows: &[InstitutionRow]) -> Result<(), StoreError> {
                self.write_institutions(rows).await
            }

            async fn put_items(&self, area: i64, rows: &[ItemRow]) -> Result<(), StoreError> {
                self.write_items(area, rows).await
            }

            async fn put_credentials(
                &self,
                area: i64,
                rows: &[CredentialRow],
            ) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.writer.begin().await?;
                put_credentials(&mut all, area, rows).await?;
                Ok(all.commit().await?)
            }

            async fn put_divisions(
                &self,
                area: i64,
                rows: &[DivisionRow],
            ) -> Result<(), StoreError> {
                self.write_divisions(area, rows).await
            }

            async fn put_doctors(&self, rows: &[DoctorRow]) -> Result<(), StoreError> {
                self.write_doctors(rows).await
            }

            async fn sign_in(&self, row: &SignInRow) -> Result<SignInRow, StoreError> {
                let query = sqlx::query(text(&sql::SIGN_IN))
                    .bind(&row.institution)
                    .bind(&row.sign_no)
                    .bind(&row.message)
                    .bind(&row.operator)
                    .bind(&row.device)
                    .bind(&row.address)
                    .bind(row.signed_in);
                let _turn = self.turn().await;
                query.execute(&self.writer).await?;
                let kept = self.sign_in_of(&row.institution, &row.sign_no).await?;
                kept.ok_or_else(|| StoreError::Engine("the sign-in was not kept".to_string()))
            }

            async fn sign_out(
                &self,
                institution: &str,
                sign_no: &str,
                moment: i64,
                message: &str,
            ) -> Result<bool, StoreError> {
                let query = sqlx::query(text(&sql::SIGN_OUT)).bind(institution).bind(sign_no);
                let _turn = self.turn().await;
                let done = query.bind(moment).bind(message).execute(&self.writer).await?;
                Ok(done.rows_affected() > 0)
            }

            async fn sign_in_of(
                &self,
                institution: &str,
                sign_no: &str,
            ) -> Result<Option<SignInRow>, StoreError> {
                let query = sqlx::query(text(&sql::SIGN_IN_OF)).bind(institution).bind(sign_no);
                let row = query.fetch_optional(&self.readers).await?;
                row.as_ref().map(sign_in_row).transpose()
            }

            async fn sign_in_ended_by(
                &self,
                institution: &str,
                message: &str,
            ) -> Result<Option<SignInRow>, StoreError> {
                let query = sqlx::query(text(&sql::SIGN_IN_ENDED_BY));
                let query = query.bind(institution).bind(message);
                let row = query.fetch_optional(&self.readers).await?;
                row.as_ref().map(sign_in_row).transpose()
            }

            async fn file(
                &self,
                institution: &str,
                number: &str,
            ) -> Result<Option<FileRow>, StoreError> {
                type Columns = (String, String, String, String, Vec<u8>, i64, i64);
                let query = sqlx::query_as::<$db, Columns>(text(&sql::FILE));
                let query = query.bind(institution).bind(number);
                let row = |(institution, number, name, asked, body, made, until): Columns| {
                    FileRow { institution, number, name, asked, body, made, until }
                };
                Ok(query.fetch_optional(&self.readers).await?.map(row))
            }

            async fn put_file(&self, row: &FileRow) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut writing = self.writer.begin().await?;
                let query = sqlx::query(text(&sql::FILES_PAST)).bind(&row.institution);
                query.bind(row.made).execute(&mut *writing).await?;
                let query = sqlx::query(text(&sql::FILE_PUT)).bind(&row.institution);
                let query = query.bind(&row.number).bind(&row.name).bind(&row.asked);
                let query = query.bind(&row.body).bind(row.made).bind(row.until);
                query.execute(&mut *writing).await?;
                writing.commit().await?;
                Ok(())
            }

            async fn sizes(&self) -> Result<Vec<(String, i64)>, StoreError> {
                self.table_sizes().await
            }

            async fn checkpoint(&self) -> Result<(), StoreError> {
                self.move_log().await
            }

            async fn copy_to(&self, file: &std::path::Path) -> Result<(), StoreError> {
                self.copy(file).await
            }

            async fn copy_out(&self, take: &mut crate::Take<'_>) -> Result<(), StoreError> {
                self.read_out(take).await
            }

            async fn copy_in(&self, give: &mut crate::Give<'_>) -> Result<(), StoreError> {
                self.read_in(give).await
            }

            async fn catalogue(
                &self,
            ) -> Result<Vec<(String, String, String, bool, i64)>, StoreError> {
                let query = sqlx::query_as(text(&sql::CATALOGUE));
                Ok(query.fetch_all(&self.readers).await?)
            }

            async fn prepare_all(&self) -> Result<Vec<(String, String)>, StoreError> {
                self.prepare_registry().await
            }

            fn models(&self) -> &dyn crate::Models {
                self
            }

            fn code_sets(&self) -> &dyn crate::CodeSets {
                self
            }

            async fn close(&self) {
                self.close_before().await;
                self.writer.close().await;
                self.readers.close().await;
                self.close_after().await;
            }
        }

        fn sign_in_row(row: &<$db as sqlx::Database>::Row) -> Result<SignInRow, StoreError> {
            use sqlx::Row;
            Ok(SignInRow {
                institution: row.try_get(0)?,
                sign_no: row.try_get(1)?,
                message: row.try_get(2)?,
                operator: row.try_get(3)?,
                device: row.try_get(4)?,
                address: row.try_get(5)?,
                signed_in: row.try_get(6)?,
                signed_out: row.try_get(7)?,
                out_message: row.try_get(8)?,
            })
        }
    };
}

pub(crate) use implement_store;
