//! Keys: from a case to the accumulators it reads and writes.

use crate::plan::Program;
use law::{Area, Fact, Point};
use record::AccKey;
use units::{Day, Period, PeriodKind};

/// An accumulator as a program uses it.
#[derive(Debug, Clone)]
pub(crate) struct AccPlan {
    pub(crate) name: String,
    pub(crate) period: PeriodKind,
    pub(crate) keys: Vec<Fact>,
}

/// A counter as a program uses it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CounterPlan {
    pub(crate) period: PeriodKind,
    pub(crate) zero: bool,
    pub(crate) under_deductible: bool,
}

/// Name of the accumulator behind a counter.
pub(crate) fn counter_name(fact: Fact) -> &'static str {
    if fact == Fact::Stay { "stays" } else { "visits" }
}

/// The key of a counter on a day.
pub(crate) fn counter_key(fact: Fact, period: PeriodKind, day: Day) -> AccKey {
    let name = counter_name(fact).to_string();
    AccKey { name, values: Vec::new(), period: period.of(day, "", "") }
}

impl Program {
    /// The key of each accumulator for a case; none where a fact it is keyed by is not known.
    pub(crate) fn keys(
        &self,
        area: &Area,
        point: &Point,
        day: Day,
        bill: &str,
        chain: &str,
    ) -> Vec<Option<AccKey>> {
        let key = |plan: &AccPlan| {
            let known = plan.keys.iter().all(|fact| point.get(*fact) != law::UNKNOWN);
            known.then(|| AccKey {
                name: plan.name.clone(),
                values: plan.keys.iter().map(|f| area.domains.value(*f, point.get(*f))).collect(),
                period: plan.period.of(day, bill, chain),
            })
        };
        self.accs.iter().map(key).collect()
    }
}

/// Whether a key could be one of this area: a name it knows, with the right kind of period.
pub(crate) fn known_key(area: &Area, key: &AccKey) -> bool {
    if matches!(key.name.as_str(), "stays" | "visits") {
        return key.values.is_empty() && matches!(key.period, Period::Year(_) | Period::Life);
    }
    area.accumulators.get(&key.name).is_some_and(|timeline| {
        timeline.pieces.iter().any(|piece| {
            let acc = &piece.body;
            let values = acc.keys.iter().zip(&key.values);
            acc.keys.len() == key.values.len()
                && key.period.is_of(acc.period)
                && values.into_iter().all(|(f, v)| area.domains.code(*f, v).is_some())
        })
    })
}
