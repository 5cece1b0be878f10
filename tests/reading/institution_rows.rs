//! An institution's rows: what its own books have, by the days on which it was committed.

use crate::told;
use office::institution_rows::{institution_rows, institution_sums};
use office::journal::Journal;
use std::sync::Arc;
use units::Day;

#[tokio::test]
async fn rows_and_their_sums_are_those_of_its_days() {
    let told = told().await;
    let journal = Arc::new(Journal::new(told.story.store.clone(), &told.story.area).expect("one"));
    let day = |text| Day::parse(text).expect("a day");
    let all = (day("2020-01-01"), day("2100-01-01"));
    let rows = institution_rows(&journal, "H1", all, 100).await.expect("it reads");
    let seqs: Vec<(u64, i64)> = rows.iter().map(|row| (row.seq as u64, row.sign)).collect();
    let [first, second, third] = told.bills;
    assert_eq!(seqs, [(first, 1), (second, 1), (told.undo, -1), (third, 1)]);
    assert_eq!(rows.iter().map(|row| row.funds).sum::<i64>(), 6_050_000);
    let sums = institution_sums(&journal, "H1", all).await.expect("it reads");
    let mut counts: Vec<(i64, i64, i64)> =
        sums.iter().map(|sum| (sum.sign, sum.count, sum.total)).collect();
    counts.sort_unstable();
    assert_eq!(counts, [(-1, 1, -5_000_000), (1, 3, 14_000_000)]);
    assert_eq!(institution_rows(&journal, "H1", all, 2).await.expect("it reads").len(), 2);
    let before = (day("2020-01-01"), day("2020-12-31"));
    assert!(institution_rows(&journal, "H1", before, 100).await.expect("it reads").is_empty());
    assert!(institution_rows(&journal, "H2", all, 100).await.expect("it reads").is_empty());
}
