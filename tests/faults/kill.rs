//! Kills: the desk is killed as by kill -9 under load, the database server in the middle of commits.

use crate::check::{check, verify};
use crate::client::Task;
use crate::lane::{Random, seed};
use crate::world::Place;
use gongji_tests::postgres::Server;
use gongji_tests::scale;
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

/// Lanes of one client.
const LANES: u64 = 12;

#[track_caller]
fn holds(place: &Place, task: &Task) -> usize {
    let (read, mut found) = check(place, &[&task.journal()]);
    found.extend(verify(place, &task.journal()));
    assert!(found.is_empty(), "seed {}: {}", task.seed, found.join("\n"));
    read.events.len()
}

fn show(what: &str, counts: &BTreeMap<String, u64>, events: usize) {
    println!("{what}: {events} events, 0 fen lost, 0 paid twice");
    counts.iter().for_each(|(name, count)| println!("  {name}: {count}"));
}

fn killed(what: &str, place: &Place) {
    let folder = tempfile::tempdir().expect("a folder");
    place.fill(LANES);
    let task = Task {
        program: place.desk(&[]),
        lanes: LANES,
        seed: seed(what),
        kills: scale(30, 300),
        episodes: 4,
        until: None,
        folder: folder.path().to_path_buf(),
    };
    let counts = task.start().end().unwrap_or_else(|said| panic!("seed {}: {said}", task.seed));
    let events = holds(place, &task);
    show(what, &counts, events);
    assert_eq!(counts["kills"], task.kills);
    assert!(counts["kills with requests in flight"] > task.kills / 3, "{counts:?}");
}

#[test]
fn a_desk_killed_under_load_loses_nothing_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    killed("kill -9 of the desk on SQLite", &Place::folder(folder.path()));
}

#[test]
fn a_desk_killed_under_load_loses_nothing_on_postgres() {
    killed("kill -9 of the desk on PostgreSQL", &Place::database(None));
}

/// The server dies in the middle of commits; the desk says so, looks what became of them, goes on.
#[test]
fn a_server_killed_in_a_commit_loses_nothing() {
    let what = "kill -9 of the PostgreSQL server";
    let mut server = Server::start(&[]);
    let place = Place::database(Some(&server));
    let folder = tempfile::tempdir().expect("a folder");
    place.fill(LANES);
    let until = folder.path().join("enough");
    let task = Task {
        program: place.desk(&[]),
        lanes: LANES,
        seed: seed(what),
        kills: 0,
        episodes: 1,
        until: Some(until.clone()),
        folder: folder.path().to_path_buf(),
    };
    let client = task.start();
    let mut random = Random(task.seed);
    let kills = scale(3, 30);
    for _ in 0..kills {
        thread::sleep(Duration::from_millis(300 + random.below(700)));
        server.kill();
        thread::sleep(Duration::from_millis(random.below(300)));
        server.run(&[]);
    }
    std::fs::write(until, "").expect("a file");
    let mut counts = client.end().unwrap_or_else(|said| panic!("seed {}: {said}", task.seed));
    counts.insert("kills".to_string(), kills);
    let events = holds(&place, &task);
    show(what, &counts, events);
    let told: u64 =
        counts.iter().filter(|(name, _)| name.starts_with("told")).map(|(_, n)| n).sum();
    assert!(told >= kills, "the desk says so: {counts:?}");
}
