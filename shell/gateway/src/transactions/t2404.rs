//! 2404 take an admission back (入院撤销).

use super::about::person;
use super::call::{Call, visit};
use crate::door::Turned;
use office::cancel_visit::Cancel;
use office::desk::Ask;
use serde_json::{Value, json};

pub(super) async fn cancel(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let cancel = Cancel { visit: visit(&room, &row)?, person: person(&row)? };
    call.write(&room, Ask::CancelVisit(cancel)).await?;
    Ok(json!({}))
}
