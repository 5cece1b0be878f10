//! `gongji bench settle`: durable settlements a second through the desk, beside the engine's control.

mod control;
mod drive;

use super::{Rounds, machine, region};
use crate::books::block_on;
use drive::Round;
use office::desk::{Counts, Settings};
use office::{Address, Store, open_books};
use region::Area;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// What to run. The books must be empty: a folder or a database of the bench's own.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Empty folder for books on SQLite.
    #[arg(long, value_name = "DIR", required_unless_present = "database")]
    data: Option<PathBuf>,
    /// Empty database, postgres://…; the control gets a database of its own on the same server.
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    database: Option<String>,
    /// Clients that settle at once.
    #[arg(long, default_value_t = 64)]
    clients: usize,
    /// Areas they are spread over.
    #[arg(long, default_value_t = 1)]
    areas: usize,
    /// Rounds of A B.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of a round.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// Made-up people of an area.
    #[arg(long, default_value_t = 200_000)]
    people: u32,
    /// Visits made ready for a round, over all areas.
    #[arg(long, default_value_t = 400_000)]
    visits: usize,
    /// Bills stored before the first round; the desks are opened anew after them.
    #[arg(long, default_value_t = 0)]
    stored: u64,
    /// The books are those of an earlier run: what it stored stays.
    #[arg(long, conflicts_with = "stored")]
    again: bool,
    /// Spans of the year, each with funds of its own: 200 make a thousand funds.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=360))]
    spans: u64,
    /// The most requests in one commit.
    #[arg(long, default_value_t = Settings::default().batch)]
    batch: usize,
    /// Without the control.
    #[arg(long)]
    alone: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What was measured.
struct Figures {
    engine: &'static str,
    ours: Rounds,
    control: Rounds,
    settled: u64,
    refused: u64,
    bytes: Vec<(String, i64)>,
    batch: f64,
    micros: [f64; 3],
    p50: u32,
    p99: u32,
    /// Seconds until the desks were open again on the stored bills.
    restart: Option<f64>,
}

pub(crate) fn run(args: &Args) -> Result<(), String> {
    let figures = block_on(measure(args))?;
    print(args, &figures);
    Ok(())
}

fn address(args: &Args) -> Result<Address, String> {
    if let Some(url) = &args.database {
        return Ok(Address::Database(url.clone()));
    }
    let folder = args.data.clone().ok_or("give --data or --database")?;
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(Address::Data(folder))
}

async fn measure(args: &Args) -> Result<Figures, String> {
    let mut store = open_books(&address(args)?).await.map_err(|e| e.to_string())?;
    if !args.again && !store.areas().await.map_err(|e| e.to_string())?.is_empty() {
        return Err("the books are not empty; give a folder or database of the bench's own".into());
    }
    if let (Some(url), false) = (&args.database, args.alone) {
        control::prepare(url)?;
    }
    let settings = Settings { batch: args.batch, ..Settings::default() };
    let mut areas = Vec::new();
    for at in 0..args.areas.max(1) {
        areas.push(
            region::area(store.clone(), at, args.people, args.spans, settings.clone()).await?,
        );
    }
    let mut restart = None;
    if args.stored > 0 || args.again {
        areas = stored(args, areas).await?;
        store.close().await;
        let began = Instant::now();
        store = open_books(&address(args)?).await.map_err(|e| e.to_string())?;
        for area in &mut areas {
            area.reopen(store.clone(), settings.clone()).await?;
        }
        restart = Some(began.elapsed().as_secs_f64());
    }
    let (mut ours, mut controls) = (Vec::new(), Vec::new());
    let mut all = Round::default();
    let mut grown: Vec<(String, i64)> = Vec::new();
    for round in 0..args.rounds.max(1) {
        fill(args, &mut areas, args.visits).await?;
        store.checkpoint().await.map_err(|e| e.to_string())?;
        if !args.alone {
            controls.push(control(args)?);
        }
        let before = store.sizes().await.map_err(|e| e.to_string())?;
        zero(&areas);
        let shared = Arc::new(areas);
        let done = drive::round(&shared, args.clients, args.seconds).await?;
        areas = Arc::into_inner(shared).ok_or("a client is still at work")?;
        store.checkpoint().await.map_err(|e| e.to_string())?;
        add(&mut grown, &before, &store.sizes().await.map_err(|e| e.to_string())?);
        eprintln!(
            "round {}: {:.0} settlements/s, control {:.0}/s",
            round + 1,
            done.rate(),
            controls.last().copied().unwrap_or(0.0)
        );
        ours.push(done.rate());
        all.settled += done.settled;
        all.refused += done.refused;
        all.micros.extend(done.micros);
    }
    Ok(figures(&*store, &areas, (ours, controls), all, (grown, restart)))
}

/// Clients that settle what is stored before the first round.
const LOADING: usize = 1024;

/// Settles so many bills, as fast as it goes.
async fn stored(args: &Args, mut areas: Vec<Area>) -> Result<Vec<Area>, String> {
    let mut settled = 0;
    while settled < args.stored {
        let some = usize::try_from(args.stored - settled).unwrap_or(usize::MAX);
        fill(args, &mut areas, some.min(args.visits)).await?;
        let shared = Arc::new(areas);
        settled += drive::all(&shared, LOADING).await?;
        areas = Arc::into_inner(shared).ok_or("a client is still at work")?;
        eprintln!("{settled} bills stored");
    }
    Ok(areas)
}

