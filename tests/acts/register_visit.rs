//! Register a visit: who may, where, from which day, and what is written with it.

use gongji_tests::desk::{Region, both, visit};
use office::desk::Ask;
use office::register_visit::Visit;
use record::Deed;
use record::event::VisitOpened;

async fn opened(region: &Region, ask: Visit) -> Result<VisitOpened, &'static str> {
    let answer = region.ask(Ask::RegisterVisit(ask)).await.map_err(|refused| refused.code)?;
    match &answer.event().expect("an event").deed {
        Deed::Visit(opened) => Ok((**opened).clone()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_visit_needs_a_person_a_cover_and_an_institution_of_its_day() {
    for region in both().await {
        let last = region.last().await;
        let rows = [
            (visit("nobody", "H3", "inpatient", "2026-03-01"), "no-person"),
            (visit("X1", "H3", "inpatient", "2026-04-01"), "no-cover"),
            (visit("E1", "H3", "inpatient", "2025-12-31"), "no-cover"),
            (visit("E1", "nowhere", "inpatient", "2026-03-01"), "no-institution"),
            (visit("E1", "HX", "inpatient", "2026-04-01"), "no-institution"),
            (visit("E1", "H3", "surgery", "2026-03-01"), "unknown-value"),
            (
                Visit {
                    condition: Some("gout".into()),
                    ..visit("E1", "H3", "chronic", "2026-03-01")
                },
                "unknown-value",
            ),
            (
                Visit {
                    filing: Some("maybe".into()),
                    ..visit("E1", "H3", "inpatient", "2026-03-01")
                },
                "unknown-value",
            ),
        ];
        for (ask, code) in rows {
            assert_eq!(opened(&region, ask.clone()).await.err(), Some(code), "{ask:?}");
        }
        assert_eq!(region.last().await, last, "a refusal writes nothing");
        for (person, institution, day) in
            [("X1", "H3", "2026-03-31"), ("E1", "HX", "2026-03-31"), ("T1", "H3", "2026-05-01")]
        {
            let ask = visit(person, institution, "inpatient", day);
            assert!(opened(&region, ask).await.is_ok(), "{person} at {institution} on {day}");
        }
    }
}

#[tokio::test]
async fn what_the_institution_was_on_that_day_is_written_with_the_visit() {
    for region in both().await {
        let rows = [
            ("E1", "HR", "2026-06-30", "一级", "home", false),
            ("E1", "HR", "2026-07-01", "二级", "home", false),
            ("E2", "H1", "2026-01-31", "一级", "home", false),
            ("E2", "H1", "2026-02-01", "一级", "home", true),
            ("E2", "HP", "2026-03-01", "三级", "province", false),
            ("E2", "HA", "2026-03-01", "三级", "away", false),
        ];
        for (person, institution, day, level, place, chosen) in rows {
            let at = opened(&region, visit(person, institution, "outpatient", day)).await;
            let at = at.expect("registered").place;
            assert_eq!(at.level.as_deref(), Some(level), "{institution} on {day}");
            assert_eq!(at.place.as_deref(), Some(place), "{institution} on {day}");
            assert_eq!(at.chosen, Some(chosen), "{institution} on {day}");
        }
        let at = opened(&region, visit("E1", "HN", "inpatient", "2026-03-01")).await;
        assert!(!at.expect("registered").place.designated);
    }
}
