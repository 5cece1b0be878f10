//! Totals of an institution's books: by legal day, insurance and kind of care, with undone settlements
//! on both their days.

use gongji_tests::desk::{NUMBER, Region, day, paid};
use office::follow;
use office::journal::Journal;
use office::reconcile_totals::{Balance, Span, Totals, reconcile_totals};
use record::event::Billed;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use units::Fen;

/// 2026-03-01 23:59:59.999 in legal time, while it is the afternoon in UTC.
const LAST_OF_FIRST: i64 = 1_772_380_799_999;
const HOUR: i64 = 3_600_000;

/// What of a book is asked for.
#[derive(Clone, Copy)]
struct Asked {
    institution: &'static str,
    days: (&'static str, &'static str),
    insurance: Option<&'static str>,
    care: Option<&'static str>,
    refunds: bool,
}

const ALL: Asked = Asked {
    institution: "H3",
    days: ("2026-03-01", "2026-03-09"),
    insurance: None,
    care: None,
    refunds: true,
};

async fn ours(journal: &Arc<Journal>, asked: Asked) -> Totals {
    let care = move |care: &str| asked.care.is_none_or(|meant| meant == care);
    let span = Span {
        institution: asked.institution,
        days: (day(asked.days.0), day(asked.days.1)),
        insurance: asked.insurance,
        care: &care,
        refunds: asked.refunds,
    };
    let done = reconcile_totals(journal, &span, &Totals::default()).await.expect("reconciled");
    let again = reconcile_totals(journal, &span, &done.ours).await.expect("reconciled");
    assert_eq!(again.balance, Balance::Equal);
    done.ours
}

/// What settlements come to, and less those that were undone.
fn sum(settled: &[&Billed], undone: &[&Billed]) -> Totals {
    let of = |of: fn(&Billed) -> Fen| {
        let all = settled.iter().map(|bill| of(bill)).sum::<Fen>();
        all - undone.iter().map(|bill| of(bill)).sum::<Fen>()
    };
    Totals {
        count: (settled.len() + undone.len()) as i64,
        total: of(|bill| bill.split.total),
        funds: of(paid),
        account: of(|bill| bill.person.account.total()),
    }
}

