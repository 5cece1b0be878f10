//! Evaluating a value at a point on a day. Pure; a witness may watch.

use crate::entry::Entry;
use crate::expr::{Condition, Counted, Expr, Literal, Measure, Operation, Row, Start};
use crate::fact::{Fact, Point};
use crate::gap::Gap;
use crate::model::Area;
use std::fmt;
use units::{Day, Fen, Rate};

/// Figures are exact to a millionth of a fen, or of a millionth.
pub(crate) const SCALE: i128 = 1_000_000;
const DEPTH: u8 = 40;

/// A figure on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// No figure.
    None,
    /// Millionths of a fen.
    Amount(i128),
    /// Millionths of a millionth.
    Rate(i128),
}

impl Figure {
    /// The whole fen or millionths, if the figure is whole.
    pub fn whole(self) -> Option<i64> {
        match self {
            Figure::Amount(n) | Figure::Rate(n) if n % SCALE == 0 => i64::try_from(n / SCALE).ok(),
            _ => None,
        }
    }

    fn exact(self) -> i128 {
        match self {
            Figure::None => i128::MAX,
            Figure::Amount(n) | Figure::Rate(n) => n,
        }
    }

    fn like(self, exact: i128) -> Figure {
        match self {
            Figure::None => Figure::None,
            Figure::Amount(_) => Figure::Amount(exact),
            Figure::Rate(_) => Figure::Rate(exact),
        }
    }
}

/// Yuan with two decimals or a percentage; more decimals where there are more.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match (*self, self.whole()) {
            (Figure::None, _) => "none".to_string(),
            (Figure::Amount(_), Some(fen)) => Fen(fen).to_string(),
            (Figure::Rate(_), Some(millionths)) => Rate(millionths).to_string(),
            (Figure::Amount(n), None) => {
                let (sign, n) = (if n < 0 { "-" } else { "" }, n.unsigned_abs());
                let digits = format!("{:08}", n % 100_000_000);
                format!("{sign}{}.{}", n / 100_000_000, digits.trim_end_matches('0'))
            }
            (Figure::Rate(n), None) => {
                let (sign, n) = (if n < 0 { "-" } else { "" }, n.unsigned_abs());
                let digits = format!("{:010}", n % 10_000_000_000);
                format!("{sign}{}.{}%", n / 10_000_000_000, digits.trim_end_matches('0'))
            }
        };
        f.pad(&text)
    }
}

/// The bill's measures, in the order of [`Measure::NAMES`].
pub type Measures = [Fen; 5];

/// The person's registered conditions, as codes.
pub type Held<'a> = &'a [u16];

/// Where and when a value is asked for.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The rules.
    pub area: &'a Area,
    /// The day whose law holds.
    pub day: Day,
    /// The facts.
    pub point: Point,
    /// The bill's measures, if there is a bill.
    pub measures: Option<&'a Measures>,
    /// The person's registered conditions, if there is a person.
    pub held: Option<Held<'a>>,
}

/// What happened on the way to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation<'a> {
    /// A figure was found, in this row if it came from a table.
    Found(Option<&'a Condition>),
    /// It was multiplied by this.
    Multiplied(Figure),
    /// This was added, perhaps several times.
    Added(Figure),
    /// The floor or the ceiling held.
    Bounded,
    /// It was rounded.
    Rounded,
}

/// Watches an evaluation.
pub trait Witness<'a> {
    /// A figure went from `before` to `after`; the entry is the dated piece of law that says so.
    fn saw(&mut self, what: Derivation<'a>, before: Figure, after: Figure, entry: &'a Entry);

    /// A row of a table was chosen, also on the way to an operand.
    fn row(&mut self, _row: &'a Row) {}
}

/// Lets only the rows through: operands are not steps of their own.
struct RowsOnly<'w, 'a>(&'w mut dyn Witness<'a>);

impl<'a> Witness<'a> for RowsOnly<'_, 'a> {
    fn saw(&mut self, _: Derivation<'a>, _: Figure, _: Figure, _: &'a Entry) {}

