//! Revoke a filing: it ends from a day on, or is taken back where nothing rests on it.

use gongji_tests::desk::{NUMBER, Region, basic, both, day, yuan};
use office::desk::Ask;
use office::make_filing::MakeFiling;
use office::revoke_filing::RevokeFiling;
use record::{Filing, FilingKind};

async fn filed(region: &Region, person: &str, kind: FilingKind, value: &str, from: &str) -> u64 {
    let filing = Filing { kind, value: value.to_string(), from: day(from), to: None };
    let ask = Ask::MakeFiling(MakeFiling { person: person.to_string(), filing, insurance: None });
    region.seq(ask).await.expect("filed")
}

async fn revoked(region: &Region, filing: u64, from: Option<&str>) -> Result<u64, &'static str> {
    let ask = RevokeFiling { filing, kind: None, person: None, from: from.map(day) };
    region.seq(Ask::RevokeFiling(ask)).await
}

/// What the first layer pays of a stay of 11500 in the province: 63 %, and more with a referral.
async fn paid(region: &Region, on: &str) -> (u64, units::Fen) {
    let visit = region.stay("E2", "HP", "inpatient", on, "11500").await;
    let (bill, billed) = region.settle(visit, on).await;
    (bill, basic(&billed))
}

#[tokio::test]
async fn what_was_settled_while_it_held_stays() {
    for region in both().await {
        let filing = filed(&region, "E2", FilingKind::Referral, "HP", "2026-02-01").await;
        let (bill, with) = paid(&region, "2026-02-10").await;
        assert!(with > yuan("6300.00"), "{with}");
        // It ends; the bill stays, and a later stay is paid without.
        revoked(&region, filing, Some("2026-02-20")).await.expect("ended");
        let (_, without) = paid(&region, "2026-02-20").await;
        assert!(without < with, "{without}");
        assert_eq!(revoked(&region, filing, Some("2026-03-01")).await, Err("ended-before"));
        assert_eq!(revoked(&region, filing, Some("2026-02-01")).await, Err("days"));
        assert_eq!(revoked(&region, filing, None).await, Err("filing-used"));
        office::follow::catch_up(region.store.clone(), "440700").await.expect("derived");
        assert!(region.store.models().due(NUMBER, 0, 10).await.expect("due").is_empty());
        // Undone, nothing rests on it any more.
        region.undo(bill).await;
        revoked(&region, filing, None).await.expect("taken back");
        assert_eq!(revoked(&region, filing, None).await, Err("revoked-before"));
        assert_eq!(revoked(&region, filing, Some("2026-02-05")).await, Err("revoked-before"));
        region.verify().await;
    }
}

#[tokio::test]
async fn what_rests_on_a_filing_is_found_for_each_kind() {
    for region in both().await {
        // Chosen: whatever was settled there. Imported filings have no message, and an id as well.
        let events = region.store.events(NUMBER, 1, i64::MAX).await.expect("events");
        let words = record::Lexicon::new(region.store.words(NUMBER).await.expect("words"));
        let imported = events.iter().find_map(|row| {
            let seq = row.seq as u64;
            let event = record::canon::read_event("440700", &words, seq, &row.body).ok()?;
            match event.deed {
                record::Deed::Filing(made) if made.filing.kind == FilingKind::Chosen => Some(seq),
                _ => None,
            }
        });
        let imported = imported.expect("an imported filing");
        let visit = region.stay("E2", "H1", "outpatient", "2026-02-10", "100").await;
        region.settle(visit, "2026-02-10").await;
        assert_eq!(revoked(&region, imported, None).await, Err("filing-used"));
        // A condition: bills for it on its days.
        let condition =
            filed(&region, "E2", FilingKind::Condition, "special-class-4", "2026-03-01");
        let condition = condition.await;
        let visit = region.visit("E2", "H1", "chronic", "2026-03-02").await;
        let mut told = gongji_tests::desk::description(visit, "chronic");
        told.about.condition = Some("special-class-4".to_string());
        region.seq(Ask::DescribeVisit(told)).await.expect("described");
        region.lines(visit, 1, &[("C1", "10", "1")]).await;
        let (bill, _) = region.settle(visit, "2026-03-02").await;
        assert_eq!(revoked(&region, condition, None).await, Err("filing-used"));
        region.undo(bill).await;
        revoked(&region, condition, None).await.expect("taken back");
        // Filed anew, it holds again.
        filed(&region, "E2", FilingKind::Condition, "special-class-4", "2026-03-01").await;
        // Away: care away from home on its days.
        let away = filed(&region, "E1", FilingKind::Away, "", "2026-04-01").await;
        let home = region.stay("E1", "H3", "inpatient", "2026-04-01", "5000").await;
        region.settle(home, "2026-04-02").await;
        revoked(&region, away, None).await.expect("care at home does not rest on it");
        region.verify().await;
    }
}

#[tokio::test]
async fn what_is_no_filing_or_anothers_is_refused() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "inpatient", "2026-03-01").await;
        for id in [0, 1, visit, 999_999] {
            assert_eq!(revoked(&region, id, None).await, Err("no-filing"), "{id}");
        }
        let filing = filed(&region, "E1", FilingKind::Away, "", "2026-03-01").await;
        let person = Some("E2".to_string());
        let ask = |kind, person| RevokeFiling { filing, kind, person, from: None };
        let of = ask(None, person);
        assert_eq!(region.seq(Ask::RevokeFiling(of)).await, Err("other-person"));
        let of = ask(Some(FilingKind::Chosen), None);
        assert_eq!(region.seq(Ask::RevokeFiling(of)).await, Err("no-filing"));
        region.seq(Ask::RevokeFiling(ask(Some(FilingKind::Away), None))).await.expect("revoked");
        region.verify().await;
    }
}
