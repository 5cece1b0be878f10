//! Pieces: a layer whose fen must be told apart — by group, label, history or piece.

use crate::layer::{Ctx, smallest};
use crate::params::{COST_AFTER, COST_BEFORE, NONE};
use crate::plan::PartsPlan;
use crate::run::{LayerOut, Scratch};
use crate::trace::Trace;
use law::{Axis, Gap, Outcome, OverCap, Parts, RoundingPlace, ShareOf};
use record::Rule;
use units::Rounding;

const MILLION: i64 = 1_000_000;

/// A run of fen of one source in one band.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    source: usize,
    band: usize,
    piece: usize,
    len: i64,
    rate: i64,
    paid: i64,
}

/// The line of a layer: fen by source, and where they went.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    amounts: Vec<i64>,
    went: Vec<[i64; 5]>,
    runs: Vec<Run>,
}

impl Line {
    fn len(&self) -> i64 {
        self.amounts.iter().sum()
    }

    /// Moves fen from the end of the line.
    fn cut_end(&mut self, mut fen: i64, to: Outcome) {
        for at in (0..self.amounts.len()).rev() {
            let part = fen.min(self.amounts[at]);
            self.amounts[at] -= part;
            self.went[at][to as usize] += part;
            fen -= part;
        }
    }

    /// Moves fen from the front of the line.
    fn cut_front(&mut self, mut fen: i64, to: Outcome) {
        for at in 0..self.amounts.len() {
            let part = fen.min(self.amounts[at]);
            self.amounts[at] -= part;
            self.went[at][to as usize] += part;
            fen -= part;
        }
    }
}

/// Adds up the payment along a line: rounding at the end of the line or of each piece.
#[derive(Clone, Copy)]
pub(crate) struct Payer<'p> {
    parts: &'p Parts,
    of: ShareOf,
    done: i64,
    fen: i64,
    sum: i64,
}

impl<'p> Payer<'p> {
    #[inline(always)]
    pub(crate) fn new(plan: &'p PartsPlan, of: ShareOf) -> Payer<'p> {
        Payer { parts: &plan.parts, of, done: 0, fen: 0, sum: 0 }
    }

    #[inline(always)]
    fn rounded(&self, mode: Rounding, fen: i64, rate: i64) -> i64 {
        let rounded = mode.millionths(self.sum + fen * rate);
        self.done
            + match self.of {
                ShareOf::Fund => rounded,
                ShareOf::Person => self.fen + fen - rounded,
            }
    }

    /// The payment when `fen` more at `rate` stand in the line and more may follow. It never falls
    /// and never grows faster than the fen: half-even would, so inside it rounds half-up.
    #[inline(always)]
    pub(crate) fn with(&self, fen: i64, rate: i64) -> i64 {
        let mode = match self.parts.rounding {
            Rounding::HalfEven => Rounding::HalfUp,
            mode => mode,
        };
        self.rounded(mode, fen, rate)
    }

    /// The payment if the line or piece ends after `fen` more at `rate`.
    #[inline(always)]
    pub(crate) fn closed(&self, fen: i64, rate: i64) -> i64 {
        self.rounded(self.parts.rounding, fen, rate)
    }

    /// What has been paid so far in millionths, and how much each further fen adds.
    #[inline(always)]
    pub(crate) fn slope(&self, rate: i64) -> (i64, i64) {
        let done = self.done * MILLION;
        match self.of {
            ShareOf::Fund => (done + self.sum, rate),
            ShareOf::Person => (done + self.fen * MILLION - self.sum, MILLION - rate),
        }
    }

    #[inline(always)]
    pub(crate) fn take(&mut self, fen: i64, rate: i64) {
        self.fen += fen;
        self.sum += fen * rate;
    }

    /// Whether each piece is rounded for itself.
    #[inline(always)]
    pub(crate) fn by_piece(&self) -> bool {
        self.parts.rounding_place == RoundingPlace::Piece
    }

    /// What went before is rounded for itself; another piece begins.
    #[inline(always)]
    pub(crate) fn piece(&mut self) {
        self.done = self.closed(0, 0);
        (self.fen, self.sum) = (0, 0);
    }

    /// Where the end rounds otherwise than its runs do, the last run that can gives way.
    fn settle(&self, runs: &mut [Run]) {
        let apart = self.with(0, 0) - self.closed(0, 0);
        let last = if apart > 0 {
            runs.iter_mut().rfind(|run| run.paid > 0)
        } else if apart < 0 {
            runs.iter_mut().rfind(|run| run.paid < run.len)
        } else {
            None
        };
        if let Some(run) = last {
            run.paid -= apart;
        }
    }
}

pub(crate) fn run<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    scratch: &mut Scratch,
    trace: &mut T,
) -> Result<(), Box<Gap>> {
    let parts = &plan.parts;
    let mut out = LayerOut::default();
    let mut line = std::mem::take(&mut scratch.line);
    line.amounts.clear();
    line.amounts.resize(ctx.layer.sources.len(), 0);
    line.went.clear();
    line.went.resize(ctx.layer.sources.len(), [0; 5]);
    out.base = ctx.draw(&mut scratch.slots, parts.rounding, |at, fen| line.amounts[at] = fen)?;
    if out.base == 0 {
        scratch.line = line;
        scratch.layers[usize::from(ctx.at)] = out;
        return Ok(());
    }
    ctx.keyed()?;
    ctx.say(trace, Rule::Draw, usize::MAX, (0, out.base, out.base));
    let (entered, banded) = reckon(ctx, plan, &mut line, &scratch.counted, trace)?;
    let mut sums = [0; 5];
    for (source, went) in ctx.layer.sources.iter().zip(&line.went) {
        for outcome in 0..5 {
            scratch.slots[usize::from(source.to[outcome])] += went[outcome];
            sums[outcome] += went[outcome];
        }
    }
    scratch.line = line;
    out.first_pay = sums[Outcome::FirstPay as usize];
    out.deductible = sums[Outcome::InDeductible as usize];
    out.over_cap = sums[Outcome::OverCap as usize];
    out.paid = sums[Outcome::Paid as usize];
    scratch.layers[usize::from(ctx.at)] = out;
    let deltas = [entered, out.first_pay, out.deductible, banded, out.over_cap, out.paid];
    ctx.feed(&deltas, &mut scratch.counted, &mut scratch.fed)
}

