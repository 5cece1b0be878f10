//! Which row of theirs is which of ours, and what then differs.
//!
//! A refund has a number of its own, and institutions also write it under the number of the
//! settlement it takes back. So rows are matched in rounds, the surest first; what is left over on
//! either side is a difference, and no row of ours is matched twice.

use super::{Difference, Ours, Part, Theirs, Why};
use record::{bill_id, bill_seq};
use std::collections::BTreeMap;
use units::Fen;

/// A round: whether a row may be matched under the number of another that it mirrors, and whether
/// all of it must be the same.
const ROUNDS: [(bool, bool); 4] = [(false, true), (true, true), (false, false), (true, false)];

/// Rows of ours, by number and by the settlement that they mirror.
struct Books<'a> {
    area: &'a str,
    ours: Vec<Ours>,
    /// The row of theirs, by its place, that each of ours was matched with.
    matched: Vec<Option<usize>>,
    by_seq: BTreeMap<u64, usize>,
    by_bill: BTreeMap<u64, Vec<usize>>,
    /// How many rows of theirs stand under a number.
    written: BTreeMap<u64, usize>,
}

/// Compares all rows.
pub(super) fn compare(area: &str, theirs: Vec<Theirs>, ours: Vec<Ours>) -> Vec<Difference> {
    let mut books = Books::of(area, ours, &theirs);
    let mut left: Vec<usize> = (0..theirs.len()).collect();
    let mut found: BTreeMap<usize, Difference> = BTreeMap::new();
    for (mirrored, whole) in ROUNDS {
        left.retain(|at| {
            let one = &theirs[*at];
            let Some(place) = books.place(one, mirrored, whole) else { return true };
            books.matched[place] = Some(*at);
            let parts = books.parts(one, place);
            if !parts.is_empty() {
                let difference = Difference::Differs(one.clone(), books.ours[place].clone(), parts);
                found.insert(*at, difference);
            }
            false
        });
    }
    for at in left {
        let one = theirs[at].clone();
        let first = books.first(&one).and_then(|at| theirs.get(at)).map(|first| first.line);
        found.insert(
            at,
            match first {
                Some(line) => Difference::Twice(one, line),
                None => Difference::TheirsOnly(one, Why::Unknown),
            },
        );
    }
    let mut all: Vec<Difference> = found.into_values().collect();
    let rest = books.ours.into_iter().zip(books.matched);
    let rest = rest.filter(|(_, matched)| matched.is_none());
    all.extend(rest.map(|(ours, _)| Difference::OursOnly(ours)));
    all
}

