//! Lookup: from the text of a code to its number, in one step and without hashing by the book.
//!
//! Codes are short. A slot holds the whole text as three words beside its number, so that a code
//! costs one place in memory. Open addressing; the table is at most half full.

use std::collections::HashMap;

/// The longest text that fits into a slot.
const SHORT: usize = 24;

/// The text of a code as three words, padded with zeros.
type Key = [u64; 3];

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: Key,
    length: u32,
    number: u32,
}

/// Codes and their numbers. Numbers start from 1; 0 is no code.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    slots: Vec<Slot>,
    mask: usize,
    long: HashMap<String, u32>,
}

impl Lookup {
    /// A table of all these.
    pub(crate) fn of<'c>(codes: impl Iterator<Item = (&'c str, u32)>) -> Lookup {
        let codes: Vec<(&str, u32)> = codes.collect();
        let size = (codes.len() * 2).next_power_of_two().max(2);
        let slots = vec![Slot::default(); size];
        let mut lookup = Lookup { slots, mask: size - 1, long: HashMap::new() };
        for (code, number) in codes {
            lookup.put(code, number);
        }
        lookup
    }

    fn put(&mut self, code: &str, number: u32) {
        if code.len() > SHORT {
            self.long.insert(code.to_string(), number);
            return;
        }
        let (key, length) = (pack(code.as_bytes()), length(code));
        let mut at = hash(key) & self.mask;
        loop {
            let slot = &mut self.slots[at];
            if slot.number == 0 || (slot.key == key && slot.length == length) {
                *slot = Slot { key, length, number };
                return;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The number of a code, or 0.
    #[inline]
    pub(crate) fn get(&self, code: &str) -> u32 {
        if code.len() > SHORT {
            return self.long.get(code).copied().unwrap_or(0);
        }
        let (key, length) = (pack(code.as_bytes()), length(code));
        let mut at = hash(key) & self.mask;
        loop {
            let slot = &self.slots[at];
            if slot.number == 0 || (slot.key == key && slot.length == length) {
                return slot.number;
            }
            at = (at + 1) & self.mask;
        }
    }
}

/// At most `SHORT`.
fn length(code: &str) -> u32 {
    u32::try_from(code.len()).unwrap_or(0)
}

#[inline]
fn pack(bytes: &[u8]) -> Key {
    let rest = |from: usize| bytes.get(from..).map_or(0, word);
    [word(bytes), rest(8), rest(16)]
}

/// Up to eight bytes as a word. What is shorter is put together from overlapping halves.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    if let Some(whole) = bytes.first_chunk::<8>() {
        return u64::from_le_bytes(*whole);
    }
    let length = bytes.len();
    if let (Some(low), Some(high)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (low, high) = (u32::from_le_bytes(*low), u32::from_le_bytes(*high));
        return u64::from(low) | u64::from(high) << (8 * (length - 4));
    }
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Multiply and rotate, as the compiler of Rust hashes; the top bits are the well mixed ones.
#[inline]
fn hash(key: Key) -> usize {
    const BY: u64 = 0x517c_c1b7_2722_0a95;
    let mut hash = 0u64;
    for word in key {
        hash = (hash.rotate_left(5) ^ word).wrapping_mul(BY);
    }
    // The table is far smaller than the upper half of a word.
    (hash >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_and_no_other() {
        let long = "x".repeat(40);
        let mut texts: Vec<String> = (0..5_000).map(|n| format!("A{n:03}.{n}x{n}")).collect();
        texts.extend([long, String::new(), "\0".to_string(), "诊断".to_string()]);
        let numbered = texts.iter().map(String::as_str).zip(1..);
        let lookup = Lookup::of(numbered);
        for (text, number) in texts.iter().zip(1..) {
            assert_eq!(lookup.get(text), number, "{text}");
        }
        for other in ["A", "A1", "A001", "A000.0x", "\0\0", "诊", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]
        {
            assert_eq!(lookup.get(other), 0, "{other}");
        }
        assert_eq!(Lookup::of(std::iter::empty()).get(""), 0);
    }
}
