//! Record (记录): the nouns that all rooms share. Values only; whoever decides about them lives elsewhere.

mod accumulators;
mod bill;
pub mod canon;
mod decision;
mod described;
pub mod event;
mod lexicon;
mod person;
mod person_file;
mod visit_file;

pub use accumulators::{AccKey, Accumulators};
pub use bill::{Bill, Cost, Institution, ItemClass, Line, Totals};
pub use decision::{
    AccountUse, Decision, LayerResult, PersonShare, Refusal, Rule, Settled, Split, Step, Verdict,
};
pub use described::{About, Described, Diagnosis, DiagnosisKind, Discharged, LeaveWay};
pub use event::{Address, Deed, Entry, Event, Key, bill_id, bill_seq};
pub use lexicon::Lexicon;
pub use person::{Account, Person};
pub use person_file::{Cover, Filing, FilingKind, PersonFile, same_covers};
pub use visit_file::{LineState, VisitBill, VisitFile, VisitLine};
