//! Describe a visit: what it is about decides the next bill, and stays while one stands.

use gongji_tests::desk::{
    AREA, NUMBER, Region, basic, bill, both, description, diagnosis, discharge, mid, visit, yuan,
};
use office::bill_shown::bill_shown;
use office::describe_visit::Description;
use office::desk::{Answer, Ask};
use office::journal::Journal;
use office::read_person::{Purpose, Viewer};
use record::{About, Deed, Diagnosis};

fn about(care: &str, condition: Option<&str>, filing: Option<&str>) -> About {
    let text = |text: Option<&str>| text.map(str::to_string);
    About { care: care.to_string(), condition: text(condition), filing: text(filing) }
}

async fn described(region: &Region, ask: Description) -> Result<u64, &'static str> {
    region.seq(Ask::DescribeVisit(ask)).await
}

#[tokio::test]
async fn the_last_description_decides_the_bill() {
    for region in both().await {
        // (10900 - 900) x 83 % as a stay; as an outpatient visit nothing of it.
        let told = region.stay("E1", "H3", "outpatient", "2026-03-01", "10900").await;
        described(&region, description(told, "chronic")).await.expect("described");
        described(&region, description(told, "inpatient")).await.expect("described anew");
        let (_, billed) = region.settle(told, "2026-03-09").await;
        assert_eq!(basic(&billed), yuan("8300.00"));
        let spent = billed.entries.iter().any(|e| e.account.as_str() == "benefit/inpatient");
        assert!(spent, "{:?}", billed.entries);
        // A referral that is stated later is as good as one that was stated at once.
        let mut bills = Vec::new();
        for person in ["E2", "E3"] {
            let ask = visit(person, "HP", "inpatient", "2026-02-01");
            let said = person == "E3";
            let filing = said.then(|| "referred".to_string());
            let ask = office::register_visit::Visit { filing, ..ask };
            let visit = region.seq(Ask::RegisterVisit(ask)).await.expect("registered");
            region.lines(visit, 1, &[("A1", "11500", "1")]).await;
            if !said {
                let ask = description(visit, "inpatient");
                let about = about("inpatient", None, Some("referred"));
                described(&region, Description { about, ..ask }).await.expect("described");
            }
            bills.push(region.settle(visit, "2026-02-09").await.1);
        }
        assert_eq!(bills[0].layers, bills[1].layers);
        assert!(basic(&bills[0]) > yuan("6300.00"), "63 % without a referral");
        // The registered condition, too: the ratio of this care was not read, so it is a gap.
        let gap = region.stay("E1", "H3", "inpatient", "2026-04-01", "100").await;
        let ask = description(gap, "chronic");
        let about = about("chronic", Some("special-class-3"), None);
        described(&region, Description { about, ..ask }).await.expect("described");
        assert!(region.ask(Ask::Settle(bill(gap, "2026-04-01"))).await.is_err());
        region.verify().await;
    }
}

/// What is derived behind, and a bill decided again, know what the visit was about.
#[tokio::test]
async fn pages_show_a_bill_as_it_was_described() {
    for region in both().await {
        let follow = async || {
            office::follow::catch_up(region.store.clone(), AREA).await.expect("derived");
        };
        // Registered, described and settled in three steps of the follower.
        let told = region.stay("E1", "H3", "outpatient", "2026-03-01", "10900").await;
        follow().await;
        described(&region, description(told, "inpatient")).await.expect("described");
        follow().await;
        let (first, _) = region.settle(told, "2026-03-09").await;
        follow().await;
        // Undone and described anew: the undone bill stays what it was.
        region.undo(first).await;
        described(&region, description(told, "home-bed")).await.expect("described anew");
        let (second, _) = region.settle(told, "2026-03-09").await;
        follow().await;
        let models = region.store.models();
        let care = async |seq: u64| {
            let row = models.bill(NUMBER, seq as i64).await.expect("reads").expect("a bill");
            row.care
        };
        let before = [care(first).await, care(second).await];
        assert_eq!(before, ["inpatient", "home-bed"]);
        office::follow::again(region.store.clone(), AREA).await.expect("derived again");
        assert_eq!([care(first).await, care(second).await], before);
        let journal = Journal::new(region.store.clone(), AREA).expect("a journal");
        for (seq, care) in [(first, "inpatient"), (second, "home-bed")] {
            let viewer = Viewer::local(Purpose::Check);
            let shown = bill_shown(&journal, &viewer, seq).await.expect("reads").expect("a bill");
            assert_eq!(shown.visit.care, care);
            assert!(shown.same, "bill {seq} decided again is not what is stored");
        }
        region.verify().await;
    }
}

