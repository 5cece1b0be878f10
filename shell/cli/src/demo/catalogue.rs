//! The made-up region's institutions and items: small lists of our own, with codes that nobody has.

use gateway::fixture::{Good, ItemKind, Place};
use office::{InstitutionRow, ItemRow};
use record::ItemClass;
use units::{Day, Decimal, Fen, Rate};

const INSTITUTIONS: &str = include_str!("institutions.csv");
const ITEMS: &str = include_str!("items.csv");

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
}

/// Institutions and items, registered from long ago on.
pub(super) struct Catalogue {
    pub(super) institutions: Vec<InstitutionRow>,
    pub(super) items: Vec<Item>,
}

impl Catalogue {
    /// Reads the lists.
    pub(super) fn read(since: Day) -> Result<Catalogue, String> {
        let institutions = rows(INSTITUTIONS).map(|row| institution(&row, since));
        let items = rows(ITEMS).map(|row| item(&row, since));
        Ok(Catalogue {
            institutions: institutions.collect::<Result<_, _>>()?,
            items: items.collect::<Result<_, _>>()?,
        })
    }

    /// An institution by its place in the list.
    pub(super) fn place(&self, at: usize) -> Place {
        let row = &self.institutions[at];
        let level = row.level.clone().unwrap_or_else(|| "none".to_string());
        Place { code: row.code.clone(), name: row.name.clone(), level }
    }

    /// The items of a class.
    pub(super) fn of_class(&self, class: ItemClass) -> Vec<&Item> {
        self.items.iter().filter(|item| item.good.class == class).collect()
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

fn institution(row: &Row, since: Day) -> Result<InstitutionRow, String> {
    Ok(InstitutionRow {
        code: row.text(0),
        from_day: i64::from(since.number()),
        to_day: None,
        name: row.text(1),
        level: row.some(2),
        rank: row.some(3),
        kind: row.some(4),
        area: row.read(5, str::parse)?,
        designated: true,
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
    Ok(Item { row: written, good, price, most })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_lists_hold_every_kind() {
        let since = Day::parse("2000-01-01").expect("a day");
        let catalogue = Catalogue::read(since).expect("the lists read");
        let codes: BTreeSet<&str> =
            catalogue.institutions.iter().map(|row| row.code.as_str()).collect();
        assert!(codes.len() == catalogue.institutions.len());
        assert!(codes.iter().all(|code| code.len() == 12), "{codes:?}");
        let ranks: BTreeSet<&str> =
            catalogue.institutions.iter().filter_map(|row| row.rank.as_deref()).collect();
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
    }
}
