//! Undo a settlement: exactly its deltas and postings are taken back; later bills are not touched.

use gongji_tests::desk::{NUMBER, Region, both, paid, undo, yuan};
use office::desk::Ask;
use office::undo::Undo;
use record::{Deed, Entry};
use units::Fen;

async fn refused(region: &Region, ask: Undo) -> &'static str {
    region.ask(Ask::Undo(ask)).await.expect_err("refused").code
}

#[tokio::test]
async fn the_last_bill_undone_leaves_what_was_before() {
    for region in both().await {
        for (person, institution, care) in [
            ("E1", "H3", "inpatient"),
            ("E2", "H1", "outpatient"),
            ("R1", "H3", "inpatient"),
            ("R2", "H2", "inpatient"),
        ] {
            let on = "2026-05-03";
            let before = region.sums(person).await;
            let visit = region.stay(person, institution, care, on, "30000").await;
            let (bill, first) = region.settle(visit, on).await;
            assert_ne!(region.sums(person).await, before);
            let answer = region.ask(Ask::Undo(undo(bill))).await.expect("undone");
            let Deed::Undo(undone) = &answer.event().expect("an event").deed else {
                panic!("{answer:?}")
            };
            let back = |entry: &Entry| Entry { amount: -entry.amount, ..entry.clone() };
            let mirror: Vec<Entry> = first.entries.iter().map(back).collect();
            assert_eq!(undone.entries, mirror, "{person}: the postings, negated");
            assert_eq!(region.sums(person).await, before, "{person}: exactly what it was");
            let (_, again) = region.settle(visit, on).await;
            assert_eq!((again.split, again.layers), (first.split, first.layers), "{person}");
        }
        region.verify().await;
    }
}

#[tokio::test]
async fn an_undo_in_the_middle_leaves_later_bills_as_they_are() {
    for region in both().await {
        let mut bills = Vec::new();
        for on in ["2026-02-10", "2026-02-11", "2026-02-12"] {
            let visit = region.stay("E2", "H1", "outpatient", on, "100").await;
            bills.push((visit, region.settle(visit, on).await));
        }
        let fund: Vec<Fen> = bills.iter().map(|(_, (_, billed))| paid(billed)).collect();
        assert_eq!(fund, [yuan("75.00"), yuan("75.00"), yuan("20.00")]);
        let third = bills[2].1.0 as i64;
        let body = region.store.events_at(NUMBER, &[third]).await.expect("reads");
        region.undo(bills[0].1.0).await;
        assert_eq!(region.store.events_at(NUMBER, &[third]).await.expect("reads"), body);
        // What it had used is free again: 170 - 75 - 20.
        let (_, again) = region.settle(bills[0].0, "2026-02-10").await;
        assert_eq!(paid(&again), yuan("75.00"));
        region.undo(bills[1].1.0).await;
        let visit = region.stay("E2", "H1", "outpatient", "2026-02-13", "200").await;
        assert_eq!(paid(&region.settle(visit, "2026-02-13").await.1), yuan("75.00"));
        // No order of undoing leaves anything.
        let all = region.sums("E2").await;
        assert!(!all.is_empty());
        region.verify().await;
    }
}

#[tokio::test]
async fn all_undone_in_any_order_leaves_nothing() {
    for region in both().await {
        let before = region.sums("R2").await;
        let mut bills = Vec::new();
        for (institution, on) in
            [("H3", "2026-02-01"), ("H2", "2026-03-01"), ("HP", "2026-04-01"), ("H1", "2026-05-01")]
        {
            let visit = region.visit("R2", institution, "inpatient", on).await;
            region.lines(visit, 1, &[("A1", "40000", "1"), ("B1", "77", "1.03")]).await;
            match region.ask(Ask::Settle(gongji_tests::desk::bill(visit, on))).await {
                Ok(answer) => bills.push(answer.event().expect("an event").seq),
                Err(gap) => assert_eq!(gap.code, "law", "{institution}"),
            }
        }
        assert!(bills.len() >= 3);
        for at in [1, 0] {
            region.undo(bills.remove(at)).await;
        }
        for bill in bills {
            region.undo(bill).await;
        }
        // An open chain may bear the name of a bill that was undone; nothing is counted on it.
        let counted = |all: Vec<(i64, record::canon::Tally)>| -> Vec<_> {
            all.into_iter().flat_map(|(_, tally)| tally.sums).collect()
        };
        assert_eq!(counted(region.sums("R2").await), counted(before));
        region.verify().await;
    }
}

#[tokio::test]
async fn what_cannot_be_undone_is_refused_and_writes_nothing() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let (bill, _) = region.settle(visit, "2026-03-02").await;
        let last = region.last().await;
        let rows = [
            (undo(999_999), "no-bill"),
            (undo(visit), "no-bill"),
            (Undo { person: Some("E2".into()), ..undo(bill) }, "other-person"),
            (Undo { visit: Some(visit + 1), ..undo(bill) }, "other-visit"),
        ];
        for (ask, code) in rows {
            assert_eq!(refused(&region, ask.clone()).await, code, "{ask:?}");
        }
        assert_eq!(region.last().await, last);
        let right = Undo { visit: Some(visit), person: Some("E1".into()), ..undo(bill) };
        region.ask(Ask::Undo(right)).await.expect("undone");
        assert_eq!(refused(&region, undo(bill)).await, "undone-before");
        region.verify().await;
    }
}
