//! 1201 institutions (医药机构信息获取): what is registered of an institution on the day, by its code
//! or by a part of its name.

use super::call::Call;
use crate::door::{Turned, Wrong};
use office::InstitutionRow;
use serde_json::{Value, json};

/// The most that are given at once.
const MOST: usize = 100;
/// Kinds of institutions by their national code (fixmedins_type): pharmacies, and all others.
const MEDICAL: &str = "1";
const PHARMACY: &str = "2";
/// Levels by their national code (hosp_lv), without a grade inside the level, which is not registered.
const LEVELS: &[(&str, &str)] = &[("三级", "12"), ("二级", "13"), ("一级", "14")];
const NO_LEVEL: &str = "11";

pub(super) async fn institutions(call: &Call<'_>) -> Result<Value, Turned> {
    let asked = call.input()?.row("medinsinfo")?;
    let kind = asked.need_text("fixmedins_type")?;
    let (code, name) = (asked.text("fixmedins_code")?, asked.text("fixmedins_name")?);
    let store = call.door.store();
    let rows = match (code, name) {
        (Some(code), _) => store.institutions(&[code.to_string()]).await,
        (None, Some(_)) => store.institutions_all().await,
        (None, None) => return Err(neither()),
    };
    let rows = rows.map_err(|error| Wrong::not_read(&error.to_string()))?;
    let day = i64::from(call.today.number());
    let found = rows.iter().filter(|row| {
        let holds = row.from_day <= day && row.to_day.is_none_or(|to| day <= to);
        holds && kind_of(row) == kind && name.is_none_or(|name| row.name.contains(name))
    });
    let found: Vec<Value> = found.take(MOST).map(shown).collect();
    Ok(json!({ "medinsinfo": found }))
}

fn kind_of(row: &InstitutionRow) -> &'static str {
    if row.kind.as_deref() == Some("pharmacy") { PHARMACY } else { MEDICAL }
}

fn shown(row: &InstitutionRow) -> Value {
    let level = LEVELS.iter().find(|(level, _)| row.level.as_deref() == Some(level));
    json!({
        "fixmedins_code": row.code,
        "fixmedins_name": row.name,
        // The register does not hold it; the interface writes nothing as an empty text.
        "uscc": "",
        "fixmedins_type": kind_of(row),
        "hosp_lv": level.map_or(NO_LEVEL, |(_, code)| code),
    })
}

fn neither() -> Turned {
    Turned::one(
        "input.medinsinfo",
        "missing",
        "机构编号（fixmedins_code）和机构名称（fixmedins_name）至少填一项。".to_string(),
        "Give the code of the institution (fixmedins_code) or a part of its name (fixmedins_name)."
            .to_string(),
    )
}
