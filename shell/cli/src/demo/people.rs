//! The made-up region's persons, village by village. Nobody has such an id: documents are of area 000000
//! and end in a check digit that is wrong, cards and vouchers have numbers that nobody issues.

use super::calibration::{AT_WORK, Calibration, ELDER, WHOLE};
use super::catalogue::Catalogue;
use super::households;
use super::places::Village;
use super::{AREAS, YEAR};
use crate::dice::Dice;
use gateway::fixture::Insured;
use office::{Particulars, import_credentials, import_filings, import_persons};
use record::{Cover, Filing, FilingKind};
use std::collections::HashMap;
use units::{Day, Fen};

pub(super) const FAMILY: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧";
pub(super) const GIVEN: &str =
    "安宁明华文静海燕春秋建国志强晓雨子涵浩然思远嘉欣立新永平秀英桂兰玉梅佳怡";
/// Classes of aided persons for which the shipped law is whole.
const CLASSES: [&str; 4] = ["extreme-poverty", "minimum-living", "relapse", "minimum-living-edge"];
/// Nobody is an orphan for life.
const ORPHAN: (&str, u64) = ("orphan", 18);
/// Conditions are registered from this age on.
const ILL: u64 = 45;
/// Conditions that are registered, the last two in turn of special outpatient diseases.
const CONDITIONS: [&str; 4] = ["hypertension", "diabetes", "special-class-3", "special-class-4"];

/// A person.
#[derive(Debug, Clone)]
pub(super) struct Someone {
    pub(super) insured: Insured,
    pub(super) cover: Cover,
    pub(super) account: [Fen; 2],
    pub(super) particulars: Particulars,
    /// In years, at the end of the year.
    pub(super) age: u64,
    /// The district where they live.
    pub(super) district: usize,
    /// The institutions that were chosen for outpatient care, by their places in the list.
    pub(super) chosen: Vec<usize>,
    /// Whether care away from home was filed.
    pub(super) away: bool,
    /// Registered conditions.
    pub(super) conditions: Vec<&'static str>,
    /// The day on which she gives birth.
    pub(super) gives_birth: Option<Day>,
}

impl Someone {
    pub(super) fn is_employee(&self) -> bool {
        self.insured.insurance == "employee"
    }
}

/// What a member of a household is before the particulars of a person.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) age: u64,
    pub(super) female: bool,
    pub(super) family: char,
    /// Serial of the household in its village.
    pub(super) household: usize,
    /// The day of birth, where the mother's delivery fixed it.
    pub(super) born: Option<Day>,
    pub(super) gives_birth: Option<Day>,
}

/// Makes persons up, one after the other.
pub(super) struct People {
    dice: Dice,
    since: Day,
    made: u64,
    /// How many were born on a day.
    born: HashMap<Day, u32>,
    /// Households of a village.
    households: HashMap<String, usize>,
}

impl People {
    pub(super) fn new(seed: u64, since: Day) -> People {
        let (born, households) = (HashMap::new(), HashMap::new());
        People { dice: Dice::new(seed), since, made: 0, born, households }
    }

    /// How many were made.
    pub(super) fn made(&self) -> u64 {
        self.made
    }

    /// Someone of working age with this insurance, who has a part in a message.
    pub(super) fn actor(&mut self, insurance: &str, chosen: Option<usize>) -> Someone {
        let female = self.dice.percent(50);
        let member = Member {
            age: 26 + self.dice.below(30),
            female,
            family: self.family(),
            household: 0,
            born: None,
            gives_birth: None,
        };
        let mut someone = self.someone(AREAS[0], insurance, &member);
        someone.chosen.extend(chosen);
        someone
    }

    /// Some households of a village.
    pub(super) fn neighbours(
        &mut self,
        (area, village): (&str, &Village),
        count: usize,
        calibration: &Calibration,
        catalogue: &Catalogue,
    ) -> Vec<Someone> {
        let first = self.households.entry(village.code.clone()).or_insert(0);
        let members = households::made(count, first, calibration, &mut self.dice);
        let make =
            |member: &Member| self.neighbour((area, village), member, calibration, catalogue);
        members.iter().map(make).collect()
    }

