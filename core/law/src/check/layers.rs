//! Layers: every point at which a layer applies is evaluated, on one day of each span.

use super::Checker;
use crate::entry::{Dated, Entry, Place};
use crate::eval::{Derivation, Figure, Scene, Witness, evaluate, holds};
use crate::expr::{Expr, Operation, Row, Start};
use crate::fact::{Fact, Point};
use crate::gap::Gap;
use crate::model::{Area, Layer, LayerKind, Parts, Scheme};
use crate::needs::{Needs, exprs_of_parts, needs_of_end, needs_of_layer, needs_of_table};
use crate::points::{Axes, MOST_CASES};
use std::collections::{BTreeMap, BTreeSet};
use units::{Day, Fen, Rate};

const DEPTH: u8 = 40;
/// Measures that stand in for a bill: a value that depends on the bill is tried with these.
const TRIAL_BILLS: [[Fen; 5]; 2] = [[Fen(0); 5], [Fen(12_345_600); 5]];

pub(super) fn check(checker: &mut Checker<'_>, scheme: &Dated<Scheme>, day: Day) {
    let area = checker.area;
    let layers: Vec<&Dated<Layer>> =
        scheme.body.layers.iter().filter_map(|n| area.layers.get(n)?.on(day)).collect();
    let bodies = layers.iter().map(|piece| &piece.body);
    let around = needs_of_end(area, day, scheme.body.insurance, bodies);
    let axes = Axes::new(&area.domains, &around, true, &[Fact::Class]);
    if axes.count(MOST_CASES).is_none() {
        let what = "where the layers apply, counters and measured feeds together tell";
        let remedy = "use fewer facts there, or cut fewer numbers";
        checker.wrong(&scheme.entry.place, too_many(what, &axes, remedy));
        return;
    }
    let mut cared: BTreeSet<u16> = BTreeSet::new();
    for (at, piece) in layers.iter().enumerate() {
        check_layer(checker, scheme, piece, day, &mut cared);
        for other in layers[..at].iter().filter(|o| o.body.id == piece.body.id) {
            meet(checker, &scheme.body, piece, other);
        }
    }
    for care in scheme.body.covers.iter().filter(|care| !cared.contains(care)) {
        let care = area.domains.value(Fact::Care, *care);
        checker.wrong(
            &scheme.entry.place,
            format!("the scheme covers care '{care}', but on {day} no layer applies to it"),
        );
    }
}

/// The sentence on a table that would be too large.
fn too_many(what: &str, axes: &Axes, remedy: &str) -> String {
    let cases = axes.sizes().fold(1u128, |n, (_, size)| n.saturating_mul(size as u128));
    let facts: Vec<String> =
        axes.sizes().map(|(fact, size)| format!("{} {size}", fact.name())).collect();
    format!(
        "{what} {cases} cases apart, more than {MOST_CASES}: {} (\"unknown\" is one of each); {remedy}",
        facts.join(" × ")
    )
}

/// The axes of a layer, cut down to what its scheme can meet.
fn axes_of(
    area: &Area,
    scheme: &Scheme,
    class_order: &[u16],
    needs: &Needs,
    skip: &[Fact],
) -> Axes {
    let mut needs = needs.clone();
    needs.facts.entry(Fact::Care).or_default();
    let mut axes = Axes::new(&area.domains, &needs, false, skip);
    axes.restrict(Fact::Care, |code| scheme.covers.contains(&code));
    axes.restrict(Fact::Insurance, |code| code == scheme.insurance);
    let none = area.domains.code(Fact::Class, "none");
    axes.restrict(Fact::Class, |code| Some(code) == none || class_order.contains(&code));
    axes
}

/// Two layers of one id may not both apply.
fn meet(checker: &mut Checker<'_>, scheme: &Scheme, one: &Dated<Layer>, other: &Dated<Layer>) {
    let mut needs = Needs::default();
    for when in one.body.applies.iter().chain(&other.body.applies) {
        needs.condition(when);
    }
    let axes = axes_of(checker.area, scheme, &[], &needs, &[Fact::Class]);
    let Some(count) = axes.count(MOST_CASES) else {
        return;
    };
    let blank = Point::BLANK;
    // A class that would have to be known counts as one that may be there.
    let may = |layer: &Layer, point: &Point| holds(&layer.applies, point) != Ok(false);
    if (0..count).map(|n| axes.point(n, blank)).any(|p| may(&one.body, &p) && may(&other.body, &p))
    {
        checker.wrong(
            &one.entry.place,
            format!(
                "layers '{}' and '{}' share the id '{}' and may both apply to one bill; make their 'applies' exclude each other",
                one.body.name, other.body.name, one.body.id
            ),
        );
    }
}

