//! Total: a sum of amounts, wider than an amount, so that no sum of entries overflows.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};
use units::Fen;

/// A sum of amounts in whole fen. 2⁶⁴ of the largest amounts still fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Total(pub i128);

impl Total {
    /// Nothing.
    pub const ZERO: Total = Total(0);

    /// As an amount, where it fits one.
    pub fn fen(self) -> Option<Fen> {
        i64::try_from(self.0).ok().map(Fen)
    }
}

impl From<Fen> for Total {
    fn from(fen: Fen) -> Total {
        Total(i128::from(fen.0))
    }
}

impl Add for Total {
    type Output = Total;
    fn add(self, other: Total) -> Total {
        Total(self.0 + other.0)
    }
}

impl Sub for Total {
    type Output = Total;
    fn sub(self, other: Total) -> Total {
        Total(self.0 - other.0)
    }
}

impl Neg for Total {
    type Output = Total;
    fn neg(self) -> Total {
        Total(-self.0)
    }
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Total) {
        self.0 += other.0;
    }
}

impl std::iter::Sum for Total {
    fn sum<I: Iterator<Item = Total>>(all: I) -> Total {
        Total(all.map(|total| total.0).sum())
    }
}

/// Yuan with two decimals, as an amount is written.
impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_written_as_amounts_and_go_beyond_them() {
        for fen in [0, 5, -5, 1_316_000, i64::MAX, i64::MIN] {
            assert_eq!(Total::from(Fen(fen)).to_string(), Fen(fen).to_string());
            assert_eq!(Total::from(Fen(fen)).fen(), Some(Fen(fen)));
        }
        let two: Total = [Fen(i64::MAX); 2].into_iter().map(Total::from).sum();
        assert_eq!(two.fen(), None);
        assert_eq!(two.to_string(), "184467440737095516.14");
        assert_eq!((two - two, -Total(3) + Total(3)), (Total::ZERO, Total::ZERO));
    }
}
