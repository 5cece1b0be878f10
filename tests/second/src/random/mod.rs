//! Random laws, persons and bills (随机生成): the same seed gives the same, on every machine.

mod laws;
mod layers;
mod national;
mod people;
#[cfg(test)]
mod tests;
mod values;

pub use laws::{area, law_text, sound_area, texts};
pub use people::{bills, figures, person};

/// A small generator of random numbers (splitmix64).
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `most`; 0 if that is 0.
    pub fn below(&mut self, most: usize) -> usize {
        match most {
            0 => 0,
            most => (self.number() % most as u64) as usize,
        }
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = (high - low).max(0) as u64 + 1;
        low + (self.number() % span) as i64
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list that is not empty.
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// Some of a list, at least one and not all, in its order; all of a list of one.
    pub fn some<T: Clone>(&mut self, list: &[T]) -> Vec<T> {
        if list.len() < 2 {
            return list.to_vec();
        }
        let sure = self.below(list.len());
        let never = (sure + 1 + self.below(list.len() - 1)) % list.len();
        let mut some = Vec::new();
        for (at, item) in list.iter().enumerate() {
            let taken = self.chance(40);
            if at == sure || (taken && at != never) {
                some.push(item.clone());
            }
        }
        some
    }

    /// An amount of any magnitude up to some hundred thousand yuan, in fen, often a round one.
    pub fn amount(&mut self) -> i64 {
        let magnitude = self.pick(&[10, 1_000, 100_000, 1_000_000, 5_000_000, 30_000_000]);
        let amount = self.between(0, magnitude);
        match self.below(3) {
            0 => amount / 10_000 * 10_000,
            1 => amount / 100 * 100,
            _ => amount,
        }
    }
}
