//! 2201 register an outpatient visit (门诊挂号): who is treated from which day; what it is about comes with
//! 2203.

use super::about::kept;
use super::call::{Call, outside};
use super::codes::insurance;
use super::credential;
use super::settling::day_of;
use crate::door::Turned;
use office::desk::Ask;
use office::register_visit::Visit;
use serde_json::{Value, json};

/// What an outpatient visit is until 2203 says more.
const CARE: &str = "outpatient";

pub(super) async fn register(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let person = row.need_text("psn_no")?;
    credential::of_person(call, &room, &row, person).await?;
    let visit = Visit {
        person: person.to_string(),
        institution: call.sender().to_string(),
        care: CARE.to_string(),
        from: day_of(&row, "begntime")?,
        condition: None,
        filing: None,
        insurance: insurance(&row)?,
        diagnoses: Vec::new(),
        texts: kept(&row, &["psn_no", "insutype", "mdtrt_cert_no", "card_sn"]),
    };
    let event = call.write(&room, Ask::RegisterVisit(visit)).await?;
    Ok(json!({ "data": {
        "mdtrt_id": outside(&room, event.seq),
        "psn_no": person,
        "ipt_otp_no": row.need_text("ipt_otp_no")?,
    } }))
}
