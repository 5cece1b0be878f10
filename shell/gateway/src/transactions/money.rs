//! Money on the wire (金额): a JSON number with exactly two decimals, made of digits and never of a float.

use serde_json::{Number, Value};
use units::Fen;

/// An amount.
pub(super) fn yuan(fen: Fen) -> Value {
    digits(&fen.to_string())
}

/// A number from its digits.
pub(super) fn digits(text: &str) -> Value {
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// A share of two amounts with four decimals, the fifth cut off.
pub(super) fn share(part: Fen, whole: Fen) -> Value {
    let share = match whole.0 {
        0 => 0,
        whole => i128::from(part.0) * 10_000 / i128::from(whole),
    };
    digits(&format!("{}.{:04}", share / 10_000, share % 10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_decimals() {
        let said = |fen| yuan(Fen(fen)).to_string();
        assert_eq!(
            [said(0), said(5), said(-120), said(1_234_567)],
            ["0.00", "0.05", "-1.20", "12345.67"]
        );
        let said = |part, whole| share(Fen(part), Fen(whole)).to_string();
        assert_eq!([said(1, 3), said(5, 5), said(0, 0)], ["0.3333", "1.0000", "0.0000"]);
    }
}
