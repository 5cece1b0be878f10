//! Record fee lines (费用明细上传): what was done and given, as the catalogue has it on the first day
//! of the visit.

use crate::describe_visit::not_discharged;
use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::refuse::refused;
use record::event::FeeLine;
use record::event::LinesRecorded;
use record::{Deed, ItemClass, Key, Line, VisitFile};
use std::collections::BTreeSet;
use store::ItemRow;
use units::{Day, Decimal, Fen, Rate};

/// Lines to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The visit.
    pub visit: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
    /// The lines.
    pub lines: Vec<Item>,
}

/// A line as an institution sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number at the institution.
    pub id: String,
    /// The batch it was charged in, if the institution says; else empty.
    pub batch: String,
    /// Code of the item.
    pub code: String,
    /// Quantity.
    pub qty: Decimal,
    /// Unit price.
    pub price: Decimal,
    /// Amount.
    pub amount: Fen,
}

pub(crate) fn needs(ask: &Lines, needs: &mut Needs) {
    needs.visits.insert(ask.visit);
    needs.items.extend(ask.lines.iter().map(|line| line.code.clone()));
}

/// Records lines, all or none.
pub(crate) fn record_lines(
    sitting: &mut Sitting<'_>,
    ask: &Lines,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let file = sitting.visit(ask.visit, ask.person.as_deref())?;
    open_visit(file)?;
    not_discharged(file)?;
    if ask.lines.is_empty() {
        return Err(refused(
            "no-lines",
            "没有费用明细。请至少上传一条。".to_string(),
            "there are no lines; send at least one".to_string(),
        ));
    }
    batches_open(file, ask)?;
    let mut known: BTreeSet<&str> = file.lines.iter().map(|line| line.fee.id.as_str()).collect();
    let mut lines = Vec::with_capacity(ask.lines.len());
    for item in &ask.lines {
        if !known.insert(&item.id) {
            return Err(refused(
                "line-twice",
                format!("明细流水号 {} 已上传过。请核对,或先撤销后用新的流水号上传。", item.id),
                format!(
                    "line {} was sent before; check it, or send it under a new number",
                    item.id
                ),
            ));
        }
        let rows = sitting.items.get(&item.code).map_or(&[][..], Vec::as_slice);
        let line = in_catalogue(rows, item, file.opened.from)?;
        lines.push(FeeLine { id: item.id.clone(), batch: item.batch.clone(), line });
    }
    let recorded = LinesRecorded { visit: ask.visit, lines };
    Ok(Answer::New(sitting.add(key, Deed::Lines(recorded))))
}

/// That no line is added to a batch that is settled.
fn batches_open(file: &VisitFile, ask: &Lines) -> Result<(), Refused> {
    let settled = |batch: &str| {
        let same = |bill: &&record::VisitBill| {
            bill.billed().is_some_and(|billed| billed.of_batch() && billed.batch == batch)
        };
        file.live().find(same).map(|bill| bill.seq)
    };
    let hit = ask.lines.iter().find_map(|item| Some((item, settled(&item.batch)?)));
    let Some((item, bill)) = hit else { return Ok(()) };
    Err(refused(
        "batch-settled",
        format!(
            "收费批次 {} 已由结算 {bill} 结算,不能再加明细。请用新的收费批次号上传,或先撤销该结算。",
            item.batch
        ),
        format!(
            "batch {} was settled by {bill}; send line {} in a new batch, or undo that settlement first",
            item.batch, item.id
        ),
    ))
}

/// That a visit was not cancelled.
pub(crate) fn not_cancelled(file: &VisitFile) -> Result<(), Refused> {
    let Some(seq) = file.cancelled else { return Ok(()) };
    Err(refused(
        "visit-cancelled",
        format!("就诊 {} 已撤销(见 {seq})。如需就诊,请重新登记。", file.seq),
        format!("visit {} was cancelled (see {seq}); register a new one", file.seq),
    ))
}

/// That a visit is neither cancelled nor ended by a settlement.
pub(crate) fn open_visit(file: &VisitFile) -> Result<(), Refused> {
    not_cancelled(file)?;
    let Some(bill) = file.ended() else { return Ok(()) };
    Err(refused(
        "visit-ended",
        format!("就诊 {} 已由结算 {} 结清。如需更改,请先撤销该结算。", file.seq, bill.seq),
        format!("visit {} was ended by settlement {}; undo that first", file.seq, bill.seq),
    ))
}

fn in_catalogue(rows: &[ItemRow], item: &Item, day: Day) -> Result<Line, Refused> {
    let number = i64::from(day.number());
    let holds = |row: &&ItemRow| row.from_day <= number && row.to_day.is_none_or(|to| number <= to);
    let Some(row) = rows.iter().rev().find(holds) else {
        return Err(refused(
            "no-item",
            format!("{day} 目录中没有 {}。请核对项目编码,或由经办机构先维护目录。", item.code),
            format!("item {} is not in the catalogue on {day}; check its code", item.code),
        ));
    };
    let sound = item.amount >= Fen::ZERO && item.amount <= Fen::MOST;
    if !sound || !item.qty.agrees(item.price, item.amount) {
        return Err(refused(
            "line-amount",
            format!(
                "明细 {}:数量 {} × 单价 {} 与金额 {} 不符。请核对。",
                item.id, item.qty, item.price, item.amount
            ),
            format!(
                "line {}: {} times {} is not {}; check it",
                item.id, item.qty, item.price, item.amount
            ),
        ));
    }
    Ok(Line {
        code: item.code.clone(),
        qty: item.qty,
        price: item.price,
        amount: item.amount,
        class: match row.class.as_str() {
            "A" => ItemClass::A,
            "B" => ItemClass::B,
            _ => ItemClass::C,
        },
        group: row.group.clone(),
        first_pay: Rate(row.first_pay),
        price_limit: row.price_limit.map(Decimal),
    })
}
