//! 2403 change what an admission says (入院信息变更): what is left out stays as it was.

use super::about::{Flags, diagnoses, kept, person};
use super::call::{Call, visit};
use super::codes::{MED_TYPE, about, med_type};
use super::settling::no_visit;
use crate::door::Turned;
use office::describe_visit::Description;
use office::desk::Ask;
use record::{About, VisitFile};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) async fn change(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, input) = (call.room()?, call.input()?);
    let row = input.row("adminfo")?;
    let seq = visit(&room, &row)?;
    let looked = room.look(call.viewer(), seq).await?;
    let sender = call.sender();
    let Some((file, _)) = looked.filter(|(file, _)| file.opened.institution == sender) else {
        return Err(no_visit(&row));
    };
    let about = match row.text(MED_TYPE)? {
        Some(_) => about(&row, row.text("dise_codg")?.or(file.about.condition.as_deref()), true)?,
        None => About { ..(*file.about).clone() },
    };
    let mut texts = said(&file);
    texts.extend(kept(&row, &["mdtrt_id", "psn_no"]));
    let description = Description {
        visit: seq,
        person: person(&row)?,
        about,
        diagnoses: diagnoses(&input.rows("diseinfo")?, &Flags { main: true, valid: false })?,
        texts: texts.into_iter().collect(),
    };
    call.write(&room, Ask::DescribeVisit(description)).await?;
    Ok(json!({}))
}

/// What was said of the stay before.
fn said(file: &VisitFile) -> BTreeMap<String, String> {
    let before = file.description().map(|said| said.texts.clone()).unwrap_or_default();
    let mut texts: BTreeMap<String, String> = before.into_iter().collect();
    let code = || med_type(&file.about).to_string();
    texts.entry(MED_TYPE.to_string()).or_insert_with(code);
    texts
}
