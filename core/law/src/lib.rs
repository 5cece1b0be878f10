//! Law (法): the text of `law/` read into rules, the rules in force on a day, and the checks that they leave no gap.
//!
//! In: texts of TOML files with their paths. Out: [`Law`], or findings with file, line, column.
//! Not here: reading files (see `office`), deciding bills (see `benefit`). The format: `docs/law-format.md`.

mod check;
mod entry;
mod eval;
mod expr;
mod fact;
mod gap;
mod model;
mod needs;
mod points;
mod read;
mod words;
mod words_label;
mod words_layer;

pub use check::{Report, check_area};
pub use entry::{Dated, Entry, Finding, Grade, Place, Source, Timeline, Titles};
pub use eval::{Derivation, Figure, Held, Measures, Scene, Silent, Witness, evaluate, holds};
pub use expr::{
    Condition, Conditions, Counted, Expr, Kind, Literal, Measure, Operation, Round, Row, Start,
    Step, Test, ValueSet,
};
pub use fact::{Domain, DomainValue, Domains, Fact, MOST, Point, UNKNOWN};
pub use gap::Gap;
pub use model::{
    Accumulator, Area, Axis, Bands, Bucket, ClassGained, CostLimit, Counter, Deductible,
    DeductibleMode, Delta, Draw, Feed, FeedOf, Fund, Label, Law, Layer, LayerKind, Limit, Most,
    Outcome, OverCap, Parts, Place as RoundingPlace, RulingDay, Scheme, Share, ShareOf, Waiting,
};
pub use needs::{Needs, needs_of_end, needs_of_layer, needs_of_parts, needs_of_table};
pub use points::{Axes, MOST_CASES, breakpoints};
pub use read::{Text, read_law};
pub use words::{condition_words, expr_words, fact_words, measure_words};
pub use words_label::label_words;
pub use words_layer::layer_words;
