//! Properties of the engine over random bills: what must hold whatever the law and the bill.

use benefit::Engine;
use gongji_tests::{law_files, random, scale};
use law::Area;
use record::{Accumulators, Bill, Cost, Decision, Line, Person, Settled, Verdict};
use std::sync::Arc;
use units::{Decimal, Fen};

/// The shipped areas, the cities of the test tree, and some random laws.
fn engines() -> Vec<Engine> {
    let mut areas: Vec<Area> = Vec::new();
    for folder in ["law", "tests/cities"] {
        areas.extend(law::read_law(&law_files(folder)).0.areas);
    }
    let mut seed = 1_000;
    for _ in 0..20 {
        let (used, area) = random::sound_area(seed);
        (seed, areas) = (used + 1, [areas, vec![area]].concat());
    }
    let ready = |area| Engine::new(Arc::new(area)).unwrap_or_else(|e| panic!("{e}"));
    areas.into_iter().map(ready).collect()
}

fn settled(decision: &Decision) -> Option<&Settled> {
    match &decision.verdict {
        Verdict::Settled(settled) => Some(settled),
        _ => None,
    }
}

/// Runs a property over random persons with some bills of every engine.
fn over_random(count: u64, mut property: impl FnMut(&Engine, &Person, &[Bill])) {
    for engine in engines() {
        for seed in 0..count {
            let mut dice = random::Random::new(seed);
            let person = random::person(&mut dice, engine.area());
            let bills = random::bills(&mut dice, engine.area(), &person, 6);
            property(&engine, &person, &bills);
        }
    }
}

#[test]
fn payments_never_exceed_the_bill_and_parts_add_up() {
    let mut seen = 0;
    over_random(scale(60, 6_000), |engine, person, bills| {
        let mut counted = Accumulators::default();
        for bill in bills {
            let decision = engine.decide(person, bill, &counted, true);
            let Some(s) = settled(&decision) else { continue };
            seen += 1;
            let split = s.split;
            let parts = split.own_pay + split.over_limit + split.first_pay + split.in_scope;
            assert_eq!(split.total, parts, "{bill:?}");
            let paid: Fen = s.layers.iter().map(|l| l.paid).sum();
            assert!(paid >= Fen::ZERO && paid <= split.total, "{bill:?}");
            assert_eq!(paid + s.person.total, split.total, "{bill:?}");
            assert_eq!(s.person.account.total() + s.person.cash, s.person.total, "{bill:?}");
            for layer in &s.layers {
                let borne = layer.first_pay + layer.deductible + layer.over_cap + layer.paid;
                assert!(borne <= layer.base, "{layer:?} of {bill:?}");
                let all = [layer.first_pay, layer.deductible, layer.over_cap, layer.paid];
                assert!(all.iter().all(|fen| *fen >= Fen::ZERO), "{layer:?} of {bill:?}");
            }
            assert!(!s.steps.is_empty() || split.in_scope == split.total, "{bill:?}");
            counted.apply(&s.deltas);
            counted.chain.clone_from(&s.chain);
        }
    });
    println!("properties: {seen} settled bills");
    assert!(seen > 1_000);
}

#[test]
fn listening_changes_nothing() {
    over_random(scale(30, 3_000), |engine, person, bills| {
        let counted = Accumulators::default();
        for bill in bills {
            let silent = engine.decide(person, bill, &counted, false);
            let told = engine.decide(person, bill, &counted, true);
            match (settled(&silent), settled(&told)) {
                (Some(a), Some(b)) => {
                    let plain = Settled { steps: Vec::new(), ..b.clone() };
                    assert_eq!(*a, plain);
                }
                _ => assert_eq!(silent, told),
            }
        }
    });
}

#[test]
fn the_order_of_lines_changes_nothing() {
    over_random(scale(40, 4_000), |engine, person, bills| {
        for bill in bills {
            let Cost::Lines(lines) = &bill.cost else { continue };
            let mut turned = bill.clone();
            turned.cost = Cost::Lines(lines.iter().rev().cloned().collect());
            let counted = Accumulators::default();
            let (a, b) = (
                engine.decide(person, bill, &counted, false),
                engine.decide(person, &turned, &counted, false),
            );
            match (settled(&a), settled(&b)) {
                (Some(a), Some(b)) => assert_eq!(a, b, "{bill:?}"),
                (None, None) => {}
                _ => panic!("{a:?} {b:?}"),
            }
        }
    });
}

