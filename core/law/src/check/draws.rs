//! Draws: what a layer draws, and names on the way of fen, some layer above can fill.

use super::Checker;
use crate::model::{Bucket, Label, Layer, LayerKind, Outcome};

/// Checks the draws of a layer below the layers `above`.
pub(super) fn check(checker: &mut Checker<'_>, layer: &Layer, above: &[&Layer]) {
    for draw in &layer.draws {
        match &draw.bucket {
            Bucket::AnyAbove(outcome) => {
                if !above.iter().any(|other| fills(other, *outcome)) {
                    let sentence = format!(
                        "'{}' draws '{}:*', but no layer above it in the scheme {}; take the draw out, or put the layer below one that does",
                        layer.name,
                        outcome.name(),
                        has(*outcome)
                    );
                    checker.wrong(&draw.place, sentence);
                }
            }
            Bucket::One(label) => named(checker, layer, label, above, &draw.place),
        }
        for label in draw.through.iter().chain(&draw.not_through) {
            named(checker, layer, label, above, &draw.place);
        }
    }
}

fn named(
    checker: &mut Checker<'_>,
    layer: &Layer,
    label: &Label,
    above: &[&Layer],
    place: &crate::entry::Place,
) {
    let Label::Of(outcome, id) = label else { return };
    let own: Vec<_> = above.iter().filter(|other| other.id == *id).collect();
    let sentence = if own.is_empty() {
        format!("'{}' names layer '{id}', which does not stand above it in the scheme", layer.name)
    } else if !own.iter().any(|other| fills(other, *outcome)) {
        format!(
            "'{}' names '{}:{id}', but no layer '{id}' above it {}, so it is always empty; take it out",
            layer.name,
            outcome.name(),
            has(*outcome)
        )
    } else {
        return;
    };
    checker.wrong(place, sentence);
}

/// Whether a layer can move fen to a label of this outcome.
fn fills(layer: &Layer, outcome: Outcome) -> bool {
    let LayerKind::Ordinary(parts) = &layer.kind else {
        return false;
    };
    match outcome {
        Outcome::FirstPay => parts.first_pay.is_some(),
        Outcome::InDeductible => parts.deductible.is_some(),
        Outcome::CoShare | Outcome::Paid => true,
        Outcome::OverCap => {
            let cost = [&parts.cost_limit_before, &parts.cost_limit_after];
            !parts.limits.is_empty() || cost.into_iter().any(Option::is_some)
        }
    }
}

fn has(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::FirstPay => "has a 'first-pay'",
        Outcome::InDeductible => "has a 'deductible'",
        Outcome::CoShare | Outcome::Paid => "has a 'share'",
        Outcome::OverCap => "has 'limits' or a cost limit",
    }
}