/// Parts 2 to 10; what entered and what met the bands.
fn reckon<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    line: &mut Line,
    counted: &[i64],
    trace: &mut T,
) -> Result<(i64, i64), Box<Gap>> {
    let base = line.len();
    let stays = ctx.within(plan.cost_before, COST_BEFORE, base, counted, trace)?;
    line.cut_end(base - stays, Outcome::OverCap);
    first_pay(ctx, plan, line, trace)?;
    let entered = line.len();
    if ctx.exhausted(plan, entered, counted)? {
        let param = ctx.remainder(plan, counted)?.1;
        ctx.say(trace, Rule::Limit, param, (entered, 0, 0));
        line.cut_end(entered, Outcome::OverCap);
        return Ok((entered, 0));
    }
    let deductible = ctx.deductible(plan, entered, counted, trace)?;
    line.cut_front(deductible, Outcome::InDeductible);
    let after = entered - deductible;
    let stays = ctx.within(plan.cost_after, COST_AFTER, after, counted, trace)?;
    line.cut_end(after - stays, Outcome::OverCap);
    if stays == 0 {
        return Ok((entered, 0));
    }
    let whole = pay(ctx, plan, line, deductible, counted, trace)?;
    let mut banded = stays;
    if whole > 0 && !plan.limits.is_empty() {
        let (left, param) = ctx.remainder(plan, counted)?;
        if whole > left {
            ctx.say(trace, Rule::Limit, param, (whole, left, left));
            match plan.parts.over_cap {
                OverCap::Cost => banded = cap_cost(plan, line, left),
                OverCap::Payment => cap_payment(line, whole - left),
            }
        }
    }
    for run in &line.runs {
        line.went[run.source][Outcome::Paid as usize] += run.paid;
        line.went[run.source][Outcome::CoShare as usize] += run.len - run.paid;
    }
    Ok((entered, banded))
}

/// Whether another piece begins between two sources of one band.
fn apart(ctx: &Ctx<'_>, one: usize, other: usize) -> bool {
    let list = &ctx.program.buckets.list;
    let (a, b) = (&ctx.layer.sources[one], &ctx.layer.sources[other]);
    let (x, y) = (&list[usize::from(a.slot)], &list[usize::from(b.slot)]);
    let layer = ctx.layer;
    let by_group = layer.tells_groups;
    a.draw != b.draw || x.label != y.label || (by_group && x.group != y.group)
}

fn first_pay<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    line: &mut Line,
    trace: &mut T,
) -> Result<(), Box<Gap>> {
    line.runs.clear();
    if plan.parts.first_pay.is_none() {
        return Ok(());
    }
    let layout = &ctx.layer.layout;
    let each = layout.draws - layout.first_pay > 1;
    let mut till = Till { payer: Payer::new(plan, ShareOf::Fund), first: 0 };
    for source in 0..line.amounts.len() {
        let len = line.amounts[source];
        if len == 0 {
            continue;
        }
        let param = layout.first_pay + if each { source } else { 0 };
        let rate = ctx.figure(param)?;
        till.ring(ctx, &mut line.runs, Run { source, len, rate, ..Run::default() });
    }
    till.payer.settle(&mut line.runs[till.first..]);
    for at in 0..line.runs.len() {
        let Run { source, len, rate, paid, .. } = line.runs[at];
        line.amounts[source] -= paid;
        line.went[source][Outcome::FirstPay as usize] += paid;
        let param = layout.first_pay + if each { source } else { 0 };
        ctx.say(trace, Rule::FirstPay, param, (len, len - paid, rate));
    }
    Ok(())
}

