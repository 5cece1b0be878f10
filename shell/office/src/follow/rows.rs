//! The books as institutions write them (结算流水): a row a settlement, a row a refund, each on its day.

use super::life::Life;
use crate::desk::DeskError;
use crate::journal::Journal;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use store::{BillRow, Derived, SettlementRow};
use units::Day;

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

/// Fills in the insurance of the rows of a step that do not have it yet: that of the cover of the
/// bill's last day, as it was known when the bill was settled.
pub(super) async fn with_insurance(
    journal: &Journal,
    out: &mut Derived,
    last_days: &BTreeMap<i64, Day>,
) -> Result<(), DeskError> {
    let open = out.settlement_rows.iter().filter(|row| row.insurance.is_empty());
    let bills: BTreeMap<i64, i64> = open.map(|row| (row.bill, row.person)).collect();
    let persons: BTreeSet<u64> = bills.values().map(|person| *person as u64).collect();
    let files = match persons.is_empty() {
        true => return Ok(()),
        false => journal.persons(&persons).await?,
    };
    let mut lives: BTreeMap<i64, Life> = BTreeMap::new();
    let mut found: BTreeMap<i64, String> = BTreeMap::new();
    for (bill, person) in bills {
        let covers = files.get(&(person as u64)).map_or(&[][..], |file| &file.covers);
        let mut kinds = covers.iter().map(|cover| &cover.insurance);
        let first = kinds.next();
        // Covers may have been written after the bill: where all are of one kind, it was of that.
        if let Some(only) = first.filter(|first| kinds.all(|kind| kind == *first)) {
            found.insert(bill, only.clone());
            continue;
        }
        let life = match lives.entry(person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let own = out.person_events.iter().filter(|(of, _)| *of == person);
                let own: Vec<i64> = own.map(|(_, seq)| *seq).collect();
                new.insert(Life::read(journal, person as u64, own, out.to as u64).await?)
            }
        };
        let file = life.file_before(bill as u64);
        let cover = last_days.get(&bill).and_then(|to| file.cover_on(*to));
        let Some(cover) = cover else {
            let message = format!("bill {bill} has no cover on its last day");
            return Err(DeskError::Torn { area: journal.code().to_string(), message });
        };
        found.insert(bill, cover.insurance.clone());
    }
    for row in out.settlement_rows.iter_mut().filter(|row| row.insurance.is_empty()) {
        row.insurance = found.get(&row.bill).cloned().unwrap_or_default();
    }
    Ok(())
}
