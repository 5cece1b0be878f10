//! A lane: one window of a hospital. It sends one message at a time, keeps the answer, and only then
//! sends the next; what got no answer is sent again with the same key and the same input.

use crate::door::Door;
use crate::journal::Journal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Random numbers from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number below another.
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % most.max(1)
    }
}

/// A seed: the one that is asked for, or a fresh one; printed, so that a run can be repeated.
pub(crate) fn seed(of: &str) -> u64 {
    let asked = std::env::var("GONGJI_SEED").ok().and_then(|text| text.parse().ok());
    let fresh = || u64::from(std::process::id()) << 20 | u64::from(uptime());
    let seed = asked.unwrap_or_else(fresh);
    println!("{of}: GONGJI_SEED={seed}");
    seed
}

fn uptime() -> u32 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |now| now.subsec_micros())
}

/// A message that writes.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) institution: String,
    pub(crate) number: &'static str,
    pub(crate) id: String,
    pub(crate) act: &'static str,
    pub(crate) input: Value,
}

impl Call {
    /// Its key.
    pub(crate) fn key(&self) -> Value {
        json!({ "institution": self.institution, "number": self.number, "id": self.id })
    }

    /// As a request.
    pub(crate) fn request(&self) -> Value {
        json!({ "message": self.key(), "act": self.act, "input": self.input })
    }
}

/// What the client counted, by name.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<BTreeMap<String, u64>>);

impl Counts {
    /// One more.
    pub(crate) fn add(&self, name: &str) {
        *self.0.lock().expect("nobody panicked").entry(name.to_string()).or_default() += 1;
    }

    /// All of them.
    pub(crate) fn all(&self) -> BTreeMap<String, u64> {
        self.0.lock().expect("nobody panicked").clone()
    }
}

/// Codes of trouble that passes: the same message is sent again.
pub(crate) const TROUBLE: &[&str] = &["desk-full", "desk-stopped", "not-written", "in-doubt"];

/// Whether an answer says that the desk could not, not that a rule forbids it.
pub(crate) fn is_trouble(answer: &Value) -> bool {
    answer["code"].as_str().is_some_and(|code| TROUBLE.contains(&code))
}

/// What an answer says besides its number and whether it came before.
pub(crate) fn said(answer: &Value) -> Value {
    let mut said = answer.clone();
    if let Value::Object(said) = &mut said {
        said.remove("id");
        said.remove("status");
    }
    said
}

/// A lane.
pub(crate) struct Lane<'c> {
    pub(crate) door: Door,
    /// The desk that took over last, where there are several.
    pub(crate) elsewhere: Option<Arc<Mutex<Door>>>,
    pub(crate) journal: &'c Journal,
    pub(crate) counts: &'c Counts,
    pub(crate) number: u64,
    pub(crate) random: Random,
    pub(crate) serial: u64,
    /// What was done, with its answer.
    pub(crate) done: Vec<(Call, Value)>,
}

impl<'c> Lane<'c> {
    /// A lane with a number of its own.
    pub(crate) fn new(
        door: &Door,
        journal: &'c Journal,
        counts: &'c Counts,
        number: u64,
        seed: u64,
    ) -> Lane<'c> {
        let random = Random(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        let (door, elsewhere, done) = (door.clone(), None, Vec::new());
        Lane { door, elsewhere, journal, counts, number, random, serial: 0, done }
    }

    /// A message with an id of its own: institution, moment, four digits.
    pub(crate) fn message(
        &mut self,
        institution: &str,
        number: &'static str,
        act: &'static str,
        input: Value,
    ) -> Call {
        self.serial += 1;
        let (four, moment) = (self.serial % 10_000, self.serial / 10_000);
        let day = 20_260_100 + self.number;
        let id = format!("{institution}{day:08}{moment:06}{four:04}");
        Call { institution: institution.to_string(), number, id, act, input }
    }

    /// Sends a message until it is answered, and keeps the answer if it was done.
    pub(crate) fn say(&mut self, call: Call) -> Value {
        let request = call.request();
        let doubled = self.random.below(12) == 0;
        let answer = loop {
            let twice = doubled.then(|| self.door.send(&request));
            let first = self.door.ask(&request);
            let second = twice.and_then(|coming| Door::answer(&coming));
            // The two copies may overtake each other; both must say the same.
            if let (Some(one), Some(other)) = (&first, &second) {
                let fair = is_trouble(one) || is_trouble(other) || said(one) == said(other);
                assert!(fair, "doubled {call:?}: {one} and {other}");
            }
            // The one that was done, else the one that says why not.
            let mut answers: Vec<Value> = first.into_iter().chain(second).collect();
            answers.sort_by_key(is_trouble);
            let Some(answer) = answers.into_iter().next() else {
                self.counts.add("repeated without an answer");
                continue;
            };
            if is_trouble(&answer) {
                self.counts.add(&format!("told {}", answer["code"].as_str().unwrap_or("?")));
                self.go_elsewhere(&answer);
                thread::sleep(Duration::from_millis(10 + self.random.below(30)));
                continue;
            }
            break answer;
        };
        let status = answer["status"].as_str().unwrap_or("?");
        if status == "refused" {
            self.counts.add(&format!("refused {}", answer["code"].as_str().unwrap_or("?")));
        } else {
            self.counts.add(&format!("answered {status}"));
            self.journal.keep(&call, &answer);
            self.done.push((call, answer.clone()));
        }
        answer
    }

    /// A desk that says another has taken over is not asked again.
    fn go_elsewhere(&mut self, answer: &Value) {
        let told_off = answer["sentence_en"].as_str().is_some_and(|s| s.contains("another desk"));
        if let Some(last) = self.elsewhere.as_ref().filter(|_| told_off) {
            self.door = last.lock().expect("nobody panicked").clone();
            self.counts.add("went to the other desk");
        }
    }

    /// Asks without a message; nothing is written.
    pub(crate) fn query(&mut self, act: &str, input: &Value) -> Value {
        loop {
            let answer = self.door.ask(&json!({ "act": act, "input": input }));
            match answer {
                Some(answer) if !is_trouble(&answer) => return answer,
                Some(answer) => self.go_elsewhere(&answer),
                None => {}
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends what was done once more; the answer must be the same.
    pub(crate) fn repeat(&mut self, at: usize) {
        let (call, first) = self.done[at].clone();
        loop {
            let again = match self.door.ask(&call.request()) {
                Some(answer) if !is_trouble(&answer) => answer,
                other => {
                    other.iter().for_each(|answer| self.go_elsewhere(answer));
                    thread::sleep(Duration::from_millis(5));
                    continue;
                }
            };
            assert_eq!(again["status"], "again", "repeated {call:?}: {again}, first {first}");
            assert_eq!(said(&again), said(&first), "repeated {call:?}");
            self.counts.add("repeated, same answer");
            return;
        }
    }
}
