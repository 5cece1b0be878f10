//! Accumulators (累计): sums of per-bill deltas, never overwritten by a last value.

use std::collections::BTreeMap;
use std::fmt;
use units::Period;

/// The key of one accumulator: `name[/key values]@period`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccKey {
    /// Name in law; `stays` and `visits` are the counters.
    pub name: String,
    /// Values of the facts it is keyed by.
    pub values: Vec<String>,
    /// Over which period.
    pub period: Period,
}

impl AccKey {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<AccKey> {
        let (head, period) = text.split_once('@')?;
        let mut parts = head.split('/').map(str::to_string);
        let name = parts.next().filter(|name| !name.is_empty())?;
        Some(AccKey { name, values: parts.collect(), period: Period::parse(period)? })
    }
}

impl fmt::Display for AccKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for value in &self.values {
            write!(f, "/{value}")?;
        }
        write!(f, "@{}", self.period)
    }
}

/// What has been counted for one person: fen, or numbers for the counters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accumulators {
    sums: BTreeMap<AccKey, i64>,
    /// The open referral chain, by the id of its first bill.
    pub chain: Option<String>,
}

impl Accumulators {
    /// What a key has counted.
    pub fn get(&self, key: &AccKey) -> i64 {
        self.sums.get(key).copied().unwrap_or(0)
    }

    /// Counts on. Sums that were never touched are not listed.
    pub fn add(&mut self, key: &AccKey, delta: i64) {
        *self.sums.entry(key.clone()).or_insert(0) += delta;
    }

    /// Adds what a bill wrote.
    pub fn apply(&mut self, deltas: &[(AccKey, i64)]) {
        deltas.iter().for_each(|(key, delta)| self.add(key, *delta));
    }

    /// Takes back exactly what a bill wrote (撤销).
    pub fn undo(&mut self, deltas: &[(AccKey, i64)]) {
        deltas.iter().for_each(|(key, delta)| self.add(key, -delta));
    }

    /// All sums that were ever touched, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&AccKey, i64)> {
        self.sums.iter().map(|(key, sum)| (key, *sum))
    }

    /// What goes with a person who leaves: the named accumulators and nothing else.
    pub fn carried(&self, names: &[String]) -> Accumulators {
        let keep = self.sums.iter().filter(|(key, _)| names.contains(&key.name));
        Accumulators { sums: keep.map(|(k, v)| (k.clone(), *v)).collect(), chain: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_what_they_write() {
        for text in ["resident.entered@2026", "a/三级/home@2026-Q1", "stays@2026", "d@chain:b1"] {
            assert_eq!(AccKey::parse(text).expect(text).to_string(), text);
        }
        for bad in ["", "a", "@2026", "a@", "a@20"] {
            assert_eq!(AccKey::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn undo_takes_back_exactly_what_was_written() {
        let key = AccKey::parse("a@2026").expect("a key");
        let mut sums = Accumulators::default();
        sums.apply(&[(key.clone(), 700)]);
        sums.apply(&[(key.clone(), 50)]);
        sums.undo(&[(key.clone(), 700)]);
        assert_eq!(sums.get(&key), 50);
        assert_eq!(sums.carried(&["b".to_string()]).iter().count(), 0);
        assert_eq!(sums.carried(&["a".to_string()]).get(&key), 50);
    }
}