/// A line in two: each of its parts is rounded for itself, so a fen may move.
#[test]
fn a_line_in_two_changes_at_most_rounding() {
    over_random(scale(40, 4_000), |engine, person, bills| {
        for bill in bills {
            let Cost::Lines(lines) = &bill.cost else { continue };
            let Some(at) = lines.iter().position(|l| l.amount.0 >= 2) else { continue };
            let halves = |line: &Line| -> [Line; 2] {
                let first = Fen(line.amount.0 / 2);
                [first, line.amount - first].map(|amount| Line {
                    qty: Decimal(1_000_000),
                    price: Decimal(amount.0 * 10_000),
                    amount,
                    price_limit: None,
                    ..line.clone()
                })
            };
            let (mut whole, mut split) = (lines.clone(), lines.clone());
            let line = &lines[at];
            whole[at] = Line {
                qty: Decimal(1_000_000),
                price: Decimal(line.amount.0 * 10_000),
                price_limit: None,
                ..line.clone()
            };
            split.splice(at..=at, halves(line));
            let with = |lines: Vec<Line>| Bill { cost: Cost::Lines(lines), ..bill.clone() };
            let counted = Accumulators::default();
            let (a, b) = (
                engine.decide(person, &with(whole), &counted, false),
                engine.decide(person, &with(split), &counted, false),
            );
            let (Some(a), Some(b)) = (settled(&a), settled(&b)) else { continue };
            let apart = (a.split.first_pay - b.split.first_pay).0.abs();
            assert!(apart <= 1, "{bill:?}");
            if apart == 0 {
                assert_eq!(a, b, "{bill:?}");
            }
        }
    });
}

#[test]
fn undoing_the_last_bill_restores() {
    over_random(scale(40, 4_000), |engine, person, bills| {
        let mut counted = Accumulators::default();
        for bill in bills {
            let before = counted.clone();
            let decision = engine.decide(person, bill, &counted, false);
            let Some(s) = settled(&decision) else { continue };
            counted.apply(&s.deltas);
            counted.undo(&s.deltas);
            let sums = |all: &Accumulators| -> Vec<_> {
                all.iter().filter(|(_, n)| *n != 0).map(|(k, n)| (k.clone(), n)).collect()
            };
            assert_eq!(sums(&counted), sums(&before));
            assert_eq!(engine.decide(person, bill, &counted, false), decision, "decided again");
            counted.apply(&s.deltas);
        }
    });
}

/// With a yearly edge, what later bills are paid depends only on the burden that stands before
/// them: after an undo of the first bill a third one is paid as if the first had never been.
#[test]
fn an_edge_leaves_later_bills_right_after_an_undo() {
    let book = office::examples::examples().expect("readable");
    let engine = book.engine("900004").expect("HB-DB-06, a yearly edge of 12,000 with bands");
    let person = Person {
        insurance: "resident".to_string(),
        status: Some("adult".to_string()),
        ..Person::default()
    };
    let bill = |id: &str, yuan: i64| -> Bill {
        let mut dice = random::Random::new(1);
        let mut bill = random::bills(&mut dice, engine.area(), &person, 1).remove(0);
        let day = units::Day::parse("2024-05-05").expect("a day");
        (bill.id, bill.from, bill.to) = (id.into(), day, day);
        (bill.care, bill.continues, bill.settled) = ("inpatient".to_string(), None, None);
        bill.filing = Some("none".to_string());
        let totals = record::Totals { total: Fen(yuan * 100), ..record::Totals::default() };
        bill.cost = Cost::Totals(totals);
        bill
    };
    let mut counted = Accumulators::default();
    let pay = |counted: &mut Accumulators, id: &str, yuan: i64| -> (Fen, Vec<_>) {
        let decision = engine.decide(&person, &bill(id, yuan), counted, false);
        let s = settled(&decision).unwrap_or_else(|| panic!("{decision:?}")).clone();
        counted.apply(&s.deltas);
        (s.layers.iter().map(|l| l.paid).sum(), s.deltas)
    };
    let (_, first) = pay(&mut counted, "1", 50_000);
    pay(&mut counted, "2", 70_000);
    counted.undo(&first);
    assert_eq!(pay(&mut counted, "3", 20_000).0, Fen(1_300_000), "13,000 and not 5,200");
}
