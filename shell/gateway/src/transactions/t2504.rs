//! 2504 withdraw the filing of a chronic condition (人员慢特病备案撤销).

use super::call::Call;
use super::filings;
use crate::door::Turned;
use record::FilingKind;
use serde_json::Value;

pub(super) async fn revoke(call: &Call<'_>) -> Result<Value, Turned> {
    filings::revoke(call, FilingKind::Condition).await
}
