//! 9001 sign in (签到): an operator begins work at a device.

use super::call::{Call, turned};
use crate::door::{Turned, Wrong, moment_text};
use office::sign_in::{self, SignIn};
use serde_json::{Value, json};

pub(super) async fn sign_in(call: &Call<'_>) -> Result<Value, Turned> {
    let row = call.input()?.row("signin")?;
    let ask = SignIn {
        institution: call.sender().to_string(),
        message: call.envelope.msgid.clone(),
        operator: row.need_text("opter_no")?.to_string(),
        device: row.need_text("mac")?.to_string(),
        address: row.need_text("ip")?.to_string(),
    };
    let done = sign_in::sign_in(&*call.door.store(), &ask, call.came).await;
    let kept = done.map_err(|error| Wrong::not_kept(&error.to_string()))?.map_err(turned)?;
    Ok(json!({ "signinoutb": {
        "sign_time": moment_text(kept.signed_in),
        "sign_no": kept.sign_no,
    } }))
}
