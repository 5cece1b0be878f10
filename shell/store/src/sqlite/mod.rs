//! SQLite: sets go in and out as rows of `?`; one connection writes, the log is moved beside it.

mod models;
mod sets;
mod write;

use crate::migrate;
use crate::statements::{ALL, Statement};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The books in one file.
#[derive(Debug, Clone)]
pub struct Sqlite {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
    /// Writes read models; its commits do not wait for the disk.
    pub(super) follower: SqlitePool,
    file: PathBuf,
}

/// The log is moved into the tables when it has grown so long, in bytes.
const LOG_LONG: u64 = 64 << 20;
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(200);

fn text(statement: &'static Statement) -> &'static str {
    statement.sqlite
}

impl Sqlite {
    /// Opens the books in a file and brings the schema to this program's step.
    pub async fn open(file: &Path) -> Result<Sqlite, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            .pragma("wal_autocheckpoint", "0")
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "MEMORY");
        Sqlite::open_with(file, options).await
    }

    /// The same with options of one's own: for tests that plant mistakes.
    pub async fn open_with(
        file: &Path,
        options: SqliteConnectOptions,
    ) -> Result<Sqlite, StoreError> {
        let pool = |most| SqlitePoolOptions::new().max_connections(most).min_connections(1);
        let open = |error: sqlx::Error| StoreError::Open {
            place: file.display().to_string(),
            message: error.to_string(),
        };
        let writer = pool(1).connect_with(options.clone()).await.map_err(open)?;
        let behind = options.clone().synchronous(SqliteSynchronous::Normal);
        let books = Sqlite {
            follower: SqlitePoolOptions::new().max_connections(1).connect_lazy_with(behind),
            readers: pool(4).connect_with(options.clone()).await.map_err(open)?,
            writer,
            file: file.to_path_buf(),
        };
        books.migrate().await?;
        let mover = pool(1).connect_with(options).await.map_err(open)?;
        tokio::spawn(move_the_log(books.writer.clone(), mover, books.log()));
        Ok(books)
    }

    fn log(&self) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push("-wal");
        PathBuf::from(name)
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let mut all = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        all.execute(migrate::TABLE).await?;
        let taken: Vec<String> = sqlx::query_scalar(migrate::TAKEN).fetch_all(&mut *all).await?;
        for (number, step) in migrate::missing(&taken)? {
            all.execute(sqlx::raw_sql(step.sqlite)).await?;
            sqlx::query(migrate::TAKE).bind(number).bind(step.name).execute(&mut *all).await?;
        }
        Ok(all.commit().await?)
    }

    /// Connections that this engine has besides.
    async fn close_more(&self) {
        self.follower.close().await;
    }

    async fn prepare_registry(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut connection = self.readers.acquire().await?;
        let mut found = Vec::new();
        for statement in ALL {
            for count in [1, 64] {
                let text = AssertSqlSafe(statement.rows(count)).into_sql_str();
                if let Err(error) = connection.prepare(text).await {
                    found.push((statement.name.to_string(), error.to_string()));
                }
            }
        }
        Ok(found)
    }

    async fn table_sizes(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let query = sqlx::query_as(
            "SELECT s.tbl_name, SUM(d.pgsize) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name WHERE d.aggregate = TRUE GROUP BY 1 ORDER BY 1",
        );
        Ok(query.fetch_all(&self.readers).await?)
    }

    async fn move_log(&self) -> Result<(), StoreError> {
        self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        Ok(())
    }

    async fn copy(&self, file: &Path) -> Result<(), StoreError> {
        let name = file.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO $1").bind(name).execute(&self.readers).await?;
        Ok(())
    }
}

/// Moves the log into the tables beside the writer, as long as the books are open: first without
/// holding anybody up, then the little that came meanwhile, so that the log begins anew.
async fn move_the_log(writer: SqlitePool, mover: SqlitePool, log: PathBuf) {
    while !writer.is_closed() {
        tokio::time::sleep(LOOK).await;
        let long = tokio::fs::metadata(&log).await.is_ok_and(|file| file.len() > LOG_LONG);
        if !long {
            continue;
        }
        for step in ["PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            // A log that cannot be moved now is moved the next time; the books do not depend on it.
            let _ = mover.execute(step).await;
        }
    }
    mover.close().await;
}

crate::common::implement_store!(Sqlite, sqlx::Sqlite, "sqlite");
