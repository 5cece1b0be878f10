//! Settle a visit: amounts worked by hand from the law of Jiangmen, and what a hospital may meet.

use gongji_tests::desk::{Region, basic, bill, both, day, lines_of, paid, visit, yuan};
use office::desk::{Answer, Ask};
use office::register_visit::Visit;
use office::settle_visit::Bill;
use units::Fen;

async fn refused(region: &Region, ask: Bill) -> &'static str {
    region.ask(Ask::Settle(ask)).await.expect_err("refused").code
}

#[tokio::test]
async fn bills_come_to_what_was_worked_by_hand() {
    // 900 before the fund, then 83 %; retired 800 and 86 %; level two 600 and 90 %; in the province
    // 1500 and 63 % without filing; away 73 % with one; without agreement nothing but an emergency.
    let rows = [
        ("E1", "H3", "2026-03-01", "2026-03-09", "22000", "17513.00"),
        ("E3", "H3", "2026-06-01", "2026-06-30", "10900", "8300.00"),
        ("E3", "H3", "2026-06-20", "2026-07-01", "10800", "8600.00"),
        ("E2", "HP", "2026-02-01", "2026-02-09", "11500", "6300.00"),
        ("E2", "HA", "2026-03-01", "2026-03-09", "11500", "7300.00"),
        ("E2", "H2", "2026-03-15", "2026-03-16", "10600", "9000.00"),
        ("E2", "HN", "2026-04-01", "2026-04-02", "10600", "0.00"),
        // A resident to the end of April (65 % at level three), an employee from May on.
        ("T1", "H3", "2026-04-01", "2026-04-30", "10900", "6500.00"),
        ("T1", "H3", "2026-05-01", "2026-05-09", "10900", "8300.00"),
    ];
    for region in both().await {
        for (person, institution, from, to, sum, fund) in rows {
            let visit = region.stay(person, institution, "inpatient", from, sum).await;
            let (_, billed) = region.settle(visit, to).await;
            let said = format!("{person} at {institution} from {from}");
            assert_eq!(basic(&billed), yuan(fund), "{said}");
            assert_eq!(billed.person.total, yuan(sum) - paid(&billed), "{said}");
            let sum: Fen = billed.entries.iter().map(|entry| entry.amount).sum();
            assert_eq!(sum, Fen::ZERO, "the postings balance");
        }
        region.verify().await;
    }
}

#[tokio::test]
async fn lines_divide_by_class_first_pay_and_price_limit() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "inpatient", "2026-03-01").await;
        let lines = [("A1", "1000", "1"), ("B1", "1", "200"), ("L1", "10", "20"), ("C1", "3", "7")];
        region.lines(visit, 1, &lines).await;
        let (_, billed) = region.settle(visit, "2026-03-02").await;
        let split = billed.split;
        assert_eq!(split.total, yuan("1421.00"));
        assert_eq!((split.own_pay, split.over_limit), (yuan("21.00"), yuan("90.00")));
        assert_eq!((split.first_pay, split.in_scope), (yuan("20.00"), yuan("1290.00")));
        assert_eq!(paid(&billed), yuan("323.70"), "(1290 - 900) x 83 %");
        region.verify().await;
    }
}

