//! 2503 file a chronic condition of a person (人员慢特病备案).

use super::call::Call;
use super::codes::insurance;
use super::filings;
use crate::door::Turned;
use office::make_filing::MakeFiling;
use record::{Filing, FilingKind};
use serde_json::Value;

pub(super) async fn file(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let filing = Filing {
        kind: FilingKind::Condition,
        value: row.need_text("opsp_dise_code")?.to_string(),
        from: row.need_day("begndate")?,
        to: row.day("enddate")?,
    };
    let person = row.need_text("psn_no")?.to_string();
    let ask = MakeFiling { person, filing, insurance: insurance(&row)? };
    filings::make(call, &room, ask).await
}
