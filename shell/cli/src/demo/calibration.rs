//! The calibration (校准) of the made-up year: published shares of the land and what is assumed beside
//! them, as data with sources in `calibration.toml`. Whole numbers throughout.

use crate::dice::Dice;
use serde::Deserialize;

/// The file.
const TEXT: &str = include_str!("calibration.toml");
/// Nobody is an employee before this age here.
pub(super) const AT_WORK: u64 = 22;
/// Elders from here on.
pub(super) const ELDER: u64 = 60;
/// Shares are parts of this.
pub(super) const WHOLE: u64 = 1000;
/// Levels of hospitals, in the order of the lists below.
pub(super) const LEVELS: [&str; 3] = ["一级", "二级", "三级"];

/// All of it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Calibration {
    pub(super) ages: Ages,
    pub(super) insured: Insured,
    employee: Scheme,
    resident: Scheme,
    pub(super) visit: ByLevel,
    by_age: ByAge,
    pub(super) months: Months,
    pub(super) spread: Spread,
    pub(super) away: Away,
    pub(super) chronic: Chronic,
    pub(super) births: Births,
    pub(super) apart: Apart,
}

/// Persons by age.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Ages {
    pub(super) from: Vec<u64>,
    pub(super) share: Vec<u64>,
    pub(super) last: u64,
}

/// Who is insured how.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Insured {
    pub(super) adults: u64,
    pub(super) elders: u64,
    pub(super) aided: u64,
}

/// How often the insured of a scheme come, and what a stay costs.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Scheme {
    /// Visits for a thousand persons and a year.
    pub(super) visits: u64,
    /// Stays likewise.
    pub(super) stays: u64,
    /// Tenths of a day.
    pub(super) days: u64,
    pub(super) levels: ByLevel,
}

/// Shares and mean costs by level.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ByLevel {
    pub(super) share: Vec<u64>,
    pub(super) cost: Vec<u64>,
}

#[derive(Debug, Clone, Deserialize)]
struct ByAge {
    visits: Vec<u64>,
    stays: Vec<u64>,
}

/// Care over the year.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Months {
    pub(super) share: Vec<u64>,
}

/// How costs lie around their mean.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Spread {
    parts: Vec<u64>,
    /// Of ten thousand stays of the third level.
    pub(super) catastrophic: u64,
    pub(super) between: [u64; 2],
}

/// Stays away from home, of a thousand.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Away {
    pub(super) province: u64,
    pub(super) other: u64,
    pub(super) filed: u64,
}

/// Registered conditions, of a thousand above forty-five.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Chronic {
    pub(super) hypertension: u64,
    pub(super) diabetes: u64,
    pub(super) special: u64,
}

/// Births for a thousand persons.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Births {
    pub(super) rate: u64,
}

/// What goes another way, of a thousand.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Apart {
    pub(super) undone: u64,
    pub(super) open: u64,
    pub(super) late: u64,
    pub(super) mid_stay: u64,
    pub(super) silent: u64,
}

impl Calibration {
    /// Reads the file.
    pub(super) fn read() -> Result<Calibration, String> {
        let read: Result<Calibration, _> = toml::from_str(TEXT);
        let read = read.map_err(|error| format!("the demo's calibration: {error}"))?;
        let bands = read.ages.from.len();
        let lists = [&read.ages.share, &read.by_age.visits, &read.by_age.stays];
        let schemes = [&read.employee.levels, &read.resident.levels, &read.visit];
        let of_levels =
            |by: &ByLevel| by.share.len() == LEVELS.len() && by.cost.len() == LEVELS.len();
        let months = read.months.share.len() == 12 && !read.spread.parts.is_empty();
        if lists.iter().any(|list| list.len() != bands)
            || !schemes.into_iter().all(of_levels)
            || !months
        {
            return Err("the demo's calibration: a list has another length".to_string());
        }
        Ok(read)
    }

