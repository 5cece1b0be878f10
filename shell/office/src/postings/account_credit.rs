//! A credit to a personal account (个人账户划入): the fund of accounts spends it and owes it to the person.

use super::settlement::ACCOUNTS;
use super::{Unposted, balanced, pair};
use ledger::Account;
use record::Entry;
use units::{Fen, FundId};

/// The postings of a credit.
pub fn account_credit(current: Fen, history: Fen) -> Result<Vec<Entry>, Unposted> {
    let mut entries = Vec::new();
    let accounts = FundId(ACCOUNTS.to_string());
    pair(&mut entries, &accounts, &Account::Credit, &Account::Accounts, current + history);
    balanced(entries)
}
