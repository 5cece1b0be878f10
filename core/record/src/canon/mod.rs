//! Canon (规范记录): events as bytes, one way only; what is stored, and what the proof covers.
//!
//! The first byte is the version of the form. Numbers are little-endian base-128, signed ones
//! folded to even and odd, days counted from 1970-01-01, words by their number in the lexicon.
//! Old versions stay readable for ever: a new form gets a new number, never a new meaning.

mod cover;
mod deed;
mod reader;
mod settled;
mod state;
mod visit;
mod writer;

pub use reader::{Reader, Torn};
pub use state::{BatchSheet, Tally, read_file, write_file};
pub use writer::Writer;

use crate::event::{Address, Event};
use crate::lexicon::Lexicon;

/// Version of the form that is written.
pub const VERSION: u8 = 1;

/// An event as bytes; its seq is not part of them.
pub fn write_event(area: &str, lexicon: &mut Lexicon, event: &Event) -> Vec<u8> {
    let mut out = Writer::new(area, lexicon);
    out.byte(VERSION);
    deed::write(&mut out, event);
    out.done()
}

/// An event from bytes.
pub fn read_event(area: &str, lexicon: &Lexicon, seq: u64, bytes: &[u8]) -> Result<Event, Torn> {
    let mut from = Reader::new(area, lexicon, bytes);
    from.version()?;
    let event = deed::read(&mut from, seq)?;
    from.end()?;
    Ok(event)
}

/// A message key as the bytes under which it is found again.
pub fn address_bytes(lexicon: &mut Lexicon, address: &Address) -> Vec<u8> {
    let words = [lexicon.number(&address.institution), lexicon.number(&address.number)];
    deed::address_of(words, address)
}

/// The same without new words; none if a word is not there, so no such message ever came.
pub fn find_address(lexicon: &Lexicon, address: &Address) -> Option<Vec<u8>> {
    let words = [lexicon.find(&address.institution)?, lexicon.find(&address.number)?];
    Some(deed::address_of(words, address))
}

#[cfg(test)]
mod tests;
