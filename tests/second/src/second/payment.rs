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

impl Rated {
    fn len(&self) -> i64 {
        self.drawn.run.len
    }

    /// The exact share of its first fen, in millionths.
    fn exact(&self, fen: i64) -> i128 {
        i128::from(fen) * i128::from(self.rate)
    }
}

/// A rule of rounding: what a stated share of a line comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) of: ShareOf,
    pub(super) mode: Rounding,
    pub(super) place: RoundingPlace,
}

impl Rule {
    /// The stretches of the line that are rounded each for itself.
    fn stretches(self, line: &[Rated]) -> impl Iterator<Item = &[Rated]> {
        let whole = self.place == RoundingPlace::Layer;
        line.chunk_by(move |one, next| whole || one.piece == next.piece)
    }

    /// The rounded part up to somewhere inside a stretch.
    fn inside(self, exact: i128) -> i64 {
        let mode = match self.mode {
            Rounding::HalfEven => Rounding::HalfUp,
            mode => mode,
        };
        mode.divide(exact, MILLION) as i64
    }

    /// The rounded part up to the end of a stretch.
    fn at_end(self, exact: i128) -> i64 {
        self.mode.divide(exact, MILLION) as i64
    }

    /// What the fund pays of so many fen of which this is the rounded part.
    fn payment(self, part: i64, fen: i64) -> i64 {
        match self.of {
            ShareOf::Fund => part,
            ShareOf::Person => fen - part,
        }
    }

    /// What is paid of each run. If the last stretch is `open`, its end lies inside a piece.
    pub(super) fn of_runs(self, line: &[Rated], open: bool) -> Vec<i64> {
        let mut paid = Vec::new();
        for stretch in self.stretches(line) {
            let mut exact = 0;
            let mut parts = Vec::new();
            for rated in stretch {
                let start = self.inside(exact);
                exact += rated.exact(rated.len());
                parts.push(self.inside(exact) - start);
            }
            let last = paid.len() + stretch.len() == line.len();
            let excess = match open && last {
                true => 0,
                false => self.inside(exact) - self.at_end(exact),
            };
            // The last run that has a rounded part gives the excess fen back.
            if excess > 0
                && let Some(part) = parts.iter_mut().rfind(|part| **part > 0)
            {
                *part -= excess;
            }
            let fen = stretch.iter().zip(parts);
            paid.extend(fen.map(|(rated, part)| self.payment(part, rated.len())));
        }
        paid
    }

    /// What is paid of a whole stretch.
    fn of_stretch(self, stretch: &[Rated]) -> i64 {
        let exact = stretch.iter().map(|rated| rated.exact(rated.len())).sum();
        self.payment(self.at_end(exact), stretch.iter().map(Rated::len).sum())
    }

    /// What is paid of the whole line.
    pub(super) fn total(self, line: &[Rated]) -> i64 {
        self.stretches(line).map(|stretch| self.of_stretch(stretch)).sum()
    }

    /// The smallest number of fen from the front whose rounded payment reaches `goal`, and
    /// whether it is reached inside a stretch and not by the rounding of its end.
    pub(super) fn reaches(self, line: &[Rated], goal: i64) -> (i64, bool) {
        let (mut before, mut paid) = (0, 0);
        for stretch in self.stretches(line) {
            let whole: i64 = stretch.iter().map(Rated::len).sum();
            let end = self.of_stretch(stretch);
            if paid + end >= goal {
                return match self.reaches_inside(stretch, goal - paid) {
                    Some(fen) => (before + fen, true),
                    None => (before + whole, false),
                };
            }
            before += whole;
            paid += end;
        }
        (before, false)
    }

    fn reaches_inside(self, stretch: &[Rated], goal: i64) -> Option<i64> {
        let (mut before, mut exact) = (0, 0);
        for rated in stretch {
            let enough = |fen: i64| {
                self.payment(self.inside(exact + rated.exact(fen)), before + fen) >= goal
            };
            if enough(rated.len()) {
                // Payments never fall from fen to fen.
                let (mut low, mut high) = (0, rated.len());
                while low < high {
                    let middle = low + (high - low) / 2;
                    (low, high) = if enough(middle) { (low, middle) } else { (middle + 1, high) };
                }
                return Some(before + low);
            }
            before += rated.len();
            exact += rated.exact(rated.len());
        }
        None
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