    fn row(&mut self, row: &'a Row) {
        self.0.row(row);
    }
}

/// Nobody watches.
pub struct Silent;

impl Witness<'_> for Silent {
    fn saw(&mut self, _: Derivation<'_>, _: Figure, _: Figure, _: &Entry) {}
}

/// Whether any of the conditions holds; none of a fact: which fact would have to be known.
pub fn holds(conditions: &[Condition], point: &Point) -> Result<bool, Fact> {
    let mut open = None;
    for condition in conditions {
        match condition_holds(condition, point) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(fact) => open = open.or(Some(fact)),
        }
    }
    open.map_or(Ok(false), Err)
}

pub(crate) fn condition_holds(condition: &Condition, point: &Point) -> Result<bool, Fact> {
    let mut open = None;
    for test in &condition.tests {
        match test.meets(point.get(test.fact)) {
            Some(true) => {}
            Some(false) => return Ok(false),
            None => open = open.or(Some(test.fact)),
        }
    }
    open.map_or(Ok(true), Err)
}

/// The value at a point on a day. The entry is the dated piece in which `expr` stands.
pub fn evaluate<'a>(
    scene: &Scene<'a>,
    expr: &'a Expr,
    entry: &'a Entry,
    witness: &mut dyn Witness<'a>,
) -> Result<Figure, Gap> {
    let figure = run(scene, expr, entry, witness, DEPTH)?;
    match figure {
        Figure::Amount(n) | Figure::Rate(n) if n % SCALE != 0 => {
            Err(Gap::Unrounded(expr.place.clone()))
        }
        Figure::Amount(n) if n.abs() > i128::from(Fen::MOST.0) * SCALE => {
            Err(Gap::TooLarge(expr.place.clone()))
        }
        other => Ok(other),
    }
}

fn run<'a>(
    scene: &Scene<'a>,
    expr: &'a Expr,
    entry: &'a Entry,
    witness: &mut dyn Witness<'a>,
    depth: u8,
) -> Result<Figure, Gap> {
    let depth = depth.checked_sub(1).ok_or_else(|| Gap::Circle(expr.place.clone()))?;
    let mut figure = start(scene, expr, entry, witness, depth)?;
    for step in &expr.steps {
        if figure == Figure::None {
            break;
        }
        if let Some(when) = &step.when {
            match condition_holds(when, &scene.point) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(fact) => return Err(Gap::Unstated(fact, expr.place.clone())),
            }
        }
        let (operand, times) = match &step.operation {
            Operation::Times(by) => (run(scene, by, entry, &mut RowsOnly(witness), depth)?, None),
            Operation::Add(by, counted) => {
                let operand = run(scene, by, entry, &mut RowsOnly(witness), depth)?;
                let times = counted.as_ref().map(|c| count(c, scene, expr)).transpose()?;
                (operand, Some(i128::from(times.unwrap_or(1))))
            }
        };
        let before = figure;
        figure =
            step_on(figure, operand, times).ok_or_else(|| Gap::Mismatch(expr.place.clone()))?;
        if times != Some(0) {
            let what = match times {
                None => Derivation::Multiplied(operand),
                Some(_) => Derivation::Added(operand),
            };
            witness.saw(what, before, figure, entry);
        }
    }
    let before = figure;
    if let (Some(floor), true) = (&expr.floor, figure != Figure::None) {
        let floor = run(scene, floor, entry, &mut RowsOnly(witness), depth)?;
        if floor != Figure::None && floor.exact() > figure.exact() {
            figure = floor;
        }
    }
    if let Some(ceiling) = &expr.ceiling {
        let ceiling = run(scene, ceiling, entry, &mut RowsOnly(witness), depth)?;
        if ceiling.exact() < figure.exact() {
            figure = ceiling;
        }
    }
    if figure != before {
        witness.saw(Derivation::Bounded, before, figure, entry);
    }
    if let (Some(round), Figure::Amount(n) | Figure::Rate(n)) = (expr.round, figure) {
        let unit = if round.to_yuan { SCALE * 100 } else { SCALE };
        let before = figure;
        figure = figure.like(round.mode.divide(n, unit) * unit);
        if figure != before {
            witness.saw(Derivation::Rounded, before, figure, entry);
        }
    }
    Ok(figure)
}

