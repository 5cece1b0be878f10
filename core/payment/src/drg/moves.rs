//! Moves: cases under two schemes or two settings, and who moves where.

use super::group::{Outcome, Status};
use std::collections::BTreeMap;

/// How many cases go from one group to another, with examples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// The number of cases.
    pub count: u64,
    /// Indexes of the first of them.
    pub examples: Vec<u64>,
}

/// A matrix from group to group (入组变化). What has no group stands under the word of its status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// All cases.
    pub cases: u64,
    /// Those whose group is the same.
    pub same: u64,
    /// The others, by group before and after.
    pub moved: BTreeMap<(String, String), Moved>,
    keep: usize,
}

impl Moves {
    /// Nothing counted yet. So many examples of each move are kept.
    pub fn keeping(examples: usize) -> Moves {
        Moves { keep: examples, ..Moves::default() }
    }

    /// Counts a case.
    pub fn add(&mut self, index: u64, before: &Outcome, after: &Outcome) {
        self.cases += 1;
        if place(before) == place(after) {
            self.same += 1;
            return;
        }
        let key = (place(before).to_string(), place(after).to_string());
        let moved = self.moved.entry(key).or_default();
        moved.count += 1;
        if moved.examples.len() < self.keep {
            moved.examples.push(index);
        }
    }

    /// Adds what another thread counted of later cases.
    pub fn merge(&mut self, other: Moves) {
        self.cases += other.cases;
        self.same += other.same;
        for (key, more) in other.moved {
            let moved = self.moved.entry(key).or_default();
            moved.count += more.count;
            let room = self.keep.saturating_sub(moved.examples.len());
            moved.examples.extend(more.examples.into_iter().take(room));
        }
    }
}

fn place<'s>(outcome: &Outcome<'s>) -> &'s str {
    match outcome.status {
        Status::Grouped | Status::Ambiguous => outcome.drg,
        status => status.zh(),
    }
}
