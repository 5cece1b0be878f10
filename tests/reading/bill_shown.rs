//! A bill from the books: explained again by the law kept with it, to the fen.

use crate::{told, viewer};
use office::bill_shown::bill_shown;
use office::read_person::Purpose;

#[tokio::test]
async fn every_bill_is_explained_as_it_was_decided() {
    let told = told().await;
    let corrected = told.story.correct(told.bills[1]).await;
    let corrected = corrected.event().expect("an event").seq;
    let show = async |seq| {
        let shown = bill_shown(&told.journal, &viewer(Purpose::Check), seq).await;
        shown.expect("it reads").expect("a bill")
    };
    for seq in told.bills.into_iter().chain([corrected]) {
        let shown = show(seq).await;
        assert!(shown.same, "{seq} comes out again");
        assert!(!shown.again.expect("explained").steps.is_empty());
        assert_eq!((shown.lines.len(), shown.institution.as_str()), (1, "第一人民医院"));
    }
    let [first, second, third] = told.bills;
    assert_eq!(show(first).await.undone_by, Some(told.undo));
    assert_eq!(show(second).await.corrected_by, Some(corrected));
    assert_eq!(show(corrected).await.billed.corrects, Some(second));
    assert_eq!(show(third).await.undone_by, None);
    assert!(show(second).await.due.is_some(), "the follower has not looked yet");
    let none = bill_shown(&told.journal, &viewer(Purpose::Check), told.undo).await;
    assert!(none.expect("it reads").is_none(), "an undo is no bill");
}
