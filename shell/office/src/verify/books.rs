//! The books of an area: each batch's fold is the sum of its postings, and every fund balances.

use super::report::{Check, Findings};
use ledger::{Account, Total};
use record::Entry;
use std::collections::{BTreeMap, HashMap};
use units::{AccountId, FundId};

/// Sums by fund and account, of the batch at hand and of all.
#[derive(Default)]
pub(super) struct Books {
    places: HashMap<FundId, HashMap<AccountId, usize>>,
    names: Vec<(FundId, AccountId)>,
    batch: Vec<i128>,
    all: Vec<i128>,
    touched: Vec<usize>,
}

impl Books {
    fn place(&mut self, entry: &Entry) -> usize {
        let known = self.places.get(&entry.fund).and_then(|own| own.get(&entry.account));
        if let Some(place) = known {
            return *place;
        }
        let place = self.names.len();
        let own = self.places.entry(entry.fund.clone()).or_default();
        own.insert(entry.account.clone(), place);
        self.names.push((entry.fund.clone(), entry.account.clone()));
        self.batch.push(0);
        self.all.push(0);
        place
    }

    /// What an event posts.
    pub(super) fn post(&mut self, entries: &[Entry]) {
        for entry in entries {
            let place = self.place(entry);
            self.batch[place] += i128::from(entry.amount.0);
            self.touched.push(place);
        }
    }

    /// A batch ends; its sheet says these sums, if it could be read.
    pub(super) fn close(&mut self, folds: Option<&[Entry]>, last: u64, findings: &mut Findings) {
        let mut said: BTreeMap<usize, i128> = BTreeMap::new();
        for fold in folds.unwrap_or(&[]) {
            let place = self.place(fold);
            *said.entry(place).or_default() += i128::from(fold.amount.0);
        }
        let mut touched = std::mem::take(&mut self.touched);
        touched.extend(said.keys());
        touched.sort_unstable();
        touched.dedup();
        for place in touched.drain(..) {
            let sum = std::mem::take(&mut self.batch[place]);
            self.all[place] += sum;
            let said = said.get(&place).copied().unwrap_or(0);
            if folds.is_some() && said != sum {
                let (fund, account) = &self.names[place];
                findings.event(
                    Check::Books,
                    last,
                    format!(
                        "the sheet of the batch says {} for account {account} of fund {fund}; its postings come to {}",
                        Total(said),
                        Total(sum)
                    ),
                );
            }
        }
        self.touched = touched;
    }

    /// The trial balance over all batches.
    pub(super) fn trial(&self, findings: &mut Findings) {
        let mut funds: BTreeMap<&FundId, Total> = BTreeMap::new();
        let mut whole = Total::ZERO;
        for ((fund, account), sum) in self.names.iter().zip(&self.all) {
            *funds.entry(fund).or_default() += Total(*sum);
            whole += Total(*sum);
            if let Err(unknown) = Account::of(account) {
                findings.whole(Check::Books, format!("fund {fund}: {unknown}"));
            }
        }
        for (fund, sum) in funds.into_iter().filter(|(_, sum)| *sum != Total::ZERO) {
            findings.whole(
                Check::Books,
                format!("debits less credits of fund {fund} are {sum}; they should be 0.00"),
            );
        }
        if whole != Total::ZERO {
            let sentence = format!("debits less credits of all funds are {whole}, not 0.00");
            findings.whole(Check::Books, sentence);
        }
    }
}
