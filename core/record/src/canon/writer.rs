//! Writer: the one way in which a value becomes bytes.

use crate::accumulators::AccKey;
use crate::event::bill_seq;
use crate::lexicon::Lexicon;
use units::{Day, Decimal, Fen, Period, Rate};

/// Writes values one behind another.
pub struct Writer<'l> {
    out: Vec<u8>,
    lexicon: &'l mut Lexicon,
    area: &'l str,
    text: String,
}

impl<'l> Writer<'l> {
    /// Begins.
    pub fn new(area: &'l str, lexicon: &'l mut Lexicon) -> Writer<'l> {
        Writer { out: Vec::with_capacity(320), lexicon, area, text: String::new() }
    }

    /// What was written.
    pub fn done(self) -> Vec<u8> {
        self.out
    }

    /// One byte.
    pub fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    /// Bytes whose number is known.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// A number.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.out.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }

    /// A signed number.
    pub fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// Money.
    pub fn fen(&mut self, fen: Fen) {
        self.signed(fen.0);
    }

    /// A rate.
    pub fn rate(&mut self, rate: Rate) {
        self.signed(rate.0);
    }

    /// A quantity or price.
    pub fn decimal(&mut self, decimal: Decimal) {
        self.signed(decimal.0);
    }

    /// A day.
    pub fn day(&mut self, day: Day) {
        self.signed(i64::from(day.number()));
    }

    /// A word of the lexicon.
    pub fn word(&mut self, word: &str) {
        let number = self.lexicon.number(word);
        self.number(u64::from(number));
    }

    /// Several words as one: they come together again and again.
    pub fn words(&mut self, words: &[&str]) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        for (at, word) in words.iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            text.push_str(word);
        }
        self.word(&text);
        self.text = text;
    }

    /// A text of its own.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    /// Whether there is a value, then the value.
    pub fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.byte(0),
            Some(value) => {
                self.byte(1);
                write(self, value);
            }
        }
    }

    /// How many there are, then each.
    pub fn list<T>(&mut self, list: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(list.len() as u64);
        list.iter().for_each(|item| write(self, item));
    }

    /// An accumulator key.
    pub fn key(&mut self, key: &AccKey) {
        if key.values.is_empty() {
            self.word(&key.name);
        } else {
            let mut text = std::mem::take(&mut self.text);
            text.clear();
            text.push_str(&key.name);
            for value in &key.values {
                text.push('/');
                text.push_str(value);
            }
            self.word(&text);
            self.text = text;
        }
        self.period(&key.period);
    }

    fn period(&mut self, period: &Period) {
        match period {
            Period::Year(year) => {
                self.byte(0);
                self.signed(i64::from(*year));
            }
            Period::Quarter(year, quarter) => {
                self.byte(*quarter as u8);
                self.signed(i64::from(*year));
            }
            Period::Month(year, month) => {
                self.byte(*month as u8 + 4);
                self.signed(i64::from(*year));
            }
            Period::Day(day) => {
                self.byte(17);
                self.day(*day);
            }
            Period::Life => self.byte(18),
            Period::Chain(id) => match bill_seq(self.area, id) {
                Some(seq) => {
                    self.byte(19);
                    self.number(seq);
                }
                None => {
                    self.byte(20);
                    self.text(&id.clone());
                }
            },
            Period::Bill(id) => {
                self.byte(21);
                self.text(&id.clone());
            }
        }
    }
}
