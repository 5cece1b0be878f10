//! Decimal: quantities and unit prices, which may be finer than a fen.

use crate::{Fen, Rounding, Unreadable};
use std::fmt;

/// A number that is not negative, with at most six decimals, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(pub i64);

impl Decimal {
    const UNIT: i64 = 1_000_000;

    /// Reads `"2"`, `"12.5"`, `"0.000125"`.
    pub fn parse(text: &str) -> Result<Decimal, Unreadable> {
        let bad = || Unreadable::Decimal(text.to_string());
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(part) || part.len() > 6 || whole.len() > 10 {
            return Err(bad());
        }
        let whole: i64 = whole.parse().map_err(|_| bad())?;
        let part: i64 = format!("{part:0<6}").parse().map_err(|_| bad())?;
        let number = whole * Decimal::UNIT + part;
        if number > Fen::MOST.0 / 100 * Decimal::UNIT { Err(bad()) } else { Ok(Decimal(number)) }
    }

    /// Quantity times price in yuan, in 10⁻¹² yuan.
    fn product(self, price: Decimal) -> i128 {
        i128::from(self.0) * i128::from(price.0)
    }

    /// Quantity times price, rounded to fen; none if larger than any bill.
    pub fn cost(self, price: Decimal, rounding: Rounding) -> Option<Fen> {
        let fen = rounding.divide(self.product(price), 10_000_000_000);
        i64::try_from(fen).ok().map(Fen).filter(|fen| *fen <= Fen::MOST)
    }

    /// Whether an amount is quantity times price to within one fen.
    pub fn agrees(self, price: Decimal, amount: Fen) -> bool {
        let apart = self.product(price) - i128::from(amount.0) * 10_000_000_000;
        apart.abs() <= 10_000_000_000
    }
}

/// Without needless decimals.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:06}", self.0 % Decimal::UNIT);
        let decimals = decimals.trim_end_matches('0');
        let dot = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!("{}{dot}{decimals}", self.0 / Decimal::UNIT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_and_prices() {
        let read = |text| Decimal::parse(text).expect("readable");
        assert_eq!(read("2").cost(read("12.50"), Rounding::HalfUp), Some(Fen(2_500)));
        assert_eq!(read("3").cost(read("0.005"), Rounding::HalfUp), Some(Fen(2)));
        assert_eq!(read("3").cost(read("0.005"), Rounding::Down), Some(Fen(1)));
        assert!(
            read("3").agrees(read("0.335"), Fen(100)) && read("3").agrees(read("0.335"), Fen(101))
        );
        assert!(!read("3").agrees(read("0.335"), Fen(102)));
        assert_eq!(read("0.000125").to_string(), "0.000125");
        for bad in ["", "-1", "1e3", "1.0000001", "10000000001", "99999999999"] {
            assert!(Decimal::parse(bad).is_err(), "{bad}");
        }
    }
}