#[tokio::test]
async fn nothing_and_the_largest_bill() {
    for region in both().await {
        let visit = region.visit("R1", "H3", "inpatient", "2026-03-01").await;
        region.lines(visit, 1, &[("A1", "0", "5"), ("C1", "1", "0")]).await;
        let (_, billed) = region.settle(visit, "2026-03-02").await;
        assert_eq!((billed.split.total, paid(&billed)), (Fen::ZERO, Fen::ZERO));
        assert!(billed.entries.is_empty() && billed.person.total == Fen::ZERO);
        let visit = region.visit("R1", "H3", "inpatient", "2026-04-01").await;
        region.lines(visit, 1, &[("C1", "5000000000", "2")]).await;
        let (_, billed) = region.settle(visit, "2026-04-02").await;
        assert_eq!((billed.person.total, paid(&billed)), (Fen::MOST, Fen::ZERO));
        let visit = region.visit("R1", "H3", "inpatient", "2026-05-01").await;
        region.lines(visit, 1, &[("C1", "5000000000", "2"), ("C1", "1", "0.01")]).await;
        let last = region.last().await;
        assert_eq!(refused(&region, bill(visit, "2026-05-02")).await, "amount");
        assert_eq!(region.last().await, last);
        region.verify().await;
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_writes_nothing() {
    for region in both().await {
        let open = region.stay("E1", "H3", "inpatient", "2026-03-05", "2000").await;
        let lapsing = region.stay("X1", "H3", "inpatient", "2026-03-25", "2000").await;
        let early = region.stay("N1", "H3", "inpatient", "2026-03-05", "2000").await;
        let empty = region.visit("E1", "H3", "inpatient", "2026-03-05").await;
        let next_year = region.stay("E1", "H3", "inpatient", "2026-12-30", "2000").await;
        let last = region.last().await;
        let on = |visit, to| bill(visit, to);
        let rows = [
            (on(999_999, "2026-03-09"), "no-visit"),
            (Bill { person: Some("E2".into()), ..on(open, "2026-03-09") }, "other-person"),
            (on(open, "2026-03-04"), "days"),
            (Bill { settled: Some(day("2026-03-04")), ..on(open, "2026-03-09") }, "days"),
            (Bill { total: Some(yuan("1999.99")), ..on(open, "2026-03-09") }, "total-differs"),
            (on(lapsing, "2026-04-01"), "no-cover"),
            (on(early, "2026-03-09"), "entitled"),
            (on(empty, "2026-03-09"), "no-lines"),
            (on(next_year, "2027-01-02"), "window"),
        ];
        for (ask, code) in rows {
            assert_eq!(refused(&region, ask.clone()).await, code, "{ask:?}");
        }
        assert_eq!(region.last().await, last, "a refusal writes nothing");
        let right = Bill { total: Some(yuan("2000")), ..on(open, "2026-03-09") };
        region.settled(Ask::Settle(right.clone())).await;
        assert_eq!(refused(&region, right).await, "visit-ended");
        region.settle(lapsing, "2026-03-31").await;
        // Entitled on the day of discharge.
        let later = region.stay("N1", "H3", "inpatient", "2026-04-01", "1900").await;
        assert_eq!(paid(&region.settle(later, "2026-04-02").await.1), yuan("650.00"));
        region.verify().await;
    }
}

#[tokio::test]
async fn outpatient_care_at_a_chosen_institution_has_a_monthly_quota() {
    for region in both().await {
        let see = |institution: &'static str, on: &'static str, sum: &'static str| {
            let region = &region;
            async move {
                let visit = region.stay("E2", institution, "outpatient", on, sum).await;
                paid(&region.settle(visit, on).await.1)
            }
        };
        assert_eq!(see("H1", "2026-01-31", "100").await, Fen::ZERO, "chosen from February on");
        // 75 % within 85 a month, carried forward inside the year: 2 x 85 in February.
        assert_eq!(see("H1", "2026-02-10", "100").await, yuan("75.00"));
        assert_eq!(see("H1", "2026-02-10", "100").await, yuan("75.00"), "the same day again");
        assert_eq!(see("H1", "2026-02-11", "100").await, yuan("20.00"), "170 - 150");
        assert_eq!(see("H1", "2026-03-01", "200").await, yuan("85.00"));
        // A late bill of February finds what March has used.
        assert_eq!(see("H1", "2026-02-12", "100").await, Fen::ZERO);
        assert_eq!(see("H2", "2026-03-01", "100").await, Fen::ZERO, "not chosen");
        region.verify().await;
    }
}

#[tokio::test]
async fn filings_speak_where_the_institution_states_nothing() {
    for region in both().await {
        let filed = |person: &'static str, institution: &'static str, on: &'static str, filing| {
            let region = &region;
            async move {
                let filing: Option<&str> = filing;
                let filing = filing.map(str::to_string);
                let ask = Visit { filing, ..visit(person, institution, "inpatient", on) };
                let answer = region.ask(Ask::RegisterVisit(ask)).await.expect("registered");
                let seq = answer.event().expect("an event").seq;
                region.lines(seq, 1, &[("A1", "11500", "1")]).await;
                region.settle(seq, on).await.1
            }
        };
        let away = yuan("7300.00");
        assert_eq!(basic(&filed("E2", "HA", "2026-03-01", None).await), away, "filed");
        assert_eq!(basic(&filed("E2", "HA", "2026-06-01", None).await), yuan("6300.00"), "ended");
        assert_eq!(basic(&filed("E2", "HA", "2026-06-02", Some("emergency")).await), away);
        assert_eq!(basic(&filed("E2", "HA", "2026-03-02", Some("none")).await), yuan("6300.00"));
        // A referral opens a chain at home; a filing for care away says nothing there.
        let referred = filed("R1", "H3", "2026-05-02", None).await;
        assert!(referred.chain.is_some(), "{referred:?}");
        let home = filed("E2", "H3", "2026-03-03", None).await;
        assert_eq!(basic(&home), yuan("8798.00"), "(11500 - 900) x 83 %");
        region.verify().await;
    }
}

