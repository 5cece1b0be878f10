//! Two institutions race for a person's last allowance: together they are paid what one after the
//! other would be, not a fen more and not a fen less.

use crate::check::check;
use crate::full::{desk, visit};
use crate::lane::{Random, seed};
use crate::world::{INSTITUTIONS, Place};
use gongji_tests::scale;
use office::desk::{Answer, Ask, Desk, Message, Request, Settings};
use office::import_filings::Row as FilingRow;
use office::import_persons::Row as PersonRow;
use office::record_lines::{Item, Lines};
use office::settle_visit::Bill;
use record::{Address, Cover, Deed, Filing, FilingKind};
use units::{Day, Decimal, Fen};

/// Rounds that go on at once.
const AT_ONCE: u64 = 100;
/// What the racing bills cost, in fen.
const COSTS: [i64; 6] = [40, 667, 1_999, 5_000, 9_001, 20_000];

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn person(number: u64) -> String {
    format!("R{number:06}")
}

async fn ask(desk: &Desk, request: Request) -> Answer {
    desk.ask(request).await.unwrap_or_else(|refused| panic!("{refused:?}"))
}

/// Brings in persons of a span who may go to every institution.
async fn enter(desk: &Desk, numbers: std::ops::Range<u64>) {
    let cover = Cover {
        from: day("2020-01-01"),
        to: None,
        insurance: "resident".to_string(),
        status: Some("adult".to_string()),
        born: Some(day("1970-05-01")),
        classes: Vec::new(),
        tier: None,
        entitled_from: None,
        years_enrolled: None,
    };
    let row = |number| {
        let (id, cover, document) = (person(number), cover.clone(), String::new());
        let particulars = store::Particulars::default();
        PersonRow { name: id.clone(), id, document, cover, account: [Fen::ZERO; 2], particulars }
    };
    let persons = Ask::EnterPersons(numbers.clone().map(row).collect());
    ask(desk, Request { message: None, ask: persons }).await;
    let rows = numbers.flat_map(|number| {
        INSTITUTIONS.map(|(code, _)| FilingRow {
            line: 0,
            person: person(number),
            filing: Filing {
                kind: FilingKind::Chosen,
                value: code.to_string(),
                from: day("2020-01-01"),
                to: None,
            },
        })
    });
    ask(desk, Request { message: None, ask: Ask::EnterFilings(rows.collect()) }).await;
}

/// A visit with one line of a cost; its number.
async fn visited(desk: &Desk, id: &str, who: u64, institution: usize, cost: Fen) -> u64 {
    let answer = ask(desk, visit(id, person(who), institution, 1)).await;
    let visit = answer.event().expect("an event").seq;
    let line = Item {
        batch: String::new(),
        id: "1".to_string(),
        code: "A1".to_string(),
        qty: Decimal::parse("1").expect("one"),
        price: Decimal::parse(&cost.to_string()).expect("a price"),
        amount: cost,
    };
    let lines = Ask::RecordLines(Lines { visit, person: None, lines: vec![line] });
    ask(desk, Request { message: None, ask: lines }).await;
    visit
}

fn bill(visit: u64) -> Bill {
    let (to, settled, total, batch) = (None, None, None, "B".to_string());
    Bill {
        visit,
        person: None,
        batch,
        to,
        settled,
        use_account: false,
        total,
        split: None,
        insurance: None,
    }
}

async fn settled(desk: Desk, visit: u64, institution: usize) -> Fen {
    let input = vec![("visit".to_string(), visit.to_string())];
    let institution = INSTITUTIONS[institution].0.to_string();
    let (number, message) = ("2207".to_string(), format!("s{visit}"));
    let message = Message { address: Address { institution, number, message }, input };
    let request = Request { message: Some(message), ask: Ask::Settle(bill(visit)) };
    paid(&ask(&desk, request).await)
}

fn paid(answer: &Answer) -> Fen {
    answer.bill().expect("a bill").layers.iter().map(|layer| layer.paid).sum()
}

/// What a bill of a person who has used nothing is paid.
async fn alone(desk: &Desk, who: u64, cost: Fen) -> Fen {
    let visit = visited(desk, &format!("alone{cost}"), who, 0, cost).await;
    let asked = Request { message: None, ask: Ask::PreSettle(bill(visit).into()) };
    paid(&ask(desk, asked).await)
}

/// One round: most of the allowance is used, then two settle at the same moment.
async fn round(desk: Desk, who: u64, limit: Fen, first: Fen, two: [(usize, Fen); 2]) -> bool {
    let used = visited(&desk, &format!("u{who}"), who, 0, first).await;
    let used = settled(desk.clone(), used, 0).await;
    let mut at_once = Vec::new();
    for (at, (cost, _)) in two.iter().enumerate() {
        let cost = Fen(COSTS[*cost]);
        let visit = visited(&desk, &format!("r{who}"), who, at + 1, cost).await;
        at_once.push((visit, at + 1));
    }
    let both =
        at_once.into_iter().map(|(visit, at)| tokio::spawn(settled(desk.clone(), visit, at)));
    let both: Vec<_> = both.collect();
    let mut sum = Fen::ZERO;
    for one in both {
        sum += one.await.expect("no panic");
    }
    let (left, wanted) = (limit - used, two[0].1 + two[1].1);
    assert_eq!(sum, left.min(wanted), "person {who}: {used} of {limit} used, {wanted} wanted");
    wanted > left
}

async fn races(what: &str, place: &Place) {
    let settings = Settings { batch: 24, ..Settings::default() };
    let desk = desk(place, 1, settings).await;
    enter(&desk, 0..1).await;
    let limit = alone(&desk, 0, Fen(100_000_000)).await;
    let mut payments = Vec::new();
    for cost in COSTS {
        payments.push(alone(&desk, 0, Fen(cost)).await);
    }
    let (seed, rounds) = (seed(what), scale(1_000, 10_000));
    let mut random = Random(seed);
    let (mut next, mut contested) = (1, 0);
    while next <= rounds {
        let end = (next + AT_ONCE).min(rounds + 1);
        enter(&desk, next..end).await;
        let started = (next..end).map(|who| {
            // Costs that leave little of the allowance, or nothing.
            let first = Fen(limit.0 + random.below(limit.0 as u64 / 2) as i64);
            let mut one = || {
                let at = random.below(COSTS.len() as u64) as usize;
                (at, payments[at])
            };
            tokio::spawn(round(desk.clone(), who, limit, first, [one(), one()]))
        });
        for round in started.collect::<Vec<_>>() {
            contested += u64::from(round.await.expect("the round holds"));
        }
        next = end;
    }
    println!("{what}: {rounds} rounds, in {contested} both wanted more than was left of {limit}");
    assert!(contested > rounds / 4);
    drop(desk);
}

fn raced(what: &str, place: &Place) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(races(what, place));
    drop(runtime);
    let (read, found) = check(place, &[]);
    // No client kept a journal here.
    let found: Vec<String> = found.into_iter().filter(|s| !s.ends_with("never answered")).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let bills = read.events.values().filter(|e| matches!(e.deed, Deed::Bill(_))).count();
    println!("  {bills} bills, {} events", read.events.len());
}

#[test]
fn two_hospitals_never_spend_an_allowance_twice_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    raced("a race on SQLite", &Place::folder(folder.path()));
}

#[test]
fn two_hospitals_never_spend_an_allowance_twice_on_postgres() {
    raced("a race on PostgreSQL", &Place::database(None));
}
