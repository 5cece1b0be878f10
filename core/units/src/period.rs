//! Period: the span over which an accumulator counts, and its name in a key.

use crate::Day;
use std::fmt;

/// Over what an accumulator counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// One bill.
    Bill,
    /// One day.
    Day,
    /// One month.
    Month,
    /// Monthly quotas that carry over inside the year; counted over the year.
    MonthCarried,
    /// One quarter.
    Quarter,
    /// One year.
    Year,
    /// A referral chain (转诊).
    Chain,
    /// For ever.
    Life,
}

impl PeriodKind {
    /// All kinds by the names that law uses.
    pub const NAMES: [(&'static str, PeriodKind); 8] = [
        ("bill", PeriodKind::Bill),
        ("day", PeriodKind::Day),
        ("month", PeriodKind::Month),
        ("month-carried", PeriodKind::MonthCarried),
        ("quarter", PeriodKind::Quarter),
        ("year", PeriodKind::Year),
        ("chain", PeriodKind::Chain),
        ("life", PeriodKind::Life),
    ];

    /// The name that law uses.
    pub fn name(self) -> &'static str {
        PeriodKind::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The period that holds `day`. Bills and chains have names instead of days.
    pub fn of(self, day: Day, bill: &str, chain: &str) -> Period {
        match self {
            PeriodKind::Bill => Period::Bill(bill.to_string()),
            PeriodKind::Day => Period::Day(day),
            PeriodKind::Month => Period::Month(day.year(), day.month()),
            PeriodKind::Quarter => Period::Quarter(day.year(), (day.month() + 2) / 3),
            PeriodKind::Year | PeriodKind::MonthCarried => Period::Year(day.year()),
            PeriodKind::Chain => Period::Chain(chain.to_string()),
            PeriodKind::Life => Period::Life,
        }
    }
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One bill, by its id.
    Bill(String),
    /// A day.
    Day(Day),
    /// A year and a month.
    Month(i16, i8),
    /// A year and a quarter.
    Quarter(i16, i8),
    /// A year.
    Year(i16),
    /// A referral chain, by the id of its first bill.
    Chain(String),
    /// For ever.
    Life,
}

impl Period {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Period> {
        if text == "life" {
            return Some(Period::Life);
        }
        if let Some(id) = text.strip_prefix("chain:") {
            return Some(Period::Chain(id.to_string()));
        }
        if let Some(id) = text.strip_prefix("bill:") {
            return Some(Period::Bill(id.to_string()));
        }
        if let Ok(day) = Day::parse(text) {
            return Some(Period::Day(day));
        }
        let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse().ok())?;
        let year = number(text.get(..4)?)?;
        match text.get(4..)? {
            "" => Some(Period::Year(year)),
            rest => {
                if let Some(quarter) = rest.strip_prefix("-Q") {
                    let quarter = number(quarter).filter(|q| (1..=4).contains(q))?;
                    return Some(Period::Quarter(year, quarter as i8));
                }
                let month = rest.strip_prefix('-').filter(|m| m.len() == 2).and_then(number)?;
                (1..=12).contains(&month).then_some(Period::Month(year, month as i8))
            }
        }
    }

    /// Whether a period of this kind may be written so.
    pub fn is_of(&self, kind: PeriodKind) -> bool {
        matches!(
            (self, kind),
            (Period::Bill(_), PeriodKind::Bill)
                | (Period::Day(_), PeriodKind::Day)
                | (Period::Month(..), PeriodKind::Month)
                | (Period::Quarter(..), PeriodKind::Quarter)
                | (Period::Year(_), PeriodKind::Year | PeriodKind::MonthCarried)
                | (Period::Chain(_), PeriodKind::Chain)
                | (Period::Life, PeriodKind::Life)
        )
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Bill(id) => write!(f, "bill:{id}"),
            Period::Day(day) => write!(f, "{day}"),
            Period::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Period::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Period::Year(year) => write!(f, "{year:04}"),
            Period::Chain(id) => write!(f, "chain:{id}"),
            Period::Life => write!(f, "life"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_what_they_write() {
        for text in ["2026", "2026-03", "2026-Q1", "2026-03-05", "chain:b7", "bill:1", "life"] {
            assert_eq!(Period::parse(text).expect(text).to_string(), text);
        }
        for bad in ["", "26", "2026-3", "2026-Q5", "2026-13", "2026-00", "20a6", "+026", "年年年年"]
        {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_day_lies_in_its_periods() {
        let day = Day::parse("2026-03-05").expect("a day");
        let written: Vec<String> =
            PeriodKind::NAMES.iter().map(|(_, k)| k.of(day, "7", "3").to_string()).collect();
        let want =
            ["bill:7", "2026-03-05", "2026-03", "2026", "2026-Q1", "2026", "chain:3", "life"];
        assert_eq!(written, want);
    }
}
