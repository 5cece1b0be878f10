//! Copies of the books to plant mistakes in: raw writes, and forgeries whose chain closes again.

use gongji_tests::postgres;
use ledger::chain::{genesis, link};
use office::{Address as Place, Store, open_books};
use record::canon::{BatchSheet, read_event, write_event};
use record::{Event, Lexicon};
use seal::Sm3;
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::path::PathBuf;
use std::sync::Arc;
use units::AreaCode;

pub(crate) const NUMBER: i64 = 440_700;

/// Books on one of the engines.
#[derive(Debug, Clone)]
pub(crate) enum Books {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Books {
    pub(crate) fn new() -> [Books; 2] {
        let folder = tempfile::tempdir().expect("a folder").keep();
        let url = postgres::shared().database();
        [Books::Sqlite(folder), Books::Postgres(url)]
    }

    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        let place = match self {
            Books::Sqlite(folder) => Place::Data(folder.clone()),
            Books::Postgres(url) => Place::Database(url.clone()),
        };
        open_books(&place).await.expect("opens")
    }

    /// A copy; nobody may have the books open.
    pub(crate) async fn copy(&self) -> Books {
        match self {
            Books::Sqlite(folder) => {
                let to = tempfile::tempdir().expect("a folder").keep();
                let store = self.open().await;
                store.copy_to(&to.join("books.db")).await.expect("copied");
                store.close().await;
                assert!(folder.join("books.db").exists());
                Books::Sqlite(to)
            }
            Books::Postgres(url) => {
                let from = url.rsplit('/').next().expect("a name");
                let copy = postgres::shared().database();
                let to = copy.rsplit('/').next().expect("a name");
                postgres::shared().sql("postgres", &format!("DROP DATABASE {to}"));
                let text = format!("CREATE DATABASE {to} TEMPLATE {from}");
                postgres::shared().sql("postgres", &text);
                Books::Postgres(copy)
            }
        }
    }

    /// A write past the desk.
    pub(crate) async fn run(&self, sql: &str) {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_string()));
        let done = match self {
            Books::Sqlite(folder) => {
                let url = format!("sqlite://{}", folder.join("books.db").display());
                let mut raw = sqlx::SqliteConnection::connect(&url).await.expect("opens");
                let done = raw.execute(sql).await.map(|done| done.rows_affected());
                raw.close().await.expect("closes");
                done
            }
            Books::Postgres(url) => {
                let mut raw = sqlx::PgConnection::connect(url).await.expect("opens");
                let done = raw.execute(sql).await.map(|done| done.rows_affected());
                raw.close().await.expect("closes");
                done
            }
        };
        assert!(done.expect("runs") > 0, "nothing was damaged");
    }

    pub(crate) fn blob(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        match self {
            Books::Sqlite(_) => format!("X'{hex}'"),
            Books::Postgres(_) => format!("'\\x{hex}'::bytea"),
        }
    }

    pub(crate) async fn words(&self) -> Lexicon {
        let store = self.open().await;
        let words = store.words(NUMBER).await.expect("words");
        store.close().await;
        Lexicon::new(words)
    }

    pub(crate) async fn events(&self) -> Vec<Event> {
        let lexicon = self.words().await;
        let store = self.open().await;
        let rows = store.events(NUMBER, 1, i64::MAX).await.expect("events");
        store.close().await;
        let read = |row: &store::EventRow| {
            read_event("440700", &lexicon, row.seq as u64, &row.body).expect("reads")
        };
        rows.iter().map(read).collect()
    }

    /// Writes an event over the one that stands there.
    pub(crate) async fn put(&self, event: &Event) {
        let mut lexicon = self.words().await;
        let body = self.blob(&write_event("440700", &mut lexicon, event));
        let seq = event.seq;
        self.run(&format!("UPDATE events SET body = {body} WHERE seq = {seq}")).await;
    }

    /// Makes the chain close again over whatever stands there; folds too, if asked.
    pub(crate) async fn forge(&self, folds: bool) {
        let mut lexicon = self.words().await;
        let store = self.open().await;
        let batches = store.batches(NUMBER, i64::MIN, i64::MAX).await.expect("batches");
        let rows = store.events(NUMBER, 1, i64::MAX).await.expect("events");
        store.close().await;
        let mut head = genesis::<Sm3>(&AreaCode::from("440700"));
        for batch in batches {
            let own = rows.iter().filter(|row| (batch.first..=batch.last).contains(&row.seq));
            let mut entries = Vec::new();
            for row in own {
                head = link::<Sm3>(&head, &row.body);
                let event = read_event("440700", &lexicon, row.seq as u64, &row.body);
                entries.extend(event.expect("reads").deed.entries().to_vec());
            }
            let mut sheet = BatchSheet::read_known(&lexicon, &batch.sheet).expect("reads");
            if folds {
                sheet.folds = entries;
            }
            let sheet = sheet.write(&mut lexicon);
            head = link::<Sm3>(&head, &sheet);
            let (head, sheet, first) = (self.blob(&head), self.blob(&sheet), batch.first);
            let text = format!("UPDATE batches SET head = {head}, sheet = {sheet}");
            self.run(&format!("{text} WHERE first = {first}")).await;
        }
    }
}