/// Pays run after run, and settles each piece when the next begins.
struct Till<'p> {
    payer: Payer<'p>,
    first: usize,
}

impl Till<'_> {
    fn ring(&mut self, ctx: &Ctx<'_>, runs: &mut Vec<Run>, mut run: Run) {
        let next = runs
            .last()
            .is_some_and(|last| last.band != run.band || apart(ctx, last.source, run.source));
        run.piece = runs.last().map_or(0, |last| last.piece);
        if next && self.payer.by_piece() {
            self.payer.settle(&mut runs[self.first..]);
            self.payer.piece();
            self.first = runs.len();
            run.piece += 1;
        }
        run.paid = self.payer.with(run.len, run.rate) - self.payer.with(0, 0);
        self.payer.take(run.len, run.rate);
        runs.push(run);
    }
}

/// Cuts the line into runs and pays them; the whole payment.
fn pay<T: Trace>(
    ctx: &Ctx<'_>,
    plan: &PartsPlan,
    line: &mut Line,
    deductible: i64,
    counted: &[i64],
    trace: &mut T,
) -> Result<i64, Box<Gap>> {
    let (parts, layout) = (&plan.parts, &ctx.layer.layout);
    line.runs.clear();
    let mut position = plan.bands_over.map_or(0, |acc| counted[usize::from(acc)]);
    let edges = parts.bands.as_ref().map_or(0, |b| b.edges.len());
    if parts.bands.as_ref().is_some_and(|b| b.axis == Axis::BeforeDeductible) {
        position += deductible;
    }
    let mut till = Till { payer: Payer::new(plan, parts.share.of), first: 0 };
    let param = |band: usize, source: usize| {
        layout.shares + band * layout.per_band + if layout.per_band > 1 { source } else { 0 }
    };
    for source in 0..line.amounts.len() {
        let mut fen = line.amounts[source];
        for band in 0..=edges {
            if fen == 0 {
                break;
            }
            let edge = if band < edges { ctx.figure(layout.edges + band)? } else { NONE };
            let len = fen.min(edge.saturating_sub(position));
            if len <= 0 {
                continue;
            }
            let rate = ctx.figure(param(band, source))?;
            till.ring(ctx, &mut line.runs, Run { source, band, len, rate, ..Run::default() });
            position += len;
            fen -= len;
        }
    }
    till.payer.settle(&mut line.runs[till.first..]);
    for run in &line.runs {
        let band = if edges > 0 { run.band as u16 + 1 } else { 0 };
        let step = (run.len, run.paid, run.rate);
        ctx.say_in(trace, ctx.share_rule(), param(run.band, run.source), band, step);
    }
    Ok(till.payer.closed(0, 0))
}

/// The cost behind the limit is cut off whole; what met the bands.
fn cap_cost(plan: &PartsPlan, line: &mut Line, left: i64) -> i64 {
    let mut payer = Payer::new(plan, plan.parts.share.of);
    let (mut met, mut at, mut full) = (0, 0, false);
    while at < line.runs.len() {
        let piece = line.runs[at].piece;
        let end = at + line.runs[at..].partition_point(|run| run.piece == piece);
        let mut probe = payer;
        line.runs[at..end].iter().for_each(|run| probe.take(run.len, run.rate));
        if !full && probe.closed(0, 0) < left {
            met += line.runs[at..end].iter().map(|run| run.len).sum::<i64>();
            probe.piece();
            payer = probe;
            at = end;
            continue;
        }
        for run in &mut line.runs[at..end] {
            let before = payer.with(0, 0);
            let keep = if full {
                0
            } else if payer.with(run.len, run.rate) < left {
                run.len
            } else {
                full = true;
                smallest(run.len, left, payer.slope(run.rate), |n| payer.with(n, run.rate))
            };
            run.paid = if keep == 0 { 0 } else { payer.with(keep, run.rate) - before };
            payer.take(keep, run.rate);
            line.went[run.source][Outcome::OverCap as usize] += run.len - keep;
            run.len = keep;
            met += keep;
        }
        full = true;
        at = end;
    }
    met
}

/// Only the unpaid payment is over the cap, from the end of the line.
fn cap_payment(line: &mut Line, mut excess: i64) {
    for run in line.runs.iter_mut().rev() {
        let part = excess.min(run.paid);
        run.paid -= part;
        run.len -= part;
        line.went[run.source][Outcome::OverCap as usize] += part;
        excess -= part;
    }
}
