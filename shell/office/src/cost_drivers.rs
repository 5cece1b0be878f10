//! What drives cost (费用增长因素): the change of cost between two spans of months, taken apart into the number
//! of the insured, how often they come, to which level they go, and what a visit costs there.
//!
//! Each factor is changed in turn, in that order, and rounded once; the last is what remains, so that the
//! parts always come to the whole change.

use crate::desk::DeskError;
use crate::journal::Journal;
use crate::region_sums::{Month, by, insured};
use std::collections::BTreeMap;
use store::{CareMonthRow, CareSums};

/// A span of months.
pub type Span = (Month, Month);

/// The change of one insurance's cost of one kind of care.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Driver {
    /// Kind of insurance.
    pub insurance: String,
    /// Kind of care.
    pub care: String,
    /// Cost before, in fen.
    pub was: i64,
    /// Cost now.
    pub is: i64,
    /// Visits or stays before and now.
    pub bills: [i64; 2],
    /// More or fewer insured.
    pub persons: i64,
    /// They come more or less often.
    pub visits: i64,
    /// They go to other levels.
    pub levels: i64,
    /// A visit there costs more or less.
    pub prices: i64,
}

/// A part of a change: `amount` × `num` / `den`, rounded half away from zero.
fn scaled(amount: i64, num: i64, den: i64) -> i64 {
    let product = i128::from(amount) * i128::from(num);
    let den = i128::from(den);
    let half = if (product < 0) == (den < 0) { den / 2 } else { -(den / 2) };
    i64::try_from((product + half) / den).unwrap_or(0)
}

/// Bills and cost by level.
type Levels = BTreeMap<String, (i64, i64)>;

fn levels(rows: &[CareMonthRow], insurance: &str, care: &str) -> Levels {
    let own = |row: &CareMonthRow| row.insurance == insurance && row.care == care;
    let sums = by(rows, |row| own(row).then(|| row.level.clone()));
    sums.into_iter().map(|(level, sums)| (level, (sums.bills, sums.total))).collect()
}

/// Takes a change apart.
fn driver(names: [&str; 2], [before, now]: [&Levels; 2], persons: [i64; 2]) -> Driver {
    let sum = |levels: &Levels| {
        levels.values().fold((0, 0), |(b, c), (bills, cost)| (b + bills, c + cost))
    };
    let ((bills_was, was), (bills_is, is)) = (sum(before), sum(now));
    let [insurance, care] = names.map(str::to_string);
    let bills = [bills_was, bills_is];
    let mut driver = Driver { insurance, care, was, is, bills, ..Driver::default() };
    if bills_was <= 0 || persons[0] <= 0 {
        // Nothing to compare with: all of it is new use.
        driver.visits = is - was;
        return driver;
    }
    // Cost as it would be had only the number of insured changed, then also how often they come.
    let as_many = scaled(was, persons[1], persons[0]);
    let as_often = scaled(was, bills_is, bills_was);
    driver.persons = as_many - was;
    driver.visits = as_often - as_many;
    // Then also where they go, each level at what it cost before; one that is new at the mean.
    let at_old_prices: i64 = now
        .iter()
        .map(|(level, (bills, _))| match before.get(level) {
            Some((old, cost)) if *old > 0 => scaled(*cost, *bills, *old),
            _ => scaled(was, *bills, bills_was),
        })
        .sum();
    driver.levels = at_old_prices - as_often;
    driver.prices = is - at_old_prices;
    driver
}

/// Takes the change of cost between two spans apart.
pub async fn cost_drivers(
    journal: &Journal,
    before: Span,
    now: Span,
) -> Result<Vec<Driver>, DeskError> {
    let (models, area) = (journal.store().models(), journal.number());
    let rows = [models.care_by_place(area, before).await?, models.care_by_place(area, now).await?];
    let persons = [insured(journal, before.1).await?, insured(journal, now.1).await?];
    let mut names: Vec<(String, String)> = Vec::new();
    for row in rows.iter().flatten() {
        let name = (row.insurance.clone(), row.care.clone());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let drivers = names.iter().map(|(insurance, care)| {
        let own = rows.each_ref().map(|rows| levels(rows, insurance, care));
        let of = |all: &Vec<(String, i64)>| {
            all.iter().find(|(name, _)| name == insurance).map_or(0, |(_, persons)| *persons)
        };
        driver([insurance, care], own.each_ref(), persons.each_ref().map(of))
    });
    Ok(drivers.collect())
}

/// What all drivers come to, for a foot line.
pub fn whole(rows: &[Driver]) -> Driver {
    rows.iter().fold(Driver::default(), |sum, row| Driver {
        insurance: String::new(),
        care: String::new(),
        was: sum.was + row.was,
        is: sum.is + row.is,
        bills: [sum.bills[0] + row.bills[0], sum.bills[1] + row.bills[1]],
        persons: sum.persons + row.persons,
        visits: sum.visits + row.visits,
        levels: sum.levels + row.levels,
        prices: sum.prices + row.prices,
    })
}

/// The sums of a span, for a headline.
pub async fn span_sums(journal: &Journal, span: Span) -> Result<CareSums, DeskError> {
    let rows = journal.store().models().care_by_month(journal.number(), span).await?;
    Ok(by(&rows, |_| Some(())).into_iter().next().map(|((), sums)| sums).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(rows: &[(&str, i64, i64)]) -> Levels {
        rows.iter().map(|(level, bills, cost)| (level.to_string(), (*bills, *cost))).collect()
    }

    #[track_caller]
    fn check(before: &Levels, now: &Levels, persons: [i64; 2], expected: [i64; 4]) {
        let found = driver(["e", "inpatient"], [before, now], persons);
        assert_eq!([found.persons, found.visits, found.levels, found.prices], expected);
        assert_eq!(expected.iter().sum::<i64>(), found.is - found.was, "nothing is lost");
    }

    #[test]
    fn each_factor_alone_is_found_alone() {
        let old = levels(&[("1", 10, 1_000), ("3", 10, 9_000)]);
        check(&old, &old, [100, 100], [0; 4]);
        // Twice the persons, all else the same.
        check(&old, &levels(&[("1", 20, 2_000), ("3", 20, 18_000)]), [100, 200], [10_000, 0, 0, 0]);
        // As many persons come twice as often.
        check(&old, &levels(&[("1", 20, 2_000), ("3", 20, 18_000)]), [100, 100], [0, 10_000, 0, 0]);
        // All go to level three: 20 x 900.
        check(&old, &levels(&[("3", 20, 18_000)]), [100, 100], [0, 0, 8_000, 0]);
        // Level three costs 100 more each.
        check(&old, &levels(&[("1", 10, 1_000), ("3", 10, 10_000)]), [100, 100], [0, 0, 0, 1_000]);
        // A level that was not there is taken at the mean of 500, and costs 700.
        check(&old, &levels(&[("2", 20, 14_000)]), [100, 100], [0, 0, 0, 4_000]);
        // Nothing before.
        check(&Levels::new(), &old, [100, 100], [0, 10_000, 0, 0]);
    }

    #[test]
    fn parts_are_rounded_half_away_from_zero() {
        assert_eq!((scaled(1, 1, 2), scaled(-1, 1, 2), scaled(1, 1, 3)), (1, -1, 0));
        assert_eq!(scaled(i64::MAX, 1_000, 1_000), i64::MAX);
    }
}
