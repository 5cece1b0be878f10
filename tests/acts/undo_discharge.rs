//! Undo a discharge: the stay goes on, unless a final settlement stands.

use gongji_tests::desk::{Region, both, discharge, lines_of};
use office::desk::Ask;
use office::undo_discharge::UndoDischarge;

async fn undone(region: &Region, visit: u64) -> Result<u64, &'static str> {
    let person = Some("E1".to_string());
    region.seq(Ask::UndoDischarge(UndoDischarge { visit, person })).await
}

#[tokio::test]
async fn a_stay_goes_on_after_its_discharge_is_undone() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        assert_eq!(undone(&region, visit).await, Err("not-discharged"));
        assert_eq!(undone(&region, 999_999).await, Err("no-visit"));
        let leave = |last: &str| Ask::Discharge(discharge(visit, last));
        region.seq(leave("2026-03-05")).await.expect("discharged");
        undone(&region, visit).await.expect("undone");
        assert_eq!(undone(&region, visit).await, Err("not-discharged"));
        let more = Ask::RecordLines(lines_of(visit, 2, &[("A1", "1", "1")]));
        region.seq(more).await.expect("recorded");
        region.seq(leave("2026-03-06")).await.expect("discharged anew");
        let (bill, _) = region.settle(visit, "2026-03-06").await;
        assert_eq!(undone(&region, visit).await, Err("visit-ended"));
        region.undo(bill).await;
        undone(&region, visit).await.expect("no final bill stands");
        region.settle(visit, "2026-03-08").await;
        region.verify().await;
    }
}
