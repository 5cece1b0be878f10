//! SQLite: what desks wait for is read and written on two threads of their own, everything else
//! through pools; the log is moved beside them.

mod codes;
mod copy;
mod lane;
mod models;
mod presence;
mod read;
mod registers;
mod sets;
#[cfg(test)]
mod tests;
mod write;

use crate::migrate;
use crate::statements::{ALL, Statement};
use crate::tables::TABLES;
use lane::Lane;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, SqlSafeStr, SqliteConnection};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The books in one file.
#[derive(Debug, Clone)]
pub struct Sqlite {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
    mover: SqlitePool,
    /// Writes read models. Its commits are synced, too: what one commit leaves unsynced in the log a
    /// failed sync of the next may give up, and with it everything behind it.
    pub(super) follower: SqlitePool,
    /// Whose turn it is to write.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Commits what desks decided.
    writing: Arc<Lane>,
    /// Reads what desks decide on.
    reading: Arc<Lane>,
    pub(super) file: PathBuf,
}

/// When the log is moved into the tables.
#[derive(Debug, Clone, Copy)]
pub struct LogMoves {
    /// When it has grown so long, in bytes.
    pub longer: u64,
    /// How often it is looked at.
    pub look: Duration,
}

impl Default for LogMoves {
    fn default() -> LogMoves {
        LogMoves { longer: 64 << 20, look: Duration::from_millis(200) }
    }
}

/// How the books are kept.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Whether what is committed is synced. `false` loses what was answered when the power goes:
    /// for tests that plant this mistake.
    pub synced: bool,
    /// When the log is moved.
    pub moves: LogMoves,
}

impl Default for Manner {
    fn default() -> Manner {
        Manner { synced: true, moves: LogMoves::default() }
    }
}

impl Manner {
    /// What every connection is told.
    fn pragmas(self) -> [(&'static str, &'static str); 5] {
        let synced = if self.synced { "FULL" } else { "OFF" };
        [
            ("synchronous", synced),
            ("wal_autocheckpoint", "0"),
            ("journal_size_limit", "268435456"),
            ("cache_size", "-65536"),
            ("temp_store", "MEMORY"),
        ]
    }
}

/// Bytes of a page in the log.
const PAGE: u64 = 4096 + 24;
/// How long a connection waits for another that writes.
const BUSY: Duration = Duration::from_secs(10);
/// How long the mover may hold the writer up while it waits for a reader.
const HOLD_UP: Duration = Duration::from_millis(250);
/// The most pages that are moved while the writer waits; the rest was moved beside it.
const AT_ONCE: i64 = 4096;
/// After it has waited in vain it lets so many looks pass.
const PASS: u32 = 10;

fn text(statement: &'static Statement) -> &'static str {
    statement.sqlite
}

/// Whether a connection may be used again: not when something went so wrong that its transaction
/// could not even be taken back.
async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// How a pool opens the file.
fn options(file: &Path, manner: Manner) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(BUSY)
        .statement_cache_capacity(256);
    manner
        .pragmas()
        .into_iter()
        .fold(options, |options, (pragma, value)| options.pragma(pragma, value))
}

impl Sqlite {
    /// Opens the books in a file and brings the schema to this program's step.
    pub async fn open(file: &Path) -> Result<Sqlite, StoreError> {
        Sqlite::open_with(file, Manner::default()).await
    }

    /// The same in one's own way: for tests that plant mistakes, or want the log moved often.
    pub async fn open_with(file: &Path, manner: Manner) -> Result<Sqlite, StoreError> {
        let pool = |most| {
            let options = SqlitePoolOptions::new().max_connections(most).min_connections(1);
            options.after_release(|connection, _| Box::pin(is_sound(connection)))
        };
        let open = |error: sqlx::Error| StoreError::Open {
            place: file.display().to_string(),
            message: error.to_string(),
        };
        let options = options(file, manner);
        let brief = options.clone().busy_timeout(HOLD_UP);
        let books = Sqlite {
            writer: pool(1).connect_with(options.clone()).await.map_err(open)?,
            readers: pool(4).connect_with(options.clone()).await.map_err(open)?,
            mover: pool(1).connect_lazy_with(brief),
            follower: pool(1).connect_lazy_with(options),
            turn: Arc::default(),
            writing: Arc::new(Lane::start(file, manner)?),
            reading: Arc::new(Lane::start(file, manner)?),
            file: file.to_path_buf(),
        };
        books.migrate().await?;
        tokio::spawn(move_the_log(books.mover.clone(), manner.moves));
        Ok(books)
    }

