//! An import beside an open desk: it is refused and says what to do, and the desk works on; where it
//! is to take over it does, and the desk says so. A desk that was killed stands in nobody's way.

use crate::door::Door;
use crate::lane::is_trouble;
use crate::world::{AREA, Place, rows};
use serde_json::json;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Imports persons and filings of two lanes, or says why not.
pub(crate) fn import(place: &Place, what: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let text = rows(2).into_iter().find(|(name, _)| *name == what).expect("a register").1;
    let file = folder.path().join(what);
    std::fs::write(&file, text).expect("a file");
    Command::new(env!("CARGO_BIN_EXE_gongji"))
        .args(["import", what])
        .arg(&file)
        .args(place.options())
        .args(["--area", AREA])
        .args(more)
        .output()
        .expect("the binary runs")
}

#[track_caller]
pub(crate) fn ends(out: &Output, code: i32, pieces: &[&str]) {
    let said = String::from_utf8_lossy(&[&out.stdout[..], &out.stderr[..]].concat()).into_owned();
    assert_eq!(out.status.code(), Some(code), "{said}");
    pieces.iter().for_each(|piece| assert!(said.contains(piece), "no {piece:?} in {said}"));
}

/// What a desk answers to a visit, with a message of its own.
fn works(door: &Door, id: &str) -> bool {
    let message = json!({ "institution": "440700000001", "number": "2201", "id": id });
    let input = json!({ "person": "P00001", "institution": "440700000001", "care": "outpatient",
        "from": "2026-03-01" });
    let answer = door.ask(&json!({ "message": message, "act": "register_visit", "input": input }));
    let answer = answer.expect("it answers");
    assert!(is_trouble(&answer) || answer["status"] == "new", "{answer}");
    !is_trouble(&answer)
}

fn beside(place: &Place) {
    place.fill(1);
    let door = Door::open(place.desk(&[]));
    door.wait_open();
    for what in ["persons", "filings"] {
        let pieces = [&format!("open on area {AREA}")[..], "gongji desk, process", "--take-over"];
        ends(&import(place, what, &[]), 2, &pieces);
        assert!(works(&door, what), "an import stopped a desk");
    }
    // What no desk writes may come in beside it.
    ends(&import(place, "institutions", &[]), 0, &["0 new"]);
    ends(&import(place, "items", &[]), 0, &["0 new"]);
    assert!(works(&door, "registers"));
    ends(&import(place, "persons", &["--take-over"]), 0, &["4 new"]);
    assert!(!works(&door, "taken over"), "a desk that was taken over from writes on");
    assert!(door.close(), "it ends well");
    // A desk that is killed, and one that ended, are not present.
    let door = Door::open(place.desk(&[]));
    door.wait_open();
    assert!(works(&door, "again"));
    door.kill();
    ends(&import(place, "filings", &[]), 0, &["new"]);
    ends(&import(place, "persons", &[]), 0, &["0 new"]);
    let door = Door::open(place.desk(&[]));
    assert!(works(&door, "and on"));
    assert!(door.close());
}

#[test]
fn an_import_does_not_stop_a_desk_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    beside(&Place::folder(folder.path()));
}

#[test]
fn an_import_does_not_stop_a_desk_on_postgres() {
    beside(&Place::database(None));
}

/// A desk is present again soon after its server came back, also one that nobody asks anything.
#[test]
fn an_idle_desk_is_present_again_when_its_server_is_back() {
    let mut server = gongji_tests::postgres::Server::start(&[]);
    let place = Place::database(Some(&server));
    place.fill(1);
    let door = Door::open(place.desk(&[]));
    door.wait_open();
    server.kill();
    server.run(&[]);
    std::thread::sleep(Duration::from_secs(6));
    ends(&import(&place, "persons", &[]), 2, &["--take-over"]);
    // It finds its other broken connections one by one.
    let began = Instant::now();
    while !works(&door, "idle") {
        assert!(began.elapsed() < Duration::from_secs(30), "the desk does not go on");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(door.close());
}
