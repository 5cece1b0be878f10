//! Points: every case that a set of facts can tell apart, counted through.

use crate::fact::{Domains, Fact, MOST, Point, UNKNOWN};
use crate::model::{Area, Scheme};
use crate::needs::Needs;
use units::Day;

/// The most cases that the table of one layer, or of what stands around the layers, may tell apart:
/// all combinations of the facts it uses, each fact also unknown.
pub const MOST_CASES: usize = 4_000_000;

/// One fact with one code for each class of cases it tells apart.
#[derive(Debug, Clone)]
struct Axis {
    fact: Fact,
    codes: Vec<u16>,
    /// Class of each code that may come.
    class_of: Vec<u16>,
}

/// The facts something depends on, as axes of a dense space.
#[derive(Debug, Clone, Default)]
pub struct Axes {
    axes: Vec<Axis>,
}

impl Axes {
    /// The axes for what is needed. With `unknown`, each fact may also be unknown (class 0).
    pub fn new(domains: &Domains, needs: &Needs, unknown: bool, skip: &[Fact]) -> Axes {
        let outer = needs.facts.iter().filter(|(fact, _)| !fact.is_inner() && !skip.contains(fact));
        let axes = outer.map(|(fact, cuts)| {
            let mut codes = if unknown { vec![UNKNOWN] } else { Vec::new() };
            let mut class_of = vec![0u16; usize::from(domains.size(*fact)) + 1];
            if fact.is_number() {
                let known = codes.len();
                // Stays and visits are numbered from 1, other numbers from 0.
                let least = u16::from(matches!(fact, Fact::Stay | Fact::Visit));
                codes.push(least + 1);
                codes.extend(cuts.iter().filter(|n| **n > least && **n <= MOST).map(|n| n + 1));
                for (code, class) in class_of.iter_mut().enumerate().skip(usize::from(least) + 1) {
                    let upto = codes[known..].partition_point(|first| usize::from(*first) <= code);
                    *class = (known + upto - 1) as u16;
                }
            } else {
                for (code, class) in class_of.iter_mut().enumerate().skip(1) {
                    *class = codes.len() as u16;
                    codes.push(code as u16);
                }
            }
            Axis { fact: *fact, codes, class_of }
        });
        Axes { axes: axes.collect() }
    }

    /// Keeps only some codes of a fact.
    pub fn restrict(&mut self, fact: Fact, keep: impl Fn(u16) -> bool) {
        for axis in self.axes.iter_mut().filter(|axis| axis.fact == fact) {
            axis.codes.retain(|code| keep(*code));
        }
    }

    /// The facts.
    pub fn facts(&self) -> impl Iterator<Item = Fact> + '_ {
        self.axes.iter().map(|axis| axis.fact)
    }

    /// For each fact its step in the dense space and the class of each code.
    pub fn strides(&self) -> Vec<(Fact, usize, Vec<u16>)> {
        let mut stride = 1;
        let mut all = Vec::new();
        for axis in &self.axes {
            all.push((axis.fact, stride, axis.class_of.clone()));
            stride *= axis.codes.len();
        }
        all
    }

    /// How many points there are; none if more than `most`.
    pub fn count(&self, most: usize) -> Option<usize> {
        self.axes
            .iter()
            .try_fold(1usize, |n, axis| n.checked_mul(axis.codes.len()).filter(|n| *n <= most))
    }

    /// The facts with how many classes of cases each tells apart.
    pub fn sizes(&self) -> impl Iterator<Item = (Fact, usize)> + '_ {
        self.axes.iter().map(|axis| (axis.fact, axis.codes.len()))
    }

    /// The n-th point: a code for each axis on top of `base`.
    pub fn point(&self, mut n: usize, base: Point) -> Point {
        let mut point = base;
        for axis in &self.axes {
            point.set(axis.fact, axis.codes[n % axis.codes.len()]);
            n /= axis.codes.len();
        }
        point
    }
}

/// The first days of all spans of a scheme's window in which the law does not change.
pub fn breakpoints(area: &Area, from: Day, to: Day, scheme: &Scheme) -> Vec<Day> {
    let mut days = vec![from];
    let inside = |day: &Day| *day > from && *day <= to;
    for name in &scheme.layers {
        days.extend(area.layers.get(name).into_iter().flat_map(|t| t.edges()).filter(inside));
    }
    days.extend(area.values.values().flat_map(|t| t.edges()).filter(inside));
    days.extend(area.statistics.values().flat_map(|t| t.edges()).filter(inside));
    days.extend(area.accumulators.values().flat_map(|t| t.edges()).filter(inside));
    for counter in &area.counters {
        let edges = [Some(counter.entry.from), counter.entry.to.map(Day::next)];
        days.extend(edges.into_iter().flatten().filter(inside));
    }
    days.sort();
    days.dedup();
    days
}