    fn neighbour(
        &mut self,
        (area, village): (&str, &Village),
        member: &Member,
        calibration: &Calibration,
        catalogue: &Catalogue,
    ) -> Someone {
        let home = area == AREAS[0];
        let Member { age, household, .. } = *member;
        let employees = match age {
            0..AT_WORK => 0,
            AT_WORK..ELDER => calibration.insured.adults,
            _ => calibration.insured.elders,
        };
        // The other area has a law for residents alone.
        let employee = home && self.dice.below(WHOLE) < employees;
        let insurance = if employee { "employee" } else { "resident" };
        let mut one = self.someone(area, insurance, member);
        one.district = village.district;
        one.particulars.division = Some(village.code.clone());
        one.particulars.household = Some(format!("{}{household:05}", village.code));
        if home {
            one.chosen = catalogue.to_choose(area, village.district, &mut self.dice);
        }
        one.away = self.dice.percent(3);
        if !employee && self.dice.below(WHOLE) < calibration.insured.aided {
            let class = match home && age < ORPHAN.1 && self.dice.percent(20) {
                true => ORPHAN.0,
                false => *self.dice.one(&CLASSES),
            };
            one.cover.classes.push(class.to_string());
        }
        if home && age >= ILL {
            one.conditions = self.conditions(calibration);
        }
        one
    }

    fn conditions(&mut self, calibration: &Calibration) -> Vec<&'static str> {
        let of = &calibration.chronic;
        let mut found = Vec::new();
        for (condition, share) in CONDITIONS.iter().zip([of.hypertension, of.diabetes]) {
            found.extend((self.dice.below(WHOLE) < share).then_some(*condition));
        }
        if self.dice.below(WHOLE) < of.special {
            found.push(*self.dice.one(&CONDITIONS[2..]));
        }
        found
    }

    fn someone(&mut self, area: &str, insurance: &str, member: &Member) -> Someone {
        self.made += 1;
        let (number, age) = (self.made, member.age);
        let born = member.born.unwrap_or_else(|| self.birth(age));
        let retired = age >= if member.female { ELDER - 5 } else { ELDER };
        let status = match (insurance, age) {
            ("employee", _) if retired => "retired",
            ("employee", _) => "active",
            (_, 0..7) => "child",
            (_, 7..22) => "student",
            _ => "adult",
        };
        let account = match insurance {
            "employee" => [self.money(600_000), self.money(900_000)],
            _ => [Fen::ZERO; 2],
        };
        let insured = Insured {
            id: id(area, number),
            document: self.document(born),
            name: self.name(member.family),
            insurance: insurance.to_string(),
            area: area.to_string(),
            card: (format!("DEMO{number:08}"), format!("DEMO-{number:012}")),
            voucher: format!("DEMO{area}{number:09}{:09}", self.dice.below(1_000_000_000)),
        };
        let cover = Cover {
            from: self.since.max(born),
            to: None,
            insurance: insurance.to_string(),
            status: Some(status.to_string()),
            born: Some(born),
            classes: Vec::new(),
            tier: None,
            entitled_from: None,
            years_enrolled: None,
        };
        let sex = if member.female { "female" } else { "male" };
        Someone {
            insured,
            cover,
            account,
            particulars: Particulars { sex: Some(sex.to_string()), ..Particulars::default() },
            age,
            district: 0,
            chosen: Vec::new(),
            away: false,
            conditions: Vec::new(),
            gives_birth: member.gives_birth,
        }
    }

    /// Fen up to an amount.
    fn money(&mut self, most: u64) -> Fen {
        Fen(self.dice.below(most) as i64)
    }

    fn birth(&mut self, age: u64) -> Day {
        let (month, day) = (1 + self.dice.below(12) as i8, 1 + self.dice.below(28) as i8);
        Day::new(YEAR - age as i16, month, day).unwrap_or(self.since)
    }

    fn family(&mut self) -> char {
        households::letter(FAMILY, &mut self.dice)
    }

    fn name(&mut self, family: char) -> String {
        let mut one = || households::letter(GIVEN, &mut self.dice);
        [family, one(), one()].iter().collect()
    }

    /// A number in the form of an identity document that is none.
    fn document(&mut self, born: Day) -> String {
        let count = self.born.entry(born).or_insert(0);
        let (area, serial) = (*count / 1000, *count % 1000);
        *count += 1;
        let (year, month, day) = (born.year(), born.month(), born.day());
        let body = format!("{area:06}{year:04}{month:02}{day:02}{serial:03}");
        // The digit after the right one.
        format!("{body}{}", CHECKS[(remainder(&body) + 1) % CHECKS.len()])
    }
}

/// The id of a number.
pub(super) fn id(area: &str, number: u64) -> String {
    format!("{area}D{number:09}")
}

/// Check digits by the remainder of the weighed sum (GB 11643).
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

fn remainder(body: &str) -> usize {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = body.bytes().map(|byte| usize::from(byte - b'0'));
    digits.zip(weights).map(|(digit, weight)| digit * weight).sum::<usize>() % CHECKS.len()
}

