//! Correct a bill: undone and decided anew by what is known now, in one commit, or left as it was.

use gongji_tests::desk::{
    Region, address, basic, bill, book, both, lines_of, mid, paid, undo, yuan,
};
use gongji_tests::random::Random;
use gongji_tests::scale;
use office::correct::Correct;
use office::desk::Ask;
use office::reverse::Reverse;
use office::settle_batch;
use office::settle_visit::Bill;
use office::{import_filings, import_persons};
use record::Deed;
use record::event::Billed;

fn correct(bill: u64) -> Ask {
    Ask::Correct(Correct { bill, person: None })
}

async fn persons(region: &Region, rows: &str) {
    let area = book().area(gongji_tests::desk::AREA).expect("an area");
    let header = "person_id,name,document,from,to,insurance,status,born,entitled_from";
    let rows = import_persons::read(&format!("{header}\n{rows}"), area).expect("rows");
    region.ask(Ask::EnterPersons(rows)).await.expect("entered");
}

#[tokio::test]
async fn a_bill_is_decided_anew_by_what_is_known_now() {
    for region in both().await {
        // Away without filing; the filing is entered late.
        let visit = region.stay("E2", "HA", "inpatient", "2026-06-10", "11500").await;
        let ask = Bill {
            settled: Some(gongji_tests::desk::day("2026-06-30")),
            ..bill(visit, "2026-06-12")
        };
        let (old, first) = region.settled(Ask::Settle(ask)).await;
        assert_eq!(paid(&first), yuan("6300.00"));
        let later = region.stay("E2", "H3", "inpatient", "2026-07-01", "10900").await;
        let (_, untouched) = region.settle(later, "2026-07-02").await;
        let area = book().area(gongji_tests::desk::AREA).expect("an area");
        let rows = "person_id,kind,value,from,to\nE2,away,,2026-06-01,2026-06-30\n";
        let rows = import_filings::read(rows, area).expect("rows");
        region.ask(Ask::EnterFilings(rows)).await.expect("filed");
        let last = region.last().await;
        let (new, second) = region.settled(correct(old)).await;
        assert_eq!(new as i64, last + 2, "an undo and a bill, in one commit");
        assert_eq!((second.corrects, paid(&second)), (Some(old), yuan("7300.00")));
        let kept = |b: &Billed| (b.batch.clone(), b.to, b.settled, b.use_account, b.scope);
        assert_eq!(kept(&second), kept(&first));
        assert_eq!(basic(&untouched), yuan("8300.00"));
        let refused = region.ask(correct(old)).await.expect_err("it was undone");
        assert_eq!(refused.code, "undone-before");
        region.settled(correct(new)).await;
        region.verify().await;
    }
}

#[tokio::test]
async fn where_it_cannot_be_decided_anew_it_stands_as_it_was() {
    for region in both().await {
        let visit = region.stay("R1", "H3", "inpatient", "2026-06-10", "11500").await;
        let (old, first) = region.settle(visit, "2026-06-12").await;
        let sums = region.sums("R1").await;
        persons(&region, "R1,居民一,D4,2026-01-01,2026-05-31,resident,adult,1970-05-01,2026-01-01")
            .await;
        let last = region.last().await;
        let refused = region.ask(correct(old)).await.expect_err("the cover has ended");
        assert_eq!(refused.code, "no-cover");
        assert_eq!((region.last().await, region.sums("R1").await), (last, sums.clone()));
        // In the same batch as others, too: what it took back is not seen by them.
        let other = region.stay("E1", "H3", "inpatient", "2026-06-10", "2000").await;
        let both = tokio::join!(region.ask(correct(old)), region.settle(other, "2026-06-11"));
        assert!(both.0.is_err());
        assert_eq!(region.sums("R1").await, sums);
        persons(&region, "R1,居民一,D4,2026-01-01,,resident,adult,1970-05-01,2026-01-01").await;
        let (_, again) = region.settled(correct(old)).await;
        assert_eq!(again.layers, first.layers);
        assert_eq!(region.sums("R1").await.len(), sums.len());
        region.verify().await;
    }
}

#[tokio::test]
async fn a_part_of_a_stay_is_corrected_with_its_own_lines_alone() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "1900").await;
        let (first, _) = region.settled(mid(visit, "2026-03-10", "m1")).await;
        region.lines(visit, 2, &[("A1", "1000", "1")]).await;
        let refused = region.ask(correct(first)).await.expect_err("a line came since");
        assert_eq!(refused.code, "lines-since");
        let all =
            office::withdraw_lines::Lines { visit, person: None, lines: Vec::new(), batch: None };
        region.ask(Ask::WithdrawLines(all)).await.expect("withdrawn");
        let answer = region.ask(correct(first)).await.expect("corrected");
        let event = answer.event().expect("an event");
        let Deed::Bill(new) = &event.deed else { panic!("{event:?}") };
        assert!(new.mid_stay());
        assert_eq!((new.split.total, paid(new)), (yuan("1900.00"), yuan("830.00")));
        region.lines(visit, 3, &[("A1", "1000", "1")]).await;
        let (_, end) = region.settle(visit, "2026-03-20").await;
        assert_eq!((end.continues, paid(&end)), (Some(event.seq), yuan("830.00")));
        let refused = region.ask(correct(event.seq)).await.expect_err("a later part stands");
        assert_eq!(refused.code, "later-bill");
        let wrong = Ask::Correct(Correct { bill: event.seq, person: Some("E2".into()) });
        assert_eq!(region.ask(wrong).await.expect_err("another's").code, "other-person");
        region.verify().await;
    }
}

