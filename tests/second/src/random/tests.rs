//! Random laws read without findings, most are sound, and the second decision keeps every fen.

use super::*;
use crate::second::{Verdict, settle};
use record::Accumulators;

#[test]
fn the_same_seed_gives_the_same() {
    assert_eq!(law_text(7), law_text(7));
    assert_ne!(law_text(7), law_text(8));
    let area = area(7);
    let people = |seed| {
        let mut random = Random::new(seed);
        let person = person(&mut random, &area);
        let bills = bills(&mut random, &area, &person, 5);
        (person, bills)
    };
    assert_eq!(people(3), people(3));
}

#[test]
fn random_laws_read_and_most_are_sound() {
    let mut found: Vec<String> = Vec::new();
    let mut sound = 0;
    for seed in 0..60 {
        let area = area(seed);
        let findings = law::check_area(&area).findings;
        sound += usize::from(findings.is_empty());
        found.extend(findings.iter().take(1).map(|f| format!("seed {seed}: {f}")));
    }
    assert!(sound >= 45, "{sound} of 60\n{}", found.join("\n"));
}

#[test]
fn every_fen_of_random_bills_is_borne_by_someone() {
    let (mut settled, mut gaps, mut refused) = (0, 0, 0);
    for seed in 0..150 {
        let area = area(seed);
        let mut random = Random::new(seed ^ 0xFEED);
        for _ in 0..4 {
            let person = person(&mut random, &area);
            let bills = bills(&mut random, &area, &person, 8);
            let (outcomes, _) = settle(&area, &person, &bills, &Accumulators::default());
            for outcome in outcomes {
                match outcome.verdict {
                    Verdict::Settled(done) => {
                        settled += 1;
                        let paid: units::Fen = done.layers.iter().map(|l| l.paid).sum();
                        assert_eq!(paid + done.person.total, done.split.total, "seed {seed}");
                        assert!(done.person.cash.0 >= 0, "seed {seed}");
                    }
                    Verdict::Gap(_) => gaps += 1,
                    Verdict::Refused(_) => refused += 1,
                }
            }
        }
    }
    let all = settled + gaps + refused;
    assert!(settled * 3 > all, "{settled} settled, {gaps} gaps, {refused} refused");
    assert!(gaps > 0 && refused > 0, "{settled} {gaps} {refused}");
}
