//! Names: everything that is referred to exists on every day it is needed, and in the right order.

use super::Checker;
use super::draws;
use super::values::check_value;
use crate::entry::{Dated, Place};
use crate::expr::Kind;
use crate::fact::Fact;
use crate::model::{DeductibleMode, Delta, FeedOf, Layer, LayerKind, Parts, Scheme};
use crate::needs::needs_of_layer;
use crate::points::breakpoints;
use units::{Day, PeriodKind};

pub(super) fn check(checker: &mut Checker<'_>) {
    let area = checker.area;
    for timeline in area.values.values() {
        for piece in &timeline.pieces {
            check_value(checker, &piece.body, None, piece.entry.from);
        }
    }
    for timeline in area.statistics.values() {
        for piece in &timeline.pieces {
            check_value(checker, &piece.body, Some(Kind::Amount), piece.entry.from);
        }
    }
    for (at, scheme) in area.schemes.iter().enumerate() {
        for other in &area.schemes[..at] {
            let apart = scheme.entry.from > other.entry.to.unwrap_or(scheme.entry.from)
                || other.entry.from > scheme.entry.to.unwrap_or(other.entry.from);
            if scheme.body.insurance == other.body.insurance && !apart {
                let sentence = format!(
                    "two schemes of one insurance on the same day; the other: {}",
                    other.entry.place
                );
                checker.wrong(&scheme.entry.place, sentence);
            }
        }
        for name in &scheme.body.carries_over {
            if !area.accumulators.contains_key(name) && !area.is_broken("accumulator", name) {
                checker.wrong(
                    &scheme.entry.place,
                    format!("carries-over: there is no accumulator '{name}'"),
                );
            }
        }
        let Some(to) = scheme.entry.to else { continue };
        for day in breakpoints(area, scheme.entry.from, to, &scheme.body) {
            scheme_on(checker, scheme, day);
        }
    }
    overlaps(checker);
    for (name, timeline) in &area.accumulators {
        for piece in &timeline.pieces {
            for feed in &piece.body.feeds {
                if let FeedOf::Layer(layer, delta) = &feed.of {
                    feed_of(checker, name, layer, *delta, &piece.entry.place);
                }
            }
        }
    }
}

/// Counters of one fact, and waiting rules, may not hold on the same day for one insurance.
fn overlaps(checker: &mut Checker<'_>) {
    let area = checker.area;
    let counters = area.counters.iter().map(|counter| {
        let insurance = area.domains.value(Fact::Insurance, counter.body.insurance);
        (format!("[[counter]] of '{}' for {insurance}", counter.body.fact.name()), &counter.entry)
    });
    let waiting = area.waiting.iter().map(|rule| {
        let insurance = area.domains.value(Fact::Insurance, rule.body.insurance);
        (format!("[[waiting]] for {insurance}"), &rule.entry)
    });
    let all: Vec<_> = counters.chain(waiting).collect();
    for (at, (what, entry)) in all.iter().enumerate() {
        for (_, other) in all[..at].iter().filter(|(name, _)| name == what) {
            let (first, last) =
                if entry.from < other.from { (entry, other) } else { (other, entry) };
            if first.from == last.from || first.to.is_some_and(|to| to >= last.from) {
                checker.wrong(
                    &entry.place,
                    format!(
                        "two entries of {what} hold on the same day; the other stands at {}; end one of them with 'to'",
                        other.place
                    ),
                );
            }
        }
    }
}

fn feed_of(checker: &mut Checker<'_>, name: &str, layer: &str, delta: Delta, place: &Place) {
    match checker.area.layers.get(layer) {
        None if checker.area.is_broken("layer", layer) => {}
        None => checker
            .wrong(place, format!("'{name}' is fed by a layer '{layer}' that does not exist")),
        Some(timeline) => {
            let account =
                timeline.pieces.iter().any(|p| matches!(p.body.kind, LayerKind::Account { .. }));
            if account && delta != Delta::Paid {
                checker.wrong(
                    place,
                    format!("'{layer}' is an account: it has no other delta than 'paid'"),
                );
            }
        }
    }
}

fn scheme_on(checker: &mut Checker<'_>, scheme: &Dated<Scheme>, day: Day) {
    let area = checker.area;
    let mut above: Vec<&Layer> = Vec::new();
    for name in &scheme.body.layers {
        let Some(piece) = area.layers.get(name).and_then(|t| t.on(day)) else {
            if !area.is_broken("layer", name) {
                checker.wrong(
                    &scheme.entry.place,
                    format!("the scheme names a layer '{name}', but on {day} there is none; add a dated [[layer]]"),
                );
            }
            continue;
        };
        let torn = scheme.body.layers.iter().any(|name| area.is_broken("layer", name));
        if !torn {
            draws::check(checker, &piece.body, &above);
        }
        layer_on(checker, scheme, piece, day);
        above.push(&piece.body);
    }
}

