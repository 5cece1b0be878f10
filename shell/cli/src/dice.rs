//! Dice: numbers of chance for made-up people and bills, the same from the same seed everywhere.

/// A small generator, the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(crate) fn percent(&mut self, n: u64) -> bool {
        self.below(100) < n
    }

    /// One of some things.
    pub(crate) fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len() as u64) as usize]
    }

    /// The place of one of some weights, as often as it weighs.
    pub(crate) fn weighed(&mut self, weights: impl Iterator<Item = u64> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum::<u64>().max(1));
        for (place, weight) in weights.enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// Many small, few large: the product of two even draws, and now and then ten times as much.
    pub(crate) fn cost(&mut self, least: u64, most: u64) -> u64 {
        let part = self.below(1_000) * self.below(1_000) / 1_000;
        let cost = least + (most - least) * part / 1_000 + self.below(100);
        if self.percent(1) { cost * 10 } else { cost }
    }
}
