//! A hospital (医院): it treats people, sends messages through the network, asks again where no answer
//! came, reverses what it does not know of, and keeps books of its own.

use crate::centre::{insutype, person};
use crate::wire::{exchange, post};
use gongji_tests::hospital as say;
use gongji_tests::random::Random;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a hospital waits for an answer, and how long it asks again for.
const ANSWER: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_secs(120);

/// A bill as the hospital booked it; money in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Booked {
    pub(crate) setl_id: String,
    pub(crate) mdtrt_id: String,
    pub(crate) psn_no: String,
    pub(crate) msgid: String,
    pub(crate) insutype: &'static str,
    pub(crate) stay: bool,
    pub(crate) total: i64,
    pub(crate) funds: i64,
    pub(crate) account: i64,
    pub(crate) cash: i64,
    /// The undo's number, once it is undone.
    pub(crate) undone: Option<String>,
}

/// What became of a message.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Carried out; the output.
    Done(Value),
    /// Refused, by this code.
    Refused(String),
    /// No answer came.
    Unknown,
}

/// A hospital at work.
pub(crate) struct Hospital {
    pub(crate) code: String,
    network: String,
    pub(crate) random: Random,
    people: u64,
    number: u64,
    /// Its books.
    pub(crate) books: Vec<Booked>,
    /// What it lost sight of: settled at the centre for all it knows.
    pub(crate) lost: u64,
    /// Settlements of which it got no answer and their reversals, by the numbers of the messages.
    pub(crate) reversed: BTreeSet<String>,
    /// Its stays, by number.
    pub(crate) stays: BTreeSet<String>,
    journal: Arc<Mutex<File>>,
    sent: Arc<AtomicU64>,
}

/// Fen of an amount on the wire.
pub(crate) fn fen(value: &Value) -> i64 {
    let Value::Number(number) = value else { panic!("{value} is no amount") };
    let text = number.to_string();
    let (whole, part) = text.split_once('.').expect("two decimals");
    assert_eq!(part.len(), 2, "{text}");
    format!("{whole}{part}").parse().expect("digits")
}

impl Hospital {
    pub(crate) fn new(
        code: &str,
        network: &str,
        (seed, people): (u64, u64),
        (journal, sent): (Arc<Mutex<File>>, Arc<AtomicU64>),
    ) -> Hospital {
        Hospital {
            code: code.to_string(),
            network: network.to_string(),
            random: Random::new(seed),
            people,
            number: seed * 1_000_000,
            books: Vec::new(),
            lost: 0,
            reversed: BTreeSet::new(),
            stays: BTreeSet::new(),
            journal,
            sent,
        }
    }

    fn msgid(&mut self) -> String {
        self.number += 1;
        format!("{}{:0>18}", self.code, self.number)
    }

    /// Sends a message once.
    fn once(&self, msgid: &str, infno: &str, input: &Value) -> Option<Value> {
        let mut message = say::envelope(infno, &self.code, input.clone());
        message["msgid"] = json!(msgid);
        self.sent.fetch_add(1, Ordering::Relaxed);
        let request = post(infno, message.to_string().into_bytes());
        let answer = exchange(&self.network, &request, ANSWER).ok()?;
        // A full queue, or a centre that is just coming up: the same message again, later.
        if answer.status() != 200 {
            assert_eq!(answer.status(), 503, "{}", String::from_utf8_lossy(&answer.body));
            std::thread::sleep(Duration::from_millis(200));
            return None;
        }
        Some(serde_json::from_slice(&answer.body).expect("an answer is JSON"))
    }

