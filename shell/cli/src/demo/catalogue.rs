//! The made-up region's institutions, doctors and items: lists of our own, with codes that nobody has.

use super::calibration::LEVELS;
use super::people::{FAMILY, GIVEN};
use super::{AREAS, households};
use crate::dice::Dice;
use gateway::fixture::{Good, ItemKind, Place};
use office::{DoctorRow, InstitutionRow, ItemRow};
use record::ItemClass;
use units::{Day, Decimal, Fen, Rate};

const INSTITUTIONS: &str = include_str!("institutions.csv");
const ITEMS: &str = include_str!("items.csv");

/// Departments of hospitals and of small institutions; the first doctor of each is of the first.
const DEPARTMENTS: [&str; 8] =
    ["内科", "外科", "全科", "儿科", "妇产科", "骨科", "心血管内科", "肿瘤科"];
const SMALL: usize = 3;
const TITLES: [&str; 4] = ["主治医师", "副主任医师", "住院医师", "主任医师"];
/// The doctor whom the ready messages name: at the first institution.
const NAMED: &str = "示例医师";

/// What an item is used for, as the list of items says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    Registration,
    Lab,
    Imaging,
    Oral,
    Chronic,
    Injection,
    Costly,
    Herb,
    Treatment,
    Bed,
    Nursing,
    Operation,
    Consumable,
    Implant,
    Comfort,
}

/// By their words.
const USES: [(&str, Use); 15] = [
    ("registration", Use::Registration),
    ("lab", Use::Lab),
    ("imaging", Use::Imaging),
    ("oral", Use::Oral),
    ("chronic", Use::Chronic),
    ("injection", Use::Injection),
    ("costly", Use::Costly),
    ("herb", Use::Herb),
    ("treatment", Use::Treatment),
    ("bed", Use::Bed),
    ("nursing", Use::Nursing),
    ("operation", Use::Operation),
    ("consumable", Use::Consumable),
    ("implant", Use::Implant),
    ("comfort", Use::Comfort),
];

/// An item with how it is charged.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// As the catalogue has it.
    pub(super) row: ItemRow,
    /// As people buy it.
    pub(super) good: Good,
    /// The price of one, as a line states it.
    pub(super) price: Decimal,
    /// The most of it on one line.
    pub(super) most: u64,
    /// What for.
    pub(super) used: Use,
}

/// An institution with how much of the care it gives.
#[derive(Debug, Clone)]
pub(super) struct Institution {
    pub(super) row: InstitutionRow,
    /// The district that it serves; none: the whole city.
    district: Option<usize>,
    weight: u64,
    doctors: usize,
}

impl Institution {
    /// Its level, by its place in the list of levels.
    pub(super) fn level(&self) -> Option<usize> {
        LEVELS.iter().position(|level| self.row.level.as_deref() == Some(level))
    }

    fn is(&self, kind: &str) -> bool {
        self.row.kind.as_deref() == Some(kind)
    }

    fn area(&self) -> String {
        self.row.area.to_string()
    }
}

/// Institutions and items, registered from long ago on.
pub(super) struct Catalogue {
    pub(super) institutions: Vec<Institution>,
    pub(super) items: Vec<Item>,
    /// The items of each use by price, by their places.
    by_use: Vec<Vec<usize>>,
    since: Day,
}

impl Catalogue {
    /// Reads the lists.
    pub(super) fn read(since: Day) -> Result<Catalogue, String> {
        let institutions = rows(INSTITUTIONS).map(|row| institution(&row, since));
        let items = rows(ITEMS).map(|row| item(&row, since));
        let items: Vec<Item> = items.collect::<Result<_, _>>()?;
        let of_use = |(_, used): &(&str, Use)| {
            let mut found: Vec<usize> =
                (0..items.len()).filter(|at| items[*at].used == *used).collect();
            found.sort_by_key(|at| items[*at].good.price);
            found
        };
        let by_use = USES.iter().map(of_use).collect();
        let institutions = institutions.collect::<Result<_, _>>()?;
        Ok(Catalogue { institutions, items, by_use, since })
    }

    /// An institution by its place in the list.
    pub(super) fn place(&self, at: usize) -> Place {
        let row = &self.institutions[at].row;
        let level = row.level.clone().unwrap_or_else(|| "none".to_string());
        Place { code: row.code.clone(), name: row.name.clone(), level }
    }

