//! 2302 take fee lines of a stay back (住院费用明细撤销): those that are named, or with 0000 all that are not
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
    let (room, rows) = (call.room()?, call.input()?.rows("data")?);
    let Some(first) = rows.first() else { return Err(none()) };
    let (stay, person) = (visit(&room, first)?, person(first)?);
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        if visit(&room, row)? != stay || Some(row.need_text("psn_no")?) != person.as_deref() {
            return Err(apart(row.path()));
        }
        lines.push(row.need_text("feedetl_sn")?.to_string());
    }
    if lines.iter().any(|line| line == ALL) {
        lines.clear();
    }
    let lines = Lines { visit: stay, person, lines, batch: None };
    call.write(&room, Ask::WithdrawLines(lines)).await?;
    Ok(json!({}))
}

fn none() -> Turned {
    let zh = "没有要撤销的明细。请写明流水号，或用 0000 撤销全部未结算明细。".to_string();
    let en = "name the lines, or 0000 for all that are not settled".to_string();
    Turned::one("input.data", "no-lines", zh, en)
}

fn apart(path: &str) -> Turned {
    Turned::one(
        path,
        "other-visit",
        "一次撤销的明细须属于同一次住院和同一人。请分开撤销。".to_string(),
        "all lines of a message belong to one stay and one person; send them apart".to_string(),
    )
}
