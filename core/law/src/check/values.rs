//! Values: right kinds, no circles, names that exist, nothing unused.

use super::Checker;
use crate::entry::Place;
use crate::expr::{Expr, Kind, Literal, Operation, Start};
use units::Day;

const DEPTH: u8 = 40;
/// So many names are shown.
const SHOWN: usize = 12;
/// Names that begin alike in so many characters are near.
const BEGIN: usize = 4;

/// Checks the shape of a value and of all it refers to on a day.
pub(super) fn check_value(checker: &mut Checker<'_>, expr: &Expr, want: Option<Kind>, day: Day) {
    kind(checker, expr, want, day, DEPTH);
}

/// The kind of a value, none where only `none` or `unknown` stands.
fn kind(
    checker: &mut Checker<'_>,
    expr: &Expr,
    want: Option<Kind>,
    day: Day,
    depth: u8,
) -> Option<Kind> {
    let Some(depth) = depth.checked_sub(1) else {
        checker.wrong(&expr.place, "the values refer to each other in a circle; break it");
        return None;
    };
    let found = start_kind(checker, expr, want, day, depth);
    let found = found.or(want);
    for step in &expr.steps {
        match &step.operation {
            Operation::Times(by) => kind(checker, by, Some(Kind::Rate), day, depth),
            Operation::Add(by, _) => kind(checker, by, found, day, depth),
        };
    }
    for bound in [&expr.floor, &expr.ceiling].into_iter().flatten() {
        kind(checker, bound, found, day, depth);
    }
    if expr.round.is_some_and(|r| r.to_yuan) && found == Some(Kind::Rate) {
        checker.wrong(&expr.place, "a rate cannot be rounded to yuan");
    }
    found
}

fn start_kind(
    checker: &mut Checker<'_>,
    expr: &Expr,
    want: Option<Kind>,
    day: Day,
    depth: u8,
) -> Option<Kind> {
    let area = checker.area;
    let found = match &expr.start {
        Start::Literal(Literal::Amount(_)) | Start::Measure(_) => Some(Kind::Amount),
        Start::Literal(Literal::Rate(_)) => Some(Kind::Rate),
        Start::Literal(_) => None,
        Start::Is(inner) | Start::LargestOfConditions(inner) => {
            return kind(checker, inner, want, day, depth);
        }
        Start::Table(rows) => {
            let mut known = want;
            for row in rows {
                known = kind(checker, &row.is, known, day, depth).or(known);
            }
            return known;
        }
        Start::Largest(all) => {
            let mut known = want;
            for inner in all {
                known = kind(checker, inner, known, day, depth).or(known);
            }
            return known;
        }
        Start::Statistic(name) => match area.statistics.get(name) {
            Some(_) => {
                checker.used.insert(format!("statistic.{name}"));
                Some(Kind::Amount)
            }
            None => {
                let all = area.statistics.keys().map(String::as_str);
                missing(checker, &expr.place, "statistic", name, all);
                None
            }
        },
        Start::Named(name, _) => {
            let Some(timeline) = area.values.get(name) else {
                let all = area.values.keys().map(String::as_str);
                missing(checker, &expr.place, "value", name, all);
                return None;
            };
            checker.used.insert(format!("value.{name}"));
            match timeline.on(day) {
                Some(piece) => return kind(checker, &piece.body, want, day, depth),
                None => None,
            }
        }
    };
    if let (Some(want), Some(found)) = (want, found)
        && want != found
    {
        let (want, found) = match want {
            Kind::Amount => ("an amount in yuan", "a rate"),
            Kind::Rate => ("a rate such as \"83%\"", "an amount"),
        };
        checker.wrong(&expr.place, format!("here belongs {want}, but this is {found}"));
    }
    found
}

/// A name that no entry has: those that are near are named first.
fn missing<'a>(
    checker: &mut Checker<'_>,
    place: &Place,
    kind: &str,
    name: &str,
    all: impl Iterator<Item = &'a str>,
) {
    if checker.area.is_broken(kind, name) {
        return;
    }
    let mut list: Vec<&str> = all.collect();
    list.sort_by_key(|other| (!is_near(name, other), *other));
    let more = if list.len() > SHOWN { " …" } else { "" };
    list.truncate(SHOWN);
    let here = match list.is_empty() {
        true => format!("; this area has no {kind}s: add it"),
        false => format!("; {kind}s here: {}{more}", list.join(", ")),
    };
    checker.wrong(place, format!("there is no [[{kind}.{name}]]{here}"));
}

/// Whether two names share a word or begin alike.
fn is_near(name: &str, other: &str) -> bool {
    let words = |text: &str| text.split(['-', '.', '_']).map(str::to_string).collect::<Vec<_>>();
    let alike = name.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let shared = words(name).iter().any(|word| word.len() > 2 && words(other).contains(word));
    alike >= BEGIN || shared || other.contains(name) || name.contains(other)
}

/// Values nobody uses and that do not say what they are for.
pub(super) fn unused(checker: &mut Checker<'_>) {
    let area = checker.area;
    let tables = [("value", &area.values), ("statistic", &area.statistics)];
    for (kind, timelines) in tables {
        for (name, timeline) in timelines {
            let purpose = timeline.pieces.iter().all(|p| p.entry.purpose.is_some());
            if !purpose && !checker.used.contains(&format!("{kind}.{name}")) {
                let place = timeline.pieces[0].entry.place.clone();
                checker.wrong(
                    &place,
                    format!("[[{kind}.{name}]] is used by nothing; use it, take it out, or say what it is for with use = \"…\""),
                );
            }
        }
    }
}
