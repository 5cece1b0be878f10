//! Settle (结算): bills of one person decided in order, accumulating. Nothing is written.

mod input;
mod output;

use crate::law_book::{LawBook, LawError};
use benefit::Engine;
use record::{AccKey, Accumulators, Bill, Decision, Person, Verdict};
use units::{Fen, Period};

pub(crate) use input::from_value;
pub use input::{
    AccountIn, BillIn, InputError, InstitutionIn, LineIn, PersonIn, PriorIn, SettleInput, TotalsIn,
    parse,
};
pub use output::{BillOut, LayerOut, PersonOut, SettleOutput, SplitOut, StepOut};

/// Why nothing could be settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// The law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The input.
    #[error(transparent)]
    Input(#[from] InputError),
}

/// What was decided, as our nouns.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// One for each bill, in order.
    pub decisions: Vec<Decision>,
    /// What has been counted after the last bill.
    pub counted: Accumulators,
}

/// Settles a request.
pub fn settle(
    book: &LawBook,
    area: &str,
    input: &SettleInput,
) -> Result<SettleOutput, SettleError> {
    let (bills, settlement) = settle_request(book, area, input)?;
    Ok(output::output(&bills, &settlement))
}

/// The same, as our nouns.
pub fn settle_request(
    book: &LawBook,
    area: &str,
    input: &SettleInput,
) -> Result<(Vec<Bill>, Settlement), SettleError> {
    let engine = book.engine(area)?;
    let (person, counted, bills) = input::record(engine, input)?;
    let settlement = settle_bills(engine, person, &bills, counted, true);
    Ok((bills, settlement))
}

/// Decides bills in order on what has been counted; the account goes down with each.
pub fn settle_bills(
    engine: &Engine,
    mut person: Person,
    bills: &[Bill],
    mut counted: Accumulators,
    explain: bool,
) -> Settlement {
    let mut decisions = Vec::with_capacity(bills.len());
    for bill in bills {
        let decision = engine.decide(&person, bill, &counted, explain);
        if let Verdict::Settled(settled) = &decision.verdict {
            counted.apply(&settled.deltas);
            counted.chain.clone_from(&settled.chain);
            person.account.current -= settled.person.account.current;
            person.account.history -= settled.person.account.history;
        }
        decisions.push(decision);
    }
    Settlement { decisions, counted }
}

/// What one has counted before the first bill, from what the request says.
pub(crate) fn counted_before(
    stays: u32,
    visits: u32,
    chain: Option<&str>,
    sums: &[(AccKey, Fen)],
    periods: [Option<Period>; 2],
) -> Accumulators {
    let mut counted = Accumulators::default();
    counted.chain = chain.map(str::to_string);
    for ((name, count), period) in [("stays", stays), ("visits", visits)].into_iter().zip(periods) {
        if let (Some(period), true) = (period, count > 0) {
            let key = AccKey { name: name.to_string(), values: Vec::new(), period };
            counted.add(&key, i64::from(count));
        }
    }
    for (key, sum) in sums {
        counted.add(key, sum.0);
    }
    counted
}
