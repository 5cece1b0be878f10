//! Four failures that hospitals have really had, each by itself: what happens on the network, what the
//! hospital does, and that books and hospital agree in the end.

use crate::centre::{Centre, Place, fill, folder, person, verified};
use crate::hospital::{Hospital, Outcome, fen};
use crate::proxy::{Fate, Proxy};
use gongji_tests::hospital as say;
use serde_json::{Value, json};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A centre with one hospital before it; nothing goes wrong but what is said.
struct Stage {
    centre: Centre,
    proxy: Proxy,
    hospital: Hospital,
    place: Place,
    journal: PathBuf,
    _at: tempfile::TempDir,
}

/// An employee of the region, with money in the account.
const EMPLOYEE: &str = "310";

fn stage() -> Stage {
    let at = tempfile::tempdir().expect("a folder");
    let place = folder(at.path());
    fill(&place, 6);
    let centre = Centre::start(&place);
    let proxy = Proxy::start(centre.address(), 7);
    proxy.calm();
    let journal = at.path().join("answers.jsonl");
    let file = Arc::new(Mutex::new(File::create(&journal).expect("a journal")));
    let hospital = Hospital::new("H3", &proxy.address, (3, 6), (file, Arc::default()));
    Stage { centre, proxy, hospital, place, journal, _at: at }
}

impl Stage {
    /// A visit of a person with lines for an amount, and its settlement's input.
    fn charged(&mut self, person: &str, yuan: &str) -> Value {
        let output = self.done("2201", &say::registration(person, EMPLOYEE, "2026-03-02"));
        let visit = output["data"]["mdtrt_id"].as_str().expect("a visit").to_string();
        self.done("2204", &say::lines(&visit, person, "b1", &[("1", "A1", yuan)]));
        say::batch(&visit, person, EMPLOYEE, "b1", yuan)
    }

    fn done(&mut self, infno: &str, input: &Value) -> Value {
        match self.hospital.fresh(infno, input, 1) {
            (_, Outcome::Done(output)) => output,
            (msgid, other) => panic!("{infno} {msgid}: {other:?}"),
        }
    }

    /// The centre's books hold what the hospital was told, each once.
    fn verify(self) {
        let Stage { centre, place, journal, _at, .. } = self;
        drop(centre);
        if let Err(said) = verified(&place, &journal) {
            panic!("{said}");
        }
    }
}

/// What the funds and the person pay.
fn shares(output: &Value) -> [i64; 2] {
    ["fund_pay_sumamt", "psn_part_amt"].map(|name| fen(&output["setlinfo"][name]))
}

#[test]
fn a_wobble_that_doubles_a_message_takes_money_once() {
    let mut stage = stage();
    let (doubled, plain) = (person(1), person(2));
    let bill = stage.charged(&doubled, "300");
    // The first try arrives twice, the second time after its answer; the next ones are cut and doubled.
    stage.proxy.next(&[Fate::Reordered]);
    let (msgid, first) = stage.hospital.fresh("2207", &bill, 1);
    let Outcome::Done(first) = first else { panic!("{first:?}") };
    stage.proxy.next(&[Fate::Cut, Fate::Doubled, Fate::Lost, Fate::Doubled]);
    for _ in 0..2 {
        let again = stage.hospital.send(&msgid, "2207", &bill, 3);
        let Outcome::Done(again) = again else { panic!("{again:?}") };
        assert_eq!(again, first, "the first answer again");
    }
    // Whoever was treated the same on a sound line has paid the same, then and for what comes next.
    let other = stage.charged(&plain, "300");
    let other = stage.done("2207", &other);
    assert_eq!(shares(&other), shares(&first));
    for _ in 0..3 {
        let next = [&doubled, &plain].map(|person| {
            let bill = stage.charged(person, "4000");
            shares(&stage.done("2207", &bill))
        });
        assert_eq!(next[0], next[1], "what was counted was counted once");
    }
    stage.verify();
}

#[test]
fn settled_at_the_centre_and_lost_in_the_hospital_is_taken_back() {
    let mut stage = stage();
    let bill = stage.charged(&person(1), "100");
    stage.proxy.next(&[Fate::Cut]);
    let (msgid, lost) = stage.hospital.fresh("2207", &bill, 1);
    assert!(matches!(lost, Outcome::Unknown), "{lost:?}");
    // Another number for the same batch: the centre says that it is settled.
    let (_, refused) = stage.hospital.fresh("2207", &bill, 1);
    assert!(matches!(&refused, Outcome::Refused(code) if code == "settled-before"), "{refused:?}");
    let data = &bill["data"];
    let reversal =
        json!({ "data": { "psn_no": data["psn_no"], "omsgid": msgid, "oinfno": "2207" } });
    stage.done("2601", &reversal);
    stage.done("2207", &bill);
    stage.verify();
}

#[test]
fn a_discharge_is_settled_once() {
    let mut stage = stage();
    let who = person(1);
    let output = stage.done("2401", &say::admission(&who, EMPLOYEE, "2026-03-02"));
    let stay = output["result"]["mdtrt_id"].as_str().expect("a stay").to_string();
    stage.done("2301", &say::lines(&stay, &who, "", &[("1", "A1", "5000")]));
    stage.done("2402", &say::discharge(&stay, &who, EMPLOYEE, "2026-03-09"));
    let bill = say::stay(&stay, &who, EMPLOYEE, "5000");
    // Two windows settle at the same moment, each by a message of its own.
    let (one, other) = std::thread::scope(|scope| {
        let (code, network) = (stage.hospital.code.clone(), stage.proxy.address.clone());
        let bill = &bill;
        let window = scope.spawn(move || {
            let nowhere = Arc::new(Mutex::new(tempfile::tempfile().expect("a file")));
            let mut other = Hospital::new(&code, &network, (4, 6), (nowhere, Arc::default()));
            other.fresh("2304", bill, 5).1
        });
        let one = stage.hospital.fresh("2304", bill, 5).1;
        (one, window.join().expect("the other window"))
    });
    let done = [&one, &other].into_iter().filter(|one| matches!(one, Outcome::Done(_))).count();
    assert_eq!(done, 1, "{one:?} {other:?}");
    let ended = |one: &&Outcome| matches!(one, Outcome::Refused(code) if code == "visit-ended");
    assert_eq!([&one, &other].into_iter().filter(ended).count(), 1, "{one:?} {other:?}");
    stage.verify();
}
