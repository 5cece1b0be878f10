//! Sign in (签到): an operator of an institution begins work at a device. Its number is made of the
//! message that asks for it, so that a repeat gets the first answer; nothing else depends on it.

use crate::desk::Refused;
use crate::refuse::refused;
use ledger::chain::Digest;
use seal::Sm3;
use std::fmt::Write;
use store::{SignInRow, Store, StoreError};

/// An operator who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Code of the institution.
    pub institution: String,
    /// The message that asks.
    pub message: String,
    /// Number of the operator.
    pub operator: String,
    /// Address of the device in its network.
    pub device: String,
    /// Address in the net.
    pub address: String,
}

/// Signs an operator in at a moment: milliseconds since 1970-01-01 UTC.
pub async fn sign_in(
    store: &dyn Store,
    ask: &SignIn,
    now: i64,
) -> Result<Result<SignInRow, Refused>, StoreError> {
    let row = SignInRow {
        institution: ask.institution.clone(),
        sign_no: number(&ask.institution, &ask.message),
        message: ask.message.clone(),
        operator: ask.operator.clone(),
        device: ask.device.clone(),
        address: ask.address.clone(),
        signed_in: now,
        signed_out: None,
        out_message: None,
    };
    let kept = store.sign_in(&row).await?;
    let same = [
        ("操作员", "the operator", kept.operator == row.operator),
        ("设备地址", "the device", kept.device == row.device),
        ("网络地址", "the address", kept.address == row.address),
    ];
    Ok(match same.into_iter().find(|(_, _, same)| !same) {
        Some((zh, en, _)) => Err(clash(zh, en)),
        None => Ok(kept),
    })
}

/// Thirty characters, made of institution and message.
fn number(institution: &str, message: &str) -> String {
    const BYTES: usize = 15;
    let parts: [&[u8]; 4] =
        [b"gongji sign-in 1\n", institution.as_bytes(), b"\x1f", message.as_bytes()];
    let mut number = String::with_capacity(2 * BYTES);
    for byte in &Sm3::digest(&parts)[..BYTES] {
        // Writing into a text does not fail.
        let _ = write!(number, "{byte:02X}");
    }
    number
}

/// That a message was used for something else.
pub(crate) fn clash(zh: &str, en: &str) -> Refused {
    refused(
        "clash",
        format!("报文标识已用于另一内容({zh}不同)。请核对后换一个报文标识。"),
        format!(
            "this message id was used for another input ({en} differs); check it and use another id"
        ),
    )
}
