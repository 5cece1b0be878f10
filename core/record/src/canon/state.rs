//! What is folded from events and kept beside them: a person's file, a person's tally of a period,
//! the sheet of a batch.

use super::cover::{read_cover, read_filing, write_cover, write_filing};
use super::reader::{Reader, Torn};
use super::settled::{read_entries, read_sums, write_entries, write_sums};
use super::writer::Writer;
use crate::accumulators::AccKey;
use crate::event::Entry;
use crate::lexicon::Lexicon;
use crate::person_file::PersonFile;
use units::PersonId;

/// What has been counted for one person in one year (or for life): sums, and the open chain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Sums by key, in the order in which keys first came.
    pub sums: Vec<(AccKey, i64)>,
    /// The open referral chain, by the seq of its first bill.
    pub chain: Option<u64>,
}

impl Tally {
    /// Counts on.
    pub fn add(&mut self, key: &AccKey, delta: i64) {
        match self.sums.iter_mut().find(|(known, _)| known == key) {
            Some((_, sum)) => *sum += delta,
            None => self.sums.push((key.clone(), delta)),
        }
    }

    /// As bytes.
    pub fn write(&self, area: &str, lexicon: &mut Lexicon) -> Vec<u8> {
        let mut out = Writer::new(area, lexicon);
        out.byte(super::VERSION);
        write_sums(&mut out, &self.sums);
        out.number(self.chain.unwrap_or(0));
        out.done()
    }

    /// From bytes.
    pub fn read(area: &str, lexicon: &Lexicon, bytes: &[u8]) -> Result<Tally, Torn> {
        let mut from = Reader::new(area, lexicon, bytes);
        from.version()?;
        let sums = read_sums(&mut from)?;
        let chain = Some(from.number()?).filter(|seq| *seq > 0);
        from.end()?;
        Ok(Tally { sums, chain })
    }
}

/// A person's file as bytes.
pub fn write_file(area: &str, lexicon: &mut Lexicon, file: &PersonFile) -> Vec<u8> {
    let mut out = Writer::new(area, lexicon);
    out.byte(super::VERSION);
    out.text(file.id.as_str());
    out.list(&file.covers, write_cover);
    out.list(&file.filings, write_filing);
    out.done()
}

/// A person's file from bytes.
pub fn read_file(area: &str, lexicon: &Lexicon, bytes: &[u8]) -> Result<PersonFile, Torn> {
    let mut from = Reader::new(area, lexicon, bytes);
    from.version()?;
    let file = PersonFile {
        id: PersonId(from.text()?),
        covers: from.list(read_cover)?,
        filings: from.list(read_filing)?,
    };
    from.end()?;
    Ok(file)
}

/// The sheet of a batch: what one commit brought, folded; it stands in the proof after its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchSheet {
    /// First seq.
    pub first: u64,
    /// Last seq.
    pub last: u64,
    /// When it was written: milliseconds since 1970-01-01 UTC.
    pub written: i64,
    /// Lease under which it was written.
    pub epoch: u64,
    /// The seq of the law in force after it.
    pub law: u64,
    /// Words that are new with it.
    pub words: Vec<String>,
    /// Sums of its postings by fund and account.
    pub folds: Vec<Entry>,
}

impl BatchSheet {
    /// As bytes. The words of the sheet are written out; all others are known by now.
    pub fn write(&self, lexicon: &mut Lexicon) -> Vec<u8> {
        let mut out = Writer::new("", lexicon);
        out.byte(super::VERSION);
        out.number(self.first);
        out.number(self.last);
        out.signed(self.written);
        out.number(self.epoch);
        out.number(self.law);
        out.list(&self.words, |out, word| out.text(word));
        write_entries(&mut out, &self.folds);
        out.done()
    }

    /// From bytes; its words join the lexicon.
    pub fn read(lexicon: &mut Lexicon, bytes: &[u8]) -> Result<BatchSheet, Torn> {
        let (mut sheet, at) = BatchSheet::head(bytes)?;
        for (word, number) in sheet.words.iter().zip(lexicon.len()..) {
            if lexicon.number(word) as usize != number {
                return Err(Torn { at, what: "words that are new" });
            }
        }
        sheet.folds = BatchSheet::tail(lexicon, bytes, at)?;
        Ok(sheet)
    }

    /// From bytes, where the lexicon knows its words.
    pub fn read_known(lexicon: &Lexicon, bytes: &[u8]) -> Result<BatchSheet, Torn> {
        let (mut sheet, at) = BatchSheet::head(bytes)?;
        sheet.folds = BatchSheet::tail(lexicon, bytes, at)?;
        Ok(sheet)
    }

    /// All but the folds, and where those begin.
    fn head(bytes: &[u8]) -> Result<(BatchSheet, usize), Torn> {
        let nothing = Lexicon::default();
        let mut from = Reader::new("", &nothing, bytes);
        from.version()?;
        let sheet = BatchSheet {
            first: from.number()?,
            last: from.number()?,
            written: from.signed()?,
            epoch: from.number()?,
            law: from.number()?,
            words: from.list(Reader::text)?,
            folds: Vec::new(),
        };
        Ok((sheet, from.at()))
    }

    fn tail(lexicon: &Lexicon, bytes: &[u8], at: usize) -> Result<Vec<Entry>, Torn> {
        let mut from = Reader::new("", lexicon, bytes.get(at..).unwrap_or(&[]));
        let folds = read_entries(&mut from)?;
        from.end()?;
        Ok(folds)
    }
}
