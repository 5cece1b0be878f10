//! What the door refused of an institution: the last first, no more than are kept, masked or not at all.

use crate::told;
use office::RefusalRow;
use office::refused_messages::refused_messages;
use office::remember::Refusals;

fn row(institution: &str, no: i64) -> RefusalRow {
    RefusalRow {
        institution: institution.to_string(),
        no,
        moment: no,
        transaction: "2207".to_string(),
        message: format!("M{no}"),
        code: "no-lines".to_string(),
        zh: "没有明细".to_string(),
        en: "no lines".to_string(),
        more: 0,
    }
}

#[tokio::test]
async fn the_last_refusals_of_an_institution_are_kept() {
    let told = told().await;
    let store = &*told.story.store;
    let refusals = Refusals::default();
    (1..=1200).for_each(|no| refusals.push(row("H1", no)));
    refusals.push(row("H999", 1));
    refusals.write(store).await.expect("written");
    assert_eq!((refusals.waiting(), refusals.strange(), refusals.lost()), (0, 1, 0));
    let read =
        async |before, most| refused_messages(store, "H1", before, most).await.expect("read");
    let all = read(None, 5000).await;
    assert_eq!((all.len(), all[0].no, all[999].no), (1000, 1200, 201), "older ones went");
    assert_eq!(all[0], row("H1", 1200));
    let some = read(Some(300), 2).await;
    assert_eq!(some.iter().map(|row| row.no).collect::<Vec<_>>(), [299, 298]);
    assert!(refused_messages(store, "H999", None, 9).await.expect("read").is_empty());
    // Written once more, nothing is there twice.
    refusals.push(row("H1", 1200));
    refusals.write(store).await.expect("written");
    assert_eq!(read(None, 5000).await.len(), 1000);
}

#[tokio::test]
async fn what_cannot_be_written_waits() {
    let told = told().await;
    let refusals = Refusals::default();
    refusals.push(row("H1", 1));
    told.story.store.close().await;
    refusals.write(&*told.story.store).await.expect_err("the store is closed");
    assert_eq!((refusals.waiting(), refusals.lost()), (1, 0));
}
