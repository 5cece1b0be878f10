//! A settlement (结算): each layer's fund spends on the kind of care and owes it to the institution;
//! what the personal account pays lowers what is owed to the person.
//!
//! Ordinary, chronic and pharmacy care, stays, and a stay's settlement on the way differ only in
//! the kind of care, which names the account of spending.

use super::{Unposted, balanced, pair};
use ledger::Account;
use record::{Entry, LayerResult, PersonShare};
use units::FundId;

/// The fund of personal accounts (个人账户), by its id in `law/national/funds.toml`.
pub(crate) const ACCOUNTS: &str = "employee-account";

/// The postings of a settled bill.
pub fn settlement(
    care: &str,
    layers: &[LayerResult],
    person: &PersonShare,
) -> Result<Vec<Entry>, Unposted> {
    let mut entries = Vec::with_capacity(layers.len() * 2 + 2);
    let spending = Account::Benefit(care.to_string());
    for layer in layers {
        pair(&mut entries, &layer.fund, &spending, &Account::Payable, layer.paid);
    }
    let accounts = FundId(ACCOUNTS.to_string());
    let paid = person.account.total();
    pair(&mut entries, &accounts, &Account::Accounts, &Account::Payable, paid);
    balanced(entries)
}
