//! What happens at a window: visits from registration to settlement, undone, reversed before, twice,
//! for nothing, and clashes; each answer is what the rules say, whatever fault came between.

use crate::lane::{Call, Lane};
use crate::world::{INSTITUTIONS, ITEMS, person};
use serde_json::{Value, json};

/// Numbers of the national interface for one kind of care.
struct Numbers {
    care: &'static str,
    register: &'static str,
    lines: &'static str,
    settle: &'static str,
    undo: &'static str,
}

const OUTPATIENT: Numbers =
    Numbers { care: "outpatient", register: "2201", lines: "2204", settle: "2207", undo: "2208" };
const INPATIENT: Numbers =
    Numbers { care: "inpatient", register: "2401", lines: "2301", settle: "2304", undo: "2305" };
/// Number of a reversal.
const REVERSE: &str = "2601";

/// A visit that a lane works on.
struct Visit {
    numbers: &'static Numbers,
    institution: &'static str,
    person: String,
    seq: u64,
    batches: u64,
    lines: u64,
    to: String,
}

#[track_caller]
fn done(answer: &Value) -> &Value {
    assert!(["new", "again"].contains(&answer["status"].as_str().unwrap_or("?")), "{answer}");
    answer
}

#[track_caller]
fn refused(answer: &Value, codes: &[&str]) {
    let code = answer["code"].as_str().unwrap_or("?");
    assert!(answer["status"] == "refused" && codes.contains(&code), "{codes:?}: {answer}");
}

