//! A claim settled at the counter (手工报销): each layer's fund spends on the kind of care and owes it
//! to the person, who paid the institution.

use super::{Unposted, balanced, pair};
use ledger::Account;
use record::{Entry, LayerResult};

/// The postings of a claim; the personal account pays nothing of it.
pub fn claim(care: &str, layers: &[LayerResult]) -> Result<Vec<Entry>, Unposted> {
    let mut entries = Vec::with_capacity(layers.len() * 2);
    let spending = Account::Benefit(care.to_string());
    for layer in layers {
        pair(&mut entries, &layer.fund, &spending, &Account::Reimbursement, layer.paid);
    }
    balanced(entries)
}
