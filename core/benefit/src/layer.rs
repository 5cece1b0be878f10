//! Layer: what the ways of running a layer share — figures, feeds, steps — and the account.

use crate::bind::Case;
use crate::compile::asked;
use crate::params::{BY_BILL, NONE, What};
use crate::plan::{LayerPlan, Program};
use crate::run::{LayerOut, Scratch};
use crate::trace::{NO_PARAM, RawStep, Trace};
use law::{Area, Delta, Fact, Gap, LayerKind, Outcome, Point};
use record::Rule;
use units::Rounding;

/// Everything a layer sees of its bill.
pub(crate) struct Ctx<'a> {
    pub(crate) area: &'a Area,
    pub(crate) program: &'a Program,
    pub(crate) layer: &'a LayerPlan,
    pub(crate) at: u8,
    /// The layer's row, from the first figure on.
    pub(crate) row: &'a [i64],
    pub(crate) case: &'a Case,
    /// The person's class for this layer.
    pub(crate) class: u16,
}

impl Ctx<'_> {
    /// All facts, the class among them.
    fn point(&self) -> Point {
        self.case.point.with(Fact::Class, self.class)
    }

    /// A gap by its number.
    pub(crate) fn gap(&self, value: i64) -> Gap {
        self.program.gaps[(value - i64::MIN) as usize].clone()
    }

    /// A figure that is needed now.
    #[inline(always)]
    pub(crate) fn figure(&self, at: usize) -> Result<i64, Box<Gap>> {
        let value = self.row[at];
        if value >= 0 { Ok(value) } else { self.special(at, value) }
    }

    #[cold]
    fn special(&self, at: usize, value: i64) -> Result<i64, Box<Gap>> {
        if value != BY_BILL {
            return Err(Box::new(self.gap(value)));
        }
        let (layer, what) = (self.layer, self.layer.layout.whats[at]);
        let day = self.program.from;
        let mut asked =
            asked(self.area, self.program, &layer.dated, &layer.sources, self.point(), day);
        asked.scene.measures = Some(&self.case.measures);
        asked.scene.held = Some(&self.case.held);
        asked.reckon(what, &mut law::Silent).map_err(Box::new)
    }

    /// A figure less what an accumulator has counted; unlimited stays unlimited.
    #[inline(always)]
    pub(crate) fn left(&self, figure: i64, over: Option<u16>, counted: &[i64]) -> i64 {
        match over {
            Some(acc) if figure != NONE => (figure - counted[usize::from(acc)]).max(0),
            _ => figure,
        }
    }

    /// The accumulators that the layer reads or writes must have their keys.
    #[inline(always)]
    pub(crate) fn keyed(&self) -> Result<(), Box<Gap>> {
        let missing = self.layer.touches & self.case.unkeyed;
        if missing == 0 {
            Ok(())
        } else {
            Err(Box::new(self.program.unkeyed(missing, &self.point())))
        }
    }

    /// Counts what the layer did.
    #[inline(always)]
    pub(crate) fn feed(
        &self,
        deltas: &[i64; 6],
        counted: &mut [i64],
        fed: &mut Vec<(u16, i64)>,
    ) -> Result<(), Box<Gap>> {
        for feed in &self.layer.feeds {
            let delta = deltas[feed.delta as usize];
            if delta == 0 {
                continue;
            }
            match feed.when.map_or(1, |at| self.row[at - 1]) {
                0 => {}
                1 => {
                    counted[usize::from(feed.acc)] += delta;
                    fed.push((feed.acc, delta));
                }
                value => return Err(Box::new(self.gap(value))),
            }
        }
        Ok(())
    }

    /// For whom the layer's share is stated.
    pub(crate) fn share_rule(&self) -> Rule {
        let of = self.layer.parts.as_ref().map(|plan| plan.parts.share.of);
        if of == Some(law::ShareOf::Person) { Rule::PersonShare } else { Rule::Share }
    }

    /// Says what happened, if anyone listens.
    #[inline(always)]
    pub(crate) fn say<T: Trace>(
        &self,
        trace: &mut T,
        rule: Rule,
        param: usize,
        from_to_by: (i64, i64, i64),
    ) {
        self.say_in(trace, rule, param, 0, from_to_by);
    }

    /// The same, in a band.
    #[inline(always)]
    pub(crate) fn say_in<T: Trace>(
        &self,
        trace: &mut T,
        rule: Rule,
        param: usize,
        band: u16,
        (before, after, value): (i64, i64, i64),
    ) {
        if T::ON {
            let param = if param == usize::MAX { NO_PARAM } else { param as u16 };
            trace.step(RawStep { layer: self.at, rule, param, band, before, after, value });
        }
    }

    /// Takes a draw's part of each source's slot into `amounts`; what was drawn.
    pub(crate) fn draw(
        &self,
        slots: &mut [i64],
        rounding: Rounding,
        mut take: impl FnMut(usize, i64),
    ) -> Result<i64, Box<Gap>> {
        if !self.layer.whole {
            return self.draw_parts(slots, rounding, take);
        }
        let mut base = 0;
        for (at, source) in self.layer.sources.iter().enumerate() {
            let amount = std::mem::take(&mut slots[usize::from(source.slot)]);
            base += amount;
            take(at, amount);
        }
        Ok(base)
    }

    /// The same where a draw takes a part, or asks for groups that may not be known. The part is
    /// one of all fen of a label that the draw meets, taken from their front.
    fn draw_parts(
        &self,
        slots: &mut [i64],
        rounding: Rounding,
        mut take: impl FnMut(usize, i64),
    ) -> Result<i64, Box<Gap>> {
        let (sources, list) = (&self.layer.sources, &self.program.buckets.list);
        let bucket = |at: usize| (sources[at].draw, &list[usize::from(sources[at].slot)].label);
        let (mut base, mut at) = (0, 0);
        while at < sources.len() {
            let end = (at..sources.len()).find(|n| bucket(*n) != bucket(at));
            let end = end.unwrap_or(sources.len());
            let mut left = 0;
            for source in &sources[at..end] {
                let fen = slots[usize::from(source.slot)];
                if source.groupless && fen > 0 {
                    let draw = &self.layer.dated.body.draws[usize::from(source.draw)];
                    return Err(Box::new(Gap::Unstated(Fact::Group, draw.place.clone())));
                }
                left += fen;
            }
            if left > 0 {
                let share = self.figure(self.layer.layout.draws + usize::from(sources[at].draw))?;
                left = rounding.millionths(left * share);
            }
            for (n, source) in sources.iter().enumerate().take(end).skip(at) {
                let slot = &mut slots[usize::from(source.slot)];
                let amount = left.min(*slot);
                *slot -= amount;
                left -= amount;
                base += amount;
                take(n, amount);
            }
            at = end;
        }
        Ok(base)
    }
}

