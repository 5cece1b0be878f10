//! Two desks for one area: the one that was there first is out of date. It says so, writes nothing
//! more, and what it did not answer is answered by the other.

use crate::check::check;
use crate::door::Door;
use crate::journal::Journal;
use crate::lane::{Counts, Lane, seed};
use crate::world::Place;
use gongji_tests::scale;
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

/// Lanes that work while desks change.
const LANES: u64 = 8;

fn taken_over(what: &str, place: &Place) {
    let folder = tempfile::tempdir().expect("a folder");
    place.fill(LANES);
    let (seed, times) = (seed(what), scale(2, 20));
    let (journal, counts) = (Journal::open(&folder.path().join("answered")), Counts::default());
    let desks: Vec<Arc<OnceLock<Door>>> = (0..times).map(|_| Arc::default()).collect();
    let first = Door::open(place.desk(&[]));
    let done = AtomicBool::new(false);
    let mut lanes: Vec<Lane<'_>> =
        (1..=LANES).map(|number| Lane::new(&first, &journal, &counts, number, seed)).collect();
    thread::scope(|scope| {
        for lane in &mut lanes {
            let (desks, done) = (&desks, &done);
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    // The desk that took over last is where to go.
                    let next = desks.iter().position(|desk| desk.get().is_none());
                    lane.elsewhere = desks.get(next.unwrap_or(desks.len() - 1)).cloned();
                    lane.episode();
                }
            });
        }
        let mut before = first.clone();
        for desk in &desks {
            thread::sleep(Duration::from_millis(400));
            let next = Door::open(place.desk(&[]));
            next.wait_open();
            desk.set(next.clone()).unwrap_or_else(|_| panic!("set once"));
            told_off(&before);
            before = next;
        }
        thread::sleep(Duration::from_millis(400));
        done.store(true, Ordering::Relaxed);
    });
    let last = desks.last().and_then(|desk| desk.get()).expect("a desk");
    for lane in &mut lanes {
        lane.door = last.clone();
        (0..lane.done.len()).for_each(|at| lane.repeat(at));
    }
    told_off(&first);
    let stopped = desks.iter().filter_map(|desk| desk.get()).chain([&first]);
    stopped.for_each(|door| assert!(door.close(), "a desk ends well, also one told off"));
    let (read, found) = check(place, &[journal.path()]);
    assert!(found.is_empty(), "seed {seed}: {}", found.join("\n"));
    println!("{what}: {times} desks told off, {} events", read.events.len());
    counts.all().iter().for_each(|(name, count)| println!("  {name}: {count}"));
}

/// A desk that another has taken over from says so, each time it is asked to write.
#[track_caller]
fn told_off(door: &Door) {
    for at in 0..5 {
        let message = json!({ "institution": "440700000001", "number": "2601", "id": "never" });
        let other = json!({ "institution": "440700000001", "number": "2207", "id": "nothing" });
        let request =
            json!({ "message": message, "act": "reverse", "input": { "message": other } });
        let answer = door.ask(&request).expect("it answers");
        let sentence = answer["sentence_en"].as_str().unwrap_or_default();
        assert!(sentence.contains("another desk writes for area"), "{at}: {answer}");
        let codes = ["not-written", "desk-stopped"];
        assert!(codes.contains(&answer["code"].as_str().unwrap_or("?")), "{answer}");
    }
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
