//! Dated registers (institutions, items): which rows of a file are new, which changed, and which are as
//! they were.

use crate::desk::Entered;
use std::collections::{BTreeMap, BTreeSet};
use store::{InstitutionRow, ItemRow};

/// A row of a dated register.
pub(crate) trait Dated: Clone + PartialEq {
    /// What it is about, and from which day on.
    fn key(&self) -> (&str, i64);
}

impl Dated for InstitutionRow {
    fn key(&self) -> (&str, i64) {
        (&self.code, self.from_day)
    }
}

impl Dated for ItemRow {
    fn key(&self) -> (&str, i64) {
        (&self.code, self.from_day)
    }
}

/// The codes that rows are about.
pub(crate) fn codes<R: Dated>(rows: &[R]) -> Vec<String> {
    rows.iter().map(|row| row.key().0.to_string()).collect()
}

/// The rows to write, and what became of all: new, changed, as they were. A row that stands twice is
/// written once.
pub(crate) fn sift<R: Dated>(rows: &[R], known: &[R]) -> (Entered, Vec<R>) {
    sift_by(rows, known, R::key)
}

/// The same of rows with any key.
pub(crate) fn sift_by<'r, R: Clone + PartialEq + 'r, K: Ord>(
    rows: impl IntoIterator<Item = &'r R>,
    known: impl IntoIterator<Item = &'r R>,
    key: impl Fn(&'r R) -> K,
) -> (Entered, Vec<R>) {
    let known: BTreeMap<K, &R> = known.into_iter().map(|row| (key(row), row)).collect();
    let (mut entered, mut write, mut seen) = (Entered::default(), Vec::new(), BTreeSet::new());
    for row in rows {
        let found = known.get(&key(row));
        if !seen.insert(key(row)) || found.is_some_and(|same| *same == row) {
            entered.same += 1;
            continue;
        }
        match found {
            Some(_) => entered.changed += 1,
            None => entered.new += 1,
        }
        write.push(row.clone());
    }
    (entered, write)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_new_changed_or_as_they_were() {
        let row = |code: &str, from_day, class: &str| ItemRow {
            code: code.to_string(),
            from_day,
            to_day: None,
            name: code.to_string(),
            class: class.to_string(),
            group: None,
            first_pay: 0,
            price_limit: None,
        };
        let known = [row("A", 1, "A"), row("B", 1, "A")];
        let file = [row("A", 1, "A"), row("A", 2, "A"), row("B", 1, "B"), row("B", 1, "B")];
        let (entered, write) = sift(&file, &known);
        assert_eq!((entered.new, entered.changed, entered.same), (1, 1, 2));
        assert_eq!(write, [row("A", 2, "A"), row("B", 1, "B")]);
        assert_eq!(codes(&known), ["A", "B"]);
    }
}