impl Lane<'_> {
    /// One episode, whichever comes.
    pub(crate) fn episode(&mut self) {
        match self.random.below(12) {
            0..=3 => self.plain(),
            4 => self.undone_and_settled_again(),
            5 => self.undo_reversed(),
            6 => self.reversed_twice(),
            7 => self.reversed_before(),
            8 => self.reversal_of_nothing(),
            9 => self.clash(),
            _ => self.stay(),
        }
        if self.random.below(3) == 0 && !self.done.is_empty() {
            let at = self.random.below(self.done.len() as u64) as usize;
            self.repeat(at);
        }
    }

    fn open(&mut self, numbers: &'static Numbers) -> Visit {
        let institution = INSTITUTIONS[self.random.below(INSTITUTIONS.len() as u64) as usize].0;
        // A quarter of the visits are of persons whom every lane treats.
        let lane = if self.random.below(4) == 0 { 0 } else { self.number };
        let person = person(lane, self.random.below(4));
        let day = 1 + self.random.below(28);
        let from = format!("2026-{:02}-{day:02}", 1 + self.random.below(10));
        let input = json!({
            "person": person, "institution": institution, "care": numbers.care, "from": from,
        });
        let call = self.message(institution, numbers.register, "register_visit", input);
        let answer = self.say(call);
        let seq = done(&answer)["visit"].as_u64().expect("a visit");
        let mut visit = Visit { numbers, institution, person, seq, batches: 0, lines: 0, to: from };
        self.more_lines(&mut visit);
        visit
    }

    fn more_lines(&mut self, visit: &mut Visit) {
        let mut lines = Vec::new();
        for _ in 0..=self.random.below(3) {
            visit.lines += 1;
            let code = ITEMS[self.random.below(ITEMS.len() as u64) as usize].0;
            let (qty, price) = (1 + self.random.below(9), 100 + self.random.below(30_000));
            let yuan = |fen: u64| format!("{}.{:02}", fen / 100, fen % 100);
            lines.push(json!({
                "id": visit.lines.to_string(), "code": code, "qty": qty.to_string(),
                "price": yuan(price), "amount": yuan(qty * price),
            }));
        }
        let input = json!({ "visit": visit.seq, "person": visit.person, "lines": lines });
        let call = self.message(visit.institution, visit.numbers.lines, "record_lines", input);
        done(&self.say(call));
    }

    /// The message of a settlement, not sent yet.
    fn bill(&mut self, visit: &mut Visit, act: &'static str) -> Call {
        visit.batches += 1;
        let input = json!({
            "visit": visit.seq, "person": visit.person, "to": visit.to,
            "batch": format!("B{}", visit.batches), "use_account": self.random.below(2) == 0,
        });
        self.message(visit.institution, visit.numbers.settle, act, input)
    }

    fn settle(&mut self, visit: &mut Visit) -> (Call, u64) {
        let call = self.bill(visit, "settle_visit");
        let answer = self.say(call.clone());
        (call, done(&answer)["seq"].as_u64().expect("a bill"))
    }

    fn undo(&mut self, visit: &Visit, bill: u64) -> (Call, Value) {
        let input = json!({ "bill": bill, "visit": visit.seq, "person": visit.person });
        let call = self.message(visit.institution, visit.numbers.undo, "undo", input);
        let answer = self.say(call.clone());
        (call, answer)
    }

    fn reverse(&mut self, original: &Call, person: &str) -> (Call, Value) {
        let input = json!({ "message": original.key(), "person": person });
        let call = self.message(&original.institution, REVERSE, "reverse", input);
        let answer = self.say(call.clone());
        (call, answer)
    }

    fn plain(&mut self) {
        let mut visit = self.open(&OUTPATIENT);
        if self.random.below(2) == 0 {
            let call = self.bill(&mut visit, "settle_visit");
            let decided = self.query("pre_settle", &call.input);
            assert_eq!(decided["status"], "decided", "{decided}");
        }
        self.settle(&mut visit);
        let call = self.bill(&mut visit, "settle_visit");
        refused(&self.say(call), &["visit-ended"]);
    }

    fn undone_and_settled_again(&mut self) {
        let mut visit = self.open(&OUTPATIENT);
        let (_, bill) = self.settle(&mut visit);
        done(&self.undo(&visit, bill).1);
        refused(&self.undo(&visit, bill).1, &["undone-before"]);
        self.more_lines(&mut visit);
        self.settle(&mut visit);
    }

    fn undo_reversed(&mut self) {
        let mut visit = self.open(&OUTPATIENT);
        let (_, bill) = self.settle(&mut visit);
        let (undo, answer) = self.undo(&visit, bill);
        done(&answer);
        done(&self.reverse(&undo, &visit.person).1);
        let call = self.bill(&mut visit, "settle_visit");
        refused(&self.say(call), &["visit-ended"]);
        refused(&self.reverse(&undo, &visit.person).1, &["reversed-before"]);
        done(&self.undo(&visit, bill).1);
    }

    fn reversed_twice(&mut self) {
        let mut visit = self.open(&OUTPATIENT);
        let (call, _) = self.settle(&mut visit);
        done(&self.reverse(&call, &visit.person).1);
        refused(&self.reverse(&call, &visit.person).1, &["undone-before"]);
        self.settle(&mut visit);
    }

    /// A reversal overtakes its original: the original is refused when it comes.
    fn reversed_before(&mut self) {
        let mut visit = self.open(&OUTPATIENT);
        let late = self.bill(&mut visit, "settle_visit");
        done(&self.reverse(&late, &visit.person).1);
        refused(&self.say(late.clone()), &["reversed-before"]);
        refused(&self.reverse(&late, &visit.person).1, &["reversed-before"]);
        self.settle(&mut visit);
    }

    fn reversal_of_nothing(&mut self) {
        let mut visit = self.open(&OUTPATIENT);
        let never = self.bill(&mut visit, "settle_visit");
        done(&self.reverse(&never, &visit.person).1);
    }

    fn clash(&mut self) {
        let mut visit = self.open(&OUTPATIENT);
        let (mut call, _) = self.settle(&mut visit);
        call.input["batch"] = json!("another");
        let answer = self.say(call);
        refused(&answer, &["clash"]);
        let named = answer["sentence_en"].as_str().is_some_and(|s| s.contains("field batch"));
        assert!(named, "{answer}");
    }

    fn stay(&mut self) {
        let mut visit = self.open(&INPATIENT);
        let call = self.bill(&mut visit, "settle_mid_stay");
        let answer = self.say(call);
        let on_the_way = done(&answer)["seq"].as_u64().expect("a bill");
        self.more_lines(&mut visit);
        let (last, bill) = self.settle(&mut visit);
        match self.random.below(4) {
            0 => refused(&self.undo(&visit, on_the_way).1, &["later-bill"]),
            1 => {
                done(&self.undo(&visit, bill).1);
                self.settle(&mut visit);
            }
            2 => {
                done(&self.reverse(&last, &visit.person).1);
                done(&self.undo(&visit, on_the_way).1);
                self.settle(&mut visit);
            }
            _ => {}
        }
    }
}
