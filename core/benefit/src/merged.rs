//! Merged: a layer whose fen need not be told apart. The hot path: a handful of comparisons.

use crate::compile::PartsPlan;
use crate::layer::{Ctx, smallest};
use crate::params::{COST_AFTER, COST_BEFORE, NONE};
use crate::run::{LayerOut, Scratch};
use crate::trace::Trace;
use law::{Axis, Gap, Outcome, OverCap, RoundingPlace, ShareOf};
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
) -> Result<LayerOut, Box<Gap>> {
    let parts = &plan.parts;
    let mut out = LayerOut {
        applied: true,
        ..LayerOut::default()
    };
    out.base = if ctx.layer.whole {
        let mut base = 0;
        for source in &ctx.layer.sources {
            base += std::mem::take(&mut scratch.slots[usize::from(source.slot)]);
        }
        base
    } else {
        ctx.draw(&mut scratch.slots, parts.rounding, |_, _| {})?
    };
    if out.base == 0 {
        return Ok(out);
    }
    ctx.keyed()?;
    ctx.say(trace, Rule::Draw, usize::MAX, (0, out.base, out.base));
    let amounts = reckon(ctx, plan, out.base, &scratch.counted, trace)?;
    let co_share = amounts.entered
        - amounts.deductible
        - amounts.paid
        - (amounts.over - (out.base - amounts.first_pay - amounts.entered));
    let to = &ctx.layer.sources[0].to;
    let slots = &mut scratch.slots;
    slots[usize::from(to[Outcome::FirstPay as usize])] += amounts.first_pay;
    slots[usize::from(to[Outcome::InDeductible as usize])] += amounts.deductible;
    slots[usize::from(to[Outcome::CoShare as usize])] += co_share;
    slots[usize::from(to[Outcome::OverCap as usize])] += amounts.over;
    slots[usize::from(to[Outcome::Paid as usize])] += amounts.paid;
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
    ctx.feed(&deltas, &mut scratch.counted)?;
    Ok(out)
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
    let whole = bands(ctx, plan, a.deductible, line, counted, trace)?;
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
            let met = smallest(line, left, |n| {
                bands(
                    ctx,
                    plan,
                    a.deductible,
                    n,
                    counted,
                    &mut crate::trace::Silent,
                )
                .unwrap_or(0)
            });
            a.over += line - met;
            a.banded = met;
        }
    }
    Ok(a)
}

/// The payment of the first `line` fen after the deductible.
#[inline(always)]
fn bands<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    deductible: i64,
    line: i64,
    counted: &[i64],
    trace: &mut T,
) -> Result<i64, Box<Gap>> {
    let (parts, layout) = (&plan.parts, &ctx.layer.layout);
    let paid = |fen: i64, sum: i64| match parts.share.of {
        ShareOf::Fund => parts.rounding.millionths(sum),
        ShareOf::Person => fen - parts.rounding.millionths(sum),
    };
    let Some(bands) = &parts.bands else {
        let rate = ctx.figure(layout.shares)?;
        let pays = paid(line, line * rate);
        ctx.say(trace, Rule::Share, layout.shares, (line, pays, rate));
        return Ok(pays);
    };
    let offset = plan.bands_over.map_or(0, |acc| counted[usize::from(acc)]);
    let start = offset
        + if bands.axis == Axis::BeforeDeductible {
            deductible
        } else {
            0
        };
    let end = start + line;
    let (mut from, mut sum, mut total) = (start, 0, 0);
    for band in 0..=bands.edges.len() {
        let edge = if band < bands.edges.len() {
            ctx.figure(layout.edges + band)?
        } else {
            NONE
        };
        let to = end.min(edge);
        if to <= from {
            continue;
        }
        let param = layout.shares + band;
        let rate = ctx.figure(param)?;
        let fen = to - from;
        from = to;
        if T::ON {
            let pays = paid(fen, fen * rate);
            ctx.say_in(
                trace,
                Rule::Share,
                param,
                band as u16 + 1,
                (fen, pays, rate),
            );
        }
        if parts.rounding_place == RoundingPlace::Piece {
            total += paid(fen, fen * rate);
        } else {
            sum += fen * rate;
        }
    }
    if parts.rounding_place == RoundingPlace::Layer {
        total = paid(line, sum);
    }
    Ok(total)
}
