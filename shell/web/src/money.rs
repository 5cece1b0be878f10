//! Amounts as pages show them: 1,234.56; and what people type, as law reads it.

use units::Fen;

/// An amount with its thousands apart.
pub(crate) fn yuan(fen: Fen) -> String {
    group_digits(&fen.to_string())
}

/// A count with its thousands apart. Numbers that name something stay as they are typed.
pub(crate) fn count(number: impl TryInto<i64>) -> String {
    // Beyond the numbers of amounts nothing is counted.
    let number = number.try_into().unwrap_or(i64::MAX);
    let text = group_digits(&format!("{number}.00"));
    text.trim_end_matches(".00").to_string()
}

/// The same for an amount that is a text already.
pub(crate) fn yuan_text(text: &str) -> String {
    Fen::parse(text).map_or_else(|_| text.to_string(), yuan)
}

/// A difference with its sign.
pub(crate) fn signed(fen: Fen) -> String {
    match fen.0 {
        0 => "0.00".to_string(),
        n if n > 0 => format!("+{}", yuan(fen)),
        _ => format!("−{}", yuan(-fen)),
    }
}

/// A part of a whole in tenths of a percent, as `59.8%`.
pub(crate) fn percent(part: Fen, whole: Fen) -> String {
    tenths(permille(part, whole))
}

/// Thousandths as tenths of a percent.
pub(crate) fn tenths(permille: i64) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}

/// A part of a whole in thousandths, rounded half up; 0 of nothing.
pub(crate) fn permille(part: Fen, whole: Fen) -> i64 {
    if whole.0 <= 0 {
        return 0;
    }
    (part.0.max(0) * 2000 + whole.0) / (whole.0 * 2)
}

/// Puts commas into amounts with two decimals; other numbers (years, codes) stay.
pub(crate) fn group_digits(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + 8);
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            let next =
                (at + 1..=bytes.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(bytes.len());
            out.push_str(&text[at..next]);
            at = next;
            continue;
        }
        let whole = &text[at..at + digits];
        let tail = bytes.get(at + digits..).unwrap_or(&[]);
        let decimals = tail.iter().skip(1).take_while(|b| b.is_ascii_digit()).count();
        if tail.first() == Some(&b'.') && decimals == 2 {
            for (i, digit) in whole.chars().enumerate() {
                if i > 0 && (digits - i) % 3 == 0 {
                    out.push(',');
                }
                out.push(digit);
            }
        } else {
            out.push_str(whole);
        }
        at += digits;
        if tail.first() == Some(&b'.') && decimals > 0 {
            out.push_str(&text[at..=at + decimals]);
            at += decimals + 1;
        }
    }
    out
}

/// What a person types for an amount or a number, without marks: `２２,０００ 元` is `22000`.
pub(crate) fn typed_number(text: &str) -> String {
    let plain = text.chars().filter_map(|c| match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        '．' | '。' => Some('.'),
        ',' | '，' | '元' | '¥' | '￥' => None,
        c if c.is_whitespace() => None,
        c => Some(c),
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_years_are_not() {
        for (text, grouped) in [
            ("1234.56", "1,234.56"),
            ("-1234567.00", "-1,234,567.00"),
            ("2026 年 10000.00 元", "2026 年 10,000.00 元"),
            ("0.005", "0.005"),
            ("12345.6789", "12345.6789"),
            ("83.5%", "83.5%"),
            ("1.", "1."),
        ] {
            assert_eq!(group_digits(text), grouped);
        }
        assert_eq!([count(0), count(100_u64), count(1385_i64)], ["0", "100", "1,385"]);
        assert_eq!(count(1_234_567_usize), "1,234,567");
        assert_eq!(signed(Fen(-150_000)), "−1,500.00");
        assert_eq!(percent(Fen(1), Fen(3)), "33.3%");
        assert_eq!(percent(Fen(1), Fen(0)), "0.0%");
        assert_eq!(typed_number(" ２２,０００．5 元"), "22000.5");
    }
}