/// So many visits that wait to be settled, at least.
async fn fill(args: &Args, areas: &mut [Area], visits: usize) -> Result<(), String> {
    let each = visits.div_ceil(areas.len());
    for area in areas.iter_mut() {
        let missing = each.saturating_sub(area.left());
        if missing > 0 {
            region::visits(area, args.people, missing).await?;
        }
    }
    Ok(())
}

fn control(args: &Args) -> Result<f64, String> {
    match (&args.database, &args.data) {
        (Some(url), _) => control::tpc_b(url, args.seconds),
        (None, Some(folder)) => control::raw_rows(folder, args.seconds),
        (None, None) => Err("give --data or --database".to_string()),
    }
}

fn zero(areas: &[Area]) {
    for counts in areas.iter().map(|area| area.desk.counts()) {
        let Counts { batches, events, micros: [a, b, c], .. } = counts;
        for counter in [batches, events, a, b, c] {
            counter.store(0, Ordering::Relaxed);
        }
    }
}

fn add(grown: &mut Vec<(String, i64)>, before: &[(String, i64)], after: &[(String, i64)]) {
    for (table, size) in after {
        let was = before.iter().find(|(name, _)| name == table).map_or(0, |(_, size)| *size);
        match grown.iter_mut().find(|(name, _)| name == table) {
            Some((_, sum)) => *sum += size - was,
            None => grown.push((table.clone(), size - was)),
        }
    }
}

fn figures(
    store: &dyn Store,
    areas: &[Area],
    (ours, control): (Vec<f64>, Vec<f64>),
    mut all: Round,
    (bytes, restart): (Vec<(String, i64)>, Option<f64>),
) -> Figures {
    let sum = |read: &dyn Fn(&Counts) -> u64| -> u64 {
        areas.iter().map(|area| read(area.desk.counts())).sum()
    };
    let batches = sum(&|counts| counts.batches.load(Ordering::Relaxed)).max(1) as f64;
    let events = sum(&|counts| counts.events.load(Ordering::Relaxed)) as f64;
    let micros = [0, 1, 2]
        .map(|at: usize| sum(&|counts| counts.micros[at].load(Ordering::Relaxed)) as f64 / batches);
    all.micros.sort_unstable();
    let at = |part: usize| all.micros.get(all.micros.len() * part / 100).copied().unwrap_or(0);
    Figures {
        engine: store.engine(),
        ours: Rounds { rates: ours },
        control: Rounds { rates: control },
        settled: all.settled,
        refused: all.refused,
        bytes,
        batch: events / batches,
        micros,
        p50: at(50),
        p99: at(99),
        restart,
    }
}

/// Rows that a settlement would be, written out: bill, 4 layers, 6 deltas, 8 entries, key.
const LOGICAL: f64 = 20.0;

fn print(args: &Args, figures: &Figures) {
    let bytes: i64 = figures.bytes.iter().map(|(_, bytes)| bytes).sum();
    let each = bytes as f64 / figures.settled.max(1) as f64;
    let (name, factor) = match figures.engine {
        "sqlite" => ("raw rows/s, 1,000 a commit", LOGICAL),
        _ => ("pgbench TPC-B, scale 50, 32 clients", 1.0),
    };
    let ratio = (!args.alone).then(|| figures.ours.median() * factor / figures.control.median());
    if args.json {
        let value = serde_json::json!({
            "bench": "settle", "engine": figures.engine, "clients": args.clients,
            "areas": args.areas, "rounds": args.rounds, "seconds": args.seconds,
            "settled": figures.settled, "refused": figures.refused, "machine": machine(),
            "figures": [{
                "name": "durable settlements/s", "value": figures.ours.median(),
                "spread": figures.ours.spread(), "ratio": ratio,
                "control": (!args.alone).then(|| figures.control.median()),
                "control_spread": (!args.alone).then(|| figures.control.spread()),
            }, { "name": "bytes on disk a settlement", "value": each }],
            "batch": figures.batch, "micros_a_batch": figures.micros,
            "stored": args.stored, "restart_seconds": figures.restart,
            "p50_micros": figures.p50, "p99_micros": figures.p99,
        });
        println!("{value:#}");
        return;
    }
    println!(
        "{}: {} clients, {} areas, {} rounds of {} s; {} settled, {} refused; {}",
        figures.engine,
        args.clients,
        args.areas,
        args.rounds,
        args.seconds,
        figures.settled,
        figures.refused,
        machine()
    );
    println!(
        "durable settlements/s      {:>10.0}   spread {:.2}   p50 {} us, p99 {} us",
        figures.ours.median(),
        figures.ours.spread(),
        figures.p50,
        figures.p99
    );
    if let Some(ratio) = ratio {
        println!(
            "control: {name}  {:>10.0}   spread {:.2}\nratio (x {factor} rows)  {ratio:.2}",
            figures.control.median(),
            figures.control.spread()
        );
    }
    let [read, decide, commit] = figures.micros;
    println!(
        "a batch: {:.0} events, read {read:.0} us, decide {decide:.0} us, commit {commit:.0} us",
        figures.batch
    );
    if let Some(seconds) = figures.restart {
        println!("open again on {} stored bills in {seconds:.2} s", args.stored);
    }
    println!("bytes on disk a settlement {each:.0}");
    for (table, bytes) in figures.bytes.iter().filter(|(_, bytes)| *bytes != 0) {
        println!("  {table:<16} {:>8.1}", *bytes as f64 / figures.settled.max(1) as f64);
    }
}
