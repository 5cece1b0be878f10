//! `gongji bench`: our own figures, each beside its control, in the same run.
//!
//! Ratios and medians are fractions of measured times; no money is ever a float.
#![allow(clippy::float_arithmetic)]

mod adjudicate;
mod drg;
mod http;
mod kernel;
mod pages;
mod people;
mod region;
mod settle;
mod verify;

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Which figures to print.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(clap::Subcommand)]
enum Bench {
    /// Decide bills again: shipped Jiangmen law, all layers and accumulators, beside a hand-written kernel.
    Adjudicate(adjudicate::Args),
    /// Group cases by DRG, on one thread and on several, beside a loop that only reckons.
    Drg(drg::Args),
    /// Send messages to the door over HTTP at a steady rate, beside a synced write.
    Http(http::Args),
    /// Ask for every page of a made-up region: how long each takes, and how large it is.
    Pages(pages::Args),
    /// Settle through the desk, durably, beside the engine's own control.
    Settle(settle::Args),
    /// Verify books, beside reading their events and nothing else.
    Verify(verify::Args),
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let done = match &args.bench {
        Bench::Adjudicate(args) => adjudicate::run(args),
        Bench::Drg(args) => drg::run(args),
        Bench::Http(args) => http::run(args),
        Bench::Pages(args) => pages::run(args),
        Bench::Settle(args) => settle::run(args),
        Bench::Verify(args) => verify::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("gongji bench: {message}");
            ExitCode::from(1)
        }
    }
}

/// A figure over several rounds.
#[derive(Debug, Clone)]
pub(crate) struct Rounds {
    /// Per second, one for each round.
    pub(crate) rates: Vec<f64>,
}

impl Rounds {
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.rates.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }

    /// Largest over smallest.
    pub(crate) fn spread(&self) -> f64 {
        let least = self.rates.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.rates.iter().copied().fold(0.0, f64::max);
        most / least
    }
}

/// How long something took, and what it said.
pub(crate) fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = run();
    (value, start.elapsed())
}

/// The machine, in a line.
pub(crate) fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| {
            line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim())
        })
        .unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{model}, {cores} cores")
}
