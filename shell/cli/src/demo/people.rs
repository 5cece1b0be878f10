//! The made-up region's persons. Nobody has such an id: documents are of area 000000 and end in a check
//! digit that is wrong, cards and vouchers have numbers that nobody issues.

use super::AREAS;
use crate::dice::Dice;
use gateway::fixture::Insured;
use office::{import_credentials, import_filings, import_persons};
use record::{Cover, Filing, FilingKind};
use std::collections::HashMap;
use units::{Day, Fen};

const FAMILY: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧";
const GIVEN: &str = "安宁明华文静海燕春秋建国志强晓雨子涵浩然思远嘉欣立新永平秀英桂兰玉梅佳怡";
/// The year after which nobody is born here.
const YOUNGEST: i16 = 2025;
/// Ages in that year.
const AGES: u64 = 96;
/// Classes of aided persons for which the shipped law is whole.
const CLASSES: [&str; 5] =
    ["extreme-poverty", "orphan", "minimum-living", "relapse", "minimum-living-edge"];

/// A person.
#[derive(Debug, Clone)]
pub(super) struct Someone {
    pub(super) insured: Insured,
    pub(super) cover: Cover,
    pub(super) account: [Fen; 2],
    /// The institution that was chosen for outpatient care, by its place in the list.
    pub(super) chosen: Option<usize>,
    /// Whether care away from home was filed.
    pub(super) away: bool,
}

/// Makes persons up, one after the other.
pub(super) struct People {
    dice: Dice,
    since: Day,
    made: u64,
    /// How many were born on a day.
    born: HashMap<Day, u32>,
}

impl People {
    pub(super) fn new(seed: u64, since: Day) -> People {
        People { dice: Dice::new(seed), since, made: 0, born: HashMap::new() }
    }

    /// Someone of working age with this insurance, who has a part in a message.
    pub(super) fn actor(&mut self, insurance: &str, chosen: Option<usize>) -> Someone {
        let age = 25 + self.dice.below(30);
        let someone = self.someone(AREAS[0], insurance, age);
        Someone { chosen, ..someone }
    }

    /// Anyone of an area.
    pub(super) fn anyone(&mut self, area: &str) -> Someone {
        let home = area == AREAS[0];
        let age = self.dice.below(AGES);
        let employed = home && age >= 22 && self.dice.percent(55);
        let mut someone = self.someone(area, if employed { "employee" } else { "resident" }, age);
        if home {
            let chosen = [0, 0, 0, 1, 1, 2][self.dice.below(6) as usize];
            someone.chosen = Some(chosen);
            someone.away = self.dice.percent(5);
            if self.dice.percent(8) {
                let class = CLASSES[self.dice.below(CLASSES.len() as u64) as usize];
                // Nobody is an orphan for life.
                let class = if class == "orphan" && age >= 18 { CLASSES[0] } else { class };
                someone.cover.classes.push(class.to_string());
            }
        }
        someone
    }

    fn someone(&mut self, area: &str, insurance: &str, age: u64) -> Someone {
        self.made += 1;
        let number = self.made;
        let born = self.birth(age);
        let status = match (insurance, age) {
            ("employee", 60..) => "retired",
            ("employee", _) => "active",
            (_, 0..6) => "child",
            (_, 6..22) => "student",
            _ => "adult",
        };
        let account = match insurance {
            "employee" => [self.money(600_000), self.money(900_000)],
            _ => [Fen::ZERO; 2],
        };
        let insured = Insured {
            id: format!("{area}D{number:09}"),
            document: self.document(born),
            name: self.name(),
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
        Someone { insured, cover, account, chosen: None, away: false }
    }

    /// Fen up to an amount.
    fn money(&mut self, most: u64) -> Fen {
        Fen(self.dice.below(most) as i64)
    }

    fn birth(&mut self, age: u64) -> Day {
        let year = YOUNGEST - age as i16;
        let (month, day) = (1 + self.dice.below(12) as i8, 1 + self.dice.below(28) as i8);
        Day::new(year, month, day).unwrap_or(self.since)
    }

    fn name(&mut self) -> String {
        let mut one = |of: &str| {
            let many: Vec<char> = of.chars().collect();
            many[self.dice.below(many.len() as u64) as usize]
        };
        [one(FAMILY), one(GIVEN), one(GIVEN)].iter().collect()
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
    };
    people.iter().map(row).collect()
}

/// What they filed: a chosen institution, care away from home.
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
        rows.extend(one.chosen.map(|at| row(one, FilingKind::Chosen, code(at))));
        rows.extend(one.away.then(|| row(one, FilingKind::Away, String::new())));
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
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nobody_has_such_a_document() {
        // A sum by hand: 1*7+1*9+0+1*5+0+5*4+1*2+9*1+4*6+9*3+1*7+2*9+3*10+1*5+0+0+2*2 = 167, 167 mod 11 = 2.
        assert_eq!(CHECKS[remainder("11010519491231002")], 'X');
        let mut people = People::new(7, Day::parse("2020-01-01").expect("a day"));
        let made: Vec<Someone> = (0..3000).map(|_| people.anyone(AREAS[0])).collect();
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
    fn a_seed_makes_the_same_persons() {
        let of = |seed| {
            let mut people = People::new(seed, Day::parse("2020-01-01").expect("a day"));
            let made = (0..50).map(|_| people.anyone(AREAS[1]).insured.document);
            made.collect::<Vec<String>>()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
