//! Every statement of the registry prepares on both engines, and both have the same tables.

use gongji_tests::postgres;
use sqlx::Connection;
use std::collections::BTreeSet;
use std::path::Path;
use store::statements::{ALL, Statement};
use store::{Address, Store, open};

async fn books() -> [std::sync::Arc<dyn Store>; 2] {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let sqlite = open(&Address::Data(folder)).await.expect("opens");
    let postgres = open(&Address::Database(postgres::shared().database())).await.expect("opens");
    [sqlite, postgres]
}

/// The tables of the catalogue that are no books: which steps were taken.
const NO_BOOKS: &str = "migrations";

#[tokio::test]
async fn both_engines_have_the_same_tables_and_copies_hold_all_of_them() {
    let [sqlite, postgres] = books().await;
    let catalogue = sqlite.catalogue().await.expect("a catalogue");
    assert_eq!(catalogue, postgres.catalogue().await.expect("a catalogue"));
    assert!(catalogue.len() > 50, "{catalogue:#?}");
    let mut wanted = Vec::new();
    for table in store::TABLES {
        for (at, (column, kind)) in table.columns.iter().enumerate() {
            let kind = match kind {
                store::Kind::Int => "BIGINT",
                store::Kind::Text => "TEXT",
                store::Kind::Bytes => "BYTES",
            };
            let key = if at < table.key { at as i64 + 1 } else { 0 };
            wanted.push((table.name.to_string(), column.to_string(), kind.to_string(), key));
        }
    }
    let no_books = |table: &str| table == NO_BOOKS || store::DERIVED.contains(&table);
    let books = catalogue.into_iter().filter(|(table, ..)| !no_books(table));
    let mut found: Vec<_> =
        books.map(|(table, column, kind, _, key)| (table, column, kind, key)).collect();
    wanted.sort();
    found.sort();
    assert_eq!(
        found, wanted,
        "list every table in shell/store/src/tables.rs, with its columns or as derived"
    );
}

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    for store in books().await {
        let wrong = store.prepare_all().await.expect("prepares");
        assert!(wrong.is_empty(), "{}: {wrong:#?}", store.engine());
        println!("{}: {} statements of the registry", store.engine(), ALL.len());
    }
}

/// The statements that an engine's own files and the files of both name.
fn named(engine: &str) -> BTreeSet<String> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shell/store/src"));
    let of = |folder: &Path| {
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("a file").path())
    };
    let common = of(folder).filter(|path| path.to_string_lossy().contains("/common"));
    let mut names = BTreeSet::new();
    for file in common.chain(of(&folder.join(engine))) {
        let text = std::fs::read_to_string(&file).expect("text");
        for piece in text.split("sql::").skip(1) {
            let end = piece.find(|c: char| !c.is_ascii_uppercase() && c != '_');
            names.insert(piece[..end.unwrap_or(piece.len())].to_string());
        }
    }
    // The module itself, and functions of it.
    names.remove("");
    names
}

#[test]
fn each_engine_has_the_texts_it_uses_and_no_other() {
    type Text = fn(&Statement) -> &'static str;
    let engines: [(&str, Text); 2] =
        [("sqlite", |statement| statement.sqlite), ("postgres", |statement| statement.postgres)];
    for (engine, text) in engines {
        let has = ALL.iter().filter(|one| !text(one).is_empty());
        let has: BTreeSet<String> =
            has.map(|one| one.name.to_uppercase().replace('-', "_")).collect();
        assert_eq!(has, named(engine), "{engine}: texts, and what its files name");
        assert!(has.len() > 50, "{engine}: {has:?}");
    }
}

/// Statements that go through all rows of an area on purpose: sums of what is derived.
const WHOLE_AREA: [&str; 2] = ["bill-sums", "institution-sums"];

/// SQLite keeps no statistics here: without an index named it may go through all rows of an area to
/// find one.
#[tokio::test]
async fn sqlite_finds_rows_by_all_that_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let books = open(&Address::Data(folder.path().to_path_buf())).await.expect("opens");
    books.close().await;
    let file = format!("sqlite://{}", folder.path().join("books.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&file).await.expect("the file opens");
    let mut seen = 0;
    for statement in ALL.iter() {
        let text = statement.rows(2);
        if !text.starts_with("SELECT") || !text.contains("WHERE area = ") || !text.contains(" AND ")
        {
            continue;
        }
        let plan = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(plan).fetch_all(&mut connection).await.expect("a plan");
        for (_, _, _, step) in plan {
            let whole = step.ends_with("(area=?)") || step.starts_with("SCAN");
            let on_purpose = WHOLE_AREA.contains(&statement.name);
            assert!(!whole || on_purpose, "{}: {step}; name an index", statement.name);
        }
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

/// Statistics know the areas there were when they were taken. A plan made for another one believes
/// that it has no rows, and any index that begins with areas would do.
#[tokio::test]
async fn postgres_finds_rows_by_all_that_is_asked_also_in_an_area_that_is_new() {
    let server = postgres::shared();
    let url = server.database();
    let name = url.rsplit('/').next().expect("a name");
    let persons = |area: i64| {
        let rows =
            format!("SELECT {area}, 'p' || n, n, 'n', 'd' || n FROM generate_series(1, 20000) n");
        format!("INSERT INTO persons (area, id, person, name, document) {rows}")
    };
    open(&Address::Database(url.clone())).await.expect("opens").close().await;
    server.sql(name, &persons(440700));
    server.sql(name, "ANALYZE");
    server.sql(name, &persons(450900));
    let books = open(&Address::Database(url.clone())).await.expect("opens");
    for from in (0..400).step_by(20) {
        let ids: Vec<String> = (from..from + 20).map(|n| format!("p{}", n + 1)).collect();
        assert_eq!(books.persons(450900, &ids).await.expect("read").len(), 20);
    }
    // What was counted is told when the connections go.
    books.close().await;
    let used = "SELECT indexrelname, idx_scan FROM pg_stat_user_indexes WHERE relname = 'persons' AND idx_scan > 0";
    let mut seen = String::new();
    for _ in 0..100 {
        seen = server.sql(name, used);
        if !seen.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(seen, "persons_pkey|400");
}
