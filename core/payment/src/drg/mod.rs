//! DRG grouping (疾病诊断相关分组): a case goes into a main diagnostic category (MDC, 主要诊断大类), there
//! into an ADRG (核心疾病诊断相关分组), and by its complications into a DRG.
//!
//! A scheme (分组方案) is data: [`Settings`] and [`Tables`]. [`Scheme::read`] compiles both into rows
//! of bits; [`Scheme::group`] decides a case by testing bits and allocates nothing.

mod atlas;
mod case;
mod check;
mod check_reach;
mod check_refs;
mod codes;
mod compile;
mod conditions;
mod defaults;
mod diff;
mod diff_settings;
mod explain;
mod finding;
mod group;
mod lookup;
mod moves;
mod parse;
mod plan;
mod reasons;
mod scheme;
mod settings;
mod tables;
mod tell;
#[cfg(test)]
mod tests;
mod trace;
pub mod weights;

pub use atlas::{AdrgEntry, Atlas, CodeEntry, MdcEntry};
pub use case::{Case, Codes, Fields};
pub use check::check;
pub use diff::{Difference, Topic, diff};
pub use diff_settings::diff_settings;
pub use explain::{Change, Move, explain};
pub use finding::{Finding, Kind, Severity};
pub use group::{Outcome, Scratch, Status};
pub use moves::{Moved, Moves};
pub use reasons::{Field, Reason};
pub use scheme::Scheme;
pub use settings::{
    Complication, Limits, Meaning, Of, Position, Qy, QyMode, Range, Settings, Split, Swap, Word,
};
pub use tables::Tables;
pub use tell::tell;
pub use trace::{Record, Silent, Step, Trace};
