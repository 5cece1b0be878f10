//! The layer is tried on SQLite as the product uses it: what was acknowledged outlives power cuts
//! and faults where SQLite promises it, and where a promise is broken on purpose the layer sees it.

#[path = "sqlite/book.rs"]
mod book;

use book::{Book, Settings};
use power::{Error, Fault, Kind};
use sqlx::Connection;
use std::time::Duration;

/// Rounds of a check; the long run has ten times as many.
fn rounds(quick: u64) -> u64 {
    if std::env::var_os("GONGJI_LONG").is_some() { quick * 10 } else { quick }
}

/// Chance without a crate: the seed, mixed.
fn mixed(seed: u64, salt: u64) -> u64 {
    let z = (seed ^ salt.rotate_left(32)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (z ^ (z >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 20
}

/// What happened in many rounds.
#[derive(Debug, Default)]
struct Tally {
    rounds: u64,
    acknowledged: u64,
    lost: u64,
    damaged: u64,
    unsure: u64,
    first: Option<String>,
}

impl Tally {
    fn wrong(&self) -> u64 {
        self.lost + self.damaged
    }

    /// Notes what stands in the file after a round.
    fn note(&mut self, seed: u64, acknowledged: &[i64], found: Result<Vec<i64>, String>) {
        self.rounds += 1;
        self.acknowledged += acknowledged.len() as u64;
        match found {
            Ok(found) => {
                let gone = acknowledged.iter().filter(|id| !found.contains(id)).count() as u64;
                self.lost += u64::from(gone > 0);
                self.unsure += (found.len() as u64).saturating_sub(acknowledged.len() as u64);
                if gone > 0 {
                    let said = format!("seed {seed}: {gone} acknowledged are gone");
                    self.first.get_or_insert(said);
                }
            }
            Err(said) => {
                self.damaged += 1;
                self.first.get_or_insert(format!("seed {seed}: {said}"));
            }
        }
    }
}

/// One round: write until the power goes, look, write on, until it goes again.
async fn round(settings: Settings, lie: bool, seed: u64, tally: &mut Tally) {
    let book = Book::new();
    let mut known = Vec::new();
    for life in 0..3 {
        let seed = seed * 3 + life;
        power::reset();
        if lie {
            let error = Error::Lie;
            power::inject(Fault { at: 1, kind: Kind::Sync, error, lasting: true });
        }
        // Half of the cuts come at a call, half at a moment.
        let at_call = seed.is_multiple_of(2);
        if at_call {
            let at = 1 + mixed(seed, 1) % 120;
            let error = Error::Cut(seed);
            power::inject(Fault { at, kind: Kind::Any, error, lasting: false });
        }
        let writing = book.write(settings, &known, 60);
        let cutting = async {
            if !at_call {
                tokio::time::sleep(Duration::from_micros(mixed(seed, 2) % 8000)).await;
                power::cut(seed);
            }
        };
        let (written, ()) = tokio::join!(writing, cutting);
        known.extend(written.acknowledged);
        // A call that never came: the power goes now.
        power::cut(seed);
        power::reset();
        let found = book.read(settings).await;
        tally.note(seed, &known, found.clone());
        match found {
            Ok(found) if known.iter().all(|id| found.contains(id)) => known = found,
            _ => return,
        }
    }
}

/// Many rounds of cuts with the same settings.
fn cuts(settings: Settings, lie: bool, count: u64) -> Tally {
    power::install();
    let _turn = power::turn();
    let before = power::calls();
    let runtime = book::runtime();
    let mut tally = Tally::default();
    for seed in 0..count {
        runtime.block_on(round(settings, lie, seed, &mut tally));
    }
    println!("{settings:?}, lying syncs {lie}: {tally:?}, {:?}", power::calls() - before);
    tally
}

#[test]
fn what_is_acknowledged_outlives_a_power_cut() {
    #[track_caller]
    fn check(journal: &'static str, synchronous: &'static str, checkpoint: u32, count: u64) {
        let settings = Settings { journal, synchronous, checkpoint };
        let tally = cuts(settings, false, rounds(count));
        assert_eq!(tally.wrong(), 0, "{tally:?}");
        assert!(tally.acknowledged > tally.rounds, "{tally:?}");
    }
    check("WAL", "FULL", 20, 100);
    check("WAL", "FULL", 0, 100);
    check("DELETE", "EXTRA", 1, 25);
    check("TRUNCATE", "FULL", 1, 25);
    check("PERSIST", "FULL", 1, 25);
    // Nothing above was proved if a cut never took anything away.
    let cuts = power::cuts();
    println!("{cuts:?}");
    let each = [cuts.kept, cuts.torn, cuts.dropped, cuts.vanished, cuts.returned];
    assert!(each.iter().all(|count| *count > 0), "{cuts:?}");
}

#[test]
fn a_broken_promise_is_caught() {
    #[track_caller]
    fn check(journal: &'static str, synchronous: &'static str, lie: bool, sound: bool) {
        let tally = cuts(Settings { journal, synchronous, checkpoint: 20 }, lie, 40);
        assert!(tally.wrong() > 0, "{tally:?}");
        assert!(!sound || tally.damaged == 0, "{tally:?}");
    }
    check("WAL", "OFF", false, false);
    check("WAL", "FULL", true, false);
    check("DELETE", "OFF", false, false);
    // SQLite promises here that the file is sound, not that the last commits stand.
    check("WAL", "NORMAL", false, true);
    // The deletion of the journal is the commit, and only EXTRA syncs it.
    check("DELETE", "FULL", false, true);
}

#[test]
fn what_was_open_at_a_cut_stays_dead_and_nothing_opens_without_power() {
    power::install();
    let _turn = power::turn();
    let settings = Settings { journal: "WAL", synchronous: "FULL", checkpoint: 20 };
    book::runtime().block_on(async {
        let book = Book::new();
        let mut old = book.open(settings).await.expect("opens");
        assert_eq!(book::commit(&mut old, &[], 2, true).await.acknowledged, [1, 2]);
        power::cut(1);
        assert_eq!(book::commit(&mut old, &[2], 2, true).await.failed, 2);
        assert!(book.open(settings).await.is_err());
        power::reset();
        let mut new = book.open(settings).await.expect("opens again");
        assert_eq!(book::commit(&mut new, &[2], 1, true).await.acknowledged, [3]);
        assert_eq!(book::commit(&mut old, &[3], 1, true).await.failed, 1);
        let _ = old.close().await;
        assert_eq!(book::commit(&mut new, &[3], 1, true).await.acknowledged, [4]);
        let _ = new.close().await;
        assert_eq!(book.read(settings).await, Ok(vec![1, 2, 3, 4]));
    });
}

#[test]
fn a_fault_has_the_code_of_sqlite() {
    power::install();
    let _turn = power::turn();
    let runtime = book::runtime();
    let settings = Settings { journal: "WAL", synchronous: "FULL", checkpoint: 20 };
    let check = |kind: Kind, error: Error, code: &str| {
        let book = Book::new();
        let written = runtime.block_on(async {
            power::reset();
            let mut writer = book.open(settings).await.expect("opens");
            power::inject(Fault { at: 1, kind, error, lasting: true });
            let written = book::commit(&mut writer, &[], 2, true).await;
            power::clear();
            let _ = writer.close().await;
            written
        });
        assert_eq!(written.codes, [code, code], "{kind:?} {error:?}");
    };
    check(Kind::Write, Error::Enospc, "13"); // SQLITE_FULL
    check(Kind::Write, Error::Eio, "778"); // SQLITE_IOERR_WRITE
    check(Kind::Sync, Error::Eio, "1034"); // SQLITE_IOERR_FSYNC
    check(Kind::Sync, Error::Enospc, "1034");
    check(Kind::Sync, Error::Lost, "1034");
    check(Kind::Any, Error::Eio, "778");
}

#[test]
fn the_same_cut_leaves_the_same() {
    power::install();
    let _turn = power::turn();
    let settings = Settings { journal: "DELETE", synchronous: "OFF", checkpoint: 1 };
    let run = |seed: u64| {
        book::runtime().block_on(async {
            let book = Book::new();
            power::reset();
            let error = Error::Cut(seed);
            let at = 200 + seed;
            power::inject(Fault { at, kind: Kind::Any, error, lasting: false });
            let written = book.write(settings, &[], 60).await;
            (written.acknowledged, book.bytes())
        })
    };
    let mut left = Vec::new();
    for seed in 0..10 {
        let once = run(seed);
        assert!(once == run(seed), "seed {seed}");
        left.push(once.1);
    }
    left.sort();
    left.dedup();
    assert!(left.len() > 2, "another seed leaves something else");
}

/// A fault at the n-th call, then on with the same connection, then a cut. Says whether the fault
/// was met.
async fn fault(settings: Settings, fault: Fault, tally: &mut Tally) -> bool {
    let book = Book::new();
    power::reset();
    let first = book.write(settings, &[], 3).await;
    assert_eq!((first.acknowledged.len(), first.failed), (3, 0), "{first:?}");
    let mut writer = book.open(settings).await.expect("opens");
    let met = power::met();
    power::inject(fault);
    let during = book::commit(&mut writer, &first.tried, 6, true).await;
    let met = power::met() > met;
    // Without checkpoints a fault can only meet a commit, and that must say so.
    let silent = met && during.failed == 0 && settings.checkpoint > 1000;
    assert!(!silent, "{fault:?}: no commit failed");
    assert!(met || during.failed == 0, "{fault:?}: failed without a fault: {during:?}");
    power::clear();
    let after = book::commit(&mut writer, &during.tried, 2, true).await;
    assert_eq!(after.failed, 0, "{fault:?}: the connection does not go on: {after:?}");
    power::cut(fault.at);
    let _ = writer.close().await;
    power::reset();
    let known = [first.acknowledged, during.acknowledged, after.acknowledged].concat();
    tally.note(fault.at, &known, book.read(settings).await);
    met
}

#[test]
fn a_commit_that_meets_a_fault_says_so_and_harms_no_other() {
    power::install();
    let _turn = power::turn();
    let runtime = book::runtime();
    #[track_caller]
    fn check(
        runtime: &tokio::runtime::Runtime,
        journal: &'static str,
        checkpoint: u32,
        error: Error,
    ) {
        let settings = Settings { journal, synchronous: "EXTRA", checkpoint };
        let (mut tally, mut met, before) = (Tally::default(), 0, power::calls());
        for kind in [Kind::Write, Kind::Sync, Kind::Truncate, Kind::Any] {
            for lasting in [false, true] {
                let mut at = 1;
                // Until a fault waits for a call that does not come.
                while runtime.block_on(fault(
                    settings,
                    Fault { at, kind, error, lasting },
                    &mut tally,
                )) {
                    at += 1 + at / 12;
                    met += 1;
                }
            }
        }
        let calls = power::calls() - before;
        println!("{settings:?}, {error:?}: {met} faults met: {tally:?}, {calls:?}");
        assert_eq!(tally.wrong(), 0, "{tally:?}");
        assert!(met > 20, "{met} met");
    }
    for error in [Error::Eio, Error::Enospc, Error::Lost] {
        check(&runtime, "WAL", 100_000, error);
        check(&runtime, "WAL", 20, error);
        check(&runtime, "DELETE", 1, error);
    }
}
