//! Params: the figures of a layer at a point, as one row of integers.

use crate::buckets::{Buckets, Source};
use law::{Area, Dated, Expr, Fact, Figure, Gap, Layer, LayerKind, Parts, Point, Scene, Witness};
use units::{Day, Rate};

/// No figure: unlimited, or an edge that does not exist.
pub(crate) const NONE: i64 = i64::MAX;
/// The figure depends on the bill and is reckoned when it is needed.
pub(crate) const BY_BILL: i64 = i64::MIN + (1 << 40);
/// A gap: its number in the program's list, on top of this.
pub(crate) const GAP: i64 = i64::MIN;

/// What one integer of a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    CostBefore,
    CostAfter,
    Deductible,
    Most,
    Limit(u16),
    Edge(u16),
    /// Share in a band (from 0), for a source or for all.
    Share(u16, Option<u16>),
    FirstPay(Option<u16>),
    DrawShare(u16),
    /// Quota of a month (from 0) of a limit over a month-carried accumulator.
    Month(u16, u16),
}

/// Where in a row things begin. Part 0 is `applies`; feeds follow at the end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    pub(crate) whats: Vec<What>,
    pub(crate) limits: usize,
    pub(crate) edges: usize,
    pub(crate) shares: usize,
    /// Shares a band: 1, or one a source.
    pub(crate) per_band: usize,
    pub(crate) first_pay: usize,
    pub(crate) draws: usize,
    pub(crate) months: usize,
}

/// Fixed places in a row.
pub(crate) const COST_BEFORE: usize = 0;
pub(crate) const COST_AFTER: usize = 1;
pub(crate) const DEDUCTIBLE: usize = 2;
pub(crate) const MOST: usize = 3;

impl Layout {
    /// The layout of an ordinary layer with so many sources, or one if they are merged.
    pub(crate) fn new(
        parts: &Parts,
        draws: usize,
        by_source: (bool, bool),
        sources: usize,
        monthly: &[bool],
    ) -> Layout {
        let each = |by: bool| -> Vec<Option<u16>> {
            if by { (0..sources as u16).map(Some).collect() } else { vec![None] }
        };
        let mut whats = vec![What::CostBefore, What::CostAfter, What::Deductible, What::Most];
        let limits = whats.len();
        whats.extend((0..parts.limits.len() as u16).map(What::Limit));
        let edges = whats.len();
        let count = parts.bands.as_ref().map_or(0, |b| b.edges.len()) as u16;
        whats.extend((0..count).map(What::Edge));
        let shares = whats.len();
        let per_band = each(by_source.0);
        for band in 0..=count {
            whats.extend(per_band.iter().map(|source| What::Share(band, *source)));
        }
        let first_pay = whats.len();
        if parts.first_pay.is_some() {
            whats.extend(each(by_source.1).into_iter().map(What::FirstPay));
        }
        let draw_at = whats.len();
        whats.extend((0..draws as u16).map(What::DrawShare));
        let months = whats.len();
        for (limit, _) in monthly.iter().enumerate().filter(|(_, monthly)| **monthly) {
            whats.extend((0..12).map(|month| What::Month(limit as u16, month)));
        }
        let per_band = per_band.len();
        Layout { whats, limits, edges, shares, per_band, first_pay, draws: draw_at, months }
    }

    /// The layout of an account: only what its draws take.
    pub(crate) fn of_account(draws: usize) -> Layout {
        let whats: Vec<What> = (0..draws as u16).map(What::DrawShare).collect();
        Layout { months: whats.len(), whats, ..Layout::default() }
    }
}

/// Everything needed to reckon one figure.
pub(crate) struct Asked<'a> {
    pub(crate) area: &'a Area,
    pub(crate) layer: &'a Dated<Layer>,
    pub(crate) sources: &'a [Source],
    pub(crate) buckets: &'a Buckets,
    pub(crate) scene: Scene<'a>,
    /// First days of the months of the year, for monthly quotas.
    pub(crate) months: [Day; 12],
}

impl<'a> Asked<'a> {
    fn parts(&self) -> Option<&'a Parts> {
        match &self.layer.body.kind {
            LayerKind::Ordinary(parts) => Some(parts),
            LayerKind::Account { .. } => None,
        }
    }

    /// The value in law and what stands for "none"; no value: the part is left out.
    pub(crate) fn expr(&self, what: What) -> (Option<&'a Expr>, i64) {
        let Some(parts) = self.parts() else {
            let What::DrawShare(at) = what else {
                return (None, NONE);
            };
            return (self.layer.body.draws[usize::from(at)].share.as_ref(), 1_000_000);
        };
        match what {
            What::CostBefore => (parts.cost_limit_before.as_ref().map(|l| &l.amount), NONE),
            What::CostAfter => (parts.cost_limit_after.as_ref().map(|l| &l.amount), NONE),
            What::Deductible => (parts.deductible.as_ref().map(|d| &d.amount), 0),
            What::Most => {
                let most = parts.deductible.as_ref().and_then(|d| d.most.as_ref());
                (most.map(|m| &m.amount), NONE)
            }
            What::Limit(at) | What::Month(at, _) => {
                (parts.limits.get(usize::from(at)).map(|l| &l.amount), NONE)
            }
            What::Edge(at) => {
                let edge = parts.bands.as_ref().and_then(|b| b.edges.get(usize::from(at)));
                (edge, NONE)
            }
            What::Share(..) => (Some(&parts.share.rate), 0),
            What::FirstPay(_) => (parts.first_pay.as_ref(), 0),
            What::DrawShare(at) => {
                (self.layer.body.draws[usize::from(at)].share.as_ref(), 1_000_000)
            }
        }
    }

    /// The facts inside the layer that a figure may depend on.
    fn inner(&self, what: What, mut point: Point) -> Point {
        let (band, source) = match what {
            What::Share(band, source) => (Some(band), source),
            What::FirstPay(source) => (Some(0), source),
            _ => return point,
        };
        if let Some(band) = band {
            point.set_number(Fact::Band, u32::from(band) + 1);
        }
        if let Some(source) = source {
            let slot = &self.buckets.list[usize::from(self.sources[usize::from(source)].slot)];
            point.set(Fact::Group, slot.group);
            let label = law::label_words(&slot.label);
            point.set(Fact::Label, self.area.domains.code(Fact::Label, &label).unwrap_or(0));
        }
        point
    }

    /// The figure as an integer of a row.
    pub(crate) fn reckon(&self, what: What, witness: &mut dyn Witness<'a>) -> Result<i64, Gap> {
        let (expr, none) = self.expr(what);
        let Some(expr) = expr else { return Ok(none) };
        let mut scene = self.scene;
        scene.point = self.inner(what, scene.point);
        if let What::Month(_, month) = what {
            scene.day = self.months[usize::from(month)];
        }
        match law::evaluate(&scene, expr, &self.layer.entry, witness)? {
            Figure::None => Ok(none),
            figure => {
                let share =
                    matches!(what, What::Share(..) | What::FirstPay(_) | What::DrawShare(_));
                let most = if share { Rate::ONE.0 } else { i64::MAX };
                let whole = figure.whole().filter(|n| (0..=most).contains(n));
                whole.ok_or_else(|| Gap::Unrounded(expr.place.clone()))
            }
        }
    }
}
