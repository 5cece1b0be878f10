//! Numbers (数值) as they were written, digit by digit: none ever passes through a float.

use std::fmt;

/// A number with so many decimals: `units` times ten to the power of minus `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    units: i128,
    scale: usize,
}

/// Why a text is no number of the wanted size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Not a number.
    NoNumber,
    /// More digits before the point than this.
    TooWide(usize),
    /// More decimals than allowed.
    TooFine,
}

/// No field may have more digits; so many fit into what holds them.
pub(super) const MOST_DIGITS: usize = 36;

impl Number {
    /// Reads a text of at most `length` digits, `scale` of them decimals. A power of ten, as in
    /// `1e3`, may stand in JSON numbers only.
    pub(super) fn read(
        text: &str,
        length: usize,
        scale: usize,
        power: bool,
    ) -> Result<Number, Unfit> {
        let (digits, point, negative) = taken_apart(text, power).ok_or(Unfit::NoNumber)?;
        let length = if length == 0 { MOST_DIGITS } else { length.min(MOST_DIGITS) };
        let whole_most = length.saturating_sub(scale);
        let count = digits.len() as i64;
        if count == 0 {
            return Ok(Number { units: 0, scale });
        }
        if point.saturating_sub(count).saturating_neg() > scale as i64 {
            return Err(Unfit::TooFine);
        }
        if point > whole_most as i64 {
            return Err(Unfit::TooWide(whole_most));
        }
        let zeros = (point.saturating_add(scale as i64) - count).max(0);
        let mut units: i128 = 0;
        let padding = std::iter::repeat_n(0_u8, usize::try_from(zeros).unwrap_or(0));
        for digit in digits.into_iter().chain(padding) {
            let next = units.checked_mul(10).and_then(|u| u.checked_add(i128::from(digit)));
            units = next.ok_or(Unfit::TooWide(whole_most))?;
        }
        Ok(Number { units: if negative { -units } else { units }, scale })
    }

    /// The number times ten to the power of its scale.
    pub fn units(self) -> i128 {
        self.units
    }

    /// How many decimals it has.
    pub fn scale(self) -> usize {
        self.scale
    }

    /// The number times ten to the power of `scale`, if that is whole and not too large.
    pub fn at(self, scale: usize) -> Option<i128> {
        if scale >= self.scale {
            let power = u32::try_from(scale - self.scale).ok()?;
            self.units.checked_mul(10_i128.checked_pow(power)?)
        } else {
            let power = 10_i128.checked_pow(u32::try_from(self.scale - scale).ok()?)?;
            (self.units % power == 0).then(|| self.units / power)
        }
    }
}

/// As it goes out: with all its decimals.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let width = self.scale + 1;
        let digits = format!("{:0width$}", self.units.unsigned_abs());
        let (whole, decimals) = digits.split_at(digits.len() - self.scale);
        let dot = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!("{sign}{whole}{dot}{decimals}"))
    }
}

/// Digits without zeros at either end, where the point stands among them, and the sign.
fn taken_apart(text: &str, power: bool) -> Option<(Vec<u8>, i64, bool)> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) if power => (mantissa, exponent_of(exponent)?),
        Some(_) => return None,
        None => (rest, 0),
    };
    let (whole, decimals) = match mantissa.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, decimals)) => (whole, decimals),
        None => (mantissa, ""),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let digits = whole.bytes().chain(decimals.bytes()).map(|byte| byte - b'0');
    let leading = digits.clone().take_while(|digit| *digit == 0).count();
    let mut digits: Vec<u8> = digits.skip(leading).collect();
    while digits.last() == Some(&0) {
        digits.pop();
    }
    let point = (whole.len() as i64 - leading as i64).saturating_add(exponent);
    Some((digits, point, negative))
}

/// A power of ten; one that is beyond all bounds stays so.
fn exponent_of(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        #[track_caller]
        fn check(text: &str, units: i128) {
            let number = Number::read(text, 16, 2, true).expect(text);
            assert_eq!((number.units(), number.scale()), (units, 2), "{text}");
        }
        check("0", 0);
        check("-0.00", 0);
        check("12.5", 1_250);
        check("-12.50", -1_250);
        check("0.01", 1);
        check("007", 700);
        check("1.10000", 110);
        check("99999999999999.99", 9_999_999_999_999_999);
        check("1e3", 100_000);
        check("1.25E+1", 1_250);
        check("125e-2", 125);
        check("0e99999999999999999999", 0);
    }

    #[test]
    fn what_does_not_fit_is_told_apart() {
        #[track_caller]
        fn check(text: &str, unfit: Unfit) {
            assert_eq!(Number::read(text, 16, 2, true), Err(unfit), "{text}");
        }
        for text in ["", "-", "+1", ".5", "5.", "1,000", " 1", "1 ", "0x1", "1e", "一", "1.2.3"] {
            check(text, Unfit::NoNumber);
        }
        check("0.001", Unfit::TooFine);
        check("1e-3", Unfit::TooFine);
        check("1e-99999999999999999999", Unfit::TooFine);
        check("100000000000000", Unfit::TooWide(14));
        check("1e99999999999999999999", Unfit::TooWide(14));
        assert_eq!(Number::read("1e3", 16, 2, false), Err(Unfit::NoNumber));
        assert_eq!(Number::read("12.5", 4, 2, false).map(Number::units), Ok(1_250));
        let long = "9".repeat(MOST_DIGITS);
        assert!(Number::read(&long, 0, 0, false).is_ok());
        assert_eq!(Number::read(&format!("{long}9"), 0, 0, false), Err(Unfit::TooWide(36)));
    }

    #[test]
    fn numbers_change_their_scale_and_go_out() {
        let number = Number::read("-12.50", 16, 4, false).expect("reads");
        assert_eq!((number.at(6), number.at(2), number.at(1), number.at(0)), {
            (Some(-12_500_000), Some(-1_250), Some(-125), None)
        });
        assert_eq!(number.at(99), None);
        assert_eq!(number.to_string(), "-12.5000");
        assert_eq!(Number::read("0.05", 16, 2, false).map(|n| n.to_string()), Ok("0.05".into()));
        assert_eq!(Number::read("7", 4, 0, false).map(|n| n.to_string()), Ok("7".into()));
    }
}
