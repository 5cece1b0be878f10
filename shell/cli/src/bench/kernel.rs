//! The control: the shipped Jiangmen law of 2026 written by hand for that one policy.
//!
//! A benchmark's control may hold figures of a regulation; nothing else reads them from here.

use super::people::{Bill, EMPLOYEE, Person};

/// What a year has counted for one person.
#[derive(Default, Clone, Copy)]
pub(crate) struct Year {
    basic_paid: i64,
    primary: i64,
    hospital: i64,
    outpatient: i64,
    catastrophic_entered: i64,
    catastrophic_paid: i64,
    aid_entered: i64,
    aid_paid: i64,
    second_entered: i64,
    second_paid: i64,
}

/// What each layer paid: basic, catastrophic, assistance, second aid; or a gap of the law.
pub(crate) type Paid = Option<[i64; 4]>;

fn half_up(amount: i64, percent: i64) -> i64 {
    (amount * percent + 50) / 100
}

/// The smallest cost whose rounded payment reaches `paid`.
fn cost_of(paid: i64, percent: i64) -> i64 {
    if paid == 0 {
        0
    } else {
        (paid * 100 - 50).div_euclid(percent) + i64::from((paid * 100 - 50).rem_euclid(percent) > 0)
    }
}

/// A payment of `percent` on `cost`, at most `left`; what lies over the cap.
fn capped(cost: i64, percent: i64, left: i64) -> (i64, i64) {
    let paid = half_up(cost, percent);
    if paid <= left { (paid, 0) } else { (left, cost - cost_of(left, percent)) }
}

#[inline(always)]
pub(crate) fn decide(person: &Person, bill: &Bill, year: &mut Year) -> Paid {
    if bill.care == 1 { outpatient(person, bill, year) } else { stay(person, bill, year) }
}

fn outpatient(person: &Person, bill: &Bill, year: &mut Year) -> Paid {
    let cost = bill.in_scope as i64;
    if person.insurance != EMPLOYEE {
        let (paid, _) = capped(cost, 75, (35_000 - year.outpatient).max(0));
        year.outpatient += paid;
        return Some([paid, 0, 0, 0]);
    }
    let retired = if person.status == 1 { 5 } else { 0 };
    let month = i64::from(bill.month);
    let (percent, quota, used) = match (bill.level, bill.filing) {
        (0, _) => (75, 8_500 * month, &mut year.primary),
        (_, 1) => (70, 7_500 * month, &mut year.hospital),
        _ => (60, 7_500 * month, &mut year.hospital),
    };
    let (paid, _) = capped(cost, percent + retired, (quota - *used).max(0));
    *used += paid;
    Some([paid, 0, 0, 0])
}

fn stay(person: &Person, bill: &Bill, year: &mut Year) -> Paid {
    let employee = person.insurance == EMPLOYEE;
    let away = bill.place != 0;
    let level = usize::from(bill.level);
    let mut deductible = if away { 150_000 } else { [50_000, 60_000, 90_000][level] };
    let mut percent = if employee { [93, 90, 83][level] } else { [85, 80, 65][level] };
    if away {
        percent -= if employee && bill.filing == 0 { 20 } else { 10 };
    }
    if employee && person.status == 1 {
        deductible -= 10_000;
        percent += 3;
    }
    if bill.care == 2 {
        deductible = 0;
    }
    let cost = bill.in_scope as i64;
    let borne = cost.min(deductible);
    let cap = if employee { 58_000_000 } else { 30_000_000 };
    let (basic, over) = capped(cost - borne, percent, (cap - year.basic_paid).max(0));
    if over > 0 {
        return None;
    }
    let share = cost - borne - basic;
    let (catastrophic, entered) = catastrophic(employee, away, bill.filing, share, year)?;
    let burden = cost - basic - catastrophic;
    let (aid, second) = aided(person, burden, year)?;
    year.basic_paid += basic;
    year.catastrophic_entered += entered;
    year.catastrophic_paid += catastrophic;
    Some([basic, catastrophic, aid, second])
}

/// Bands of the year's burden, above a yearly edge.
fn catastrophic(
    employee: bool,
    away: bool,
    filing: u8,
    share: i64,
    year: &Year,
) -> Option<(i64, i64)> {
    let (edge, upper) = if employee { (500_000, 20_000_000) } else { (1_000_000, 12_000_000) };
    let off = match (employee && away, filing) {
        (false, _) => 0,
        (true, 0) => 20,
        (true, _) => 10,
    };
    let (low, high) = if employee { (85 - off, 90 - off) } else { (60, 70) };
    let from = year.catastrophic_entered.max(edge);
    let to = year.catastrophic_entered + share;
    if to <= from {
        return Some((0, share));
    }
    if !employee && to > 24_000_000 {
        return None;
    }
    let first = (to.min(upper) - from).max(0);
    let second = to - from - first;
    let paid = (first * low + second * high + 50) / 100;
    // Beyond the yearly cap cost would be left over, and the aid layers' part of it is not known.
    let left = 24_000_000 - year.catastrophic_paid;
    if paid > left { None } else { Some((paid, share)) }
}

/// Assistance and second aid on what is left in scope.
fn aided(person: &Person, burden: i64, year: &mut Year) -> Option<(i64, i64)> {
    if person.class == u8::MAX || burden == 0 {
        return Some((0, 0));
    }
    let (edge, percent, cap) = match person.class {
        0 | 1 => (0, 100, 12_000_000),
        2 => (0, 90, 10_000_000),
        3 => (0, 80, 8_000_000),
        _ => (407_800, 80, 8_000_000),
    };
    let borne = (edge - year.aid_entered).clamp(0, burden);
    let (aid, over) = capped(burden - borne, percent, (cap - year.aid_paid).max(0));
    let left = burden - aid - over;
    let borne = (200_000 - year.second_entered).clamp(0, left);
    let (second, _) = capped(left - borne, 80, (3_000_000 - year.second_paid).max(0));
    year.aid_entered += burden;
    year.aid_paid += aid;
    year.second_entered += left;
    year.second_paid += second;
    Some((aid, second))
}
