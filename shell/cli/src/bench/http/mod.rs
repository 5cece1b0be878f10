//! `gongji bench http`: how long hospitals wait at the door, at a steady rate of messages that does not
//! wait for answers, beside a synced write on the same disk; and what is done when too much comes.

mod control;
mod load;
mod server;
mod shots;

use super::{Rounds, machine, region};
use crate::books::block_on;
use load::{Heard, fire};
use office::desk::Settings;
use office::{Address, open_books};
use region::Area;
pub(super) use server::Server;
use shots::{KINDS, Mix, SETTLE, Stock};
use std::path::PathBuf;
use std::time::Duration;

/// What to run. The books must be empty: a folder or a database of the bench's own.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Empty folder for books on SQLite; on PostgreSQL, where the control writes.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Empty database, postgres://…
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Messages a second; several rates one after the other.
    #[arg(long, value_delimiter = ',', default_value = "190,3000")]
    rates: Vec<u64>,
    /// What is sent.
    #[arg(long, value_enum, default_value = "day")]
    mix: Mix,
    /// Rounds at each rate.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of a round.
    #[arg(long, default_value_t = 12)]
    seconds: u64,
    /// Connections that are kept open.
    #[arg(long, default_value_t = 256)]
    connections: usize,
    /// Made-up people.
    #[arg(long, default_value_t = 200_000)]
    people: u32,
    /// Then look for the highest rate that is held, and send three times as much.
    #[arg(long)]
    overload: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A rate is held if this share of its messages is answered within this time, and none is lost.
const HELD: (f64, Duration) = (0.99, Duration::from_millis(100));
/// How much faster each step is when the highest rate is looked for.
const STEP: f64 = 1.25;
/// Connections at three times the rate that is held: enough for the desk's queue to fill.
const MANY: usize = 4096;

/// A round at a rate.
struct Round {
    rate: u64,
    seconds: f64,
    heard: Vec<Heard>,
    /// p99 of synced writes beside it, in microseconds.
    control: u64,
}

impl Round {
    /// The time within which a share of the answers came, of one kind or of all; in microseconds.
    fn within(&self, kind: Option<usize>, share: f64) -> u64 {
        let of = |heard: &&Heard| kind.is_none_or(|kind| heard.kind == kind);
        let mut micros: Vec<u64> = self.heard.iter().filter(of).map(|heard| heard.micros).collect();
        micros.sort_unstable();
        let at = (micros.len() as f64 * share) as usize;
        micros.get(at.min(micros.len().saturating_sub(1))).copied().unwrap_or(0)
    }

    fn count(&self, of: impl Fn(&Heard) -> bool) -> usize {
        self.heard.iter().filter(|heard| of(heard)).count()
    }

    /// Messages carried out a second.
    fn goodput(&self) -> f64 {
        self.count(|heard| heard.carried_out) as f64 / self.seconds
    }

    fn held(&self) -> bool {
        let all = self.heard.len() as f64;
        let within =
            |heard: &Heard| heard.carried_out && u128::from(heard.micros) <= HELD.1.as_micros();
        self.count(within) as f64 >= all * HELD.0 && self.count(|heard| heard.status == 0) == 0
    }
}

/// The bench at work.
struct Bench<'a> {
    args: &'a Args,
    area: Area,
    stock: Stock,
    server: Option<Server>,
}

pub(crate) fn run(args: &Args) -> Result<(), String> {
    block_on(measure(args))
}

fn address(args: &Args) -> Address {
    match &args.database {
        Some(url) => Address::Database(url.clone()),
        None => Address::Data(args.data.clone()),
    }
}

async fn measure(args: &Args) -> Result<(), String> {
    std::fs::create_dir_all(&args.data).map_err(|e| format!("{}: {e}", args.data.display()))?;
    let store = open_books(&address(args)).await.map_err(|e| e.to_string())?;
    if !store.areas().await.map_err(|e| e.to_string())?.is_empty() {
        return Err("the books are not empty; give a folder or database of the bench's own".into());
    }
    let engine = store.engine();
    let area = region::area(store.clone(), 0, args.people, 1, Settings::default()).await?;
    region::credentials(&*store, args.people).await?;
    store.close().await;
    let mut bench = Bench { args, area, stock: Stock::default(), server: None };
    let mut rates = Vec::new();
    for rate in &args.rates {
        let mut rounds = Vec::new();
        // All that the rounds need is made before the first, so that the server runs through.
        let count = rate * args.seconds * args.rounds.max(1) as u64;
        bench.fill(shots::needs(args.mix, count)).await?;
        for _ in 0..args.rounds.max(1) {
            rounds.push(bench.round(*rate, args.connections).await?);
        }
        print_rate(args, engine, *rate, &rounds);
        rates.push(rounds);
    }
    if args.overload {
        bench.overload(engine).await?;
    }
    Ok(())
}

