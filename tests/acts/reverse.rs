//! Reverse a message: a settlement, an undo, a registration, what never came; before, twice, and for the
//! wrong person.

use gongji_tests::desk::{
    Region, address, bill, both, description, discharge, lines_of, mid, undo, visit, yuan,
};
use office::desk::{Answer, Ask, Refused};
use office::reverse::Reverse;
use record::Deed;

fn reverse(message: &str, person: Option<&str>) -> Ask {
    Ask::Reverse(Reverse { message: address(message), person: person.map(str::to_string) })
}

async fn reversed(region: &Region, message: &str) -> Result<Deed, &'static str> {
    let answer = region.ask(reverse(message, Some("E1"))).await.map_err(|refused| refused.code)?;
    Ok(answer.event().expect("an event").deed.clone())
}

#[tokio::test]
async fn a_settlement_is_undone_and_an_undo_is_undone() {
    for region in both().await {
        let before = region.sums("E1").await;
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let settled = region.send("s", Ask::Settle(bill(visit, "2026-03-02"))).await;
        let seq = settled.expect("settled").event().expect("an event").seq;
        let counted = region.sums("E1").await;
        region.send("u", Ask::Undo(undo(seq))).await.expect("undone");
        assert_eq!(region.sums("E1").await, before);
        let deed = reversed(&region, "u").await.expect("restored");
        let Deed::Undo(restored) = deed else { panic!("{deed:?}") };
        assert_eq!(restored.bill, seq);
        assert_eq!(region.sums("E1").await, counted, "the bill stands again");
        let refused = region.ask(Ask::Settle(bill(visit, "2026-03-02"))).await.expect_err("ended");
        assert_eq!(refused.code, "visit-ended");
        assert_eq!(reversed(&region, "u").await.err(), Some("reversed-before"));
        reversed(&region, "s").await.expect("undone again");
        assert_eq!(region.sums("E1").await, before);
        assert_eq!(reversed(&region, "s").await.err(), Some("undone-before"));
        region.settle(visit, "2026-03-02").await;
        let sums = |all: Vec<(i64, record::canon::Tally)>| -> Vec<_> {
            all.into_iter().map(|(period, tally)| (period, tally.sums)).collect()
        };
        assert_eq!(sums(region.sums("E1").await), sums(counted));
        region.verify().await;
    }
}

#[tokio::test]
async fn a_reversal_that_comes_first_leaves_a_tombstone() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let first = region.send("r", reverse("s", Some("E1"))).await.expect("a tombstone");
        let event = first.event().expect("an event").clone();
        assert_eq!(event.deed, Deed::Tombstone(address("s")));
        let last = region.last().await;
        // The reversal sent again is a repeat; the settlement that comes late is not carried out.
        let again = region.send("r", reverse("s", Some("E1"))).await;
        assert_eq!(again, Ok(Answer::Again(event)));
        let clash = region.send("r", reverse("t", Some("E1"))).await.expect_err("another input");
        assert_eq!(clash.code, "clash");
        let late = region.send("s", Ask::Settle(bill(visit, "2026-03-02"))).await;
        assert_eq!(late.expect_err("it was reversed").code, "reversed-before");
        assert_eq!(reversed(&region, "s").await.err(), Some("reversed-before"));
        assert_eq!(region.last().await, last, "nothing more was written");
        region.send("s2", Ask::Settle(bill(visit, "2026-03-02"))).await.expect("a new message");
        region.verify().await;
    }
}

#[tokio::test]
async fn what_cannot_be_reversed_is_refused() {
    for region in both().await {
        let registered =
            region.send("v", Ask::RegisterVisit(visit("E1", "H3", "inpatient", "2026-03-01")));
        let visit = registered.await.expect("registered").event().expect("an event").seq;
        let lines = lines_of(visit, 1, &[("A1", "5000", "1")]);
        region.send("l", Ask::RecordLines(lines)).await.expect("recorded");
        region.send("m", mid(visit, "2026-03-02", "m")).await.expect("settled");
        let refused: Refused = region.ask(reverse("m", Some("E2"))).await.expect_err("of another");
        assert_eq!(refused.code, "other-person");
        assert_eq!(reversed(&region, "v").await.err(), Some("has-bill"));
        assert_eq!(reversed(&region, "l").await.err(), Some("not-reversible"));
        region.lines(visit, 2, &[("A1", "100", "1")]).await;
        region.settle(visit, "2026-03-04").await;
        assert_eq!(reversed(&region, "m").await.err(), Some("later-bill"));
        region.verify().await;
    }
}

