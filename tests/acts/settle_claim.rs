//! Settle a claim: the same engine decides, the funds owe the person, nothing is paid twice, and what is
//! refused leaves nothing behind.

use gongji_tests::desk::{NUMBER, Region, both, day, lines_of, paid, yuan};
use office::desk::{Answer, Ask, COUNTER, Message, Refused, Request};
use office::settle_claim::{Claim, Elsewhere};
use office::undo::Undo;
use record::event::{Address, Billed};
use units::Fen;

/// A stay of E1 from the first to the ninth of March at one yuan a unit of A1.
pub(crate) fn claim(institution: &str, receipt: &str, sum: &str) -> Claim {
    let lines = lines_of(0, 1, &[("A1", sum, "1")]).lines;
    Claim {
        person: "E1".into(),
        institution: institution.into(),
        name: "省外医院".into(),
        elsewhere: None,
        care: "inpatient".into(),
        from: day("2026-03-01"),
        to: day("2026-03-09"),
        condition: None,
        filing: None,
        receipt: receipt.into(),
        total: yuan(sum),
        lines,
    }
}

pub(crate) fn settle(claim: Claim) -> Ask {
    Ask::SettleClaim(Box::new(claim))
}

async fn refused(region: &Region, claim: Claim) -> &'static str {
    region.ask(settle(claim)).await.expect_err("refused").code
}

/// What the bill's postings come to, by account.
fn posted(bill: &Billed, account: &str) -> Fen {
    let own = bill.entries.iter().filter(|entry| entry.account.as_str() == account);
    own.map(|entry| entry.amount).sum()
}

/// Asks by a message of a sender.
async fn sent(region: &Region, sender: &str, id: &str, ask: Ask) -> Result<Answer, Refused> {
    let (institution, number) = (sender.to_string(), "claim".to_string());
    let address = Address { institution, number, message: id.into() };
    let input = vec![("ask".to_string(), format!("{ask:?}"))];
    region.desk.ask(Request { message: Some(Message { address, input }), ask }).await
}

#[tokio::test]
async fn the_same_bill_is_owed_to_the_person() {
    for region in both().await {
        let at_window = region.stay("E2", "HA", "inpatient", "2026-03-01", "30000").await;
        let (_, at_window) = region.settle(at_window, "2026-03-09").await;
        let claim = Claim { person: "E2".into(), ..claim("HA", "T2", "30000") };
        let again = Claim { from: day("2026-04-01"), to: day("2026-04-09"), ..claim };
        let (_, claimed) = region.settled(settle(again)).await;
        // The second stay of the year has a lower deductible: only where the money goes is compared.
        let funds = paid(&claimed);
        assert!(funds > Fen::ZERO);
        assert_eq!(
            (posted(&claimed, "reimbursement"), posted(&claimed, "payable")),
            (-funds, Fen::ZERO)
        );
        assert_eq!(posted(&at_window, "payable"), -paid(&at_window));
        assert_eq!(claimed.person.account.total(), Fen::ZERO, "the account pays nothing");
        let hospital = owed(&region, "HA").await;
        assert_eq!(hospital, paid(&at_window), "the hospital is owed nothing for what was claimed");
        region.verify().await;
    }
}

#[tokio::test]
async fn a_claim_is_decided_as_at_the_window() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "22000").await;
        let (bill, at_window) = region.settle(visit, "2026-03-09").await;
        region.undo(bill).await;
        let (_, claimed) = region.settled(settle(claim("H3", "T1", "22000"))).await;
        assert_eq!((&claimed.split, &claimed.layers), (&at_window.split, &at_window.layers));
        assert_eq!((&claimed.seen, &claimed.deltas), (&at_window.seen, &at_window.deltas));
        region.verify().await;
    }
}

