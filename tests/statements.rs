//! Every statement of the registry prepares on both engines, and both have the same tables.

use gongji_tests::postgres;
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
        println!("{}: {} statements prepared", store.engine(), store::statements::ALL.len());
    }
}