/// The smallest `n` up to `most` with `paid(n) >= want`, for a payment that never falls and grows
/// by `rate` millionths a fen from `have` millionths on. `paid(most)` reaches `want`.
#[inline(always)]
pub(crate) fn smallest(
    most: i64,
    want: i64,
    (have, rate): (i64, i64),
    paid: impl Fn(i64) -> i64,
) -> i64 {
    // One division lands within a rounding of the answer; a few looks find it.
    let near = if rate > 0 { (want.saturating_mul(1_000_000) - have) / rate } else { 0 };
    let mut n = near.clamp(0, most);
    while n > 0 && paid(n - 1) >= want {
        n -= 1;
    }
    while n < most && paid(n) < want {
        n += 1;
    }
    n
}

/// The personal account: whole fen from the front of its line, pots in order.
pub(crate) fn account<T: Trace>(
    ctx: &Ctx<'_>,
    scratch: &mut Scratch,
    trace: &mut T,
) -> Result<(), Box<Gap>> {
    scratch.layers[usize::from(ctx.at)] = LayerOut::default();
    let LayerKind::Account { pots, .. } = &ctx.layer.dated.body.kind else { return Ok(()) };
    if !ctx.case.use_account {
        return Ok(());
    }
    let index = |pot: &String| usize::from(pot != "current");
    let mut left: i64 =
        pots.iter().map(|p| ctx.case.balance[index(p)] - scratch.account[index(p)]).sum();
    let had = left;
    let slots = &mut scratch.slots;
    let mut drawn = vec![0; ctx.layer.sources.len()];
    let base = ctx.draw(slots, Rounding::Down, |at, amount| drawn[at] = amount)?;
    if base > 0 {
        ctx.keyed()?;
    }
    for (source, amount) in ctx.layer.sources.iter().zip(drawn) {
        let paid = amount.min(left);
        left -= paid;
        slots[usize::from(source.to[Outcome::Paid as usize])] += paid;
        slots[usize::from(source.slot)] += amount - paid;
    }
    let mut rest = had - left;
    for pot in pots {
        let paid = rest.min(ctx.case.balance[index(pot)] - scratch.account[index(pot)]);
        scratch.account[index(pot)] += paid;
        rest -= paid;
    }
    let paid = had - left;
    ctx.say(trace, Rule::Account, usize::MAX, (base, base - paid, paid));
    let mut deltas = [0; 6];
    deltas[Delta::Paid as usize] = paid;
    ctx.feed(&deltas, &mut scratch.counted, &mut scratch.fed)
}

/// What a figure of the row is about, for words.
pub(crate) fn what_of(layer: &LayerPlan, param: u16) -> Option<What> {
    layer.layout.whats.get(usize::from(param)).copied()
}
