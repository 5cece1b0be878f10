//! The books as institutions write them (结算流水): a row a settlement, a row a refund, each on its day.

use store::{BillRow, SettlementRow};

/// The row of a settlement; the insurance is not known yet.
pub(super) fn row_of(bill: &BillRow, day: i64) -> SettlementRow {
    SettlementRow {
        seq: bill.seq,
        bill: bill.seq,
        institution: bill.institution.clone(),
        day,
        sign: 1,
        person: bill.person,
        visit: bill.visit,
        insurance: String::new(),
        care: bill.care.clone(),
        total: bill.total,
        funds: bill.funds,
        account: bill.account,
        cash: bill.cash,
    }
}

/// The row of an undo, or of its reversal, of a settlement.
pub(super) fn mirror(settled: &SettlementRow, seq: i64, day: i64, sign: i64) -> SettlementRow {
    SettlementRow {
        seq,
        day,
        sign,
        total: sign * settled.total,
        funds: sign * settled.funds,
        account: sign * settled.account,
        cash: sign * settled.cash,
        ..settled.clone()
    }
}