fn layer_on(checker: &mut Checker<'_>, scheme: &Dated<Scheme>, piece: &Dated<Layer>, day: Day) {
    let (area, layer) = (checker.area, &piece.body);
    for draw in &layer.draws {
        if let Some(share) = &draw.share {
            check_value(checker, share, Some(Kind::Rate), day);
        }
    }
    if let LayerKind::Ordinary(parts) = &layer.kind {
        parts_on(checker, piece, parts, day);
    }
    let needs = needs_of_layer(area, day, layer);
    for fact in [Fact::Stay, Fact::Visit] {
        let counter = area.counter(fact, scheme.body.insurance, day);
        let broken = area.is_broken("counter", "");
        if needs.facts.contains_key(&fact) && counter.is_none() && !broken {
            checker.wrong(
                &piece.entry.place,
                format!(
                    "the layer depends on '{0}' but no [[counter]] of '{0}' is in force on {day}",
                    fact.name()
                ),
            );
        }
    }
    if needs.facts.contains_key(&Fact::Class) && layer.class_order.is_empty() {
        checker.wrong(
            &piece.entry.place,
            "the layer depends on 'class' but has no 'class-order'; add one",
        );
    }
}

fn parts_on(checker: &mut Checker<'_>, piece: &Dated<Layer>, parts: &Parts, day: Day) {
    let place = &piece.entry.place;
    let mut over = |name: &Option<String>, fed: Option<Delta>, what: &str, monthly: bool| {
        let Some(name) = name else { return };
        let area = checker.area;
        let Some(acc) = area.accumulators.get(name).and_then(|t| t.on(day)) else {
            if area.is_broken("accumulator", name) {
                return;
            }
            checker.wrong(
                place,
                format!("{what}: there is no accumulator '{name}' in force on {day}"),
            );
            return;
        };
        if let Some(delta) = fed {
            let feeds = acc.body.feeds.iter().any(|f| {
                matches!(&f.of, FeedOf::Layer(layer, d) if *layer == piece.body.name && *d == delta)
            });
            let word = Delta::NAMES[delta as usize].0;
            if !feeds {
                checker.wrong(
                    place,
                    format!("{what}: '{name}' must be fed by this layer's '{word}', else it would never move"),
                );
            }
        } else if acc.body.feeds.is_empty() {
            checker.wrong(place, format!("{what}: nothing feeds '{name}'"));
        }
        if acc.body.period == PeriodKind::MonthCarried && !monthly {
            checker
                .wrong(place, format!("{what}: only 'limits' may use a month-carried accumulator"));
        }
    };
    if let Some(deductible) = &parts.deductible {
        let fed = match deductible.mode {
            DeductibleMode::Edge => Delta::Entered,
            _ => Delta::Deductible,
        };
        over(&deductible.over, Some(fed), "deductible", false);
        let most = deductible.most.as_ref().map(|m| m.over.clone());
        over(&most, Some(Delta::Deductible), "most", false);
    }
    for limit in &parts.limits {
        over(&limit.over, None, "limits", true);
    }
    for limit in [&parts.cost_limit_before, &parts.cost_limit_after].into_iter().flatten() {
        over(&limit.over, None, "cost limit", false);
    }
    if let Some(bands) = &parts.bands {
        over(&bands.over, None, "bands", false);
    }
    let rates = parts.first_pay.iter().chain([&parts.share.rate]);
    for rate in rates.collect::<Vec<_>>() {
        check_value(checker, rate, Some(Kind::Rate), day);
    }
    for amount in amounts(parts) {
        check_value(checker, amount, Some(Kind::Amount), day);
    }
}

fn amounts(parts: &Parts) -> Vec<&crate::expr::Expr> {
    let mut all = Vec::new();
    let limits = [&parts.cost_limit_before, &parts.cost_limit_after];
    all.extend(limits.into_iter().flatten().map(|l| &l.amount));
    if let Some(deductible) = &parts.deductible {
        all.push(&deductible.amount);
        all.extend(deductible.most.iter().map(|m| &m.amount));
    }
    all.extend(parts.bands.iter().flat_map(|b| &b.edges));
    all.extend(parts.limits.iter().map(|l| &l.amount));
    all
}