/// As they are brought in.
pub(super) fn rows(people: &[Someone]) -> Vec<import_persons::Row> {
    let row = |one: &Someone| import_persons::Row {
        id: one.insured.id.clone(),
        name: one.insured.name.clone(),
        document: one.insured.document.clone(),
        cover: one.cover.clone(),
        account: one.account,
        particulars: one.particulars.clone(),
    };
    people.iter().map(row).collect()
}

/// What they filed: chosen institutions, care away from home, registered conditions.
pub(super) fn filings(
    people: &[Someone],
    code: impl Fn(usize) -> String,
) -> Vec<import_filings::Row> {
    let row = |one: &Someone, kind, value| import_filings::Row {
        line: 0,
        person: one.insured.id.clone(),
        filing: Filing { kind, value, from: one.cover.from, to: None },
    };
    let mut rows = Vec::new();
    for one in people {
        rows.extend(one.chosen.iter().map(|at| row(one, FilingKind::Chosen, code(*at))));
        rows.extend(one.away.then(|| row(one, FilingKind::Away, String::new())));
        let ill = one.conditions.iter();
        rows.extend(ill.map(|of| row(one, FilingKind::Condition, (*of).to_string())));
    }
    rows
}

/// What they show: a card and a voucher each.
pub(super) fn credentials(people: &[Someone]) -> Vec<import_credentials::Row> {
    let row = |one: &Someone, kind: &str, number: &str, serial: &str| import_credentials::Row {
        line: 0,
        person: one.insured.id.clone(),
        kind: kind.to_string(),
        number: number.to_string(),
        serial: serial.to_string(),
        from: one.cover.from,
        to: None,
    };
    let both = |one: &Someone| {
        let (number, serial) = &one.insured.card;
        [row(one, "card", number, serial), row(one, "voucher", &one.insured.voucher, "")]
    };
    people.iter().flat_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::super::places::Places;
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn some(area: &str, count: usize, seed: u64) -> Vec<Someone> {
        let since = Day::parse("2020-01-01").expect("a day");
        let calibration = Calibration::read().expect("it reads");
        let catalogue = Catalogue::read(since).expect("the lists read");
        let places = Places::new(area, count, &mut Dice::new(seed));
        let mut people = People::new(seed, since);
        let village = (area, &places.villages[0]);
        people.neighbours(village, count, &calibration, &catalogue)
    }

    #[test]
    fn nobody_has_such_a_document() {
        // A sum by hand: 1*7+1*9+0+1*5+0+5*4+1*2+9*1+4*6+9*3+1*7+2*9+3*10+1*5+0+0+2*2 = 167, 167 mod 11 = 2.
        assert_eq!(CHECKS[remainder("11010519491231002")], 'X');
        let made = some(AREAS[0], 3000, 7);
        for one in &made {
            let (body, last) = one.insured.document.split_at(17);
            assert!(body.starts_with("000"), "{body}");
            assert_ne!(last, CHECKS[remainder(body)].to_string(), "{body}");
        }
        let unlike: BTreeSet<&str> = made.iter().map(|one| one.insured.document.as_str()).collect();
        assert_eq!(unlike.len(), made.len());
        let statuses: BTreeSet<_> =
            made.iter().filter_map(|one| one.cover.status.clone()).collect();
        assert_eq!(statuses.len(), 5);
    }

    #[test]
    fn households_are_families_and_newborns_have_a_mother() {
        let made = some(AREAS[0], 3000, 7);
        let mut households: BTreeMap<&str, Vec<&Someone>> = BTreeMap::new();
        for one in &made {
            let number = one.particulars.household.as_deref().expect("a household");
            households.entry(number).or_default().push(one);
        }
        assert!((2..4).contains(&(made.len() / households.len())), "{}", households.len());
        let newborn = |one: &&Someone| one.age == 0;
        assert!((10..30).contains(&made.iter().filter(newborn).count()));
        for members in households.values() {
            for one in members.iter().filter(|one| newborn(one)) {
                let mother = members.iter().find(|mother| mother.gives_birth == one.cover.born);
                let mother = mother.expect("a mother");
                assert!(mother.particulars.sex.as_deref() == Some("female"));
                assert_eq!(Some(one.cover.from), one.cover.born);
            }
            let grown = members.iter().any(|one| one.age >= 15);
            assert!(grown, "children alone: {members:#?}");
        }
    }

    #[test]
    fn a_seed_makes_the_same_persons() {
        let of = |seed| -> Vec<String> {
            some(AREAS[1], 50, seed).into_iter().map(|one| one.insured.document).collect()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
