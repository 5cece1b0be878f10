//! The rules of an area: schemes, layers and their parts, accumulators, counters.

use crate::entry::{Dated, Finding, Place as At, Timeline, Titles};
use crate::expr::{Condition, Conditions, Expr, Measure};
use crate::fact::{Domains, Fact};
use std::collections::{BTreeMap, BTreeSet};
use units::{AreaCode, Day, FundId, PeriodKind, Rounding};

/// All areas that were read.
#[derive(Debug, Clone, Default)]
pub struct Law {
    /// By the order of their folders.
    pub areas: Vec<Area>,
}

impl Law {
    /// The area of a code.
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.code.as_str() == code)
    }
}

/// A pooling area (统筹区) with all its rules.
#[derive(Debug, Clone)]
pub struct Area {
    /// Six digits.
    pub code: AreaCode,
    /// Its name.
    pub name: Titles,
    /// Closed values, the land's and its own.
    pub domains: Domains,
    /// Funds, the land's and its own.
    pub funds: Vec<Fund>,
    /// Schemes by insurance.
    pub schemes: Vec<Dated<Scheme>>,
    /// Layers by name.
    pub layers: BTreeMap<String, Timeline<Layer>>,
    /// Accumulators by name.
    pub accumulators: BTreeMap<String, Timeline<Accumulator>>,
    /// Counters.
    pub counters: Vec<Dated<Counter>>,
    /// Values by name.
    pub values: BTreeMap<String, Timeline<Expr>>,
    /// Statistics by name.
    pub statistics: BTreeMap<String, Timeline<Expr>>,
    /// Waiting rules.
    pub waiting: Vec<Dated<Waiting>>,
    /// What was wrong while reading but did not stop it.
    pub findings: Vec<Finding>,
    /// Entries that did not read, such as `layer basic` or `counter`; `*` for a whole file.
    pub broken: BTreeSet<String>,
    /// Where `area.toml` stands.
    pub place: At,
}

impl Area {
    /// The scheme of an insurance code on a day.
    pub fn scheme(&self, insurance: u16, day: Day) -> Option<&Dated<Scheme>> {
        self.schemes.iter().find(|s| {
            s.body.insurance == insurance
                && s.entry.from <= day
                && s.entry.to.is_none_or(|to| day <= to)
        })
    }

    /// The counter of a fact for an insurance on a day.
    pub fn counter(&self, fact: Fact, insurance: u16, day: Day) -> Option<&Dated<Counter>> {
        let own = |c: &&Dated<Counter>| c.body.fact == fact && c.body.insurance == insurance;
        last_on(self.counters.iter().filter(own), day)
    }

    /// The waiting rule of an insurance on a day.
    pub fn waiting_on(&self, insurance: u16, day: Day) -> Option<&Dated<Waiting>> {
        last_on(self.waiting.iter().filter(|w| w.body.insurance == insurance), day)
    }

    /// Whether an entry of this kind and name stands in the text but did not read.
    pub(crate) fn is_broken(&self, kind: &str, name: &str) -> bool {
        self.broken.contains("*") || self.broken.contains(format!("{kind} {name}").trim_end())
    }

    /// The fund of an id.
    pub fn fund(&self, id: &str) -> Option<&Fund> {
        self.funds.iter().find(|fund| fund.id.as_str() == id)
    }
}

/// Of several entries the one that began last, if it still holds.
fn last_on<'a, T>(pieces: impl Iterator<Item = &'a Dated<T>>, day: Day) -> Option<&'a Dated<T>> {
    let begun = pieces.filter(|piece| piece.entry.from <= day);
    let last = begun.max_by_key(|piece| piece.entry.from)?;
    last.entry.to.is_none_or(|to| day <= to).then_some(last)
}

/// A fund (基金).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fund {
    /// Its id.
    pub id: FundId,
    /// Its name.
    pub titles: Titles,
    /// National code of the kind of payment (基金支付类型).
    pub pay_type: String,
}

/// Which day rules a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulingDay {
    /// The first day.
    Admission,
    /// The last day.
    Discharge,
    /// The day of settlement.
    Settlement,
    /// The last day; a stay over the year's end is sent as two bills.
    Split,
}

