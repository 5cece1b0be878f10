//! Trimming (裁剪): which cases of a group are left out before means are taken.

use super::ratio::{Ratio, whole};
use std::ops::RangeInclusive;

/// How outliers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trim {
    /// None is left out.
    Nothing,
    /// Those below one share of the cases by cost, or above another.
    Percentile {
        /// The lower share.
        low: Ratio,
        /// The upper share.
        high: Ratio,
    },
    /// Those below or above multiples of the group's mean.
    Mean {
        /// The lower multiple.
        low: Ratio,
        /// The upper multiple.
        high: Ratio,
    },
    /// Those further from the quartiles than a multiple of the distance between them (IQR).
    Quartiles {
        /// The multiple.
        times: Ratio,
    },
}

impl Trim {
    /// The costs that stay, out of costs in ascending order.
    pub(crate) fn within(self, costs: &[i64]) -> RangeInclusive<i128> {
        let (Some(first), Some(last)) = (costs.first(), costs.last()) else { return 0..=0 };
        match self {
            Trim::Nothing => i128::from(*first)..=i128::from(*last),
            Trim::Percentile { low, high } => at(costs, low)..=at(costs, high),
            Trim::Mean { low, high } => {
                let sum: i128 = costs.iter().map(|cost| i128::from(*cost)).sum();
                let count = i128::try_from(costs.len()).unwrap_or(1) * whole();
                let part = |ratio: Ratio| sum.saturating_mul(i128::from(ratio.0));
                // From the lower bound rounded up to the upper one rounded down.
                let below = part(low).saturating_add(count - 1).div_euclid(count);
                below..=part(high).div_euclid(count)
            }
            Trim::Quartiles { times } => {
                let quarter = i64::try_from(whole() / 4).unwrap_or(0);
                let (low, high) = (at(costs, Ratio(quarter)), at(costs, Ratio(3 * quarter)));
                let far = (high - low).saturating_mul(i128::from(times.0)) / whole();
                low - far..=high + far
            }
        }
    }
}

/// The cost at a share of the cases: the nearest rank, that is the smallest cost that at least this
/// share of the cases does not exceed.
fn at(costs: &[i64], share: Ratio) -> i128 {
    let count = i128::try_from(costs.len()).unwrap_or(i128::MAX);
    let whole = whole();
    let rank = (i128::from(share.0).clamp(0, whole) * count + whole - 1) / whole;
    let place = usize::try_from(rank.max(1) - 1).unwrap_or(0);
    costs.get(place).copied().map_or(0, i128::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(trim: Trim, costs: &[i64], kept: &[i64]) {
        let within = trim.within(costs);
        let got: Vec<i64> =
            costs.iter().copied().filter(|cost| within.contains(&i128::from(*cost))).collect();
        assert_eq!(got, kept, "{trim:?}");
    }

    #[test]
    fn outliers_are_left_out() {
        let costs = [1, 10, 10, 11, 12, 12, 13, 14, 15, 100];
        check(Trim::Nothing, &costs, &costs);
        check(Trim::Nothing, &[], &[]);
        let (low, high) = (Ratio(150_000), Ratio(900_000));
        check(Trim::Percentile { low, high }, &costs, &costs[1..9]);
        let (low, high) = (Ratio(0), Ratio(1_000_000));
        check(Trim::Percentile { low, high }, &costs, &costs);
        // The mean is 19.8.
        let (low, high) = (Ratio(500_000), Ratio(2_000_000));
        check(Trim::Mean { low, high }, &costs, &costs[1..9]);
        check(Trim::Mean { low: Ratio(1_000_000), high: Ratio(1_000_000) }, &[5, 5], &[5, 5]);
        check(Trim::Quartiles { times: Ratio(1_500_000) }, &costs, &costs[1..9]);
        check(Trim::Quartiles { times: Ratio(0) }, &costs, &[10, 10, 11, 12, 12, 13, 14]);
    }
}
