//! The engine beside the second implementation: equal to the fen on random bills over the shipped
//! laws, over the cities of the test tree, and over random laws of the same parts.

use benefit::Engine;
use gongji_tests::{law_files, random, scale, second};
use law::Area;
use record::{Accumulators, Bill, Person, Verdict};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How bills ended, for the printed counts.
#[derive(Default)]
struct Counts(BTreeMap<&'static str, u64>);

impl Counts {
    fn add(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }
}

/// Settles bills with the engine and says how each ended, in words that can be compared.
fn by_engine(engine: &Engine, person: &Person, bills: &[Bill]) -> (Vec<String>, Accumulators) {
    let settlement =
        office::settle::settle_bills(engine, person.clone(), bills, Accumulators::default(), false);
    let words = settlement.decisions.iter().map(|decision| match &decision.verdict {
        Verdict::Refused(_) => "refused".to_string(),
        Verdict::Gap(_) => "gap".to_string(),
        Verdict::Settled(s) => {
            let layers: Vec<_> = s.layers.iter().filter(|l| l.base.0 != 0).collect();
            let mut deltas = s.deltas.clone();
            deltas.sort();
            format!(
                "settled {} {:?} {layers:?} {:?} {deltas:?} {:?}",
                s.ruling_day, s.split, s.person, s.chain
            )
        }
    });
    (words.collect(), settlement.counted)
}

fn by_second(area: &Area, person: &Person, bills: &[Bill]) -> (Vec<String>, Accumulators) {
    let (outcomes, counted) = second::settle(area, person, bills, &Accumulators::default());
    let words = outcomes.iter().map(|outcome| match &outcome.verdict {
        second::Verdict::Refused(_) => "refused".to_string(),
        second::Verdict::Gap(_) => "gap".to_string(),
        second::Verdict::Settled(s) => {
            let layers: Vec<_> = s.layers.iter().filter(|l| l.base.0 != 0).collect();
            let (day, split, person) = (s.ruling_day, s.split, s.person);
            format!("settled {day} {split:?} {layers:?} {person:?} {:?} {:?}", s.deltas, s.chain)
        }
    });
    (words.collect(), counted)
}

fn compare(area: &Arc<Area>, engine: &Engine, seed: u64, bills: usize, counts: &mut Counts) {
    let mut dice = random::Random::new(seed);
    let person = random::person(&mut dice, area);
    let bills = random::bills(&mut dice, area, &person, bills);
    let (ours, counted) = by_engine(engine, &person, &bills);
    let (plain, plain_counted) = by_second(area, &person, &bills);
    for ((bill, ours), plain) in bills.iter().zip(&ours).zip(&plain) {
        assert_eq!(
            ours, plain,
            "\narea {} seed {seed}: engine (left) and second implementation (right) differ\n{person:#?}\n{bill:#?}",
            area.code
        );
        counts.add(match &ours[..3] {
            "set" => "settled",
            "ref" => "refused",
            _ => "gap",
        });
    }
    let sums = |all: &Accumulators| -> Vec<(String, i64)> {
        all.iter().filter(|(_, n)| *n != 0).map(|(k, n)| (k.to_string(), n)).collect()
    };
    assert_eq!(sums(&counted), sums(&plain_counted), "area {} seed {seed}", area.code);
}

fn compare_area(area: &Area, bills: u64, seed: u64) -> Counts {
    let area = Arc::new(area.clone());
    let engine = Engine::new(area.clone()).unwrap_or_else(|e| panic!("{}: {e}", area.code));
    let mut counts = Counts::default();
    let mut done = 0;
    while done < bills {
        compare(&area, &engine, seed + done, 8, &mut counts);
        done += 8;
    }
    counts
}

fn print(what: &str, counts: &Counts) {
    println!("second implementation, {what}: {:?}, equal to the fen", counts.0);
}

/// 70,000 bills over the shipped laws; five million in the long run.
#[test]
fn equal_over_the_shipped_laws() {
    let (law, findings) = law::read_law(&law_files("law"));
    assert_eq!(findings, []);
    for area in &law.areas {
        let counts = compare_area(area, scale(35_000, 2_500_000), 1);
        print(&area.name.en, &counts);
        assert!(counts.0["settled"] > 0, "{} settled nothing", area.code);
    }
}

/// The cities of the test tree and the published examples.
#[test]
fn equal_over_the_cities_and_examples() {
    for folder in ["tests/cities", "tests/examples"] {
        let (law, findings) = law::read_law(&law_files(folder));
        assert_eq!(findings, []);
        let mut all = Counts::default();
        for area in &law.areas {
            for (what, n) in compare_area(area, scale(240, 24_000), 7).0 {
                *all.0.entry(what).or_default() += n;
            }
        }
        print(folder, &all);
    }
}

/// Random laws of all parts, each with some bills.
#[test]
fn equal_over_random_laws() {
    let mut all = Counts::default();
    let mut seed = 0;
    for _ in 0..scale(300, 12_000) {
        let (used, area) = random::sound_area(seed);
        seed = used + 1;
        for (what, n) in compare_area(&area, scale(100, 500), used).0 {
            *all.0.entry(what).or_default() += n;
        }
    }
    print("random laws", &all);
}
