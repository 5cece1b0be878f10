//! The main indicators of a five-year plan (规划主要指标), computed from the books where that can be done now,
//! with what is missing for the others.

use crate::desk::DeskError;
use crate::journal::Journal;
use crate::plans::{Indicator, Measure, Payer, Plan, Whole};
use crate::region_sums::{Month, months, permille};
use store::CareMonthRow;
use units::Rate;

/// What an indicator comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A share, in tenths of a percent.
    Share(i64),
    /// A sum, in fen.
    Sum(i64),
}

/// An indicator with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// As the plan prints it.
    pub indicator: Indicator,
    /// Over the whole span; none: something is missing, or there was nothing to measure.
    pub value: Option<Value>,
    /// Month by month.
    pub trend: Vec<(Month, Option<Value>)>,
    /// Whether a target that is one number is met.
    pub met: Option<bool>,
}

fn measured(measure: &Measure, rows: &[CareMonthRow]) -> Option<Value> {
    let holds = |row: &&CareMonthRow| {
        measure.insurance.as_ref().is_none_or(|insurance| *insurance == row.insurance)
            && (measure.care.is_empty() || measure.care.contains(&row.care))
            && (measure.classes.is_empty() || measure.classes.contains(&row.class))
    };
    let (mut paid, mut whole) = (0, 0);
    for CareMonthRow { sums, .. } in rows.iter().filter(holds) {
        let payer = |payer: &Payer| match payer {
            Payer::Basic => sums.basic,
            Payer::Catastrophic => sums.catastrophic,
            Payer::Aid => sums.aid,
            Payer::Other => sums.other,
        };
        paid += measure.payers.iter().map(payer).sum::<i64>();
        whole += match measure.of {
            None => 0,
            Some(Whole::Total) => sums.total,
            Some(Whole::InScope) => sums.in_scope,
            Some(Whole::AfterInsurance) => sums.in_scope - sums.basic - sums.catastrophic,
        };
    }
    match measure.of {
        None => Some(Value::Sum(paid)),
        Some(_) => permille(paid, whole).map(Value::Share),
    }
}

/// Whether a share reaches a target.
fn met(indicator: &Indicator, value: Option<Value>) -> Option<bool> {
    let least = Rate::parse(indicator.at_least.as_ref()?).ok()?;
    match value? {
        // A rate is in millionths.
        Value::Share(share) => Some(share * 1000 >= least.0),
        Value::Sum(_) => None,
    }
}

/// Computes the indicators of a plan over some months.
pub async fn plan_indicators(
    journal: &Journal,
    plan: &Plan,
    (from, to): (Month, Month),
) -> Result<Vec<Computed>, DeskError> {
    let (models, area) = (journal.store().models(), journal.number());
    let all = models.care_by_person(area, (from, to)).await?;
    let mut monthly = Vec::new();
    for month in months(from, to) {
        monthly.push((month, models.care_by_person(area, (month, month)).await?));
    }
    let computed = plan.indicators.iter().map(|indicator| {
        let measure = indicator.ratio.as_ref().or(indicator.sum.as_ref());
        let value = measure.and_then(|measure| measured(measure, &all));
        let of_month = |(month, rows): &(Month, Vec<CareMonthRow>)| {
            (*month, measure.and_then(|measure| measured(measure, rows)))
        };
        let trend = match measure {
            Some(_) => monthly.iter().map(of_month).collect(),
            None => Vec::new(),
        };
        let met = met(indicator, value);
        Computed { indicator: indicator.clone(), value, trend, met }
    });
    Ok(computed.collect())
}
