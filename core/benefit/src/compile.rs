//! Compile: a scheme's law of one span of days becomes dense tables of integers.

use crate::buckets::{Buckets, START, Source};
use crate::keys::{AccPlan, CounterPlan};
use crate::params::{Asked, BY_BILL, GAP, Layout, What};
use law::{
    Area, Axes, Condition, Dated, Delta, Fact, FeedOf, Gap, Layer, LayerKind, Measure, Needs,
    Parts, Point, RoundingPlace, Scene, Scheme, Silent,
};
use std::collections::HashMap;
use units::{Day, Fen, PeriodKind};

/// More cells than this and the law is asked to use fewer facts.
const MOST_CELLS: usize = 4_000_000;

/// Codes of facts to a row. Listed facts are multiplied out; numbers go through a table of classes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dense {
    /// Listed facts and what each of their codes adds to the index.
    listed: Vec<(Fact, u32)>,
    /// The same for the class, which is chosen layer by layer.
    by_class: u32,
    /// Number facts and where their codes' steps begin in `steps`.
    numbers: Vec<(Fact, u32)>,
    steps: Vec<u32>,
    /// For each cell where its row begins.
    starts: Vec<u32>,
    /// All different rows.
    rows: Vec<i64>,
}

impl Dense {
    fn build(
        axes: &Axes,
        base: Point,
        mut row: impl FnMut(Point) -> Vec<i64>,
    ) -> Result<Dense, Vec<&'static str>> {
        let facts = || axes.facts().map(Fact::name).collect::<Vec<_>>();
        let count = axes.count(MOST_CELLS).ok_or_else(facts)?;
        let mut dense = Dense::default();
        for (fact, stride, class_of) in axes.strides() {
            let stride = stride as u32;
            if class_of.iter().enumerate().all(|(code, class)| code == usize::from(*class)) {
                match fact {
                    Fact::Class => dense.by_class = stride,
                    _ => dense.listed.push((fact, stride)),
                }
            } else {
                dense.numbers.push((fact, dense.steps.len() as u32));
                dense.steps.extend(class_of.iter().map(|class| u32::from(*class) * stride));
            }
        }
        let mut known: HashMap<Vec<i64>, u32> = HashMap::new();
        for n in 0..count {
            let row = row(axes.point(n, base));
            let start = *known.entry(row).or_insert_with_key(|row| {
                let start = dense.rows.len() as u32;
                dense.rows.extend(row);
                start
            });
            dense.starts.push(start);
        }
        Ok(dense)
    }

    /// The row of a point.
    #[inline(always)]
    pub(crate) fn row(&self, point: &Point, class: u16) -> &[i64] {
        let mut index = u32::from(class) * self.by_class;
        for (fact, stride) in &self.listed {
            index += u32::from(point.get(*fact)) * stride;
        }
        for (fact, offset) in &self.numbers {
            index += self.steps[*offset as usize + usize::from(point.get(*fact))];
        }
        &self.rows[self.starts[index as usize] as usize..]
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        (self.starts.len() + self.steps.len()) * 4 + self.rows.len() * 8
    }
}

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
    pub(crate) limits: Vec<(Option<u16>, Option<(usize, usize)>)>,
}

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

/// What happens after the layers: meters and counters.
#[derive(Debug, Clone, Default)]
pub(crate) struct EndPlan {
    pub(crate) meters: Vec<(u16, Measure)>,
    pub(crate) stay: Option<CounterPlan>,
    pub(crate) visit: Option<CounterPlan>,
    /// Row: stay counts, visit counts, then a flag for each meter.
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
    /// Which layers may apply, as bits: to persons without a class, and to any.
    pub(crate) door: Dense,
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
        let cells = self.layers.iter().map(|l| l.dense.starts.len()).sum();
        let bytes = self.layers.iter().map(|l| l.dense.bytes()).sum();
        (self.layers.len(), self.buckets.list.len(), cells, bytes)
    }
}