/// Remembers which rows were met.
struct Rows<'w> {
    met: &'w mut BTreeMap<Place, bool>,
}

impl<'a> Witness<'a> for Rows<'_> {
    fn saw(&mut self, _: Derivation<'a>, _: Figure, _: Figure, _: &'a Entry) {}

    fn row(&mut self, row: &'a Row) {
        if let Some(met) = self.met.get_mut(&row.place) {
            *met = true;
        }
    }
}

fn check_layer(
    checker: &mut Checker<'_>,
    scheme: &Dated<Scheme>,
    piece: &Dated<Layer>,
    day: Day,
    cared: &mut BTreeSet<u16>,
) {
    let (area, layer) = (checker.area, &piece.body);
    let needs = needs_of_layer(area, day, layer);
    let table = needs_of_table(area, day, scheme.entry.from, layer);
    let table = Axes::new(&area.domains, &table, true, &[]);
    let axes = axes_of(area, &scheme.body, &layer.class_order, &needs, &[]);
    let (Some(_), Some(count)) = (table.count(MOST_CASES), axes.count(MOST_CASES)) else {
        let remedy = "split the layer with 'applies', or cut fewer numbers";
        checker.wrong(&piece.entry.place, too_many("the layer tells", &table, remedy));
        return;
    };
    let shares = layer.draws.iter().filter_map(|d| d.share.as_ref());
    let parts = match &layer.kind {
        LayerKind::Ordinary(parts) => Some(&**parts),
        LayerKind::Account { .. } => None,
    };
    for expr in shares.chain(parts.into_iter().flat_map(exprs_of_parts)) {
        rows_of(area, day, expr, &mut checker.rows, DEPTH);
    }
    let blank = Point::BLANK.with(Fact::Insurance, scheme.body.insurance);
    let mut applied = false;
    for point in (0..count).map(|n| axes.point(n, blank)) {
        checker.points += 1;
        if holds(&layer.applies, &point) == Ok(true) {
            applied = true;
            cared.insert(point.get(Fact::Care));
            at_point(checker, piece, day, point);
        }
    }
    if !applied {
        checker.wrong(
            &piece.entry.place,
            format!("on {day} this layer applies to no case of the scheme; mend 'applies' or take it out"),
        );
    }
}

/// All rows of tables that a value can reach on a day.
fn rows_of(area: &Area, day: Day, expr: &Expr, rows: &mut BTreeMap<Place, bool>, depth: u8) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let mut go = |expr: &Expr| rows_of(area, day, expr, rows, depth);
    match &expr.start {
        Start::Literal(_) | Start::Measure(_) => {}
        Start::Is(inner) | Start::LargestOfConditions(inner) => go(inner),
        Start::Largest(all) => all.iter().for_each(go),
        Start::Statistic(name) => {
            area.statistics.get(name).and_then(|t| t.on(day)).iter().for_each(|p| go(&p.body));
        }
        Start::Named(name, _) => {
            area.values.get(name).and_then(|t| t.on(day)).iter().for_each(|p| go(&p.body));
        }
        Start::Table(list) => {
            for row in list {
                rows.entry(row.place.clone()).or_insert(false);
                rows_of(area, day, &row.is, rows, depth);
            }
        }
    }
    for step in &expr.steps {
        let (Operation::Times(by) | Operation::Add(by, _)) = &step.operation;
        rows_of(area, day, by, rows, depth);
    }
    for bound in [&expr.floor, &expr.ceiling].into_iter().flatten() {
        rows_of(area, day, bound, rows, depth);
    }
}

/// What a value must be where it stands.
#[derive(Clone, Copy, PartialEq)]
enum Must {
    BeAShare,
    NotBeNegative,
}

