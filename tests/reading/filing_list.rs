//! The filings that stand, each by the event that made it.

use crate::{told, viewer};
use office::desk::{Ask, Request};
use office::filing_list::filing_list;
use office::follow;
use office::make_filing::MakeFiling;
use office::read_person::{Purpose, Which};
use office::revoke_filing::RevokeFiling;
use record::{Filing, FilingKind};
use units::Day;

fn filing(kind: FilingKind, value: &str, from: &str) -> Filing {
    let from = Day::parse(from).expect("a day");
    Filing { kind, value: value.to_string(), from, to: None }
}

#[tokio::test]
async fn what_stands_is_listed_by_its_event() {
    let told = told().await;
    let person = "330000P0001";
    let make = async |filing: Filing| {
        let ask = MakeFiling { person: person.to_string(), filing, insurance: None };
        let ask = Request { message: None, ask: Ask::MakeFiling(ask) };
        told.story.desk.ask(ask).await.expect("filed").event().expect("an event").seq
    };
    let chosen = make(filing(FilingKind::Chosen, "H1", "2024-01-01")).await;
    let away = make(filing(FilingKind::Away, "", "2024-05-01")).await;
    let list = async || {
        follow::catch_up(told.story.store.clone(), &told.story.area).await.expect("derived");
        let which = Which::Id(person.to_string());
        let list = filing_list(&told.journal, &viewer(Purpose::Check), &which).await;
        list.expect("read").expect("a person")
    };
    let all = list().await;
    let ids: Vec<u64> = all.filings.iter().map(|(seq, _)| *seq).collect();
    assert_eq!((ids, all.person.masked), (vec![chosen, away], true));
    let revoke = RevokeFiling { filing: away, kind: None, person: None, from: None };
    let revoke = Request { message: None, ask: Ask::RevokeFiling(revoke) };
    told.story.desk.ask(revoke).await.expect("revoked");
    let left = list().await.filings;
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].0, left[0].1.kind), (chosen, FilingKind::Chosen));
    let nobody = Which::Id("nobody".to_string());
    let none = filing_list(&told.journal, &viewer(Purpose::Check), &nobody).await.expect("read");
    assert!(none.is_none());
}
