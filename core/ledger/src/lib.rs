//! Ledger (基金账): double entry (复式记账) for each fund, and the chain that proves it.
//!
//! Each fund is a set of books of its own: the entries of an event come to nothing fund by fund.
//! Debits are positive, credits negative. Nothing is changed or taken away: what was wrong is
//! undone by its mirror. The books are never closed by a posting: a year's result is its income
//! less its spending, and [`Account::Balance`] holds only what a fund brought in.
//!
//! In: entries, or sums of entries with their days.
//! Out: folds, trial balances, statements, heads of a chain.
//! Not here: which event posts what (see `office`), storage, the hash itself (see `seal`).

mod account;
pub mod chain;
mod entry;
mod fold;
mod statement;
mod total;
mod trial;

pub use account::{Account, Kind, UnknownAccount};
pub use entry::{Entry, Unbalanced, check, mirror};
pub use fold::{Fold, TooLarge, add, fold, merge};
pub use statement::{Movement, Statement};
pub use total::Total;
pub use trial::{TrialBalance, TrialRow, check_fold};
