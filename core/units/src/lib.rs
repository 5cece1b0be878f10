//! Units: what money, rates, days and names are made of. Everything else stands on this room.
//!
//! Money is whole fen (分). A fraction dies in one named place: [`Rounding::divide`].

mod day;
mod decimal;
mod fen;
mod id;
mod period;
mod rate;
mod rounding;
mod words;

pub use day::Day;
pub use decimal::Decimal;
pub use fen::Fen;
pub use id::{AccountId, AreaCode, BillId, FundId, PersonId};
pub use period::{Period, PeriodKind};
pub use rate::Rate;
pub use rounding::Rounding;
pub use words::Words;

/// Why a figure, a rate or a day could not be read. The sentence says what is expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not an amount in yuan.
    #[error("'{0}' is not an amount: write yuan with at most two decimals, such as \"1200.00\"")]
    Amount(String),
    /// Larger than any bill may be.
    #[error("'{0}' is larger than a bill may be (10 000 000 000.00 yuan)")]
    TooLarge(String),
    /// Not a rate.
    #[error("'{0}' is not a rate: write a percentage such as \"83%\" or \"0.2%\"")]
    Rate(String),
    /// Not a quantity or a price.
    #[error(
        "'{0}' is not a quantity or price: write a number with at most six decimals, such as \"12.5\""
    )]
    Decimal(String),
    /// Not a calendar day.
    #[error("'{0}' is not a day: write it as 2026-03-01")]
    Day(String),
}
