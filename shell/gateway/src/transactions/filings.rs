//! Filings on the wire (备案): the number by which institutions know one, and how one is withdrawn.

use super::about::person;
use super::call::{Call, filing, outside};
use crate::door::{Room, Turned};
use office::desk::Ask;
use office::make_filing::MakeFiling;
use office::revoke_filing::RevokeFiling;
use record::FilingKind;
use serde_json::{Value, json};

/// The code of a refusal: a bill rests on the filing.
const USED: &str = "filing-used";

/// Makes a filing; its number.
pub(super) async fn make(call: &Call<'_>, room: &Room, ask: MakeFiling) -> Result<Value, Turned> {
    let event = call.write(room, Ask::MakeFiling(ask)).await?;
    Ok(json!({ "result": { "trt_dcla_detl_sn": outside(room, event.seq) } }))
}

/// Withdraws a filing of a kind: as if it had never been, or, where a bill rests on it, from today on.
pub(super) async fn revoke(call: &Call<'_>, kind: FilingKind) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let (filing, person) = (filing(&room, &row)?, person(&row)?);
    let ask = |from| {
        let (kind, person) = (Some(kind), person.clone());
        Ask::RevokeFiling(RevokeFiling { filing, kind, person, from })
    };
    let used = match call.write(&room, ask(None)).await {
        Ok(_) => return Ok(json!({})),
        Err(why) if why.is(USED) => why,
        Err(why) => return Err(why),
    };
    match call.write(&room, ask(Some(call.today))).await {
        Ok(_) => Ok(json!({})),
        // It begins today or later: only whoever undoes the bill can take it back.
        Err(why) if why.is("days") => Err(used),
        Err(why) => Err(why),
    }
}
