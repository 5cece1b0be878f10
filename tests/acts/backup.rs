//! Back up while a desk settles: one moment, whole, the same from either engine, and nothing half done.

use gongji_tests::desk::{NUMBER, Region, bill, both, empty};
use office::backup::backup;
use office::backup_file::BackupError;
use office::desk::Ask;
use office::restore::{check, restore};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Address;

/// A name for a file in a folder of its own.
pub(crate) fn file(name: &str) -> PathBuf {
    match empty("sqlite") {
        Address::Data(folder) => folder.join(name),
        Address::Database(url) => panic!("{url}"),
    }
}

/// Settles and undoes until told to stop; how many settlements were answered.
pub(crate) fn load(region: &Region, stop: &Arc<AtomicBool>) -> tokio::task::JoinHandle<u64> {
    let (desk, stop) = (region.desk.clone(), stop.clone());
    tokio::spawn(async move {
        let ask = |ask| desk.ask(office::desk::Request { message: None, ask });
        let mut settled = 0;
        while !stop.load(Ordering::Relaxed) {
            let visit = gongji_tests::desk::visit("E1", "H3", "inpatient", "2026-03-01");
            let visit = ask(Ask::RegisterVisit(visit)).await.expect("a visit");
            let visit = visit.event().expect("an event").seq;
            let lines = gongji_tests::desk::lines_of(visit, 1, &[("A1", "900", "1")]);
            ask(Ask::RecordLines(lines)).await.expect("lines");
            ask(Ask::Settle(bill(visit, "2026-03-02"))).await.expect("settled");
            settled += 1;
        }
        settled
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_one_moment_and_restores_into_either_engine() {
    for region in both().await {
        let stop = Arc::new(AtomicBool::new(false));
        let loads: Vec<_> = (0..4).map(|_| load(&region, &stop)).collect();
        while region.last().await < 200 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let to = file("under-load.backup");
        let before = region.last().await;
        let copied = backup(&*region.store, &to).await.expect("backed up");
        let after = region.last().await;
        stop.store(true, Ordering::Relaxed);
        let mut settled = 0;
        for one in loads {
            settled += one.await.expect("ends");
        }
        let checked = check(&to).expect("a sound backup");
        let [(area, last, head)] = checked.areas[..] else { panic!("{checked:?}") };
        assert_eq!((area, checked.copied), (NUMBER, copied));
        assert!(before <= last && last <= after, "{before} <= {last} <= {after}");
        let batch = region.store.batch_of(NUMBER, last).await.expect("reads").expect("a batch");
        assert_eq!((batch.last, batch.head.as_slice()), (last, head.as_slice()));
        for engine in ["sqlite", "postgres"] {
            let store = store::open(&empty(engine)).await.expect("opens");
            restore(store.clone(), &to, &checked).await.expect("restored and proved");
            assert_eq!(store.tail(NUMBER).await.expect("a tail"), Some(batch.clone()));
            // What was restored, backed up again, is the same file to the byte.
            let again = file("again.backup");
            assert_eq!(backup(&*store, &again).await.expect("backed up"), copied);
            let bytes = |path| std::fs::read(path).expect("reads");
            assert!(bytes(&again) == bytes(&to), "{} -> {engine}", region.store.engine());
        }
        println!("{}: {copied:?} to {last}, {settled} settled", region.store.engine());
    }
}

#[tokio::test]
async fn a_file_that_is_there_and_a_place_that_is_not_are_refused() {
    let region = Region::bare("sqlite").await;
    let to = file("mine");
    std::fs::write(&to, "something else").expect("written");
    let refused = backup(&*region.store, &to).await.expect_err("it is there");
    assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
    assert_eq!(std::fs::read_to_string(&to).expect("reads"), "something else");
    let nowhere = to.with_file_name("nowhere").join("a.backup");
    let refused = backup(&*region.store, &nowhere).await.expect_err("no such folder");
    assert!(matches!(refused, BackupError::File { .. }), "{refused}");
    // A disk that is full leaves nothing of that name.
    let full = PathBuf::from("/dev/full");
    if full.exists() {
        let link = to.with_file_name("full.backup");
        let part = to.with_file_name(format!("full.backup.{}.part", std::process::id()));
        std::os::unix::fs::symlink(&full, &part).expect("a link");
        let refused = backup(&*region.store, &link).await.expect_err("no space");
        assert!(refused.to_string().contains("space"), "{refused}");
        assert!(!link.exists() && !part.exists());
    }
}

#[tokio::test]
async fn the_owner_alone_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let region = Region::new("sqlite").await;
    let to = file("owner.backup");
    backup(&*region.store, &to).await.expect("backed up");
    assert_eq!(std::fs::metadata(&to).expect("there").permissions().mode() & 0o777, 0o600);
}
