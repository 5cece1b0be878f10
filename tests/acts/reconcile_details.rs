//! An institution's rows beside ours: every difference once, and the read of every person written down.

use gongji_tests::desk::{NUMBER, Region, both, day};
use office::SettlementRow;
use office::journal::Journal;
use office::read_person::{Purpose, Viewer};
use office::reconcile_details::{Difference, Part, Theirs, Why, reconcile_details};
use office::reconcile_totals::Span;
use record::bill_id;
use std::sync::Arc;
use units::Fen;

const AREA: &str = "440700";

fn theirs(line: usize, row: &SettlementRow, person: &str) -> Theirs {
    Theirs {
        line,
        settlement: bill_id(AREA, row.seq as u64),
        visit: bill_id(AREA, row.visit as u64),
        person: person.to_string(),
        refund: row.sign < 0,
        total: Fen(row.total),
        funds: Fen(row.funds),
        account: Fen(row.account),
    }
}

async fn compared(region: &Region, care: Option<&'static str>, rows: &[Theirs]) -> Vec<Difference> {
    let journal = Arc::new(Journal::new(region.store.clone(), AREA).expect("a journal"));
    let care = move |is: &str| care.is_none_or(|meant| meant == is);
    let span = Span {
        institution: "H3",
        days: (day("2020-01-01"), day("2100-01-01")),
        insurance: None,
        care: &care,
        refunds: true,
    };
    let viewer = Viewer::of("3202 H3 001", Purpose::Service);
    let found = reconcile_details(&journal, &viewer, &span, rows.to_vec()).await;
    found.expect("it reads").expect("compared")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_difference_is_said_with_its_rows() {
    for region in both().await {
        let one = region.stay("R1", "H3", "inpatient", "2026-03-01", "900").await;
        let (one, _) = region.settle(one, "2026-03-02").await;
        let two = region.stay("E1", "H3", "outpatient", "2026-03-01", "80").await;
        let two = gongji_tests::desk::bill(two, "2026-03-01");
        let two =
            region.send("the-message", office::desk::Ask::Settle(two)).await.expect("settled");
        let two = two.event().expect("an event").seq;
        let other = region.stay("R2", "H2", "inpatient", "2026-03-01", "700").await;
        let (other, _) = region.settle(other, "2026-03-02").await;
        let undo = region.undo(one).await;
        office::follow::catch_up(region.store.clone(), AREA).await.expect("derived");
        let seqs = [one, two, undo, other].map(|seq| seq as i64);
        let rows = region.store.models().settlement_rows_at(NUMBER, &seqs).await.expect("rows");
        let of = |seq: u64| rows.iter().find(|row| row.seq == seq as i64).expect("a row");
        let all =
            vec![theirs(1, of(one), "R1"), theirs(2, of(two), "E1"), theirs(3, of(undo), "R1")];
        assert_eq!(compared(&region, None, &all).await, []);
        let found = compared(&region, None, &all[..1]).await;
        let [Difference::OursOnly(a), Difference::OursOnly(b)] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!((a.row.seq as u64, a.message.as_deref()), (two, Some("the-message")));
        assert_eq!((b.row.seq as u64, b.message.as_deref(), b.person.as_str()), (undo, None, "R1"));
        let mut bent = all.clone();
        bent[1].funds -= Fen(1);
        bent[1].person = "E2".to_string();
        let found = compared(&region, None, &bent).await;
        let [Difference::Differs(there, here, parts)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((there.line, here.row.seq as u64), (2, two));
        assert_eq!(parts[..], [Part::Person, Part::Funds]);
        // A row of another institution is no more known than one that never was.
        let mut more = all.clone();
        more.push(theirs(4, of(other), "R2"));
        more.push(Theirs { line: 5, settlement: "440700-999999".to_string(), ..more[0].clone() });
        more.push(Theirs { line: 6, settlement: "my own number".to_string(), ..more[0].clone() });
        let found = compared(&region, None, &more).await;
        let why = |one: &Difference| match one {
            Difference::TheirsOnly(row, why) => (row.line, why.clone()),
            other => panic!("{other:?}"),
        };
        let said: Vec<_> = found.iter().map(why).collect();
        assert_eq!(said, [(4, Why::Unknown), (5, Why::Unknown), (6, Why::Unknown)]);
        let found = compared(&region, Some("inpatient"), &all).await;
        assert_eq!(found.iter().map(why).collect::<Vec<_>>(), [(2, Why::NotMeant)]);
        // Whoever compared has read the persons of the institution, and nobody else.
        let read = async |person: i64| {
            region.store.models().reads(NUMBER, person, 9).await.expect("reads").len()
        };
        assert!(read(of(one).person).await > 0 && read(of(two).person).await > 0);
        assert_eq!(read(of(other).person).await, 0);
    }
}
