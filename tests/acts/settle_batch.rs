//! Settle a batch: its lines and no others, each batch a bill of its own, in any order, undone alone.

use gongji_tests::desk::{Region, address, both, decimal, undo, yuan};
use office::desk::Ask;
use office::record_lines::{Item, Lines};
use office::reverse::Reverse;
use office::settle_batch;
use office::settle_visit::{Bill, Parts};
use office::withdraw_lines;
use record::event::{Billed, Scope};

/// Lines of drug A1 at one yuan, numbered from `from`, in a batch.
async fn charged(
    region: &Region,
    visit: u64,
    batch: &str,
    lines: &[(&str, &str)],
) -> Option<&'static str> {
    let line = |(id, qty): &(&str, &str)| Item {
        id: (*id).into(),
        batch: batch.into(),
        code: "A1".into(),
        qty: decimal(qty),
        price: decimal("1"),
        amount: yuan(qty),
    };
    let lines = Lines { visit, person: None, lines: lines.iter().map(line).collect() };
    region.ask(Ask::RecordLines(lines)).await.err().map(|refused| refused.code)
}

fn batch(visit: u64, batch: &str) -> Bill {
    let to = gongji_tests::desk::bill(visit, "2026-03-02");
    Bill { batch: batch.into(), ..to }
}

fn settle(visit: u64, of: &str) -> Ask {
    Ask::SettleBatch(settle_batch::Bill(batch(visit, of)))
}

async fn refused(region: &Region, ask: Ask) -> &'static str {
    region.ask(ask).await.expect_err("refused").code
}

fn scope_and_total(bill: &Billed) -> (Scope, String) {
    (bill.scope, bill.split.total.to_string())
}

#[tokio::test]
async fn each_batch_is_a_bill_of_its_own_lines() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "outpatient", "2026-03-02").await;
        assert_eq!(charged(&region, visit, "1", &[("a", "100"), ("b", "50")]).await, None);
        assert_eq!(charged(&region, visit, "2", &[("c", "30")]).await, None);
        assert_eq!(refused(&region, settle(visit, "3")).await, "no-lines");
        let other = Bill { total: Some(yuan("180")), ..batch(visit, "1") };
        let other = Ask::SettleBatch(settle_batch::Bill(other));
        assert_eq!(refused(&region, other).await, "total-differs");
        let (first, one) = region.settled(settle(visit, "1")).await;
        assert_eq!(scope_and_total(&one), (Scope::Batch, "150.00".to_string()));
        assert_eq!(refused(&region, settle(visit, "1")).await, "settled-before");
        // The visit goes on, but a settled batch takes no more lines.
        let more = charged(&region, visit, "1", &[("d", "1")]).await;
        assert_eq!(more, Some("batch-settled"));
        assert_eq!(charged(&region, visit, "4", &[("d", "20")]).await, None);
        let (second, two) = region.settled(settle(visit, "2")).await;
        assert_eq!((two.split.total, two.continues), (yuan("30.00"), None));
        // The first is undone although the second stands; then it may be settled again.
        region.undo(first).await;
        assert_eq!(region.settled(settle(visit, "1")).await.1.split.total, yuan("150.00"));
        region.undo(second).await;
        // What is left can end the visit as one bill.
        let (rest, last) = region.settle(visit, "2026-03-02").await;
        assert_eq!(scope_and_total(&last), (Scope::Rest, "50.00".to_string()));
        assert_eq!(refused(&region, settle(visit, "2")).await, "visit-ended");
        region.undo(rest).await;
        region.verify().await;
    }
}

#[tokio::test]
async fn a_batch_that_changed_does_not_stand_again() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "outpatient", "2026-03-02").await;
        charged(&region, visit, "1", &[("a", "100")]).await;
        charged(&region, visit, "2", &[("b", "10")]).await;
        let (bill, _) = region.settled(settle(visit, "1")).await;
        region.send("u", Ask::Undo(undo(bill))).await.expect("undone");
        let again = || Ask::Reverse(Reverse { message: address("u"), person: None });
        // A line of another batch is in nobody's way; one of its own batch is.
        charged(&region, visit, "2", &[("c", "10")]).await;
        let (_, two) = region.settled(settle(visit, "2")).await;
        assert_eq!(two.split.total, yuan("20.00"));
        charged(&region, visit, "1", &[("d", "1")]).await;
        assert_eq!(refused(&region, again()).await, "changed-since");
        let back =
            withdraw_lines::Lines { visit, person: None, lines: vec!["d".into()], batch: None };
        region.ask(Ask::WithdrawLines(back)).await.expect("withdrawn");
        region.ask(again()).await.expect("it stands again");
        assert_eq!(refused(&region, settle(visit, "1")).await, "settled-before");
        region.verify().await;
    }
}

#[tokio::test]
async fn a_batch_is_withdrawn_alone() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "outpatient", "2026-03-02").await;
        charged(&region, visit, "1", &[("a", "100"), ("b", "5")]).await;
        charged(&region, visit, "2", &[("c", "30")]).await;
        let back = |batch: Option<&str>| {
            let batch = batch.map(str::to_string);
            Ask::WithdrawLines(withdraw_lines::Lines { visit, person: None, lines: vec![], batch })
        };
        region.ask(back(Some("1"))).await.expect("withdrawn");
        assert_eq!(refused(&region, back(Some("1"))).await, "no-lines");
        assert_eq!(refused(&region, settle(visit, "1")).await, "no-lines");
        assert_eq!(region.settled(settle(visit, "2")).await.1.split.total, yuan("30.00"));
        charged(&region, visit, "3", &[("d", "7")]).await;
        region.ask(back(None)).await.expect("all that is open");
        assert_eq!(refused(&region, settle(visit, "3")).await, "no-lines");
        region.verify().await;
    }
}

#[tokio::test]
async fn another_split_is_refused_with_both_figures() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "outpatient", "2026-03-02").await;
        charged(&region, visit, "1", &[("a", "100")]).await;
        let split = |own: &str, scope: &str| {
            let nothing = yuan("0");
            let (own_pay, in_scope) = (yuan(own), yuan(scope));
            Some(Parts { own_pay, over_limit: nothing, first_pay: nothing, in_scope })
        };
        let ask = |split| Ask::SettleBatch(settle_batch::Bill(Bill { split, ..batch(visit, "1") }));
        let wrong = region.ask(ask(split("1.00", "99.00"))).await.expect_err("another split");
        assert_eq!(wrong.code, "split-differs");
        let said = wrong.sentence.zh;
        assert!(said.contains("1.00") && said.contains("0.00"), "{said}");
        region.settled(ask(split("0", "100"))).await;
        region.verify().await;
    }
}
