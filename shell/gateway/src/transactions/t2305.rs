//! 2305 undo the settlement of a stay (住院结算撤销).

use super::about::person;
use super::call::{Call, settlement, visit};
use super::settling::undone;
use crate::door::Turned;
use office::desk::Ask;
use office::undo::Undo;
use serde_json::Value;

pub(super) async fn undo(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let (bill, visit) = (settlement(&room, &row)?, Some(visit(&room, &row)?));
    let event = call.write(&room, Ask::Undo(Undo { bill, visit, person: person(&row)? })).await?;
    undone(call, &room, &event).await
}
