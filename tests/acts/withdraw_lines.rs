//! Withdraw fee lines: those that are not settled, by number or all; nothing is erased.

use gongji_tests::desk::{Region, bill, both, mid, yuan};
use office::desk::Ask;
use office::withdraw_lines::Lines;

async fn withdrawn(region: &Region, visit: u64, lines: &[&str]) -> Option<&'static str> {
    let lines = lines.iter().map(|line| line.to_string()).collect();
    let ask = Ask::WithdrawLines(Lines { visit, person: None, lines, batch: None });
    region.ask(ask).await.err().map(|refused| refused.code)
}

#[tokio::test]
async fn what_is_withdrawn_is_not_settled() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "inpatient", "2026-05-01").await;
        region.lines(visit, 1, &[("A1", "1", "1"), ("A1", "2", "1"), ("A1", "4", "1")]).await;
        assert_eq!(withdrawn(&region, visit, &["2"]).await, None);
        for (lines, code) in [
            (vec!["2"], "line-state"),
            (vec!["1", "8"], "line-state"),
            (vec!["1", "2"], "line-state"),
        ] {
            assert_eq!(withdrawn(&region, visit, &lines).await, Some(code), "{lines:?}");
        }
        let again = gongji_tests::desk::lines_of(visit, 2, &[("A1", "2", "1")]);
        let refused = region.ask(Ask::RecordLines(again)).await.expect_err("the number was used");
        assert_eq!(refused.code, "line-twice");
        let (_, billed) = region.settled(mid(visit, "2026-05-02", "m1")).await;
        assert_eq!(billed.split.total, yuan("5.00"), "lines 1 and 3");
        assert_eq!(withdrawn(&region, visit, &["1"]).await, Some("line-state"));
        assert_eq!(withdrawn(&region, visit, &[]).await, Some("no-lines"));
        region.lines(visit, 4, &[("A1", "8", "1"), ("A1", "16", "1")]).await;
        assert_eq!(withdrawn(&region, visit, &[]).await, None, "all that are open");
        let refused = region.ask(Ask::Settle(bill(visit, "2026-05-03"))).await;
        assert_eq!(refused.expect_err("no line is left").code, "no-lines");
        region.lines(visit, 6, &[("A1", "32", "1")]).await;
        let (_, billed) = region.settle(visit, "2026-05-03").await;
        assert_eq!(billed.split.total, yuan("32.00"));
        assert_eq!(withdrawn(&region, visit, &["6"]).await, Some("visit-ended"));
        assert_eq!(withdrawn(&region, 999_999, &[]).await, Some("no-visit"));
        region.verify().await;
    }
}
