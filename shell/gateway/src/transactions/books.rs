//! What the transactions of reconciliation share (对账): days, kinds and agency of the books that are
//! compared.

use super::call::Call;
use super::codes::clr_type;
use crate::door::{Room, Turned};
use crate::fields::Row;
use units::Day;

/// A flag that says no.
const NO: &str = "0";

/// The first and the last day.
pub(super) fn days(row: &Row<'_>) -> Result<(Day, Day), Turned> {
    let (first, last) = (row.need_day("stmt_begndate")?, row.need_day("stmt_enddate")?);
    if first <= last {
        return Ok((first, last));
    }
    Err(Turned::one(
        &format!("{}.stmt_enddate", row.path()),
        "days-reversed",
        format!("对账结束日期 {last} 早于开始日期 {first}。请核对两个日期。"),
        format!("the last day {last} is before the first day {first}; check both"),
    ))
}

/// Whether refunds are in the books: unless the message says that they are not.
pub(super) fn with_refunds(row: &Row<'_>) -> Result<bool, Turned> {
    Ok(row.text("refd_setl_flag")? != Some(NO))
}

/// Whether a kind of care is cleared as a message says; where it says nothing, all are meant.
pub(super) fn cleared_as(clearing: Option<&str>) -> impl Fn(&str) -> bool + Send + Sync {
    move |care| clearing.is_none_or(|clearing| clr_type(care) == clearing)
}

/// The agency that settles: it must not be another area that is open here.
pub(super) fn agency<'m>(call: &Call<'_>, room: &Room, row: &Row<'m>) -> Result<&'m str, Turned> {
    let agency = row.need_text("setl_optins")?;
    if agency == room.area() || call.door.room(agency).is_err() {
        return Ok(agency);
    }
    let area = room.area();
    Err(Turned::one(
        &format!("{}.setl_optins", row.path()),
        "other-agency",
        format!(
            "结算经办机构 {agency} 不是报文所问的统筹区 {area}。请把参保地医保区划改为 {agency} 后重发。"
        ),
        format!(
            "the agency {agency} is not the area {area} that the message asks; write {agency} as insuplc_admdvs and send again"
        ),
    ))
}
