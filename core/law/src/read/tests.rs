//! Garbage: law that was torn, doubled or swapped is read and checked without a panic.

use super::{Text, read_law};
use crate::check::check_area;
use std::time::{Duration, Instant};

/// The shipped law of the land and of one city.
const TEXTS: [(&str, &str); 12] = [
    ("national/domains.toml", include_str!("../../../../law/national/domains.toml")),
    ("national/funds.toml", include_str!("../../../../law/national/funds.toml")),
    ("a/area.toml", include_str!("../../../../law/440700-jiangmen/area.toml")),
    ("a/accumulators.toml", include_str!("../../../../law/440700-jiangmen/accumulators.toml")),
    ("a/statistics.toml", include_str!("../../../../law/440700-jiangmen/statistics.toml")),
    ("a/inpatient.toml", include_str!("../../../../law/440700-jiangmen/employee/inpatient.toml")),
    ("a/outpatient.toml", include_str!("../../../../law/440700-jiangmen/employee/outpatient.toml")),
    ("a/resident-in.toml", include_str!("../../../../law/440700-jiangmen/resident/inpatient.toml")),
    ("a/employee.toml", include_str!("../../../../law/440700-jiangmen/catastrophic/employee.toml")),
    ("a/resident.toml", include_str!("../../../../law/440700-jiangmen/catastrophic/resident.toml")),
    ("a/aid.toml", include_str!("../../../../law/440700-jiangmen/assistance/aid.toml")),
    ("b/area.toml", include_str!("../check/sound.toml")),
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (most.max(1) as u64)).unwrap()
    }

    /// A stretch of a list.
    fn stretch(&mut self, len: usize, most: usize) -> std::ops::Range<usize> {
        let from = self.below(len);
        from..(from + 1 + self.below(most)).min(len)
    }
}

/// The text with one thing wrong.
fn spoil(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut lines: Vec<&str> = text.split('\n').collect();
    match dice.below(8) {
        0 => drop(chars.drain(dice.stretch(chars.len(), 12))),
        1 => {
            let copy = chars[dice.stretch(chars.len(), 30)].to_vec();
            let at = dice.below(chars.len());
            chars.splice(at..at, copy);
        }
        2 => {
            let (one, other) = (dice.below(chars.len()), dice.below(chars.len()));
            chars.swap(one, other);
        }
        3 => {
            drop(lines.drain(dice.stretch(lines.len(), 3)));
            return lines.join("\n");
        }
        4 => {
            let copy = lines[dice.stretch(lines.len(), 12)].to_vec();
            let at = dice.below(lines.len());
            lines.splice(at..at, copy);
            return lines.join("\n");
        }
        5 => {
            let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
            lines.swap(one, other);
            return lines.join("\n");
        }
        6 => {
            let deep = 1 << dice.below(14);
            let (open, close) =
                [("{ is = ", " }"), ("[", "]"), ("{ largest = [ ", " ] }")][dice.below(3)];
            let nested = format!("{}\"1\"{}", open.repeat(deep), close.repeat(deep));
            return text.replacen("\"80%\"", &nested, 1)
                + &format!("\n[[value.deep]]\nis = {nested}\n");
        }
        _ => {
            let at = dice.below(chars.len());
            let long = ["9", "a", "\"", "-", "市", "[", "0.", "2026-"][dice.below(8)];
            chars.splice(at..at, long.repeat(1 << dice.below(15)).chars());
        }
    }
    chars.into_iter().collect()
}

fn texts(spoilt: usize, dice: &mut Dice) -> Vec<Text> {
    let of = |(at, (path, text)): (usize, &(&str, &str))| Text {
        folder: path.split('/').next().unwrap_or("").to_string(),
        path: (*path).to_string(),
        text: if at == spoilt { spoil(text, dice) } else { (*text).to_string() },
    };
    TEXTS.iter().enumerate().map(of).collect()
}

#[test]
fn spoilt_law_is_read_and_checked_without_a_panic() {
    let began = Instant::now();
    let (mut dice, mut found, mut tried) = (Dice(0x9E37_79B9_7F4A_7C15), 0, 0);
    while tried < 200 && began.elapsed() < Duration::from_secs(8) {
        let spoilt = dice.below(TEXTS.len());
        let (law, findings) = read_law(&texts(spoilt, &mut dice));
        let mut all = findings.len();
        for area in &law.areas {
            all += check_area(area).findings.len();
        }
        found += usize::from(all > 0);
        tried += 1;
    }
    assert!(tried >= 100, "only {tried} texts in time");
    assert!(found * 2 > tried, "{found} of {tried} spoilt texts had a finding");
}

#[test]
fn the_shipped_law_reads() {
    let (law, findings) = read_law(&texts(TEXTS.len(), &mut Dice(1)));
    assert_eq!(findings, []);
    assert_eq!(law.areas.len(), 2);
}
