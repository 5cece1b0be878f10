//! Discharge: the last day of a stay, after which no line comes and at which the final bill ends.

use gongji_tests::desk::{Region, bill, both, day, discharge, lines_of, mid};
use office::desk::Ask;
use office::discharge::Discharge;
use office::settle_visit::Bill;

async fn refused(region: &Region, ask: Ask) -> Option<&'static str> {
    region.seq(ask).await.err()
}

#[tokio::test]
async fn the_final_bill_is_of_the_last_day() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "22000").await;
        region.seq(Ask::Discharge(discharge(visit, "2026-03-09"))).await.expect("discharged");
        let none = || Bill { to: None, ..bill(visit, "2026-03-09") };
        let pre = region.ask(Ask::PreSettle(none().into())).await.expect("decided");
        let (_, billed) = region.settled(Ask::Settle(none())).await;
        assert_eq!((billed.to, billed.settled), (day("2026-03-09"), day("2026-03-09")));
        assert_eq!(pre.bill().expect("a bill").layers, billed.layers);
        // Without a discharge a bill without a last day is of the first, as before.
        let visit = region.stay("E1", "H3", "inpatient", "2026-04-01", "100").await;
        let (_, billed) =
            region.settled(Ask::Settle(Bill { to: None, ..bill(visit, "2026-04-01") })).await;
        assert_eq!(billed.to, day("2026-04-01"));
        region.verify().await;
    }
}

#[tokio::test]
async fn nothing_that_comes_too_late_or_ends_otherwise_is_taken() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-10", "5000").await;
        let early = discharge(visit, "2026-03-09");
        assert_eq!(refused(&region, Ask::Discharge(early)).await, Some("days"));
        region.settled(mid(visit, "2026-03-12", "m1")).await;
        let within = discharge(visit, "2026-03-11");
        assert_eq!(refused(&region, Ask::Discharge(within)).await, Some("settled-after"));
        region.lines(visit, 2, &[("A1", "100", "1"), ("A1", "10", "1")]).await;
        let of_other = Discharge { person: Some("E2".into()), ..discharge(visit, "2026-03-15") };
        assert_eq!(refused(&region, Ask::Discharge(of_other)).await, Some("other-person"));
        let last = || Ask::Discharge(discharge(visit, "2026-03-15"));
        region.seq(last()).await.expect("discharged");
        let more = lines_of(visit, 4, &[("A1", "1", "1")]);
        for (ask, code) in [
            (last(), "discharged-before"),
            (Ask::RecordLines(more), "visit-discharged"),
            (Ask::Settle(bill(visit, "2026-03-14")), "other-last-day"),
            (Ask::Settle(bill(visit, "2026-03-16")), "other-last-day"),
            (mid(visit, "2026-03-16", "m2"), "other-last-day"),
        ] {
            assert_eq!(refused(&region, ask).await, Some(code));
        }
        // A line too many may still be withdrawn; what is left is settled to the last day.
        let back = office::withdraw_lines::Lines {
            visit,
            person: None,
            lines: vec!["3".into()],
            batch: None,
        };
        region.seq(Ask::WithdrawLines(back)).await.expect("withdrawn");
        region.settle(visit, "2026-03-15").await;
        assert_eq!(refused(&region, last()).await, Some("visit-ended"));
        region.verify().await;
    }
}
