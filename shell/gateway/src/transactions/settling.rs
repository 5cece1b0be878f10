//! What settlements share (结算): a bill out of the input, and the answer out of a decided bill.

use super::amounts::{Amounts, amounts};
use super::call::{Call, outside, visit};
use super::codes::{
    MED_TYPE, NO_CIVIL_SERVANT, clr_type, document_kind, insurance, insutype, med_type, psn_type,
    sex,
};
use super::money::digits;
use crate::door::{Room, Turned, moment_text};
use crate::fields::Row;
use office::desk::Ask;
use office::pre_settle;
use office::read_person::PersonSeen;
use office::settle_visit::{Bill, Parts};
use office::told::Told;
use record::event::{Billed, Deed, Event, Scope};
use record::{About, VisitFile};
use serde_json::{Map, Value, json};
use units::Day;

/// By item (按项目): how the institution is cleared with until another way is decided.
const BY_ITEM: &str = "01";

/// Which lines a message settles.
pub(super) fn scope_of_stay(row: &Row<'_>) -> Result<Scope, Turned> {
    Ok(if row.flag("mid_setl_flag")? { Scope::MidStay } else { Scope::Rest })
}

/// The bill of a message.
pub(super) fn bill(
    call: &Call<'_>,
    room: &Room,
    row: &Row<'_>,
    scope: Scope,
) -> Result<Bill, Turned> {
    let number = match scope {
        Scope::Batch => Some(row.need_text("chrg_bchno")?),
        Scope::Rest | Scope::MidStay => row.text("chrg_bchno")?,
    };
    // Where the institution gives no number of its own, the message is it.
    let batch = number.map_or_else(|| call.envelope.msgid.clone(), str::to_string);
    Ok(Bill {
        visit: visit(room, row)?,
        person: Some(row.need_text("psn_no")?.to_string()),
        batch,
        to: (scope == Scope::MidStay).then_some(call.today),
        settled: None,
        use_account: row.flag("acct_used_flag")?,
        total: Some(row.need_fen("medfee_sumamt")?),
        split: split(call.infno(), row)?,
        insurance: insurance(row)?,
    })
}

/// How the institution divides the bill, where the message says so.
fn split(infno: &str, row: &Row<'_>) -> Result<Option<Parts>, Turned> {
    let told = infno.ends_with('A') || infno.starts_with("23");
    if !told {
        return Ok(None);
    }
    let parts = [
        row.fen("fulamt_ownpay_amt")?,
        row.fen("overlmt_selfpay")?,
        row.fen("preselfpay_amt")?,
        row.fen("inscp_scp_amt")?,
    ];
    let [Some(own_pay), Some(over_limit), Some(first_pay), Some(in_scope)] = parts else {
        return Ok(None);
    };
    Ok(Some(Parts { own_pay, over_limit, first_pay, in_scope }))
}

/// Decides a bill and writes nothing; the answer.
pub(super) async fn pre_settled(call: &Call<'_>, scope: Scope) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let bill = bill(call, &room, &row, scope)?;
    let seq = bill.visit;
    let sender = call.sender();
    let looked = room.look(call.viewer(), seq).await?;
    let Some((file, person)) = looked.filter(|(file, _)| file.opened.institution == sender) else {
        return Err(no_visit(&row));
    };
    let billed = call.decide(&room, Ask::PreSettle(pre_settle::Bill { bill, scope })).await?;
    let seen = Seen { file: &file, about: &file.about, person: &person };
    let mut info = info(&room, &billed, &seen)?;
    let detail = info.detail;
    let mut put = |name: &str, value: Value| info.info.insert(name.to_string(), value);
    put("setl_time", json!(moment_text(call.came)));
    put("medins_setl_id", json!(call.envelope.msgid));
    Ok(json!({ "setlinfo": info.info, "setldetail": detail }))
}

/// The answer to a settlement, which a repeat gets again.
pub(super) async fn settled(call: &Call<'_>, room: &Room, event: &Event) -> Result<Value, Turned> {
    let told = room.told(event.seq).await?;
    let Deed::Bill(billed) = &told.event.deed else { return Err(no_bill(event.seq)) };
    answer(call, room, &told, billed, event.seq)
}

/// The answer to an undone settlement: the same with every amount negative, and the undo's number.
pub(super) async fn undone(call: &Call<'_>, room: &Room, event: &Event) -> Result<Value, Turned> {
    let told = room.told(event.seq).await?;
    let Deed::Undo(undone) = &told.event.deed else { return Err(no_bill(event.seq)) };
    let Some(bill) = told.visit.bill(undone.bill).and_then(|bill| bill.billed()) else {
        return Err(no_bill(undone.bill));
    };
    let mut answer = answer(call, room, &told, bill, event.seq)?;
    negate(&mut answer);
    Ok(answer)
}