#[tokio::test]
async fn nothing_is_paid_twice() {
    for region in both().await {
        let (bill, _) = region.settled(settle(claim("HA", "T1", "5000"))).await;
        assert_eq!(refused(&region, claim("HA", "T1", "700")).await, "claimed-before");
        // Another institution may give the same number; nobody lies in two hospitals at once.
        assert_eq!(refused(&region, claim("HP", "T1", "600")).await, "stay-overlaps");
        let after =
            Claim { from: day("2026-03-09"), to: day("2026-03-11"), ..claim("HP", "T1", "600") };
        region.settled(settle(after)).await;
        let visit = region.stay("E1", "H3", "inpatient", "2026-05-01", "2000").await;
        region.settle(visit, "2026-05-09").await;
        let same = |from, to, sum| {
            let (from, to) = (day(from), day(to));
            Claim { from, to, ..claim("H3", "T9", sum) }
        };
        let overlapping = same("2026-05-08", "2026-05-12", "100");
        assert_eq!(refused(&region, overlapping).await, "settled-at-window");
        let equal = same("2026-05-01", "2026-05-09", "2000");
        assert_eq!(refused(&region, equal).await, "settled-at-window");
        // What was undone may be claimed again; both at once only once.
        region.undo(bill).await;
        let (one, two) = tokio::join!(
            region.ask(settle(claim("HA", "T1", "5000"))),
            region.ask(settle(claim("HA", "T1", "5000"))),
        );
        let codes: Vec<&str> =
            [one, two].into_iter().filter_map(Result::err).map(|r| r.code).collect();
        assert_eq!(codes, ["claimed-before"]);
        region.verify().await;
    }
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    for region in both().await {
        let before = region.last().await;
        let wrong = [
            (Claim { receipt: " ".into(), ..claim("HA", "T1", "5000") }, "no-receipt"),
            (Claim { to: day("2026-02-01"), ..claim("HA", "T1", "5000") }, "days"),
            (Claim { total: yuan("1"), ..claim("HA", "T1", "5000") }, "total-differs"),
            (Claim { lines: Vec::new(), ..claim("HA", "T1", "5000") }, "no-lines"),
            (Claim { person: "nobody".into(), ..claim("HA", "T1", "5000") }, "no-person"),
            (claim("unknown", "T1", "5000"), "no-institution"),
            (Claim { care: "magic".into(), ..claim("HA", "T1", "5000") }, "unknown-value"),
        ];
        for (claim, code) in wrong {
            assert_eq!(refused(&region, claim).await, code);
        }
        assert_eq!(region.last().await, before, "nothing was written");
        // A number that was given up by a refused claim is the next event's, and no visit hides there.
        let (wrong, right) = tokio::join!(
            region.ask(settle(Claim { total: yuan("1"), ..claim("HA", "T1", "5000") })),
            region.ask(settle(claim("HA", "T1", "5000"))),
        );
        assert_eq!(wrong.expect_err("refused").code, "total-differs");
        assert!(right.is_ok(), "{right:?}");
        region.verify().await;
    }
}

#[tokio::test]
async fn an_institution_that_nobody_registered_is_what_the_clerk_states() {
    for region in both().await {
        let far =
            Elsewhere { area: 110_100, level: Some("三级".into()), kind: None, designated: true };
        let stated = Claim { elsewhere: Some(far.clone()), ..claim("X9", "T1", "30000") };
        let (_, unknown) = region.settled(settle(stated)).await;
        let (_, known) = region
            .settled(settle(Claim {
                person: "E2".into(),
                filing: Some("none".into()),
                ..claim("HA", "T1", "30000")
            }))
            .await;
        assert_eq!(paid(&unknown), paid(&known), "as at a registered one of the same kind");
        let odd = Elsewhere { level: Some("十级".into()), ..far };
        let odd = Claim { person: "E3".into(), elsewhere: Some(odd), ..claim("X8", "T2", "100") };
        assert_eq!(refused(&region, odd).await, "unknown-value");
        region.verify().await;
    }
}

#[tokio::test]
async fn a_form_counts_once_and_no_hospital_speaks_of_it() {
    for region in both().await {
        let ask = || settle(claim("H3", "T1", "5000"));
        let first = sent(&region, COUNTER, "f1", ask()).await.expect("settled");
        let bill = first.event().expect("an event").seq;
        let again = sent(&region, COUNTER, "f1", ask()).await.expect("the same");
        assert!(matches!(again, Answer::Again(event) if event.seq == bill));
        let other = sent(&region, COUNTER, "f1", settle(claim("H3", "T2", "5000"))).await;
        assert_eq!(other.expect_err("another content").code, "clash");
        let undo = || Ask::Undo(Undo { bill, visit: None, person: Some("E1".into()) });
        let hospital = sent(&region, "H3", "u1", undo()).await;
        assert_eq!(hospital.expect_err("not theirs").code, "other-institution");
        let undone = sent(&region, COUNTER, "u1", undo()).await.expect("taken back");
        assert!(matches!(undone, Answer::New(_)));
        let owed = owed(&region, "H3").await;
        assert_eq!(owed, Fen::ZERO);
        region.verify().await;
    }
}

/// What an institution is owed.
async fn owed(region: &Region, institution: &str) -> Fen {
    office::follow::catch_up(region.store.clone(), "440700").await.expect("derived");
    let rows = region.store.models().institution_sums(NUMBER, 0, i64::from(i32::MAX)).await;
    let rows = rows.expect("sums").into_iter();
    rows.filter(|row| row.institution == institution).map(|row| Fen(row.amount)).sum()
}
