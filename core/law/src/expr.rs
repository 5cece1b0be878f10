//! Values: the one form for every amount and every rate.

use crate::entry::Place;
use crate::fact::{Fact, UNKNOWN};
use units::{Fen, Rate, Rounding};

/// What a value is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yuan and fen.
    Amount,
    /// A share.
    Rate,
}

/// A figure as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// An amount.
    Amount(Fen),
    /// A rate.
    Rate(Rate),
    /// No figure.
    None,
    /// A figure nobody has read.
    Unknown,
}

/// A measure of the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The whole bill.
    Total,
    /// Outside the catalogue.
    OwnPay,
    /// Above a price limit.
    OverLimit,
    /// The lines' first-pay.
    FirstPay,
    /// What is open to the layers.
    InScope,
}

impl Measure {
    /// All measures by the names that law uses.
    pub const NAMES: [(&'static str, Measure); 5] = [
        ("total", Measure::Total),
        ("own-pay", Measure::OwnPay),
        ("over-limit", Measure::OverLimit),
        ("first-pay", Measure::FirstPay),
        ("in-scope", Measure::InScope),
    ];
}

/// Which values of a fact a test lets through, as codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueSet {
    /// Any of these.
    In(Vec<u16>),
    /// Any but these.
    NotIn(Vec<u16>),
    /// Numbers from the first, below the second.
    Range(u16, Option<u16>),
}

/// One test on one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The fact.
    pub fact: Fact,
    /// What it may be.
    pub set: ValueSet,
}

impl Test {
    /// Whether a code passes; none if it is unknown.
    pub fn meets(&self, code: u16) -> Option<bool> {
        if code == UNKNOWN {
            return None;
        }
        Some(match &self.set {
            ValueSet::In(codes) => codes.contains(&code),
            ValueSet::NotIn(codes) => !codes.contains(&code),
            ValueSet::Range(from, to) => {
                let number = code - 1;
                *from <= number && to.is_none_or(|to| number < to)
            }
        })
    }
}

/// All tests must pass. No tests: always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// At most one a fact.
    pub tests: Vec<Test>,
}

/// Any of several conditions.
pub type Conditions = Vec<Condition>;

/// A row of a decision table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// When it matches.
    pub when: Condition,
    /// What it gives.
    pub is: Expr,
    /// Where it stands.
    pub place: Place,
}

/// What a value starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// A figure.
    Literal(Literal),
    /// Another value in place.
    Is(Box<Expr>),
    /// A decision table.
    Table(Vec<Row>),
    /// A dated statistic of the area.
    Statistic(String),
    /// A measure of the bill.
    Measure(Measure),
    /// A named value, with some facts fixed first.
    Named(String, Vec<(Fact, u16)>),
    /// The largest of several.
    Largest(Vec<Expr>),
    /// The largest over the person's registered conditions.
    LargestOfConditions(Box<Expr>),
}

/// How often an addition counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The number fact that is counted.
    pub per: Fact,
    /// Counting begins after this number.
    pub after: u16,
    /// And goes on at most so often.
    pub at_most: Option<u16>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Times a rate.
    Times(Expr),
    /// Plus a value, perhaps several times.
    Add(Expr, Option<Counted>),
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Left out where this does not hold.
    pub when: Option<Condition>,
    /// What it does.
    pub operation: Operation,
}

/// How a value is rounded at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// The mode.
    pub mode: Rounding,
    /// To whole yuan instead of whole fen.
    pub to_yuan: bool,
}

/// A value: a start, steps, floor, ceiling, rounding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it starts from.
    pub start: Start,
    /// In the order written.
    pub steps: Vec<Step>,
    /// Not below.
    pub floor: Option<Box<Expr>>,
    /// Not above.
    pub ceiling: Option<Box<Expr>>,
    /// How the end is rounded.
    pub round: Option<Round>,
    /// Where it stands.
    pub place: Place,
}
