//! Cancel a visit: only one on which nothing rests, and nothing comes after.

use gongji_tests::desk::{Region, bill, both, description, discharge, lines_of, mid};
use office::cancel_visit::Cancel;
use office::desk::Ask;
use office::undo_discharge::UndoDischarge;
use office::withdraw_lines::Lines;

fn cancel(visit: u64) -> Ask {
    Ask::CancelVisit(Cancel { visit, person: Some("E1".to_string()) })
}

async fn refused(region: &Region, ask: Ask) -> Option<&'static str> {
    region.seq(ask).await.err()
}

#[tokio::test]
async fn nothing_comes_after_a_cancelled_visit() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "inpatient", "2026-03-01").await;
        let other = Cancel { visit, person: Some("E2".to_string()) };
        assert_eq!(refused(&region, Ask::CancelVisit(other)).await, Some("other-person"));
        region.seq(cancel(visit)).await.expect("cancelled");
        let all = Lines { visit, person: None, lines: Vec::new(), batch: None };
        for ask in [
            cancel(visit),
            Ask::RecordLines(lines_of(visit, 1, &[("A1", "1", "1")])),
            Ask::WithdrawLines(all),
            Ask::DescribeVisit(description(visit, "inpatient")),
            Ask::Discharge(discharge(visit, "2026-03-02")),
            Ask::UndoDischarge(UndoDischarge { visit, person: None }),
            Ask::PreSettle(bill(visit, "2026-03-02").into()),
            Ask::Settle(bill(visit, "2026-03-02")),
            mid(visit, "2026-03-02", "m"),
        ] {
            assert_eq!(refused(&region, ask).await, Some("visit-cancelled"));
        }
        region.verify().await;
    }
}

#[tokio::test]
async fn a_visit_on_which_something_rests_is_not_cancelled() {
    for region in both().await {
        assert_eq!(refused(&region, cancel(999_999)).await, Some("no-visit"));
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        assert_eq!(refused(&region, cancel(visit)).await, Some("has-lines"));
        let (first, _) = region.settle(visit, "2026-03-02").await;
        assert_eq!(refused(&region, cancel(visit)).await, Some("has-bill"));
        region.undo(first).await;
        assert_eq!(refused(&region, cancel(visit)).await, Some("has-lines"));
        let all = Lines { visit, person: None, lines: Vec::new(), batch: None };
        region.seq(Ask::WithdrawLines(all)).await.expect("withdrawn");
        region.seq(Ask::Discharge(discharge(visit, "2026-03-02"))).await.expect("discharged");
        assert_eq!(refused(&region, cancel(visit)).await, Some("visit-discharged"));
        let back = UndoDischarge { visit, person: None };
        region.seq(Ask::UndoDischarge(back)).await.expect("it goes on");
        region.seq(cancel(visit)).await.expect("cancelled");
        region.verify().await;
    }
}
