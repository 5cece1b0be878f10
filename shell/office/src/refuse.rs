//! Refusals that several acts share: what happened, then who can do what.

use crate::desk::Refused;
pub(crate) use crate::desk::refused;
use law::{Area, Fact};

/// That a value is one of the law's closed values.
pub(crate) fn closed_value(area: &Area, fact: Fact, value: &str) -> Result<(), Refused> {
    if area.domains.code(fact, value).is_some() {
        return Ok(());
    }
    let all = area.domains.of.get(&fact).map(|domain| {
        domain.values.iter().map(|value| value.id.as_str()).collect::<Vec<_>>().join(", ")
    });
    let (name, all) = (fact.name(), all.unwrap_or_default());
    Err(refused(
        "unknown-value",
        format!("{name} 没有取值“{value}”。请从以下取值中选择:{all}。"),
        format!("'{value}' is no value of {name}; choose one of: {all}"),
    ))
}

/// That what a visit is about is what law knows.
pub(crate) fn stated(
    area: &Area,
    care: &str,
    condition: Option<&String>,
    filing: Option<&String>,
) -> Result<(), Refused> {
    closed_value(area, Fact::Care, care)?;
    condition.map_or(Ok(()), |value| closed_value(area, Fact::Condition, value))?;
    filing.map_or(Ok(()), |value| closed_value(area, Fact::Filing, value))
}