#[tokio::test]
async fn an_undo_is_not_undone_once_the_visit_has_changed() {
    for region in both().await {
        let settle = |visit| Ask::Settle(bill(visit, "2026-03-02"));
        // Settled again since.
        let one = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let (seq, _) = region.settled(settle(one)).await;
        region.send("u1", Ask::Undo(undo(seq))).await.expect("undone");
        region.settled(settle(one)).await;
        assert_eq!(reversed(&region, "u1").await.err(), Some("changed-since"));
        // A line withdrawn since.
        let two = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let (seq, _) = region.settled(settle(two)).await;
        region.send("u2", Ask::Undo(undo(seq))).await.expect("undone");
        let all = office::withdraw_lines::Lines {
            visit: two,
            person: None,
            lines: Vec::new(),
            batch: None,
        };
        region.ask(Ask::WithdrawLines(all)).await.expect("withdrawn");
        assert_eq!(reversed(&region, "u2").await.err(), Some("changed-since"));
        // A line recorded since would be in no bill: the visit is ended again.
        let three = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let (seq, _) = region.settled(settle(three)).await;
        region.send("u3", Ask::Undo(undo(seq))).await.expect("undone");
        region.lines(three, 2, &[("A1", "100", "1")]).await;
        assert_eq!(reversed(&region, "u3").await.err(), Some("changed-since"));
        let (_, whole) = region.settled(settle(three)).await;
        assert_eq!(whole.split.total, yuan("5100.00"));
        region.verify().await;
    }
}

#[tokio::test]
async fn a_registration_is_cancelled_if_nothing_rests_on_it() {
    for region in both().await {
        let register = || Ask::RegisterVisit(visit("E1", "H3", "inpatient", "2026-03-01"));
        let first = region.send("v", register()).await.expect("registered");
        let seq = first.event().expect("an event").seq;
        region.lines(seq, 1, &[("A1", "100", "1")]).await;
        assert_eq!(reversed(&region, "v").await.err(), Some("has-lines"));
        let all = office::withdraw_lines::Lines {
            visit: seq,
            person: None,
            lines: Vec::new(),
            batch: None,
        };
        region.ask(Ask::WithdrawLines(all)).await.expect("withdrawn");
        let refused = region.ask(reverse("v", Some("E2"))).await.expect_err("of another");
        assert_eq!(refused.code, "other-person");
        let deed = reversed(&region, "v").await.expect("cancelled");
        assert!(matches!(deed, Deed::Cancelled(ref gone) if gone.visit == seq), "{deed:?}");
        assert_eq!(reversed(&region, "v").await.err(), Some("visit-cancelled"));
        // The message sent again gets its first answer; a new registration is a new message.
        let again = region.send("v", register()).await.expect("a repeat");
        assert_eq!(again, Answer::Again(first.event().expect("an event").clone()));
        let lines = Ask::RecordLines(lines_of(seq, 2, &[("A1", "1", "1")]));
        assert_eq!(region.seq(lines).await, Err("visit-cancelled"));
        region.send("w", register()).await.expect("registered anew");
        region.verify().await;
    }
}

#[tokio::test]
async fn an_undo_is_not_undone_once_the_visit_is_about_something_else() {
    for region in both().await {
        let one = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let (seq, _) = region.settle(one, "2026-03-02").await;
        region.send("u1", Ask::Undo(undo(seq))).await.expect("undone");
        let other = || Ask::DescribeVisit(description(one, "home-bed"));
        region.ask(other()).await.expect("described");
        assert_eq!(reversed(&region, "u1").await.err(), Some("changed-since"));
        region.ask(Ask::DescribeVisit(description(one, "inpatient"))).await.expect("described");
        reversed(&region, "u1").await.expect("it is about the same again");
        // The stay was ended on another day since.
        let two = region.stay("E1", "H3", "inpatient", "2026-04-01", "5000").await;
        let (seq, _) = region.settle(two, "2026-04-02").await;
        region.send("u2", Ask::Undo(undo(seq))).await.expect("undone");
        region.ask(Ask::Discharge(discharge(two, "2026-04-03"))).await.expect("discharged");
        assert_eq!(reversed(&region, "u2").await.err(), Some("changed-since"));
        region.verify().await;
    }
}
