//! 2505 file a person's chosen institution (人员定点备案).

use super::call::Call;
use super::filings;
use crate::door::Turned;
use office::make_filing::MakeFiling;
use record::{Filing, FilingKind};
use serde_json::Value;

/// The kind of filing (biz_appy_type) that this transaction makes: a chosen institution.
const CHOSEN: &str = "03";

pub(super) async fn file(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let kind = row.need_text("biz_appy_type")?;
    if kind != CHOSEN {
        return Err(other_kind(row.path(), kind));
    }
    let filing = Filing {
        kind: FilingKind::Chosen,
        value: row.need_text("fixmedins_code")?.to_string(),
        from: row.need_day("begndate")?,
        to: row.day("enddate")?,
    };
    let person = row.need_text("psn_no")?.to_string();
    filings::make(call, &room, MakeFiling { person, filing, insurance: None }).await
}

fn other_kind(path: &str, kind: &str) -> Turned {
    Turned::one(
        &format!("{path}.biz_appy_type"),
        "biz-appy-type",
        format!(
            "业务申请类型 {kind} 不能用本交易办理。定点备案请填 {CHOSEN}，慢特病备案请用 2503。"
        ),
        format!(
            "kind {kind} is not for this transaction; write {CHOSEN} for a chosen institution, and use 2503 for a chronic disease"
        ),
    )
}
