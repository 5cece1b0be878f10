//! Fee lines on the wire (费用明细): lines of a message, and how each of them was divided.

use super::call::{Call, outside};
use super::codes::item_class;
use super::money::{digits, yuan};
use super::settling::no_visit;
use crate::door::{Room, Turned, Wrong};
use crate::fields::Row;
use office::desk::Ask;
use office::record_lines::{Item, Lines};
use record::event::{Deed, FeeLine};
use serde_json::{Value, json};

/// Categories of charges (med_chrgitm_type) are not in our catalogue: other (其他).
const CHARGE: &str = "14";

/// The lines of a message, all of one visit and one person.
fn lines(room: &Room, rows: &[Row<'_>]) -> Result<Lines, Turned> {
    let Some(first) = rows.first() else { return Err(none()) };
    let visit = super::call::visit(room, first)?;
    let person = first.need_text("psn_no")?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        if super::call::visit(room, row)? != visit || row.need_text("psn_no")? != person {
            return Err(Turned::one(
                row.path(),
                "other-visit",
                "一次上传的明细须属于同一次就诊和同一人。请分开上传。".to_string(),
                "all lines of a message belong to one visit and one person; send them apart"
                    .to_string(),
            ));
        }
        lines.push(Item {
            id: row.need_text("feedetl_sn")?.to_string(),
            batch: row.text("chrg_bchno")?.unwrap_or_default().to_string(),
            code: row.need_text("med_list_codg")?.to_string(),
            qty: row.need_decimal("cnt")?,
            price: row.need_decimal("pric")?,
            amount: row.need_fen("det_item_fee_sumamt")?,
        });
    }
    Ok(Lines { visit, person: Some(person.to_string()), lines })
}

fn none() -> Turned {
    let zh = "没有费用明细。请至少上传一条。".to_string();
    Turned::one("input.feedetail", "no-lines", zh, "send at least one line".to_string())
}

/// Records the lines of a message; how each was divided.
pub(super) async fn record(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, input) = (call.room()?, call.input()?);
    let rows = input.rows("feedetail")?;
    let event = call.write(&room, Ask::RecordLines(lines(&room, &rows)?)).await?;
    let told = room.told(event.seq).await?;
    let Deed::Lines(recorded) = &told.event.deed else { return Err(no_visit(&rows[0])) };
    let day = told.visit.opened.from;
    let insurance = told.person.file.cover_on(day).map(|cover| cover.insurance.clone());
    let insurance = insurance.unwrap_or_default();
    let result = recorded.lines.iter().map(|fee| divided(&room, &insurance, day, fee));
    Ok(json!({ "result": result.collect::<Result<Vec<Value>, Turned>>()? }))
}

/// How a line was divided: what a bill makes of it.
fn divided(room: &Room, insurance: &str, day: units::Day, fee: &FeeLine) -> Result<Value, Turned> {
    let line = &fee.line;
    let split = room.engine().split_line(insurance, day, line).map_err(|refusal| {
        Wrong::not_read(&format!(
            "line {} of {}: {}",
            fee.id,
            outside(room, 0),
            refusal.sentence.en
        ))
    })?;
    // Where the catalogue has no limit, the price is its own.
    let limit = line.price_limit.unwrap_or(line.price);
    Ok(json!({
        "feedetl_sn": fee.id,
        "det_item_fee_sumamt": yuan(line.amount),
        "cnt": digits(&line.qty.to_string()),
        "pric": digits(&line.price.to_string()),
        "pric_uplmt_amt": digits(&limit.to_string()),
        "selfpay_prop": digits(&ratio(line.first_pay.0)),
        "fulamt_ownpay_amt": yuan(split.own_pay),
        "overlmt_amt": yuan(split.over_limit),
        "preselfpay_amt": yuan(split.first_pay),
        "inscp_scp_amt": yuan(split.in_scope),
        "chrgitm_lv": item_class(line.class),
        "med_chrgitm_type": CHARGE,
        // Limits of use are not in the catalogue.
        "lmt_used_flag": "0",
    }))
}

/// A share in millionths with four decimals.
fn ratio(millionths: i64) -> String {
    let share = millionths / 100;
    format!("{}.{:04}", share / 10_000, share % 10_000)
}
