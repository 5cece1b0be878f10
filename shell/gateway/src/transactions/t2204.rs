//! 2204 record outpatient fee lines (门诊费用明细信息上传): each with the batch it is charged in.

use super::call::Call;
use super::lines;
use crate::door::Turned;
use serde_json::Value;

pub(super) async fn record(call: &Call<'_>) -> Result<Value, Turned> {
    lines::record(call).await
}
