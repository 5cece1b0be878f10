//! `gongji demo`: a living made-up region (示例统筹区) in books that are empty, and a file of messages that
//! are ready to be sent to it.
//!
//! Everything comes about through the acts: imports, then a desk for each area. The same seed makes the
//! same region and the same file, up to the same day.

mod calendar;
mod calibration;
mod catalogue;
mod fixture_file;
mod households;
mod lines;
mod make;
pub(crate) mod mark;
mod measure;
mod messages;
mod office_of;
mod ordered;
mod people;
mod places;
mod plan;
mod progress;
mod scenes;
pub(crate) mod schemes;
mod year;

use crate::books::{Books, block_on, ended};
use crate::serve::now;
use make::Made;
pub(crate) use make::Wish;
use office::{Address, Store};
use progress::Progress;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use units::Day;
use year::Happened;

/// The areas: that of the messages, and another.
pub(crate) const AREAS: [&str; 2] = ["440700", "411600"];
/// The year that is lived.
const YEAR: i16 = 2026;
/// How many persons, where nobody says otherwise.
pub(crate) const PEOPLE: usize = 20_000;
/// The most.
const MOST_PEOPLE: usize = 1_000_000;

/// Shown below the options.
const HELP: &str = "\
The region: persons of two areas (six of seven of 440700, the others of 411600) in households and
villages, forty institutions with their doctors, a catalogue, and the year 2026 up to a day with its
visits, stays and bills, all made up: nobody has such a number, document or card. How often they come and what it costs
is calibrated to published shares; docs/demo.md says which.
The fixture names institutions, persons (the first 20,000) and items in the terms of the national
interface, and holds one message for each transaction that is offered, ready to be sent once in its order
to `gongji serve`.

The books must not hold persons yet. Exit 0: made. 2: not made; the reason is told.";

/// Make a living made-up region, with messages that are ready to be sent.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// The same number makes the same region.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many persons, up to a million.
    #[arg(long, value_name = "N", default_value_t = PEOPLE)]
    people: usize,
    /// The last day of the year that is lived, from the default to the end of the year.
    #[arg(long, value_name = "DAY", value_parser = Day::parse, default_value = calendar::UNTIL)]
    until: Day,
    /// File for the ready messages; one that is there is replaced. Left out: none is written.
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    ended("demo", block_on(make(args)))
}

async fn make(args: &Args) -> Result<(), String> {
    let began = Instant::now();
    let fixture = args.fixture.as_deref();
    let until = calendar::checked(args.until)?;
    let wish = Wish { seed: args.seed, people: args.people, until, fixture };
    let wish = wish.checked()?;
    let store = args.books.open().await?;
    let made = made(&store, &wish).await;
    store.close().await;
    tell(args.seed, &made?, began);
    match args.books.address()? {
        Address::Data(folder) => schemes::write(&folder),
        Address::Database(_) => Ok(()),
    }
}

/// The last day that a region made now has lived.
pub(crate) fn yesterday() -> Day {
    calendar::last_day(now())
}

/// Makes a region, and shows how far it is.
pub(crate) async fn made(store: &Arc<dyn Store>, wish: &Wish<'_>) -> Result<Made, String> {
    let progress = Progress::new();
    let made = make::region(store, wish, &progress).await;
    progress.ended();
    made
}

/// What was made, in lines.
pub(crate) fn tell(seed: u64, made: &Made, began: Instant) {
    let Made { people, institutions, doctors, items, .. } = made;
    println!(
        "{people} persons, {institutions} institutions with {doctors} doctors, {items} items; seed {seed}, {:.1} s",
        began.elapsed().as_secs_f64()
    );
    for (area, happened) in AREAS.iter().zip(&made.happened) {
        let Happened { visits, bills, undone, corrected, late, mid_stay, claims, gaps, .. } =
            happened;
        let gaps = match gaps {
            0 => String::new(),
            gaps => format!(", {gaps} waiting since the law has a gap"),
        };
        println!(
            "{area}: {visits} visits, {bills} bills, {late} of them late, {mid_stay} of stays that went on and {claims} claimed at the counter, {undone} undone, {corrected} corrected{gaps}"
        );
    }
    println!("{} of the messages came through HTTP", made.sent);
    println!("made, calibrated:");
    for figure in &made.figures {
        println!("  {}: {}, {}", figure.name, figure.made, figure.wanted);
    }
    if let Some((file, messages, bytes)) = &made.fixture {
        println!("{messages} messages in {}, {bytes} bytes", file.display());
    }
}
