//! A decision (结算结果): what each layer pays of a bill, what the person pays, and why.

use crate::accumulators::AccKey;
use units::{BillId, Day, Fen, FundId, Words};

/// How a bill divides before the layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// The whole bill.
    pub total: Fen,
    /// Outside the catalogue.
    pub own_pay: Fen,
    /// Above price limits.
    pub over_limit: Fen,
    /// First-pay.
    pub first_pay: Fen,
    /// Open to the layers.
    pub in_scope: Fen,
}

/// What one layer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerResult {
    /// Layer id.
    pub id: String,
    /// Layer name in law.
    pub name: String,
    /// Fund that pays.
    pub fund: FundId,
    /// What it drew.
    pub base: Fen,
    /// In its deductible.
    pub deductible: Fen,
    /// Its first-pay.
    pub first_pay: Fen,
    /// Above its limits.
    pub over_cap: Fen,
    /// Paid.
    pub paid: Fen,
}

/// What the personal account paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountUse {
    /// From this year's pot.
    pub current: Fen,
    /// From earlier years' pot.
    pub history: Fen,
}

impl AccountUse {
    /// From both.
    pub fn total(self) -> Fen {
        self.current + self.history
    }
}

/// What the person bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PersonShare {
    /// All of it.
    pub total: Fen,
    /// Of it from the account.
    pub account: AccountUse,
    /// Of it in cash.
    pub cash: Fen,
}

/// What kind of step a calculation took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Outside the catalogue.
    OwnPay,
    /// Above a price limit.
    OverLimit,
    /// First-pay of lines, or of a layer.
    FirstPay,
    /// What a layer drew.
    Draw,
    /// A limit on cost.
    CostLimit,
    /// The deductible, and what has been counted against it.
    Deductible,
    /// A figure less what has been counted before.
    Counted,
    /// A share of the fund in a band.
    Share,
    /// A share of the person in a band.
    PersonShare,
    /// A limit on payment.
    Limit,
    /// Paid by the account.
    Account,
    /// A figure was multiplied on its way.
    Times,
    /// Something was added to a figure on its way.
    Plus,
    /// A floor or a ceiling held.
    Bound,
    /// A figure was rounded on its way.
    Round,
}

impl Rule {
    /// By the names of our own JSON.
    pub const NAMES: [(&'static str, Rule); 15] = [
        ("own-pay", Rule::OwnPay),
        ("over-limit", Rule::OverLimit),
        ("first-pay", Rule::FirstPay),
        ("draw", Rule::Draw),
        ("cost-limit", Rule::CostLimit),
        ("deductible", Rule::Deductible),
        ("counted", Rule::Counted),
        ("share", Rule::Share),
        ("person-share", Rule::PersonShare),
        ("limit", Rule::Limit),
        ("account", Rule::Account),
        ("times", Rule::Times),
        ("plus", Rule::Plus),
        ("bound", Rule::Bound),
        ("round", Rule::Round),
    ];

    /// The name in our own JSON.
    pub fn name(self) -> &'static str {
        Rule::NAMES[self as usize].0
    }
}

/// One step of a calculation, in words a page can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Layer id; empty for the bill itself.
    pub layer: String,
    /// What kind of step.
    pub rule: Rule,
    /// Band, from 1, where the step is in one.
    pub band: Option<u16>,
    /// Before: an amount, or the figure on its way.
    pub before: String,
    /// After.
    pub after: String,
    /// The figure that was used.
    pub value: String,
    /// The document it comes from.
    pub document: String,
    /// Its article.
    pub article: String,
    /// How far the source can be trusted.
    pub grade: Option<&'static str>,
    /// The year for which it was read, if carried forward.
    pub carried: Option<i64>,
    /// What was taken where the text is silent.
    pub reading: Option<Words>,
    /// Where in the law.
    pub place: Option<String>,
}

/// A settled bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The day whose law held.
    pub ruling_day: Day,
    /// How it divides.
    pub split: Split,
    /// Layers that applied, in order.
    pub layers: Vec<LayerResult>,
    /// What the person bears.
    pub person: PersonShare,
    /// What had been counted before it, of all it asked for; sums of nothing are left out.
    pub seen: Vec<(AccKey, i64)>,
    /// What it counts, to be undone exactly.
    pub deltas: Vec<(AccKey, i64)>,
    /// The referral chain that is open after it.
    pub chain: Option<String>,
    /// Why; empty when nobody asked.
    pub steps: Vec<Step>,
}

/// Why a bill is refused: an ordered catalogue; the first that holds is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code for machines.
    pub code: &'static str,
    /// What happened, then who can do what.
    pub sentence: Words,
}

/// How a bill ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Settled.
    Settled(Box<Settled>),
    /// The bill is wrong, or the person is not entitled.
    Refused(Refusal),
    /// The law does not say.
    Gap(Refusal),
}

/// A decision on a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The bill.
    pub bill: BillId,
    /// How it ended.
    pub verdict: Verdict,
}