impl Bench<'_> {
    /// Makes ready what a round needs, then sends it.
    async fn round(&mut self, rate: u64, connections: usize) -> Result<Round, String> {
        let count = rate * self.args.seconds;
        self.fill(shots::needs(self.args.mix, count)).await?;
        let what = (self.args.mix, rate, count);
        let shots = shots::round(&self.area, self.args.people, &mut self.stock, what)?;
        let control = control::synced(&self.args.data)?;
        let server = match &self.server {
            Some(server) => server,
            None => self.server.insert(Server::start(&address(self.args))?),
        };
        let heard = fire(&server.address, shots, connections).await?;
        let last = heard.iter().map(|heard| heard.done).max().unwrap_or_default();
        let seconds = last.as_secs_f64().max(self.args.seconds as f64);
        let round = Round { rate, seconds, heard, control };
        eprintln!(
            "{rate}/s: {:.0} carried out a second, p99 {} us, synced write p99 {} us",
            round.goodput(),
            round.within(None, 0.99),
            round.control
        );
        Ok(round)
    }

    /// Visits are made by the desk, which a server holds as long as it runs.
    async fn fill(&mut self, needs: [usize; 3]) -> Result<(), String> {
        let [registered, charged, stays] = needs;
        let short = [
            registered.saturating_sub(self.stock.registered.len()),
            charged.saturating_sub(self.stock.charged.len()),
            stays.saturating_sub(self.stock.stays.len()),
        ];
        if short == [0; 3] {
            return Ok(());
        }
        self.server = None;
        let store = open_books(&address(self.args)).await.map_err(|e| e.to_string())?;
        self.area.reopen(store.clone(), Settings::default()).await?;
        let people = self.args.people;
        self.stock.registered.extend(region::registered(&self.area, people, short[0]).await?);
        // Nine of a hundred are stays; what comes besides waits for the next round.
        while self.stock.charged.len() < charged || self.stock.stays.len() < stays {
            let more = short[1].max(short[2] * 11).max(1024);
            region::visits(&mut self.area, people, more).await?;
            while let Some(ready) = self.area.take() {
                match ready.stay {
                    true => self.stock.stays.push(ready),
                    false => self.stock.charged.push(ready),
                }
            }
        }
        store.close().await;
        Ok(())
    }

    /// The highest rate that is held, then three times as much.
    async fn overload(&mut self, engine: &str) -> Result<(), String> {
        let mut held: Option<Round> = None;
        let mut rate = self.args.rates.iter().copied().max().unwrap_or(1000) as f64;
        loop {
            let round = self.round(rate as u64, self.args.connections).await?;
            if !round.held() {
                break;
            }
            held = Some(round);
            rate *= STEP;
        }
        let Some(held) = held else {
            println!("{engine}: {rate:.0}/s is not held");
            return Ok(());
        };
        let peak = held.goodput();
        let much = self.round(held.rate * 3, MANY).await?;
        let refused = |heard: &Heard| heard.status == 503;
        let mut waits: Vec<u64> =
            much.heard.iter().filter(|h| refused(h)).map(|heard| heard.service).collect();
        waits.sort_unstable();
        let p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or(0);
        let lost = much.count(|heard| heard.status == 0);
        println!(
            "{engine}: highest rate held {}/s (p99 {} us); at {}/s {:.0} carried out a second, \
             {:.2} of the peak; {} refused with 503 (p99 of their service {p99} us), {lost} without an answer",
            held.rate,
            held.within(None, 0.99),
            much.rate,
            much.goodput(),
            much.goodput() / peak,
            waits.len(),
        );
        Ok(())
    }
}

fn print_rate(args: &Args, engine: &str, rate: u64, rounds: &[Round]) {
    let over = |of: &dyn Fn(&Round) -> u64| Rounds {
        rates: rounds.iter().map(|round| of(round) as f64).collect(),
    };
    let kind = Some(SETTLE);
    let [p50, p99, p999] =
        [0.5, 0.99, 0.999].map(|share| over(&move |round: &Round| round.within(kind, share)));
    let [all50, all99, all999] =
        [0.5, 0.99, 0.999].map(|share| over(&move |round: &Round| round.within(None, share)));
    let control = over(&|round| round.control);
    let sent: usize = rounds.iter().map(|round| round.heard.len()).sum();
    let done: usize = rounds.iter().map(|round| round.count(|heard| heard.carried_out)).sum();
    let number = KINDS[SETTLE].0;
    if args.json {
        let figure = |name: &str, figure: &Rounds| {
            serde_json::json!({
                "name": name, "value": figure.median(), "spread": figure.spread(),
                "control": control.median(), "control_spread": control.spread(),
                "ratio": figure.median() / control.median(),
            })
        };
        let value = serde_json::json!({
            "bench": "http", "engine": engine, "rate": rate, "rounds": args.rounds,
            "seconds": args.seconds, "sent": sent, "carried_out": done, "machine": machine(),
            "figures": [
                figure(&format!("p50 of {number}, us"), &p50),
                figure(&format!("p99 of {number}, us"), &p99),
                figure(&format!("p99.9 of {number}, us"), &p999),
                figure("p50 of all, us", &all50),
                figure("p99 of all, us", &all99),
                figure("p99.9 of all, us", &all999),
            ],
        });
        println!("{value:#}");
        return;
    }
    println!(
        "{engine}: {rate} messages/s, {} rounds of {} s; {sent} sent, {done} carried out; {}",
        args.rounds,
        args.seconds,
        machine()
    );
    for (name, [p50, p99, p999]) in
        [(number, [&p50, &p99, &p999]), ("all", [&all50, &all99, &all999])]
    {
        println!(
            "  {name:<5} p50 {:>7.0} us   p99 {:>7.0} us (spread {:.2})   p99.9 {:>7.0} us",
            p50.median(),
            p99.median(),
            p99.spread(),
            p999.median()
        );
    }
    println!(
        "  control: synced write of 4 KiB, p99 {:.0} us (spread {:.2})",
        control.median(),
        control.spread()
    );
}
