//! A wrong one of each kind that the hospital's door brings: found, and named where it is.

use super::{Books, bases, check, names, run};
use office::verify::{Ask, Check, Report};
use record::event::{Billed, VisitCancelled};
use record::{Deed, Event};

/// The books with one event bent, and the chain closed over it.
async fn bent(books: &Books, event: &Event) -> Report {
    let books = books.copy().await;
    books.put(event).await;
    books.forge(true).await;
    check(&books, &Ask::default()).await
}

fn of_kind(events: &[Event], kind: &str) -> Event {
    events.iter().find(|event| event.deed.kind() == kind).expect("an event of the kind").clone()
}

fn bill_of(events: &[Event], visit: u64) -> (u64, &Billed) {
    let own = |event: &&Event| matches!(&event.deed, Deed::Bill(bill) if bill.visit == visit);
    let event = events.iter().find(own).expect("a bill");
    match &event.deed {
        Deed::Bill(bill) => (event.seq, bill),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wrong_description_is_found() {
    run(async {
        for base in bases().await {
            let events = &base.events;
            let mut event = of_kind(events, "described");
            let Deed::Described(described) = &mut event.deed else { panic!() };
            let (bill, _) = bill_of(events, described.visit);
            described.about.care = "outpatient".to_string();
            let report = bent(&base.books, &event).await;
            let bill = format!("bill 440700-{bill}");
            names(&report, Check::Replay, &[&bill, "should be"]);
            names(&report, Check::Books, &[&bill, "benefit/inpatient", "benefit/outpatient"]);
            // A description after the bill that would have decided otherwise.
            let mut late = of_kind(events, "cancelled");
            let described = of_kind(events, "described").deed;
            let Deed::Described(mut described) = described else { panic!() };
            described.about.filing = Some("referred".to_string());
            late.deed = Deed::Described(described);
            let report = bent(&base.books, &late).await;
            let at = format!("event {}", late.seq);
            names(&report, Check::Keys, &[&at, "was settled by another description"]);
            names(&report, Check::Keys, &[&at, "should not be described any more"]);
        }
    });
}

#[test]
fn a_wrong_cancelling_is_found() {
    run(async {
        for base in bases().await {
            let events = &base.events;
            // It cancels a visit that was settled; and one to which more happens.
            let mut event = of_kind(events, "cancelled");
            let (_, settled) = bill_of(events, of_visit(events, "discharged"));
            event.deed = Deed::Cancelled(VisitCancelled { visit: settled.visit });
            let report = bent(&base.books, &event).await;
            let at = format!("event {}", event.seq);
            names(&report, Check::Keys, &[&at, "it cancels a visit whose bill"]);
            let mut event = of_kind(events, "described");
            let visit = of_visit(events, "described");
            event.deed = Deed::Cancelled(VisitCancelled { visit });
            let report = bent(&base.books, &event).await;
            names(&report, Check::Keys, &["its visit was cancelled by", "nothing should follow"]);
            let mut event = of_kind(events, "discharged");
            event.deed = Deed::Cancelled(VisitCancelled { visit });
            let report = bent(&base.books, &event).await;
            names(&report, Check::Keys, &["it cancels a visit that has open lines"]);
        }
    });
}

fn of_visit(events: &[Event], kind: &str) -> u64 {
    let event = of_kind(events, kind);
    event.deed.visit(event.seq).expect("a visit")
}

#[test]
fn a_wrong_discharge_is_found() {
    run(async {
        for base in bases().await {
            let events = &base.events;
            let discharges: Vec<&Event> =
                events.iter().filter(|e| matches!(e.deed, Deed::Discharged(_))).collect();
            let mut event = discharges[1].clone();
            let Deed::Discharged(discharged) = &mut event.deed else { panic!() };
            let (bill, _) = bill_of(events, discharged.visit);
            discharged.last = discharged.last.next();
            let report = bent(&base.books, &event).await;
            let at = format!("event {bill}");
            names(&report, Check::Keys, &[&at, "it ends on", "the stay was ended on"]);
            let Deed::Discharged(discharged) = &mut event.deed else { panic!() };
            discharged.last = super::region::day("2026-01-01");
            let report = bent(&base.books, &event).await;
            names(&report, Check::Keys, &["it ends the stay on 2026-01-01, before its first day"]);
            // A discharge that was not undone: lines follow it, and another discharge.
            let mut undone = of_kind(events, "discharge-undone");
            undone.deed = of_kind(events, "described").deed;
            let report = bent(&base.books, &undone).await;
            names(&report, Check::Keys, &["no line should follow"]);
            names(&report, Check::Keys, &["its stay was ended by", "before"]);
        }
    });
}

#[test]
fn a_wrong_undo_of_a_discharge_is_found() {
    run(async {
        for base in bases().await {
            let events = &base.events;
            let mut event = of_kind(events, "discharge-undone");
            let Deed::DischargeUndone(undone) = &mut event.deed else { panic!() };
            undone.discharge += 1;
            let report = bent(&base.books, &event).await;
            let at = format!("event {}", event.seq);
            names(&report, Check::Keys, &[&at, "it undoes", "stands"]);
            let mut first = of_kind(events, "discharged");
            first.deed = of_kind(events, "described").deed;
            let report = bent(&base.books, &first).await;
            names(&report, Check::Keys, &[&at, "no discharge stands"]);
        }
    });
}

#[test]
fn a_wrong_revocation_is_found() {
    run(async {
        for base in bases().await {
            let events = &base.events;
            let event = of_kind(events, "filing-revoked");
            let at = format!("event {}", event.seq);
            type Bend = fn(&mut record::event::FilingRevoked);
            let bends: [(Bend, &str); 4] = [
                (|revoked| revoked.made += 1, "which is no filing of its person"),
                (|revoked| revoked.filing.value = "special-class-3".into(), "another filing than"),
                (|revoked| revoked.filing.to = None, "lets it hold for ever"),
                (
                    |revoked| revoked.filing.to = Some(super::region::day("2026-12-31")),
                    "it was to end before or then",
                ),
            ];
            for (bend, sentence) in bends {
                let mut event = event.clone();
                let Deed::FilingRevoked(revoked) = &mut event.deed else { panic!() };
                bend(revoked);
                let report = bent(&base.books, &event).await;
                names(&report, Check::Keys, &[&at, sentence]);
                // Where it says something else of the filing, the person's file differs, too.
                if sentence != "which is no filing of its person" {
                    names(&report, Check::Sums, &["the file that is kept"]);
                }
            }
        }
    });
}
