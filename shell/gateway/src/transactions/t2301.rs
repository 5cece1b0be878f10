//! 2301 record fee lines of a stay (住院费用明细上传).

use super::call::Call;
use super::lines;
use crate::door::Turned;
use serde_json::Value;

pub(super) async fn record(call: &Call<'_>) -> Result<Value, Turned> {
    lines::record(call).await
}
