//! The follower: what is due after an undo, and that what is derived comes out the same again.

#[path = "story/mod.rs"]
mod story;

use office::follow;
use office::law_book::LawBook;
use office::verify::{Ask, verify};
use record::{Cover, Deed};
use std::sync::Arc;
use store::{
    BillRow, CareMonthRow, DueRow, FundDayRow, InstitutionDayRow, InsuredRow, SettlementRow, Store,
};
use story::{Story, day, example, postgres, resident, sqlite};

/// Everything that is derived of an area.
#[derive(Debug, PartialEq)]
struct All {
    followed: i64,
    bills: Vec<BillRow>,
    funds: Vec<FundDayRow>,
    owed: Vec<InstitutionDayRow>,
    due: Vec<DueRow>,
    settled: Vec<SettlementRow>,
    care: [Vec<CareMonthRow>; 3],
    insured: Vec<InsuredRow>,
    events: Vec<Vec<i64>>,
}

/// All months there are.
const MONTHS: (i64, i64) = (0, 999_999);

async fn all(store: &Arc<dyn Store>, area: i64) -> All {
    let models = store.models();
    let bills = models.bills_back(area, i64::MAX, i64::MAX).await.expect("bills");
    let mut events = Vec::new();
    for bill in &bills {
        events.push(models.person_events(area, bill.person).await.expect("events"));
    }
    let followed = models.followed(area).await.expect("a cursor");
    let seqs: Vec<i64> = (1..=followed).collect();
    All {
        followed,
        settled: models.settlement_rows_at(area, &seqs).await.expect("rows"),
        funds: models.fund_sums(area).await.expect("funds"),
        owed: models.institution_sums(area, i64::MIN, i64::MAX).await.expect("owed"),
        due: models.due(area, 0, i64::MAX).await.expect("due"),
        care: [
            models.care_by_month(area, MONTHS).await.expect("sums"),
            models.care_by_person(area, MONTHS).await.expect("sums"),
            models.care_by_place(area, MONTHS).await.expect("sums"),
        ],
        insured: models.insured(area, 202_412).await.expect("persons"),
        bills,
        events,
    }
}

/// The bills that are due, with what funds paid and would pay, in yuan.
async fn due(story: &Story) -> Vec<(u64, i64, i64)> {
    follow::catch_up(story.store.clone(), &story.area).await.expect("derived");
    let rows = story.store.models().due(900_004, 0, 100).await.expect("due");
    let yuan = |fen: i64| fen / 100;
    rows.iter().map(|r| (r.bill as u64, yuan(r.paid), yuan(r.would.unwrap_or(-1)))).collect()
}

/// The worked example of an edge: bill 1 is undone, bill 2 is due and bill 3 is not; a correction
/// at its place takes the item away and leaves the third bill right.
async fn an_undo_makes_only_the_next_bill_due(store: Arc<dyn Store>) {
    let story = Story::open(store, &example("hb-db-06")).await;
    story.person("P1", resident("2024-01-01", &[])).await;
    let (_, first) = story.stay("P1", ["2024-02-01", "2024-02-09"], 50_000).await;
    let settled = story.last_message();
    let (_, second) = story.stay("P1", ["2024-03-01", "2024-03-09"], 70_000).await;
    assert_eq!(due(&story).await, []);
    let undo = story.undo(first).await;
    let undone = story.last_message();
    assert_eq!(due(&story).await, [(second, 47_500, 36_800)]);
    let row = &story.store.models().due(900_004, 0, 1).await.expect("due")[0];
    assert_eq!(row.since as u64, undo);
    let parts: Vec<_> = row.parts.iter().map(|p| (p.part.as_str(), p.was, p.would)).collect();
    let want =
        [("catastrophic", 4_750_000, 3_680_000), ("account", 0, 0), ("cash", 2_250_000, 3_320_000)];
    assert_eq!(parts, want);
    // The bill stands again: nothing is due; undone again: due again.
    story.reverse(undone).await;
    assert_eq!(due(&story).await, []);
    story.reverse(settled).await;
    assert_eq!(due(&story).await, [(second, 47_500, 36_800)]);
    // The third bill is settled on what now counts: 13,000, as if the first had never been.
    let (_, third) = story.stay("P1", ["2024-04-01", "2024-04-09"], 20_000).await;
    let bill = story.store.models().bill(900_004, third as i64).await.expect("read");
    assert_eq!(bill, None, "not derived yet: the desk does not wait for it");
    assert_eq!(due(&story).await, [(second, 47_500, 36_800)]);
    let bill = story.store.models().bill(900_004, third as i64).await.expect("read");
    assert_eq!(bill.map(|bill| bill.funds), Some(1_300_000));
    // Corrected at its place, below the third bill: nothing is due any more.
    let answer = story.correct(second).await;
    let Some(Deed::Bill(corrected)) = answer.event().map(|event| &event.deed) else {
        panic!("a bill");
    };
    assert_eq!(corrected.layers[0].paid.0, 3_680_000, "10,800 + 26,000");
    assert_eq!(due(&story).await, []);
    again_the_same(&story).await;
}

