//! 2207 settle an outpatient batch (门诊结算), also 2207A with the split that the hospital found: another split is
//! refused.

use super::call::Call;
use super::settling::{bill, settled};
use crate::door::Turned;
use office::desk::Ask;
use office::settle_batch::Bill;
use record::event::Scope;
use serde_json::Value;

pub(super) async fn settle(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let bill = Bill(bill(call, &room, &row, Scope::Batch)?);
    let event = call.write(&room, Ask::SettleBatch(bill)).await?;
    settled(call, &room, &event).await
}
