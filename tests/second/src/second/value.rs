//! §3 and §4: conditions and values, table by table where a fact is not stated.

use super::{Fault, gap};
use law::{
    Area, Condition, Conditions, Counted, Expr, Fact, Literal, Measure, Operation, Point, Round,
    Row, Start, Step, Test, ValueSet,
};
use units::Day;

const MILLION: i128 = 1_000_000;
/// References may not run in a circle; deeper than this is one.
const DEPTH: u8 = 60;

/// What values may ask for.
#[derive(Clone)]
pub(super) struct Scene<'a> {
    pub(super) area: &'a Area,
    pub(super) day: Day,
    pub(super) point: Point,
    /// Total, own-pay, over-limit, first-pay, in-scope.
    pub(super) measures: [i64; 5],
    /// Codes of the person's registered conditions.
    pub(super) held: Vec<u16>,
}

/// What a value comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// In millionths of a fen, or of a millionth for rates.
    Number(i128),
    None,
    Unknown,
}

type Answer<T> = Result<T, Fault>;

impl Scene<'_> {
    /// Whether any of the conditions holds.
    pub(super) fn holds(&self, conditions: &Conditions, point: Point) -> Answer<bool> {
        let mut unstated = None;
        for condition in conditions {
            match all(condition, &point) {
                Met::Yes => return Ok(true),
                Met::No => {}
                Met::Unstated(fact) => unstated = unstated.or(Some(fact)),
            }
        }
        // page: conditions that between them leave nothing out are not put together: each is
        // open, so the list is.
        match unstated {
            Some(fact) => not_stated(fact),
            None => Ok(false),
        }
    }

    /// Whether the condition holds.
    pub(super) fn meets(&self, condition: &Condition, point: &Point) -> Answer<bool> {
        match all(condition, point) {
            Met::Yes => Ok(true),
            Met::No => Ok(false),
            Met::Unstated(fact) => not_stated(fact),
        }
    }

    /// A value that must be whole: fen or millionths; `none` is `None`, `unknown` a gap.
    pub(super) fn whole(&self, expr: &Expr, point: Point) -> Result<Option<i64>, Fault> {
        match self.value(expr, &point, DEPTH)? {
            Figure::None => Ok(None),
            Figure::Unknown => gap("nobody has read this figure"),
            // page: a bill that brings a value to a part of a fen has no answer.
            Figure::Number(number) if number % MILLION != 0 => gap("a figure is not whole"),
            Figure::Number(number) => match i64::try_from(number / MILLION) {
                Ok(whole) => Ok(Some(whole)),
                Err(_) => gap("a figure is too large"),
            },
        }
    }

    /// A share; `none` is 0.
    pub(super) fn share(&self, expr: &Expr, point: Point) -> Result<i64, Fault> {
        let share = self.whole(expr, point)?.unwrap_or(0);
        in_bounds(share)
    }

    /// The share of a draw; `none` is the whole.
    pub(super) fn draw_share(&self, expr: &Expr, point: Point) -> Result<i64, Fault> {
        let share = self.whole(expr, point)?.unwrap_or(MILLION as i64);
        in_bounds(share)
    }

    fn value(&self, expr: &Expr, point: &Point, depth: u8) -> Answer<Figure> {
        let Some(depth) = depth.checked_sub(1) else {
            return gap("values run in a circle");
        };
        let mut figure = self.start(&expr.start, point, depth)?;
        for step in &expr.steps {
            figure = self.step(step, figure, point, depth)?;
        }
        if let (Some(floor), Figure::Number(number)) = (&expr.floor, figure) {
            figure = match self.value(floor, point, depth)? {
                Figure::Number(floor) => Figure::Number(number.max(floor)),
                Figure::None => figure,
                Figure::Unknown => Figure::Unknown,
            };
        }
        if let (Some(ceiling), true) = (&expr.ceiling, figure != Figure::Unknown) {
            figure = match (figure, self.value(ceiling, point, depth)?) {
                (Figure::Number(a), Figure::Number(b)) => Figure::Number(a.min(b)),
                (_, Figure::None) => figure,
                (_, ceiling) => ceiling,
            };
        }
        Ok(match (expr.round, figure) {
            (Some(round), Figure::Number(number)) => Figure::Number(rounded(round, number)),
            _ => figure,
        })
    }

    fn start(&self, start: &Start, point: &Point, depth: u8) -> Answer<Figure> {
        match start {
            Start::Literal(Literal::Amount(fen)) => Ok(number(fen.0)),
            Start::Literal(Literal::Rate(rate)) => Ok(number(rate.0)),
            Start::Literal(Literal::None) => Ok(Figure::None),
            Start::Literal(Literal::Unknown) => Ok(Figure::Unknown),
            Start::Is(inner) => self.value(inner, point, depth),
            Start::Measure(measure) => Ok(number(self.measures[index(*measure)])),
            Start::Table(rows) => self.table(rows, point, depth),
            Start::Statistic(name) => match self.area.statistics.get(name) {
                Some(pieces) => match pieces.on(self.day) {
                    Some(piece) => self.value(&piece.body, point, depth),
                    None => gap("the statistic has no figure on this day"),
                },
                None => gap("no such statistic"),
            },
            Start::Named(name, with) => {
                let piece = self.area.values.get(name).and_then(|v| v.on(self.day));
                let Some(piece) = piece else {
                    return gap("the value is not in force on this day");
                };
                let mut point = *point;
                for (fact, code) in with {
                    point.set(*fact, *code);
                }
                self.value(&piece.body, &point, depth)
            }
            Start::Largest(list) => {
                let mut figures = Vec::new();
                for inner in list {
                    figures.push(self.value(inner, point, depth)?);
                }
                Ok(largest(&figures))
            }
            Start::LargestOfConditions(inner) => {
                let mut figures = Vec::new();
                for code in &self.held {
                    let point = point.with(Fact::Condition, *code);
                    figures.push(self.value(inner, &point, depth)?);
                }
                Ok(largest(&figures))
            }
        }
    }

    /// Rows that what is known excludes fall away; those that are left must agree.
    fn table(&self, rows: &[Row], point: &Point, depth: u8) -> Answer<Figure> {
        let mut figure = None;
        let mut unstated = None;
        for row in rows {
            match all(&row.when, point) {
                Met::No => continue,
                Met::Yes => {}
                Met::Unstated(fact) => unstated = unstated.or(Some(fact)),
            }
            let here = self.value(&row.is, point, depth)?;
            match (figure, unstated) {
                (Some(other), Some(fact)) if other != here => return not_stated(fact),
                (Some(other), None) if other != here => return gap("two rows of a table match"),
                _ => figure = Some(here),
            }
        }
        match figure {
            Some(figure) => Ok(figure),
            None => gap("no row of a table matches"),
        }
    }

    fn step(&self, step: &Step, figure: Figure, point: &Point, depth: u8) -> Answer<Figure> {
        // `none` and `unknown` pass a step without a look at its operand or its `when`.
        let Figure::Number(number) = figure else {
            return Ok(figure);
        };
        if let Some(when) = &step.when
            && !self.meets(when, point)?
        {
            return Ok(figure);
        }
        let (Operation::Times(by) | Operation::Add(by, _)) = &step.operation;
        let by = match self.value(by, point, depth)? {
            Figure::Number(by) => by,
            Figure::Unknown => return Ok(Figure::Unknown),
            Figure::None => return gap("'none' cannot be multiplied or added"),
        };
        let result = match &step.operation {
            Operation::Times(_) => number.checked_mul(by).map(|n| n / (MILLION * MILLION)),
            Operation::Add(_, None) => number.checked_add(by),
            Operation::Add(_, Some(counted)) => {
                by.checked_mul(times(*counted, point)?).and_then(|by| number.checked_add(by))
            }
        };
        match result {
            Some(number) => Ok(Figure::Number(number)),
            None => gap("a figure is too large"),
        }
    }
}

