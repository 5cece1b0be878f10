//! Sums of care by month (就医月汇总), for those who decide: each settlement once, an undo takes it away.

use record::Cover;
use record::event::{Billed, VisitOpened};
use std::collections::BTreeMap;
use store::{CareMonthRow, CareSums};
use units::Day;

/// Least ages of the bands in which persons are counted (年龄段).
pub const AGE_BANDS: [u32; 6] = [0, 6, 18, 45, 60, 75];

/// What a settlement adds, without what its person's cover says.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) person: u64,
    pub(super) to: Day,
    care: String,
    level: String,
    place: String,
    sums: CareSums,
}

impl Part {
    /// What a bill of a visit adds, which was of this kind of care.
    pub(super) fn of(visit: &VisitOpened, care: &str, bill: &Billed) -> Part {
        let mut sums = CareSums {
            bills: i64::from(bill.continues.is_none()),
            total: bill.split.total.0,
            in_scope: bill.split.in_scope.0,
            account: bill.person.account.total().0,
            cash: bill.person.cash.0,
            ..CareSums::default()
        };
        for layer in &bill.layers {
            let sum = match layer.id.as_str() {
                "basic" => &mut sums.basic,
                "catastrophic" | "large-sum" => &mut sums.catastrophic,
                "assistance" | "second-aid" => &mut sums.aid,
                _ => &mut sums.other,
            };
            *sum += layer.paid.0;
        }
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        Part {
            person: visit.person,
            to: bill.to,
            care: care.to_string(),
            level: said(&visit.place.level),
            place: said(&visit.place.place),
            sums,
        }
    }
}

/// The band of an age on a day, by its least age; empty where nobody knows.
fn band(born: Option<Day>, on: Day) -> String {
    let age = born.and_then(|born| on.age_of(born));
    let of = |age: u32| AGE_BANDS.iter().rfind(|least| **least <= age);
    age.and_then(of).map_or_else(String::new, ToString::to_string)
}

/// A day's month, as `202603`.
pub(super) fn month_of(day: Day) -> i64 {
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// Sums that a step gathers.
#[derive(Default)]
pub(super) struct Months(BTreeMap<[String; 7], CareMonthRow>);

impl Months {
    /// Adds a settlement, or takes it away.
    pub(super) fn add(&mut self, part: &Part, cover: &Cover, sign: i64) {
        let month = month_of(part.to);
        let class = cover.classes.first().cloned().unwrap_or_else(|| "none".to_string());
        let row = CareMonthRow {
            month,
            insurance: cover.insurance.clone(),
            care: part.care.clone(),
            level: part.level.clone(),
            place: part.place.clone(),
            age: band(cover.born, part.to),
            class,
            sums: CareSums::default(),
        };
        let key = [&row.insurance, &row.care, &row.level, &row.place, &row.age, &row.class];
        let mut all = key.map(String::clone).to_vec();
        all.insert(0, month.to_string());
        let Ok(key) = all.try_into() else { return };
        let into = &mut self.0.entry(key).or_insert(row).sums;
        let from = &part.sums;
        for (sum, moved) in [
            (&mut into.bills, from.bills),
            (&mut into.total, from.total),
            (&mut into.in_scope, from.in_scope),
            (&mut into.basic, from.basic),
            (&mut into.catastrophic, from.catastrophic),
            (&mut into.aid, from.aid),
            (&mut into.other, from.other),
            (&mut into.account, from.account),
            (&mut into.cash, from.cash),
        ] {
            *sum += sign * moved;
        }
    }

    /// The rows, those of nothing left out.
    pub(super) fn rows(self) -> Vec<CareMonthRow> {
        self.0.into_values().filter(|row| row.sums != CareSums::default()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_into_bands() {
        let day = |text| Day::parse(text).expect("a day");
        for (born, band_of) in [
            ("2026-03-01", "0"),
            ("2020-03-02", "0"),
            ("2020-03-01", "6"),
            ("2008-03-01", "18"),
            ("1981-03-01", "45"),
            ("1966-03-01", "60"),
            ("1951-03-01", "75"),
            ("1920-03-01", "75"),
        ] {
            assert_eq!(band(Some(day(born)), day("2026-03-01")), band_of, "{born}");
        }
        assert_eq!(band(None, day("2026-03-01")), "");
        assert_eq!(month_of(day("2026-03-01")), 202_603);
    }
}