/// The independent check agrees with what the desk decided.
async fn verified(story: &Story) {
    let report = verify(story.store.clone(), &Ask::default()).await.expect("checked");
    assert!(report.holds(), "{:#?}", report.differences);
}

/// Thrown away and derived again, in other steps: the same rows.
async fn again_the_same(story: &Story) {
    verified(story).await;
    let area = story.area.parse().expect("six digits");
    let before = all(&story.store, area).await;
    assert!(before.bills.len() > 3 && !before.funds.is_empty() && !before.owed.is_empty());
    follow::again(story.store.clone(), &story.area).await.expect("derived again");
    assert_eq!(all(&story.store, area).await, before);
    // What stands is what the books of institutions come to.
    let stands = before.bills.iter().filter(|bill| bill.undone_by.is_none());
    let stands: i64 = stands.map(|bill| bill.total).sum();
    assert_eq!(before.settled.iter().map(|row| row.total).sum::<i64>(), stands);
    assert_eq!(
        before.settled.iter().map(|row| row.sign * row.total).min(),
        before.bills.iter().map(|bill| bill.total).min()
    );
    // So do the sums of care, however they are cut; and payers of each come to the whole.
    for cut in &before.care {
        assert_eq!(cut.iter().map(|row| row.sums.total).sum::<i64>(), stands);
        for CareMonthRow { sums, .. } in cut {
            let paid = sums.basic + sums.catastrophic + sums.aid + sums.other;
            assert_eq!(paid + sums.account + sums.cash, sums.total, "{sums:?}");
        }
    }
    // What is owed is what the ledger says, and every fund's books balance.
    let owed: i64 = before.owed.iter().map(|row| row.amount).sum();
    let payable = before.funds.iter().filter(|row| row.account == "payable");
    assert_eq!(payable.map(|row| row.credit - row.debit).sum::<i64>(), owed);
    assert_eq!(before.funds.iter().map(|row| row.debit - row.credit).sum::<i64>(), 0);
}

#[tokio::test]
async fn an_undo_makes_only_the_next_bill_due_in_sqlite() {
    an_undo_makes_only_the_next_bill_due(sqlite().await).await;
}

#[tokio::test]
async fn an_undo_makes_only_the_next_bill_due_in_postgres() {
    an_undo_makes_only_the_next_bill_due(postgres().await).await;
}

/// Everyone counts once in each month; who comes later, changes scheme or leaves, from then on.
#[tokio::test]
async fn the_insured_are_counted_as_they_come_and_go() {
    let story = Story::open(sqlite().await, &example("hb-db-06")).await;
    let count = async |month: i64| {
        follow::catch_up(story.store.clone(), &story.area).await.expect("derived");
        let rows = story.store.models().insured(900_004, month).await.expect("persons");
        let row = |row: &InsuredRow| (row.class.clone(), row.born, row.persons);
        rows.iter().map(row).collect::<Vec<_>>()
    };
    for (id, from) in [("P1", "2024-01-01"), ("P2", "2024-03-31"), ("P3", "2024-04-02")] {
        story.person(id, resident(from, &[])).await;
    }
    let born = count(202_401).await[0].1;
    let none = |persons| ("none".to_string(), born, persons);
    assert_eq!(count(202_312).await, []);
    assert_eq!(count(202_401).await, [none(1)]);
    assert_eq!(count(202_403).await, [none(2)]);
    assert_eq!(count(202_404).await, [none(3)]);
    // A class is granted, then the cover ends.
    story.person("P2", resident("2024-06-01", &["minimum-living"])).await;
    let aided = |persons| ("minimum-living".to_string(), born, persons);
    assert_eq!(count(202_405).await, [none(3)]);
    assert_eq!(count(202_406).await, [aided(1), none(2)]);
    let ended = Cover { to: Some(day("2024-08-15")), ..resident("2024-01-01", &[]) };
    story.person("P1", ended).await;
    assert_eq!(count(202_407).await, [aided(1), none(2)]);
    assert_eq!(count(202_408).await, [aided(1), none(1)]);
    follow::again(story.store.clone(), &story.area).await.expect("derived again");
    assert_eq!(count(202_408).await, [aided(1), none(1)]);
}

