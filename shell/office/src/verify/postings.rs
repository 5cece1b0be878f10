//! What an event must post, written once more: nothing here comes from the desk's own templates.

use ledger::Account;
use record::event::Billed;
use record::{AccountUse, Entry};
use std::borrow::Cow;
use units::Fen;

/// The fund of personal accounts, by its id in `law/national/funds.toml`.
const ACCOUNTS: &str = "employee-account";

/// A posting that should be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Due<'d> {
    fund: Cow<'d, str>,
    account: Cow<'d, str>,
    amount: i64,
}

fn due<'d>(fund: &'d str, account: impl Into<Cow<'d, str>>, amount: i64) -> Due<'d> {
    Due { fund: Cow::Borrowed(fund), account: account.into(), amount }
}

fn name(account: &Account) -> String {
    account.to_string()
}

/// A bill: every fund spends on the kind of care what its layer pays and owes it, of a claim to the
/// person, else to the institution; what the personal account pays is owed to that instead of the person.
pub(super) fn of_bill<'d>(care: &str, claim: bool, bill: &'d Billed) -> Vec<Due<'d>> {
    let mut dues = Vec::with_capacity(bill.layers.len() * 2 + 2);
    let payable = name(if claim { &Account::Reimbursement } else { &Account::Payable });
    for layer in bill.layers.iter().filter(|layer| layer.paid != Fen::ZERO) {
        let fund = layer.fund.as_str();
        dues.push(due(fund, name(&Account::Benefit(care.to_string())), layer.paid.0));
        dues.push(due(fund, payable.clone(), -layer.paid.0));
    }
    let AccountUse { current, history } = bill.person.account;
    let account = current.0.wrapping_add(history.0);
    if account != 0 {
        dues.push(due(ACCOUNTS, name(&Account::Accounts), account));
        dues.push(due(ACCOUNTS, payable, account.wrapping_neg()));
    }
    dues
}

/// A credit: the fund of accounts spends it and owes it to the person.
pub(super) fn of_credit(current: Fen, history: Fen) -> Vec<Due<'static>> {
    let sum = current.0.wrapping_add(history.0);
    if sum == 0 {
        return Vec::new();
    }
    vec![
        due(ACCOUNTS, name(&Account::Credit), sum),
        due(ACCOUNTS, name(&Account::Accounts), sum.wrapping_neg()),
    ]
}

/// An undo: what its target posted, negated.
pub(super) fn mirrored(entries: &[Entry], sign: i64) -> Vec<Due<'_>> {
    let turned = entries
        .iter()
        .map(|e| due(e.fund.as_str(), e.account.as_str(), e.amount.0.wrapping_mul(sign)));
    turned.collect()
}

/// What is wrong with the postings of an event, if anything.
pub(super) fn wrong(found: &[Entry], mut dues: Vec<Due<'_>>) -> Option<String> {
    let same = |(e, d): (&Entry, &Due<'_>)| {
        e.fund.as_str() == d.fund && e.account.as_str() == d.account && e.amount.0 == d.amount
    };
    if found.len() == dues.len() && found.iter().zip(&dues).all(same) {
        return unbalanced(found);
    }
    let mut there = mirrored(found, 1);
    there.sort();
    dues.sort();
    if there == dues {
        return unbalanced(found);
    }
    let words = |list: &[Due<'_>], but: &[Due<'_>]| -> String {
        let only = list.iter().filter(|d| !but.contains(d));
        let one = |d: &Due<'_>| format!("{} {} {}", d.fund, d.account, Fen(d.amount));
        let all: Vec<String> = only.take(4).map(one).collect();
        if all.is_empty() { "nothing else".to_string() } else { all.join(", ") }
    };
    Some(format!("it posts {}; it should post {}", words(&there, &dues), words(&dues, &there)))
}

fn unbalanced(entries: &[Entry]) -> Option<String> {
    let mut sums: Vec<(&str, i128)> = Vec::new();
    for entry in entries {
        let (fund, amount) = (entry.fund.as_str(), i128::from(entry.amount.0));
        match sums.iter_mut().find(|(known, _)| *known == fund) {
            Some((_, sum)) => *sum += amount,
            None => sums.push((fund, amount)),
        }
    }
    let (fund, off) = sums.into_iter().find(|(_, sum)| *sum != 0)?;
    Some(format!("its postings are off by {off} fen in fund {fund}; they should come to nothing"))
}