impl RulingDay {
    /// By the names that law uses.
    pub const NAMES: [(&'static str, RulingDay); 4] = [
        ("admission", RulingDay::Admission),
        ("discharge", RulingDay::Discharge),
        ("settlement", RulingDay::Settlement),
        ("split", RulingDay::Split),
    ];
}

/// What a class gained in mid-year touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassGained {
    /// Only later bills.
    LaterBills,
    /// Earlier bills of the year are due for re-adjudication.
    Readjudicate,
}

/// A scheme: the window it covers and its layers in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Code of the insurance.
    pub insurance: u16,
    /// Its name.
    pub name: Titles,
    /// Codes of the kinds of care the law speaks of.
    pub covers: Vec<u16>,
    /// Names of layers, in order.
    pub layers: Vec<String>,
    /// Which day rules.
    pub ruling_day: RulingDay,
    /// Whether the rest of a continued stay bears no deductible again.
    pub deductible_once: bool,
    /// Rounding of a line's parts.
    pub line_rounding: Rounding,
    /// Accumulators that stay with a person who moves.
    pub carries_over: Vec<String>,
    /// What a class gained in mid-year touches.
    pub class_gained: ClassGained,
}

/// What a layer did with a fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Borne before the layer's share.
    FirstPay,
    /// Inside the deductible.
    InDeductible,
    /// The person's share.
    CoShare,
    /// Above a limit.
    OverCap,
    /// Paid by the layer's fund.
    Paid,
}

impl Outcome {
    /// By the names that labels begin with, in the order in which labels stand.
    pub const NAMES: [(&'static str, Outcome); 5] = [
        ("first-pay", Outcome::FirstPay),
        ("in-deductible", Outcome::InDeductible),
        ("co-share", Outcome::CoShare),
        ("over-cap", Outcome::OverCap),
        ("paid", Outcome::Paid),
    ];

    /// The name that labels begin with.
    pub fn name(self) -> &'static str {
        Outcome::NAMES[self as usize].0
    }
}

/// Where a fen sits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Still open.
    InScope,
    /// Outside the catalogue.
    OwnPay,
    /// Above a price limit.
    OverLimit,
    /// A line's first-pay.
    FirstPay,
    /// What the layer of an id did.
    Of(Outcome, String),
}

/// Which buckets a draw takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bucket {
    /// One label.
    One(Label),
    /// An outcome of any layer above.
    AnyAbove(Outcome),
}

/// One draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// From where.
    pub bucket: Bucket,
    /// Only these groups, as codes.
    pub groups: Option<Vec<u16>>,
    /// None of these groups.
    pub except_groups: Vec<u16>,
    /// Which part of each bucket.
    pub share: Option<Expr>,
    /// Only fen that had all of these labels.
    pub through: Vec<Label>,
    /// Only fen that had none of these.
    pub not_through: Vec<Label>,
    /// Where it stands.
    pub place: At,
}

/// A limit on the cost that enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLimit {
    /// How much.
    pub amount: Expr,
    /// What has been counted; none: this bill.
    pub over: Option<String>,
}

/// How a deductible is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeductibleMode {
    /// Every bill its own.
    Each,
    /// Less what was taken.
    Taken,
    /// The lower edge of a cumulated axis.
    Edge,
}

/// The most that deductibles may add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Most {
    /// How much.
    pub amount: Expr,
    /// What was taken.
    pub over: String,
}

/// A deductible (起付标准).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deductible {
    /// How it is taken.
    pub mode: DeductibleMode,
    /// How much.
    pub amount: Expr,
    /// What has been counted, for `taken` and `edge`.
    pub over: Option<String>,
    /// The most over a period.
    pub most: Option<Most>,
}

/// On what bands are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// The line as the deductible met it.
    BeforeDeductible,
    /// The line after the deductible.
    AfterDeductible,
}

/// Bands of cost (费用段).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands {
    /// On what.
    pub axis: Axis,
    /// Where the axis starts; none: at 0.
    pub over: Option<String>,
    /// Edges, rising.
    pub edges: Vec<Expr>,
}

/// For whom a share is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareOf {
    /// The fund pays it.
    Fund,
    /// The person bears it.
    Person,
}

