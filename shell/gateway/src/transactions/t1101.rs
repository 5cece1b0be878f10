//! 1101 person and covers (人员基本信息获取): who it is that shows a voucher, a document or a card, how they
//! are insured, and which aid they are entitled to.

use super::call::{Call, turned};
use super::codes::{NO_CIVIL_SERVANT, cover_state, document_kind, insutype, psn_type, sex};
use super::credential::shown;
use super::money::{digits, yuan};
use crate::door::{Room, Turned, Wrong};
use crate::fields::Row;
use law::{Area, Fact};
use office::desk::Refused;
use office::find_person::{Ask, PersonFound, find_person};
use record::{Cover, PersonFile};
use serde_json::{Value, json};
use units::{Day, Fen};

pub(super) async fn person(call: &Call<'_>) -> Result<Value, Turned> {
    let row = call.input()?.row("data")?;
    let shown = shown(&row)?.ok_or_else(|| row.missing("mdtrt_cert_no"))?;
    let name = row.text("psn_name")?.map(str::to_string);
    let since = row.moment("begntime")?.map_or(call.today, |moment| moment.day);
    let (room, found) = find(call, &Ask { shown, name, day: call.today }).await?;
    same_document(&row, &found)?;
    let covers = covers(&found.person.file, since, call.today);
    let area = room.engine().area();
    let balance = found.account.iter().copied().sum();
    let insured: Vec<Value> =
        covers.iter().map(|cover| insured(area, cover, call.today, balance)).collect();
    let aided: Vec<Value> = covers.iter().flat_map(|cover| aided(area, cover)).collect();
    Ok(json!({
        "baseinfo": base(&found, call.today),
        "insuinfo": insured,
        "idetinfo": aided,
    }))
}

/// Whoever is found in the area that is named; where none is, in that of care, then in any other
/// where the person is insured today.
async fn find(call: &Call<'_>, ask: &Ask) -> Result<(Room, PersonFound), Turned> {
    let first = match call.room() {
        Ok(room) => Ok((found(call, &room, ask).await?, room)),
        Err(why) => Err(why),
    };
    let insured = |found: &Result<PersonFound, Refused>| {
        found.as_ref().is_ok_and(|found| found.cover.is_some())
    };
    let named = call.envelope.insured_area.is_some();
    if !named && !first.as_ref().is_ok_and(|(found, _)| insured(found)) {
        let areas = call.door.store().areas().await;
        for area in areas.map_err(|error| Wrong::not_read(&error.to_string()))? {
            let area = format!("{area:06}");
            // An area without a desk here is somebody else's.
            let Ok(room) = call.door.room(&area) else { continue };
            let found = found(call, &room, ask).await?;
            if let Ok(found) = found
                && found.cover.is_some()
            {
                return Ok((room, found));
            }
        }
    }
    let (found, room) = first?;
    Ok((room, found.map_err(turned)?))
}

async fn found(
    call: &Call<'_>,
    room: &Room,
    ask: &Ask,
) -> Result<Result<PersonFound, Refused>, Turned> {
    let found = find_person(&room.journal, &call.viewer(), ask).await;
    found.map_err(|error| Wrong::not_read(&error.to_string()))
}

/// That the identity document that is stated beside the credential is the person's.
fn same_document(row: &Row<'_>, found: &PersonFound) -> Result<(), Turned> {
    match row.text("certno")? {
        Some(stated) if stated != found.person.document => Err(Turned::one(
            &format!("{}.certno", row.path()),
            "other-document",
            "证件号码与所持凭证的持有人登记的不符。请核对证件。".to_string(),
            "the document is not the one of whoever holds this credential; check it".to_string(),
        )),
        _ => Ok(()),
    }
}

/// The covers of all days from one to today, the latest first; of that one day, if it is to come.
fn covers(file: &PersonFile, since: Day, today: Day) -> Vec<&Cover> {
    let ends = |cover: &Cover| [Some(cover.from), cover.to.map(Day::next)];
    let mut days: Vec<Day> = file.covers.iter().flat_map(ends).flatten().collect();
    days.retain(|day| since < *day && *day <= today);
    days.push(since);
    days.sort();
    let mut found: Vec<&Cover> = Vec::new();
    for cover in days.into_iter().rev().filter_map(|day| file.cover_on(day)) {
        if !found.iter().any(|known| std::ptr::eq(*known, cover)) {
            found.push(cover);
        }
    }
    found
}

fn base(found: &PersonFound, today: Day) -> Value {
    let person = &found.person;
    let of_cover = found.cover.as_ref().and_then(|cover| cover.born);
    let born = of_cover.or_else(|| person.file.covers.iter().rev().find_map(|cover| cover.born));
    let age = born.and_then(|born| today.age_of(born)).unwrap_or(0);
    json!({
        "psn_no": person.id,
        "psn_cert_type": document_kind(&person.document),
        "certno": person.document,
        "psn_name": person.name,
        "gend": sex(person),
        "naty": "",
        "brdy": born.map_or_else(String::new, |born| born.to_string()),
        "age": digits(&format!("{age}.0")),
    })
}

fn insured(area: &Area, cover: &Cover, today: Day, balance: Fen) -> Value {
    let last = cover.to.map_or(today, |to| to.min(today));
    json!({
        "balc": yuan(balance),
        "insutype": insutype(&cover.insurance),
        "psn_type": psn_type(cover, last.max(cover.from)),
        "psn_insu_stas": cover_state(cover, today),
        "psn_insu_date": cover.from.to_string(),
        "paus_insu_date": "",
        "cvlserv_flag": NO_CIVIL_SERVANT,
        "insuplc_admdvs": area.code.as_str(),
        "emp_name": "",
    })
}

/// The classes of aid that a cover gives. No list of national codes was seen: each is named as law
/// names it.
fn aided(area: &Area, cover: &Cover) -> Vec<Value> {
    let known = area.domains.of.get(&Fact::Class);
    let title = |class: &str| {
        let values = known.into_iter().flat_map(|domain| &domain.values);
        let found = values.into_iter().find(|value| value.id == class);
        found.map_or_else(String::new, |value| value.titles.zh.clone())
    };
    let own = cover.classes.iter().filter(|class| *class != "none");
    let row = |class: &String| {
        json!({
            "psn_idet_type": class,
            "psn_type_lv": "",
            "memo": title(class),
            "begntime": format!("{} 00:00:00", cover.from),
            "endtime": cover.to.map_or_else(String::new, |to| format!("{to} 23:59:59")),
        })
    };
    own.map(row).collect()
}
