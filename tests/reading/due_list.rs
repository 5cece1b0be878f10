//! The list of what is due, with both figures.

use crate::{AREA, told};
use office::due_list::due_list;

#[tokio::test]
async fn what_is_due_has_both_figures() {
    let told = told().await;
    let list = due_list(&*told.story.store, AREA, 0, 10).await.expect("it reads");
    assert_eq!(list.len(), 1);
    let due = &list[0];
    assert_eq!((due.bill.seq as u64, due.row.since as u64), (told.bills[1], told.undo));
    assert_eq!((due.row.paid, due.row.would), (4_750_000, Some(3_680_000)));
    assert_eq!(due.institution, "第一人民医院");
    let after = due_list(&*told.story.store, AREA, due.bill.seq, 10).await.expect("it reads");
    assert!(after.is_empty());
}
