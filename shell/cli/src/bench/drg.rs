//! `gongji bench drg`: cases grouped a second, on one thread and on several, beside a loop that only
//! reckons and so shows what the machine's threads are worth in the same run.

use super::{Rounds, machine, timed};
use office::drg_cases::{CaseRow, Cases, Places};
use office::drg_schemes::DrgScheme;
use payment::drg::{Fields, Scratch};
use std::hint::black_box;
use std::path::PathBuf;
use std::thread;

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder of the scheme.
    #[arg(long, value_name = "DIR")]
    scheme: PathBuf,
    /// Cases; where the file has the columns status, mdc, adrg and drg, each must come out so.
    #[arg(long = "in", value_name = "FILE")]
    cases: PathBuf,
    /// So many cases a round: the file again and again.
    #[arg(long, default_value_t = 1_000_000)]
    count: usize,
    /// Threads of the second figure.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Rounds.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

struct Figures {
    load: f64,
    memory: u64,
    differ: usize,
    compared: usize,
    /// One thread and several, ours and the control.
    ours: [Rounds; 2],
    control: [Rounds; 2],
}

pub(crate) fn run(args: &Args) -> Result<(), String> {
    let told = |error: &dyn ToString| format!("{}: {}", args.cases.display(), error.to_string());
    let bytes = std::fs::read(&args.cases).map_err(|error| told(&error))?;
    let (scheme, load) = timed(|| DrgScheme::open(&args.scheme, None));
    let scheme = scheme.map_err(|error| error.to_string())?;
    let cases = Cases::open(&bytes).map_err(|error| told(&error))?;
    let (mut rows, mut all) = (cases.rows(), Vec::new());
    let mut row = CaseRow::default();
    while rows.next(&mut row).map_err(|error| told(&error))? {
        all.push(row.clone());
    }
    if all.is_empty() {
        return Err(told(&"the file has no cases"));
    }
    let (differ, compared) = compare(&scheme, &cases, &all);
    let fields: Vec<Fields> = all.iter().map(|row| cases.places().fields(row)).collect();
    let none = || Rounds { rates: Vec::new() };
    let (mut ours, mut control) = ([none(), none()], [none(), none()]);
    for _ in 0..args.rounds.max(1) {
        for (at, threads) in [1, args.threads.max(1)].into_iter().enumerate() {
            let count = args.count.max(1);
            let took =
                timed(|| side_by_side(threads, |part| group(&scheme, &fields, count, part))).1;
            ours[at].rates.push((count * threads) as f64 / took.as_secs_f64());
            let took = timed(|| side_by_side(threads, |part| reckon(part as u64, count))).1;
            control[at].rates.push((count * threads) as f64 / took.as_secs_f64());
        }
    }
    let load = load.as_secs_f64();
    let figures = Figures { load, memory: memory(), differ, compared, ours, control };
    print(args, &scheme, &figures);
    match differ {
        0 => Ok(()),
        some => Err(format!("{some} of {compared} cases came out otherwise than the file says")),
    }
}

/// How many cases differ from what the file says of them, and how many it says something of.
fn compare(scheme: &DrgScheme, cases: &Cases, all: &[CaseRow]) -> (usize, usize) {
    let columns = ["status", "mdc", "adrg", "drg"].map(|name| cases.column(name));
    let [Some(status), Some(mdc), Some(adrg), Some(drg)] = columns else { return (0, 0) };
    let (places, mut scratch): (Places, _) = (cases.places(), Scratch::default());
    let differ = |row: &&CaseRow| {
        let cell = |at: usize| row.cells.get(at).unwrap_or("").trim();
        let is = scheme.scheme.group_fields(&places.fields(row), &mut scratch);
        let said = [cell(status), cell(mdc), cell(adrg), cell(drg)];
        said != [is.status.zh(), is.mdc, is.adrg, is.drg]
    };
    (all.iter().filter(differ).count(), all.len())
}

/// Runs so many threads, each with its number.
fn side_by_side(threads: usize, run: impl Fn(usize) -> u64 + Sync) -> u64 {
    if threads == 1 {
        return run(0);
    }
    thread::scope(|scope| {
        let work: Vec<_> = (0..threads)
            .map(|part| {
                scope.spawn({
                    let run = &run;
                    move || run(part)
                })
            })
            .collect();
        work.into_iter()
            .map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .fold(0, u64::wrapping_add)
    })
}

/// Groups so many cases, beginning somewhere else on each thread.
fn group(scheme: &DrgScheme, fields: &[Fields], count: usize, part: usize) -> u64 {
    let mut scratch = Scratch::default();
    let mut sum = 0u64;
    let mut at = part * fields.len() / 2 % fields.len();
    for _ in 0..count {
        let outcome = scheme.scheme.group_fields(black_box(&fields[at]), &mut scratch);
        sum = sum.wrapping_add(black_box(outcome.drg).len() as u64);
        at = if at + 1 == fields.len() { 0 } else { at + 1 };
    }
    sum
}

/// The control: as many rounds of arithmetic on a register as take about as long as a case.
fn reckon(seed: u64, count: usize) -> u64 {
    let mut x = seed | 1;
    for _ in 0..count {
        for _ in 0..black_box(256) {
            x = x.wrapping_mul(0x5851_f42d_4c95_7f2d).rotate_left(17) ^ seed;
        }
    }
    black_box(x)
}

/// The most memory this process had, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilo = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilo.unwrap_or(0) * 1024
}

fn print(args: &Args, scheme: &DrgScheme, figures: &Figures) {
    let Figures { load, memory, differ, compared, ours, control } = figures;
    let scale = |rounds: &[Rounds; 2]| rounds[1].median() / rounds[0].median();
    let (grown, possible) = (scale(ours), scale(control));
    if args.json {
        let value = serde_json::json!({
            "bench": "drg", "scheme": scheme.title(), "groups": scheme.scheme.groups().count(),
            "cases": args.count, "rounds": args.rounds, "machine": machine(),
            "compared": compared, "differ": differ, "load_seconds": load, "memory_bytes": memory,
            "figures": [
                { "name": "cases/s, one thread", "value": ours[0].median(), "spread": ours[0].spread() },
                { "name": format!("cases/s, {} threads", args.threads), "value": ours[1].median(),
                  "spread": ours[1].spread(), "ratio": grown / possible },
            ],
        });
        println!("{value:#}");
        return;
    }
    println!(
        "{}: {} groups, loaded in {load:.3} s; {} cases a round and thread, {} rounds; {}",
        scheme.title(),
        scheme.scheme.groups().count(),
        args.count,
        args.rounds,
        machine()
    );
    println!("compared with the file: {compared} cases, {differ} differ");
    println!("cases/s, 1 thread     {:>12.0}   spread {:.2}", ours[0].median(), ours[0].spread());
    println!(
        "cases/s, {} threads    {:>12.0}   spread {:.2}   {grown:.2} of one",
        args.threads,
        ours[1].median(),
        ours[1].spread()
    );
    println!(
        "control, {} threads: {possible:.2} of one; ours beside it {:.2}",
        args.threads,
        grown / possible
    );
    println!("memory at most {:.0} MB", *memory as f64 / 1e6);
}
