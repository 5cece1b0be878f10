//! The disk fails under a desk at work, or is full: it never answers what is not in the books, says
//! what is wrong, and goes on by itself when the disk is well again.

#[path = "under_load/mod.rs"]
mod under_load;

use gongji_tests::random::Random;
use gongji_tests::scale;
use office::desk::{Health, IN_DOUBT, NOT_WRITTEN, STOPPED};
use power::{Error, Fault, Kind};
use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinError;
use under_load::load::{Known, Note, Task};
use under_load::look::{look, mixed};
use under_load::{BUSY_MOVES, Manner, Office, Place, ask_at_once};

/// What came of a round, or of many.
#[derive(Debug, Default)]
struct Total {
    rounds: u64,
    met: u64,
    stopped: u64,
    asked: u64,
    answered: u64,
    /// What is wrong: with the seed and the fault, each in a line.
    wrong: Vec<String>,
}

impl Total {
    fn add(&mut self, one: Total) {
        self.rounds += one.rounds;
        self.met += one.met;
        self.stopped += one.stopped;
        self.asked += one.asked;
        self.answered += one.answered;
        self.wrong.extend(one.wrong);
    }
}

/// What a task said when it broke off.
fn last_words(broken: JoinError) -> String {
    let said = match broken.try_into_panic() {
        Ok(said) => said,
        Err(broken) => return broken.to_string(),
    };
    let text = said.downcast_ref::<String>().cloned();
    let text = text.or_else(|| said.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_else(|| "a panic without words".to_string())
}

/// Waits until the desk is as wanted; what it says meanwhile.
async fn until(office: &Office, wanted: impl Fn(&Health) -> bool, most: Duration) -> bool {
    let seen = async {
        while !wanted(&office.desk.health()) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(most, seen).await.is_ok()
}

fn waits(health: &Health) -> bool {
    matches!(health, Health::Waiting(_))
}

/// One round: a fault under load, then a disk that is well; at the end a power cut, which would
/// bring back what was said not to be written.
async fn round(fault: Fault, moves: bool, seed: u64) -> Total {
    let mut total = Total::default();
    let when = format!("seed {seed}: {fault:?}");
    power::reset();
    let moves = if moves { BUSY_MOVES } else { Manner::default().moves };
    let place = Place::new(Manner { moves, ..Manner::default() }).await;
    let office = place.open().await.expect("the books open");
    let known = Arc::new(Known::default());
    let (_say, stop) = watch::channel(false);
    let met = power::met();
    power::inject(fault);
    let asking = ask_at_once(&office, &known, seed, 25, true, stop);
    let mending = mend(&office, fault, seed);
    let both = async { tokio::join!(asking, mending) };
    let Ok((mut notes, said)) = tokio::time::timeout(Duration::from_secs(60), both).await else {
        let health = office.desk.health();
        total.wrong.push(format!("{when}: the desk does not come back: {health:?}"));
        return total;
    };
    power::clear();
    total.rounds = 1;
    total.met = power::met() - met;
    total.stopped = u64::from(said.is_some());
    let full = fault.error == Error::Enospc && fault.kind == Kind::Write;
    if let Some(said) = said.filter(|_| full)
        && !said.contains("full")
        && !said.contains("did not say")
    {
        total.wrong.push(format!("{when}: a full disk is called '{said}'"));
    }
    if !until(&office, |health| *health == Health::Open, Duration::from_secs(5)).await {
        let health = office.desk.health();
        total.wrong.push(format!("{when}: the desk stays {health:?}"));
        return total;
    }
    check(&office, &notes, &when, &mut total).await;
    office.send_again(&mut notes).await;
    power::cut(seed);
    office.close().await;
    power::reset();
    let office = place.open().await.expect("the books open");
    check(&office, &notes, &format!("{when}, after a cut"), &mut total).await;
    total.asked = notes.len() as u64;
    total.answered = notes.iter().filter(|note| note.event().is_some()).count() as u64;
    office.close().await;
    total
}

/// Makes the disk well again after a while; what a desk said that had stopped by then.
async fn mend(office: &Office, fault: Fault, seed: u64) -> Option<String> {
    let mut said = None;
    if fault.lasting {
        said = stops(office, Duration::from_secs(2)).await;
        if said.is_some() {
            tokio::time::sleep(Duration::from_millis(mixed(seed, 5) % 300)).await;
        }
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    if fault.lasting {
        power::clear();
    }
    said
}

/// What the desk says as soon as it has stopped.
async fn stops(office: &Office, most: Duration) -> Option<String> {
    let seen = async {
        loop {
            if let Health::Waiting(said) = office.desk.health() {
                return said;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(most, seen).await.ok()
}

async fn check(office: &Office, notes: &[Note], when: &str, total: &mut Total) {
    let found = look(&office.store, notes).await;
    if found.lost > 0 {
        total.wrong.push(format!("{when}: {} answers are not in the books", found.lost));
    }
    total.wrong.extend(found.wrong.iter().map(|said| format!("{when}: {said}")));
}

/// Every kind of call, every error, once and lasting, at many places. What is wrong is given back
/// as it is, so that it stands at the end of what the test prints.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_answered_is_in_the_books_whatever_fails() -> Result<(), String> {
    power::install();
    let turn = power::turn();
    let mut total = Total::default();
    for seed in 0..scale(60, 1_200) {
        let kind = [Kind::Write, Kind::Sync, Kind::Any, Kind::Truncate][seed as usize % 4];
        let error = [Error::Eio, Error::Enospc, Error::Lost][seed as usize / 4 % 3];
        let most = match kind {
            Kind::Truncate => 3,
            Kind::Sync => 40,
            _ => 300,
        };
        let lasting = seed / 12 % 2 == 1;
        let fault = Fault { at: 1 + mixed(seed, 1) % most, kind, error, lasting };
        let moves = !mixed(seed, 2).is_multiple_of(4);
        match tokio::spawn(round(fault, moves, seed)).await {
            Ok(one) => total.add(one),
            Err(broken) => {
                let said = last_words(broken);
                total.wrong.push(format!("seed {seed}: {fault:?}: {said}"));
                break;
            }
        }
    }
    drop(turn);
    println!("{total:?}");
    let enough = total.met >= total.rounds / 2 && total.stopped > 3 && total.answered > 0;
    if total.wrong.is_empty() && !enough {
        total.wrong.push(format!("too little happened: {total:?}"));
    }
    if total.wrong.is_empty() { Ok(()) } else { Err(total.wrong.join("; ")) }
}

/// A full disk: the desk stops, says so to whoever asks, and goes on without a restart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_the_desk_until_there_is_space() {
    power::install();
    let turn = power::turn();
    let place = Place::new(Manner::default()).await;
    let office = place.open().await.expect("the books open");
    let known = Arc::new(Known::default());
    let (_say, stop) = watch::channel(false);
    ask_at_once(&office, &known, 1, 5, true, stop.clone()).await;
    power::inject(Fault { at: 1, kind: Kind::Write, error: Error::Enospc, lasting: true });
    let mut notes = ask_at_once(&office, &known, 2, 5, false, stop.clone()).await;
    assert!(until(&office, waits, Duration::from_secs(2)).await, "{:?}", office.desk.health());
    notes.extend(ask_at_once(&office, &known, 3, 5, false, stop).await);
    let Health::Waiting(said) = office.desk.health() else { panic!("the desk goes on") };
    assert!(said.contains("the disk of the database is full") && said.contains("space"), "{said}");
    assert!(notes.iter().all(|note| note.event().is_none()), "{notes:?}");
    let troubles = [STOPPED, NOT_WRITTEN, IN_DOUBT];
    let told: BTreeSet<&str> =
        troubles.into_iter().filter(|code| notes.iter().any(|note| note.said(code))).collect();
    assert_eq!(told, BTreeSet::from([STOPPED, NOT_WRITTEN]));
    check_none(&office, &notes).await;
    power::clear();
    assert!(until(&office, |h| *h == Health::Open, Duration::from_secs(2)).await);
    let [_, new] = office.send_again(&mut notes).await;
    assert!(new > 0);
    check_none(&office, &notes).await;
    office.close().await;
    drop(turn);
}

async fn check_none(office: &Office, notes: &[Note]) {
    let found = look(&office.store, notes).await;
    assert_eq!((found.lost, found.wrong), (0, vec![]));
}

/// A sync that fails for good: nobody waits for ever, and what is in doubt is not called not written.
/// It stands in the log, so a crash may bring it back, and a repeat is told so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_stays_in_doubt_is_called_so() {
    power::install();
    let turn = power::turn();
    let mut counts = [0; 3];
    for seed in 0..scale(40, 200) {
        power::reset();
        let place = Place::new(Manner::default()).await;
        let office = place.open().await.expect("the books open");
        let known = Arc::new(Known::default());
        let (say, stop) = watch::channel(false);
        power::inject(Fault { at: 1, kind: Kind::Sync, error: Error::Eio, lasting: true });
        let asking = ask_at_once(&office, &known, seed, 1, false, stop);
        let crash = async {
            // The first waits until it is told; later the crash comes at once.
            if seed > 0 {
                assert!(until(&office, waits, Duration::from_secs(5)).await);
                say.send_replace(true);
            }
        };
        let (mut notes, ()) = tokio::join!(asking, crash);
        counts[2] += notes.iter().filter(|note| note.said(IN_DOUBT)).count() as u64;
        power::cut(seed);
        office.close().await;
        power::reset();
        let office = place.open().await.expect("the books open");
        // Only what was never given to the disk was called not written, and does not come back.
        check_none(&office, &notes).await;
        let [before, new] = office.send_again(&mut notes).await;
        counts = [counts[0] + before, counts[1] + new, counts[2]];
        check_none(&office, &notes).await;
        office.close().await;
    }
    let [before, new, doubted] = counts;
    println!("{doubted} told in doubt; after a crash {before} had been done, {new} had not");
    assert!(before > 0 && new > 0 && doubted > 0, "{counts:?}");
    drop(turn);
}

/// Asks from one task alone: the same seed asks the same.
async fn one_after_the_other(office: &Office, seed: u64, times: usize) -> Vec<Note> {
    let (_say, stop) = watch::channel(false);
    let task = Task {
        desk: office.desk.clone(),
        known: Arc::new(Known::default()),
        random: Random::new(seed),
        name: seed.to_string(),
        patient: true,
        stop,
    };
    task.run(times).await
}

static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// A clock that jumps by years, back and forth, and stands still at times; within what a
/// verification takes for a moment at all.
fn jumping() -> i64 {
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let years = mixed(number, 7) as i64 % 5;
    1_590_000_000_000 + years * 31_556_952_000
}

/// The same messages one after the other, by two clocks: the same events, byte for byte.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_changes_no_decision() {
    power::install();
    let turn = power::turn();
    let mut books = Vec::new();
    for clock in [|| 1_590_000_000_000, jumping as fn() -> i64] {
        let place = Place::new(Manner { clock, ..Manner::default() }).await;
        let office = place.open().await.expect("the books open");
        let notes = one_after_the_other(&office, 9, scale(300, 3_000) as usize).await;
        check_none(&office, &notes).await;
        let events = office.store.events(under_load::NUMBER, 0, 1 << 40).await.expect("events");
        let batches = office.store.batches(under_load::NUMBER, 0, 1 << 40).await.expect("batches");
        let back = batches.windows(2).filter(|pair| pair[1].written < pair[0].written).count();
        office.close().await;
        let office = place.open().await.expect("the books open");
        check_none(&office, &notes).await;
        office.close().await;
        books.push((notes.len(), events, back));
    }
    let (a, b) = (&books[0], &books[1]);
    println!("{} messages, {} events, the clock went back {} times", a.0, a.1.len(), b.2);
    assert!(a.1.len() > 100 && a.2 == 0 && b.2 > 50);
    assert_eq!(a.1, b.1);
    drop(turn);
}

/// How often a log has begun anew: a count in its header.
fn begun(log: &std::path::Path) -> Option<u32> {
    let mut header = [0; 16];
    std::fs::File::open(log).and_then(|mut file| file.read_exact(&mut header)).ok()?;
    let count = header.last_chunk::<4>()?;
    Some(u32::from_be_bytes(*count))
}

/// Under constant load the log is moved again and again, and stays short.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_short_under_constant_load() {
    power::install();
    let turn = power::turn();
    let place = Place::new(Manner { moves: BUSY_MOVES, ..Manner::default() }).await;
    let office = place.open().await.expect("the books open");
    let known = Arc::new(Known::default());
    let (say, stop) = watch::channel(false);
    let log = std::path::PathBuf::from(format!("{}-wal", place.file().display()));
    let watching = async {
        let (mut longest, first) = (0, begun(&log).unwrap_or(0));
        let until = tokio::time::Instant::now() + Duration::from_secs(scale(6, 60));
        while tokio::time::Instant::now() < until {
            let long = std::fs::metadata(&log).map_or(0, |file| file.len());
            longest = longest.max(long);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        say.send_replace(true);
        (longest, begun(&log).expect("a log") - first)
    };
    let asking = ask_at_once(&office, &known, 11, 1_000_000, true, stop);
    let (notes, (longest, anew)) = tokio::join!(asking, watching);
    let batches = office.desk.counts().batches.load(Ordering::Relaxed);
    println!(
        "{} messages, {batches} batches: the log was at most {longest} bytes long and began anew {anew} times",
        notes.len()
    );
    assert!(anew > 4, "the log began anew {anew} times");
    assert!(longest < 100 * BUSY_MOVES.longer, "the log grew to {longest} bytes");
    // Opened anew: what nobody waits for any more may still be on its way.
    office.close().await;
    let office = place.open().await.expect("the books open");
    check_none(&office, &notes).await;
    office.close().await;
    drop(turn);
}
