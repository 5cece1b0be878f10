//! Needs: which facts a piece of law depends on, and where its numbers are cut.

use crate::expr::{Condition, Expr, Operation, Start, ValueSet};
use crate::fact::Fact;
use crate::model::{Area, Layer, LayerKind, Parts};
use std::collections::{BTreeMap, BTreeSet};
use units::Day;

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
