//! Benefit (待遇): what each layer pays of a bill, and why. Pure: same bill, cover and law, same decision, same words.
//!
//! In: a person, a bill, what has been counted, the rules of an area. Out: a [`record::Decision`].
//! Not here: reading or writing (see `store`), accounts (see `ledger`), any clock.
//!
//! At load each scheme becomes [`Program`]s, one for each span of days in which its law does not
//! change: every layer a dense table over just the facts it uses (`compile`). A bill is bound to
//! codes once (`bind`) and then runs through the layers as integers (`run`).

mod bind;
mod buckets;
mod compile;
mod dense;
mod engine;
mod keys;
mod layer;
mod limits;
mod merged;
mod params;
mod pieces;
mod plan;
mod refusals;
mod run;
mod split;
mod tell;
mod trace;
mod waiting;

pub use bind::{Case, GroupAmounts};
pub use engine::{Engine, Unready, VERSION};
pub use plan::Program;
pub use run::{LayerOut, Scratch, Stop};
pub use trace::{RawStep, Record, Silent, Trace};
pub use waiting::{Enrolment, benefits_from, waiting_months};
