//! Group cases (DRG分组): a file of cases into a file of groups, row by row in the same order, and why.

use crate::drg_cases::{CaseRow, Cases, CasesError, Places, Rows};
use crate::drg_schemes::DrgScheme;
use payment::drg::{Case, Outcome, Reason, Scratch, Status, Step, tell};
use serde::Serialize;
use std::io::{self, Write};
use std::thread;

/// Bytes of a part that a thread takes at once.
const PART: usize = 1 << 18;
/// The header of the groups.
const HEADER: &[u8] = b"Index,status,mdc,adrg,drg\n";

/// Why a file of cases is not grouped.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    /// The cases.
    #[error(transparent)]
    Cases(#[from] CasesError),
    /// What is written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

/// How cases ended, by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// In a group.
    pub grouped: u64,
    /// In none.
    pub ungrouped: u64,
    /// Ambiguous.
    pub ambiguous: u64,
    /// Not valid.
    pub invalid: u64,
}

impl Ends {
    /// All cases.
    pub fn cases(&self) -> u64 {
        self.grouped + self.ungrouped + self.ambiguous + self.invalid
    }

    fn count(&mut self, status: Status) {
        match status {
            Status::Grouped => self.grouped += 1,
            Status::Ungrouped => self.ungrouped += 1,
            Status::Ambiguous => self.ambiguous += 1,
            Status::Invalid => self.invalid += 1,
        }
    }

    fn add(&mut self, other: &Ends) {
        self.grouped += other.grouped;
        self.ungrouped += other.ungrouped;
        self.ambiguous += other.ambiguous;
        self.invalid += other.invalid;
    }
}

/// Groups all cases of a file with so many threads; `why` gets one JSON object a case.
pub fn drg_group(
    scheme: &DrgScheme,
    bytes: &[u8],
    groups: &mut dyn Write,
    mut why: Option<&mut dyn Write>,
    threads: usize,
) -> Result<Ends, GroupError> {
    let cases = Cases::open(bytes)?;
    let places = cases.places();
    // Rows without an index are numbered through the whole file.
    let (size, threads) = if places.indexed() { (PART, threads) } else { (usize::MAX, 1) };
    let parts = cases.parts(size);
    groups.write_all(HEADER)?;
    let mut ends = Ends::default();
    for some in parts.chunks(threads.max(1)) {
        let told = why.is_some();
        let one = |part: &&str| Part::group(scheme, (places, cases.cells()), part, told);
        let done: Vec<Result<Part, CasesError>> = match some {
            [part] => vec![one(part)],
            several => thread::scope(|scope| {
                let work: Vec<_> =
                    several.iter().map(|part| scope.spawn(move || one(part))).collect();
                work.into_iter()
                    .map(|one| one.join().unwrap_or_else(|e| std::panic::resume_unwind(e)))
                    .collect()
            }),
        };
        for part in done {
            // A part counts its own rows; whoever mends the file counts all of them.
            let part = part.map_err(|error| cases.wrong().unwrap_or(error))?;
            groups.write_all(&part.groups)?;
            if let Some(why) = &mut why {
                why.write_all(&part.why)?;
            }
            ends.add(&part.ends);
        }
    }
    groups.flush()?;
    Ok(ends)
}

/// What came of a part.
#[derive(Default)]
struct Part {
    groups: Vec<u8>,
    why: Vec<u8>,
    ends: Ends,
}

impl Part {
    fn group(
        scheme: &DrgScheme,
        (places, cells): (Places, usize),
        text: &str,
        told: bool,
    ) -> Result<Part, CasesError> {
        let (mut part, mut scratch) = (Part::default(), Scratch::default());
        part.groups.reserve(text.len() / 2);
        let (mut rows, mut row) = (Rows::of(text, cells), CaseRow::default());
        while rows.next(&mut row)? {
            let fields = places.fields(&row);
            let outcome = match told {
                false => scheme.scheme.group_fields(&fields, &mut scratch),
                true => {
                    let read = Case::read(&fields, &scheme.texts.settings.limits);
                    let (outcome, told) = why(scheme, read, &mut scratch);
                    let told = Told { index: &places.index(&row), ..told };
                    serde_json::to_writer(&mut part.why, &told)
                        .map_err(|error| CasesError::Csv(error.to_string()))?;
                    part.why.push(b'\n');
                    outcome
                }
            };
            part.ends.count(outcome.status);
            cell(&mut part.groups, &places.index(&row));
            for text in [outcome.status.zh(), outcome.mdc, outcome.adrg, outcome.drg] {
                part.groups.push(b',');
                cell(&mut part.groups, text);
            }
            part.groups.push(b'\n');
        }
        Ok(part)
    }
}

/// A cell, quoted where it must be.
fn cell(out: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Why a case is where it is.
#[derive(Debug, Serialize)]
struct Told<'c> {
    #[serde(rename = "Index")]
    index: &'c str,
    status: &'static str,
    mdc: &'c str,
    adrg: &'c str,
    drg: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Said>,
    steps: Vec<Said>,
}

/// A sentence in both languages, with a code where it has one.
#[derive(Debug, Serialize)]
struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    zh: String,
    en: String,
}

fn said(reason: Reason) -> Said {
    let words = reason.words();
    Said { code: Some(reason.code()), zh: words.zh, en: words.en }
}

fn why<'s>(
    scheme: &'s DrgScheme,
    read: Result<Case<'_>, Reason>,
    scratch: &mut Scratch,
) -> (Outcome<'s>, Told<'s>) {
    let (outcome, steps) = match read {
        Ok(case) => {
            let (outcome, steps) = scheme.scheme.why(&case, scratch);
            // How it ended stands beside the steps.
            let path = steps.into_iter().filter(|step| !matches!(step, Step::Ended { .. }));
            let steps = path.map(|step| tell(&scheme.scheme, &case, step));
            (outcome, steps.map(|words| Said { code: None, zh: words.zh, en: words.en }).collect())
        }
        Err(reason) => (Outcome::without(reason), Vec::new()),
    };
    let Outcome { status, mdc, adrg, drg, reason } = outcome;
    let told =
        Told { index: "", status: status.zh(), mdc, adrg, drg, reason: reason.map(said), steps };
    (outcome, told)
}