fn answer(
    call: &Call<'_>,
    room: &Room,
    told: &Told,
    billed: &Billed,
    seq: u64,
) -> Result<Value, Turned> {
    let bill = match &told.event.deed {
        Deed::Undo(undone) => undone.bill,
        _ => seq,
    };
    let about = told.visit.bill(bill).map_or(&told.visit.about, |bill| &bill.about);
    let seen = Seen { file: &told.visit, about, person: &told.person };
    let Amounts { mut info, detail } = info(room, billed, &seen)?;
    let mut put = |name: &str, value: Value| info.insert(name.to_string(), value);
    put("setl_id", json!(outside(room, seq)));
    put("setl_time", json!(moment_text(told.written)));
    put("medins_setl_id", json!(call.envelope.msgid));
    Ok(json!({ "setlinfo": info, "setldetail": detail }))
}

/// A visit and its person, as an answer tells them.
struct Seen<'s> {
    file: &'s VisitFile,
    about: &'s About,
    person: &'s PersonSeen,
}

/// The fields of `setlinfo` but for number and time.
fn info(room: &Room, billed: &Billed, seen: &Seen<'_>) -> Result<Amounts, Turned> {
    let mut amounts = amounts(room.engine().area(), billed)?;
    let day = billed.to;
    let cover = seen.person.file.cover_on(day);
    let said = seen.file.description().filter(|_| seen.file.about.as_ref() == seen.about);
    let said = said.and_then(|said| said.texts.iter().find(|(name, _)| name == MED_TYPE));
    let med_type = said.map_or_else(|| med_type(seen.about), |(_, code)| code.as_str());
    let born = cover.and_then(|cover| cover.born);
    let age = born.and_then(|born| day.age_of(born));
    let person = seen.person;
    let fields = json!({
        "mdtrt_id": outside(room, billed.visit),
        "psn_no": person.id,
        "psn_name": person.name,
        "psn_cert_type": document_kind(&person.document),
        "certno": person.document,
        "gend": sex(person),
        "brdy": born.map_or_else(String::new, |born| born.to_string()),
        "insutype": cover.map_or("", |cover| insutype(&cover.insurance)),
        "psn_type": cover.map_or("91", |cover| psn_type(cover, day)),
        "cvlserv_flag": NO_CIVIL_SERVANT,
        "med_type": med_type,
        "clr_optins": room.area(),
        "clr_way": BY_ITEM,
        "clr_type": clr_type(&seen.about.care),
    });
    if let Value::Object(fields) = fields {
        amounts.info.extend(fields);
    }
    amounts.info.insert("age".to_string(), digits(&format!("{}.0", age.unwrap_or(0))));
    Ok(amounts)
}

/// Turns every amount of an answer round; shares and balances stay.
fn negate(answer: &mut Value) {
    const STAY: &[&str] = &["age", "balc", "pool_prop_selfpay"];
    let turn = |fields: &mut Map<String, Value>| {
        for (_, value) in fields.iter_mut().filter(|(name, _)| !STAY.contains(&name.as_str())) {
            let Value::Number(number) = &*value else { continue };
            let text = number.to_string();
            let zero = text.bytes().all(|b| b"0.".contains(&b));
            *value = match text.strip_prefix('-') {
                Some(rest) => digits(rest),
                None if zero => digits(&text),
                None => digits(&format!("-{text}")),
            };
        }
    };
    if let Some(info) = answer["setlinfo"].as_object_mut() {
        turn(info);
    }
    for row in answer["setldetail"].as_array_mut().into_iter().flatten() {
        row.as_object_mut().into_iter().for_each(turn);
    }
}

fn no_bill(seq: u64) -> Turned {
    let zh = format!("{seq} 不是结算。请通知运行人员。");
    Turned::one("", "internal", zh, format!("{seq} is no settlement; tell the operator"))
}

/// There is no such visit of this institution.
pub(super) fn no_visit(row: &Row<'_>) -> Turned {
    Turned::one(
        &format!("{}.mdtrt_id", row.path()),
        "no-visit",
        "没有本机构的这次就诊登记。请核对就诊ID，或先办理挂号或入院。".to_string(),
        "there is no such visit of this institution; check mdtrt_id, or register the visit first"
            .to_string(),
    )
}

/// The day of a moment, which is all that a bill needs of it.
pub(super) fn day_of(row: &Row<'_>, name: &'static str) -> Result<Day, Turned> {
    Ok(row.need_moment(name)?.day)
}
