//! 2303 decide a stay and write nothing (住院预结算).

use super::call::Call;
use super::settling::{pre_settled, scope_of_stay};
use crate::door::Turned;
use serde_json::Value;

pub(super) async fn pre_settle(call: &Call<'_>) -> Result<Value, Turned> {
    let scope = scope_of_stay(&call.input()?.row("data")?)?;
    pre_settled(call, scope).await
}