    /// Sends a message under a number so often; what became of it, as far as the hospital knows.
    pub(crate) fn send(
        &mut self,
        msgid: &str,
        infno: &str,
        input: &Value,
        times: usize,
    ) -> Outcome {
        let began = Instant::now();
        for time in 0.. {
            if time >= times || began.elapsed() > PATIENCE {
                break;
            }
            if time > 0 {
                std::thread::sleep(Duration::from_millis(20 * time.min(20) as u64));
            }
            let Some(answer) = self.once(msgid, infno, input) else { continue };
            if answer["infcode"] == json!(0) {
                self.note(msgid, infno, &answer["output"]);
                return Outcome::Done(answer["output"].clone());
            }
            let code = answer["output"]["errors"][0]["code"].as_str().unwrap_or_default();
            return Outcome::Refused(code.to_string());
        }
        Outcome::Unknown
    }

    /// Writes an answer into the journal, on the disk before anything else is done.
    fn note(&self, msgid: &str, infno: &str, output: &Value) {
        let info = &output["setlinfo"];
        let mut line = json!({ "fixmedins_code": self.code, "infno": infno, "msgid": msgid });
        if matches!(infno, "2207" | "2304") {
            for name in ["setl_id", "medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay"]
            {
                line[name] = info[name].clone();
            }
        }
        // What only reads, and files beside the books, is nothing that the books could hold.
        if matches!(infno, "2206" | "2303" | "3201" | "3202" | "9101" | "9102") {
            return;
        }
        let mut journal = self.journal.lock().expect("the journal");
        writeln!(journal, "{line}").expect("written");
        journal.sync_data().expect("synced");
    }

    /// Sends a message under a new number so often; the number, and what became of it.
    pub(crate) fn fresh(&mut self, infno: &str, input: &Value, times: usize) -> (String, Outcome) {
        let msgid = self.msgid();
        let outcome = self.send(&msgid, infno, input, times);
        (msgid, outcome)
    }

    /// Sends until there is an answer; it must be one that was carried out.
    fn must(&mut self, infno: &str, input: &Value) -> Value {
        let (msgid, outcome) = self.fresh(infno, input, usize::MAX);
        match outcome {
            Outcome::Done(output) => output,
            other => panic!("{} {infno} {msgid}: {other:?} for {input}", self.code),
        }
    }

    /// Settles; where no answer comes the message is reversed and another sent. Sometimes the
    /// hospital loses sight of what it sent.
    fn settle(&mut self, infno: &str, input: &Value, stay: bool) {
        loop {
            let msgid = self.msgid();
            match self.send(&msgid, infno, input, 2) {
                Outcome::Done(output) => {
                    self.book(&msgid, &output, stay);
                    return;
                }
                Outcome::Unknown if self.random.chance(25) => {
                    self.lost += 1;
                    return;
                }
                Outcome::Unknown => {
                    let data = &input["data"];
                    let reversal = json!({ "data": {
                        "psn_no": data["psn_no"], "omsgid": msgid, "oinfno": infno,
                    } });
                    // The centre may have both, which come to nothing; the hospital has neither.
                    self.reversed.insert(msgid);
                    match self.fresh("2601", &reversal, usize::MAX) {
                        (msgid, Outcome::Done(_)) => self.reversed.insert(msgid),
                        (msgid, other) => panic!("{} 2601 {msgid}: {other:?}", self.code),
                    };
                }
                Outcome::Refused(code) => panic!("{} {infno} {msgid}: {code}", self.code),
            }
        }
    }

    fn book(&mut self, msgid: &str, output: &Value, stay: bool) {
        let info = &output["setlinfo"];
        let text = |name: &str| info[name].as_str().expect("a text").to_string();
        let of = |name: &str| fen(&info[name]);
        let booked = Booked {
            setl_id: text("setl_id"),
            mdtrt_id: text("mdtrt_id"),
            psn_no: text("psn_no"),
            msgid: msgid.to_string(),
            insutype: if text("insutype") == "390" { "390" } else { "310" },
            stay,
            total: of("medfee_sumamt"),
            funds: of("fund_pay_sumamt"),
            account: of("acct_pay"),
            cash: of("psn_cash_pay"),
            undone: None,
        };
        assert_eq!(booked.total, booked.funds + booked.account + booked.cash, "{output}");
        let twice = self.books.iter().any(|other| other.setl_id == booked.setl_id);
        assert!(!twice, "{} is booked twice", booked.setl_id);
        self.books.push(booked);
    }