/// The share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// For whom it is stated.
    pub of: ShareOf,
    /// The rate.
    pub rate: Expr,
}

/// A limit on the payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How much.
    pub amount: Expr,
    /// What has been counted; none: this bill.
    pub over: Option<String>,
}

/// What happens when a limit on the payment binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverCap {
    /// The cost behind the limit is cut off whole.
    Cost,
    /// Only the unpaid payment is.
    Payment,
}

/// Where rounding happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Once a layer.
    Layer,
    /// Each piece for itself.
    Piece,
}

/// The parts of an ordinary layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Fund that pays.
    pub fund: FundId,
    /// Part 2.
    pub cost_limit_before: Option<CostLimit>,
    /// Part 3.
    pub first_pay: Option<Expr>,
    /// Part 4.
    pub deductible: Option<Deductible>,
    /// Part 5.
    pub cost_limit_after: Option<CostLimit>,
    /// Part 6.
    pub bands: Option<Bands>,
    /// Part 7.
    pub share: Share,
    /// Part 8.
    pub limits: Vec<Limit>,
    /// Part 9.
    pub over_cap: OverCap,
    /// Whether a used-up limit spares the deductible.
    pub exhausted_spares_deductible: bool,
    /// Part 10: mode.
    pub rounding: Rounding,
    /// Part 10: place.
    pub rounding_place: Place,
}

/// What kind of layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerKind {
    /// Deductible, bands, share, limits.
    Ordinary(Box<Parts>),
    /// The personal account (个人账户): its pots in order.
    Account {
        /// `current`, `history`.
        pots: Vec<String>,
        /// Fund of the account.
        fund: FundId,
    },
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Unique in the area.
    pub name: String,
    /// The id that labels and output use.
    pub id: String,
    /// Its words.
    pub titles: Titles,
    /// Which class of a person counts, strongest first.
    pub class_order: Vec<u16>,
    /// Part 0.
    pub applies: Conditions,
    /// Part 1.
    pub draws: Vec<Draw>,
    /// The rest.
    pub kind: LayerKind,
}

/// What a layer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delta {
    /// The line when the deductible begins.
    Entered,
    /// First-pay.
    FirstPay,
    /// Deductible.
    Deductible,
    /// Fen that met the bands.
    Cost,
    /// Above limits.
    OverCap,
    /// Paid.
    Paid,
}

impl Delta {
    /// By the names that law uses.
    pub const NAMES: [(&'static str, Delta); 6] = [
        ("entered", Delta::Entered),
        ("first-pay", Delta::FirstPay),
        ("deductible", Delta::Deductible),
        ("cost", Delta::Cost),
        ("over-cap", Delta::OverCap),
        ("paid", Delta::Paid),
    ];
}

/// From where an accumulator is fed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedOf {
    /// A delta of a layer.
    Layer(String, Delta),
    /// A measure of the bill, after it.
    Measure(Measure),
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// From where.
    pub of: FeedOf,
    /// Only when this holds.
    pub when: Condition,
}

/// An accumulator (累计).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accumulator {
    /// Over what it counts.
    pub period: PeriodKind,
    /// Facts by which it is kept apart.
    pub keys: Vec<Fact>,
    /// What feeds it.
    pub feeds: Vec<Feed>,
}

/// A counter of stays or visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Stay or visit.
    pub fact: Fact,
    /// Code of the insurance.
    pub insurance: u16,
    /// Year or life.
    pub period: PeriodKind,
    /// Which bills.
    pub counts: Conditions,
    /// Also bills without in-scope cost.
    pub zero: bool,
    /// Also bills to which no layer paid.
    pub under_deductible: bool,
}

/// A waiting rule (待遇等待期).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Code of the insurance.
    pub insurance: u16,
    /// Months for everybody.
    pub fixed_months: u16,
    /// Broken years that the fixed part covers.
    pub free_broken_years: u16,
    /// Months for each broken year beyond.
    pub months_per_further_broken_year: u16,
    /// Months that each repaired year takes away.
    pub repair_months_per_year: u16,
    /// From so many broken years on …
    pub long_break_years: Option<u16>,
    /// … at least so many months.
    pub long_break_least_months: u16,
}
