//! Ratios in millionths, and the one place where their fractions are rounded.

use units::Rate;

/// A ratio in millionths, not bound to a share: a weight may be above one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio(pub i64);

/// The whole, in millionths.
pub(crate) fn whole() -> i128 {
    i128::from(Rate::ONE.0)
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, number) = (whole(), i128::from(self.0));
        let sign = if number < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:06}", number.abs() / whole, number.abs() % whole)
    }
}

/// One number beside another, rounded half up. None beside nothing or beyond all bounds.
pub(crate) fn ratio(number: i128, beside: i128) -> Option<Ratio> {
    if beside <= 0 || number < 0 {
        return None;
    }
    let (number, beside) = halved(number, beside);
    let doubled = number.checked_mul(whole() * 2)?.checked_add(beside)?;
    i64::try_from(doubled / beside.checked_mul(2)?).ok().map(Ratio)
}

/// Halves both numbers until they leave room for the millionths.
fn halved(mut number: i128, mut beside: i128) -> (i128, i128) {
    let room = i128::MAX / (whole() * 4);
    while (number > room || beside > room) && beside > 1 {
        number /= 2;
        beside /= 2;
    }
    (number, beside)
}

/// The standard deviation of all these beside their mean. None for no costs and beyond all bounds.
pub(crate) fn spread(costs: impl Iterator<Item = i64> + Clone) -> Option<Ratio> {
    let mut count: i128 = 0;
    let (mut sum, mut squares) = (0i128, 0i128);
    for cost in costs {
        let cost = i128::from(cost);
        count += 1;
        sum = sum.checked_add(cost)?;
        squares = squares.checked_add(cost.checked_mul(cost)?)?;
    }
    // n·sd over n·mean: the count falls out of the ratio.
    let apart = count.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    let apart = u128::try_from(apart).ok()?;
    let scale = u128::try_from(whole()).ok()?;
    match apart.checked_mul(scale * scale) {
        Some(scaled) => {
            // Already in millionths.
            let root = i128::try_from(scaled.isqrt()).ok()?;
            if sum <= 0 {
                return None;
            }
            i64::try_from((2 * root + sum) / (2 * sum)).ok().map(Ratio)
        }
        None => ratio(i128::try_from(apart.isqrt()).ok()?, sum),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_rounded_half_up() {
        #[track_caller]
        fn check(number: i128, beside: i128, want: Option<i64>) {
            assert_eq!(ratio(number, beside), want.map(Ratio), "{number} beside {beside}");
        }
        check(1, 3, Some(333_333));
        check(2, 3, Some(666_667));
        check(1, 2_000_000, Some(1));
        check(1, 2_000_001, Some(0));
        check(5, 0, None);
        check(-1, 1, None);
        check(i128::MAX, i128::MAX, Some(1_000_000));
        check(i128::MAX, 1, None);
        assert_eq!(Ratio(1_500_000).to_string(), "1.500000");
        assert_eq!(Ratio(-40).to_string(), "-0.000040");
    }

    #[test]
    fn spread_is_that_of_the_whole_population() {
        #[track_caller]
        fn check(costs: &[i64], want: Option<i64>) {
            assert_eq!(spread(costs.iter().copied()), want.map(Ratio), "{costs:?}");
        }
        check(&[], None);
        check(&[7], Some(0));
        check(&[2, 4, 4, 4, 5, 5, 7, 9], Some(400_000));
        check(&[1, 2], Some(333_333));
        check(&[100_000_000_000, 300_000_000_000], Some(500_000));
        check(&[i64::MAX, i64::MAX, i64::MAX], None);
    }
}
