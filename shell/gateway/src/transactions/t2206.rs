//! 2206 decide an outpatient batch and write nothing (门诊预结算), also 2206A with the split that the hospital
//! found.

use super::call::Call;
use super::settling::pre_settled;
use crate::door::Turned;
use record::event::Scope;
use serde_json::Value;

pub(super) async fn pre_settle(call: &Call<'_>) -> Result<Value, Turned> {
    pre_settled(call, Scope::Batch).await
}
