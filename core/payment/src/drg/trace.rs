//! Trace: what grouping says of itself while it runs. A type parameter: silence costs nothing.

use super::reasons::Reason;
use super::settings::Complication;

/// One step, in numbers of the scheme; its names and words are asked of the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A secondary diagnosis is taken for the main one.
    Swapped {
        /// The swap.
        swap: u32,
        /// Its position among the diagnoses, from 0.
        position: u32,
    },
    /// An MDC was not entered.
    MdcRefused {
        /// The MDC.
        mdc: u32,
        /// The alternative of its rule, from 0.
        alternative: u32,
        /// The test that failed.
        test: u32,
    },
    /// An MDC was entered.
    MdcEntered {
        /// The MDC.
        mdc: u32,
        /// The alternative that held.
        alternative: u32,
    },
    /// An ADRG does not fit.
    AdrgRefused {
        /// The ADRG.
        node: u32,
        /// The alternative of its rule.
        alternative: u32,
        /// The test that failed.
        test: u32,
    },
    /// An ADRG fits.
    AdrgTaken {
        /// The ADRG.
        node: u32,
        /// The alternative that held.
        alternative: u32,
    },
    /// The question whether the case is ambiguous.
    AskedAmbiguous {
        /// The MDC.
        mdc: u32,
        /// The answer.
        holds: bool,
    },
    /// A secondary diagnosis counts as a complication.
    Counted {
        /// Its position.
        position: u32,
        /// MCC or CC.
        level: Complication,
        /// The exclusion number beside it.
        number: u16,
    },
    /// A secondary diagnosis does not count: its exclusion number is that of the main diagnosis.
    Excluded {
        /// Its position.
        position: u32,
        /// MCC or CC.
        level: Complication,
        /// The exclusion number.
        number: u16,
    },
    /// A group asks for what the case does not have.
    GroupRefused {
        /// The group.
        group: u32,
    },
    /// The group of the case.
    GroupTaken {
        /// The group.
        group: u32,
    },
    /// An ADRG fits, but none of its groups: the next is tried.
    AdrgWithoutGroup {
        /// The ADRG.
        node: u32,
    },
    /// No ADRG of an MDC fits: the next is tried.
    MdcLeft {
        /// The MDC.
        mdc: u32,
    },
    /// The case has no group.
    Ended {
        /// Why.
        reason: Reason,
    },
}

/// Someone who may listen.
pub trait Trace {
    /// Whether anyone listens.
    const ON: bool;
    /// A step was taken.
    fn step(&mut self, step: Step);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Trace for Silent {
    const ON: bool = false;

    #[inline(always)]
    fn step(&mut self, _: Step) {}
}

/// Every step is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// In the order in which they were taken.
    pub steps: Vec<Step>,
}

impl Trace for Record {
    const ON: bool = true;

    #[inline]
    fn step(&mut self, step: Step) {
        self.steps.push(step);
    }
}
