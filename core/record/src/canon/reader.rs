//! Reader: bytes back into values; whatever does not read is torn, never guessed.

use crate::accumulators::AccKey;
use crate::event::bill_id;
use crate::lexicon::Lexicon;
use units::{Day, Decimal, Fen, Period, Rate};

/// A record that does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the record does not read at byte {at}: {what}")]
pub struct Torn {
    /// Where.
    pub at: usize,
    /// What was expected.
    pub what: &'static str,
}

/// Reads values one behind another.
pub struct Reader<'r> {
    bytes: &'r [u8],
    at: usize,
    lexicon: &'r Lexicon,
    area: &'r str,
}

impl<'r> Reader<'r> {
    /// Begins.
    pub fn new(area: &'r str, lexicon: &'r Lexicon, bytes: &'r [u8]) -> Reader<'r> {
        Reader { bytes, at: 0, lexicon, area }
    }

    /// How far it has read.
    pub fn at(&self) -> usize {
        self.at
    }

    /// That something does not read here.
    pub fn torn<T>(&self, what: &'static str) -> Result<T, Torn> {
        Err(Torn { at: self.at, what })
    }

    /// The version, which must be one that is known.
    pub fn version(&mut self) -> Result<u8, Torn> {
        match self.byte()? {
            version @ super::VERSION => Ok(version),
            _ => self.torn("a version this program knows; use a newer program"),
        }
    }

    /// That nothing is left.
    pub fn end(&self) -> Result<(), Torn> {
        if self.at == self.bytes.len() { Ok(()) } else { self.torn("the end") }
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, Torn> {
        match self.bytes.get(self.at) {
            Some(byte) => {
                self.at += 1;
                Ok(*byte)
            }
            None => self.torn("a byte"),
        }
    }

    /// Bytes whose number is known.
    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Torn> {
        let end = self.at + N;
        let found = self.bytes.get(self.at..end).and_then(|bytes| bytes.try_into().ok());
        match found {
            Some(bytes) => {
                self.at = end;
                Ok(bytes)
            }
            None => self.torn("bytes"),
        }
    }

    /// A number, written in the shortest way.
    pub fn number(&mut self) -> Result<u64, Torn> {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift > 63 || (shift == 63 && part > 1) || (shift > 0 && byte == 0) {
                return self.torn("a number in its shortest form");
            }
            number |= part << shift;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// A signed number.
    pub fn signed(&mut self) -> Result<i64, Torn> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Money.
    pub fn fen(&mut self) -> Result<Fen, Torn> {
        self.signed().map(Fen)
    }

    /// A rate.
    pub fn rate(&mut self) -> Result<Rate, Torn> {
        self.signed().map(Rate)
    }

    /// A quantity or price.
    pub fn decimal(&mut self) -> Result<Decimal, Torn> {
        self.signed().map(Decimal)
    }

    /// A day.
    pub fn day(&mut self) -> Result<Day, Torn> {
        let number = self.signed()?;
        let day = i32::try_from(number).ok().and_then(Day::from_number);
        day.map_or_else(|| self.torn("a day"), Ok)
    }

    /// A word of the lexicon.
    pub fn word(&mut self) -> Result<&'r str, Torn> {
        let number = self.number()?;
        let word = u32::try_from(number).ok().and_then(|number| self.lexicon.word(number));
        word.map_or_else(|| self.torn("a word of the lexicon"), Ok)
    }

    /// Several words that stand together.
    pub fn words<const N: usize>(&mut self) -> Result<[&'r str; N], Torn> {
        let mut found = [""; N];
        let word = self.word()?;
        let mut parts = word.split('\n');
        for slot in &mut found {
            match parts.next() {
                Some(part) => *slot = part,
                None => return self.torn("words that stand together"),
            }
        }
        if parts.next().is_some() { self.torn("words that stand together") } else { Ok(found) }
    }

    /// A text of its own.
    pub fn text(&mut self) -> Result<String, Torn> {
        let length = self.number()?;
        let end = usize::try_from(length).ok().and_then(|length| self.at.checked_add(length));
        let bytes = end.and_then(|end| Some((end, self.bytes.get(self.at..end)?)));
        match bytes.and_then(|(end, bytes)| Some((end, std::str::from_utf8(bytes).ok()?))) {
            Some((end, text)) => {
                self.at = end;
                Ok(text.to_string())
            }
            None => self.torn("a text"),
        }
    }

    /// Whether there is a value, then the value.
    pub fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Torn>,
    ) -> Result<Option<T>, Torn> {
        match self.byte()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => self.torn("a value or none"),
        }
    }

    /// How many there are, then each.
    pub fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Torn>,
    ) -> Result<Vec<T>, Torn> {
        let count = self.number()?;
        if count > (self.bytes.len() - self.at) as u64 {
            return self.torn("a list that fits");
        }
        (0..count).map(|_| read(self)).collect()
    }

    /// An accumulator key.
    pub fn key(&mut self) -> Result<AccKey, Torn> {
        let mut parts = self.word()?.split('/');
        let name = parts.next().unwrap_or("").to_string();
        Ok(AccKey { name, values: parts.map(str::to_string).collect(), period: self.period()? })
    }

    fn year(&mut self) -> Result<i16, Torn> {
        let year = self.signed()?;
        i16::try_from(year).or_else(|_| self.torn("a year"))
    }

    fn period(&mut self) -> Result<Period, Torn> {
        Ok(match self.byte()? {
            0 => Period::Year(self.year()?),
            quarter @ 1..=4 => Period::Quarter(self.year()?, quarter as i8),
            month @ 5..=16 => Period::Month(self.year()?, month as i8 - 4),
            17 => Period::Day(self.day()?),
            18 => Period::Life,
            19 => Period::Chain(bill_id(self.area, self.number()?)),
            20 => Period::Chain(self.text()?),
            21 => Period::Bill(self.text()?),
            _ => return self.torn("a period"),
        })
    }
}