/// Compiles a scheme for the span that begins on `from`.
pub(crate) fn compile(
    area: &Area,
    scheme: &Dated<Scheme>,
    from: Day,
    to: Day,
) -> Result<Program, String> {
    let layers: Option<Vec<&Dated<Layer>>> =
        scheme.body.layers.iter().map(|name| area.layers.get(name)?.on(from)).collect();
    let layers = layers.ok_or("a layer of the scheme is not in force; run `gongji law check`")?;
    let bodies: Vec<&Layer> = layers.iter().map(|l| &l.body).collect();
    let tells_groups = layers.iter().any(|l| tells_groups(area, from, &l.body));
    let accs = acc_plans(area, from);
    if accs.len() > 64 || layers.len() > 60 {
        return Err("more than 64 accumulators or 60 layers; split the scheme".to_string());
    }
    let jan = |month: i8| Day::new(from.year(), month, 1).unwrap_or(from);
    let mut program = Program {
        from,
        to,
        scheme: scheme.clone(),
        buckets: Buckets::new(&bodies, tells_groups, area.domains.size(Fact::Group)),
        layers: Vec::new(),
        accs,
        end: EndPlan::default(),
        door: Dense::default(),
        gaps: Vec::new(),
        months: std::array::from_fn(|m| jan(m as i8 + 1).max(scheme.entry.from)),
        none_class: area.domains.code(Fact::Class, "none").unwrap_or(0),
        tells_groups,
    };
    for layer in layers {
        let plan = layer_plan(area, &mut program, layer)?;
        program.layers.push(plan);
        if program.buckets.list.len() > 20_000 {
            return Err("the layers tell too many kinds of fen apart; use fewer draws".to_string());
        }
    }
    program.end = end_plan(area, &mut program)?;
    program.door = door(area, &program)?;
    Ok(program)
}

/// One look that tells which layers are worth a look of their own.
fn door(area: &Area, program: &Program) -> Result<Dense, String> {
    let mut needs = Needs::default();
    let layers = || program.layers.iter().map(|layer| &layer.dated.body);
    layers().flat_map(|l| &l.applies).for_each(|when| needs.condition(when));
    let axes = Axes::new(&area.domains, &needs, true, &[Fact::Class]);
    let insurance = program.scheme.body.insurance;
    let row = |point: Point| {
        let mut point = point.with(Fact::Insurance, insurance);
        let mut bits = |class: u16| {
            point.set(Fact::Class, class);
            let may = |layer: &Layer| law::holds(&layer.applies, &point) != Ok(false);
            layers().enumerate().fold(0, |bits, (at, l)| bits | i64::from(may(l)) << at)
        };
        vec![bits(program.none_class), bits(law::UNKNOWN)]
    };
    Dense::build(&axes, Point::BLANK, row)
        .map_err(|facts| format!("'applies' tells too many cases apart by {}", facts.join(", ")))
}

fn acc_plans(area: &Area, day: Day) -> Vec<AccPlan> {
    let in_force = area.accumulators.iter().filter_map(|(name, t)| Some((name, t.on(day)?)));
    let plan = |(name, piece): (&String, &Dated<law::Accumulator>)| AccPlan {
        name: name.clone(),
        period: piece.body.period,
        keys: piece.body.keys.clone(),
    };
    in_force.map(plan).collect()
}

fn depends(area: &Area, day: Day, expr: &law::Expr, fact: Fact) -> bool {
    Needs::of_expr(area, day, expr).facts.contains_key(&fact)
}

fn tells_groups(area: &Area, day: Day, layer: &Layer) -> bool {
    let drawn = layer.draws.iter().any(|d| d.groups.is_some() || !d.except_groups.is_empty());
    let LayerKind::Ordinary(parts) = &layer.kind else {
        return drawn;
    };
    let rates = parts.first_pay.iter().chain([&parts.share.rate]);
    drawn || rates.into_iter().any(|rate| depends(area, day, rate, Fact::Group))
}

