//! Anchors (锚定): signed heads of chains in a file outside the database. A chain whose end was cut
//! off, or that was written anew as a whole, no longer meets its anchors.
//!
//! One line of JSON each; lines are only ever added. The file is worth most as a copy that whoever
//! can write the database cannot reach: an anchor that was taken off the end leaves no trace here.

use crate::{SealError, Signer, Verifier, file};
use ledger::chain::{Head, hex, unhex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use units::{AreaCode, Day};

/// A head of an area's chain, signed at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The area, by its code.
    pub area: String,
    /// The last record that the head covers.
    pub seq: u64,
    /// The head, in hexadecimal digits.
    pub head: String,
    /// The moment of signing (UTC), such as 2026-11-27T08:00:00Z.
    pub written: String,
    /// The fingerprint of the key.
    pub key: String,
    /// The signature, in hexadecimal digits.
    pub signature: String,
}

/// What is wrong with an anchor or its file, in the order in which it is looked at.
#[derive(Debug, thiserror::Error)]
pub enum AnchorError {
    /// The file could not be read or written.
    #[error("{}: {what}; look at the folder and at who may use it", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        what: io::Error,
    },
    /// The last line has no end.
    #[error(
        "{}:{line}: the last line is cut off; it was being written when the machine stopped, or \
         someone cut it. Compare with a copy, then take the rest of the line out", .path.display()
    )]
    Cut {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// A line is no anchor.
    #[error("{}:{line}: {what}; put the line back from a copy", .path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// An anchor goes behind an earlier one, or holds another head for the same record.
    #[error(
        "{}: the chain of area {area} was anchored at record {there} and now stands at {seq} with \
         another head; it was cut off or written anew. Find out which before anchoring again",
        .path.display()
    )]
    Back {
        /// Which file.
        path: PathBuf,
        /// The area.
        area: String,
        /// The record of the last anchor.
        there: u64,
        /// The record of the next.
        seq: u64,
    },
    /// A field is not written as it must be.
    #[error("the anchor of record {seq}: {what}; it was changed by hand, put it back from a copy")]
    Shape {
        /// The record.
        seq: u64,
        /// What is wrong.
        what: String,
    },
    /// Another key signed.
    #[error(
        "the anchor of record {seq} was signed by key {key}, not {ours}; give the public key {key}"
    )]
    WrongKey {
        /// The record.
        seq: u64,
        /// Who signed.
        key: String,
        /// Whose public key was given.
        ours: String,
    },
    /// The signature does not fit.
    #[error(
        "the anchor of record {seq} is not genuine: it was changed after it was signed, put it back from a copy"
    )]
    NotGenuine {
        /// The record.
        seq: u64,
    },
    /// The chain ends before an anchor.
    #[error(
        "area {area}: record {seq} was anchored and is not there: the end of the chain was cut \
         off. Put the database back from a backup that reaches it"
    )]
    Missing {
        /// The area.
        area: String,
        /// The record.
        seq: u64,
    },
    /// The chain has another head than its anchor.
    #[error(
        "area {area}: record {seq} was anchored with another head: records up to it were written \
         anew. Compare with a backup"
    )]
    Rewritten {
        /// The area.
        area: String,
        /// The record.
        seq: u64,
    },
    /// The key failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl Anchor {
    /// Signs a head. `written` is the moment (UTC), as 2026-11-27T08:00:00Z.
    pub fn sign(
        area: &AreaCode,
        seq: u64,
        head: &Head,
        written: &str,
        signer: &dyn Signer,
    ) -> Result<Anchor, AnchorError> {
        let mut anchor = Anchor {
            area: area.to_string(),
            seq,
            head: hex(head),
            written: written.to_string(),
            key: signer.fingerprint(),
            signature: String::new(),
        };
        anchor.check_shape()?;
        anchor.signature = write_bytes(&signer.sign(&anchor.signed())?);
        Ok(anchor)
    }

    /// The bytes that are signed: a label and one line for each field. No field has a line end.
    fn signed(&self) -> Vec<u8> {
        let Anchor { area, seq, head, written, .. } = self;
        format!("gongji anchor 1\n{area}\n{seq}\n{head}\n{written}\n").into_bytes()
    }

    /// The head as bytes.
    pub fn head(&self) -> Option<Head> {
        unhex(&self.head)
    }

    fn check_shape(&self) -> Result<(), AnchorError> {
        let bad = |what: String| Err(AnchorError::Shape { seq: self.seq, what });
        if self.area.is_empty() || !self.area.bytes().all(|b| b.is_ascii_graphic()) {
            return bad(format!("'{}' is no code of an area", self.area.escape_debug()));
        }
        if self.head().is_none() {
            return bad("the head is not 64 small hexadecimal digits".to_string());
        }
        if !is_moment(&self.written) {
            let written = self.written.escape_debug();
            return bad(format!("'{written}' is no moment such as 2026-11-27T08:00:00Z"));
        }
        Ok(())
    }
}

