//! 2001 check of benefits (人员待遇享受检查): which funds pay of a kind of care on a day, and why one does not.

use super::call::{Call, turned};
use super::codes::{about, basic_fund, insurance, is_stay};
use super::settling::day_of;
use crate::door::{Turned, Wrong};
use office::check_entitlement::{Ask, Entitlement, Offer, check_entitlement};
use office::read_person::Which;
use serde_json::{Value, json};
use units::Day;

/// The most characters of a reason.
const REASON: usize = 500;

pub(super) async fn check(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let stay = is_stay(row.need_text("med_type")?);
    let about = about(&row, row.text("dise_codg")?, stay)?;
    let ask = Ask {
        person: Which::Id(row.need_text("psn_no")?.to_string()),
        insurance: insurance(&row)?,
        care: about.care,
        condition: about.condition,
        filing: about.filing,
        institution: Some(row.need_text("fixmedins_code")?.to_string()),
        day: day_of(&row, "begntime")?,
    };
    let checked = check_entitlement(&room.journal, &call.viewer(), room.engine(), &ask).await;
    let checked = checked.map_err(|error| Wrong::not_read(&error.to_string()))?.map_err(turned)?;
    let funds = match checked.entitled {
        true => funds(&checked),
        false => vec![none(basic_fund(row.need_text("insutype")?), &checked)],
    };
    let rows: Vec<Value> = funds.iter().map(|fund| shown(&checked, fund, ask.day)).collect();
    Ok(json!({ "trtinfo": rows }))
}

/// A kind of fund, whether it pays, and why not.
struct Fund {
    kind: String,
    pays: bool,
    why: Vec<String>,
}

/// The funds of the layers in their order; a fund pays if one of its layers does for sure.
fn funds(checked: &Entitlement) -> Vec<Fund> {
    let mut all: Vec<Fund> = Vec::new();
    for layer in &checked.layers {
        let pays = layer.offer == Offer::Yes;
        let why = layer.why.iter().map(|why| format!("{}：{}", layer.titles.zh, why.zh));
        match all.iter_mut().find(|fund| fund.kind == layer.pay_type) {
            Some(fund) => {
                fund.pays |= pays;
                fund.why.extend(why);
            }
            None => all.push(Fund { kind: layer.pay_type.clone(), pays, why: why.collect() }),
        }
    }
    all
}

/// That the basic fund does not pay, since nothing does.
fn none(kind: &str, checked: &Entitlement) -> Fund {
    let why = checked.why.iter().map(|why| why.zh.clone()).collect();
    Fund { kind: kind.to_string(), pays: false, why }
}

fn shown(checked: &Entitlement, fund: &Fund, asked: Day) -> Value {
    let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    // A fund that pays has no reason why not, although one of its layers may not.
    let reason = if fund.pays { String::new() } else { fund.why.join("；") };
    json!({
        "psn_no": checked.person.id,
        // No list of its codes was seen.
        "trt_chk_type": "",
        "fund_pay_type": fund.kind,
        "trt_enjymnt_flag": if fund.pays { "1" } else { "0" },
        "begndate": text(checked.from.or(Some(asked))),
        "enddate": text(checked.to),
        "trt_chk_rslt": reason.chars().take(REASON).collect::<String>(),
    })
}
