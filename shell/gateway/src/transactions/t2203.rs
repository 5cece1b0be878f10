//! 2203 say what an outpatient visit is about (门诊就诊信息上传), also 2203A with what is asked for births; the last
//! upload holds.

use super::about::{Flags, diagnoses, kept, person};
use super::call::{Call, visit};
use super::codes::about;
use crate::door::Turned;
use office::describe_visit::Description;
use office::desk::Ask;
use serde_json::{Value, json};

pub(super) async fn describe(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, input) = (call.room()?, call.input()?);
    let row = input.row("mdtrtinfo")?;
    let description = Description {
        visit: visit(&room, &row)?,
        person: person(&row)?,
        about: about(&row, row.text("dise_codg")?, false)?,
        diagnoses: diagnoses(&input.rows("diseinfo")?, &Flags { main: false, valid: true })?,
        texts: kept(&row, &["mdtrt_id", "psn_no"]),
    };
    call.write(&room, Ask::DescribeVisit(description)).await?;
    Ok(json!({}))
}
