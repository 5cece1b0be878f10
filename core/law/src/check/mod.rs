//! Checks: that an area's law answers every case on every day of its windows, exactly once.

mod draws;
mod layers;
mod names;
mod values;

use crate::entry::{Finding, Place};
use crate::model::Area;
use crate::points::breakpoints;
use std::collections::{BTreeMap, BTreeSet};

/// What a check found and how much it looked at.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Figures that the law says nobody has read, and at how many points care would need them.
    pub unread: BTreeMap<Place, u64>,
    /// Points that were evaluated.
    pub points: u64,
    /// Spans of days in which the law does not change.
    pub spans: u64,
}

/// Collects while checking.
pub(crate) struct Checker<'a> {
    pub(crate) area: &'a Area,
    pub(crate) findings: BTreeSet<Finding>,
    pub(crate) unread: BTreeMap<Place, u64>,
    pub(crate) points: u64,
    /// Rows that could be met, and whether one ever was.
    pub(crate) rows: BTreeMap<Place, bool>,
    /// Names of values and statistics that are used.
    pub(crate) used: BTreeSet<String>,
}

impl Checker<'_> {
    pub(crate) fn wrong(&mut self, place: &Place, sentence: impl Into<String>) {
        self.findings.insert(Finding { place: place.clone(), sentence: sentence.into() });
    }
}

/// Checks one area.
pub fn check_area(area: &Area) -> Report {
    let mut checker = Checker {
        area,
        findings: area.findings.iter().cloned().collect(),
        unread: BTreeMap::new(),
        points: 0,
        rows: BTreeMap::new(),
        used: BTreeSet::new(),
    };
    names::check(&mut checker);
    let mut spans = 0;
    // Where entries did not read, what depends on them cannot be judged yet.
    if checker.findings.is_empty() && area.broken.is_empty() {
        for scheme in &area.schemes {
            let Some(to) = scheme.entry.to else { continue };
            for day in breakpoints(area, scheme.entry.from, to, &scheme.body) {
                spans += 1;
                layers::check(&mut checker, scheme, day);
            }
        }
        let never: Vec<Place> =
            checker.rows.iter().filter(|(_, met)| !**met).map(|(place, _)| place.clone()).collect();
        for place in never {
            checker.wrong(
                &place,
                "this row is never reached on any day of any window; mend its condition or take it out",
            );
        }
        values::unused(&mut checker);
    }
    Report {
        findings: checker.findings.into_iter().collect(),
        unread: checker.unread,
        points: checker.points,
        spans,
    }
}

#[cfg(test)]
mod tests;
