//! Reconcile totals (对总账): what an institution's books come to over some days, beside ours. A pure
//! reading of the rows that the follower derives; nothing that is committed is missed.

use crate::desk::DeskError;
use crate::follow::Follower;
use crate::journal::Journal;
use std::sync::Arc;
use store::SettlementSum;
use units::{Day, Fen};

/// Which rows of an institution's books are meant.
#[derive(Clone, Copy)]
pub struct Span<'s> {
    /// Code of the institution.
    pub institution: &'s str,
    /// First and last legal day on which a settlement, or its undo, was committed.
    pub days: (Day, Day),
    /// Kind of insurance; none: all.
    pub insurance: Option<&'s str>,
    /// Which kinds of care.
    pub care: &'s (dyn Fn(&str) -> bool + Send + Sync),
    /// Whether refunds are in it.
    pub refunds: bool,
}

impl Span<'_> {
    /// The days as the store has them.
    pub(crate) fn numbers(&self) -> (i64, i64) {
        (i64::from(self.days.0.number()), i64::from(self.days.1.number()))
    }

    /// Whether rows of an insurance, a kind of care and a sign are meant.
    pub(crate) fn means(&self, insurance: &str, care: &str, sign: i64) -> bool {
        self.insurance.is_none_or(|meant| meant == insurance)
            && (self.care)(care)
            && (self.refunds || sign > 0)
    }
}

/// What rows come to. A settlement and its refund are two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// How many rows.
    pub count: i64,
    /// The whole bills.
    pub total: Fen,
    /// What funds pay.
    pub funds: Fen,
    /// What personal accounts pay.
    pub account: Fen,
}

/// How the two books stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balance {
    /// Every figure is the same.
    Equal,
    /// No figure of ours is less, and one is more.
    OursMore,
    /// No figure of theirs is less, and one is more.
    TheirsMore,
    /// Some figures of ours are more and some less.
    Mixed,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciled {
    /// How the two books stand to each other.
    pub balance: Balance,
    /// What ours come to.
    pub ours: Totals,
}

/// Compares what an institution says its rows come to with what ours come to.
pub async fn reconcile_totals(
    journal: &Arc<Journal>,
    span: &Span<'_>,
    theirs: &Totals,
) -> Result<Reconciled, DeskError> {
    Follower::of(journal.clone()).catch_up().await?;
    let models = journal.store().models();
    let (area, days) = (journal.number(), span.numbers());
    let sums = models.settlement_sums(area, span.institution, days).await?;
    let meant = sums.iter().filter(|sum| span.means(&sum.insurance, &sum.care, sum.sign));
    let ours = meant.fold(Totals::default(), add);
    Ok(Reconciled { balance: balance(&ours, theirs), ours })
}

fn add(totals: Totals, sum: &SettlementSum) -> Totals {
    Totals {
        count: totals.count + sum.count,
        total: totals.total + Fen(sum.total),
        funds: totals.funds + Fen(sum.funds),
        account: totals.account + Fen(sum.account),
    }
}

fn balance(ours: &Totals, theirs: &Totals) -> Balance {
    let more = [
        ours.count.cmp(&theirs.count),
        ours.total.cmp(&theirs.total),
        ours.funds.cmp(&theirs.funds),
        ours.account.cmp(&theirs.account),
    ];
    match (more.iter().any(|one| one.is_gt()), more.iter().any(|one| one.is_lt())) {
        (false, false) => Balance::Equal,
        (true, false) => Balance::OursMore,
        (false, true) => Balance::TheirsMore,
        (true, true) => Balance::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_on_both_sides_are_neither_more_nor_less() {
        #[track_caller]
        fn check(theirs: [i64; 4], said: Balance) {
            let totals = |[count, total, funds, account]: [i64; 4]| Totals {
                count,
                total: Fen(total),
                funds: Fen(funds),
                account: Fen(account),
            };
            assert_eq!(balance(&totals([2, 100, 60, 5]), &totals(theirs)), said);
        }
        check([2, 100, 60, 5], Balance::Equal);
        check([2, 99, 60, 5], Balance::OursMore);
        check([2, 100, 61, 5], Balance::TheirsMore);
        check([3, 100, 60, 4], Balance::Mixed);
    }
}
