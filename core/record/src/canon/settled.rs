//! Bills and their mirrors as bytes.

use super::reader::{Reader, Torn};
use super::writer::Writer;
use crate::accumulators::AccKey;
use crate::decision::{AccountUse, LayerResult, PersonShare, Split};
use crate::event::{Billed, Entry, Scope, Undone};
use units::{AccountId, FundId};

pub(super) fn write_bill(out: &mut Writer<'_>, bill: &Billed) {
    out.number(bill.visit);
    out.byte(scope_bits(bill.scope) | u8::from(bill.use_account) << 1);
    out.text(&bill.batch);
    out.day(bill.to);
    out.signed(i64::from(bill.settled.number()) - i64::from(bill.to.number()));
    out.signed(i64::from(bill.ruling_day.number()) - i64::from(bill.to.number()));
    for seq in [bill.continues, bill.corrects, bill.chain_before, bill.chain] {
        out.number(seq.unwrap_or(0));
    }
    out.number(bill.law);
    let split = &bill.split;
    for part in [split.total, split.own_pay, split.over_limit, split.first_pay, split.in_scope] {
        out.fen(part);
    }
    out.list(&bill.layers, write_layer);
    out.fen(bill.person.total);
    out.fen(bill.person.account.current);
    out.fen(bill.person.account.history);
    out.fen(bill.person.cash);
    write_sums(out, &bill.seen);
    write_sums(out, &bill.deltas);
    write_entries(out, &bill.entries);
}

pub(super) fn read_bill(from: &mut Reader<'_>) -> Result<Billed, Torn> {
    let visit = from.number()?;
    let flags = from.byte()?;
    let scope = match flags & !2 {
        0 => Scope::Rest,
        1 => Scope::MidStay,
        4 => Scope::Batch,
        _ => return from.torn("flags of a bill"),
    };
    let batch = from.text()?;
    let to = from.day()?;
    let [settled, ruling_day] = [after(from, to)?, after(from, to)?];
    let mut seq = || from.number().map(|seq| (seq > 0).then_some(seq));
    let [continues, corrects, chain_before, chain] = [seq()?, seq()?, seq()?, seq()?];
    Ok(Billed {
        visit,
        scope,
        use_account: flags & 2 == 2,
        batch,
        to,
        settled,
        ruling_day,
        continues,
        corrects,
        chain_before,
        chain,
        law: from.number()?,
        split: Split {
            total: from.fen()?,
            own_pay: from.fen()?,
            over_limit: from.fen()?,
            first_pay: from.fen()?,
            in_scope: from.fen()?,
        },
        layers: from.list(read_layer)?,
        person: PersonShare {
            total: from.fen()?,
            account: AccountUse { current: from.fen()?, history: from.fen()? },
            cash: from.fen()?,
        },
        seen: read_sums(from)?,
        deltas: read_sums(from)?,
        entries: read_entries(from)?,
    })
}

fn scope_bits(scope: Scope) -> u8 {
    match scope {
        Scope::Rest => 0,
        Scope::MidStay => 1,
        Scope::Batch => 4,
    }
}

fn after(from: &mut Reader<'_>, to: units::Day) -> Result<units::Day, Torn> {
    let number = i64::from(to.number()).checked_add(from.signed()?);
    let day = number.and_then(|n| i32::try_from(n).ok()).and_then(units::Day::from_number);
    day.map_or_else(|| from.torn("a day"), Ok)
}

fn write_layer(out: &mut Writer<'_>, layer: &LayerResult) {
    out.words(&[&layer.id, &layer.name, layer.fund.as_str()]);
    for part in [layer.base, layer.deductible, layer.first_pay, layer.over_cap, layer.paid] {
        out.fen(part);
    }
}

fn read_layer(from: &mut Reader<'_>) -> Result<LayerResult, Torn> {
    let [id, name, fund] = from.words()?;
    Ok(LayerResult {
        id: id.to_string(),
        name: name.to_string(),
        fund: FundId(fund.to_string()),
        base: from.fen()?,
        deductible: from.fen()?,
        first_pay: from.fen()?,
        over_cap: from.fen()?,
        paid: from.fen()?,
    })
}

pub(super) fn write_sums(out: &mut Writer<'_>, sums: &[(AccKey, i64)]) {
    out.list(sums, |out, (key, sum)| {
        out.key(key);
        out.signed(*sum);
    });
}

pub(super) fn read_sums(from: &mut Reader<'_>) -> Result<Vec<(AccKey, i64)>, Torn> {
    from.list(|from| Ok((from.key()?, from.signed()?)))
}

pub(super) fn write_entries(out: &mut Writer<'_>, entries: &[Entry]) {
    out.list(entries, |out, entry| {
        out.words(&[entry.fund.as_str(), entry.account.as_str()]);
        out.fen(entry.amount);
    });
}

pub(super) fn read_entries(from: &mut Reader<'_>) -> Result<Vec<Entry>, Torn> {
    from.list(|from| {
        let [fund, account] = from.words()?;
        let (fund, account) = (FundId(fund.to_string()), AccountId(account.to_string()));
        Ok(Entry { fund, account, amount: from.fen()? })
    })
}

pub(super) fn write_undone(out: &mut Writer<'_>, undone: &Undone) {
    out.number(undone.target);
    out.number(undone.bill);
    out.number(undone.visit);
    write_sums(out, &undone.deltas);
    out.number(undone.chain.unwrap_or(0));
    write_entries(out, &undone.entries);
}

pub(super) fn read_undone(from: &mut Reader<'_>) -> Result<Undone, Torn> {
    Ok(Undone {
        target: from.number()?,
        bill: from.number()?,
        visit: from.number()?,
        deltas: read_sums(from)?,
        chain: Some(from.number()?).filter(|seq| *seq > 0),
        entries: read_entries(from)?,
    })
}
