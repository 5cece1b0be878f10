//! Clients of the bench: each settles one visit after another, as long as the round lasts.

use crate::bench::region::{Area, Ready, institution, person};
use office::desk::{Ask, Message, Request};
use office::settle_visit::Bill;
use record::Address;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a round did.
#[derive(Debug, Clone, Default)]
pub(super) struct Round {
    /// Settlements that were answered after their sync.
    pub(super) settled: u64,
    /// Bills that the law refused or had a gap for.
    pub(super) refused: u64,
    /// How long it took.
    pub(super) seconds: f64,
    /// Times to the answer, in microseconds, of one client.
    pub(super) micros: Vec<u32>,
}

impl Round {
    pub(super) fn rate(&self) -> f64 {
        self.settled as f64 / self.seconds
    }
}

/// Messages of the whole run, so that each has its own id.
static MESSAGES: AtomicU64 = AtomicU64::new(0);

/// A settlement as a hospital asks for it, with its idempotency key.
fn request(area: &str, ready: &Ready) -> Request {
    let number = MESSAGES.fetch_add(1, Ordering::Relaxed);
    let code = institution(area, u64::from(ready.institution));
    let (clock, serial) = (20_260_301_000_000 + number / 10_000, number % 10_000);
    let message = format!("{code}{clock}{serial:04}");
    let (visit, to, total) = (ready.visit, ready.to, ready.total);
    let person = person(ready.person);
    let input = vec![
        ("batch".to_string(), "1".to_string()),
        ("person".to_string(), person.clone()),
        ("to".to_string(), to.to_string()),
        ("total".to_string(), total.to_string()),
        ("use_account".to_string(), "true".to_string()),
        ("visit".to_string(), visit.to_string()),
    ];
    let number = if ready.stay { "2304" } else { "2207" }.to_string();
    Request {
        message: Some(Message { address: Address { institution: code, number, message }, input }),
        ask: Ask::Settle(Bill {
            visit,
            person: Some(person),
            batch: "1".to_string(),
            to: Some(to),
            settled: None,
            use_account: true,
            total: Some(total),
            split: None,
            insurance: None,
        }),
    }
}

/// Lets clients settle all visits that are ready.
pub(super) async fn all(areas: &Arc<Vec<Area>>, clients: usize) -> Result<u64, String> {
    let mut work = tokio::task::JoinSet::new();
    for client in 0..clients {
        let areas = areas.clone();
        work.spawn(async move {
            let area = &areas[client % areas.len()];
            let mut settled = 0;
            while let Some(ready) = area.take() {
                match area.desk.ask(request(&area.code, &ready)).await {
                    Ok(_) => settled += 1,
                    Err(refused) if refused.code.starts_with("desk") => {
                        return Err(refused.sentence.en);
                    }
                    Err(_) => {}
                }
            }
            Ok(settled)
        });
    }
    let mut settled = 0;
    while let Some(done) = work.join_next().await {
        settled += done.map_err(|e| e.to_string())??;
    }
    Ok(settled)
}

/// Lets clients settle for some seconds, spread over the areas.
pub(super) async fn round(
    areas: &Arc<Vec<Area>>,
    clients: usize,
    seconds: u64,
) -> Result<Round, String> {
    let stop = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let mut work = tokio::task::JoinSet::new();
    for client in 0..clients {
        let (areas, stop) = (areas.clone(), stop.clone());
        work.spawn(async move {
            let area = &areas[client % areas.len()];
            let mut round = Round::default();
            while !stop.load(Ordering::Relaxed) {
                let Some(ready) = area.take() else {
                    return Err(format!("area {} ran out of visits; give --visits", area.code));
                };
                let sent = Instant::now();
                match area.desk.ask(request(&area.code, &ready)).await {
                    Ok(_) => round.settled += 1,
                    Err(refused) if refused.code.starts_with("desk") => {
                        return Err(refused.sentence.en);
                    }
                    Err(_) => round.refused += 1,
                }
                if client == 0 {
                    round.micros.push(sent.elapsed().as_micros() as u32);
                }
            }
            Ok(round)
        });
    }
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    stop.store(true, Ordering::Relaxed);
    let mut all = Round::default();
    while let Some(done) = work.join_next().await {
        let round = done.map_err(|e| e.to_string())??;
        all.settled += round.settled;
        all.refused += round.refused;
        all.micros.extend(round.micros);
    }
    all.seconds = began.elapsed().as_secs_f64();
    Ok(all)
}