fn acc_index(program: &Program, name: &Option<String>) -> Result<Option<u16>, String> {
    let Some(name) = name else { return Ok(None) };
    let at = program.accs.iter().position(|acc| acc.name == *name);
    at.map(|at| Some(at as u16)).ok_or_else(|| format!("no accumulator '{name}' in force"))
}

fn parts_plan(program: &Program, parts: &Parts, layout: &Layout) -> Result<PartsPlan, String> {
    let over = |name: &Option<String>| acc_index(program, name);
    let cost =
        |limit: &Option<law::CostLimit>| limit.as_ref().map(|limit| over(&limit.over)).transpose();
    let (mut months, mut sums) = (layout.months, layout.whats.len());
    let mut limits = Vec::new();
    for limit in &parts.limits {
        let acc = over(&limit.over)?;
        let monthly = acc
            .is_some_and(|a| program.accs[usize::from(a)].period == PeriodKind::MonthCarried)
            .then_some((months, sums));
        if monthly.is_some() {
            (months, sums) = (months + 12, sums + 13);
        }
        limits.push((acc, monthly));
    }
    let deductible = parts.deductible.as_ref();
    Ok(PartsPlan {
        cost_before: cost(&parts.cost_limit_before)?,
        cost_after: cost(&parts.cost_limit_after)?,
        deductible_over: over(&deductible.and_then(|d| d.over.clone()))?,
        most_over: over(&deductible.and_then(|d| d.most.as_ref().map(|m| m.over.clone())))?,
        bands_over: over(&parts.bands.as_ref().and_then(|b| b.over.clone()))?,
        limits,
        parts: parts.clone(),
    })
}

fn layout_of(area: &Area, program: &Program, layer: &Layer, sources: usize) -> Layout {
    let LayerKind::Ordinary(parts) = &layer.kind else {
        return Layout::of_account(layer.draws.len());
    };
    let by = |expr: &law::Expr| {
        [Fact::Group, Fact::Label].iter().any(|f| depends(area, program.from, expr, *f))
    };
    let monthly: Vec<bool> = parts
        .limits
        .iter()
        .map(|limit| {
            program.accs.iter().any(|acc| {
                Some(&acc.name) == limit.over.as_ref() && acc.period == PeriodKind::MonthCarried
            })
        })
        .collect();
    let by_source = (by(&parts.share.rate), parts.first_pay.as_ref().is_some_and(by));
    Layout::new(parts, layer.draws.len(), by_source, sources, &monthly)
}

/// The layer's own feeds; those with a condition get a flag behind the layout.
fn feed_plans(
    area: &Area,
    program: &Program,
    layer: &Layer,
    first: usize,
) -> (Vec<FeedPlan>, Vec<Condition>) {
    let (mut plans, mut conditions) = (Vec::new(), Vec::new());
    for (acc, plan) in program.accs.iter().enumerate() {
        let piece = area.accumulators.get(&plan.name).and_then(|t| t.on(program.from));
        for feed in piece.iter().flat_map(|p| &p.body.feeds) {
            let FeedOf::Layer(name, delta) = &feed.of else {
                continue;
            };
            if *name != layer.name {
                continue;
            }
            let when = (!feed.when.tests.is_empty()).then(|| {
                conditions.push(feed.when.clone());
                first + conditions.len() - 1
            });
            plans.push(FeedPlan { acc: acc as u16, delta: *delta, when });
        }
    }
    (plans, conditions)
}

fn touches(parts: Option<&PartsPlan>, feeds: &[FeedPlan]) -> u64 {
    let mut all: Vec<u16> = feeds.iter().map(|feed| feed.acc).collect();
    if let Some(p) = parts {
        let over = [p.cost_before.flatten(), p.cost_after.flatten(), p.deductible_over];
        all.extend(over.into_iter().chain([p.most_over, p.bands_over]).flatten());
        all.extend(p.limits.iter().filter_map(|(acc, _)| *acc));
    }
    all.iter().fold(0, |bits, acc| bits | 1 << acc)
}