impl Books<'_> {
    fn of<'a>(area: &'a str, ours: Vec<Ours>, theirs: &[Theirs]) -> Books<'a> {
        let mut by_seq = BTreeMap::new();
        let mut by_bill: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (at, one) in ours.iter().enumerate() {
            by_seq.insert(one.row.seq as u64, at);
            if one.row.seq != one.row.bill {
                by_bill.entry(one.row.bill as u64).or_default().push(at);
            }
        }
        let mut written = BTreeMap::new();
        for seq in theirs.iter().filter_map(|one| bill_seq(area, &one.settlement)) {
            *written.entry(seq).or_insert(0) += 1;
        }
        Books { area, matched: vec![None; ours.len()], ours, by_seq, by_bill, written }
    }

    /// The place of the row of ours that a row of theirs is matched with in a round. Under the number
    /// of another it is only looked for where it cannot be the row of its own number.
    fn place(&self, theirs: &Theirs, mirrored: bool, whole: bool) -> Option<usize> {
        let seq = bill_seq(self.area, &theirs.settlement)?;
        let open = |at: &usize| self.matched[*at].is_none();
        let fits = |at: &&usize| open(at) && (!whole || self.parts(theirs, **at).is_empty());
        let own = self.by_seq.get(&seq);
        if !mirrored {
            return own.filter(fits).copied();
        }
        if own.is_some_and(open) && self.written.get(&seq).is_none_or(|rows| *rows == 1) {
            return None;
        }
        let mut places = self.by_bill.get(&seq)?.iter().filter(|at| self.same_sign(theirs, **at));
        places.find(fits).copied()
    }

    fn same_sign(&self, theirs: &Theirs, place: usize) -> bool {
        (self.ours[place].row.sign < 0) == theirs.refund
    }

    /// What differs.
    fn parts(&self, theirs: &Theirs, place: usize) -> Vec<Part> {
        let ours = &self.ours[place];
        let row = &ours.row;
        [
            (Part::Visit, theirs.visit != bill_id(self.area, row.visit as u64)),
            (Part::Person, theirs.person != ours.person),
            (Part::Refund, theirs.refund != (row.sign < 0)),
            (Part::Total, theirs.total != Fen(row.total)),
            (Part::Funds, theirs.funds != Fen(row.funds)),
            (Part::Account, theirs.account != Fen(row.account)),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect()
    }

    /// The row of theirs that was matched under the number of this one: with a row of the same sign,
    /// else with the settlement itself.
    fn first(&self, theirs: &Theirs) -> Option<usize> {
        let seq = bill_seq(self.area, &theirs.settlement)?;
        let own = self.by_seq.get(&seq);
        let places = own.into_iter().chain(self.by_bill.get(&seq).into_iter().flatten());
        let alike = places.filter(|at| self.same_sign(theirs, **at));
        let alike = alike.filter_map(|at| self.matched[*at]).min();
        alike.or_else(|| own.and_then(|at| self.matched[*at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::SettlementRow;

    fn ours(seq: i64, bill: i64, sign: i64, fen: i64) -> Ours {
        let row = SettlementRow {
            seq,
            bill,
            institution: "H".to_string(),
            day: 0,
            sign,
            person: 1,
            visit: 1,
            insurance: "resident".to_string(),
            care: "inpatient".to_string(),
            total: fen,
            funds: 0,
            account: 0,
            cash: fen,
        };
        Ours { row, person: "P".to_string(), message: None }
    }

    fn theirs(line: usize, seq: u64, refund: bool, fen: i64) -> Theirs {
        Theirs {
            line,
            settlement: bill_id("900001", seq),
            visit: bill_id("900001", 1),
            person: "P".to_string(),
            refund,
            total: Fen(fen),
            funds: Fen::ZERO,
            account: Fen::ZERO,
        }
    }

    /// Kinds of difference with the line, or the number of ours.
    #[track_caller]
    fn check(rows: &[(u64, bool, i64)], want: &[(&str, usize)]) {
        let books = vec![ours(5, 5, 1, 100), ours(8, 8, 1, 300), ours(9, 5, -1, -100)];
        let rows =
            (1..).zip(rows).map(|(line, (seq, refund, fen))| theirs(line, *seq, *refund, *fen));
        let found = compare("900001", rows.collect(), books);
        let said: Vec<(&str, usize)> = found
            .iter()
            .map(|one| match one {
                Difference::Differs(theirs, ..) => ("differs", theirs.line),
                Difference::OursOnly(ours) => ("ours", ours.row.seq as usize),
                Difference::TheirsOnly(theirs, _) => ("theirs", theirs.line),
                Difference::Twice(theirs, first) => ("twice", theirs.line * 10 + first),
            })
            .collect();
        assert_eq!(said, want);
    }

    #[test]
    fn a_refund_stands_under_its_own_number_or_that_of_the_settlement() {
        check(&[(5, false, 100), (8, false, 300), (9, true, -100)], &[]);
        check(&[(5, false, 100), (8, false, 300), (5, true, -100)], &[]);
        check(&[(5, true, -100), (5, false, 100), (8, false, 300)], &[]);
    }

    #[test]
    fn a_turned_row_is_not_taken_for_the_refund() {
        // The refund itself has a wrong amount; the settlement is written as a refund.
        let rows = [(5, true, -100), (8, false, 300), (9, true, -99)];
        check(&rows, &[("differs", 1), ("differs", 3)]);
        // A refund of a settlement of other days, under its number.
        let found = compare("900001", vec![theirs(1, 4, true, -70)], vec![ours(9, 4, -1, -70)]);
        assert_eq!(found, []);
        // The refund is here, its settlement is of other days: that row is not written twice.
        let rows = vec![theirs(1, 9, true, -70), theirs(2, 4, false, 70)];
        let found = compare("900001", rows, vec![ours(9, 4, -1, -70)]);
        assert!(matches!(&found[..], [Difference::TheirsOnly(row, _)] if row.line == 2));
    }

    #[test]
    fn each_difference_is_said_once() {
        let all = |more: &[(u64, bool, i64)]| {
            [&[(5, false, 100), (8, false, 300), (9, true, -100)], more].concat()
        };
        check(&all(&[(8, false, 300)]), &[("twice", 42)]);
        check(&all(&[(8, false, 299)]), &[("twice", 42)]);
        check(&all(&[(7, false, 1)]), &[("theirs", 4)]);
        check(&all(&[(5, true, -100)]), &[("twice", 43)]);
        check(&[(5, false, 100), (9, true, -100)], &[("ours", 8)]);
        check(&[(5, false, 100), (8, true, -300), (9, true, -100)], &[("differs", 2)]);
        check(&[(5, false, 101), (8, false, 300), (5, true, -100)], &[("differs", 1)]);
        check(&[(5, false, 100), (8, false, 300), (5, true, -99)], &[("differs", 3)]);
        check(&[(5, false, 100), (8, false, 300), (9, true, 100)], &[("differs", 3)]);
    }
}
