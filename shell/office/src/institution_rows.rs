//! An institution's rows (机构结算流水): its settlements and refunds committed within days, in one area, as
//! its own books have them. Persons are numbers here; who shows them reads their ids.

use crate::desk::DeskError;
use crate::follow::Follower;
use crate::journal::Journal;
use std::sync::Arc;
use store::{SettlementRow, SettlementSum};
use units::Day;

fn numbers((first, last): (Day, Day)) -> (i64, i64) {
    (i64::from(first.number()), i64::from(last.number()))
}

/// Its rows, in order, no more than so many. Nothing that is committed is missed.
pub async fn institution_rows(
    journal: &Arc<Journal>,
    institution: &str,
    days: (Day, Day),
    most: usize,
) -> Result<Vec<SettlementRow>, DeskError> {
    Follower::of(journal.clone()).catch_up().await?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let models = journal.store().models();
    Ok(models.settlement_rows(journal.number(), institution, numbers(days), most).await?)
}

/// The same, summed by insurance, kind of care and sign.
pub async fn institution_sums(
    journal: &Arc<Journal>,
    institution: &str,
    days: (Day, Day),
) -> Result<Vec<SettlementSum>, DeskError> {
    Follower::of(journal.clone()).catch_up().await?;
    let models = journal.store().models();
    Ok(models.settlement_sums(journal.number(), institution, numbers(days)).await?)
}

/// The last day up to one on which it settled or refunded something.
pub async fn last_day(
    journal: &Arc<Journal>,
    institution: &str,
    to: Day,
) -> Result<Option<Day>, DeskError> {
    Follower::of(journal.clone()).catch_up().await?;
    let models = journal.store().models();
    let last = models.settled_last(journal.number(), institution, i64::from(to.number())).await?;
    Ok(last.and_then(|day| i32::try_from(day).ok()).and_then(Day::from_number))
}
