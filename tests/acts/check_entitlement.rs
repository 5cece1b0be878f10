//! Check an entitlement: whether a person has benefits on a day, why not, and what law offers.

use gongji_tests::desk::{AREA, both, day, rules};
use office::check_entitlement::{Ask, Entitlement, Offer, check_entitlement};
use office::journal::Journal;
use office::read_person::{Purpose, Viewer, Which};

fn ask(person: &str, care: &str, on: &str) -> Ask {
    Ask {
        person: Which::Id(person.to_string()),
        insurance: None,
        care: care.to_string(),
        condition: None,
        filing: None,
        institution: None,
        day: day(on),
    }
}

async fn check(journal: &Journal, ask: &Ask) -> Result<Entitlement, &'static str> {
    let (viewer, rules) = (Viewer::local(Purpose::Service), rules());
    let checked = check_entitlement(journal, &viewer, &rules.engine, ask).await;
    checked.expect("it reads").map_err(|refused| refused.code)
}

fn offers(checked: &Entitlement, offer: Offer) -> Vec<&str> {
    let own = checked.layers.iter().filter(|layer| layer.offer == offer);
    own.map(|layer| layer.id.as_str()).collect()
}

#[tokio::test]
async fn who_is_not_entitled_is_told_why() {
    for region in both().await {
        let journal = Journal::new(region.store.clone(), AREA).expect("a journal");
        let last = region.last().await;
        let rows = [
            (ask("E1", "inpatient", "2026-03-01"), None),
            (ask("X1", "inpatient", "2026-03-31"), None),
            (ask("X1", "inpatient", "2026-04-01"), Some("no cover on 2026-04-01")),
            (ask("N1", "inpatient", "2026-03-31"), Some("benefits begin on 2026-04-01")),
            (ask("N1", "inpatient", "2026-04-01"), None),
            (ask("R1", "home-bed", "2026-03-01"), Some("do not speak of care 'home-bed'")),
            (ask("E1", "inpatient", "2027-03-01"), Some("has no rules for employee")),
            (
                Ask { insurance: Some("resident".into()), ..ask("E1", "inpatient", "2026-03-01") },
                Some("of employee, not of resident"),
            ),
        ];
        for (ask, wanted) in rows {
            let checked = check(&journal, &ask).await.expect("checked");
            assert_eq!(checked.entitled, wanted.is_none(), "{ask:?}: {:?}", checked.why);
            assert_eq!(checked.layers.is_empty(), wanted.is_some(), "{ask:?}");
            if let Some(wanted) = wanted {
                let said = checked.why.iter().any(|why| why.en.contains(wanted));
                assert!(said, "{:?}", checked.why);
            }
        }
        for (ask, code) in [
            (ask("nobody", "inpatient", "2026-03-01"), "no-person"),
            (ask("E1", "surgery", "2026-03-01"), "unknown-value"),
            (
                Ask { condition: Some("gout".into()), ..ask("E1", "chronic", "2026-03-01") },
                "unknown-value",
            ),
            (
                Ask { institution: Some("no".into()), ..ask("E1", "inpatient", "2026-03-01") },
                "no-institution",
            ),
        ] {
            assert_eq!(check(&journal, &ask).await.err(), Some(code), "{ask:?}");
        }
        assert_eq!(region.last().await, last, "nothing is written into the journal");
    }
}

#[tokio::test]
async fn the_layers_that_law_offers_are_named() {
    for region in both().await {
        let journal = Journal::new(region.store.clone(), AREA).expect("a journal");
        let stay = check(&journal, &ask("E1", "inpatient", "2026-03-01")).await.expect("checked");
        assert_eq!(stay.insurance.as_deref(), Some("employee"));
        assert_eq!((stay.from, stay.to), (Some(day("2026-01-01")), None));
        let no = offers(&stay, Offer::No);
        assert!(no.contains(&"assistance"), "an employee without a class: {:?}", stay.layers);
        // With the institution nothing is open, and the first layer pays.
        let at = Ask { institution: Some("H3".into()), ..ask("E1", "inpatient", "2026-03-01") };
        let at = check(&journal, &at).await.expect("checked");
        assert!(offers(&at, Offer::Yes).contains(&"basic"), "{:?}", at.layers);
        let open = at.layers.iter().filter(|layer| matches!(layer.offer, Offer::Open(_)));
        assert!(open.count() == 0, "{:?}", at.layers);
        let basic = at.layers.iter().find(|layer| layer.id == "basic").expect("a layer");
        assert_eq!((basic.fund.as_str(), basic.pay_type.is_empty()), ("employee-basic", false));
        let aided = Ask { institution: Some("H2".into()), ..ask("R2", "inpatient", "2026-03-01") };
        let aided = check(&journal, &aided).await.expect("checked");
        assert!(offers(&aided, Offer::Yes).contains(&"assistance"), "{:?}", aided.layers);
        // An outpatient visit where the person chose, and where not.
        for (on, pays) in [("2026-02-01", true), ("2026-01-31", false)] {
            let ask = Ask { institution: Some("H1".into()), ..ask("E2", "outpatient", on) };
            let checked = check(&journal, &ask).await.expect("checked");
            assert_eq!(
                offers(&checked, Offer::Yes).contains(&"basic"),
                pays,
                "{:?}",
                checked.layers
            );
        }
    }
}
