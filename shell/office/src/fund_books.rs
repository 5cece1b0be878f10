//! The books of the funds (基金账): the trial balance of all, and the statement of one for a span of
//! days, income and spending apart.

use crate::desk::DeskError;
use ledger::{Account, Entry, Fold, Kind, Statement, Total, TrialBalance};
use store::{FundDayRow, Store};
use units::{AccountId, Day, Fen, FundId};

/// The books of all funds of an area.
#[derive(Debug, Clone, Default)]
pub struct FundBooks {
    /// Every account with what stands in it.
    pub trial: TrialBalance,
    /// The last day on which something was posted.
    pub last: Option<Day>,
    /// The seq up to which this is derived.
    pub up_to: i64,
}

fn torn(area: i64, message: impl ToString) -> DeskError {
    DeskError::Torn { area: area.to_string(), message: message.to_string() }
}

fn day(number: i64) -> Option<Day> {
    Day::from_number(i32::try_from(number).ok()?)
}

/// The books of all funds.
pub async fn fund_books(store: &dyn Store, area: i64) -> Result<FundBooks, DeskError> {
    let up_to = store.models().followed(area).await?;
    let rows = store.models().fund_sums(area).await?;
    let sum = |row: &FundDayRow| {
        ((FundId(row.fund.clone()), AccountId(row.account.clone())), Fen(row.debit - row.credit))
    };
    let fold: Fold = rows.iter().map(sum).collect();
    let trial = TrialBalance::of(&fold).map_err(|e| torn(area, e))?;
    let last = rows.iter().map(|row| row.day).max().and_then(day);
    Ok(FundBooks { trial, last, up_to })
}

/// The statement of a fund for a span of days; none if nothing was ever posted to it.
pub async fn statement(
    store: &dyn Store,
    area: i64,
    fund: &str,
    (first, last): (Day, Day),
) -> Result<Option<Statement>, DeskError> {
    let rows = store.models().fund_days(area, fund, i64::MAX).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let fund = FundId(fund.to_string());
    let entry = |row: &FundDayRow, amount: i64| {
        let (fund, account) = (fund.clone(), AccountId(row.account.clone()));
        Some((day(row.day)?, Entry { fund, account, amount: Fen(amount) }))
    };
    // Debits and credits stand apart, so that the statement shows both.
    let entries = rows.iter().flat_map(|row| [entry(row, row.debit), entry(row, -row.credit)]);
    let entries: Vec<(Day, Entry)> = entries.flatten().collect();
    let dated = entries.iter().map(|(day, entry)| (*day, entry));
    let statement = Statement::of_entries(&fund, (first, last), dated);
    statement.map(Some).map_err(|e| torn(area, e))
}

/// What came into a fund and what it spent in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// The first day.
    pub first: Day,
    /// What came in.
    pub income: Total,
    /// What was spent.
    pub spending: Total,
}

/// So many months of a fund, the last that of a day; a month without postings is there with nothing.
pub async fn months(
    store: &dyn Store,
    area: i64,
    fund: &str,
    (last, count): (Day, i32),
) -> Result<Vec<Month>, DeskError> {
    let begin = last.first_of_month().months_later(1 - count);
    let first = |at: i32| begin.months_later(at);
    let empty = |at: i32| Month { first: first(at), income: Total::ZERO, spending: Total::ZERO };
    let mut months: Vec<Month> = (0..count).map(empty).collect();
    let end = i64::from(first(count).number()) - 1;
    for row in store.models().fund_days(area, fund, end).await? {
        let moved = day(row.day).filter(|day| *day >= begin);
        let Some(moved) = moved.map(Day::first_of_month) else { continue };
        let Some(month) = months.iter_mut().find(|month| month.first == moved) else { continue };
        let account = Account::parse(&row.account).map_err(|e| torn(area, e))?;
        let net = account.kind().read(Total::from(Fen(row.debit)) - Total::from(Fen(row.credit)));
        match account.kind() {
            Kind::Income => month.income += net,
            Kind::Expense => month.spending += net,
            Kind::Asset | Kind::Liability | Kind::Equity => {}
        }
    }
    Ok(months)
}