    /// As they are registered.
    pub(super) fn institution_rows(&self) -> Vec<InstitutionRow> {
        self.institutions.iter().map(|one| one.row.clone()).collect()
    }

    /// The doctors of all institutions.
    pub(super) fn doctors(&self, dice: &mut Dice) -> Vec<DoctorRow> {
        let mut found: Vec<DoctorRow> = Vec::new();
        for one in &self.institutions {
            for at in 0..one.doctors {
                let departments = if one.is("hospital") { DEPARTMENTS.len() } else { SMALL };
                let mut letter = |of| households::letter(of, dice);
                let name: String = [letter(FAMILY), letter(GIVEN), letter(GIVEN)].iter().collect();
                found.push(DoctorRow {
                    institution: one.row.code.clone(),
                    code: format!("D{}{:06}", AREAS[0], found.len() + 1),
                    from_day: i64::from(self.since.number()),
                    to_day: None,
                    name: if found.is_empty() { NAMED.to_string() } else { name },
                    title: Some(TITLES[at % TITLES.len()].to_string()),
                    department: Some(DEPARTMENTS[at % departments].to_string()),
                });
            }
        }
        found
    }

    /// The items of a class.
    pub(super) fn of_class(&self, class: ItemClass) -> Vec<&Item> {
        self.items.iter().filter(|item| item.good.class == class).collect()
    }

    /// Items of a use, the cheapest first.
    pub(super) fn of_use(&self, used: Use) -> &[usize] {
        &self.by_use[used as usize]
    }

    /// One of the institutions for which something holds, as often as it weighs.
    fn any(&self, dice: &mut Dice, holds: impl Fn(&Institution) -> bool + Copy) -> Option<usize> {
        let weight = |one: &Institution| if holds(one) { one.weight } else { 0 };
        let weights = self.institutions.iter().map(weight);
        let some = weights.clone().any(|weight| weight > 0);
        some.then(|| dice.weighed(weights))
    }

    /// The institutions that someone of a district chooses for outpatient care: the near one, the
    /// hospital of the district, one of the city.
    pub(super) fn to_choose(&self, area: &str, district: usize, dice: &mut Dice) -> Vec<usize> {
        let here = |one: &Institution| one.area() == area && one.district == Some(district);
        let mut found = Vec::with_capacity(3);
        found.extend(self.any(dice, |one| here(one) && one.level() == Some(0)));
        found.extend(self.any(dice, |one| here(one) && one.level() == Some(1)));
        found.extend(self.stay(area, 2, district, dice));
        if dice.percent(2) {
            found.push(super::year::RECONCILED);
        }
        found
    }

    /// A hospital for a stay: of a level, in an area, of the district or of the whole city.
    pub(super) fn stay(
        &self,
        area: &str,
        level: usize,
        district: usize,
        dice: &mut Dice,
    ) -> Option<usize> {
        self.any(dice, |one| {
            let near = one.district.is_none_or(|of| of == district);
            one.area() == area && one.level() == Some(level) && near
        })
    }

    /// A hospital of a province that serves all of it.
    pub(super) fn of_province(&self, area: &str, dice: &mut Dice) -> Option<usize> {
        self.any(dice, |one| {
            one.row.rank.as_deref() == Some("province") && one.area()[..2] == area[..2]
        })
    }

    /// A pharmacy of an area.
    pub(super) fn pharmacy(&self, area: &str, dice: &mut Dice) -> Option<usize> {
        self.any(dice, |one| one.is("pharmacy") && one.area() == area)
    }
}

/// A row of a list whose header was passed over.
struct Row(Vec<String>);

fn rows(text: &str) -> impl Iterator<Item = Row> + '_ {
    text.lines().skip(1).map(|line| Row(line.split(',').map(str::to_string).collect()))
}

impl Row {
    fn text(&self, at: usize) -> String {
        self.0.get(at).cloned().unwrap_or_default()
    }

    fn some(&self, at: usize) -> Option<String> {
        Some(self.text(at)).filter(|text| !text.is_empty())
    }

    fn wrong(&self, what: &impl ToString) -> String {
        format!("row '{}' of the demo's lists: {}", self.0.join(","), what.to_string())
    }

