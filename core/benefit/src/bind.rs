//! Bind: a person and a bill become codes, once; what is wrong with them is said here.

use crate::plan::Program;
use crate::refusals;
use law::{Area, Fact, Measures, Point, RulingDay, Scheme, UNKNOWN};
use record::{Bill, Person, Refusal, Split};
use units::{Day, Fen};

/// Nobody is older.
const OLDEST: u32 = 130;

/// In-scope, own-pay, over-limit and first-pay by group code; 0 is "not known".
pub type GroupAmounts = Vec<[i64; 4]>;

/// A bill as the layers see it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Facts; the class is chosen layer by layer.
    pub point: Point,
    /// Classes the person holds, as bits of their codes less one.
    pub classes: u64,
    /// Registered conditions, as codes.
    pub held: Vec<u16>,
    /// Measures of the bill.
    pub measures: Measures,
    /// In-scope, own-pay, over-limit, first-pay.
    pub start: [i64; 4],
    /// The same by group, where the law tells groups apart.
    pub groups: Option<GroupAmounts>,
    /// Whether the account may pay.
    pub use_account: bool,
    /// Balances of this year's and earlier years' pots.
    pub balance: [i64; 2],
    /// It continues an earlier bill's stay.
    pub continues: bool,
    /// Month of the ruling day.
    pub month: u8,
    /// First month entitled in this year.
    pub entitled_month: u8,
    /// Accumulators whose key is not known, as bits.
    pub unkeyed: u64,
}

impl Case {
    /// The class that counts for a layer.
    #[inline(always)]
    pub(crate) fn class(&self, order: &[u16], none: u16) -> u16 {
        if self.classes == 0 {
            return none;
        }
        let held = |code: &&u16| self.classes >> (**code - 1) & 1 == 1;
        order.iter().find(held).copied().unwrap_or(none)
    }
}

/// The code of a stated value; unknown if nobody stated it.
fn code(area: &Area, fact: Fact, value: Option<&str>) -> Result<u16, Refusal> {
    let Some(value) = value else {
        return Ok(UNKNOWN);
    };
    match area.domains.code(fact, value) {
        Some(code) => Ok(code),
        None => Err(refusals::unknown_value(area, fact, value)),
    }
}

/// The insurance of a person, as a code.
pub(crate) fn insurance(area: &Area, person: &Person) -> Result<u16, Refusal> {
    code(area, Fact::Insurance, Some(&person.insurance))
}

/// The day whose law holds.
pub(crate) fn ruling_day(scheme: &Scheme, bill: &Bill) -> Result<Day, Refusal> {
    let settled = bill.settled.unwrap_or(bill.to);
    if bill.from > bill.to || settled < bill.from {
        return Err(refusals::days(bill, settled));
    }
    let crosses = bill.from.year() != bill.to.year();
    if scheme.ruling_day == RulingDay::Split && crosses {
        return Err(refusals::split(bill));
    }
    Ok(match scheme.ruling_day {
        RulingDay::Admission => bill.from,
        RulingDay::Discharge | RulingDay::Split => bill.to,
        RulingDay::Settlement => settled,
    })
}

/// States the facts of the person.
fn of_person(area: &Area, person: &Person, day: Day, point: &mut Point) -> Result<(), Refusal> {
    point.set(Fact::Insurance, insurance(area, person)?);
    point.set(Fact::Status, code(area, Fact::Status, person.status.as_deref())?);
    point.set(Fact::Tier, code(area, Fact::Tier, person.tier.as_deref())?);
    let age = match person.born {
        Some(born) => match day.age_of(born) {
            Some(age) => Some(age),
            None => {
                return Err(refusals::born(born, day));
            }
        },
        None => person.age,
    };
    if let Some(age) = age {
        if age > OLDEST {
            return Err(refusals::age(age, OLDEST));
        }
        point.set_number(Fact::Age, age);
    }
    let mut conditions: Vec<&String> = person.conditions.iter().collect();
    conditions.sort();
    conditions.dedup();
    point.set_number(Fact::Diseases, conditions.len() as u32);
    if let Some(years) = person.years_enrolled {
        point.set_number(Fact::YearsEnrolled, years);
    }
    Ok(())
}

/// States the facts of the bill and its institution.
fn of_bill(area: &Area, person: &Person, bill: &Bill, point: &mut Point) -> Result<(), Refusal> {
    let at = &bill.institution;
    let condition = bill.condition.as_deref().unwrap_or("none");
    let stated = [
        (Fact::Care, Some(bill.care.as_str())),
        (Fact::Level, at.level.as_deref()),
        (Fact::Rank, at.rank.as_deref()),
        (Fact::Kind, at.kind.as_deref()),
        (Fact::Place, at.place.as_deref()),
        (Fact::Filing, bill.filing.as_deref()),
        (Fact::Condition, Some(condition)),
    ];
    for (fact, value) in stated {
        point.set(fact, code(area, fact, value)?);
    }
    let flag = |held: bool| if held { 2 } else { 1 };
    point.set(Fact::Chosen, at.chosen.map_or(UNKNOWN, flag));
    point.set(Fact::Designated, flag(at.designated));
    point.set(Fact::Registered, flag(person.conditions.iter().any(|c| c == condition)));
    Ok(())
}

/// Binds a bill. The numbers of stay and visit, the balance and the keys are the engine's to add.
pub(crate) fn bind(
    area: &Area,
    program: Option<&Program>,
    person: &Person,
    bill: &Bill,
    day: Day,
    (split, groups): (&Split, GroupAmounts),
) -> Result<Case, Refusal> {
    let mut point = Point::BLANK;
    of_person(area, person, day, &mut point)?;
    of_bill(area, person, bill, &mut point)?;
    let mut classes = 0u64;
    for class in &person.classes {
        let code = code(area, Fact::Class, Some(class))?;
        classes |= 1u64.checked_shl(u32::from(code) - 1).unwrap_or(0);
    }
    let held: Result<Vec<u16>, Refusal> =
        person.conditions.iter().map(|c| code(area, Fact::Condition, Some(c))).collect();
    let entitled = person.entitled_from.filter(|from| from.year() == day.year());
    for (name, balance) in
        [("current", person.account.current), ("history", person.account.history)]
    {
        if balance < Fen::ZERO || balance > Fen::MOST {
            return Err(refusals::account(name, balance));
        }
    }
    Ok(Case {
        point,
        classes,
        held: held?,
        measures: [split.total, split.own_pay, split.over_limit, split.first_pay, split.in_scope],
        start: [split.in_scope.0, split.own_pay.0, split.over_limit.0, split.first_pay.0],
        groups: program.is_some_and(|p| p.tells_groups).then_some(groups),
        use_account: bill.use_account,
        balance: [person.account.current.0, person.account.history.0],
        continues: bill.continues.is_some(),
        month: day.month() as u8,
        entitled_month: entitled.map_or(1, |from| from.month() as u8),
        unkeyed: 0,
    })
}
