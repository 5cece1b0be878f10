//! PostgreSQL: sets go in and out as arrays; a batch is one statement.

mod codes;
mod copy;
mod models;
mod presence;
mod registers;
mod sets;
mod write;

use crate::migrate;
use crate::statements::{ALL, Statement};
use crate::tables::TABLES;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection, Executor, SqlSafeStr};
use std::time::Duration;

/// The books in a PostgreSQL database.
#[derive(Debug, Clone)]
pub struct Postgres {
    pub(super) writer: PgPool,
    pub(super) readers: PgPool,
}

/// A key that no other program uses: one migration at a time.
const MIGRATION_LOCK: i64 = 0x676f_6e67_6a69;

fn text(statement: &'static Statement) -> &'static str {
    statement.postgres
}

impl Postgres {
    /// Writers wait for each other in the server, row by row.
    async fn turn(&self) {}

    /// Opens the books at an address and brings the schema to this program's step.
    pub async fn open(url: &str) -> Result<Postgres, StoreError> {
        let pool = |most: u32| {
            let options = PgPoolOptions::new().max_connections(most);
            options.acquire_timeout(Duration::from_secs(10)).test_before_acquire(false)
        };
        let open = |error: sqlx::Error| StoreError::Open {
            place: address(url),
            message: error.to_string(),
        };
        // Every statement goes by an index. A plan made while a table was small must not read it
        // whole when it has grown; one made for an area that the statistics do not know yet would
        // take any index that begins with areas.
        let options: PgConnectOptions = url.parse().map_err(open)?;
        let options = options.options([
            ("enable_seqscan", "off"),
            ("jit", "off"),
            ("plan_cache_mode", "force_generic_plan"),
        ]);
        let writer = pool(16).connect_with(options.clone()).await.map_err(open)?;
        let readers = pool(16).connect_with(options).await.map_err(open)?;
        let books = Postgres { writer, readers };
        books.migrate().await?;
        Ok(books)
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        let mut all = connection.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(MIGRATION_LOCK)
            .execute(&mut *all)
            .await?;
        all.execute(migrate::TABLE).await?;
        let taken: Vec<String> = sqlx::query_scalar(migrate::TAKEN).fetch_all(&mut *all).await?;
        for (number, step) in migrate::missing(&taken)? {
            all.execute(sqlx::raw_sql(step.postgres)).await?;
            sqlx::query(migrate::TAKE).bind(number).bind(step.name).execute(&mut *all).await?;
        }
        Ok(all.commit().await?)
    }

    /// Connections that this engine has besides.
    async fn close_before(&self) {}

    async fn prepare_registry(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut connection = self.readers.acquire().await?;
        let mut found = Vec::new();
        for statement in ALL.iter().filter(|one| !one.postgres.is_empty()) {
            if let Err(error) = connection.prepare(text(statement).into_sql_str()).await {
                found.push((statement.name.to_string(), error.to_string()));
            }
        }
        for table in TABLES {
            for text in [table.all(" COLLATE \"C\""), table.any(), table.put_arrays()] {
                let text = sqlx::AssertSqlSafe(text).into_sql_str();
                if let Err(error) = connection.prepare(text).await {
                    found.push((table.name.to_string(), error.to_string()));
                }
            }
        }
        Ok(found)
    }

    async fn table_sizes(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let query = sqlx::query_as(
            "SELECT relname::text, pg_total_relation_size(relid)::bigint FROM pg_stat_user_tables ORDER BY 1",
        );
        Ok(query.fetch_all(&self.readers).await?)
    }

    async fn move_log(&self) -> Result<(), StoreError> {
        self.writer.execute("CHECKPOINT").await?;
        Ok(())
    }

    async fn close_after(&self) {}

    async fn copy(&self, _file: &std::path::Path) -> Result<(), StoreError> {
        Err(StoreError::Engine("PostgreSQL is copied row by row, not as a file".to_string()))
    }
}

/// The address without its password.
fn address(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            let user = url[scheme + 3..at].split(':').next().unwrap_or("");
            format!("{}{user}{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_string(),
    }
}

use registers::{institution_row, put_credentials};

crate::common::implement_store!(Postgres, sqlx::Postgres, "postgres");

#[cfg(test)]
mod tests {
    #[test]
    fn a_password_is_not_shown() {
        let shown = super::address("postgres://me:secret@127.0.0.1:5432/books");
        assert_eq!(shown, "postgres://me@127.0.0.1:5432/books");
    }
}
