//! Plans: what a scheme's law of one span of days becomes, ready to run.

use crate::buckets::{Buckets, Source};
use crate::dense::Dense;
use crate::keys::{AccPlan, CounterPlan};
use crate::params::Layout;
use law::{Dated, Delta, Gap, Layer, Measure, Parts, Scheme};
use units::{Day, PeriodKind};

/// A feed of an accumulator.
#[derive(Debug, Clone)]
pub(crate) struct FeedPlan {
    pub(crate) acc: u16,
    pub(crate) delta: Delta,
    /// Where in the row its condition stands; none: always.
    pub(crate) when: Option<usize>,
}

/// The parts of an ordinary layer, names resolved to numbers.
#[derive(Debug, Clone)]
pub(crate) struct PartsPlan {
    pub(crate) parts: Parts,
    pub(crate) cost_before: Option<Option<u16>>,
    pub(crate) cost_after: Option<Option<u16>>,
    pub(crate) deductible_over: Option<u16>,
    pub(crate) most_over: Option<u16>,
    pub(crate) bands_over: Option<u16>,
    /// Accumulator of each limit, and where its monthly quotas and their sums begin in the row.
    pub(crate) limits: Vec<LimitPlan>,
}

/// The accumulator of a limit; where its monthly quotas and their running sums begin in the row.
pub(crate) type LimitPlan = (Option<u16>, Option<(usize, usize)>);

/// A layer, ready to run.
#[derive(Debug, Clone)]
pub(crate) struct LayerPlan {
    pub(crate) dated: Dated<Layer>,
    pub(crate) parts: Option<PartsPlan>,
    pub(crate) sources: Vec<Source>,
    /// All sources may be reckoned as one: nothing later tells their fen apart.
    pub(crate) merged: bool,
    /// Its share or first-pay tells item groups apart.
    pub(crate) tells_groups: bool,
    /// The draws take whole buckets.
    pub(crate) whole: bool,
    pub(crate) layout: Layout,
    pub(crate) feeds: Vec<FeedPlan>,
    /// Accumulators it reads or writes, as bits.
    pub(crate) touches: u64,
    /// Class codes in order, strongest first.
    pub(crate) class_order: Vec<u16>,
    /// Row: applies (1 yes, 0 no, or a gap), then the layout, then a flag for each conditional feed.
    pub(crate) dense: Dense,
}

/// What stands before and after the layers: which are worth a look; meters and counters.
#[derive(Debug, Clone, Default)]
pub(crate) struct EndPlan {
    pub(crate) meters: Vec<(u16, Measure)>,
    pub(crate) stay: Option<CounterPlan>,
    pub(crate) visit: Option<CounterPlan>,
    /// Row: which layers may apply, as bits, to persons without a class and to any; whether the bill
    /// counts as a stay, as a visit; then a flag for each meter.
    pub(crate) dense: Dense,
}

/// One scheme over one span of days, ready to decide.
#[derive(Debug, Clone)]
pub struct Program {
    /// First day of the span.
    pub from: Day,
    /// Last day of the span.
    pub to: Day,
    pub(crate) scheme: Dated<Scheme>,
    pub(crate) buckets: Buckets,
    pub(crate) layers: Vec<LayerPlan>,
    pub(crate) accs: Vec<AccPlan>,
    pub(crate) end: EndPlan,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) months: [Day; 12],
    pub(crate) none_class: u16,
    pub(crate) tells_groups: bool,
}

impl Program {
    /// Names of the accumulators, in the order of their slots.
    pub fn accumulators(&self) -> impl Iterator<Item = (&str, PeriodKind)> {
        self.accs.iter().map(|acc| (acc.name.as_str(), acc.period))
    }

    /// How many layers, slots, cells of tables, and bytes of tables.
    pub fn size(&self) -> (usize, usize, usize, usize) {
        let cells = self.layers.iter().map(|l| l.dense.cells()).sum();
        let bytes = self.layers.iter().map(|l| l.dense.bytes()).sum();
        (self.layers.len(), self.buckets.list.len(), cells, bytes)
    }
}