fn not_stated<T>(fact: Fact) -> Answer<T> {
    gap(format!("'{}' is not stated and matters", fact.name()))
}

fn number(whole: i64) -> Figure {
    Figure::Number(i128::from(whole) * MILLION)
}

fn in_bounds(share: i64) -> Result<i64, Fault> {
    match (0..=MILLION as i64).contains(&share) {
        true => Ok(share),
        false => gap("a share lies outside 0 to 100 %"),
    }
}

fn index(measure: Measure) -> usize {
    match measure {
        Measure::Total => 0,
        Measure::OwnPay => 1,
        Measure::OverLimit => 2,
        Measure::FirstPay => 3,
        Measure::InScope => 4,
    }
}

fn rounded(round: Round, number: i128) -> i128 {
    let unit = if round.to_yuan { 100 * MILLION } else { MILLION };
    round.mode.divide(number, unit) * unit
}

/// `none` is larger than any figure; of an empty list it is 0.
fn largest(figures: &[Figure]) -> Figure {
    // page: an unknown among them makes it unknown, also beside a `none`.
    if figures.contains(&Figure::Unknown) {
        return Figure::Unknown;
    }
    if figures.contains(&Figure::None) {
        return Figure::None;
    }
    let numbers = figures.iter().filter_map(|figure| match figure {
        Figure::Number(number) => Some(*number),
        _ => None,
    });
    Figure::Number(numbers.max().unwrap_or(0))
}

