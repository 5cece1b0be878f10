//! Needs: which facts a piece of law depends on, and where its numbers are cut.

use crate::expr::{Condition, Expr, Operation, Start, ValueSet};
use crate::fact::Fact;
use crate::model::{Area, FeedOf, Layer, LayerKind, Parts};
use std::collections::{BTreeMap, BTreeSet};
use units::{Day, PeriodKind};

/// Nobody is older.
const OLDEST: u16 = 130;
const DEPTH: u8 = 40;

/// What something depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The facts; for numbers the first number of each class beyond the one that begins at 0.
    pub facts: BTreeMap<Fact, BTreeSet<u16>>,
    /// The answer also depends on measures of the bill or on the person's conditions.
    pub bill: bool,
}

impl Needs {
    /// Adds what another thing needs.
    pub fn join(&mut self, other: &Needs) {
        for (fact, cuts) in &other.facts {
            self.facts.entry(*fact).or_default().extend(cuts);
        }
        self.bill |= other.bill;
    }

    /// Adds what a condition needs.
    pub fn condition(&mut self, condition: &Condition) {
        for test in &condition.tests {
            let cuts = self.facts.entry(test.fact).or_default();
            if !test.fact.is_number() {
                continue;
            }
            match &test.set {
                ValueSet::Range(from, to) => cuts.extend([*from].into_iter().chain(*to)),
                ValueSet::In(codes) | ValueSet::NotIn(codes) => {
                    cuts.extend(codes.iter().flat_map(|code| [code - 1, *code]));
                }
            }
        }
    }

    /// What a value needs on a day, through all it refers to.
    pub fn of_expr(area: &Area, day: Day, expr: &Expr) -> Needs {
        let mut needs = Needs::default();
        needs.expr(area, day, expr, DEPTH);
        needs
    }

    fn expr(&mut self, area: &Area, day: Day, expr: &Expr, depth: u8) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match &expr.start {
            Start::Literal(_) => {}
            Start::Is(inner) => self.expr(area, day, inner, depth),
            Start::Table(rows) => {
                for row in rows {
                    self.condition(&row.when);
                    self.expr(area, day, &row.is, depth);
                }
            }
            Start::Statistic(name) => {
                if let Some(piece) = area.statistics.get(name).and_then(|t| t.on(day)) {
                    self.expr(area, day, &piece.body, depth);
                }
            }
            Start::Measure(_) => self.bill = true,
            Start::Named(name, with) => {
                if let Some(piece) = area.values.get(name).and_then(|t| t.on(day)) {
                    let mut inner = Needs::default();
                    inner.expr(area, day, &piece.body, depth);
                    for (fact, _) in with {
                        inner.facts.remove(fact);
                    }
                    self.join(&inner);
                }
            }
            Start::Largest(all) => all.iter().for_each(|e| self.expr(area, day, e, depth)),
            Start::LargestOfConditions(inner) => {
                self.bill = true;
                self.expr(area, day, inner, depth);
            }
        }
        for step in &expr.steps {
            step.when.iter().for_each(|when| self.condition(when));
            match &step.operation {
                Operation::Times(by) | Operation::Add(by, None) => self.expr(area, day, by, depth),
                Operation::Add(by, Some(counted)) => {
                    self.expr(area, day, by, depth);
                    let last = counted.at_most.map_or(OLDEST, |most| counted.after + most);
                    self.facts.entry(counted.per).or_default().extend(counted.after + 1..=last);
                }
            }
        }
        for bound in [&expr.floor, &expr.ceiling].into_iter().flatten() {
            self.expr(area, day, bound, depth);
        }
    }
}

/// The values of a layer's parts 2 to 8, in the order of the parts.
pub(crate) fn exprs_of_parts(parts: &Parts) -> Vec<&Expr> {
    let mut all = Vec::new();
    all.extend(parts.cost_limit_before.iter().map(|l| &l.amount));
    all.extend(&parts.first_pay);
    if let Some(deductible) = &parts.deductible {
        all.push(&deductible.amount);
        all.extend(deductible.most.iter().map(|m| &m.amount));
    }
    all.extend(parts.cost_limit_after.iter().map(|l| &l.amount));
    all.extend(parts.bands.iter().flat_map(|b| &b.edges));
    all.push(&parts.share.rate);
    all.extend(parts.limits.iter().map(|l| &l.amount));
    all
}

/// What the parts of a layer need.
pub fn needs_of_parts(area: &Area, day: Day, parts: &Parts) -> Needs {
    let mut needs = Needs::default();
    for expr in exprs_of_parts(parts) {
        needs.join(&Needs::of_expr(area, day, expr));
    }
    needs
}

/// What a whole layer needs: when it applies, what it draws, its parts.
pub fn needs_of_layer(area: &Area, day: Day, layer: &Layer) -> Needs {
    let mut needs = Needs::default();
    layer.applies.iter().for_each(|when| needs.condition(when));
    for share in layer.draws.iter().filter_map(|draw| draw.share.as_ref()) {
        needs.join(&Needs::of_expr(area, day, share));
    }
    if let LayerKind::Ordinary(parts) = &layer.kind {
        needs.join(&needs_of_parts(area, day, parts));
    }
    needs
}

/// What the compiled table of a layer needs: the layer, the conditions of its feeds, and, where a limit
/// is counted month by month, the law of every month. `first` is the first day of the scheme's window.
pub fn needs_of_table(area: &Area, day: Day, first: Day, layer: &Layer) -> Needs {
    let mut needs = needs_of_layer(area, day, layer);
    let in_force = area.accumulators.values().filter_map(|timeline| timeline.on(day));
    for feed in in_force.flat_map(|piece| &piece.body.feeds) {
        if matches!(&feed.of, FeedOf::Layer(name, _) if *name == layer.name) {
            needs.condition(&feed.when);
        }
    }
    let monthly = |name: &String| {
        let piece = area.accumulators.get(name).and_then(|timeline| timeline.on(day));
        piece.is_some_and(|piece| piece.body.period == PeriodKind::MonthCarried)
    };
    if let LayerKind::Ordinary(parts) = &layer.kind
        && parts.limits.iter().filter_map(|limit| limit.over.as_ref()).any(monthly)
    {
        let months = (1..=12).filter_map(|month| Day::new(day.year(), month, 1));
        for month in months {
            needs.join(&needs_of_layer(area, month.max(first), layer));
        }
    }
    needs
}

/// What the compiled table around the layers needs: where they apply, counters, feeds by measures.
pub fn needs_of_end<'l>(
    area: &Area,
    day: Day,
    insurance: u16,
    layers: impl Iterator<Item = &'l Layer>,
) -> Needs {
    let mut needs = Needs::default();
    layers.flat_map(|layer| &layer.applies).for_each(|when| needs.condition(when));
    let counters = [Fact::Stay, Fact::Visit].map(|fact| area.counter(fact, insurance, day));
    let counted = counters.iter().flatten().flat_map(|counter| &counter.body.counts);
    counted.for_each(|when| needs.condition(when));
    let in_force = area.accumulators.values().filter_map(|timeline| timeline.on(day));
    for feed in in_force.flat_map(|piece| &piece.body.feeds) {
        if matches!(feed.of, FeedOf::Measure(_)) {
            needs.condition(&feed.when);
        }
    }
    needs
}
