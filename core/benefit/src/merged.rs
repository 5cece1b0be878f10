//! Merged: a layer whose fen need not be told apart. The hot path: a handful of comparisons.

use crate::layer::{Ctx, smallest};
use crate::params::{COST_AFTER, COST_BEFORE, NONE};
use crate::pieces::Payer;
use crate::plan::PartsPlan;
use crate::run::{LayerOut, Scratch};
use crate::trace::Trace;
use law::{Axis, Gap, Outcome, OverCap};
use record::Rule;

/// Amounts of a line as the parts leave them.
#[derive(Clone, Copy, Default)]
struct Amounts {
    entered: i64,
    first_pay: i64,
    deductible: i64,
    banded: i64,
    over: i64,
    paid: i64,
}

pub(crate) fn run<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    scratch: &mut Scratch,
    trace: &mut T,
) -> Result<(), Box<Gap>> {
    let parts = &plan.parts;
    let base = if ctx.layer.whole {
        let mut base = 0;
        for source in &ctx.layer.sources {
            base += std::mem::take(&mut scratch.slots[usize::from(source.slot)]);
        }
        base
    } else {
        ctx.draw(&mut scratch.slots, parts.rounding, |_, _| {})?
    };
    let at = usize::from(ctx.at);
    if base == 0 {
        scratch.layers[at] = LayerOut::default();
        return Ok(());
    }
    ctx.keyed()?;
    ctx.say(trace, Rule::Draw, usize::MAX, (0, base, base));
    let amounts = reckon(ctx, plan, base, &scratch.counted, trace)?;
    let co_share = amounts.entered
        - amounts.deductible
        - amounts.paid
        - (amounts.over - (base - amounts.first_pay - amounts.entered));
    let to = &ctx.layer.sources[0].to;
    let slots = &mut scratch.slots;
    slots[usize::from(to[Outcome::FirstPay as usize])] += amounts.first_pay;
    slots[usize::from(to[Outcome::InDeductible as usize])] += amounts.deductible;
    slots[usize::from(to[Outcome::CoShare as usize])] += co_share;
    slots[usize::from(to[Outcome::OverCap as usize])] += amounts.over;
    slots[usize::from(to[Outcome::Paid as usize])] += amounts.paid;
    let out = &mut scratch.layers[at];
    out.base = base;
    out.first_pay = amounts.first_pay;
    out.deductible = amounts.deductible;
    out.over_cap = amounts.over;
    out.paid = amounts.paid;
    let deltas = [
        amounts.entered,
        amounts.first_pay,
        amounts.deductible,
        amounts.banded,
        amounts.over,
        amounts.paid,
    ];
    ctx.feed(&deltas, &mut scratch.counted, &mut scratch.fed)
}

/// Parts 2 to 10 on a line of `base` fen.
#[inline(always)]
fn reckon<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    base: i64,
    counted: &[i64],
    trace: &mut T,
) -> Result<Amounts, Box<Gap>> {
    let parts = &plan.parts;
    let mut a = Amounts::default();
    let mut len = ctx.within(plan.cost_before, COST_BEFORE, base, counted, trace)?;
    a.over = base - len;
    if parts.first_pay.is_some() && len > 0 {
        let rate = ctx.figure(ctx.layer.layout.first_pay)?;
        a.first_pay = parts.rounding.millionths(len * rate);
        let param = ctx.layer.layout.first_pay;
        ctx.say(trace, Rule::FirstPay, param, (len, len - a.first_pay, rate));
        len -= a.first_pay;
    }
    a.entered = len;
    if ctx.exhausted(plan, len, counted)? {
        let param = ctx.remainder(plan, counted)?.1;
        ctx.say(trace, Rule::Limit, param, (len, 0, 0));
        a.over += len;
        return Ok(a);
    }
    a.deductible = ctx.deductible(plan, len, counted, trace)?;
    let after = len - a.deductible;
    let line = ctx.within(plan.cost_after, COST_AFTER, after, counted, trace)?;
    a.over += after - line;
    a.banded = line;
    if line == 0 {
        return Ok(a);
    }
    let whole = bands(ctx, plan, (a.deductible, line), counted, trace)?;
    a.paid = whole;
    if whole == 0 || plan.limits.is_empty() {
        return Ok(a);
    }
    let (left, param) = ctx.remainder(plan, counted)?;
    if whole <= left {
        return Ok(a);
    }
    a.paid = left;
    ctx.say(trace, Rule::Limit, param, (whole, left, left));
    match parts.over_cap {
        OverCap::Payment => a.over += whole - left,
        OverCap::Cost => {
            let met = met(ctx, plan, (a.deductible, line), counted, left)?;
            a.over += line - met;
            a.banded = met;
        }
    }
    Ok(a)
}

/// Walks the bands of the `line` fen after the deductible: band, fen, rate and its place in the row.
#[inline(always)]
fn walk(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    (deductible, line): (i64, i64),
    counted: &[i64],
    mut each: impl FnMut(usize, i64, i64, usize) -> bool,
) -> Result<(), Box<Gap>> {
    let layout = &ctx.layer.layout;
    let Some(bands) = &plan.parts.bands else {
        each(0, line, ctx.figure(layout.shares)?, layout.shares);
        return Ok(());
    };
    let offset = plan.bands_over.map_or(0, |acc| counted[usize::from(acc)]);
    let mut from = offset + if bands.axis == Axis::BeforeDeductible { deductible } else { 0 };
    let end = from + line;
    for band in 0..=bands.edges.len() {
        if from >= end {
            break;
        }
        let edge = if band < bands.edges.len() { ctx.figure(layout.edges + band)? } else { NONE };
        let to = end.min(edge);
        if to <= from {
            continue;
        }
        let param = layout.shares + band;
        let fen = to - from;
        from = to;
        if each(band, fen, ctx.figure(param)?, param) {
            break;
        }
    }
    Ok(())
}

/// The payment of the line.
#[inline(always)]
fn bands<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    line: (i64, i64),
    counted: &[i64],
    trace: &mut T,
) -> Result<i64, Box<Gap>> {
    let mut payer = Payer::new(plan, plan.parts.share.of);
    let banded = plan.parts.bands.is_some();
    walk(ctx, plan, line, counted, |band, fen, rate, param| {
        if payer.by_piece() {
            payer.piece();
        }
        if T::ON {
            let pays = payer.closed(fen, rate) - payer.closed(0, 0);
            let band = if banded { band as u16 + 1 } else { 0 };
            ctx.say_in(trace, ctx.share_rule(), param, band, (fen, pays, rate));
        }
        payer.take(fen, rate);
        false
    })?;
    Ok(payer.closed(0, 0))
}

/// How many fen from the front meet the bands until the payment reaches `left`.
fn met(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    line: (i64, i64),
    counted: &[i64],
    left: i64,
) -> Result<i64, Box<Gap>> {
    let mut payer = Payer::new(plan, plan.parts.share.of);
    let mut met = 0;
    if left == 0 {
        return Ok(0);
    }
    walk(ctx, plan, line, counted, |_, fen, rate, _| {
        if payer.by_piece() {
            payer.piece();
        }
        let reached = match payer.by_piece() {
            true => payer.closed(fen, rate),
            false => payer.with(fen, rate),
        };
        if reached < left {
            payer.take(fen, rate);
            met += fen;
            return false;
        }
        met += smallest(fen, left, payer.slope(rate), |n| payer.with(n, rate));
        true
    })?;
    Ok(met)
}
