//! Run: one bill through the layers of a program, as integers.

use crate::bind::Case;
use crate::compile::STARTS;
use crate::layer::{Ctx, account};
use crate::plan::Program;
use crate::trace::Trace;
use crate::{merged, pieces};
use law::{Area, Gap};

/// What one layer did, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LayerOut {
    /// Drawn.
    pub base: i64,
    /// First-pay.
    pub first_pay: i64,
    /// In the deductible.
    pub deductible: i64,
    /// Above limits.
    pub over_cap: i64,
    /// Paid.
    pub paid: i64,
}

/// Why a bill cannot be decided: the law has a gap here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The gap.
    pub gap: Gap,
    /// Name of the layer, if it was in one.
    pub layer: Option<String>,
}

/// Working memory for one bill after another.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Fen by slot.
    pub(crate) slots: Vec<i64>,
    /// What each accumulator has counted, this bill so far included.
    pub counted: Vec<i64>,
    /// What each layer did; of this bill where the layer's bit of `applied` is set.
    pub layers: Vec<LayerOut>,
    /// Which layers applied, as bits.
    pub applied: u64,
    /// What this bill counted, in the order in which it did.
    pub fed: Vec<(u16, i64)>,
    /// What the account paid from this year's pot and from earlier years'.
    pub account: [i64; 2],
    /// Whether the bill moves the counters of stays and of visits.
    pub counts: [bool; 2],
    pub(crate) line: pieces::Line,
}

impl Scratch {
    /// Memory for bills of a program.
    pub fn new(program: &Program) -> Scratch {
        Scratch {
            slots: vec![0; program.buckets.list.len()],
            counted: vec![0; program.accs.len()],
            layers: vec![LayerOut::default(); program.layers.len()],
            ..Scratch::default()
        }
    }

    /// Takes back what a bill that stopped half-way has counted.
    pub fn take_back(&mut self) {
        for (acc, delta) in self.fed.drain(..) {
            self.counted[usize::from(acc)] -= delta;
        }
    }

    /// All that funds paid.
    pub fn paid(&self) -> i64 {
        self.done().map(|(_, layer)| layer.paid).sum()
    }

    /// The layers that applied, with what they did.
    #[inline(always)]
    pub fn done(&self) -> impl Iterator<Item = (usize, &LayerOut)> {
        let mut bits = self.applied;
        std::iter::from_fn(move || {
            if bits == 0 {
                return None;
            }
            let at = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            Some((at, &self.layers[at]))
        })
    }

    /// The fen of every bucket; their sum is the bill after every layer.
    pub fn buckets(&self) -> &[i64] {
        &self.slots
    }
}

impl Program {
    /// Decides one bill. Before: `scratch.counted` holds what each accumulator has counted.
    /// After: it holds what they have counted with this bill, or on [`Stop`] what it held before.
    #[inline]
    pub fn decide<T: Trace>(
        &self,
        area: &Area,
        case: &Case,
        scratch: &mut Scratch,
        trace: &mut T,
    ) -> Result<(), Stop> {
        self.fill(case, &mut scratch.slots);
        scratch.account = [0; 2];
        scratch.applied = 0;
        scratch.fed.clear();
        let row = self.end.dense.row(&case.point, 0);
        let ran = self.layers(row, area, case, scratch, trace);
        let ran = ran.and_then(|()| self.finish(&row[2..], case, scratch));
        if ran.is_err() {
            scratch.take_back();
        }
        ran
    }

    #[inline(always)]
    fn layers<T: Trace>(
        &self,
        door: &[i64],
        area: &Area,
        case: &Case,
        scratch: &mut Scratch,
        trace: &mut T,
    ) -> Result<(), Stop> {
        let mut may = door[usize::from(case.classes != 0)] as u64;
        while may != 0 {
            let at = may.trailing_zeros() as usize;
            may &= may - 1;
            let layer = &self.layers[at];
            let class = match layer.class_order.is_empty() {
                true => law::UNKNOWN,
                false => case.class(&layer.class_order, self.none_class),
            };
            let row = layer.dense.row(&case.point, class);
            if row[0] == 0 {
                continue;
            }
            let ctx = Ctx { area, program: self, layer, at: at as u8, row: &row[1..], case, class };
            let stopped = |gap| Stop { gap, layer: Some(layer.dated.body.name.clone()) };
            if row[0] < 0 {
                return Err(stopped(ctx.gap(row[0])));
            }
            let ran = match &layer.parts {
                None => account(&ctx, scratch, trace),
                Some(parts) if layer.merged => merged::run(&ctx, parts, scratch, trace),
                Some(parts) => pieces::run(&ctx, parts, scratch, trace),
            };
            ran.map_err(|gap| stopped(*gap))?;
            debug_assert_eq!(
                scratch.slots.iter().sum::<i64>(),
                case.start.iter().sum::<i64>(),
                "buckets partition the bill after every layer"
            );
            scratch.applied |= 1 << at;
        }
        Ok(())
    }

    /// Ids of the layers, in order.
    pub fn layer_ids(&self) -> impl Iterator<Item = &str> {
        self.layers.iter().map(|layer| layer.dated.body.id.as_str())
    }

    #[inline]
    fn fill(&self, case: &Case, slots: &mut [i64]) {
        slots.fill(0);
        match &case.groups {
            Some(groups) if self.tells_groups => {
                for (group, amounts) in groups.iter().enumerate() {
                    for (label, amount) in amounts.iter().enumerate() {
                        slots[self.buckets.start(label, group as u16)] += amount;
                    }
                }
            }
            _ => {
                for label in 0..STARTS {
                    slots[self.buckets.start(label, 0)] = case.start[label];
                }
            }
        }
    }

    /// Meters and counters move after the bill.
    #[inline(always)]
    fn finish(&self, row: &[i64], case: &Case, scratch: &mut Scratch) -> Result<(), Stop> {
        let gap =
            |value: i64| Stop { gap: self.gaps[(value - i64::MIN) as usize].clone(), layer: None };
        for (at, (acc, measure)) in self.end.meters.iter().enumerate() {
            let amount = case.measures[measure.index()].0;
            match row[2 + at] {
                _ if amount == 0 => {}
                0 => {}
                1 if case.unkeyed >> acc & 1 == 1 => {
                    return Err(Stop { gap: self.unkeyed(1 << acc, &case.point), layer: None });
                }
                1 => {
                    scratch.counted[usize::from(*acc)] += amount;
                    scratch.fed.push((*acc, amount));
                }
                value => return Err(gap(value)),
            }
        }
        scratch.counts = [false; 2];
        for (at, counter) in [self.end.stay, self.end.visit].into_iter().enumerate() {
            let Some(counter) = counter else { continue };
            let cost = counter.zero || case.start[0] > 0;
            let paid = counter.under_deductible || scratch.paid() > 0;
            // Whether the bill is one that counts is asked only where the answer matters.
            match row[at] {
                _ if !cost || !paid || case.continues => {}
                value if value < 0 => return Err(gap(value)),
                value => scratch.counts[at] = value == 1,
            }
        }
        Ok(())
    }

    /// The gap of an accumulator whose key nobody stated.
    pub(crate) fn unkeyed(&self, accs: u64, point: &law::Point) -> Gap {
        let plan = &self.accs[accs.trailing_zeros() as usize];
        let fact = plan.keys.iter().find(|fact| point.get(**fact) == law::UNKNOWN);
        Gap::Unstated(*fact.unwrap_or(&law::Fact::Condition), self.scheme.entry.place.clone())
    }
}
