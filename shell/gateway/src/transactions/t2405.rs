//! 2405 take a discharge back (出院撤销).

use super::about::person;
use super::call::{Call, visit};
use crate::door::Turned;
use office::desk::Ask;
use office::undo_discharge::UndoDischarge;
use serde_json::{Value, json};

pub(super) async fn undo(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let undo = UndoDischarge { visit: visit(&room, &row)?, person: person(&row)? };
    call.write(&room, Ask::UndoDischarge(undo)).await?;
    Ok(json!({}))
}
