//! Trace: what a calculation says of itself while it runs. A type parameter: silence costs nothing.

use record::Rule;

/// The bill itself, where a layer's number would stand.
pub(crate) const BILL: u8 = u8::MAX;
/// No figure of the law behind the step.
pub(crate) const NO_PARAM: u16 = u16::MAX;

/// A step as numbers; words come later, from the same law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawStep {
    /// Number of the layer in its scheme, 255 for the bill itself.
    pub(crate) layer: u8,
    /// What kind of step.
    pub(crate) rule: Rule,
    /// Which figure of the layer was used.
    pub(crate) param: u16,
    /// Band from 1, or 0.
    pub(crate) band: u16,
    /// Before, in fen.
    pub(crate) before: i64,
    /// After, in fen.
    pub(crate) after: i64,
    /// The figure, in fen or millionths.
    pub(crate) value: i64,
}

/// Someone who may listen.
pub trait Trace {
    /// Whether anyone listens.
    const ON: bool;
    /// A step was taken.
    fn step(&mut self, step: RawStep);
}

/// Nobody listens.
pub struct Silent;

impl Trace for Silent {
    const ON: bool = false;

    #[inline(always)]
    fn step(&mut self, _: RawStep) {}
}

/// Every step is kept.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// In the order in which they were taken.
    pub steps: Vec<RawStep>,
}

impl Trace for Record {
    const ON: bool = true;

    #[inline]
    fn step(&mut self, step: RawStep) {
        self.steps.push(step);
    }
}
