//! What makes a bill wrong whatever the law says, and the facts it states.

use super::{Fault, refused};
use law::{Area, Dated, Fact, Point, RulingDay, Scheme};
use record::{Bill, Cost, Person};
use units::Day;

/// Nobody is older (in years).
const OLDEST: u32 = 130;

/// The codes of a list of closed values; those that are not listed are left out.
pub(super) fn codes(area: &Area, fact: Fact, values: &[String]) -> Vec<u16> {
    let mut codes: Vec<u16> = values.iter().filter_map(|v| area.domains.code(fact, v)).collect();
    // Named twice is held once.
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Closed values that neither the land nor the area lists are refused.
pub(super) fn closed_values(area: &Area, person: &Person, bill: &Bill) -> Result<(), Fault> {
    let known = |fact: Fact, value: &str| match area.domains.code(fact, value) {
        Some(_) => Ok(()),
        None => refused(format!("'{value}' is not a known {}", fact.name())),
    };
    let at = &bill.institution;
    let stated = [
        (Fact::Status, &person.status),
        (Fact::Tier, &person.tier),
        (Fact::Condition, &bill.condition),
        (Fact::Level, &at.level),
        (Fact::Rank, &at.rank),
        (Fact::Kind, &at.kind),
        (Fact::Place, &at.place),
        (Fact::Filing, &bill.filing),
    ];
    known(Fact::Insurance, &person.insurance)?;
    known(Fact::Care, &bill.care)?;
    for (fact, value) in stated {
        if let Some(value) = value {
            known(fact, value)?;
        }
    }
    for class in &person.classes {
        known(Fact::Class, class)?;
    }
    for condition in &person.conditions {
        known(Fact::Condition, condition)?;
    }
    let groups: Vec<&str> = match &bill.cost {
        Cost::Totals(totals) => totals.groups.iter().map(|(g, _)| g.as_str()).collect(),
        Cost::Lines(lines) => lines.iter().filter_map(|l| l.group.as_deref()).collect(),
    };
    for group in groups {
        known(Fact::Group, group)?;
    }
    if person.account.current.0 < 0 || person.account.history.0 < 0 {
        return refused("the account is overdrawn");
    }
    Ok(())
}

/// Days that cannot be, or that lie before the person is entitled.
pub(super) fn days(
    scheme: &Dated<Scheme>,
    person: &Person,
    bill: &Bill,
    day: Day,
) -> Result<(), Fault> {
    if bill.from > bill.to {
        return refused("the first day lies after the last");
    }
    if scheme.body.ruling_day == RulingDay::Split && bill.from.year() != bill.to.year() {
        return refused("the bill crosses the year's end");
    }
    let age = match person.born {
        Some(born) => match day.age_of(born) {
            Some(age) => Some(age),
            None => return refused("born after the ruling day"),
        },
        None => person.age,
    };
    if age.is_some_and(|age| age > OLDEST) {
        return refused("nobody is so old");
    }
    if person.entitled_from.is_some_and(|from| day < from) {
        return refused("not yet entitled");
    }
    Ok(())
}

/// The facts that person and bill state. Class, stay, visit and those inside layers come later.
pub(super) fn facts(area: &Area, person: &Person, bill: &Bill, day: Day) -> Point {
    let mut point = Point::BLANK;
    let mut state = |fact: Fact, value: Option<&str>| {
        if let Some(code) = value.and_then(|v| area.domains.code(fact, v)) {
            point.set(fact, code);
        }
    };
    let at = &bill.institution;
    let flag = |value: bool| if value { "true" } else { "false" };
    state(Fact::Insurance, Some(&person.insurance));
    state(Fact::Status, person.status.as_deref());
    state(Fact::Tier, person.tier.as_deref());
    state(Fact::Care, Some(&bill.care));
    let condition = bill.condition.as_deref().unwrap_or("none");
    state(Fact::Condition, Some(condition));
    state(Fact::Registered, Some(flag(person.conditions.iter().any(|c| c == condition))));
    state(Fact::Level, at.level.as_deref());
    state(Fact::Rank, at.rank.as_deref());
    state(Fact::Kind, at.kind.as_deref());
    state(Fact::Place, at.place.as_deref());
    state(Fact::Chosen, at.chosen.map(flag));
    state(Fact::Designated, Some(flag(at.designated)));
    state(Fact::Filing, bill.filing.as_deref());
    let age = match person.born {
        Some(born) => day.age_of(born),
        None => person.age,
    };
    if let Some(age) = age {
        point.set_number(Fact::Age, age);
    }
    if let Some(years) = person.years_enrolled {
        point.set_number(Fact::YearsEnrolled, years);
    }
    let diseases = codes(area, Fact::Condition, &person.conditions).len();
    point.set_number(Fact::Diseases, diseases as u32);
    point
}
