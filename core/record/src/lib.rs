//! Record (记录): the nouns that all rooms share. Values only; whoever decides about them lives elsewhere.

mod accumulators;
mod bill;
mod decision;
mod person;

pub use accumulators::{AccKey, Accumulators};
pub use bill::{Bill, Cost, Institution, ItemClass, Line, Totals};
pub use decision::{
    AccountUse, Decision, LayerResult, PersonShare, Refusal, Rule, Settled, Split, Step, Verdict,
};
pub use person::{Account, Person};
