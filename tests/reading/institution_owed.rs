//! What is owed to institutions, by fund and days.

use crate::{AREA, told};
use office::institution_owed::institution_owed;
use units::{Day, Fen};

#[tokio::test]
async fn what_is_owed_is_what_stands() {
    let told = told().await;
    let day = |text| Day::parse(text).expect("a day");
    let span = (day("2020-01-01"), day("2100-01-01"));
    let owed = institution_owed(&*told.story.store, AREA, span).await.expect("it reads");
    assert_eq!(owed.len(), 1);
    assert_eq!((owed[0].name.as_str(), owed[0].total()), ("第一人民医院", Fen(6_050_000)));
    let before = (day("2020-01-01"), day("2020-12-31"));
    assert!(institution_owed(&*told.story.store, AREA, before).await.expect("it reads").is_empty());
}
