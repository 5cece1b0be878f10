//! Dense: from the codes of a case to a row of integers, by a few multiplications.

use law::{Axes, Fact, MOST_CASES, Point};
use std::collections::HashMap;

/// Codes of facts to a row. Listed facts are multiplied out; numbers go through a table of classes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dense {
    /// Seats of up to eight listed facts, and what each of their codes adds to the index; the rest
    /// of the eight add nothing, so that no branch depends on how many there are.
    seats: [u8; 8],
    strides: [u32; 8],
    /// Further listed facts.
    listed: Vec<(Fact, u32)>,
    /// The same for the class, which is chosen layer by layer.
    by_class: u32,
    /// Number facts and where their codes' steps begin in `steps`.
    numbers: Vec<(Fact, u32)>,
    steps: Vec<u32>,
    /// For each cell where its row begins.
    starts: Vec<u32>,
    /// All different rows.
    rows: Vec<i64>,
}

impl Dense {
    pub(crate) fn build(
        axes: &Axes,
        base: Point,
        mut row: impl FnMut(Point) -> Vec<i64>,
    ) -> Result<Dense, Vec<&'static str>> {
        let facts = || axes.facts().map(Fact::name).collect::<Vec<_>>();
        let count = axes.count(MOST_CASES).ok_or_else(facts)?;
        let (mut dense, mut seated) = (Dense::default(), 0);
        for (fact, stride, class_of) in axes.strides() {
            let stride = stride as u32;
            if class_of.iter().enumerate().all(|(code, class)| code == usize::from(*class)) {
                match fact {
                    Fact::Class => dense.by_class = stride,
                    _ if seated < 8 => {
                        (dense.seats[seated], dense.strides[seated]) = (fact as u8, stride);
                        seated += 1;
                    }
                    _ => dense.listed.push((fact, stride)),
                }
            } else {
                dense.numbers.push((fact, dense.steps.len() as u32));
                dense.steps.extend(class_of.iter().map(|class| u32::from(*class) * stride));
            }
        }
        let mut known: HashMap<Vec<i64>, u32> = HashMap::new();
        for n in 0..count {
            let row = row(axes.point(n, base));
            let start = *known.entry(row).or_insert_with_key(|row| {
                let start = dense.rows.len() as u32;
                dense.rows.extend(row);
                start
            });
            dense.starts.push(start);
        }
        Ok(dense)
    }

    /// The row of a point.
    #[inline(always)]
    pub(crate) fn row(&self, point: &Point, class: u16) -> &[i64] {
        let mut index = u32::from(class) * self.by_class;
        for (seat, stride) in self.seats.iter().zip(&self.strides) {
            index += u32::from(point.seat(*seat)) * stride;
        }
        for (fact, stride) in &self.listed {
            index += u32::from(point.get(*fact)) * stride;
        }
        for (fact, offset) in &self.numbers {
            index += self.steps[*offset as usize + usize::from(point.get(*fact))];
        }
        &self.rows[self.starts[index as usize] as usize..]
    }

    /// How many cells there are.
    pub(crate) fn cells(&self) -> usize {
        self.starts.len()
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        (self.starts.len() + self.steps.len()) * 4 + self.rows.len() * 8
    }
}
