//! Trial balance (试算平衡表): every account of every fund on its side, and whether both sides agree.

use crate::entry::balanced;
use crate::{Account, Fold, Total, Unbalanced, UnknownAccount};
use std::collections::BTreeMap;
use units::{Fen, FundId};

/// One account of a fund. One of its two sides is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialRow {
    /// The fund.
    pub fund: FundId,
    /// The account; its kind is `account.kind()`.
    pub account: Account,
    /// What stands on the debit side (借方余额).
    pub debit: Total,
    /// What stands on the credit side (贷方余额).
    pub credit: Total,
}

/// The accounts of all funds, by fund and in the order of the chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrialBalance {
    /// The rows.
    pub rows: Vec<TrialRow>,
}

impl TrialBalance {
    /// The trial balance of what has been folded.
    pub fn of(fold: &Fold) -> Result<TrialBalance, UnknownAccount> {
        let mut rows = Vec::with_capacity(fold.len());
        for ((fund, account), amount) in fold {
            let (account, amount) = (Account::of(account)?, Total::from(*amount));
            let debit = amount.max(Total::ZERO);
            rows.push(TrialRow { fund: fund.clone(), account, debit, credit: debit - amount });
        }
        rows.sort_by(|a, b| (&a.fund, &a.account).cmp(&(&b.fund, &b.account)));
        Ok(TrialBalance { rows })
    }

    /// The rows of one fund.
    pub fn of_fund(&self, fund: &FundId) -> impl Iterator<Item = &TrialRow> {
        self.rows.iter().filter(move |row| row.fund == *fund)
    }

    /// Debit and credit totals of each fund.
    pub fn totals(&self) -> BTreeMap<FundId, (Total, Total)> {
        let mut totals: BTreeMap<FundId, (Total, Total)> = BTreeMap::new();
        for row in &self.rows {
            let (debit, credit) = totals.entry(row.fund.clone()).or_default();
            *debit += row.debit;
            *credit += row.credit;
        }
        totals
    }

    /// The funds whose books do not balance, with debits less credits. Empty when all is well.
    pub fn off(&self) -> BTreeMap<FundId, Total> {
        let totals = self.totals().into_iter();
        let off = totals.map(|(fund, (debit, credit))| (fund, debit - credit));
        off.filter(|(_, by)| *by != Total::ZERO).collect()
    }

    /// Whether the books of every fund balance; if not, the first fund and by how much.
    pub fn check(&self) -> Result<(), Unbalanced> {
        match self.off().into_iter().next() {
            Some((fund, by)) => Err(Unbalanced { fund, by }),
            None => Ok(()),
        }
    }
}

/// Whether what has been folded balances, without reading accounts: the check of each batch.
pub fn check_fold(fold: &Fold) -> Result<(), Unbalanced> {
    balanced(fold.iter().map(|((fund, _), amount): (_, &Fen)| (fund, *amount)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::tests::events;
    use proptest::prelude::*;

    fn folded(rows: &[(&str, &str, i64)]) -> Fold {
        let row = |(fund, account, fen): &(&str, &str, i64)| {
            (((*fund).into(), (*account).into()), Fen(*fen))
        };
        rows.iter().map(row).collect()
    }

    #[track_caller]
    fn check(rows: &[(&str, &str, i64)], off: &[(&str, i128)]) {
        let fold = folded(rows);
        let trial = TrialBalance::of(&fold).expect("known accounts");
        let want: BTreeMap<FundId, Total> =
            off.iter().map(|(fund, by)| (FundId::from(*fund), Total(*by))).collect();
        assert_eq!(trial.off(), want);
        let first = want.into_iter().next().map(|(fund, by)| Unbalanced { fund, by });
        assert_eq!(trial.check().err(), first);
        assert_eq!(check_fold(&fold).err(), first);
    }

    #[test]
    fn funds_that_do_not_balance_are_named() {
        check(&[], &[]);
        check(&[("a", "cash", 5), ("a", "contribution", -5)], &[]);
        check(&[("a", "cash", 5), ("a", "contribution", -4)], &[("a", 1)]);
        check(&[("a", "cash", 5), ("b", "cash", -5)], &[("a", 5), ("b", -5)]);
        let most = i64::MAX;
        check(&[("a", "cash", most), ("a", "advance", most)], &[("a", 2 * i128::from(most))]);
        check(&[("a", "cash", i64::MIN)], &[("a", i128::from(i64::MIN))]);
    }

    #[test]
    fn accounts_stand_on_their_side_in_the_order_of_the_chart() {
        let fold = folded(&[
            ("b", "cash", 1),
            ("a", "benefit/inpatient", 900),
            ("a", "cash", 100),
            ("a", "contribution", -1_000),
            ("a", "payable", 0),
        ]);
        let trial = TrialBalance::of(&fold).expect("known accounts");
        let rows: Vec<(String, i128, i128)> = trial
            .of_fund(&"a".into())
            .map(|row| (row.account.to_string(), row.debit.0, row.credit.0))
            .collect();
        let want = [
            ("cash".to_string(), 100, 0),
            ("payable".to_string(), 0, 0),
            ("contribution".to_string(), 0, 1_000),
            ("benefit/inpatient".to_string(), 900, 0),
        ];
        assert_eq!(rows, want);
        assert_eq!(trial.totals()[&"a".into()], (Total(1_000), Total(1_000)));
        assert_eq!(trial.rows.len(), 5);
    }

    #[test]
    fn an_account_outside_the_chart_is_told() {
        let error = TrialBalance::of(&folded(&[("a", "kasse", 1)])).expect_err("unknown");
        assert!(error.to_string().contains("'kasse' is no account"), "{error}");
    }

    proptest! {
        #[test]
        fn what_was_checked_balances(events in events()) {
            let fold = crate::fold(events.iter().flatten()).expect("small");
            let trial = TrialBalance::of(&fold).expect("known accounts");
            prop_assert_eq!(trial.check(), Ok(()));
            prop_assert!(trial.totals().values().all(|(debit, credit)| debit == credit));
            let either = |row: &TrialRow| row.debit == Total::ZERO || row.credit == Total::ZERO;
            prop_assert!(trial.rows.iter().all(either));
        }
    }
}
