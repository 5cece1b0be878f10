//! The batches, and the proof over each.

use crate::told;
use office::batch_list::{batch_list, batch_shown};

#[tokio::test]
async fn the_chain_closes_over_every_batch() {
    let told = told().await;
    let list = batch_list(&told.journal, u64::MAX, 100).await.expect("it reads");
    assert!(list.len() > 10 && list.is_sorted_by_key(|batch| u64::MAX - batch.sheet.first));
    for batch in &list {
        let shown = batch_shown(&told.journal, batch.sheet.first).await;
        let shown = shown.expect("it reads").expect("a batch");
        assert!(shown.closes, "batch {}", batch.sheet.first);
        assert_eq!(shown.events.len() as u64, batch.sheet.last + 1 - batch.sheet.first);
    }
    assert!(batch_shown(&told.journal, 999_999).await.expect("it reads").is_none());
}