#[tokio::test]
async fn while_a_bill_stands_what_decides_about_money_stays() {
    for region in both().await {
        let told = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let (first, _) = region.settled(mid(told, "2026-03-02", "m1")).await;
        assert_eq!(described(&region, description(told, "home-bed")).await, Err("settled-before"));
        let other = Description {
            about: about("inpatient", None, Some("emergency")),
            ..description(told, "inpatient")
        };
        assert_eq!(described(&region, other).await, Err("settled-before"));
        let second = Diagnosis { code: "E11.900".into(), main: false, order: 2, ..diagnosis() };
        let more =
            Description { diagnoses: vec![diagnosis(), second], ..description(told, "inpatient") };
        described(&region, more).await.expect("diagnoses move no money");
        region.undo(first).await;
        described(&region, description(told, "home-bed")).await.expect("no bill stands");
        let (_, billed) = region.settle(told, "2026-03-04").await;
        assert!(billed.entries.iter().all(|e| e.account.as_str() != "benefit/inpatient"));
        // Ended: what is said of it may still be mended, unless it would move money.
        described(&region, description(told, "home-bed")).await.expect("the same");
        assert_eq!(described(&region, description(told, "inpatient")).await, Err("settled-before"));
        region.verify().await;
    }
}

#[tokio::test]
async fn what_cannot_be_described_is_refused() {
    for region in both().await {
        let told = region.visit("E1", "H3", "inpatient", "2026-03-01").await;
        let last = region.last().await;
        let base = || description(told, "inpatient");
        let texts = |all: &[(&str, &str)]| Description {
            texts: all.iter().map(|(n, t)| (n.to_string(), t.to_string())).collect(),
            ..base()
        };
        let no_code = Diagnosis { code: String::new(), ..diagnosis() };
        let rows = [
            (description(999_999, "inpatient"), "no-visit"),
            (Description { person: Some("E2".into()), ..base() }, "other-person"),
            (description(told, "surgery"), "unknown-value"),
            (
                Description { about: about("chronic", Some("gout"), None), ..base() },
                "unknown-value",
            ),
            (
                Description { about: about("inpatient", None, Some("maybe")), ..base() },
                "unknown-value",
            ),
            (Description { diagnoses: vec![no_code], ..base() }, "diagnosis-code"),
            (Description { diagnoses: vec![diagnosis(); 65], ..base() }, "kept-text"),
            (texts(&[("bed", "1"), ("bed", "2")]), "kept-text"),
            (texts(&[("", "1")]), "kept-text"),
            (texts(&[("床", "1")]), "kept-text"),
            (texts(&[("note", &"x".repeat(4001))]), "kept-text"),
        ];
        for (ask, code) in rows {
            assert_eq!(described(&region, ask).await, Err(code));
        }
        assert_eq!(region.last().await, last, "a refusal writes nothing");
        let ask = Ask::DescribeVisit(texts(&[("ward", "内一"), ("bed", "12")]));
        let answer = region.send("d", ask.clone()).await.expect("described");
        let Deed::Described(kept) = &answer.event().expect("an event").deed else { panic!() };
        let names: Vec<&str> = kept.texts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["bed", "ward"]);
        assert!(matches!(region.send("d", ask).await, Ok(Answer::Again(_))));
        region.ask(Ask::Discharge(discharge(told, "2026-03-02"))).await.expect("discharged");
        assert_eq!(described(&region, base()).await, Err("visit-discharged"));
        region.verify().await;
    }
}
