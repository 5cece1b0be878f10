//! 9002 sign out (签退): a sign-in ends. Its number stands in the input, or else in the envelope.

use super::call::{Call, turned};
use crate::door::{Turned, Wrong, moment_text};
use crate::fields::request;
use office::sign_out::{self, SignOut};
use serde_json::{Value, json};

pub(super) async fn sign_out(call: &Call<'_>) -> Result<Value, Turned> {
    let row = call.input()?.row("signout")?;
    let sign_no = match row.text("sign_no")? {
        Some(number) => number,
        None => {
            request(&call.envelope.whole)?.text("sign_no")?.ok_or_else(|| row.missing("sign_no"))?
        }
    };
    let ask = SignOut {
        institution: call.sender().to_string(),
        message: call.envelope.msgid.clone(),
        sign_no: sign_no.to_string(),
        operator: row.need_text("opter_no")?.to_string(),
    };
    let done = sign_out::sign_out(&*call.door.store(), &ask, call.came).await;
    let ended = done.map_err(|error| Wrong::not_kept(&error.to_string()))?.map_err(turned)?;
    let signed_out = ended.signed_out.unwrap_or(call.came);
    Ok(json!({ "signoutoutb": { "sign_time": moment_text(signed_out) } }))
}