fn layer_plan(
    area: &Area,
    program: &mut Program,
    dated: &Dated<Layer>,
) -> Result<LayerPlan, String> {
    let layer = &dated.body;
    let sources = program.buckets.sources(layer);
    let layout = layout_of(area, program, layer, sources.len());
    let parts = match &layer.kind {
        LayerKind::Ordinary(parts) => Some(parts_plan(program, parts, &layout)?),
        LayerKind::Account { .. } => None,
    };
    let running_sums = (layout.whats.len() - layout.months) / 12 * 13;
    let first_flag = 1 + layout.whats.len() + running_sums;
    let (feeds, conditions) = feed_plans(area, program, layer, first_flag);
    let mut needs = law::needs_of_layer(area, program.from, layer);
    if layout.months < layout.whats.len() {
        for day in program.months {
            needs.join(&law::needs_of_layer(area, day, layer));
        }
    }
    conditions.iter().for_each(|when| needs.condition(when));
    let by_bill: Vec<bool> =
        layout.whats.iter().map(|what| bill_needed(area, program, dated, *what)).collect();
    let axes = Axes::new(&area.domains, &needs, true, &[]);
    let insurance = program.scheme.body.insurance;
    let mut gaps = std::mem::take(&mut program.gaps);
    let dense = {
        let program = &*program;
        let row = |point: Point| {
            let mut point = point;
            point.set(Fact::Insurance, insurance);
            let mut row = vec![flag(law::holds(&layer.applies, &point), dated, &mut gaps)];
            let asked = asked(area, program, dated, &sources, point, program.from);
            for (what, by_bill) in layout.whats.iter().zip(&by_bill) {
                row.push(match *by_bill {
                    true => BY_BILL,
                    false => asked.reckon(*what, &mut Silent).unwrap_or_else(|g| gap(g, &mut gaps)),
                });
            }
            for first in (layout.months..layout.whats.len()).step_by(12) {
                let quotas = row[1 + first..1 + first + 12].to_vec();
                row.extend(running(&quotas));
            }
            row.extend(
                conditions
                    .iter()
                    .map(|when| flag(law::holds(&vec![when.clone()], &point), dated, &mut gaps)),
            );
            row
        };
        Dense::build(&axes, Point::BLANK, row)
    };
    program.gaps = gaps;
    let dense = dense.map_err(|facts| {
        format!("layer '{}' tells too many cases apart by {}", layer.name, facts.join(", "))
    })?;
    let merged = parts.as_ref().is_some_and(|p| {
        let one = layout.per_band == 1 && layout.draws - layout.first_pay <= 1;
        let same = sources.windows(2).all(|w| w[0].to == w[1].to);
        let whole = p.parts.rounding_place == RoundingPlace::Layer || sources.len() <= 1;
        one && same && whole && !sources.is_empty()
    });
    Ok(LayerPlan {
        touches: touches(parts.as_ref(), &feeds),
        tells_groups: parts.as_ref().is_some_and(|p| {
            let rates = p.parts.first_pay.iter().chain([&p.parts.share.rate]);
            rates.into_iter().any(|rate| depends(area, program.from, rate, Fact::Group))
        }),
        whole: layer.draws.iter().all(|d| d.share.is_none())
            && sources.iter().all(|s| !s.groupless),
        class_order: layer.class_order.clone(),
        dated: dated.clone(),
        parts,
        sources,
        merged,
        layout,
        feeds,
        dense,
    })
}

/// Sums of monthly quotas up to each month; the first is -1 where they must be added one by one.
fn running(quotas: &[i64]) -> Vec<i64> {
    let plain = quotas.iter().all(|q| (0..=Fen::MOST.0).contains(q));
    let mut sums = vec![if plain { 0 } else { -1 }];
    sums.extend(quotas.iter().scan(0i64, |sum, quota| {
        *sum = sum.wrapping_add(*quota);
        Some(*sum)
    }));
    sums
}