    /// One patient, from coming to paying, sometimes to getting it back.
    pub(crate) fn patient(&mut self) {
        let number = self.random.below(self.people as usize) as u64;
        let (person, insutype) = (person(number), insutype(number));
        if self.random.chance(9) {
            self.stay(&person, insutype)
        } else {
            self.visit(&person, insutype)
        }
        if self.random.chance(8) && !self.books.is_empty() {
            self.undo();
        }
    }

    fn day(&mut self) -> String {
        format!("2026-{:02}-{:02}", 1 + self.random.below(11), 1 + self.random.below(28))
    }

    /// Lines for some yuan, and what they come to.
    fn lines(&mut self, visit: &str, person: &str, batch: &str, most: i64) -> (Value, i64) {
        let mut rows = Vec::new();
        let mut total = 0;
        for at in 0..1 + self.random.below(3) {
            let yuan = self.random.between(1, most);
            let code = self.random.pick(&["A1", "A1", "B1", "C1"]);
            let id = format!("{batch}{at}");
            rows.push(say::line(visit, person, batch, (&id, code, &yuan.to_string())));
            total += yuan;
        }
        (json!({ "feedetail": rows }), total)
    }

    fn visit(&mut self, person: &str, insutype: &str) {
        let day = self.day();
        let output = self.must("2201", &say::registration(person, insutype, &day));
        let visit = output["data"]["mdtrt_id"].as_str().expect("a visit").to_string();
        self.must("2203", &say::description(&visit, person, "11", None));
        for batch in 0..1 + self.random.below(2) {
            let batch = format!("{visit}b{batch}");
            let (lines, total) = self.lines(&visit, person, &batch, 300);
            self.must("2204", &lines);
            let bill = say::batch(&visit, person, insutype, &batch, &format!("{total}.00"));
            if self.random.chance(40) {
                let msgid = self.msgid();
                self.send(&msgid, "2206", &bill, 1);
            }
            self.settle("2207", &bill, false);
        }
    }

    fn stay(&mut self, person: &str, insutype: &str) {
        let day = self.day();
        let output = self.must("2401", &say::admission(person, insutype, &day));
        let stay = output["result"]["mdtrt_id"].as_str().expect("a stay").to_string();
        self.stays.insert(stay.clone());
        let (lines, total) = self.lines(&stay, person, "s", 9_000);
        self.must("2301", &lines);
        self.must("2402", &say::discharge(&stay, person, insutype, &day));
        let bill = say::stay(&stay, person, insutype, &format!("{total}.00"));
        let (before, lost) = (self.books.len(), self.lost);
        self.settle("2304", &bill, true);
        // A second discharge of the same stay: another message, which must be refused.
        if self.random.chance(30) && self.books.len() > before && self.lost == lost {
            let msgid = self.msgid();
            match self.send(&msgid, "2304", &bill, usize::MAX) {
                Outcome::Refused(code) => assert_eq!(code, "visit-ended"),
                other => panic!("a stay was settled twice: {other:?}"),
            }
        }
    }

    /// Takes one of the last bills back.
    fn undo(&mut self) {
        let last = self.books.len();
        let at = last - 1 - self.random.below(last.min(6));
        let booked = self.books[at].clone();
        if booked.undone.is_some() {
            return;
        }
        let input = json!({ "data": {
            "setl_id": booked.setl_id, "mdtrt_id": booked.mdtrt_id, "psn_no": booked.psn_no,
        } });
        let output = self.must(if booked.stay { "2305" } else { "2208" }, &input);
        let info = &output["setlinfo"];
        assert_eq!(fen(&info["medfee_sumamt"]), -booked.total, "{output}");
        self.books[at].undone = Some(info["setl_id"].as_str().expect("a number").to_string());
    }
}