/// How often an addition counts.
fn times(counted: Counted, point: &Point) -> Answer<i128> {
    let code = point.get(counted.per);
    if code == law::UNKNOWN {
        // page: also where what is added is 0.
        return not_stated(counted.per);
    }
    let beyond = (i128::from(code) - 1 - i128::from(counted.after)).max(0);
    Ok(match counted.at_most {
        Some(most) => beyond.min(i128::from(most)),
        None => beyond,
    })
}

fn passes(test: &Test, code: u16) -> bool {
    match &test.set {
        ValueSet::In(codes) => codes.contains(&code),
        ValueSet::NotIn(codes) => !codes.contains(&code),
        ValueSet::Range(from, to) => {
            let number = code - 1;
            number >= *from && to.is_none_or(|to| number < to)
        }
    }
}

/// Whether a condition holds.
enum Met {
    Yes,
    No,
    /// That depends on a fact nobody stated.
    Unstated(Fact),
}

/// All tests must hold. A test that fails settles it, whatever the unstated facts were.
fn all(condition: &Condition, point: &Point) -> Met {
    let mut met = Met::Yes;
    for test in &condition.tests {
        match point.get(test.fact) {
            law::UNKNOWN if matches!(met, Met::Yes) => met = Met::Unstated(test.fact),
            law::UNKNOWN => {}
            code if !passes(test, code) => return Met::No,
            _ => {}
        }
    }
    met
}

/// Whether a value names the fact `group` on a day, through all it refers to.
pub(super) fn names_group(area: &Area, day: Day, expr: &Expr, depth: u8) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let go = |expr: &Expr| names_group(area, day, expr, depth);
    let tests = |when: &Condition| when.tests.iter().any(|test| test.fact == Fact::Group);
    let in_start = match &expr.start {
        Start::Literal(_) | Start::Measure(_) => false,
        Start::Is(inner) | Start::LargestOfConditions(inner) => go(inner),
        Start::Largest(list) => list.iter().any(go),
        Start::Table(rows) => rows.iter().any(|row| tests(&row.when) || go(&row.is)),
        Start::Statistic(name) => {
            let piece = area.statistics.get(name).and_then(|s| s.on(day));
            piece.is_some_and(|piece| go(&piece.body))
        }
        Start::Named(name, with) => {
            let fixed = with.iter().any(|(fact, _)| *fact == Fact::Group);
            let piece = area.values.get(name).and_then(|v| v.on(day));
            !fixed && piece.is_some_and(|piece| go(&piece.body))
        }
    };
    let in_steps = expr.steps.iter().any(|step| {
        let (Operation::Times(by) | Operation::Add(by, _)) = &step.operation;
        step.when.as_ref().is_some_and(tests) || go(by)
    });
    let bounds = [&expr.floor, &expr.ceiling];
    in_start || in_steps || bounds.into_iter().flatten().any(|bound| go(bound))
}
