//! A hundred differences of all kinds, planted in the books of a week: each is found, and no other.

use crate::books::{Books, Row, reconciled};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

/// How many of each kind.
const FEN: usize = 20;
const MISSING: usize = 20;
const ADDED: usize = 15;
const TURNED: usize = 15;
const OUTSIDE: usize = 14;
const TWICE: usize = 16;

/// A number that is no secret and every time the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Two days before the week, the week with undone settlements, two days after it.
async fn fortnight(books: &mut Books, dice: &mut Dice) {
    for day in -2..9 {
        books.on(day);
        let so_many = if (0..7).contains(&day) { 45 } else { 5 };
        for at in 0..so_many {
            let person = ["E1", "E2", "E3"][at % 3];
            let amount = 1000 + dice.below(40_000) as i64;
            books.settle(person, amount).await;
        }
        // Some of the last days are undone today.
        for _ in 0..3 {
            let standing = |row: &&Row| {
                !row.refund
                    && books.rows.iter().all(|other| !other.refund || other.visit != row.visit)
            };
            let all: Vec<Row> = books.rows.iter().filter(standing).cloned().collect();
            let row = all[dice.below(all.len())].clone();
            books.undo(&row).await;
        }
    }
}

/// What was planted, by settlement: the result code, and a word of the remark.
type Planted = BTreeMap<String, (&'static str, &'static str)>;

fn plant(books: &Books, dice: &mut Dice) -> (Vec<Row>, Planted) {
    let mut rows = books.of(0..7);
    let mut planted = Planted::new();
    dice.shuffle(&mut rows);
    let mut outside: Vec<Row> = [books.of(-2..0), books.of(7..9)].concat();
    dice.shuffle(&mut outside);
    let mut next = rows.len();
    let mut take = || {
        next -= 1;
        next
    };
    let mut gone = Vec::new();
    for at in 0..FEN {
        let row = &mut rows[take()];
        row.fen[at % 3] += if at % 2 == 0 { 1 } else { -1 };
        planted.insert(row.settlement.clone(), ("3", "机构"));
    }
    for _ in 0..TURNED {
        let row = &mut rows[take()];
        row.fen = row.fen.map(|fen| -fen);
        row.refund = !row.refund && planted.len().is_multiple_of(2);
        planted.insert(row.settlement.clone(), ("3", "医疗费总额"));
    }
    for _ in 0..MISSING {
        let at = take();
        gone.push(at);
        planted.insert(rows[at].settlement.clone(), ("1", "机构文件没有此笔"));
    }
    let mut more = Vec::new();
    for _ in 0..TWICE {
        let row = rows[take()].clone();
        planted.insert(row.settlement.clone(), ("2", "重复"));
        more.push(row);
    }
    for (at, one) in rows.iter().enumerate().take(ADDED) {
        let row = Row { settlement: format!("440700-{}", 900_000 + at), ..one.clone() };
        planted.insert(row.settlement.clone(), ("2", "没有本机构的此笔结算"));
        more.push(row);
    }
    for row in outside.drain(..OUTSIDE) {
        planted.insert(row.settlement.clone(), ("2", "不在对账日期内"));
        more.push(row);
    }
    gone.sort_unstable();
    gone.into_iter().rev().for_each(|at| drop(rows.remove(at)));
    rows.extend(more);
    dice.shuffle(&mut rows);
    (rows, planted)
}

async fn a_hundred_are_found(engine: &str, clock: fn() -> i64, now: &'static AtomicI64) {
    let mut dice = Dice(61_20);
    let mut books = Books::new(engine, clock, now).await;
    fortnight(&mut books, &mut dice).await;
    let week = books.of(0..7);
    assert!(week.len() > 300 && week.iter().filter(|row| row.refund).count() > 10);
    assert_eq!(reconciled(&books.hospital, &week).await, [], "{engine}: books that are the same");
    let (rows, planted) = plant(&books, &mut dice);
    assert_eq!(planted.len(), 100);
    let found = reconciled(&books.hospital, &rows).await;
    let mut said = BTreeMap::new();
    for one in &found {
        let (result, words) = planted.get(&one.settlement).expect("no false difference");
        assert_eq!(one.result, *result, "{one:?}");
        assert!(one.memo.contains(words), "{one:?} without {words}");
        assert!(said.insert(&one.settlement, one).is_none(), "said once: {one:?}");
    }
    assert_eq!((found.len(), said.len()), (100, 100), "{engine}");
    println!("{engine}: {} rows, 100 planted, {} found, 0 false", rows.len(), found.len());
    books.region.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_planted_differences_are_found_in_sqlite() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    a_hundred_are_found("sqlite", || NOW.load(Ordering::Relaxed), &NOW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_planted_differences_are_found_in_postgres() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    a_hundred_are_found("postgres", || NOW.load(Ordering::Relaxed), &NOW).await;
}
