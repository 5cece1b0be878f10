//! Message keys: every event with a key has exactly one row that leads to it, and every row leads to
//! such an event. Both sides are summed first; only if the sums differ are they gone through.

use super::report::{Check, Findings, Unchecked};
use super::walk::Walk;
use record::canon::{address_bytes, read_event};
use record::{Deed, Event, Lexicon};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

/// Rows that are read at once.
const ROWS: i64 = 4096;

/// A sum that does not depend on the order: 128 bits of a hash with random keys, for each pair.
#[derive(Default)]
pub(super) struct Keys {
    seeds: [RandomState; 2],
    sum: u128,
    count: u64,
}

impl Keys {
    fn mark(&self, key: &[u8], seq: u64) -> u128 {
        let [high, low] = &self.seeds;
        u128::from(high.hash_one((key, seq))) << 64 | u128::from(low.hash_one((key, seq)))
    }

    /// The keys of an event.
    pub(super) fn event(&mut self, lexicon: &mut Lexicon, event: &Event) {
        for key in keys_of(lexicon, event) {
            self.sum = self.sum.wrapping_add(self.mark(&key, event.seq));
            self.count += 1;
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

/// The keys that lead to an event: its message's, and of a tombstone also the one it reverses.
fn keys_of(lexicon: &mut Lexicon, event: &Event) -> Vec<Vec<u8>> {
    let own = event.key.as_ref().map(|key| &key.address);
    let reversed = match &event.deed {
        Deed::Tombstone(address) => Some(address),
        _ => None,
    };
    own.into_iter().chain(reversed).map(|address| address_bytes(lexicon, address)).collect()
}

impl Walk<'_> {
    /// Compares the rows with the events.
    pub(super) async fn key_rows(&mut self, findings: &mut Findings) -> Result<(), Unchecked> {
        let (mut after, mut sum, mut count) = (Vec::new(), 0u128, 0u64);
        loop {
            let rows = self.store.keys_from(self.number, &after, ROWS).await?;
            for (key, seq) in &rows {
                sum = sum.wrapping_add(self.keys.mark(key, *seq as u64));
                count += 1;
            }
            match rows.last() {
                Some((key, _)) if rows.len() as i64 == ROWS => after = key.clone(),
                _ => break,
            }
        }
        if (sum, count) == (self.keys.sum, self.keys.count) {
            return Ok(());
        }
        let named = findings.found;
        self.events_without_row(findings).await?;
        self.rows_without_event(findings).await?;
        if findings.found == named {
            let sentence = "rows and events differ, though none could be named; check again";
            findings.whole(Check::Keys, sentence.to_string());
        }
        Ok(())
    }

    async fn events_without_row(&mut self, findings: &mut Findings) -> Result<(), Unchecked> {
        let mut from = 1i64;
        let mut first: HashMap<Vec<u8>, u64> = HashMap::new();
        while from < self.next as i64 {
            let rows = self.store.events(self.number, from, from + ROWS - 1).await?;
            from += ROWS;
            let mut wanted: Vec<(Vec<u8>, u64)> = Vec::new();
            for row in rows {
                let seq = row.seq as u64;
                let read = read_event(&self.code, &self.lexicon, seq, &row.body);
                let Ok(event) = read else { continue };
                let keys = keys_of(&mut self.lexicon, &event);
                wanted.extend(keys.into_iter().map(|key| (key, seq)));
            }
            let keys: Vec<Vec<u8>> = wanted.iter().map(|(key, _)| key.clone()).collect();
            let there: BTreeMap<Vec<u8>, i64> =
                self.store.find(self.number, &keys, &[]).await?.keys.into_iter().collect();
            for (key, seq) in wanted {
                match there.get(&key) {
                    Some(to) if *to as u64 == seq => {
                        first.insert(key, seq);
                    }
                    Some(to) => {
                        let sentence = match first.get(&key) {
                            Some(first) => format!("its message was answered by {first} before"),
                            None => format!("its message key leads to {to}; it should lead here"),
                        };
                        findings.event(Check::Keys, seq, sentence);
                    }
                    None => {
                        let sentence = "no row of its message key was found; one should be";
                        findings.event(Check::Keys, seq, sentence.to_string());
                    }
                }
            }
        }
        Ok(())
    }

    async fn rows_without_event(&mut self, findings: &mut Findings) -> Result<(), Unchecked> {
        let mut after = Vec::new();
        loop {
            let rows = self.store.keys_from(self.number, &after, ROWS).await?;
            let seqs: Vec<i64> = rows.iter().map(|(_, seq)| *seq).collect();
            let mut led: HashMap<i64, Vec<Vec<u8>>> = HashMap::new();
            for row in self.store.events_at(self.number, &seqs).await? {
                let read = read_event(&self.code, &self.lexicon, row.seq as u64, &row.body);
                if let Ok(event) = read {
                    led.insert(row.seq, keys_of(&mut self.lexicon, &event));
                }
            }
            for (key, seq) in &rows {
                if !led.get(seq).is_some_and(|keys| keys.contains(key)) {
                    let sentence = "a row of a message key leads here; the event has another key or none, so no row should";
                    findings.event(Check::Keys, (*seq).max(0) as u64, sentence.to_string());
                }
            }
            match rows.last() {
                Some((key, _)) if rows.len() as i64 == ROWS => after = key.clone(),
                _ => return Ok(()),
            }
        }
    }
}
