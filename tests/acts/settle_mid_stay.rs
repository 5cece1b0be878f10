//! Settle on the way: lines once each, one deductible for the stay, the next bill continues.

use gongji_tests::desk::{both, mid, paid, yuan};
use office::desk::Ask;
use record::LineState;
use units::Fen;

#[tokio::test]
async fn a_stay_settled_in_parts_has_one_deductible_and_each_line_once() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "inpatient", "2026-03-01").await;
        region.lines(visit, 1, &[("A1", "10900", "1")]).await;
        let (first, one) = region.settled(mid(visit, "2026-03-10", "m1")).await;
        assert_eq!((one.continues, one.mid_stay()), (None, true));
        assert_eq!(paid(&one), yuan("8300.00"), "(10900 - 900) x 83 %");
        let refused = region.ask(mid(visit, "2026-03-11", "m2")).await.expect_err("no lines");
        assert_eq!(refused.code, "no-lines");
        region.lines(visit, 2, &[("A1", "1000", "1")]).await;
        let refused = region.ask(mid(visit, "2026-03-11", "m1")).await.expect_err("the batch");
        assert_eq!(refused.code, "settled-before");
        let (second, two) = region.settled(mid(visit, "2026-03-20", "m2")).await;
        assert_eq!((two.continues, paid(&two)), (Some(first), yuan("830.00")));
        region.lines(visit, 3, &[("A1", "100", "1")]).await;
        let (_, end) = region.settle(visit, "2026-03-31").await;
        assert_eq!((end.continues, end.mid_stay()), (Some(second), false));
        assert_eq!(paid(&end), yuan("83.00"));
        let stays = |bill: &record::event::Billed| {
            let stay = |(key, _): &&(record::AccKey, i64)| key.name.starts_with("stay");
            bill.deltas.iter().filter(stay).map(|(_, count)| count).sum::<i64>()
        };
        assert_eq!([stays(&one), stays(&two), stays(&end)].iter().sum::<i64>(), 1, "one stay");
        let refused = region.ask(mid(visit, "2026-04-01", "m4")).await.expect_err("ended");
        assert_eq!(refused.code, "visit-ended");
        region.verify().await;
    }
}

#[tokio::test]
async fn parts_are_undone_from_the_last_to_the_first() {
    for region in both().await {
        let sums = region.sums("E1").await;
        let visit = region.visit("E1", "H3", "inpatient", "2026-03-01").await;
        region.lines(visit, 1, &[("A1", "1900", "1")]).await;
        let (first, _) = region.settled(mid(visit, "2026-03-10", "m1")).await;
        region.lines(visit, 2, &[("A1", "1000", "1")]).await;
        let (last, _) = region.settle(visit, "2026-03-20").await;
        let refused = region.ask(Ask::Undo(gongji_tests::desk::undo(first))).await;
        assert_eq!(refused.expect_err("a later part stands").code, "later-bill");
        region.undo(last).await;
        // Lines of the last part are open again; those of the first are not.
        let (last, again) = region.settle(visit, "2026-03-20").await;
        assert_eq!((again.split.total, paid(&again)), (yuan("1000.00"), yuan("830.00")));
        region.undo(last).await;
        region.undo(first).await;
        assert_eq!(region.sums("E1").await, sums, "exactly what it was");
        let (_, whole) = region.settle(visit, "2026-03-20").await;
        assert_eq!((whole.continues, paid(&whole)), (None, yuan("1660.00")), "2900 - 900, 83 %");
        assert_ne!(whole.split.total, Fen::ZERO);
        assert_ne!(LineState::Open, LineState::Withdrawn);
        region.verify().await;
    }
}
