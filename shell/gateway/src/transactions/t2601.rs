//! 2601 reverse a message (冲正交易), whatever became of it; one that never came is refused if it comes later.

use super::about::person;
use super::call::Call;
use crate::door::Turned;
use office::desk::Ask;
use office::reverse::Reverse;
use record::Address;
use serde_json::{Value, json};

pub(super) async fn reverse(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let message = Address {
        institution: call.sender().to_string(),
        number: row.need_text("oinfno")?.to_string(),
        message: row.need_text("omsgid")?.to_string(),
    };
    call.write(&room, Ask::Reverse(Reverse { message, person: person(&row)? })).await?;
    Ok(json!({}))
}
