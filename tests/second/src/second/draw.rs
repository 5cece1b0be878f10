//! §7 part 1: which fen a layer draws, and in which order they stand in its line.

use super::{Case, Fault, Run, gap, length};
use law::{Bucket, Draw, Fact, Label, Layer, Outcome, Point};
use units::Rounding;

/// Fen in a line: the draw that brought them, and what they are.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) draw: usize,
    pub(super) run: Run,
}

impl Case<'_> {
    /// Takes the fen of a layer's draws out of the bill, in the order of its line.
    pub(super) fn draw(
        &mut self,
        layer: &Layer,
        mode: Rounding,
        point: Point,
    ) -> Result<Vec<Drawn>, Fault> {
        let mut line = Vec::new();
        for (at, draw) in layer.draws.iter().enumerate() {
            for run in self.take(draw, mode, point)? {
                line.push(Drawn { draw: at, run });
            }
        }
        Ok(line)
    }

    /// The fen of one draw, in order; they leave the bill.
    fn take(&mut self, draw: &Draw, mode: Rounding, point: Point) -> Result<Vec<Run>, Fault> {
        let (mut met, mut left) = (Vec::new(), Vec::new());
        for run in std::mem::take(&mut self.fen) {
            if self.meets_draw(draw, &run)? {
                met.push(run);
            } else {
                left.push(run);
            }
        }
        let asked = self.asked();
        met.sort_by_cached_key(|run| self.rank(run, &asked));
        if let (Some(share), false) = (&draw.share, met.is_empty()) {
            let share = self.scene.draw_share(share, point)?;
            // A bucket: all fen of one label that the draw meets.
            let mut buckets: Vec<Vec<Run>> = Vec::new();
            for run in met {
                match buckets.last_mut() {
                    Some(bucket) if bucket[0].label == run.label => bucket.push(run),
                    _ => buckets.push(vec![run]),
                }
            }
            met = Vec::new();
            for bucket in buckets {
                let part = i128::from(length(&bucket)) * i128::from(share);
                let part = mode.divide(part, 1_000_000) as i64;
                let (front, back) = super::cut(&bucket, part, |run| &mut run.len);
                met.extend(front);
                left.extend(back);
            }
        }
        self.fen = left;
        Ok(met)
    }

    fn meets_draw(&self, draw: &Draw, run: &Run) -> Result<bool, Fault> {
        let bucket = match (&draw.bucket, &run.label) {
            (Bucket::One(label), here) => label == here,
            (Bucket::AnyAbove(outcome), Label::Of(here, _)) => outcome == here,
            (Bucket::AnyAbove(_), _) => false,
        };
        let through = draw.through.iter().all(|label| run.has_been(label));
        let not = draw.not_through.iter().any(|label| run.has_been(label));
        if !bucket || !through || not {
            return Ok(false);
        }
        let asks = draw.groups.is_some() || !draw.except_groups.is_empty();
        if asks && run.group == 0 {
            // page: fen that `through` keeps out are not asked for their group;
            // `except-groups` asks as `groups` does.
            return gap("the group of some fen is not known");
        }
        let among = draw.groups.as_ref().is_none_or(|g| g.contains(&run.group));
        Ok(among && !draw.except_groups.contains(&run.group))
    }

    /// The code of a label as rules name it.
    pub(super) fn label_code(&self, label: &Label) -> u16 {
        let text = match label {
            Label::InScope => "in-scope".to_string(),
            Label::OwnPay => "own-pay".to_string(),
            Label::OverLimit => "over-limit".to_string(),
            Label::FirstPay => "first-pay".to_string(),
            Label::Of(outcome, id) => format!("{}:{id}", outcome.name()),
        };
        self.scene.area.domains.code(Fact::Label, &text).unwrap_or(0)
    }

    /// Where fen stand within a draw: by label, by what through-labels they have had, by group.
    fn rank(&self, run: &Run, asked: &[&Label]) -> (usize, Outcome, Vec<bool>, u16) {
        let (layer, outcome) = match &run.label {
            Label::Of(outcome, id) => {
                let at = self.layers().position(|layer| layer.id == *id);
                (at.unwrap_or(usize::MAX), *outcome)
            }
            _ => (0, Outcome::FirstPay),
        };
        let group = if run.group == 0 { u16::MAX } else { run.group };
        let been = asked.iter().map(|label| run.has_been(label));
        (layer, outcome, been.collect(), group)
    }

    /// The labels that some `through` or `not-through` of the scheme names, in its order.
    fn asked(&self) -> Vec<&Label> {
        // page: the layers in force on the ruling day, also those that do not apply.
        let mut asked: Vec<&Label> = Vec::new();
        for draw in self.layers().flat_map(|layer| &layer.draws) {
            for label in draw.through.iter().chain(&draw.not_through) {
                if !asked.contains(&label) {
                    asked.push(label);
                }
            }
        }
        asked
    }
}
