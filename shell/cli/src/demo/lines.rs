//! The lines of a made-up bill: what is charged, so that it comes to about what such care costs.

use super::catalogue::{Catalogue, Item as Good, Use};
use crate::dice::Dice;
use office::record_lines::Item;
use units::{Decimal, Fen};

/// One, in the millionths of a quantity.
const ONE: i64 = 1_000_000;
/// A part of a bill: what for, parts of a thousand of its cost, how many lines, how many of an item at most.
type Part = (Use, u64, u64, u64);

/// An outpatient visit, without what stands on it for being seen.
const VISIT: &[Part] = &[(Use::Lab, 180, 1, 1), (Use::Imaging, 220, 1, 1), (Use::Oral, 300, 1, 4)];
/// The same of someone who comes for a chronic disease.
const CHRONIC: &[Part] = &[(Use::Lab, 150, 1, 1), (Use::Chronic, 450, 2, 6)];
/// The same with Chinese medicine.
const HERBS: &[Part] = &[(Use::Treatment, 250, 1, 4), (Use::Herb, 500, 3, 120)];
/// A stay without an operation, without bed and nursing.
const STAY: &[Part] = &[
    (Use::Lab, 200, 3, 3),
    (Use::Imaging, 150, 1, 2),
    (Use::Injection, 300, 3, 60),
    (Use::Treatment, 150, 2, 40),
    (Use::Consumable, 80, 1, 30),
];
/// A stay with one.
const OPERATION: &[Part] = &[
    (Use::Operation, 220, 2, 1),
    (Use::Implant, 220, 1, 3),
    (Use::Lab, 120, 3, 3),
    (Use::Imaging, 80, 1, 2),
    (Use::Injection, 160, 3, 60),
    (Use::Consumable, 120, 2, 20),
];
/// A stay that costs as much as few do.
const GRAVE: &[Part] = &[
    (Use::Costly, 380, 3, 80),
    (Use::Operation, 80, 2, 2),
    (Use::Implant, 160, 2, 4),
    (Use::Lab, 80, 3, 30),
    (Use::Imaging, 40, 2, 6),
    (Use::Injection, 120, 3, 200),
];
/// What the rest of a bill goes to, the costly first.
const REST: [&[Use]; 2] =
    [&[Use::Oral, Use::Treatment], &[Use::Costly, Use::Injection, Use::Treatment]];
/// The most of one item on a line of the rest.
const MOST: u64 = 400;
/// Of a hundred bills so many hold something outside the catalogue.
const COMFORT: u64 = 6;
/// From such a sum on a stay is grave, in fen.
const GRAVE_FROM: u64 = 8_000_000;
/// From such a sum on a stay may have an operation, in fen.
const OPERATION_FROM: u64 = 600_000;

/// What a bill is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// What it should come to, in fen.
    pub(super) cost: u64,
    /// Nights; none: an outpatient visit.
    pub(super) nights: Option<u64>,
    /// Whether it is for a chronic disease.
    pub(super) chronic: bool,
}

/// A bill as it is written.
struct Writing<'c> {
    catalogue: &'c Catalogue,
    batch: &'c str,
    left: u64,
    lines: Vec<Item>,
}

/// The lines of a bill.
pub(super) fn lines(
    catalogue: &Catalogue,
    batch: &str,
    wanted: Wanted,
    dice: &mut Dice,
) -> Vec<Item> {
    let mut writing = Writing { catalogue, batch, left: wanted.cost, lines: Vec::new() };
    let parts = match wanted.nights {
        None => {
            let seen = catalogue.of_use(Use::Registration);
            let seen = seen[dice.below(seen.len() as u64) as usize];
            writing.put(seen, 1);
            match (wanted.chronic, dice.below(100)) {
                (true, _) => CHRONIC,
                (false, 0..12) => HERBS,
                _ => VISIT,
            }
        }
        Some(nights) => {
            writing.nights(nights, dice);
            match wanted.cost {
                GRAVE_FROM.. => GRAVE,
                OPERATION_FROM.. if dice.percent(35) => OPERATION,
                _ => STAY,
            }
        }
    };
    if dice.percent(COMFORT) {
        writing.spend(Use::Comfort, wanted.cost / 10, 1, dice);
    }
    for (used, share, count, most) in parts {
        for _ in 0..*count {
            writing.spend(*used, wanted.cost * share / 1000 / count, *most, dice);
        }
    }
    for used in REST[usize::from(wanted.nights.is_some())] {
        writing.spend(*used, writing.left, MOST, dice);
    }
    writing.lines
}

impl Writing<'_> {
    fn put(&mut self, at: usize, count: u64) {
        let item = &self.catalogue.items[at];
        let line = of_item(self.lines.len() as u64 + 1, self.batch, item, count);
        self.left = self.left.saturating_sub(line.amount.0 as u64);
        self.lines.push(line);
    }

    /// Bed and nursing for so many nights: what the bill can bear of them.
    fn nights(&mut self, nights: u64, dice: &mut Dice) {
        for used in [Use::Bed, Use::Nursing] {
            let each = self.left / 5 / nights.max(1);
            let of_use = self.catalogue.of_use(used);
            let price = |at: &usize| self.catalogue.items[*at].good.price.0 as u64;
            let borne = of_use.iter().filter(|at| price(at) <= each).count().max(1);
            let at = of_use[dice.below(borne as u64) as usize];
            self.put(at, nights.max(1));
        }
    }

    /// Something of a use for about so much; nothing where nothing is so cheap.
    fn spend(&mut self, used: Use, budget: u64, most: u64, dice: &mut Dice) {
        let budget = budget.min(self.left);
        let of_use = self.catalogue.of_use(used);
        let price = |at: usize| self.catalogue.items[at].good.price.0 as u64;
        let end = of_use.partition_point(|at| price(*at) <= budget);
        let from =
            of_use.partition_point(|at| price(*at) < budget / most).min(end.saturating_sub(1));
        if end == 0 {
            return;
        }
        let at = of_use[from + dice.below((end - from) as u64) as usize];
        self.put(at, (budget / price(at).max(1)).clamp(1, most));
    }
}

/// A line of so many of an item.
pub(super) fn of_item(at: u64, batch: &str, item: &Good, count: u64) -> Item {
    Item {
        id: at.to_string(),
        batch: batch.to_string(),
        code: item.good.code.clone(),
        qty: Decimal(ONE * count as i64),
        price: item.price,
        amount: Fen(item.good.price.0 * count as i64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::Day;

    #[test]
    fn a_bill_comes_to_about_what_is_wanted() {
        let since = Day::parse("2000-01-01").expect("a day");
        let catalogue = Catalogue::read(since).expect("the lists read");
        let mut dice = Dice::new(5);
        for (cost, nights) in [
            (13_500, None),
            (36_500, None),
            (310_000, Some(7)),
            (1_470_000, Some(9)),
            (30_000_000, Some(40)),
        ] {
            let (mut sum, mut lines_of_all) = (0, 0);
            for at in 0..300 {
                let wanted = Wanted { cost, nights, chronic: at % 3 == 0 };
                let lines = lines(&catalogue, "1", wanted, &mut dice);
                sum += lines.iter().map(|line| line.amount.0 as u64).sum::<u64>();
                lines_of_all += lines.len();
            }
            let mean = sum / 300;
            println!("{cost} fen wanted, {mean} on {} lines", lines_of_all / 300);
            assert!((cost * 93 / 100..cost * 104 / 100).contains(&mean), "{cost}: {mean}");
        }
    }
}