fn step_on(figure: Figure, operand: Figure, times: Option<i128>) -> Option<Figure> {
    match (figure, operand, times) {
        (_, Figure::None, _) => None,
        (Figure::None, _, _) => Some(Figure::None),
        (_, Figure::Rate(rate), None) => {
            Some(figure.like(figure.exact().checked_mul(rate)? / (SCALE * SCALE)))
        }
        (Figure::Amount(n), Figure::Amount(by), Some(k))
        | (Figure::Rate(n), Figure::Rate(by), Some(k)) => {
            Some(figure.like(n.checked_add(by.checked_mul(k)?)?))
        }
        // Nothing has no kind: the largest of no conditions may be an amount or a rate.
        (Figure::Amount(0) | Figure::Rate(0), by, Some(k)) => {
            Some(by.like(by.exact().checked_mul(k)?))
        }
        _ => None,
    }
}

fn count(counted: &Counted, scene: &Scene<'_>, expr: &Expr) -> Result<u16, Gap> {
    let number = scene.point.number(counted.per);
    let number = number.ok_or_else(|| Gap::Unstated(counted.per, expr.place.clone()))?;
    let beyond = number.saturating_sub(counted.after);
    Ok(counted.at_most.map_or(beyond, |most| beyond.min(most)))
}

fn start<'a>(
    scene: &Scene<'a>,
    expr: &'a Expr,
    entry: &'a Entry,
    witness: &mut dyn Witness<'a>,
    depth: u8,
) -> Result<Figure, Gap> {
    let missing = |name: &str| Gap::NotInForce(name.to_string(), scene.day, expr.place.clone());
    let no_bill = || Gap::NoBill(expr.place.clone());
    match &expr.start {
        Start::Literal(Literal::Amount(fen)) => {
            Ok(found(Figure::Amount(i128::from(fen.0) * SCALE), entry, witness))
        }
        Start::Literal(Literal::Rate(rate)) => {
            Ok(found(Figure::Rate(i128::from(rate.0) * SCALE), entry, witness))
        }
        Start::Literal(Literal::None) => Ok(found(Figure::None, entry, witness)),
        Start::Literal(Literal::Unknown) => Err(Gap::Unread(expr.place.clone())),
        Start::Is(inner) => run(scene, inner, entry, witness, depth),
        Start::Table(rows) => table(scene, rows, expr, entry, witness, depth),
        Start::Statistic(name) => {
            let piece = scene.area.statistics.get(name).and_then(|t| t.on(scene.day));
            let piece = piece.ok_or_else(|| missing(name))?;
            run(scene, &piece.body, &piece.entry, witness, depth)
        }
        Start::Measure(measure) => {
            let measures = scene.measures.ok_or_else(no_bill)?;
            Ok(found(
                Figure::Amount(i128::from(measures[*measure as usize].0) * SCALE),
                entry,
                witness,
            ))
        }
        Start::Named(name, with) => {
            let piece = scene.area.values.get(name).and_then(|t| t.on(scene.day));
            let piece = piece.ok_or_else(|| missing(name))?;
            let mut scene = *scene;
            for (fact, code) in with {
                scene.point.set(*fact, *code);
            }
            run(&scene, &piece.body, &piece.entry, witness, depth)
        }
        Start::Largest(all) => {
            let scenes = all.iter().map(|expr| (expr, *scene));
            largest(scenes, entry, witness, depth).map(|f| found(f, entry, witness))
        }
        Start::LargestOfConditions(inner) => {
            let held = scene.held.ok_or_else(no_bill)?;
            let scenes = held.iter().map(|code| {
                let point = scene.point.with(Fact::Condition, *code);
                (&**inner, Scene { point, ..*scene })
            });
            let figure = match held.is_empty() {
                false => largest(scenes, entry, witness, depth)?,
                // Of nothing the largest is 0, in the kind of what would be looked at.
                true if is_rate(scene, inner, depth) == Some(true) => Figure::Rate(0),
                true => Figure::Amount(0),
            };
            Ok(found(figure, entry, witness))
        }
    }
}

