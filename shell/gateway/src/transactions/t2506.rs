//! 2506 withdraw the filing of a chosen institution (人员定点备案撤销).

use super::call::Call;
use super::filings;
use crate::door::Turned;
use record::FilingKind;
use serde_json::Value;

pub(super) async fn revoke(call: &Call<'_>) -> Result<Value, Turned> {
    filings::revoke(call, FilingKind::Chosen).await
}
