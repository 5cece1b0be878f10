//! Rate: a share of one in millionths. 83 % is 830 000.

use crate::Unreadable;
use std::fmt;

/// A share in parts per million. Only [`crate::Rounding`] turns an amount times a rate into fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(pub i64);

impl Rate {
    /// Nothing.
    pub const ZERO: Rate = Rate(0);
    /// The whole.
    pub const ONE: Rate = Rate(1_000_000);

    /// Reads a percentage to four decimals: `"83%"`, `"0.2%"`, `"-3%"`.
    pub fn parse(text: &str) -> Result<Rate, Unreadable> {
        let bad = || Unreadable::Rate(text.to_string());
        let body = text.strip_suffix('%').ok_or_else(bad)?;
        let (negative, digits) = match body.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, body),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(part) || part.len() > 4 || whole.len() > 6 {
            return Err(bad());
        }
        let whole: i64 = whole.parse().map_err(|_| bad())?;
        let part: i64 = format!("{part:0<4}").parse().map_err(|_| bad())?;
        let millionths = whole * 10_000 + part;
        Ok(Rate(if negative { -millionths } else { millionths }))
    }
}

/// A percentage without needless decimals.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 10_000, self.0.unsigned_abs() % 10_000);
        let decimals = format!("{part:04}");
        let decimals = decimals.trim_end_matches('0');
        let dot = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!("{sign}{whole}{dot}{decimals}%"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_and_written() {
        for (text, millionths) in
            [("83%", 830_000), ("0.2%", 2_000), ("-3%", -30_000), ("100%", 1_000_000)]
        {
            let rate = Rate::parse(text).expect("readable");
            assert_eq!(rate.0, millionths);
            assert_eq!(rate.to_string(), text);
        }
        for bad in ["83", "%", "8 3%", "0.00001%", "-%", "1e2%", "1234567%"] {
            assert!(Rate::parse(bad).is_err(), "{bad}");
        }
    }
}
