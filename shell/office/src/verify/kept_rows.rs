//! Rows kept beside the journal against what the journal tells: sums, files, the register.

use super::person::{Insured, row_of};
use super::report::{Check, Findings};
use super::worker::Worker;
use record::PersonFile;
use record::canon::Tally;
use std::collections::BTreeMap;

/// A row, or all rows of a person.
pub(super) enum Row {
    /// Covers and filings.
    File(u64, Box<PersonFile>),
    /// Sums by year, or 0 for life.
    Sums(u64, Vec<(i64, Tally)>),
    /// An id in the register.
    Id(u64, String),
}

/// What is wrong with the rows of a worker's persons.
pub(super) struct Rows {
    findings: Findings,
    area: String,
    round: u32,
}

const FILE: usize = 0;
const SUMS: usize = 1;
const ID: usize = 2;

impl Rows {
    pub(super) fn new(area: &str) -> Rows {
        Rows { findings: Findings::of(area), area: area.to_string(), round: 1 }
    }

    fn say(&mut self, person: u64, sentence: &str) {
        self.findings.whole(Check::Sums, format!("person {person}: {sentence}"));
    }

    /// Compares a row.
    pub(super) fn compare(&mut self, worker: &mut Worker, row: Row) {
        let (person, kind) = match &row {
            Row::File(person, _) => (*person, FILE),
            Row::Sums(person, _) => (*person, SUMS),
            Row::Id(person, _) => (*person, ID),
        };
        let Some(insured) = worker.people.get_mut(&person) else {
            return self.say(person, "a row is kept; the journal knows no such person");
        };
        let again = std::mem::replace(&mut insured.seen[kind], self.round) == self.round;
        let insured = &worker.people[&person];
        match row {
            Row::File(_, file) => {
                if let Some(sentence) = Worker::file_differs(insured, &file) {
                    self.say(person, &format!("the file that is kept: {sentence}"));
                }
            }
            Row::Sums(_, rows) => self.sums(worker, person, insured, &rows),
            Row::Id(_, id) if again => {
                self.say(person, &format!("the register has a second row, with id {id}"));
            }
            Row::Id(_, id) if insured.id.as_str() != id => {
                let should = &insured.id;
                self.say(person, &format!("id {id} in the register, {should} should be"));
            }
            Row::Id(..) => {}
        }
    }

    fn sums(&mut self, worker: &Worker, person: u64, insured: &Insured, rows: &[(i64, Tally)]) {
        let mut should = told(worker, insured);
        for (period, tally) in rows {
            for (key, sum) in tally.sums.iter().filter(|(_, sum)| *sum != 0) {
                let due = should.remove(&(*period, key.to_string())).unwrap_or(0);
                if due != *sum {
                    self.say(person, &format!("{key} {sum} is kept; its bills come to {due}"));
                }
            }
            let chain = insured.chain.filter(|_| *period == 0);
            if tally.chain != chain {
                let word = |seq: Option<u64>| {
                    seq.map_or_else(|| "none".to_string(), |s| record::bill_id(&self.area, s))
                };
                let (found, due) = (word(tally.chain), word(chain));
                self.say(person, &format!("chain {found} is kept; {due} should be"));
            }
        }
        for ((_, key), due) in should {
            self.say(person, &format!("{key} 0 is kept; its bills come to {due}"));
        }
        if insured.chain.is_some() && rows.iter().all(|(period, _)| *period != 0) {
            self.say(person, "its chain is not kept");
        }
    }

    /// The rows are over: whoever has none is named.
    pub(super) fn end(&mut self, worker: &Worker) -> Findings {
        let mut missing: Vec<(u64, String)> = Vec::new();
        for (person, insured) in &worker.people {
            if insured.seen[FILE] != self.round {
                missing.push((*person, "its file is not kept".to_string()));
            }
            if insured.seen[ID] != self.round {
                missing.push((*person, "it is not in the register".to_string()));
            }
            let none = insured.seen[SUMS] != self.round;
            let due = if none { told(worker, insured) } else { BTreeMap::new() };
            if let Some(((_, key), sum)) = due.into_iter().next() {
                missing.push((*person, format!("no sums are kept; {key} should be {sum}")));
            }
        }
        missing.sort();
        missing.iter().for_each(|(person, sentence)| self.say(*person, sentence));
        self.round += 1;
        std::mem::replace(&mut self.findings, Findings::of(&self.area))
    }
}

/// The sums that the journal tells, by row and key.
fn told(worker: &Worker, insured: &Insured) -> BTreeMap<(i64, String), i64> {
    let mut told = BTreeMap::new();
    for (number, sum) in insured.sums.iter().filter(|(_, sum)| *sum != 0) {
        let key = worker.ring.key(*number);
        if let Some(period) = row_of(key) {
            told.insert((period, key.to_string()), *sum);
        }
    }
    told
}
