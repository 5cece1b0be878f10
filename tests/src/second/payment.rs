//! Parts 7 to 11: what a fund pays of a line whose fen have their rates.

use super::draw::Drawn;
use law::{RoundingPlace, ShareOf};
use units::Rounding;

const MILLION: i128 = 1_000_000;

/// Fen of a line with their share.
#[derive(Debug, Clone)]
pub(super) struct Rated {
    pub(super) drawn: Drawn,
    /// In millionths.
    pub(super) rate: i64,
    /// Number of the piece; pieces follow one another.
    pub(super) piece: usize,
}

/// A rule of rounding: what a stated share of a line comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) of: ShareOf,
    pub(super) mode: Rounding,
    pub(super) place: RoundingPlace,
}

impl Rule {
    fn rounded(self, millionths: i128, fen: i64) -> i64 {
        let part = self.mode.divide(millionths, MILLION) as i64;
        match self.of {
            ShareOf::Fund => part,
            ShareOf::Person => fen - part,
        }
    }

    /// What is paid of the line up to the `fen`-th fen of its run `at`.
    fn up_to(self, line: &[Rated], at: usize, fen: i64) -> i64 {
        let (mut sum, mut exact, mut long) = (0, 0i128, 0);
        for (k, rated) in line[..=at].iter().enumerate() {
            let begins = k > 0 && rated.piece != line[k - 1].piece;
            if begins && self.place == RoundingPlace::Piece {
                sum += self.rounded(exact, long);
                (exact, long) = (0, 0);
            }
            let here = if k == at { fen } else { rated.drawn.run.len };
            exact += i128::from(here) * i128::from(rated.rate);
            long += here;
        }
        sum + self.rounded(exact, long)
    }

    /// What is paid of each run: what is paid up to its end less what is paid up to its start.
    pub(super) fn of_runs(self, line: &[Rated]) -> Vec<i64> {
        let mut paid: Vec<i64> = (0..line.len())
            .map(|at| {
                let end = self.up_to(line, at, line[at].drawn.run.len);
                end - self.up_to(line, at, 0)
            })
            .collect();
        // page: with half-even one fen may come to 2 (0.5 → 0, 1.5 → 2), or for a person's share
        // to -1; such a fen stands with the run before it, so that no fen is paid twice.
        for at in (1..line.len()).rev() {
            let fits = paid[at].clamp(0, line[at].drawn.run.len);
            paid[at - 1] += paid[at] - fits;
            paid[at] = fits;
        }
        paid
    }

    /// What is paid of the whole line.
    pub(super) fn total(self, line: &[Rated]) -> i64 {
        match line.len().checked_sub(1) {
            Some(last) => self.up_to(line, last, line[last].drawn.run.len),
            None => 0,
        }
    }

    /// The smallest number of fen from the front whose rounded payment reaches `goal`.
    pub(super) fn reaches(self, line: &[Rated], goal: i64) -> i64 {
        let mut before = 0;
        for (at, rated) in line.iter().enumerate() {
            let len = rated.drawn.run.len;
            let enough = |fen: i64| self.up_to(line, at, fen) >= goal;
            // Rounding may waver by a fen over the first few; from there on it only rises.
            if let Some(fen) = (0..=len.min(4)).find(|fen| enough(*fen)) {
                return before + fen;
            }
            if enough(len) {
                let (mut no, mut yes) = (len.min(4), len);
                while yes - no > 1 {
                    let middle = no + (yes - no) / 2;
                    if enough(middle) {
                        yes = middle;
                    } else {
                        no = middle;
                    }
                }
                return before + yes;
            }
            before += len;
        }
        before
    }
}

/// Takes from the end what goes beyond `most`; gives back what each run lost.
pub(super) fn cap(paid: &mut [i64], most: i64) -> Vec<i64> {
    let mut beyond = (paid.iter().sum::<i64>() - most).max(0);
    let mut lost = vec![0; paid.len()];
    for at in (0..paid.len()).rev() {
        lost[at] = beyond.min(paid[at]);
        paid[at] -= lost[at];
        beyond -= lost[at];
    }
    lost
}