/// Everything at hand to reckon figures of a layer at a point.
pub(crate) fn asked<'a>(
    area: &'a Area,
    program: &'a Program,
    layer: &'a Dated<Layer>,
    sources: &'a [Source],
    point: Point,
    day: Day,
) -> Asked<'a> {
    let scene = Scene { area, day, point, measures: None, held: None };
    Asked { area, layer, sources, buckets: &program.buckets, scene, months: program.months }
}

fn bill_needed(area: &Area, program: &Program, dated: &Dated<Layer>, what: What) -> bool {
    let asked = asked(area, program, dated, &[], Point::BLANK, program.from);
    let days = match what {
        What::Month(_, month) => program.months[usize::from(month)],
        _ => program.from,
    };
    asked.expr(what).0.is_some_and(|expr| Needs::of_expr(area, days, expr).bill)
}

fn gap(gap: Gap, gaps: &mut Vec<Gap>) -> i64 {
    let at = gaps.iter().position(|g| *g == gap).unwrap_or_else(|| {
        gaps.push(gap);
        gaps.len() - 1
    });
    GAP + at as i64
}

fn flag(held: Result<bool, Fact>, dated: &Dated<Layer>, gaps: &mut Vec<Gap>) -> i64 {
    match held {
        Ok(held) => i64::from(held),
        Err(fact) => gap(Gap::Unstated(fact, dated.entry.place.clone()), gaps),
    }
}

fn end_plan(area: &Area, program: &mut Program) -> Result<EndPlan, String> {
    let insurance = program.scheme.body.insurance;
    let mut meters = Vec::new();
    let mut conditions = Vec::new();
    for (acc, plan) in program.accs.iter().enumerate() {
        let piece = area.accumulators.get(&plan.name).and_then(|t| t.on(program.from));
        for feed in piece.iter().flat_map(|p| &p.body.feeds) {
            if let FeedOf::Measure(measure) = feed.of {
                meters.push((acc as u16, measure));
                conditions.push(vec![feed.when.clone()]);
            }
        }
    }
    let counter = |fact| area.counter(fact, insurance, program.from);
    let counters = [counter(Fact::Stay), counter(Fact::Visit)];
    let mut needs = Needs::default();
    let counted = counters.iter().flatten().flat_map(|c| &c.body.counts);
    conditions.iter().flatten().chain(counted).for_each(|when| needs.condition(when));
    let axes = Axes::new(&area.domains, &needs, true, &[]);
    let mut gaps = std::mem::take(&mut program.gaps);
    let place = program.scheme.entry.place.clone();
    let row = |point: Point| {
        let point = point.with(Fact::Insurance, insurance);
        let mut flag = |conditions: &law::Conditions| match law::holds(conditions, &point) {
            Ok(held) => i64::from(held),
            Err(fact) => gap(Gap::Unstated(fact, place.clone()), &mut gaps),
        };
        let mut row: Vec<i64> =
            counters.iter().map(|c| c.map_or(0, |c| flag(&c.body.counts))).collect();
        row.extend(conditions.iter().map(&mut flag));
        row
    };
    let dense = Dense::build(&axes, Point::BLANK, row);
    program.gaps = gaps;
    let plan = |c: Option<&Dated<law::Counter>>| {
        c.map(|c| CounterPlan {
            period: c.body.period,
            zero: c.body.zero,
            under_deductible: c.body.under_deductible,
        })
    };
    Ok(EndPlan {
        meters,
        stay: plan(counters[0]),
        visit: plan(counters[1]),
        dense: dense.map_err(|facts| {
            format!("counters tell too many cases apart by {}", facts.join(", "))
        })?,
    })
}

/// How many labels a bill starts with.
pub(crate) const STARTS: usize = START.len();
