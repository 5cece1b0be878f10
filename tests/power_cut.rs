//! The power is cut under a desk at work: what was answered is in the books, once, as it was
//! answered, and everything else in them holds.

#[path = "under_load/mod.rs"]
mod under_load;

use gongji_tests::scale;
use power::{Error, Fault, Kind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use under_load::load::{Known, Note};
use under_load::look::{Found, look, mixed};
use under_load::{BUSY_MOVES, Manner, Office, Place, ask_at_once};

/// What came of many cuts.
#[derive(Debug, Default)]
struct Total {
    cuts: u64,
    asked: u64,
    answered: u64,
    events: u64,
    unanswered: u64,
    /// Of those sent again: had been done, are new or were refused by a rule.
    again: [u64; 2],
    lost: u64,
    wrong: Vec<String>,
}

/// Asks from all sides until the power goes: at a call, or at a moment.
async fn until_the_cut(office: &Office, known: &Arc<Known>, seed: u64) -> Vec<Note> {
    let (say, stop) = watch::channel(false);
    let before = power::cuts().cuts;
    let at_call = seed.is_multiple_of(2);
    if at_call {
        let (at, error) = (1 + mixed(seed, 1) % 400, Error::Cut(seed));
        power::inject(Fault { at, kind: Kind::Any, error, lasting: false });
    }
    let moment = Duration::from_micros(mixed(seed, 2) % 60_000);
    let waits = if at_call { Duration::from_secs(3) } else { moment };
    let cut = async {
        while power::cuts().cuts == before {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    };
    let asked = ask_at_once(office, known, seed, 400, false, stop);
    tokio::pin!(asked);
    let early = tokio::select! {
        notes = &mut asked => Some(notes),
        _ = tokio::time::timeout(waits, cut) => None,
    };
    if power::cuts().cuts == before {
        power::cut(seed);
    }
    // Whoever still waits for an answer never gets one.
    say.send_replace(true);
    match early {
        Some(notes) => notes,
        None => asked.await,
    }
}

/// One life of some books: several cuts, with everything looked at after each.
async fn life(manner: Manner, seed: u64, cuts: u64, total: &mut Total) {
    power::reset();
    let place = Place::new(manner).await;
    let known = Arc::new(Known::default());
    let mut notes: Vec<Note> = Vec::new();
    for cut in 0..cuts {
        let seed = seed * 1_000 + cut;
        let office = place.open().await.expect("the books open");
        let new = until_the_cut(&office, &known, seed).await;
        total.asked += new.len() as u64;
        total.unanswered += new.iter().filter(|note| note.is_open()).count() as u64;
        notes.extend(new);
        office.close().await;
        power::reset();
        total.cuts += 1;
        // Half of the times the power goes again while the books are opened.
        if mixed(seed, 3).is_multiple_of(2) {
            let (at, error) = (1 + mixed(seed, 4) % 12, Error::Cut(seed));
            power::inject(Fault { at, kind: Kind::Any, error, lasting: false });
            if let Ok(office) = place.open().await {
                office.close().await;
            }
            power::cut(seed);
            power::reset();
            total.cuts += 1;
        }
        let office = match place.open().await {
            Ok(office) => office,
            Err(error) => {
                total.wrong.push(format!("seed {seed}: {error}"));
                return;
            }
        };
        let found = look(&office.store, &notes).await;
        note(total, seed, &found);
        if found.lost > 0 || !found.wrong.is_empty() {
            return office.close().await;
        }
        let again = office.send_again(&mut notes).await;
        total.again = [total.again[0] + again[0], total.again[1] + again[1]];
        note(total, seed, &look(&office.store, &notes).await);
        total.events = found.events.max(total.events);
        office.close().await;
    }
    total.answered += notes.iter().filter(|note| note.event().is_some()).count() as u64;
}

fn note(total: &mut Total, seed: u64, found: &Found) {
    total.lost += found.lost;
    total.wrong.extend(found.wrong.iter().map(|said| format!("seed {seed}: {said}")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_outlives_power_cuts() {
    power::install();
    let turn = power::turn();
    let mut total = Total::default();
    let most = scale(200, 2_000);
    for seed in 0.. {
        // Every other life moves the log all the time, so that cuts meet checkpoints.
        let moves = if seed % 2 == 0 { BUSY_MOVES } else { Manner::default().moves };
        life(Manner { moves, ..Manner::default() }, seed, 8, &mut total).await;
        if total.cuts >= most || !total.wrong.is_empty() || total.lost > 0 {
            println!("seeds 0 to {seed}: {total:?}; the disks did {:?}", power::cuts());
            break;
        }
    }
    assert_eq!((total.lost, &total.wrong), (0, &Vec::new()));
    assert!(total.answered > total.cuts * 10 && total.unanswered > 0, "{total:?}");
    assert!(total.again[0] > 0 && total.again[1] > 0, "{total:?}");
    drop(turn);
}

/// The planted mistake: a desk that answers before its commit is safe.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_without_a_sync_are_found_missing() {
    power::install();
    let turn = power::turn();
    let mut total = Total::default();
    for seed in 0..scale(10, 50) {
        let manner = Manner { synced: false, moves: BUSY_MOVES, ..Manner::default() };
        life(manner, seed, 4, &mut total).await;
    }
    println!("without syncs: {total:?}");
    assert!(total.lost > 0, "{total:?}");
    drop(turn);
}
