//! Sign out (签退): an operator's sign-in ends, once. A repeat of the message gets the first answer.

use crate::desk::Refused;
use crate::refuse::refused;
use crate::sign_in::clash;
use store::{SignInRow, Store, StoreError};

/// A sign-in to be ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOut {
    /// Code of the institution.
    pub institution: String,
    /// The message that asks.
    pub message: String,
    /// Number of the sign-in.
    pub sign_no: String,
    /// Number of the operator, to be compared.
    pub operator: String,
}

/// Signs an operator out at a moment: milliseconds since 1970-01-01 UTC.
pub async fn sign_out(
    store: &dyn Store,
    ask: &SignOut,
    now: i64,
) -> Result<Result<SignInRow, Refused>, StoreError> {
    if let Some(ended) = store.sign_in_ended_by(&ask.institution, &ask.message).await? {
        return Ok(repeated(ask, ended));
    }
    let Some(row) = store.sign_in_of(&ask.institution, &ask.sign_no).await? else {
        return Ok(Err(unknown(&ask.sign_no)));
    };
    if row.operator != ask.operator {
        return Ok(Err(refused(
            "other-operator",
            format!("签到编号 {} 不是该操作员的签到。请由签到的操作员签退。", ask.sign_no),
            format!("sign-in {} is another operator's; let that one sign out", ask.sign_no),
        )));
    }
    store.sign_out(&ask.institution, &ask.sign_no, now, &ask.message).await?;
    // Whoever was first has ended it: this message, the same message beside it, or another.
    let ended = store.sign_in_of(&ask.institution, &ask.sign_no).await?;
    Ok(match ended {
        Some(row) if row.out_message.as_deref() == Some(&ask.message) => Ok(row),
        Some(_) => Err(refused(
            "signed-out-before",
            format!("签到编号 {} 已签退。如需继续工作，请重新签到。", ask.sign_no),
            format!("sign-in {} was ended before; sign in anew to go on working", ask.sign_no),
        )),
        None => Err(unknown(&ask.sign_no)),
    })
}

/// What a message that ended a sign-in is told when it comes again.
fn repeated(ask: &SignOut, ended: SignInRow) -> Result<SignInRow, Refused> {
    if ended.sign_no != ask.sign_no {
        return Err(clash("签到编号", "the number of the sign-in"));
    }
    if ended.operator != ask.operator {
        return Err(clash("操作员", "the operator"));
    }
    Ok(ended)
}

fn unknown(sign_no: &str) -> Refused {
    refused(
        "no-sign-in",
        format!("本机构没有签到编号 {sign_no}。请核对编号,或先签到。"),
        format!("this institution has no sign-in {sign_no}; check the number, or sign in first"),
    )
}
