//! Every statement of the registry prepares on both engines, and both have the same tables.

use gongji_tests::postgres;
use store::{Address, Store, open};

async fn books() -> [std::sync::Arc<dyn Store>; 2] {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let sqlite = open(&Address::Data(folder)).await.expect("opens");
    let postgres = open(&Address::Database(postgres::shared().database())).await.expect("opens");
    [sqlite, postgres]
}

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    for store in books().await {
        let wrong = store.prepare_all().await.expect("prepares");
        assert!(wrong.is_empty(), "{}: {wrong:#?}", store.engine());
        println!("{}: {} statements prepared", store.engine(), store::statements::ALL.len());
    }
}
