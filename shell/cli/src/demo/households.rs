//! Households (户) of the made-up region: ages by the calibration, couples, their children, and elders
//! with them or by themselves.

use super::YEAR;
use super::calibration::{Calibration, ELDER, WHOLE};
use super::people::{FAMILY, Member};
use crate::dice::Dice;
use units::Day;

/// Grown up: may live without parents.
const GROWN: u64 = 25;
/// How many years parents are older than their children.
const OLDER: std::ops::Range<u64> = 20..41;
/// Of a hundred: adults who live as a couple, and elders who live with a younger household.
const COUPLES: u64 = 85;
const WITH_CHILDREN: u64 = 45;

/// One of some letters.
pub(super) fn letter(of: &str, dice: &mut Dice) -> char {
    let many: Vec<char> = of.chars().collect();
    *dice.one(&many)
}

/// A household as it comes about.
struct Household {
    family: char,
    /// The younger of those who head it, the woman where there is one.
    youngest: u64,
    /// The place of the woman who heads it.
    mother: Option<usize>,
    children: usize,
    members: Vec<usize>,
}

/// So many members of households, in the order of households; the serials go on.
pub(super) fn made(
    count: usize,
    serial: &mut usize,
    calibration: &Calibration,
    dice: &mut Dice,
) -> Vec<Member> {
    let mut members: Vec<Member> =
        (0..count).map(|at| member(at, count, calibration, dice)).collect();
    let mut houses = couples(&members, GROWN..ELDER, dice);
    // Children, the youngest first: they live with parents who are old enough.
    let mut young: Vec<usize> = (0..count).filter(|at| members[*at].age < GROWN).collect();
    young.sort_by_key(|at| (members[*at].age, *at));
    for at in young {
        live_with_parents(&mut houses, &mut members, at, dice);
    }
    for elder in couples(&members, ELDER..u64::MAX, dice) {
        let fits = |house: &&mut Household| {
            OLDER.contains(&elder.youngest.saturating_sub(house.youngest))
                && house.members.len() < 5
        };
        match houses.iter_mut().find(fits).filter(|_| dice.percent(WITH_CHILDREN)) {
            Some(house) => house.members.extend(elder.members),
            None => houses.push(elder),
        }
    }
    let mut found = Vec::with_capacity(count);
    for house in houses {
        *serial += 1;
        for (place, at) in house.members.into_iter().enumerate() {
            let family = match (place, Some(at) == house.mother) {
                (0, _) => house.family,
                (_, true) => letter(FAMILY, dice),
                _ => house.family,
            };
            found.push(Member { household: *serial, family, ..members[at].clone() });
        }
    }
    found
}

/// Someone of an age: spread evenly over the shares, so that a small village has all ages, too.
fn member(at: usize, count: usize, calibration: &Calibration, dice: &mut Dice) -> Member {
    let ages = &calibration.ages;
    let mut place = (at as u64 * WHOLE + dice.below(WHOLE)) / count as u64;
    let mut band = 0;
    while band + 1 < ages.share.len() && place >= ages.share[band] {
        place -= ages.share[band];
        band += 1;
    }
    let from = ages.from[band];
    let next = ages.from.get(band + 1).copied().unwrap_or(ages.last + 1);
    let age = match (band, band + 1 == ages.from.len()) {
        (0, _) if dice.below(ages.share[0]) < calibration.births.rate => 0,
        (0, _) => 1 + dice.below(next - 1),
        // Of the oldest most are younger.
        (_, true) => from + dice.below(next - from).min(dice.below(next - from)),
        _ => from + dice.below(next - from),
    };
    let female = dice.below(WHOLE) < if age >= 75 { 540 } else { 488 };
    Member { age, female, family: ' ', household: 0, born: None, gives_birth: None }
}

/// Couples of these ages, of like age, and those who live alone.
fn couples(members: &[Member], ages: std::ops::Range<u64>, dice: &mut Dice) -> Vec<Household> {
    let of = |female: bool| {
        let mut found: Vec<usize> = (0..members.len())
            .filter(|at| ages.contains(&members[*at].age) && members[*at].female == female)
            .collect();
        found.sort_by_key(|at| (members[*at].age, *at));
        found.into_iter()
    };
    let (mut men, mut women) = (of(false), of(true));
    let mut houses = Vec::new();
    loop {
        let (man, woman) = (men.next(), women.next());
        let together = man.is_some() && woman.is_some() && dice.percent(COUPLES);
        let groups = match (man, woman) {
            (None, None) => return houses,
            (Some(man), Some(woman)) if together => vec![vec![man, woman]],
            (man, woman) => man.into_iter().chain(woman).map(|one| vec![one]).collect(),
        };
        for group in groups {
            let mother = group.iter().copied().find(|at| members[*at].female);
            let head = mother.unwrap_or(group[0]);
            houses.push(Household {
                family: letter(FAMILY, dice),
                youngest: members[head].age,
                mother,
                children: 0,
                members: group,
            });
        }
    }
}

/// A child joins a household whose parents are old enough, and has its mother's day where it is born in
/// the year; grown children without such live alone.
fn live_with_parents(
    houses: &mut Vec<Household>,
    members: &mut [Member],
    at: usize,
    dice: &mut Dice,
) {
    let age = members[at].age;
    let newborn = age == 0;
    let from = dice.below(houses.len().max(1) as u64) as usize;
    let fits = |house: &Household, most: usize| {
        let mother = house.mother.is_some_and(|mother| members[mother].gives_birth.is_none());
        let older = OLDER.contains(&house.youngest.saturating_sub(age));
        older && house.children < most && (!newborn || mother)
    };
    let order = || (0..houses.len()).map(|step| (from + step) % houses.len());
    let found = [1, 2, 3].into_iter().find_map(|most| order().find(|of| fits(&houses[*of], most)));
    // Where nobody is of such an age, any household takes a child in; it is born before the year.
    let found = found.or_else(|| order().next());
    let Some(of) = found else {
        let (family, members) = (letter(FAMILY, dice), vec![at]);
        houses.push(Household { family, youngest: age, mother: None, children: 0, members });
        return;
    };
    let house = &mut houses[of];
    house.children += 1;
    house.members.push(at);
    if newborn {
        // The year may be lived no further than to the end of November.
        let day = Day::new(YEAR, 1 + dice.below(11) as i8, 1 + dice.below(28) as i8);
        match house.mother.filter(|mother| members[*mother].gives_birth.is_none()) {
            Some(mother) => {
                members[mother].gives_birth = day;
                members[at].born = day;
            }
            None => members[at].age = 1,
        }
    }
}
