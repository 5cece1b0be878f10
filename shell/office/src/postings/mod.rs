//! Postings (记账凭证模板): from an event to the books of the funds, one template an event.
//!
//! The one bridge between benefits and accounts: `ledger` knows no medicine, `benefit` no accounts.

mod account_credit;
mod claim;
mod reversal;
mod settlement;

pub use account_credit::account_credit;
pub use claim::claim;
pub use reversal::reversal;
pub use settlement::settlement;

use ledger::Account;
use record::Entry;
use units::{Fen, FundId};

/// Why an event cannot be posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the postings of fund {0} do not balance; nothing was written, tell the operator")]
pub struct Unposted(pub String);

/// A debit and its credit in the books of one fund; nothing moves nothing.
fn pair(entries: &mut Vec<Entry>, fund: &FundId, debit: &Account, credit: &Account, fen: Fen) {
    if fen == Fen::ZERO {
        return;
    }
    for (account, amount) in [(debit, fen), (credit, -fen)] {
        entries.push(Entry { fund: fund.clone(), account: account.id(), amount });
    }
}

/// Every template ends here: what does not balance is not posted.
pub(crate) fn balanced(entries: Vec<Entry>) -> Result<Vec<Entry>, Unposted> {
    let as_ledger: Vec<ledger::Entry> = entries
        .iter()
        .map(|e| ledger::Entry {
            fund: e.fund.clone(),
            account: e.account.clone(),
            amount: e.amount,
        })
        .collect();
    match ledger::check(&as_ledger) {
        Ok(()) => Ok(entries),
        Err(unbalanced) => Err(Unposted(unbalanced.fund.0)),
    }
}

#[cfg(test)]
mod tests;