async fn books(engine: &str, clock: fn() -> i64, now: &'static AtomicI64) {
    now.store(LAST_OF_FIRST, Ordering::Relaxed);
    let region = Region::timed(engine, clock).await;
    let journal = Arc::new(Journal::new(region.store.clone(), "440700").expect("a journal"));
    let settle = async |person: &str, at: &str, care: &str, sum: &str| {
        let visit = region.stay(person, at, care, "2026-03-01", sum).await;
        let mut bill = gongji_tests::desk::bill(visit, "2026-03-01");
        bill.use_account = true;
        region.settled(office::desk::Ask::Settle(bill)).await
    };
    let (first, one) = settle("E1", "H3", "outpatient", "100.01").await;
    let (_, elsewhere) = settle("E1", "H2", "outpatient", "50").await;
    now.fetch_add(1, Ordering::Relaxed);
    let (_, two) = settle("R1", "H3", "inpatient", "9000").await;
    let (_, three) = settle("E2", "H3", "inpatient", "20000").await;
    now.fetch_add(48 * HOUR, Ordering::Relaxed);
    let undo = region.undo(first).await;
    let days = |first, last| Asked { days: (first, last), ..ALL };
    for derived in ["as it comes", "derived again"] {
        if derived == "derived again" {
            follow::again(region.store.clone(), "440700").await.expect("derived again");
        }
        let is = async |asked: Asked, want: Totals| {
            assert_eq!(ours(&journal, asked).await, want, "{engine}, {derived}");
        };
        is(ALL, sum(&[&one, &two, &three], &[&one])).await;
        is(Asked { institution: "H2", ..ALL }, sum(&[&elsewhere], &[])).await;
        is(days("2026-03-01", "2026-03-01"), sum(&[&one], &[])).await;
        is(days("2026-03-02", "2026-03-02"), sum(&[&two, &three], &[])).await;
        is(days("2026-03-03", "2026-03-03"), sum(&[], &[])).await;
        is(days("2026-03-04", "2026-03-04"), sum(&[], &[&one])).await;
        is(Asked { refunds: false, ..ALL }, sum(&[&one, &two, &three], &[])).await;
        is(Asked { insurance: Some("resident"), ..ALL }, sum(&[&two], &[])).await;
        let employee = Asked { insurance: Some("employee"), ..ALL };
        is(employee, sum(&[&one, &three], &[&one])).await;
        is(Asked { care: Some("inpatient"), ..employee }, sum(&[&three], &[])).await;
        is(Asked { insurance: Some("none"), ..ALL }, sum(&[], &[])).await;
    }
    let rows = region.store.models().settlement_rows_at(NUMBER, &[undo as i64]).await;
    assert_eq!(rows.expect("rows")[0].total, -one.split.total.0);
    region.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn books_are_summed_by_legal_day_in_sqlite() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    books("sqlite", || NOW.load(Ordering::Relaxed), &NOW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn books_are_summed_by_legal_day_in_postgres() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    books("postgres", || NOW.load(Ordering::Relaxed), &NOW).await;
}

/// A person who changed the insurance: each bill is in the books of the one it was settled under,
/// also where the cover was written after another bill of the same step.
#[tokio::test(flavor = "multi_thread")]
async fn a_bill_is_in_the_books_of_its_own_insurance() {
    for region in gongji_tests::desk::both().await {
        let before = region.stay("T1", "H3", "inpatient", "2026-04-01", "900").await;
        let (_, before) = region.settle(before, "2026-04-10").await;
        let after = region.stay("T1", "H3", "inpatient", "2026-06-01", "700").await;
        let (undone, after) = region.settle(after, "2026-06-10").await;
        let journal = Arc::new(Journal::new(region.store.clone(), "440700").expect("a journal"));
        let wide = Asked { days: ("2020-01-01", "2100-01-01"), ..ALL };
        let resident = Asked { insurance: Some("resident"), ..wide };
        let employee = Asked { insurance: Some("employee"), ..wide };
        assert_eq!(ours(&journal, resident).await, sum(&[&before], &[]));
        assert_eq!(ours(&journal, employee).await, sum(&[&after], &[]));
        region.undo(undone).await;
        assert_eq!(ours(&journal, employee).await, sum(&[&after], &[&after]));
        follow::again(region.store.clone(), "440700").await.expect("derived again");
        assert_eq!(ours(&journal, resident).await, sum(&[&before], &[]));
        assert_eq!(ours(&journal, employee).await, sum(&[&after], &[&after]));
    }
}

/// A settlement whose undo is reversed stands as a further row.
#[tokio::test(flavor = "multi_thread")]
async fn an_undo_that_is_reversed_is_a_row_more() {
    for region in gongji_tests::desk::both().await {
        let visit = region.stay("R1", "H3", "inpatient", "2026-03-01", "900").await;
        let (seq, bill) = region.settle(visit, "2026-03-02").await;
        region
            .send("undo", office::desk::Ask::Undo(gongji_tests::desk::undo(seq)))
            .await
            .expect("undone");
        let journal = Arc::new(Journal::new(region.store.clone(), "440700").expect("a journal"));
        let wide = Asked { days: ("2020-01-01", "2100-01-01"), ..ALL };
        assert_eq!(ours(&journal, wide).await, sum(&[&bill], &[&bill]));
        let reverse = office::reverse::Reverse {
            message: gongji_tests::desk::address("undo"),
            person: Some("R1".to_string()),
        };
        region.ask(office::desk::Ask::Reverse(reverse)).await.expect("it stands again");
        assert_eq!(ours(&journal, wide).await, sum(&[&bill, &bill], &[&bill]));
    }
}
