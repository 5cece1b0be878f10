//! Folds: many entries as one sum for each account, so that a fund is never one hot row.

use crate::Entry;
use std::collections::BTreeMap;
use units::{AccountId, Fen, FundId};

/// Debits less credits of each account of each fund. An account that moved stays, also with
/// nothing in it.
pub type Fold = BTreeMap<(FundId, AccountId), Fen>;

/// A sum that does not fit an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sum of account '{account}' of fund '{fund}' is larger than an amount can be: one of its \
     entries is wrong; find the largest and undo it"
)]
pub struct TooLarge {
    /// The fund.
    pub fund: FundId,
    /// The account.
    pub account: AccountId,
}

/// The entries as sums.
pub fn fold<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Result<Fold, TooLarge> {
    let mut sums = Fold::new();
    for entry in entries {
        add(&mut sums, &entry.fund, &entry.account, entry.amount)?;
    }
    Ok(sums)
}

/// One more amount. After an error the fold is as it was.
pub fn add(
    fold: &mut Fold,
    fund: &FundId,
    account: &AccountId,
    amount: Fen,
) -> Result<(), TooLarge> {
    let too_large = || TooLarge { fund: fund.clone(), account: account.clone() };
    let sum = fold.entry((fund.clone(), account.clone())).or_default();
    sum.0 = sum.0.checked_add(amount.0).ok_or_else(too_large)?;
    Ok(())
}

/// One more fold. After an error the fold holds a part of it: let go of it.
pub fn merge(fold: &mut Fold, other: &Fold) -> Result<(), TooLarge> {
    other.iter().try_for_each(|((fund, account), amount)| add(fold, fund, account, *amount))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{Account, check, mirror};
    use proptest::prelude::*;

    fn entry(fund: &str, account: &str, fen: i64) -> Entry {
        Entry::debit(&FundId::from(fund), account, Fen(fen))
    }

    #[test]
    fn entries_add_up_by_fund_and_account() {
        let entries = [
            entry("a", "cash", 5),
            entry("b", "cash", 7),
            entry("a", "cash", -5),
            entry("a", "payable", 1),
        ];
        let sums = fold(&entries).expect("small sums");
        let rows: Vec<_> =
            sums.iter().map(|((f, a), fen)| (f.as_str(), a.as_str(), fen.0)).collect();
        assert_eq!(rows, [("a", "cash", 0), ("a", "payable", 1), ("b", "cash", 7)]);
    }

    #[test]
    fn a_sum_that_fits_no_amount_is_an_error() {
        for (one, other) in [(i64::MAX, 1), (i64::MIN, -1)] {
            let error = fold(&[entry("a", "cash", one), entry("a", "cash", other)]);
            let error = error.expect_err("too large");
            assert!(error.to_string().contains("'cash' of fund 'a'"), "{error}");
            let mut sums = fold(&[entry("a", "cash", one)]).expect("fits");
            assert!(add(&mut sums, &"a".into(), &"cash".into(), Fen(other)).is_err());
            assert_eq!(sums, fold(&[entry("a", "cash", one)]).expect("fits"), "as it was");
        }
        assert!(fold(&[entry("a", "cash", i64::MAX), entry("b", "cash", 1)]).is_ok());
    }

    /// Events that balance: each debits one account and credits another of the same fund.
    pub(crate) fn events() -> impl Strategy<Value = Vec<Vec<Entry>>> {
        let account = || (0..Account::PLAIN.len()).prop_map(|at| Account::PLAIN[at].id());
        let pair = (0..3_usize, account(), account(), -1_000_000_i64..1_000_000);
        let pair = pair.prop_map(|(fund, one, other, fen)| {
            let fund = FundId::from(["a", "b", "c"][fund]);
            [Entry::debit(&fund, one, Fen(fen)), Entry::credit(&fund, other, Fen(fen))]
        });
        let event = proptest::collection::vec(pair, 0..4)
            .prop_map(|pairs| pairs.into_iter().flatten().collect());
        proptest::collection::vec(event, 0..12)
    }

    proptest! {
        #[test]
        fn folding_in_any_parts_is_folding_at_once(events in events(), cut in 0..12_usize) {
            let cut = cut.min(events.len());
            let whole = fold(events.iter().flatten()).expect("small");
            let mut parts = fold(events[..cut].iter().flatten()).expect("small");
            let rest = fold(events[cut..].iter().flatten()).expect("small");
            merge(&mut parts, &rest).expect("small");
            prop_assert_eq!(parts, whole);
        }

        #[test]
        fn an_event_and_its_mirror_leave_nothing(events in events()) {
            for event in &events {
                prop_assert_eq!(check(event), Ok(()));
                let undo = mirror(event);
                prop_assert_eq!(check(&undo), Ok(()));
                let left = fold(event.iter().chain(&undo)).expect("small");
                prop_assert!(left.values().all(|fen| *fen == Fen::ZERO));
            }
        }

        #[test]
        fn one_fen_taken_away_is_found(events in events(), at in 0..12_usize) {
            let mut entries: Vec<Entry> = events.into_iter().flatten().collect();
            if let Some(entry) = entries.get_mut(at) {
                entry.amount.0 -= 1;
                let fund = entry.fund.clone();
                let error = check(&entries).expect_err("one fen is missing");
                prop_assert_eq!((error.fund, error.by.0), (fund, -1));
            }
        }
    }
}
