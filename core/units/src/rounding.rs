//! Rounding: the one place where a fraction of a fen may die.

/// How a fraction becomes a whole number. The law names the mode and the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// A half goes away from zero (四舍五入).
    HalfUp,
    /// Toward zero (truncation).
    Down,
    /// Away from zero.
    Up,
    /// A half goes to the even neighbour.
    HalfEven,
}

impl Rounding {
    /// All modes by the names that law uses.
    pub const NAMES: [(&'static str, Rounding); 4] = [
        ("half-up", Rounding::HalfUp),
        ("down", Rounding::Down),
        ("up", Rounding::Up),
        ("half-even", Rounding::HalfEven),
    ];

    /// The name that law uses.
    pub fn name(self) -> &'static str {
        Rounding::NAMES.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }

    /// `number / unit`, rounded. `unit` is positive.
    #[inline]
    pub fn divide(self, number: i128, unit: i128) -> i128 {
        debug_assert!(unit > 0);
        let (whole, rest) = (number / unit, (number % unit).abs());
        let away = match self {
            Rounding::Down => false,
            Rounding::Up => rest > 0,
            Rounding::HalfUp => rest * 2 >= unit,
            Rounding::HalfEven => rest * 2 > unit || (rest * 2 == unit && whole % 2 != 0),
        };
        if !away {
            whole
        } else if number < 0 {
            whole - 1
        } else {
            whole + 1
        }
    }

    /// Millionths of a fen to whole fen, for amounts that are not negative; the hot path's form.
    #[inline(always)]
    pub fn millionths(self, number: i64) -> i64 {
        const UNIT: u64 = 1_000_000;
        debug_assert!(number >= 0);
        let number = number as u64;
        let fen = match self {
            Rounding::HalfUp => (number + UNIT / 2) / UNIT,
            Rounding::Down => number / UNIT,
            Rounding::Up => number.div_ceil(UNIT),
            Rounding::HalfEven => {
                let (whole, rest) = (number / UNIT, number % UNIT);
                whole + u64::from(rest > UNIT / 2 || (rest == UNIT / 2 && whole % 2 == 1))
            }
        };
        fen as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: i128, want: [i128; 4]) {
        let got = Rounding::NAMES.map(|(_, mode)| mode.divide(number, 10));
        assert_eq!(got, want, "{number}/10");
        if number >= 0 {
            let got = Rounding::NAMES.map(|(_, mode)| mode.millionths(number as i64 * 100_000));
            assert_eq!(got.map(i128::from), want, "{number}/10 in millionths");
        }
    }

    #[test]
    fn each_mode_at_each_tenth() {
        // half-up, down, up, half-even
        check(0, [0, 0, 0, 0]);
        check(4, [0, 0, 1, 0]);
        check(5, [1, 0, 1, 0]);
        check(6, [1, 0, 1, 1]);
        check(15, [2, 1, 2, 2]);
        check(25, [3, 2, 3, 2]);
        check(-5, [-1, 0, -1, 0]);
        check(-25, [-3, -2, -3, -2]);
    }
}
