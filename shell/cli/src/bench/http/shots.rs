//! The messages of a round: a realistic mix of a window's day, or settlements alone, each on a visit that was
//! made ready for it, so that no message waits for another's answer.

use super::load::Shot;
use crate::bench::region::{self, Area, Ready};
use gateway::fixture;
use hyper::body::Bytes;
use office::record_lines::Item;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use units::Decimal;

/// Kinds of messages: number, and how many of a hundred in the mix of a day.
pub(super) const KINDS: [(&str, u64); 7] = [
    ("1101", 12),
    ("2201", 18),
    ("2203", 18),
    ("2204", 18),
    ("2206", 14),
    ("2207", 18),
    ("2304", 2),
];
/// The kind that is measured apart.
pub(super) const SETTLE: usize = 5;

/// What a round sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Mix {
    /// A window's day: persons, registrations, descriptions, lines, pre-settlements, settlements.
    Day,
    /// Outpatient settlements alone.
    Settle,
}

/// Visits that wait for a message.
#[derive(Debug, Default)]
pub(super) struct Stock {
    /// Registered, without lines.
    pub(super) registered: Vec<Ready>,
    /// With the lines of a batch.
    pub(super) charged: Vec<Ready>,
    /// Stays with lines.
    pub(super) stays: Vec<Ready>,
}

/// Messages of the whole run, so that each has its own number.
static MESSAGES: AtomicU64 = AtomicU64::new(0);

/// Which kind comes at a place of the round.
fn kind(mix: Mix, at: u64) -> usize {
    if mix == Mix::Settle {
        return SETTLE;
    }
    // Spread evenly: a step that has no divisor with a hundred goes through all of it.
    let mut place = at * 37 % 100;
    for (kind, (_, share)) in KINDS.iter().enumerate() {
        if place < *share {
            return kind;
        }
        place -= share;
    }
    SETTLE
}

/// How many of each stock a round needs: registered, charged, stays.
pub(super) fn needs(mix: Mix, count: u64) -> [usize; 3] {
    let mut needs = [0; 3];
    for at in 0..count {
        match KINDS[kind(mix, at)].0 {
            "2203" | "2204" => needs[0] += 1,
            "2207" => needs[1] += 1,
            "2304" => needs[2] += 1,
            _ => {}
        }
    }
    // Pre-settlements look at visits that are settled in the same round, if any are left.
    needs[1] += 64;
    needs
}

/// The messages of a round at a steady rate.
pub(super) fn round(
    area: &Area,
    people: u32,
    stock: &mut Stock,
    (mix, rate, count): (Mix, u64, u64),
) -> Result<Vec<Shot>, String> {
    let mut shots = Vec::with_capacity(count as usize);
    for at in 0..count {
        let kind = kind(mix, at);
        let number = KINDS[kind].0;
        let anyone = || Ready::coming((at * 7_919 + 13) as u32 % people);
        let ready = match number {
            "2203" | "2204" => stock.registered.pop(),
            "2207" => stock.charged.pop(),
            "2206" => stock.charged.first().copied(),
            "2304" => stock.stays.pop(),
            _ => Some(anyone()),
        };
        let ready = ready.ok_or("the round ran out of visits")?;
        let serial = MESSAGES.fetch_add(1, Ordering::Relaxed);
        let body = message(area, &ready, number, serial).ok_or("a number without a message")?;
        shots.push(Shot {
            at: Duration::from_nanos(1_000_000_000 / rate * at),
            kind,
            path: format!("/hsa/{number}"),
            body: Bytes::from(body),
        });
    }
    Ok(shots)
}

fn message(area: &Area, ready: &Ready, number: &str, serial: u64) -> Option<String> {
    let id = region::person(ready.person);
    let person = fixture::Insured {
        document: region::document(ready.person),
        name: region::name(ready.person),
        insurance: region::insurance(ready.person).to_string(),
        area: area.code.clone(),
        card: (region::card(ready.person), region::SERIAL.to_string()),
        voucher: region::voucher(ready.person),
        id,
    };
    let code = region::institution(&area.code, u64::from(ready.institution));
    let institution = fixture::Place { name: code.clone(), code, level: String::new() };
    // Of lines that were recorded before, a settlement needs the sum and the batch alone.
    let line = Item {
        id: format!("{serial}"),
        batch: region::BATCH.to_string(),
        code: region::item(serial),
        qty: Decimal(1_000_000),
        price: Decimal(ready.total.0 * 10_000),
        amount: ready.total,
    };
    let ready = fixture::Ready {
        person,
        institution,
        from: ready.from,
        to: ready.to,
        visit: Some(ready.visit),
        bill: None,
        filing: None,
        lines: vec![line],
        parts: None,
        books: Vec::new(),
        file: None,
        sign_in: None,
    };
    fixture::message(number, &area.code, &ready, serial).map(|message| message.to_string())
}
