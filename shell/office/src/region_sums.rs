//! Sums of care of a region (地区就医汇总): spans of months, shares, and what the acts for those who decide
//! read alike. No person is read for them.

use crate::desk::DeskError;
use crate::journal::Journal;
use store::{CareMonthRow, CareSums};

/// A month as `202603`.
pub type Month = i64;

/// The month before.
pub fn before(month: Month) -> Month {
    if month % 100 == 1 { month - 100 + 11 } else { month - 1 }
}

/// The month so many months earlier.
pub fn earlier(month: Month, by: u32) -> Month {
    (0..by).fold(month, |month, _| before(month))
}

/// The months from one to another.
pub fn months(from: Month, to: Month) -> Vec<Month> {
    let mut all = Vec::new();
    let mut month = to;
    // No page looks at more than a century.
    while month >= from && all.len() < 1200 {
        all.push(month);
        month = before(month);
    }
    all.reverse();
    all
}

/// A share as a count of tenths of a percent, rounded half up; none of nothing.
pub fn permille(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    i64::try_from((part * 2000 + whole).div_euclid(whole * 2)).ok()
}

/// What persons bear of sums: account and cash.
pub fn borne(sums: &CareSums) -> i64 {
    sums.account + sums.cash
}

/// What all funds pay of sums.
pub fn paid(sums: &CareSums) -> i64 {
    sums.basic + sums.catastrophic + sums.aid + sums.other
}

/// Adds sums to others.
pub fn add(into: &mut CareSums, from: &CareSums) {
    into.bills += from.bills;
    into.total += from.total;
    into.in_scope += from.in_scope;
    into.basic += from.basic;
    into.catastrophic += from.catastrophic;
    into.aid += from.aid;
    into.other += from.other;
    into.account += from.account;
    into.cash += from.cash;
}

/// The first and the last month in which there was care; none: there was none.
pub async fn known_months(journal: &Journal) -> Result<Option<(Month, Month)>, DeskError> {
    let models = journal.store().models();
    let rows = models.care_by_month(journal.number(), (0, 999_999)).await?;
    let first = rows.iter().map(|row| row.month).min();
    Ok(first.zip(rows.iter().map(|row| row.month).max()))
}

/// How many persons were insured in a month, by insurance.
pub async fn insured(journal: &Journal, month: Month) -> Result<Vec<(String, i64)>, DeskError> {
    let rows = journal.store().models().insured(journal.number(), month).await?;
    let mut found: Vec<(String, i64)> = Vec::new();
    for row in rows {
        match found.iter_mut().find(|(insurance, _)| *insurance == row.insurance) {
            Some((_, persons)) => *persons += row.persons,
            None => found.push((row.insurance, row.persons)),
        }
    }
    Ok(found)
}

/// Rows summed by what they have in common, in the order of those keys.
pub fn by<K: Ord + Clone>(
    rows: &[CareMonthRow],
    key: impl Fn(&CareMonthRow) -> Option<K>,
) -> Vec<(K, CareSums)> {
    let mut found = std::collections::BTreeMap::new();
    for row in rows {
        if let Some(key) = key(row) {
            add(found.entry(key).or_default(), &row.sums);
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_over_the_year() {
        assert_eq!(before(202_601), 202_512);
        assert_eq!(earlier(202_603, 3), 202_512);
        assert_eq!(months(202_511, 202_602), [202_511, 202_512, 202_601, 202_602]);
        assert_eq!(months(202_602, 202_511), [0; 0]);
    }

    #[test]
    fn shares_are_rounded_once() {
        assert_eq!(permille(1, 3), Some(333));
        assert_eq!(permille(2, 3), Some(667));
        assert_eq!(permille(1, 2000), Some(1), "half up");
        assert_eq!(permille(5, 0), None);
        assert_eq!(permille(i64::MAX, i64::MAX), Some(1000));
    }
}
