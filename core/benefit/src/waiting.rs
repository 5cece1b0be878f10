//! Waiting (待遇等待期): from which day a late or broken enrolment has benefits.

use law::Waiting;
use units::Day;

/// How somebody enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrolment {
    /// In the regular window, for this year.
    ForYear(i16),
    /// Late, paid on this day.
    PaidOn(Day),
}

/// How many months of waiting broken years bring, of which some were repaired by payment.
pub fn waiting_months(rule: &Waiting, broken_years: u16, repaired_years: u16) -> u16 {
    let further = broken_years.saturating_sub(rule.free_broken_years);
    let variable = further.saturating_mul(rule.months_per_further_broken_year);
    let repaired = repaired_years.saturating_mul(rule.repair_months_per_year);
    let months = rule.fixed_months.saturating_add(variable.saturating_sub(repaired));
    match rule.long_break_years {
        Some(long) if broken_years >= long => months.max(rule.long_break_least_months),
        _ => months,
    }
}

/// The first day of benefits.
pub fn benefits_from(
    rule: &Waiting,
    enrolment: Enrolment,
    broken_years: u16,
    repaired_years: u16,
) -> Option<Day> {
    let start = match enrolment {
        Enrolment::ForYear(year) => Day::new(year, 1, 1)?,
        Enrolment::PaidOn(day) => day,
    };
    let months = waiting_months(rule, broken_years, repaired_years);
    Some(start.months_later(i32::from(months)))
}
