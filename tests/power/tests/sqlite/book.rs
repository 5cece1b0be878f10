//! A small book in SQLite whose pages tell whether a commit is there, whole, and as it was written.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Connection, Row, query, query_scalar};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// How SQLite is asked to keep its word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) journal: &'static str,
    pub(crate) synchronous: &'static str,
    /// Pages of WAL after which a commit makes a checkpoint; 0: a second connection makes them.
    pub(crate) checkpoint: u32,
}

/// A folder with one database, taken away at the end.
pub(crate) struct Book {
    folder: PathBuf,
}

/// What became of commits.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) acknowledged: Vec<i64>,
    /// Numbers that were tried, acknowledged or not.
    pub(crate) tried: Vec<i64>,
    pub(crate) failed: u64,
    /// Codes of SQLite for those that failed.
    pub(crate) codes: Vec<String>,
}

/// Rows of one commit.
const LINES: i64 = 3;

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_time().build().expect("a runtime")
}

/// The text of a line follows from its number; some take several pages.
fn text(number: i64) -> String {
    let count = (number * 7919 % 101) * if number % 4 == 0 { 90 } else { 3 };
    format!("{number} ").repeat(1 + count as usize / 8)
}

/// Tries commits with the next numbers; stops at the first that fails, unless it is to go on.
pub(crate) async fn commit(
    book: &mut SqliteConnection,
    tried: &[i64],
    count: u64,
    go_on: bool,
) -> Written {
    let mut written = Written::default();
    let mut next = tried.iter().max().copied().unwrap_or(0);
    for _ in 0..count {
        next += 1;
        written.tried.push(next);
        let insert = "INSERT INTO line (id, body) VALUES (?, ?), (?, ?), (?, ?)";
        let mut insert = query(insert);
        for line in 0..LINES {
            let id = next * LINES + line;
            insert = insert.bind(id).bind(text(id));
        }
        match insert.execute(&mut *book).await {
            Ok(_) => written.acknowledged.push(next),
            Err(error) => {
                written.failed += 1;
                let code = error.as_database_error().and_then(|error| error.code());
                written.codes.push(code.unwrap_or_default().into_owned());
            }
        }
        if written.failed > 0 && !go_on {
            break;
        }
    }
    written
}

impl Book {
    pub(crate) fn new() -> Book {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("power-{}-{number}", std::process::id());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Book { folder }
    }

    /// The database file, if there is one.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        std::fs::read(self.folder.join("book.db")).ok()
    }

    async fn connect(&self, settings: Settings) -> Result<SqliteConnection, sqlx::Error> {
        let options = SqliteConnectOptions::new().filename(self.folder.join("book.db"));
        let options = options.create_if_missing(true);
        let options = options.pragma("journal_mode", settings.journal);
        let options = options.pragma("synchronous", settings.synchronous);
        // So small that a commit of long lines writes before its end.
        let options = options.pragma("cache_size", "10");
        let options = options.pragma("wal_autocheckpoint", settings.checkpoint.to_string());
        options.disable_statement_logging().connect().await
    }

    /// Opens the book; begins it when it is new.
    pub(crate) async fn open(&self, settings: Settings) -> Result<SqliteConnection, sqlx::Error> {
        let mut book = self.connect(settings).await?;
        let begin = "BEGIN;
            CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS line_body ON line (body);
            CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY, count INTEGER NOT NULL);
            INSERT OR IGNORE INTO head VALUES (1, 0);
            CREATE TRIGGER IF NOT EXISTS counted AFTER INSERT ON line
                BEGIN UPDATE head SET count = count + 1; END;
            COMMIT;";
        sqlx::raw_sql(begin).execute(&mut book).await?;
        Ok(book)
    }

    /// Opens, commits until one fails, closes; a second connection makes checkpoints meanwhile.
    pub(crate) async fn write(&self, settings: Settings, known: &[i64], count: u64) -> Written {
        let Ok(mut book) = self.open(settings).await else { return Written::default() };
        let beside = async {
            if settings.checkpoint == 0 {
                self.checkpoints(settings).await;
            }
            std::future::pending::<()>().await;
        };
        let written = tokio::select! {
            written = commit(&mut book, known, count, false) => written,
            () = beside => Written::default(),
        };
        // After a cut closing fails, too.
        let _ = book.close().await;
        written
    }

    async fn checkpoints(&self, settings: Settings) {
        let Ok(mut other) = self.connect(settings).await else { return };
        while query("PRAGMA wal_checkpoint(RESTART)").execute(&mut other).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    /// The numbers of the commits in the book, or what is wrong with it.
    pub(crate) async fn read(&self, settings: Settings) -> Result<Vec<i64>, String> {
        let mut book = self.connect(settings).await.map_err(|e| format!("opening: {e}"))?;
        let found = contents(&mut book).await;
        let _ = book.close().await;
        match found {
            Ok(found) => found,
            Err(error) => Err(format!("reading: {error}")),
        }
    }
}

async fn contents(book: &mut SqliteConnection) -> Result<Result<Vec<i64>, String>, sqlx::Error> {
    let check: String = query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *book).await?;
    if check != "ok" {
        return Ok(Err(check));
    }
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'line'";
    let tables: i64 = query_scalar(tables).fetch_one(&mut *book).await?;
    if tables == 0 {
        return Ok(Ok(Vec::new()));
    }
    let counted: i64 = query_scalar("SELECT count FROM head").fetch_one(&mut *book).await?;
    let lines = query("SELECT id, body FROM line").fetch_all(&mut *book).await?;
    let lines: Vec<(i64, String)> =
        lines.iter().map(|row: &SqliteRow| (row.get(0), row.get(1))).collect();
    Ok(commits(&lines, counted))
}

/// Commits are whole, and hold what was written.
fn commits(lines: &[(i64, String)], counted: i64) -> Result<Vec<i64>, String> {
    let mut commits: BTreeMap<i64, i64> = BTreeMap::new();
    for (id, body) in lines {
        if *body != text(*id) {
            return Err(format!("line {id} was never written so"));
        }
        *commits.entry(id / LINES).or_default() += 1;
    }
    if let Some((number, count)) = commits.iter().find(|(_, count)| **count != LINES) {
        return Err(format!("commit {number} has {count} lines"));
    }
    if counted != lines.len() as i64 {
        return Err(format!("the head counts {counted}, but there are {} lines", lines.len()));
    }
    Ok(commits.into_keys().collect())
}

impl Drop for Book {
    fn drop(&mut self) {
        // What is left is in the folder of the build.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn what_is_wrong_in_a_book_is_found() {
    #[track_caller]
    fn check(ids: &[i64], counted: i64, change: Option<usize>, sentence: &str) {
        let mut lines: Vec<(i64, String)> = ids.iter().map(|id| (*id, text(*id))).collect();
        if let Some(at) = change {
            lines[at].1.push('x');
        }
        match commits(&lines, counted) {
            Ok(_) => assert_eq!(sentence, ""),
            Err(said) => assert!(!sentence.is_empty() && said.contains(sentence), "{said}"),
        }
    }
    check(&[3, 4, 5, 6, 7, 8], 6, None, "");
    check(&[3, 4, 5], 3, Some(1), "line 4 was never written so");
    check(&[3, 4, 5, 6, 7], 5, None, "commit 2 has 2 lines");
    check(&[3, 4, 5], 6, None, "the head counts 6");
}
