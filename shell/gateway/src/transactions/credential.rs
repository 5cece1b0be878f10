//! Credentials at registration (就诊凭证): what is shown must lead to the person who is named.

use super::call::{Call, turned};
use crate::door::{Room, Turned, Wrong};
use crate::fields::Row;
use office::find_person::{Ask, Shown, find_person};

/// Kinds of credentials (mdtrt_cert_type).
const VOUCHER: &str = "01";
const DOCUMENT: &str = "02";

/// What a message shows of a person, if it gives a number.
pub(super) fn shown(row: &Row<'_>) -> Result<Option<Shown>, Turned> {
    let Some(number) = row.text("mdtrt_cert_no")? else { return Ok(None) };
    let number = number.to_string();
    Ok(Some(match row.need_text("mdtrt_cert_type")? {
        VOUCHER => Shown::Voucher(number),
        DOCUMENT => Shown::Document(number),
        _ => Shown::Card { number, serial: row.text("card_sn")?.map(str::to_string) },
    }))
}

/// That what is shown, if anything is, belongs to the person of this number.
pub(super) async fn of_person(
    call: &Call<'_>,
    room: &Room,
    row: &Row<'_>,
    person: &str,
) -> Result<(), Turned> {
    let Some(shown) = shown(row)? else { return Ok(()) };
    let ask = Ask { shown, name: None, day: call.today };
    let found = find_person(&room.journal, &call.viewer(), &ask).await;
    let found = found.map_err(|error| Wrong::not_read(&error.to_string()))?.map_err(turned)?;
    if found.person.id == person {
        return Ok(());
    }
    Err(Turned::one(
        &format!("{}.mdtrt_cert_no", row.path()),
        "other-person",
        format!("所持凭证不属于人员编号 {person}。请重新读取凭证，用 1101 核对人员编号。"),
        format!("what is shown does not belong to person {person}; read it again and ask 1101"),
    ))
}
