//! A person's year: what is in it, what is masked, and that every read is written down.

use crate::story::resident;
use crate::{AREA, told, viewer};
use office::person_year::person_year;
use office::read_person::{Purpose, Which};

#[tokio::test]
async fn a_year_holds_cover_bills_and_sums() {
    let told = told().await;
    told.story.person("330000P0001", resident("2025-01-01", &["minimum-living"])).await;
    let which = Which::Id("330000P0001".to_string());
    let seen = person_year(&told.journal, &viewer(Purpose::Check), &which, Some(2024)).await;
    let seen = seen.expect("it reads").expect("a person");
    let bills: Vec<u64> = seen.bills.iter().map(|bill| bill.seq as u64).collect();
    assert_eq!(bills, told.bills);
    assert_eq!(seen.bills[0].undone_by, Some(told.undo as i64));
    assert_eq!(seen.due, [told.bills[1] as i64]);
    assert_eq!((seen.years.clone(), seen.covers.len()), (vec![2024, 2025], 1));
    let entered = seen.counted.iter().find(|(key, _)| key.name == "catastrophic.entered");
    assert_eq!(entered.map(|(_, sum)| *sum), Some(9_000_000), "the undone bill does not count");
    let last = person_year(&told.journal, &viewer(Purpose::Check), &which, None).await;
    let last = last.expect("it reads").expect("a person");
    assert_eq!((last.year, last.covers.len(), last.bills.len()), (2025, 2, 0));
}

#[tokio::test]
async fn names_are_masked_and_every_read_is_written_down() {
    let told = told().await;
    let which = Which::Id("330000P0001".to_string());
    for (purpose, name) in [(Purpose::Check, "张**"), (Purpose::Service, "张三丰")] {
        let seen = person_year(&told.journal, &viewer(purpose), &which, None).await;
        let seen = seen.expect("it reads").expect("a person").person;
        assert_eq!((seen.name.as_str(), seen.masked), (name, purpose == Purpose::Check));
        assert_eq!(seen.file.id.as_str().contains('*'), seen.masked);
        assert_eq!(seen.sex.as_deref(), Some("female"));
        let residence = (seen.division.is_some(), seen.household.is_some());
        assert_eq!(residence, (!seen.masked, !seen.masked));
        let reads = told.story.store.models().reads(AREA, seen.number as i64, 10).await;
        let reads = reads.expect("reads");
        assert_eq!(
            (reads[0].viewer.as_str(), reads[0].purpose.as_str()),
            ("local", purpose.name())
        );
    }
    let models = told.story.store.models();
    let person = models.bills_back(AREA, i64::MAX, 1).await.expect("a bill")[0].person;
    assert_eq!(models.reads(AREA, person, 10).await.expect("reads").len(), 2);
    let nobody = Which::Id("nobody".to_string());
    let none = person_year(&told.journal, &viewer(Purpose::Check), &nobody, None).await;
    assert!(none.expect("it reads").is_none());
}
