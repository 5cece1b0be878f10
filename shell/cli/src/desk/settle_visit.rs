//! Settle a visit, from JSON.

use super::{fen, fields, some_day};
use office::settle_visit::Bill;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    visit: u64,
    person: Option<String>,
    batch: String,
    to: Option<String>,
    settled: Option<String>,
    #[serde(default)]
    use_account: bool,
    total: Option<String>,
}

pub(super) fn read(input: Value) -> Result<Bill, String> {
    let input: Input = fields(input)?;
    Ok(Bill {
        visit: input.visit,
        person: input.person,
        batch: input.batch,
        to: some_day("to", input.to.as_deref())?,
        settled: some_day("settled", input.settled.as_deref())?,
        use_account: input.use_account,
        total: input.total.as_deref().map(|total| fen("total", total)).transpose()?,
    })
}
