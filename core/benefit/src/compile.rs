//! Compile: a scheme's law of one span of days becomes dense tables of integers.

use crate::buckets::{Buckets, START, Source};
use crate::dense::Dense;
use crate::keys::{AccPlan, CounterPlan};
use crate::params::{Asked, BY_BILL, GAP, Layout, What};
use crate::plan::{EndPlan, FeedPlan, LayerPlan, PartsPlan, Program};
use law::{
    Area, Axes, Condition, Dated, Fact, FeedOf, Gap, Layer, LayerKind, Needs, Parts, Point,
    RoundingPlace, Scene, Scheme, Silent,
};
use std::collections::HashMap;
use units::{Day, Fen, PeriodKind};

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
    Ok(program)
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
    let dense = table(area, program, dated, (&sources, &layout, &conditions))?;
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

/// The layer's dense table: at every point its figures, reckoned once.
fn table(
    area: &Area,
    program: &mut Program,
    dated: &Dated<Layer>,
    (sources, layout, conditions): (&[Source], &Layout, &[Condition]),
) -> Result<Dense, String> {
    let layer = &dated.body;
    let mut needs = law::needs_of_layer(area, program.from, layer);
    if layout.months < layout.whats.len() {
        for day in program.months {
            needs.join(&law::needs_of_layer(area, day, layer));
        }
    }
    conditions.iter().for_each(|when| needs.condition(when));
    let by_bill: Vec<bool> =
        layout.whats.iter().map(|what| needs_of(area, program, dated, *what).bill).collect();
    let axes = Axes::new(&area.domains, &needs, true, &[]);
    let mut gaps = std::mem::take(&mut program.gaps);
    let insurance = program.scheme.body.insurance;
    let shared = &*program;
    // A figure depends on fewer facts than its layer: each is reckoned once for its own.
    let own: Vec<Vec<Fact>> =
        layout.whats.iter().map(|what| facts_of(area, shared, dated, *what)).collect();
    let mut known: Vec<HashMap<Vec<u16>, i64>> = vec![HashMap::new(); layout.whats.len()];
    let row = |point: Point| {
        let point = point.with(Fact::Insurance, insurance);
        let mut row = vec![flag(law::holds(&layer.applies, &point), dated, &mut gaps)];
        if row[0] == 0 {
            return row;
        }
        let asked = asked(area, shared, dated, sources, point, shared.from);
        for (at, what) in layout.whats.iter().enumerate() {
            let codes = own[at].iter().map(|fact| point.get(*fact)).collect();
            let figure = known[at].entry(codes).or_insert_with(|| match by_bill[at] {
                true => BY_BILL,
                false => asked.reckon(*what, &mut Silent).unwrap_or_else(|g| gap(g, &mut gaps)),
            });
            row.push(*figure);
        }
        for first in (layout.months..layout.whats.len()).step_by(12) {
            let quotas = row[1 + first..1 + first + 12].to_vec();
            row.extend(running(&quotas));
        }
        let held = |when: &Condition| law::holds(std::slice::from_ref(when), &point);
        row.extend(conditions.iter().map(|when| flag(held(when), dated, &mut gaps)));
        row
    };
    let dense = Dense::build(&axes, Point::BLANK, row);
    program.gaps = gaps;
    dense.map_err(|facts| {
        format!("layer '{}' tells too many cases apart by {}", layer.name, facts.join(", "))
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

/// What one figure needs on its day.
fn needs_of(area: &Area, program: &Program, dated: &Dated<Layer>, what: What) -> Needs {
    let asked = asked(area, program, dated, &[], Point::BLANK, program.from);
    let day = match what {
        What::Month(_, month) => program.months[usize::from(month)],
        _ => program.from,
    };
    asked.expr(what).0.map(|expr| Needs::of_expr(area, day, expr)).unwrap_or_default()
}

/// The facts one figure depends on.
fn facts_of(area: &Area, program: &Program, dated: &Dated<Layer>, what: What) -> Vec<Fact> {
    needs_of(area, program, dated, what).facts.into_keys().collect()
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
    let applies = program.layers.iter().flat_map(|l| &l.dated.body.applies);
    applies.for_each(|when| needs.condition(when));
    let axes = Axes::new(&area.domains, &needs, true, &[Fact::Class]);
    let mut gaps = std::mem::take(&mut program.gaps);
    let place = program.scheme.entry.place.clone();
    let shared = &*program;
    let row = |point: Point| {
        let point = point.with(Fact::Insurance, insurance);
        // Which layers may apply: to persons without a class, and to any.
        let bits = |class: u16| {
            let point = point.with(Fact::Class, class);
            let may = |plan: &LayerPlan| law::holds(&plan.dated.body.applies, &point) != Ok(false);
            let layers = shared.layers.iter().enumerate();
            layers.fold(0, |bits, (at, plan)| bits | i64::from(may(plan)) << at)
        };
        let mut row = vec![bits(shared.none_class), bits(law::UNKNOWN)];
        let mut flag = |any: &[Condition], place: &law::Place| match law::holds(any, &point) {
            Ok(held) => i64::from(held),
            Err(fact) => gap(Gap::Unstated(fact, place.clone()), &mut gaps),
        };
        row.extend(counters.iter().map(|c| c.map_or(0, |c| flag(&c.body.counts, &c.entry.place))));
        row.extend(conditions.iter().map(|when| flag(when, &place)));
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
            format!("'applies' and counters tell too many cases apart by {}", facts.join(", "))
        })?,
    })
}

/// How many labels a bill starts with.
pub(crate) const STARTS: usize = START.len();
