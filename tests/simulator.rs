//! A day between hospitals and the centre on a bad network: whatever is delayed, doubled, reordered, cut
//! or lost, and although the centre is killed, no fen is lost and none is paid twice.

#[path = "simulator/centre.rs"]
mod centre;
#[path = "simulator/failures.rs"]
mod failures;
#[path = "simulator/hospital.rs"]
mod hospital;
#[path = "simulator/proxy.rs"]
mod proxy;
#[path = "simulator/reconcile.rs"]
mod reconcile;
#[path = "simulator/wire.rs"]
mod wire;

use centre::{Centre, Place, fill, folder, verified};
use gongji_tests::{postgres, scale};
use hospital::Hospital;
use proxy::Proxy;
use std::collections::BTreeMap;
use std::fs::File;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// People who are treated.
const PEOPLE: u64 = 60;
/// Hospitals, several windows each.
const HOSPITALS: [&str; 3] = ["H1", "H2", "H3"];
const WINDOWS: usize = 3;

/// A day: hospitals at work through the network until so many messages were sent, the centre killed
/// so often on the way.
fn day(place: &Place, seed: u64, messages: u64, kills: u64) {
    fill(place, PEOPLE);
    let mut centre = Centre::start(place);
    let proxy = Proxy::start(centre.address(), seed);
    let kept = tempfile::tempdir().expect("a folder");
    let path = kept.path().join("answers.jsonl");
    let journal = Arc::new(Mutex::new(File::create(&path).expect("a journal")));
    let sent = Arc::new(AtomicU64::new(0));
    let hospitals: Vec<Hospital> = (0..HOSPITALS.len() * WINDOWS)
        .map(|at| {
            let seeds = (seed * 100 + at as u64 + 1, PEOPLE);
            let code = HOSPITALS[at % HOSPITALS.len()];
            Hospital::new(code, &proxy.address, seeds, (journal.clone(), sent.clone()))
        })
        .collect();
    let workers: Vec<_> = hospitals
        .into_iter()
        .map(|mut hospital| {
            let sent = sent.clone();
            thread::spawn(move || {
                while sent.load(Ordering::Relaxed) < messages {
                    hospital.patient();
                }
                hospital
            })
        })
        .collect();
    for kill in 1..=kills {
        while sent.load(Ordering::Relaxed) < messages * kill / (kills + 1)
            && !workers.iter().all(thread::JoinHandle::is_finished)
        {
            thread::sleep(Duration::from_millis(5));
        }
        centre.again();
        proxy.moved(centre.address());
    }
    let hospitals: Vec<Hospital> =
        workers.into_iter().map(|worker| worker.join().expect("a hospital")).collect();
    // Copies that are still under way arrive.
    thread::sleep(Duration::from_millis(500));
    proxy.calm();
    let booked: usize = hospitals.iter().map(|hospital| hospital.books.len()).sum();
    let lost: u64 = hospitals.iter().map(|hospital| hospital.lost).sum();
    println!(
        "seed {seed}: {} messages, {booked} bills booked, {lost} lost sight of, {kills} kills; {:?}",
        sent.load(Ordering::Relaxed),
        proxy.done.lock().expect("counts"),
    );
    assert!(booked as u64 > messages / 20, "hospitals were at work");
    let mut windows: BTreeMap<String, Vec<Hospital>> = BTreeMap::new();
    for hospital in hospitals {
        windows.entry(hospital.code.clone()).or_default().push(hospital);
    }
    let mut found = 0;
    for (_, windows) in windows {
        found += reconcile::evening(windows);
    }
    println!("seed {seed}: {found} settlements found again, all books equal");
    drop(centre);
    if let Err(said) = verified(place, &path) {
        panic!("seed {seed}: {said}");
    }
}

#[test]
fn a_day_on_a_bad_network_on_sqlite() {
    let at = tempfile::tempdir().expect("a folder");
    day(&folder(at.path()), 1, scale(2_000, 20_000), scale(2, 10));
}

#[test]
fn a_day_on_a_bad_network_on_postgres() {
    let url = postgres::shared().database();
    day(&["--database".to_string(), url], 2, scale(2_000, 20_000), scale(2, 10));
}
