//! Two desks for one area: the one that was there first is out of date. It says so, writes nothing
//! more, and what it did not answer is answered by the other.

use crate::check::{check, verify};
use crate::door::Door;
use crate::journal::Journal;
use crate::lane::{Counts, Lane, is_trouble, seed};
use crate::world::Place;
use gongji_tests::postgres::Server;
use gongji_tests::scale;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Lanes that work while desks change.
const LANES: u64 = 8;

fn taken_over(what: &str, place: &Place) {
    let folder = tempfile::tempdir().expect("a folder");
    place.fill(LANES);
    let (seed, times) = (seed(what), scale(2, 20));
    let (journal, counts) = (Journal::open(&folder.path().join("answered")), Counts::default());
    let first = Door::open(place.desk(&[]));
    let mut desks = vec![first.clone()];
    let last = Arc::new(Mutex::new(first.clone()));
    let done = AtomicBool::new(false);
    let mut lanes: Vec<Lane<'_>> =
        (1..=LANES).map(|number| Lane::new(&first, &journal, &counts, number, seed)).collect();
    thread::scope(|scope| {
        for lane in &mut lanes {
            lane.elsewhere = Some(last.clone());
            let done = &done;
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    lane.episode();
                }
            });
        }
        for _ in 0..times {
            thread::sleep(Duration::from_millis(400));
            let next = Door::open(place.desk(&[]));
            next.wait_open();
            *last.lock().expect("nobody panicked") = next.clone();
            desks.push(next);
        }
        thread::sleep(Duration::from_millis(400));
        done.store(true, Ordering::Relaxed);
    });
    let working = desks.pop().expect("a desk");
    desks.iter().for_each(|desk| told_off(desk));
    for lane in &mut lanes {
        lane.door = working.clone();
        (0..lane.done.len()).for_each(|at| lane.repeat(at));
    }
    for door in desks.iter().chain([&working]) {
        assert!(door.close(), "a desk ends well, also one told off");
    }
    let (read, mut found) = check(place, &[journal.path()]);
    found.extend(verify(place, journal.path()));
    assert!(found.is_empty(), "seed {seed}: {}", found.join("\n"));
    println!("{what}: {times} desks told off, {} events", read.events.len());
    counts.all().iter().for_each(|(name, count)| println!("  {name}: {count}"));
}

/// A reversal of a message that never came.
fn nothing() -> Value {
    let message = json!({ "institution": "440700000001", "number": "2601", "id": "never" });
    let other = json!({ "institution": "440700000001", "number": "2207", "id": "nothing" });
    json!({ "message": message, "act": "reverse", "input": { "message": other } })
}

fn says_another(answer: &Value) -> bool {
    let sentence = answer["sentence_en"].as_str().unwrap_or_default();
    is_trouble(answer) && sentence.contains("another desk writes for area")
}

/// A desk that another has taken over from says so, each time it is asked to write.
#[track_caller]
fn told_off(door: &Door) {
    for at in 0..5 {
        let answer = door.ask(&nothing()).expect("it answers");
        assert!(says_another(&answer), "{at}: {answer}");
    }
}

/// A desk that lost its lease and its server does not take the lease back when the server is there
/// again: the newer desk goes on.
#[test]
fn a_stale_desk_does_not_come_back_with_the_server() {
    let mut server = Server::start(&[]);
    let place = Place::database(Some(&server));
    place.fill(1);
    let desks = [Door::open(place.desk(&[])), Door::open(place.desk(&[]))];
    desks.iter().for_each(Door::wait_open);
    let folder = tempfile::tempdir().expect("a folder");
    let (journal, counts) = (Journal::open(&folder.path().join("answered")), Counts::default());
    let second = Door::open(place.desk(&[]));
    second.wait_open();
    server.kill();
    let answers = desks.iter().map(|desk| desk.ask(&nothing()).expect("it answers"));
    answers.for_each(|answer| assert!(is_trouble(&answer), "{answer}"));
    server.run(&[]);
    let mut lane = Lane::new(&second, &journal, &counts, 1, seed("stale after a crash"));
    lane.episode();
    let began = Instant::now();
    while desks.iter().any(|desk| !says_another(&desk.ask(&nothing()).expect("it answers"))) {
        assert!(began.elapsed() < Duration::from_secs(30), "a stale desk does not say so");
        thread::sleep(Duration::from_millis(50));
    }
    lane.episode();
    let (_, found) = check(&place, &[journal.path()]);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(second.close());
}

#[test]
fn a_stale_desk_stops_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    taken_over("two desks on SQLite", &Place::folder(folder.path()));
}

#[test]
fn a_stale_desk_stops_on_postgres() {
    taken_over("two desks on PostgreSQL", &Place::database(None));
}