    /// One writes after the other: those that wait inside the engine sleep, and are not woken when it is
    /// their turn.
    async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    async fn write_commit(&self, commit: Arc<Commit>) -> Result<(), StoreError> {
        let write = move |books: &mut rusqlite::Connection| write::commit(books, &commit);
        let _turn = self.turn().await;
        self.writing.run(StoreError::Unknown, write).await
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

    /// Connections that this engine has besides the pools of both.
    async fn close_before(&self) {
        self.writing.close().await;
        self.reading.close().await;
        self.follower.close().await;
    }

    async fn prepare_registry(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut connection = self.readers.acquire().await?;
        let mut found = Vec::new();
        for statement in ALL.iter().filter(|one| !one.sqlite.is_empty()) {
            for count in [1, 64] {
                let text = AssertSqlSafe(statement.rows(count)).into_sql_str();
                if let Err(error) = connection.prepare(text).await {
                    found.push((statement.name.to_string(), error.to_string()));
                }
            }
        }
        for table in TABLES {
            for text in [table.all(""), table.any(), table.put_rows(1), table.put_rows(128)] {
                if let Err(error) = connection.prepare(AssertSqlSafe(text).into_sql_str()).await {
                    found.push((table.name.to_string(), error.to_string()));
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
        self.writer.execute("PRAGMA wal_checkpoint(RESTART)").await?;
        Ok(())
    }

    /// Closed last: whoever closes last moves the log.
    async fn close_after(&self) {
        self.mover.close().await;
    }

    async fn copy(&self, file: &Path) -> Result<(), StoreError> {
        let name = file.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO $1").bind(name).execute(&self.readers).await?;
        Ok(())
    }
}

/// Moves the log into the tables beside the writer, as long as the books are open: first without
/// holding anybody up, then the little that came meanwhile, so that the log begins anew. Its file
/// stays as long as it is: to write over what is there costs a sync less than to make it longer.
async fn move_the_log(mover: SqlitePool, moves: LogMoves) {
    let mut pass = 0;
    while !mover.is_closed() {
        tokio::time::sleep(moves.look).await;
        if pass > 0 {
            pass -= 1;
            continue;
        }
        let pages = i64::try_from(moves.longer / PAGE).unwrap_or(i64::MAX);
        let long = log(&mover, "NOOP").await.is_ok_and(|log| log.pages > pages);
        // A log that cannot be moved now is moved the next time; the books do not depend on it.
        if long && !matches!(move_once(&mover).await, Ok(true)) {
            pass = PASS;
        }
    }
}

/// The log, as a checkpoint reports it.
struct Log {
    busy: bool,
    pages: i64,
    moved: i64,
}

async fn log(mover: &SqlitePool, manner: &'static str) -> Result<Log, sqlx::Error> {
    let text = AssertSqlSafe(format!("PRAGMA wal_checkpoint({manner})"));
    let (busy, pages, moved): (i64, i64, i64) = sqlx::query_as(text).fetch_one(mover).await?;
    Ok(Log { busy: busy != 0, pages, moved })
}

/// Whether the log begins anew. What a reader still reads keeps it from that.
async fn move_once(mover: &SqlitePool) -> Result<bool, sqlx::Error> {
    for step in ["PASSIVE", "RESTART"] {
        let log = log(mover, step).await?;
        if log.busy || log.pages - log.moved > AT_ONCE {
            return Ok(false);
        }
    }
    Ok(true)
}

use registers::{institution_row, put_credentials};

crate::common::implement_store!(Sqlite, sqlx::Sqlite, "sqlite");