/// Whether an anchor is genuine: its shape, its key, its signature.
pub fn verify(anchor: &Anchor, public: &dyn Verifier) -> Result<(), AnchorError> {
    let seq = anchor.seq;
    anchor.check_shape()?;
    let ours = public.fingerprint();
    if anchor.key != ours {
        return Err(AnchorError::WrongKey { seq, key: anchor.key.clone(), ours });
    }
    let signature = read_bytes(&anchor.signature).ok_or(AnchorError::NotGenuine { seq })?;
    let genuine = public.verify(&anchor.signed(), &signature);
    genuine.map_err(|_| AnchorError::NotGenuine { seq })
}

/// Whether an area's chain still meets its anchors. `head_at` says what head the chain has after a
/// record; none: it ends before. Anchors of other areas are left out.
pub fn compare(
    anchors: &[Anchor],
    area: &AreaCode,
    mut head_at: impl FnMut(u64) -> Option<Head>,
) -> Result<(), AnchorError> {
    for anchor in anchors.iter().filter(|anchor| anchor.area == area.as_str()) {
        let (area, seq) = (anchor.area.clone(), anchor.seq);
        match head_at(seq) {
            None => return Err(AnchorError::Missing { area, seq }),
            Some(head) if Some(head) != anchor.head() => {
                return Err(AnchorError::Rewritten { area, seq });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Adds a line and brings it to the disk. Refuses a file with a cut line, and an anchor that goes
/// behind the last one of its area. One writer at a time holds the file.
pub fn append(path: &Path, anchor: &Anchor) -> Result<(), AnchorError> {
    let file = |what| AnchorError::File { path: path.to_path_buf(), what };
    anchor.check_shape()?;
    let mut open = OpenOptions::new();
    let mut held = open.read(true).append(true).create(true).open(path).map_err(file)?;
    held.lock().map_err(file)?;
    let mut order = Order::default();
    for there in read_from(&mut held, path)? {
        order.next(path, &there)?;
    }
    order.next(path, anchor)?;
    let mut line = serde_json::to_vec(anchor).map_err(|error| file(error.into()))?;
    line.push(b'\n');
    held.write_all(&line).and_then(|()| held.flush()).map_err(file)?;
    held.sync_all().and_then(|()| file::sync_folder(path)).map_err(file)
}

/// All anchors of a file, in their order. Signatures are not looked at: see [`verify`].
pub fn read(path: &Path) -> Result<Vec<Anchor>, AnchorError> {
    let file = |what| AnchorError::File { path: path.to_path_buf(), what };
    let mut held = File::open(path).map_err(file)?;
    held.lock_shared().map_err(file)?;
    let anchors = read_from(&mut held, path)?;
    let mut order = Order::default();
    anchors.iter().try_for_each(|anchor| order.next(path, anchor))?;
    Ok(anchors)
}

fn read_from(held: &mut File, path: &Path) -> Result<Vec<Anchor>, AnchorError> {
    let mut bytes = Vec::new();
    held.read_to_end(&mut bytes)
        .map_err(|what| AnchorError::File { path: path.to_path_buf(), what })?;
    let mut anchors = Vec::new();
    for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let (path, number) = (path.to_path_buf(), at + 1);
        let Some(line) = line.strip_suffix(b"\n") else {
            return Err(AnchorError::Cut { path, line: number });
        };
        let anchor: Anchor = serde_json::from_slice(line).map_err(|error| {
            let what = format!("this is no anchor ({error})");
            AnchorError::Line { path: path.clone(), line: number, what }
        })?;
        anchor.check_shape().map_err(|error| AnchorError::Line {
            path,
            line: number,
            what: error.to_string(),
        })?;
        anchors.push(anchor);
    }
    Ok(anchors)
}

/// The last anchor of each area: the next must not go behind it.
#[derive(Default)]
struct Order(BTreeMap<String, (u64, String)>);

impl Order {
    fn next(&mut self, path: &Path, anchor: &Anchor) -> Result<(), AnchorError> {
        let next = (anchor.seq, anchor.head.clone());
        let there = self.0.insert(anchor.area.clone(), next.clone());
        match there {
            Some(last) if last.0 > next.0 || last.0 == next.0 && last.1 != next.1 => {
                let (path, area) = (path.to_path_buf(), anchor.area.clone());
                Err(AnchorError::Back { path, area, there: last.0, seq: next.0 })
            }
            _ => Ok(()),
        }
    }
}

/// `2026-11-27T08:00:00Z` and nothing else.
fn is_moment(text: &str) -> bool {
    let Some((day, time)) = text.strip_suffix('Z').and_then(|text| text.split_once('T')) else {
        return false;
    };
    let parts: Vec<&str> = time.split(':').collect();
    let below = |part: &str, end: u8| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|number| number < end)
    };
    let time = matches!(parts[..], [h, m, s] if below(h, 24) && below(m, 60) && below(s, 60));
    Day::parse(day).is_ok() && time
}

fn write_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads what [`write_bytes`] writes, and nothing else.
fn read_bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| (b as char).to_digit(16).filter(|_| !b.is_ascii_uppercase());
    let pair = |pair: &[u8]| match pair {
        [one, other] => u8::try_from(digit(*one)? * 16 + digit(*other)?).ok(),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests;