#[tokio::test]
async fn a_chain_that_a_later_bill_opened_goes_on_however_often_an_earlier_one_is_corrected() {
    for region in both().await {
        // What is all the person's own is no stay and opens no chain; the other opens one.
        for (person, item, opens) in [("R2", "C1", false), ("E2", "A1", true)] {
            let visit = region.visit(person, "H3", "inpatient", "2026-06-01").await;
            region.lines(visit, 1, &[(item, "2000", "1")]).await;
            let (mut old, first) = region.settle(visit, "2026-06-02").await;
            assert_eq!(first.chain, opens.then_some(old));
            let visit = region.stay(person, "H3", "inpatient", "2026-06-10", "2000").await;
            let (later, opened) = region.settle(visit, "2026-06-11").await;
            assert_eq!((opened.chain_before, opened.chain), (first.chain, Some(later)));
            for _ in 0..3 {
                let (new, again) = region.settled(correct(old)).await;
                assert_eq!((again.chain_before, again.chain), (Some(later), Some(later)));
                old = new;
            }
            let (new, again) = region.settled(correct(later)).await;
            assert_eq!((again.chain_before, again.chain), (first.chain, Some(new)));
        }
        region.verify().await;
    }
}

/// Settles something of one of a few persons by the message of this number; the bill.
async fn settle_something(
    region: &Region,
    random: &mut Random,
    number: usize,
    visits: &mut Vec<u64>,
) -> Option<u64> {
    if visits.is_empty() || random.chance(90) {
        let person = random.pick(&["R1", "E1"]);
        let from = random.pick(&["2026-04-30", "2026-05-10"]);
        let care = random.pick(&["inpatient", "inpatient", "outpatient"]);
        visits.push(region.visit(person, "H3", care, from).await);
    }
    let visit = random.pick(visits);
    let item = random.pick(&["A1", "C1"]);
    let name = format!("m{number}");
    let of = random.pick(&["one", "two", ""]);
    let mut lines = lines_of(visit, number, &[(item, "1250", "1")]);
    lines.lines[0].batch = of.to_string();
    region.ask(Ask::RecordLines(lines)).await.ok()?;
    let to = |batch: &str| Bill { batch: batch.to_string(), ..bill(visit, "2026-05-20") };
    let ask = match random.below(4) {
        0 => mid(visit, "2026-05-20", &name),
        1 if !of.is_empty() => Ask::SettleBatch(settle_batch::Bill(to(of))),
        _ => Ask::Settle(to(&name)),
    };
    Some(region.send(&name, ask).await.ok()?.event()?.seq)
}

/// Settled, undone, corrected and reversed in any order: what stands can be decided again.
#[tokio::test]
async fn acts_in_any_order_leave_books_that_verify() {
    let seeds = scale(2, 100);
    let mut done = [0; 4];
    for seed in 0..seeds {
        let region = Region::new("sqlite").await;
        let mut random = Random::new(seed);
        let (mut visits, mut bills, mut messages) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..150 {
            let name = format!("m{number}");
            let recent = |all: &[u64]| all[all.len().saturating_sub(8)..].to_vec();
            let kind = random.pick(&[0, 0, 0, 1, 1, 2, 2, 2, 3]);
            let new = match kind {
                _ if bills.is_empty() => {
                    settle_something(&region, &mut random, number, &mut visits).await
                }
                0 => settle_something(&region, &mut random, number, &mut visits).await,
                1 => {
                    let ask = Ask::Undo(undo(random.pick(&recent(&bills))));
                    region.send(&name, ask).await.ok().map(|_| 0)
                }
                2 => {
                    let ask = correct(random.pick(&recent(&bills)));
                    let answer = region.send(&name, ask).await.ok();
                    answer.and_then(|answer| Some(answer.event()?.seq))
                }
                _ => {
                    let message = address(&format!("m{}", random.pick(&recent(&messages))));
                    let ask = Ask::Reverse(Reverse { message, person: None });
                    region.send(&name, ask).await.ok().map(|_| 0)
                }
            };
            let Some(new) = new else { continue };
            bills.extend((new > 0).then_some(new));
            messages.push(number as u64);
            done[kind] += 1;
        }
        println!("seed {seed}");
        region.verify().await;
    }
    assert!(done.iter().all(|count| *count > 5 * seeds), "{done:?}");
}
