//! What both engines do with code sets, with one text: written once for both pools.

/// Implements [`crate::CodeSets`] for an engine; how sets go in and out is the engine's own.
macro_rules! implement_codes {
    ($engine:ty, $db:ty) => {
        use crate::StoreError;
        use crate::code_sets::{
            CodeColumns, CodeMapKey, CodeRow, CodeSetRow, CodeSets, beyond, code_row,
        };
        use crate::statements as sql;
        use async_trait::async_trait;

        #[async_trait]
        impl CodeSets for $engine {
            async fn sets(&self) -> Result<Vec<CodeSetRow>, StoreError> {
                type Row = (String, String, i64, Option<i64>);
                let query = sqlx::query_as::<$db, Row>(text(&sql::CODE_SETS));
                let rows = query.fetch_all(&self.readers).await?.into_iter();
                let row = |(kind, edition, from_day, to_day)| CodeSetRow {
                    kind,
                    edition,
                    from_day,
                    to_day,
                };
                Ok(rows.map(row).collect())
            }

            async fn put_set(
                &self,
                set: &CodeSetRow,
                codes: &[CodeRow],
                replace: bool,
            ) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.writer.begin().await?;
                if replace {
                    for statement in [&sql::CODES_CLEAR, &sql::CODE_SET_CLEAR] {
                        let query = sqlx::query(text(statement)).bind(&set.kind);
                        query.bind(&set.edition).execute(&mut *all).await?;
                    }
                }
                let query = sqlx::query(text(&sql::CODE_SET_PUT)).bind(&set.kind);
                let query = query.bind(&set.edition).bind(set.from_day).bind(set.to_day);
                query.execute(&mut *all).await?;
                put_codes(&mut all, set, codes).await?;
                Ok(all.commit().await?)
            }

            async fn codes_from(
                &self,
                kind: &str,
                edition: &str,
                after: &str,
                most: i64,
            ) -> Result<Vec<CodeRow>, StoreError> {
                let query = sqlx::query_as::<$db, CodeColumns>(text(&sql::CODES_FROM));
                let query = query.bind(kind).bind(edition).bind(after).bind(most);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(code_row).collect())
            }

            async fn codes_of(
                &self,
                kind: &str,
                edition: &str,
                codes: &[String],
            ) -> Result<Vec<CodeRow>, StoreError> {
                let mut rows = self.read_codes(kind, edition, codes).await?;
                rows.sort_by(|one, other| one.code.cmp(&other.code));
                rows.dedup_by(|one, other| one.code == other.code);
                Ok(rows)
            }

            async fn codes_beginning(
                &self,
                kind: &str,
                edition: &str,
                beginning: &str,
                most: i64,
            ) -> Result<Vec<CodeRow>, StoreError> {
                let query = sqlx::query_as::<$db, CodeColumns>(text(&sql::CODES_BETWEEN));
                let query = query.bind(kind).bind(edition).bind(beginning);
                let query = query.bind(beyond(beginning)).bind(most);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(code_row).collect())
            }

            async fn codes_named(
                &self,
                kind: &str,
                edition: &str,
                piece: &str,
                most: i64,
            ) -> Result<Vec<CodeRow>, StoreError> {
                let query = sqlx::query_as::<$db, CodeColumns>(text(&sql::CODES_NAMED));
                let query = query.bind(kind).bind(edition).bind(piece).bind(most);
                Ok(query.fetch_all(&self.readers).await?.into_iter().map(code_row).collect())
            }

            async fn maps(&self, kind: &str) -> Result<Vec<(String, String)>, StoreError> {
                let query = sqlx::query_as::<$db, (String, String)>(text(&sql::CODE_MAPS));
                Ok(query.bind(kind).fetch_all(&self.readers).await?)
            }

            async fn map(&self, key: &CodeMapKey) -> Result<Vec<(String, String)>, StoreError> {
                let query = sqlx::query_as::<$db, (String, String)>(text(&sql::CODE_MAP));
                let query = query.bind(&key.kind).bind(&key.from).bind(&key.to);
                Ok(query.fetch_all(&self.readers).await?)
            }

            async fn put_map(
                &self,
                key: &CodeMapKey,
                pairs: &[(String, String)],
                replace: bool,
            ) -> Result<(), StoreError> {
                let _turn = self.turn().await;
                let mut all = self.writer.begin().await?;
                if replace {
                    let query = sqlx::query(text(&sql::CODE_MAP_CLEAR)).bind(&key.kind);
                    query.bind(&key.from).bind(&key.to).execute(&mut *all).await?;
                }
                put_pairs(&mut all, key, pairs).await?;
                Ok(all.commit().await?)
            }
        }
    };
}

pub(crate) use implement_codes;
