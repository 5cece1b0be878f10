//! Make a filing: one of a person, from a day; what is unknown or stands already is refused.

use gongji_tests::desk::{Region, both, day, visit};
use office::desk::{Answer, Ask};
use office::make_filing::MakeFiling;
use record::{Deed, Filing, FilingKind};

fn file(person: &str, kind: FilingKind, value: &str, from: &str, to: Option<&str>) -> Ask {
    let (value, from, to) = (value.to_string(), day(from), to.map(day));
    let filing = Filing { kind, value, from, to };
    Ask::MakeFiling(MakeFiling { person: person.into(), filing, insurance: None })
}

#[tokio::test]
async fn a_filing_holds_from_its_day() {
    for region in both().await {
        let chosen = async |on: &str| {
            let ask = Ask::RegisterVisit(visit("E1", "H2", "outpatient", on));
            let answer = region.ask(ask).await.expect("registered");
            match &answer.event().expect("an event").deed {
                Deed::Visit(opened) => opened.place.chosen,
                other => panic!("{other:?}"),
            }
        };
        let ask = || file("E1", FilingKind::Chosen, "H2", "2026-03-01", Some("2026-03-31"));
        let made = region.send("f", ask()).await.expect("filed");
        assert!(matches!(made.event().expect("an event").deed, Deed::Filing(_)));
        assert_eq!(chosen("2026-02-28").await, Some(false));
        assert_eq!(chosen("2026-03-01").await, Some(true));
        assert_eq!(chosen("2026-04-01").await, Some(false));
        let again = region.send("f", ask()).await.expect("a repeat");
        assert_eq!(again, Answer::Again(made.event().expect("an event").clone()));
        region.verify().await;
    }
}

#[tokio::test]
async fn what_is_unknown_or_stands_already_is_refused() {
    use FilingKind::{Away, Chosen, Condition, Referral};
    for region in both().await {
        let last = region.last().await;
        let check = async |ask: Ask, code: &str| {
            let refused: &Region = &region;
            assert_eq!(refused.seq(ask.clone()).await.err(), Some(code), "{ask:?}");
        };
        check(file("nobody", Away, "", "2026-03-01", None), "no-person").await;
        check(file("E1", Condition, "gout", "2026-03-01", None), "unknown-value").await;
        check(file("E1", Condition, "", "2026-03-01", None), "unknown-value").await;
        check(file("E1", Condition, "none", "2026-03-01", None), "unknown-value").await;
        check(file("E1", Chosen, "nowhere", "2026-03-01", None), "no-institution").await;
        check(file("E1", Chosen, "HX", "2026-04-01", None), "no-institution").await;
        check(file("E1", Chosen, "", "2026-03-01", None), "no-institution").await;
        check(file("E1", Referral, "nowhere", "2026-03-01", None), "no-institution").await;
        check(file("E1", Away, "", "2026-03-02", Some("2026-03-01")), "days").await;
        // Imported: E1 special-class-3 from February on, R1 hypertension from February to the end.
        check(file("E1", Condition, "special-class-3", "2026-05-01", None), "filed-before").await;
        let whole = file("R1", Condition, "hypertension", "2026-01-01", None);
        check(whole, "filed-before").await;
        // R1 is a resident on that day.
        let filing = Filing { kind: Away, value: String::new(), from: day("2026-03-01"), to: None };
        let insurance = Some("employee".to_string());
        let ask = MakeFiling { person: "R1".into(), filing, insurance };
        check(Ask::MakeFiling(ask), "other-insurance").await;
        assert_eq!(region.last().await, last, "a refusal writes nothing");
        let before = file("R1", Condition, "hypertension", "2026-01-01", Some("2026-01-31"));
        region.seq(before).await.expect("it ends before the other begins");
        region.seq(file("E1", Referral, "", "2026-03-01", None)).await.expect("filed");
        region
            .seq(file("E1", Condition, "special-class-4", "2026-03-01", None))
            .await
            .expect("filed");
        region.verify().await;
    }
}