    /// A scheme.
    pub(super) fn scheme(&self, employee: bool) -> &Scheme {
        if employee { &self.employee } else { &self.resident }
    }

    /// The band of an age.
    pub(super) fn band(&self, age: u64) -> usize {
        self.ages.from.iter().rposition(|from| *from <= age).unwrap_or(0)
    }

    /// Of a thousand persons of a band, how many are employees.
    pub(super) fn employees(&self, band: usize) -> u64 {
        let from = self.ages.from[band];
        let next = self.ages.from.get(band + 1).copied().unwrap_or(self.ages.last + 1);
        let at_work = next.saturating_sub(from.max(AT_WORK));
        let share = if from >= ELDER { self.insured.elders } else { self.insured.adults };
        share * at_work / (next - from)
    }

    /// Visits and stays that a person of an age can expect, in thousandths: the mean of the insurance
    /// is kept over all its ages.
    pub(super) fn expected(&self, employee: bool, age: u64) -> [u64; 2] {
        let scheme = self.scheme(employee);
        let band = self.band(age);
        let of = |mean: u64, weights: &[u64]| {
            let bands = || self.ages.share.iter().enumerate();
            let persons = |band: usize| match employee {
                true => self.employees(band),
                false => WHOLE - self.employees(band),
            };
            let all: u64 = bands().map(|(band, share)| share * persons(band)).sum();
            let weighed: u64 =
                bands().map(|(band, share)| share * persons(band) * weights[band]).sum();
            mean * weights[band] * all / weighed.max(1)
        };
        [of(scheme.visits, &self.by_age.visits), of(scheme.stays, &self.by_age.stays)]
    }

    /// A factor around one, in thousandths.
    pub(super) fn factor(&self, dice: &mut Dice) -> u64 {
        let parts = &self.spread.parts;
        let mean = parts.iter().sum::<u64>() / parts.len() as u64;
        let place = dice.below(parts.len() as u64) as usize;
        // Between this quantile and the next, so that no two costs are alike.
        let next = parts.get(place + 1).copied().unwrap_or(parts[place]);
        let half = next - parts[place];
        let part = parts[place] - half.min(parts[place]) / 2 + dice.below(half.max(1));
        part * WHOLE / mean
    }

    /// How often something comes that is expected so many thousandth times.
    pub(super) fn times(expected: u64, dice: &mut Dice) -> u64 {
        expected / WHOLE + u64::from(dice.below(WHOLE) < expected % WHOLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_source_and_shares_come_to_the_whole() {
        let table: toml::Table = TEXT.parse().expect("TOML");
        for (name, figures) in table {
            for key in ["source", "grade"] {
                assert!(figures.get(key).is_some(), "[{name}] has no {key}");
            }
        }
        let read = Calibration::read().expect("it reads");
        let shares = [&read.ages.share, &read.months.share, &read.visit.share];
        let schemes = [true, false].map(|employee| read.scheme(employee).levels.share.clone());
        for share in shares.into_iter().chain(&schemes) {
            assert_eq!(share.iter().sum::<u64>(), WHOLE, "{share:?}");
        }
    }

    #[test]
    fn means_are_kept_over_all_ages_and_draws() {
        let read = Calibration::read().expect("it reads");
        let mut dice = Dice::new(3);
        let sum: u64 = (0..20_000).map(|_| read.factor(&mut dice)).sum();
        assert!((960..1_040).contains(&(sum / 20_000)), "{sum}");
        for employee in [true, false] {
            let (mut visits, mut persons) = (0, 0);
            for (band, share) in read.ages.share.iter().enumerate() {
                let of = read.employees(band);
                let of = share * if employee { of } else { WHOLE - of };
                visits += of * read.expected(employee, read.ages.from[band])[0];
                persons += of;
            }
            let (mean, wanted) = (visits / persons, read.scheme(employee).visits);
            assert!(mean.abs_diff(wanted) <= 2, "{mean} {wanted}");
        }
    }
}
