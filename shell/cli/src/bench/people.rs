//! Made-up people and bills of one year for the bench: person-sorted, mixed care.

use crate::dice::Dice;

/// Insurance of a person.
pub(crate) const EMPLOYEE: u8 = 0;

/// A person. Codes are our own; the engine's come from the law.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    /// 0 employee, 1 resident.
    pub(crate) insurance: u8,
    /// Employee: 0 in service, 1 retired. Resident: 0 adult, 1 child.
    pub(crate) status: u8,
    pub(crate) age: u8,
    /// Index of the aid class held, 255 none: extreme-poverty, orphan, minimum-living, relapse, minimum-living-edge.
    pub(crate) class: u8,
    pub(crate) bills: u8,
}

/// A bill.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bill {
    /// 0 inpatient, 1 outpatient, 2 home-bed.
    pub(crate) care: u8,
    /// 0 一级, 1 二级, 2 三级.
    pub(crate) level: u8,
    /// 0 home, 1 province, 2 away.
    pub(crate) place: u8,
    /// 0 none, 1 referred, 2 filed, 3 emergency.
    pub(crate) filing: u8,
    pub(crate) chosen: bool,
    pub(crate) month: u8,
    pub(crate) own_pay: u32,
    pub(crate) first_pay: u32,
    pub(crate) in_scope: u64,
}

/// People with their bills in the order of the year.
pub(crate) fn people(count: usize, seed: u64) -> (Vec<Person>, Vec<Bill>) {
    let mut dice = Dice::new(seed);
    let mut people = Vec::with_capacity(count);
    let mut bills = Vec::with_capacity(count * 5);
    for _ in 0..count {
        let insurance = u8::from(dice.percent(62));
        let status = u8::from(dice.percent(25));
        let age = match (insurance, status) {
            (EMPLOYEE, 0) => 22 + dice.below(38),
            (EMPLOYEE, _) => 55 + dice.below(35),
            (_, 0) => 18 + dice.below(70),
            _ => dice.below(15),
        };
        let class = if dice.percent(4) { dice.below(5) as u8 } else { u8::MAX };
        let number = 2 + dice.below(7);
        let mut month = 1;
        for left in (1..=number).rev() {
            month += dice.below((12 - month) / left + 1);
            bills.push(bill(&mut dice, insurance, class != u8::MAX, month as u8));
        }
        let (age, number) = (age as u8, number as u8);
        people.push(Person { insurance, status, age, class, bills: number });
    }
    (people, bills)
}

fn bill(dice: &mut Dice, insurance: u8, aided: bool, month: u8) -> Bill {
    let inpatient = dice.percent(if aided { 20 } else { 9 });
    let home_bed = inpatient && insurance == EMPLOYEE && dice.percent(2);
    let away = inpatient && !home_bed && dice.percent(12);
    let recorded = insurance != EMPLOYEE || dice.percent(75);
    let filing = match (away, recorded) {
        (true, true) => 1 + dice.below(3) as u8,
        (true, false) => 0,
        (false, _) => u8::from(dice.percent(10)),
    };
    let level = match dice.below(10) {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let cost = if inpatient { dice.cost(150_000, 6_000_000) } else { dice.cost(2_000, 80_000) };
    let own_pay = cost * dice.below(12) / 100;
    let first_pay = (cost - own_pay) * dice.below(10) / 100;
    Bill {
        care: if home_bed { 2 } else { u8::from(!inpatient) },
        level,
        place: if away { 1 + dice.below(2) as u8 } else { 0 },
        filing,
        chosen: true,
        month,
        own_pay: own_pay as u32,
        first_pay: first_pay as u32,
        in_scope: cost - own_pay - first_pay,
    }
}
