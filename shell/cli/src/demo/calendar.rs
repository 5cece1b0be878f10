//! The days of the made-up year as its desks see them: what happens is written on the day on which it
//! happens, up to a last day.

use super::YEAR;
use office::desk::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use units::Day;

/// Legal time is eight hours before UTC.
const LEGAL: i64 = 8 * 3_600_000;
const DAY: i64 = 24 * 3_600_000;
/// Offices open at nine.
const NINE: i64 = 9 * 3_600_000;
/// Between two batches, in milliseconds.
const STEP: i64 = 40;
/// The year is lived at least up to here: the ready messages rest on days before.
pub(super) const UNTIL: &str = "2026-11-29";
const LEAST: (i8, i8) = (11, 29);

/// A day of the year that is lived.
fn of_year((month, day): (i8, i8)) -> Day {
    Day::new(YEAR, month, day).unwrap_or_else(|| unreachable!("a day of each year"))
}

/// The last day that is lived by a moment: the day before it, within the year.
pub(super) fn last_day(now: i64) -> Day {
    let yesterday = (now + LEGAL).div_euclid(DAY) - 1;
    let yesterday = i32::try_from(yesterday).ok().and_then(Day::from_number);
    let last = of_year((12, 31));
    yesterday.unwrap_or(last).clamp(of_year(LEAST), last)
}

/// Checks a last day that someone names.
pub(super) fn checked(last: Day) -> Result<Day, String> {
    let (least, most) = (of_year(LEAST), of_year((12, 31)));
    match (least..=most).contains(&last) {
        true => Ok(last),
        false => Err(format!("--until {last}: give a day from {least} to {most}")),
    }
}

/// A calendar on the wall of an office.
#[derive(Clone)]
pub(super) struct Calendar(Arc<AtomicI64>);

impl Calendar {
    /// The first morning of the year, when persons move in.
    pub(super) fn new() -> Calendar {
        let calendar = Calendar(Arc::default());
        calendar.turn(of_year((1, 1)));
        calendar
    }

    /// A day comes; it never goes back.
    pub(super) fn turn(&self, day: Day) {
        let morning = i64::from(day.number()) * DAY - LEGAL + NINE;
        self.0.fetch_max(morning, Ordering::Relaxed);
    }

    /// The clock of the office's desk.
    pub(super) fn clock(&self) -> Clock {
        let calendar = self.0.clone();
        Clock::from(move || calendar.fetch_add(STEP, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn the_year_ends_the_day_before_it_is_made() {
        // 2026-12-10 at one in the night, legal time: still the ninth in UTC.
        let night = i64::from(day("2026-12-10").number()) * DAY - LEGAL + 3_600_000;
        assert_eq!(last_day(night), day("2026-12-09"));
        assert_eq!(last_day(night - 2 * 3_600_000), day("2026-12-08"));
        assert_eq!(last_day(0), day("2026-11-29"), "a clock that is wrong");
        assert_eq!(last_day(night + 365 * DAY), day("2026-12-31"), "a later year");
        assert_eq!(checked(day("2026-12-31")), Ok(day("2026-12-31")));
        assert!(checked(day("2026-03-01")).is_err_and(|told| told.contains("2026-11-29")));
    }

    #[test]
    fn days_come_and_never_go_back() {
        let calendar = Calendar::new();
        let clock = calendar.clock();
        let first = clock.now();
        calendar.turn(day("2026-03-01"));
        let march = clock.now();
        assert_eq!(office_day(march), day("2026-03-01"));
        calendar.turn(day("2026-02-01"));
        assert!(first < march && march < clock.now());
    }

    fn office_day(moment: i64) -> Day {
        Day::from_number(((moment + LEGAL) / DAY) as i32).expect("a day")
    }
}
