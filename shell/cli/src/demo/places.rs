//! The made-up region's divisions (行政区划): districts, townships and villages with names of our own and
//! codes that are not given out.

use crate::dice::Dice;
use office::DivisionRow;

/// Districts of an area.
pub(super) const DISTRICTS: usize = 3;
/// Townships of a district.
const TOWNS: usize = 4;
/// Villages of a township: at least, and at most, as the form of the code has room.
const VILLAGES: (usize, usize) = (5, 99);
/// So many persons more make one more village in each township.
const PERSONS: usize = 20_000;

/// Names by area: of districts, and of the region.
const NAMES: [(&str, [&str; DISTRICTS]); 2] = [
    ("440700", ["示例青禾区", "示例云溪县", "示例海晏县"]),
    ("411600", ["示例颍中区", "示例颍河县", "示例沙岗县"]),
];
const FIRST: &str = "松柳竹桃梅荷枫榕莲兰桂菊杏梨枣槐桑樟柏杉";
const LAST: &str = "岭塘坑溪湾洲桥坪冈洞浦陂埔滩口头";

/// A village or neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Village {
    pub(super) code: String,
    /// Which district it lies in, from 1.
    pub(super) district: usize,
}

/// The divisions of an area.
pub(super) struct Places {
    pub(super) rows: Vec<DivisionRow>,
    pub(super) villages: Vec<Village>,
}

impl Places {
    /// Enough for so many persons.
    pub(super) fn new(area: &str, persons: usize, dice: &mut Dice) -> Places {
        let mut places = Places { rows: Vec::new(), villages: Vec::new() };
        let villages = (VILLAGES.0 + persons / PERSONS).min(VILLAGES.1);
        let names =
            NAMES.iter().find(|(code, _)| *code == area).map_or(NAMES[0].1, |(_, names)| *names);
        for (district, name) in (1..).zip(names) {
            // The fifth digit nine: no county of these cities has it.
            let county = format!("{}9{district}", &area[..4]);
            places.put(format!("{county}000000"), name.to_string());
            for town in 1..=TOWNS {
                let code = format!("{county}9{town:02}");
                places.put(format!("{code}000"), format!("{}镇", made(dice)));
                for village in 1..=villages {
                    let code = format!("{code}9{village:02}");
                    let kind = if town == 1 { "社区" } else { "村" };
                    places.put(code.clone(), format!("{}{kind}", made(dice)));
                    places.villages.push(Village { code, district });
                }
            }
        }
        places
    }

    fn put(&mut self, code: String, name: String) {
        self.rows.push(DivisionRow { code, name });
    }
}

fn made(dice: &mut Dice) -> String {
    let mut one = |of: &str| {
        let many: Vec<char> = of.chars().collect();
        *dice.one(&many)
    };
    [one(FIRST), one(LAST)].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_whole_and_nobody_has_them() {
        for (area, persons) in [("440700", 80), ("411600", 1_000_000)] {
            let places = Places::new(area, persons, &mut Dice::new(1));
            let codes: BTreeSet<&str> = places.rows.iter().map(|row| row.code.as_str()).collect();
            assert_eq!(codes.len(), places.rows.len());
            assert!(codes.iter().all(|code| code.len() == 12 && &code[4..5] == "9"), "{codes:?}");
            assert!(places.villages.len() >= DISTRICTS * TOWNS * VILLAGES.0);
        }
    }
}
