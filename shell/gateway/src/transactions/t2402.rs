//! 2402 discharge (出院办理): the last day of a stay, how it ended, with which diagnoses.

use super::about::{Flags, diagnoses, kept, person};
use super::call::{Call, visit};
use super::settling::day_of;
use crate::door::Turned;
use office::desk::Ask;
use office::discharge::Discharge;
use record::LeaveWay;
use serde_json::{Value, json};

/// Ways of leaving by their national code (dscg_way).
const WAYS: &[(&str, LeaveWay)] = &[
    ("1", LeaveWay::Ordered),
    ("2", LeaveWay::Transferred),
    ("3", LeaveWay::Community),
    ("4", LeaveWay::AgainstAdvice),
    ("5", LeaveWay::Died),
];

pub(super) async fn discharge(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, input) = (call.room()?, call.input()?);
    let row = input.row("dscginfo")?;
    let way = row.need_text("dscg_way")?;
    let way = WAYS.iter().find(|(code, _)| *code == way);
    let discharge = Discharge {
        visit: visit(&room, &row)?,
        person: person(&row)?,
        last: day_of(&row, "endtime")?,
        way: way.map_or(LeaveWay::Other, |(_, way)| *way),
        diagnoses: diagnoses(&input.rows("diseinfo")?, &Flags { main: true, valid: false })?,
        texts: kept(&row, &["mdtrt_id", "psn_no", "insutype", "dscg_way"]),
    };
    call.write(&room, Ask::Discharge(discharge)).await?;
    Ok(json!({}))
}