fn found<'a>(figure: Figure, entry: &'a Entry, witness: &mut dyn Witness<'a>) -> Figure {
    witness.saw(Derivation::Found(None), Figure::None, figure, entry);
    figure
}

fn largest<'a>(
    all: impl Iterator<Item = (&'a Expr, Scene<'a>)>,
    entry: &'a Entry,
    witness: &mut dyn Witness<'a>,
    depth: u8,
) -> Result<Figure, Gap> {
    let mut best: Option<Figure> = None;
    for (expr, scene) in all {
        let figure = run(&scene, expr, entry, &mut RowsOnly(witness), depth)?;
        if best.is_none_or(|best| figure.exact() > best.exact()) {
            best = Some(figure);
        }
    }
    Ok(best.unwrap_or(Figure::Amount(0)))
}

/// Whether a value is a rate, as far as its literals say.
fn is_rate(scene: &Scene<'_>, expr: &Expr, depth: u8) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    match &expr.start {
        Start::Literal(Literal::Amount(_)) | Start::Measure(_) | Start::Statistic(_) => Some(false),
        Start::Literal(Literal::Rate(_)) => Some(true),
        Start::Literal(_) => None,
        Start::Is(inner) | Start::LargestOfConditions(inner) => is_rate(scene, inner, depth),
        Start::Largest(all) => all.iter().find_map(|inner| is_rate(scene, inner, depth)),
        Start::Table(rows) => rows.iter().find_map(|row| is_rate(scene, &row.is, depth)),
        Start::Named(name, _) => {
            let piece = scene.area.values.get(name)?.on(scene.day)?;
            is_rate(scene, &piece.body, depth)
        }
    }
}

fn table<'a>(
    scene: &Scene<'a>,
    rows: &'a [Row],
    expr: &'a Expr,
    entry: &'a Entry,
    witness: &mut dyn Witness<'a>,
    depth: u8,
) -> Result<Figure, Gap> {
    let (mut open, mut first) = (None, None);
    for row in rows {
        match condition_holds(&row.when, &scene.point) {
            Ok(false) => continue,
            Ok(true) => {}
            Err(fact) => open = open.or(Some(fact)),
        }
        match first {
            None => first = Some((row, None)),
            Some((one, None)) => first = Some((one, Some(row))),
            Some(_) => {}
        }
    }
    match (first, open) {
        (None, _) => Err(Gap::NoRow(expr.place.clone())),
        (Some((row, None)), _) => {
            witness.row(row);
            let figure = run(scene, &row.is, entry, witness, depth)?;
            if matches!(row.is.start, Start::Literal(_)) {
                witness.saw(Derivation::Found(Some(&row.when)), Figure::None, figure, entry);
            }
            Ok(figure)
        }
        (Some((one, Some(other))), None) => {
            Err(Gap::TwoRows([one.place.clone(), other.place.clone()]))
        }
        // An open fact matters only if the answer could differ.
        (Some(_), Some(fact)) => {
            let unstated = || Gap::Unstated(fact, expr.place.clone());
            let candidates =
                rows.iter().filter(|row| condition_holds(&row.when, &scene.point) != Ok(false));
            let mut same: Option<Figure> = None;
            for row in candidates {
                let figure = run(scene, &row.is, entry, &mut RowsOnly(witness), depth)
                    .map_err(|_| unstated())?;
                let nothing = |figure: Figure| figure.exact() == 0;
                let alike = |same: Figure| same == figure || nothing(same) && nothing(figure);
                if same.is_some_and(|same| !alike(same)) {
                    return Err(unstated());
                }
                same = Some(figure);
            }
            same.ok_or_else(unstated)
        }
    }
}

/// The measure's place in [`Measures`].
impl Measure {
    /// Index into [`Measures`].
    pub fn index(self) -> usize {
        self as usize
    }
}
