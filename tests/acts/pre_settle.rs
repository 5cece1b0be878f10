//! Pre-settle: what a settlement right after comes to, and nothing is written.

use gongji_tests::desk::{NUMBER, Region, bill, both};
use office::desk::{Answer, Ask};
use office::settle_visit::Bill;
use record::canon::Tally;
use record::event::Billed;

/// How far the books have come: the last event, its head, and every sum of the person.
async fn state(region: &Region, person: &str) -> (Option<store::BatchRow>, Vec<(i64, Tally)>) {
    (region.store.tail(NUMBER).await.expect("a tail"), region.sums(person).await)
}

async fn decided(region: &Region, ask: Bill) -> Billed {
    match region.ask(Ask::PreSettle(ask.into())).await.expect("decided") {
        Answer::Decided(billed) => *billed,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn it_is_what_a_settlement_comes_to_and_writes_nothing() {
    for region in both().await {
        let rows = [
            ("E1", "H3", "inpatient", "2026-03-01", "2026-03-09", "22000"),
            ("E1", "H1", "outpatient", "2026-03-10", "2026-03-10", "120"),
            ("R2", "H2", "inpatient", "2026-03-01", "2026-03-09", "90000"),
            ("E3", "H3", "inpatient", "2026-06-20", "2026-07-05", "5000"),
            ("E2", "HA", "inpatient", "2026-03-01", "2026-03-09", "30000"),
        ];
        for (person, institution, care, from, to, sum) in rows {
            let visit = region.stay(person, institution, care, from, sum).await;
            let ask = Bill { use_account: true, ..bill(visit, to) };
            let before = state(&region, person).await;
            let one = decided(&region, ask.clone()).await;
            let two = decided(&region, ask.clone()).await;
            assert_eq!(one, two);
            assert_eq!(state(&region, person).await, before, "nothing was written");
            let (_, settled) = region.settled(Ask::Settle(ask.clone())).await;
            assert_eq!(settled, one, "{person} at {institution}");
            let refused = region.ask(Ask::PreSettle(ask.into())).await.expect_err("settled by now");
            assert_eq!(refused.code, "visit-ended");
        }
    }
}

#[tokio::test]
async fn its_message_is_not_remembered() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "2000").await;
        let before = state(&region, "E1").await;
        let ask = Ask::PreSettle(bill(visit, "2026-03-02").into());
        assert!(matches!(region.send("p1", ask).await, Ok(Answer::Decided(_))));
        assert_eq!(state(&region, "E1").await, before);
        let settled = region.send("p1", Ask::Settle(bill(visit, "2026-03-02"))).await;
        assert!(matches!(settled, Ok(Answer::New(_))), "the id is free: {settled:?}");
    }
}