#[tokio::test]
async fn two_followers_never_derive_a_span_twice() {
    let story = Story::open(sqlite().await, &example("hb-db-06")).await;
    story.person("P1", resident("2024-01-01", &[])).await;
    for day in 1..9 {
        let from = format!("2024-02-0{day}");
        story.stay("P1", [&from, &from], 30_000).await;
    }
    let follower = || tokio::spawn(follow::catch_up(story.store.clone(), "900004"));
    for follower in [follower(), follower(), follower(), follower()] {
        follower.await.expect("it ends").expect("it follows");
    }
    assert_eq!(story.store.models().bill_sums(900_004).await.expect("sums")[..2], [8, 24_000_000]);
    again_the_same(&story).await;
}

/// A late bill meets what was counted when it came: order is never a clock, and nothing is due.
#[tokio::test]
async fn a_late_bill_moves_no_other() {
    let story = Story::open(sqlite().await, &example("hb-db-06")).await;
    story.person("P1", resident("2024-01-01", &[])).await;
    story.stay("P1", ["2024-06-01", "2024-06-09"], 50_000).await;
    story.stay("P1", ["2024-02-01", "2024-02-09"], 70_000).await;
    assert_eq!(due(&story).await, []);
    let disturbed = story.store.models();
    let person = disturbed.bills_back(900_004, i64::MAX, 1).await.expect("a bill")[0].person;
    assert_eq!(disturbed.disturbed(900_004, &[person]).await.expect("read"), [person]);
}

/// The law of the worked example, where a class bears half the deductible.
fn with_class(gained: &str) -> LawBook {
    let law = include_str!("examples/hb-db-06/area.toml")
        .replace("class-gained = \"later-bills\"", &format!("class-gained = \"{gained}\""))
        .replace("applies = [", "class-order = [\"minimum-living\"]\napplies = [")
        .replace("amount = \"12000\"", "amount = { value = \"burden\" }")
        .replace(
            "[[value.catastrophic-rate]]",
            "[[value.burden]]\nfrom = 2024-01-01\ntable = [\n  { class = \"minimum-living\", is = \
             \"6000\" },\n  { class = \"none\", is = \"12000\" },\n]\n\n[[value.catastrophic-rate]]",
        );
    let text = |path: &str, text: String| law::Text {
        folder: "hb-db-06".to_string(),
        path: path.to_string(),
        text,
    };
    let mut book = LawBook::from_texts(vec![text("hb-db-06/area.toml", law)]);
    book.make_ready().expect("the law is ready");
    book
}

/// A class gained in July: earlier bills of the year are due only where the law says so.
#[tokio::test]
async fn a_class_gained_makes_earlier_bills_due_where_the_law_says_so() {
    for (gained, want) in [("later-bills", vec![]), ("re-adjudicate", vec![(10_800, 14_400)])] {
        let story = Story::open(sqlite().await, &with_class(gained)).await;
        story.person("P1", resident("2024-01-01", &[])).await;
        let (_, bill) = story.stay("P1", ["2024-02-01", "2024-02-09"], 30_000).await;
        assert_eq!(due(&story).await, []);
        story.person("P1", resident("2024-07-01", &["minimum-living"])).await;
        let found: Vec<(i64, i64)> =
            due(&story).await.into_iter().map(|(_, paid, would)| (paid, would)).collect();
        assert_eq!(found, want, "{gained}");
        if !want.is_empty() {
            story.correct(bill).await;
            assert_eq!(due(&story).await, [], "the correction knows the class");
            again_the_same_due(&story).await;
        }
    }
}

async fn again_the_same_due(story: &Story) {
    verified(story).await;
    let before = all(&story.store, 900_004).await;
    follow::again(story.store.clone(), &story.area).await.expect("derived again");
    assert_eq!(all(&story.store, 900_004).await, before);
}