fn at_point(checker: &mut Checker<'_>, piece: &Dated<Layer>, day: Day, point: Point) {
    let domains = &checker.area.domains;
    let groups: Vec<u16> = (1..=domains.size(Fact::Group)).collect();
    for draw in &piece.body.draws {
        if let Some(share) = &draw.share {
            value_at(checker, share, &piece.entry, day, point, Must::BeAShare);
        }
    }
    let LayerKind::Ordinary(parts) = &piece.body.kind else {
        return;
    };
    let depends = |expr: &Expr, fact: Fact, area: &Area| {
        Needs::of_expr(area, day, expr).facts.contains_key(&fact)
    };
    let edges = edges_at(checker, parts, &piece.entry, day, point);
    let labels: Vec<u16> = (1..=domains.size(Fact::Label)).collect();
    let mut shares = vec![(&parts.share.rate, edges + 1)];
    shares.extend(parts.first_pay.iter().map(|expr| (expr, 1)));
    for (rate, bands) in shares {
        let area = checker.area;
        let groups = if depends(rate, Fact::Group, area) { &groups[..] } else { &[0] };
        let labels = if depends(rate, Fact::Label, area) { &labels[..] } else { &[0] };
        for band in 1..=bands {
            for group in groups {
                for label in labels {
                    let mut point = point.with(Fact::Group, *group).with(Fact::Label, *label);
                    point.set_number(Fact::Band, band as u32);
                    value_at(checker, rate, &piece.entry, day, point, Must::BeAShare);
                }
            }
        }
    }
    for expr in exprs_of_parts(parts) {
        let rate = std::ptr::eq(expr, &parts.share.rate)
            || parts.first_pay.as_ref().is_some_and(|f| std::ptr::eq(expr, f));
        if !rate {
            value_at(checker, expr, &piece.entry, day, point, Must::NotBeNegative);
        }
    }
}

/// Edges must not fall; how many there are.
fn edges_at(
    checker: &mut Checker<'_>,
    parts: &Parts,
    entry: &Entry,
    day: Day,
    point: Point,
) -> usize {
    let Some(bands) = &parts.bands else { return 0 };
    let mut last = 0;
    for edge in &bands.edges {
        match value_at(checker, edge, entry, day, point, Must::NotBeNegative) {
            Some(Figure::None) => last = i64::MAX,
            Some(figure) => {
                let here = figure.whole().unwrap_or(0);
                if here < last {
                    checker.wrong(&edge.place, "the edges of the bands fall; write them rising");
                }
                last = here;
            }
            None => {}
        }
    }
    bands.edges.len()
}

fn value_at(
    checker: &mut Checker<'_>,
    expr: &Expr,
    entry: &Entry,
    day: Day,
    point: Point,
    must: Must,
) -> Option<Figure> {
    let area = checker.area;
    let mut figure = None;
    for bill in &TRIAL_BILLS {
        let held: Vec<u16> = (1..=area.domains.size(Fact::Condition)).collect();
        let scene = Scene { area, day, point, measures: Some(bill), held: Some(&held) };
        match evaluate(&scene, expr, entry, &mut Rows { met: &mut checker.rows }) {
            Ok(found) => {
                bounds(checker, (expr, entry), found, must, &point);
                figure = Some(found);
            }
            Err(Gap::Unread(place)) => {
                *checker.unread.entry(place).or_default() += 1;
            }
            Err(gap) => {
                let mut sentence = gap.to_string();
                if matches!(gap, Gap::NoRow(_) | Gap::TwoRows(_) | Gap::Unstated(..)) {
                    sentence = format!("{sentence}; the case: {}", case_words(area, &point));
                }
                first_at(checker, gap.place(), sentence);
            }
        }
        if !Needs::of_expr(area, day, expr).bill {
            break;
        }
    }
    figure
}

/// One sentence a place is enough: the first case stands for the others.
fn first_at(checker: &mut Checker<'_>, place: &Place, sentence: String) {
    if !checker.findings.iter().any(|f| f.place == *place) {
        checker.wrong(place, sentence);
    }
}

fn bounds(
    checker: &mut Checker<'_>,
    (expr, entry): (&Expr, &Entry),
    figure: Figure,
    must: Must,
    point: &Point,
) {
    let Some(number) = figure.whole() else { return };
    let place = if expr.place.line == 0 { &entry.place } else { &expr.place };
    let area = checker.area;
    match must {
        Must::BeAShare if !(0..=Rate::ONE.0).contains(&number) => {
            let sentence = format!(
                "the share comes to {figure}; give it a floor and a ceiling so that it stays within 0 to 100 %; the case: {}",
                case_words(area, point)
            );
            first_at(checker, place, sentence);
        }
        Must::NotBeNegative if number < 0 => {
            first_at(
                checker,
                place,
                format!(
                    "the amount comes to {figure}; give it a floor of \"0\"; the case: {}",
                    case_words(area, point)
                ),
            );
        }
        _ => {}
    }
}

fn case_words(area: &Area, point: &Point) -> String {
    let facts = Fact::NAMES.iter().filter(|(_, fact)| point.get(*fact) != 0);
    let words =
        facts.map(|(name, fact)| format!("{name} {}", area.domains.value(*fact, point.get(*fact))));
    words.collect::<Vec<_>>().join(", ")
}
