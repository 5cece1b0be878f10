//! Entries: what an event writes into the books, whether they balance, and their mirror.

use crate::Total;
use std::collections::BTreeMap;
use units::{AccountId, Fen, FundId};

/// One line in the books of a fund (分录).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Whose books.
    pub fund: FundId,
    /// Which account.
    pub account: AccountId,
    /// Debit (借) is positive, credit (贷) negative.
    pub amount: Fen,
}

impl Entry {
    /// A debit (借记). A negative amount makes it a credit.
    pub fn debit(fund: &FundId, account: impl Into<AccountId>, amount: Fen) -> Entry {
        Entry { fund: fund.clone(), account: account.into(), amount }
    }

    /// A credit (贷记). A negative amount makes it a debit.
    pub fn credit(fund: &FundId, account: impl Into<AccountId>, amount: Fen) -> Entry {
        Entry::debit(fund, account, Fen(amount.0.saturating_neg()))
    }
}

/// Entries that do not come to nothing in one fund.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the books of fund '{fund}' do not balance: debits less credits are {by} yuan; nothing may be \
     written until the event posts both sides"
)]
pub struct Unbalanced {
    /// The fund; the first by its id where there are several.
    pub fund: FundId,
    /// Debits less credits.
    pub by: Total,
}

/// Whether the entries of an event come to nothing in each fund. Money that goes from one fund to
/// another is two events of two books: each has its own other side.
pub fn check<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Result<(), Unbalanced> {
    let entries = entries.into_iter().map(|entry| (&entry.fund, entry.amount));
    balanced(entries)
}

/// The same for any amounts of funds.
pub(crate) fn balanced<'e>(
    amounts: impl IntoIterator<Item = (&'e FundId, Fen)>,
) -> Result<(), Unbalanced> {
    let mut sums: BTreeMap<&FundId, Total> = BTreeMap::new();
    for (fund, amount) in amounts {
        *sums.entry(fund).or_default() += Total::from(amount);
    }
    match sums.into_iter().find(|(_, sum)| *sum != Total::ZERO) {
        Some((fund, by)) => Err(Unbalanced { fund: fund.clone(), by }),
        None => Ok(()),
    }
}

/// The entries that undo these (冲正): negated, in the same order. The one amount without a
/// mirror, the smallest of 64 bits, gets none that balances; [`check`] finds it.
pub fn mirror<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<Entry> {
    let undo = |entry: &Entry| Entry {
        fund: entry.fund.clone(),
        account: entry.account.clone(),
        amount: Fen(entry.amount.0.saturating_neg()),
    };
    entries.into_iter().map(undo).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Account;

    fn entries(rows: &[(&str, &str, i64)]) -> Vec<Entry> {
        let entry = |(fund, account, fen): &(&str, &str, i64)| {
            Entry::debit(&FundId::from(*fund), *account, Fen(*fen))
        };
        rows.iter().map(entry).collect()
    }

    #[track_caller]
    fn row(rows: &[(&str, &str, i64)], by: Option<(&str, i128)>) {
        let found = check(&entries(rows)).err().map(|error| (error.fund, error.by));
        assert_eq!(found, by.map(|(fund, by)| (FundId::from(fund), Total(by))));
    }

    #[test]
    fn each_fund_balances_on_its_own() {
        row(&[], None);
        row(&[("a", "cash", 0)], None);
        row(&[("a", "benefit/inpatient", 900), ("a", "payable", -900)], None);
        row(&[("a", "benefit/inpatient", 900), ("a", "payable", -899)], Some(("a", 1)));
        // The whole comes to nothing; the books do not.
        row(&[("b", "benefit/inpatient", 900), ("c", "payable", -900)], Some(("b", 900)));
        row(&[("c", "cash", 900), ("b", "cash", -900)], Some(("b", -900)));
        let four = [
            ("b", "transfer-out", 900),
            ("b", "cash", -900),
            ("c", "cash", 900),
            ("c", "transfer-in", -900),
        ];
        row(&four, None);
        row(&four[..3], Some(("c", 900)));
    }

    #[test]
    fn sums_beyond_an_amount_are_told_whole() {
        let most = i64::MAX;
        let rows = [("a", "cash", most), ("a", "cash", most), ("a", "payable", i64::MIN)];
        row(&rows, Some(("a", i128::from(most) - 1)));
        let whole = entries(&[("a", "x", i64::MIN), ("a", "x", most), ("a", "x", 1)]);
        assert!(check(&whole).is_ok() && check(&mirror(&whole)).is_err());
    }

    #[test]
    fn a_mirror_undoes_in_the_same_order() {
        let fund = FundId::from("a");
        let stay = Account::Benefit("inpatient".to_string());
        let event = [
            Entry::debit(&fund, &stay, Fen(900)),
            Entry::credit(&fund, &Account::Payable, Fen(900)),
        ];
        assert_eq!(event[1].amount, Fen(-900));
        let want = entries(&[("a", "benefit/inpatient", -900), ("a", "payable", 900)]);
        assert_eq!(mirror(&event), want);
        assert_eq!(mirror(&mirror(&event)), event);
    }

    #[test]
    fn the_sentence_names_fund_and_sum() {
        let error = check(&entries(&[("resident-basic", "cash", -1_250)])).expect_err("one side");
        assert!(error.to_string().contains("'resident-basic'"), "{error}");
        assert!(error.to_string().contains("-12.50 yuan"), "{error}");
    }
}