    fn read<T, E: ToString>(
        &self,
        at: usize,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, String> {
        parse(&self.text(at)).map_err(|e| self.wrong(&e))
    }
}

fn institution(row: &Row, since: Day) -> Result<Institution, String> {
    Ok(Institution {
        row: InstitutionRow {
            code: row.text(0),
            from_day: i64::from(since.number()),
            to_day: None,
            name: row.text(1),
            level: row.some(2),
            rank: row.some(3),
            kind: row.some(4),
            area: row.read(5, str::parse)?,
            designated: true,
        },
        district: row.some(6).map(|_| row.read(6, str::parse)).transpose()?,
        weight: row.read(7, str::parse)?,
        doctors: row.read(8, str::parse)?,
    })
}

fn item(row: &Row, since: Day) -> Result<Item, String> {
    let kind = match row.text(2).as_str() {
        "medicine" => ItemKind::Medicine,
        "herb" => ItemKind::Herb,
        "service" => ItemKind::Service,
        "consumable" => ItemKind::Consumable,
        other => return Err(row.wrong(&format!("'{other}' is no kind"))),
    };
    let class = match row.text(3).as_str() {
        "A" => ItemClass::A,
        "B" => ItemClass::B,
        "C" => ItemClass::C,
        other => return Err(row.wrong(&format!("'{other}' is no class"))),
    };
    let used = USES.iter().find(|(word, _)| *word == row.text(8)).map(|(_, used)| *used);
    let used = used.ok_or_else(|| row.wrong(&format!("'{}' is no use", row.text(8))))?;
    let first_pay = row.some(4).map(|_| row.read(4, Rate::parse)).transpose()?;
    let limit = row.some(5).map(|_| row.read(5, Decimal::parse)).transpose()?;
    let good = Good { code: row.text(0), kind, class, price: row.read(6, Fen::parse)? };
    let written = ItemRow {
        code: row.text(0),
        from_day: i64::from(since.number()),
        to_day: None,
        name: row.text(1),
        class: row.text(3),
        group: None,
        first_pay: first_pay.map_or(0, |rate| rate.0),
        price_limit: limit.map(|limit| limit.0),
    };
    let (price, most) = (row.read(6, Decimal::parse)?, row.read(7, str::parse)?);
    Ok(Item { row: written, good, price, most, used })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_lists_hold_every_kind() {
        let since = Day::parse("2000-01-01").expect("a day");
        let catalogue = Catalogue::read(since).expect("the lists read");
        let rows = catalogue.institution_rows();
        let codes: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        assert_eq!((codes.len(), rows.len()), (40, 40));
        assert!(codes.iter().all(|code| code.len() == 12), "{codes:?}");
        let ranks: BTreeSet<&str> = rows.iter().filter_map(|row| row.rank.as_deref()).collect();
        assert_eq!(ranks.len(), 4);
        for class in [ItemClass::A, ItemClass::B, ItemClass::C] {
            assert!(catalogue.of_class(class).len() >= 4);
        }
        let of = |kind| catalogue.items.iter().filter(|item| item.good.kind == kind).count();
        let kinds = [ItemKind::Medicine, ItemKind::Herb, ItemKind::Service, ItemKind::Consumable];
        assert!(kinds.into_iter().all(|kind| of(kind) >= 4));
        assert!(catalogue.items.iter().any(|item| item.row.price_limit.is_some()));
        let codes: BTreeSet<&str> =
            catalogue.items.iter().map(|item| item.row.code.as_str()).collect();
        assert_eq!(codes.len(), catalogue.items.len());
        assert!(codes.len() >= 300, "{}", codes.len());
        assert!(USES.iter().all(|(_, used)| !catalogue.of_use(*used).is_empty()));
    }

    #[test]
    fn each_district_has_hospitals_of_each_level_and_each_institution_doctors() {
        let since = Day::parse("2000-01-01").expect("a day");
        let catalogue = Catalogue::read(since).expect("the lists read");
        let mut dice = Dice::new(1);
        for area in AREAS {
            for (level, district) in [0, 1, 2].into_iter().flat_map(|l| [1, 2, 3].map(|d| (l, d))) {
                assert!(
                    catalogue.stay(area, level, district, &mut dice).is_some(),
                    "{area} {level}"
                );
            }
            assert!(catalogue.of_province(area, &mut dice).is_some());
            assert!(catalogue.pharmacy(area, &mut dice).is_some());
        }
        let doctors = catalogue.doctors(&mut dice);
        let at: BTreeSet<&str> = doctors.iter().map(|one| one.institution.as_str()).collect();
        assert_eq!(at.len(), catalogue.institutions.len());
        assert!(doctors.len() > 200, "{}", doctors.len());
    }
}
