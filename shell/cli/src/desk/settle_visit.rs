//! Settle a visit, from JSON.

use super::{fen, fields, some_day};
use office::settle_visit::{Bill, Parts};
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
    split: Option<Split>,
    insurance: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Split {
    own_pay: String,
    over_limit: String,
    first_pay: String,
    in_scope: String,
}

impl Split {
    fn parts(&self) -> Result<Parts, String> {
        Ok(Parts {
            own_pay: fen("split.own_pay", &self.own_pay)?,
            over_limit: fen("split.over_limit", &self.over_limit)?,
            first_pay: fen("split.first_pay", &self.first_pay)?,
            in_scope: fen("split.in_scope", &self.in_scope)?,
        })
    }
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
        insurance: input.insurance,
        split: input.split.as_ref().map(Split::parts).transpose()?,
        total: input.total.as_deref().map(|total| fen("total", total)).transpose()?,
    })
}
