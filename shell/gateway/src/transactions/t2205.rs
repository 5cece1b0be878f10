//! 2205 take outpatient fee lines back (门诊费用明细信息撤销): those of a batch, or with 0000 all that are not
//! settled.

use super::about::person;
use super::call::{Call, visit};
use crate::door::Turned;
use office::desk::Ask;
use office::withdraw_lines::Lines;
use serde_json::{Value, json};

/// All lines that are not settled.
const ALL: &str = "0000";

pub(super) async fn withdraw(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let batch = Some(row.need_text("chrg_bchno")?).filter(|batch| *batch != ALL);
    let lines = Lines {
        visit: visit(&room, &row)?,
        person: person(&row)?,
        lines: Vec::new(),
        batch: batch.map(str::to_string),
    };
    call.write(&room, Ask::WithdrawLines(lines)).await?;
    Ok(json!({}))
}
