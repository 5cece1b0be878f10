//! Restore: all or nothing, only into a place without books, only what is whole; and a desk goes on.

use super::backup::file;
use gongji_tests::desk::{NUMBER, Region, basic, both, empty, yuan};
use office::backup::backup;
use office::backup_file::BackupError;
use office::restore::{check, restore};
use store::StoreError;

#[tokio::test]
async fn a_desk_on_restored_books_goes_on_where_the_other_stopped() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "1900").await;
        let (bill, _) = region.settle(visit, "2026-03-02").await;
        let open = region.stay("E2", "H3", "inpatient", "2026-03-01", "1900").await;
        let to = file("a.backup");
        backup(&*region.store, &to).await.expect("backed up");
        let checked = check(&to).expect("sound");
        for engine in ["sqlite", "postgres"] {
            let address = empty(engine);
            let store = store::open(&address).await.expect("opens");
            restore(store.clone(), &to, &checked).await.expect("restored");
            store.close().await;
            let other = Region::at(address).await;
            assert_eq!(other.sums("E1").await, region.sums("E1").await);
            let (_, billed) = other.settle(open, "2026-03-02").await;
            assert_eq!(basic(&billed), yuan("830.00"));
            other.undo(bill).await;
            let visit = other.stay("E1", "H1", "outpatient", "2026-04-01", "10").await;
            other.settle(visit, "2026-04-01").await;
            let last = other.last().await;
            let again = file("b.backup");
            backup(&*other.store, &again).await.expect("backed up");
            assert_eq!(check(&again).expect("the chain holds").areas[0].1, last);
        }
    }
}

#[tokio::test]
async fn books_that_are_there_are_not_touched() {
    for region in both().await {
        let to = file("a.backup");
        backup(&*region.store, &to).await.expect("backed up");
        let checked = check(&to).expect("sound");
        let before = region.store.tail(NUMBER).await;
        let refused =
            restore(region.store.clone(), &to, &checked).await.expect_err("books are there");
        let sentence = refused.to_string();
        assert!(matches!(refused, BackupError::Store(StoreError::NotEmpty(_))), "{sentence}");
        assert!(sentence.contains("nothing was written"), "{sentence}");
        assert_eq!(region.store.tail(NUMBER).await, before);
        // A register alone is books, too.
        let bare = store::open(&empty(region.store.engine())).await.expect("opens");
        let rows = region.store.institutions_all().await.expect("institutions");
        bare.put_institutions(&rows).await.expect("written");
        assert!(restore(bare.clone(), &to, &checked).await.is_err());
    }
}

#[tokio::test]
async fn what_is_torn_changed_or_something_else_is_not_restored() {
    let region = Region::new("sqlite").await;
    let to = file("a.backup");
    backup(&*region.store, &to).await.expect("backed up");
    let whole = std::fs::read(&to).expect("reads");
    let checked = check(&to).expect("sound");
    let mut middle = whole.clone();
    middle[whole.len() / 2] ^= 1;
    let rows = [whole[..whole.len() - 40].to_vec(), middle, b"gongji".to_vec(), Vec::new()];
    for (at, bytes) in rows.iter().enumerate() {
        let bad = file("bad.backup");
        std::fs::write(&bad, bytes).expect("written");
        let wrong = check(&bad).expect_err("wrong");
        assert!(wrong.to_string().contains("nothing was written"), "{at}: {wrong}");
        // Also if it changed after it was checked: nothing of it stays.
        for engine in ["sqlite", "postgres"] {
            let store = store::open(&empty(engine)).await.expect("opens");
            assert!(restore(store.clone(), &bad, &checked).await.is_err(), "{at} {engine}");
            assert_eq!(store.areas().await, Ok(Vec::new()), "{at} {engine}");
            restore(store.clone(), &to, &checked).await.expect("it is empty still");
        }
    }
    assert!(matches!(check(&to.with_file_name("none")), Err(BackupError::File { .. })));
}
