//! How many are insured (参保人数): by insurance, status, class and year of birth, from month to month.

use super::life::Life;
use super::sums::month_of;
use crate::desk::DeskError;
use crate::journal::Journal;
use record::{Cover, PersonFile};
use std::collections::{BTreeMap, BTreeSet};
use store::{Derived, InsuredRow};
use units::Day;

/// The last month of a cover that is open.
const OPEN: i64 = 999_912;

/// What a span of days of one cover counts as.
type Key = (String, String, String, i64);

/// Covers that a step brought, by person in the order in which they were written.
pub(super) type Entered = BTreeMap<u64, Vec<(u64, Cover)>>;

fn key(cover: &Cover) -> Key {
    let born = cover.born.map_or(0, |born| i64::from(born.year()));
    let class = cover.classes.first().cloned().unwrap_or_else(|| "none".to_string());
    (cover.insurance.clone(), cover.status.clone().unwrap_or_default(), class, born)
}

/// The months that a person's covers count for, with their sign.
fn spans(covers: &[Cover], sign: i64) -> Vec<(Key, (i64, i64), i64)> {
    let file = PersonFile { id: "".into(), covers: covers.to_vec(), filings: Vec::new() };
    let ends = |cover: &Cover| [Some(cover.from), cover.to.map(Day::next)];
    let edges: BTreeSet<Day> = covers.iter().flat_map(ends).flatten().collect();
    let edges: Vec<Day> = edges.into_iter().collect();
    let mut found: Vec<(Key, Day, Option<Day>)> = Vec::new();
    for (at, first) in edges.iter().enumerate() {
        let Some(cover) = file.cover_on(*first) else { continue };
        let (key, last) = (key(cover), edges.get(at + 1).map(|next| next.previous()));
        match found.last_mut() {
            Some((same, _, until)) if *same == key && until.map(Day::next) == Some(*first) => {
                *until = last;
            }
            _ => found.push((key, *first, last)),
        }
    }
    let months = |(key, first, last): (Key, Day, Option<Day>)| {
        let to = last.map_or(OPEN, |last| match last.next().day() {
            1 => month_of(last),
            _ => month_of(last.first_of_month().previous()),
        });
        let from = month_of(first);
        (from <= to).then_some((key, (from, to), sign))
    };
    found.into_iter().filter_map(months).collect()
}

/// What the covers of a step change in how many are insured.
pub(super) async fn insured(
    journal: &Journal,
    out: &Derived,
    entered: &Entered,
) -> Result<Vec<InsuredRow>, DeskError> {
    let mut moved: BTreeMap<(Key, (i64, i64)), i64> = BTreeMap::new();
    for (person, new) in entered {
        let first = new.first().map_or(0, |(seq, _)| *seq);
        // A person's number is the seq of the event that brought them.
        let before = match *person == first {
            true => Vec::new(),
            false => {
                let own = out.person_events.iter().filter(|(of, _)| *of == *person as i64);
                let own = own.map(|(_, seq)| *seq).collect();
                let life = Life::read(journal, *person, own, first - 1).await?;
                life.file_before(first).covers
            }
        };
        let mut after = before.clone();
        after.extend(new.iter().map(|(_, cover)| cover.clone()));
        for (key, months, sign) in spans(&before, -1).into_iter().chain(spans(&after, 1)) {
            *moved.entry((key, months)).or_default() += sign;
        }
    }
    let row = |((key, (from_month, to_month)), persons): ((Key, (i64, i64)), i64)| {
        let (insurance, status, class, born) = key;
        InsuredRow { insurance, status, class, born, from_month, to_month, persons }
    };
    Ok(moved.into_iter().filter(|(_, persons)| *persons != 0).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(from: &str, to: Option<&str>, insurance: &str) -> Cover {
        let day = |text| Day::parse(text).expect("a day");
        Cover {
            from: day(from),
            to: to.map(day),
            insurance: insurance.to_string(),
            status: Some("adult".to_string()),
            born: Some(day("1990-05-06")),
            classes: Vec::new(),
            tier: None,
            entitled_from: None,
            years_enrolled: None,
        }
    }

    #[track_caller]
    fn check(covers: &[Cover], expected: &[(&str, i64, i64)]) {
        let found = spans(covers, 1);
        let found: Vec<(&str, i64, i64)> =
            found.iter().map(|((name, ..), (from, to), _)| (name.as_str(), *from, *to)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_month_counts_if_its_last_day_is_covered() {
        check(&[cover("2026-01-31", None, "a")], &[("a", 202_601, OPEN)]);
        check(&[cover("2026-01-15", Some("2026-03-31"), "a")], &[("a", 202_601, 202_603)]);
        check(&[cover("2026-01-15", Some("2026-03-30"), "a")], &[("a", 202_601, 202_602)]);
        check(&[cover("2026-01-15", Some("2026-01-20"), "a")], &[]);
        // Who changes scheme counts in one of them each month.
        let change = [cover("2026-01-01", None, "a"), cover("2026-05-10", None, "b")];
        check(&change, &[("a", 202_601, 202_604), ("b", 202_605, OPEN)]);
        // The same again is no change.
        let again = [cover("2026-01-01", None, "a"), cover("2026-05-10", None, "a")];
        check(&again, &[("a", 202_601, OPEN)]);
        // A cover in the middle of another.
        let middle = [cover("2026-01-01", None, "a"), cover("2026-05-01", Some("2026-06-30"), "b")];
        check(&middle, &[("a", 202_601, 202_604), ("b", 202_605, 202_606), ("a", 202_607, OPEN)]);
    }
}
