//! Day: a calendar day in the legal time of the land (UTC+8). No clock, no zone, no time of day.

use crate::Unreadable;
use jiff::civil::Date;
use std::fmt;

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day of a year, month and day of the month, if there is such a day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }

    /// Reads `2026-03-01` and nothing else.
    pub fn parse(text: &str) -> Result<Day, Unreadable> {
        let bad = || Unreadable::Day(text.to_string());
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| match i {
                4 | 7 => b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !shape {
            return Err(bad());
        }
        let year: i16 = text[..4].parse().map_err(|_| bad())?;
        let month: i8 = text[5..7].parse().map_err(|_| bad())?;
        let day: i8 = text[8..].parse().map_err(|_| bad())?;
        Day::new(year, month, day).filter(|d| d.year() >= 1800).ok_or_else(bad)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i32 {
        let start = Date::constant(1970, 1, 1);
        self.0.since((jiff::Unit::Day, start)).map_or(0, |span| span.get_days())
    }

    /// The day of a [`Day::number`].
    pub fn from_number(days: i32) -> Option<Day> {
        let start = Date::constant(1970, 1, 1);
        let span = jiff::Span::new().try_days(days).ok()?;
        start.checked_add(span).ok().map(Day)
    }

    /// The next day.
    pub fn next(self) -> Day {
        Day(self.0.tomorrow().unwrap_or(self.0))
    }

    /// The day before.
    pub fn previous(self) -> Day {
        Day(self.0.yesterday().unwrap_or(self.0))
    }

    /// The same day `months` later, or the last day of that month where it is shorter.
    pub fn months_later(self, months: i32) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().months(months.clamp(-12_000, 12_000))))
    }

    /// The first day of the month.
    pub fn first_of_month(self) -> Day {
        Day(self.0.first_of_month())
    }

    /// Full years from `born` to this day; a birthday counts from the day itself.
    pub fn age_of(self, born: Day) -> Option<u32> {
        if born > self {
            return None;
        }
        let before_birthday = (self.month(), self.day()) < (born.month(), born.day());
        let years = i32::from(self.year()) - i32::from(born.year()) - i32::from(before_birthday);
        u32::try_from(years).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn only_real_days_are_read() {
        assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
        for bad in
            ["2025-02-29", "2025-13-01", "2025-1-1", "20250101", "", "2025-01-01T00", "0001-01-01"]
        {
            assert!(Day::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ages_and_months() {
        assert_eq!(day("2026-04-30").age_of(day("1960-05-01")), Some(65));
        assert_eq!(day("2026-05-01").age_of(day("1960-05-01")), Some(66));
        assert_eq!(day("2026-05-01").age_of(day("2026-05-02")), None);
        assert_eq!(day("2025-01-02").months_later(3), day("2025-04-02"));
        assert_eq!(day("2025-01-31").months_later(1), day("2025-02-28"));
        assert_eq!(day("2026-01-01").previous(), day("2025-12-31"));
        assert_eq!((day("1970-01-02").number(), day("1969-12-31").number()), (1, -1));
        for text in ["1935-07-01", "2026-11-27", "2000-02-29"] {
            assert_eq!(Day::from_number(day(text).number()), Some(day(text)));
        }
    }
}
