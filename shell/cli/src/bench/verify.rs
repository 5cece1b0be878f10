//! `gongji bench verify`: how fast books are checked, beside reading the same events and nothing else.

use super::{Rounds, machine};
use crate::books::{Books, block_on};
use office::verify::{Ask, verify};
use std::time::Instant;

/// What to run. The books are only read.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// Rounds of A B.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Events that are read at once.
const SPAN: i64 = 4096;

pub(crate) fn run(args: &Args) -> Result<(), String> {
    block_on(measure(args))
}

async fn measure(args: &Args) -> Result<(), String> {
    let store = args.books.open().await?;
    let said = |e: office::StoreError| e.to_string();
    let (mut ours, mut control, mut all) = (Vec::new(), Vec::new(), (0, 0));
    for round in 0..args.rounds.max(1) {
        let began = Instant::now();
        let mut read = 0u64;
        for area in store.areas().await.map_err(said)? {
            let mut from = 1;
            loop {
                let rows = store.events(area, from, from + SPAN - 1).await.map_err(said)?;
                if rows.is_empty() {
                    break;
                }
                read += rows.len() as u64;
                from += SPAN;
            }
        }
        control.push(read as f64 / began.elapsed().as_secs_f64());
        let report = verify(store.clone(), &Ask::default()).await.map_err(|e| e.to_string())?;
        if !report.holds() {
            return Err(format!("{} differences; run gongji verify", report.found));
        }
        ours.push(report.bills as f64 / report.took.as_secs_f64());
        all = (report.bills, report.events);
        eprintln!("round {}: {:.0} bills/s", round + 1, ours[round]);
    }
    let (ours, control) = (Rounds { rates: ours }, Rounds { rates: control });
    let events = ours.median() * all.1 as f64 / all.0.max(1) as f64;
    if args.json {
        let value = serde_json::json!({
            "bench": "verify", "engine": store.engine(), "bills": all.0, "events": all.1,
            "rounds": ours.rates.len(), "machine": machine(),
            "figures": [{
                "name": "bills verified/s", "value": ours.median(), "spread": ours.spread(),
                "events": events, "control": control.median(),
                "control_spread": control.spread(), "ratio": events / control.median(),
            }],
        });
        println!("{value:#}");
    } else {
        println!("{}: {} bills, {} events; {}", store.engine(), all.0, all.1, machine());
        println!("bills verified/s   {:>10.0}   spread {:.2}", ours.median(), ours.spread());
        println!(
            "events verified/s  {events:>10.0}   of {:.0} read and not checked (spread {:.2}): {:.2}",
            control.median(),
            control.spread(),
            events / control.median()
        );
    }
    store.close().await;
    Ok(())
}
