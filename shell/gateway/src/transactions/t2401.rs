//! 2401 admit a person (入院办理): the stay, what it is about and its diagnoses.

use super::about::{Flags, diagnoses, kept};
use super::call::{Call, outside};
use super::codes::{about, insurance};
use super::credential;
use super::settling::day_of;
use crate::door::Turned;
use office::desk::Ask;
use office::register_visit::Visit;
use serde_json::{Value, json};

pub(super) async fn admit(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, input) = (call.room()?, call.input()?);
    let row = input.row("mdtrtinfo")?;
    let person = row.need_text("psn_no")?;
    credential::of_person(call, &room, &row, person).await?;
    let about = about(&row, row.text("dise_codg")?, true)?;
    let visit = Visit {
        person: person.to_string(),
        institution: call.sender().to_string(),
        care: about.care,
        from: day_of(&row, "begntime")?,
        condition: about.condition,
        filing: about.filing,
        insurance: insurance(&row)?,
        diagnoses: diagnoses(&input.rows("diseinfo")?, &Flags { main: true, valid: false })?,
        texts: kept(&row, &["psn_no", "insutype", "mdtrt_cert_no", "card_sn"]),
    };
    let event = call.write(&room, Ask::RegisterVisit(visit)).await?;
    Ok(json!({ "result": { "mdtrt_id": outside(&room, event.seq) } }))
}