#[tokio::test]
async fn bills_of_one_person_in_one_batch_see_each_other() {
    for region in both().await {
        let mut asks = Vec::new();
        for _ in 0..8 {
            let visit = region.stay("E2", "H1", "outpatient", "2026-02-10", "60").await;
            asks.push(Ask::Settle(bill(visit, "2026-02-10")));
        }
        let batches = region.desk.counts().batches.load(std::sync::atomic::Ordering::Relaxed);
        let all: Vec<_> = asks
            .into_iter()
            .map(|ask| {
                let desk = region.desk.clone();
                tokio::spawn(
                    async move { desk.ask(office::desk::Request { message: None, ask }).await },
                )
            })
            .collect();
        let mut fund = Fen::ZERO;
        for one in all {
            let answer: Answer = one.await.expect("ends").expect("settled");
            fund += paid(answer.bill().expect("a bill"));
        }
        // 8 x 60 x 75 % = 360 of 170: not a fen more, whoever came first.
        assert_eq!(fund, yuan("170.00"));
        let now = region.desk.counts().batches.load(std::sync::atomic::Ordering::Relaxed);
        assert!(now - batches <= 8);
        region.verify().await;
    }
}

#[tokio::test]
async fn the_account_pays_no_more_than_it_holds() {
    for region in both().await {
        let mut used = Fen::ZERO;
        for on in ["2026-03-01", "2026-03-02", "2026-03-03"] {
            let visit = region.stay("E1", "H3", "inpatient", on, "1600").await;
            let ask = Bill { use_account: true, ..bill(visit, on) };
            let (_, billed) = region.settled(Ask::Settle(ask)).await;
            assert_eq!(billed.person.total, yuan("1019.00"), "1600 - 700 x 83 %");
            assert_eq!(billed.person.account.total() + billed.person.cash, billed.person.total);
            used += billed.person.account.total();
        }
        assert!(used <= yuan("1320.00"), "{used}");
        println!("{}: the account paid {used}", region.store.engine());
        region.verify().await;
    }
}

#[tokio::test]
async fn a_condition_is_filed_or_the_law_does_not_say() {
    for region in both().await {
        let ask = Visit {
            condition: Some("special-class-3".into()),
            ..visit("E1", "H3", "chronic", "2026-03-01")
        };
        let answer = region.ask(Ask::RegisterVisit(ask)).await.expect("registered");
        let seq = answer.event().expect("an event").seq;
        region.ask(Ask::RecordLines(lines_of(seq, 1, &[("A1", "500", "1")]))).await.expect("lines");
        let why = region.ask(Ask::Settle(bill(seq, "2026-03-01"))).await.expect_err("a gap");
        assert_eq!(why.code, "law", "the ratio was not read: {why:?}");
        region.verify().await;
    }
}
