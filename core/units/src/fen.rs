//! Fen (分): money as whole hundredths of a yuan.

use crate::Unreadable;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount of money in whole fen (分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fen(pub i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Fen = Fen(0);
    /// The largest amount that any one bill or figure may have: ten thousand million yuan.
    /// Up to here an amount times a rate, summed over a bill, stays inside 64 bits.
    pub const MOST: Fen = Fen(1_000_000_000_000);

    /// Reads yuan with at most two decimals: `"22000.00"`, `"900"`, `"-100"`.
    pub fn parse(text: &str) -> Result<Fen, Unreadable> {
        let bad = || Unreadable::Amount(text.to_string());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (yuan, cents) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(yuan) || !all_digits(cents) || cents.len() > 2 {
            return Err(bad());
        }
        let too_large = || Unreadable::TooLarge(text.to_string());
        let yuan: i64 = yuan.parse().map_err(|_| too_large())?;
        let cents: i64 =
            cents.parse::<i64>().map_err(|_| bad())? * if cents.len() == 1 { 10 } else { 1 };
        let fen = yuan.checked_mul(100).and_then(|f| f.checked_add(cents)).ok_or_else(too_large)?;
        if fen > Fen::MOST.0 {
            return Err(too_large());
        }
        Ok(Fen(if negative { -fen } else { fen }))
    }

    /// The larger of this amount and nothing.
    pub fn or_zero(self) -> Fen {
        Fen(self.0.max(0))
    }
}

/// Yuan with two decimals, as everywhere in our own JSON and on pages.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let text =
            format!("{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        f.pad(&text)
    }
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0 + other.0)
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0 - other.0)
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen(-self.0)
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        self.0 += other.0;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        self.0 -= other.0;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(all: I) -> Fen {
        Fen(all.map(|f| f.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, fen: Option<i64>) {
        assert_eq!(Fen::parse(text).ok().map(|f| f.0), fen, "{text}");
    }

    #[test]
    fn yuan_are_read_and_written() {
        check("22000.00", Some(2_200_000));
        check("900", Some(90_000));
        check("0.5", Some(50));
        check("-100", Some(-10_000));
        check("10000000000.00", Some(1_000_000_000_000));
        for bad in
            ["", ".", "1.", ".5", "1.234", "1e3", "+1", "--1", "1,000", "１", "10000000000.01"]
        {
            check(bad, None);
        }
        check("99999999999999999999999999", None);
        assert_eq!(Fen(-5).to_string(), "-0.05");
        assert_eq!(Fen(1_316_000).to_string(), "13160.00");
    }
}
