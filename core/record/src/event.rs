//! Events (业务事件): everything that ever happened in an area, in the order in which it was committed.
//!
//! The journal of events is the truth; covers, accumulators and balances are folded from it.
//! Days are legal days (UTC+8); when an event was written stands with its batch.

use crate::accumulators::AccKey;
use crate::bill::{Institution, Line};
use crate::decision::{LayerResult, PersonShare, Split};
use crate::described::{About, Described, Discharged};
use crate::person_file::{Cover, Filing};
use units::{AccountId, Day, Fen, FundId, PersonId};

/// One event of an area's journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the order of the area, from 1.
    pub seq: u64,
    /// The message that asked for it; none for what the office does by itself.
    pub key: Option<Key>,
    /// What happened.
    pub deed: Deed,
}

/// The key of a message (报文标识): who sent which transaction under which number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Code of the institution that sent it.
    pub institution: String,
    /// Number of the transaction.
    pub number: String,
    /// Id of the message.
    pub message: String,
}

/// A message key with the print of what it asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Who sent what.
    pub address: Address,
    /// Digest of the canonical input, shortened.
    pub print: [u8; 16],
    /// Short digests field by field, so that a clash can name its field.
    pub fields: Vec<(String, u16)>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// From here on this law and this engine decide.
    Law(LawInForce),
    /// A person's cover (参保信息) from a day on.
    Person(PersonEntered),
    /// A filing (备案) of a person.
    Filing(FilingMade),
    /// A personal account was credited (个人账户划入).
    Credit(AccountCredited),
    /// A visit (就诊) was registered.
    Visit(Box<VisitOpened>),
    /// Fee lines were recorded for a visit.
    Lines(LinesRecorded),
    /// Fee lines were withdrawn.
    Withdrawn(LinesWithdrawn),
    /// A bill was settled.
    Bill(Box<Billed>),
    /// A bill, or an undo, was undone by its mirror.
    Undo(Undone),
    /// A message that never came was reversed; if it comes later it is refused.
    Tombstone(Address),
    /// What a visit is about was stated (就诊信息, 入院信息变更).
    Described(Box<Described>),
    /// A registration was taken back (挂号撤销, 入院撤销).
    Cancelled(VisitCancelled),
    /// A stay ended (出院办理).
    Discharged(Box<Discharged>),
    /// A discharge was taken back (出院撤销).
    DischargeUndone(DischargeUndone),
    /// A filing ends earlier, or never held (备案撤销).
    FilingRevoked(FilingRevoked),
}

/// A law and an engine in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawInForce {
    /// Digest of the texts.
    pub hash: [u8; 32],
    /// Version of the engine.
    pub engine: u32,
}

/// A person with a cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEntered {
    /// Number of the person inside the platform.
    pub person: u64,
    /// Id of the person.
    pub id: PersonId,
    /// The cover.
    pub cover: Cover,
}

/// A filing of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingMade {
    /// Person.
    pub person: u64,
    /// Filing.
    pub filing: Filing,
}

/// A filing that ends earlier than was written, or is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingRevoked {
    /// Person.
    pub person: u64,
    /// The event that made it.
    pub made: u64,
    /// The filing as it now stands; one that ends before it begins never held.
    pub filing: Filing,
}

/// Money put into a personal account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCredited {
    /// Person.
    pub person: u64,
    /// Day it is about.
    pub day: Day,
    /// Into this year's pot.
    pub current: Fen,
    /// Into earlier years' pot.
    pub history: Fen,
    /// Postings.
    pub entries: Vec<Entry>,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitOpened {
    /// Person.
    pub person: u64,
    /// Id of the person as stated.
    pub id: PersonId,
    /// Code of the institution.
    pub institution: String,
    /// What the institution was on that day.
    pub place: Institution,
    /// Kind of care.
    pub care: String,
    /// First day.
    pub from: Day,
    /// Registered condition it is for.
    pub condition: Option<String>,
    /// Referral or filing as stated by the institution.
    pub filing: Option<String>,
    /// Of what is claimed at the counter (手工报销), the institution's name as its receipt has it: the
    /// person paid it, and what the funds pay is owed to the person. None: settled with the institution.
    pub claim: Option<String>,
}

impl VisitOpened {
    /// What it was about when it was registered.
    pub fn about(&self) -> About {
        let (condition, filing) = (self.condition.clone(), self.filing.clone());
        About { care: self.care.clone(), condition, filing }
    }
}

/// A visit that is not to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitCancelled {
    /// The visit, by the seq of its registration.
    pub visit: u64,
}

/// A discharge that is not to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DischargeUndone {
    /// The visit.
    pub visit: u64,
    /// The discharge.
    pub discharge: u64,
}

/// A fee line with its number at the institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeLine {
    /// Number of the line at the institution.
    pub id: String,
    /// The batch it was charged in (收费批次), if the institution says; else empty.
    pub batch: String,
    /// The line.
    pub line: Line,
}

/// Lines of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesRecorded {
    /// The visit, by the seq of its registration.
    pub visit: u64,
    /// Lines.
    pub lines: Vec<FeeLine>,
}

/// Lines taken back before settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesWithdrawn {
    /// The visit.
    pub visit: u64,
    /// Which lines; empty: all that are open.
    pub lines: Vec<String>,
}

/// One posting of an event: debit is positive, credit is negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose books.
    pub fund: FundId,
    /// Account in them.
    pub account: AccountId,
    /// How much.
    pub amount: Fen,
}

/// Which open lines of a visit a bill settles (结算范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of them, and the visit ends.
    Rest,
    /// All of them, and the stay goes on (中途结算): the next bill continues this one.
    MidStay,
    /// Those of its batch (收费批次), each batch a bill of its own; the visit stays open.
    Batch,
}

/// A settled bill (结算) with everything it moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Billed {
    /// The visit.
    pub visit: u64,
    /// Which of the visit's open lines it settles, and whether the visit goes on.
    pub scope: Scope,
    /// Number of the settlement at the institution; of a batch of lines, their batch.
    pub batch: String,
    /// Last day.
    pub to: Day,
    /// Day of settlement.
    pub settled: Day,
    /// Whether the account might pay.
    pub use_account: bool,
    /// The seq of the bill whose stay it continues.
    pub continues: Option<u64>,
    /// The seq of the bill it takes the place of (更正).
    pub corrects: Option<u64>,
    /// The seq of the law that decided it.
    pub law: u64,
    /// Day whose law held.
    pub ruling_day: Day,
    /// How it divides.
    pub split: Split,
    /// What each layer did.
    pub layers: Vec<LayerResult>,
    /// What the person bears.
    pub person: PersonShare,
    /// What had been counted when it was decided; sums of nothing are left out.
    pub seen: Vec<(AccKey, i64)>,
    /// What it counts.
    pub deltas: Vec<(AccKey, i64)>,
    /// The referral chain that was open before, by the seq of its first bill.
    pub chain_before: Option<u64>,
    /// The referral chain that is open after.
    pub chain: Option<u64>,
    /// Postings.
    pub entries: Vec<Entry>,
}

/// The mirror of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The event undone: a bill, or an undo.
    pub target: u64,
    /// The bill it comes down to.
    pub bill: u64,
    /// The bill's visit.
    pub visit: u64,
    /// Exactly the deltas of the target, negated.
    pub deltas: Vec<(AccKey, i64)>,
    /// The referral chain that is open after.
    pub chain: Option<u64>,
    /// The postings of the target, negated.
    pub entries: Vec<Entry>,
}

impl Billed {
    /// Whether the visit ends with it.
    pub fn ends(&self) -> bool {
        self.scope == Scope::Rest
    }

    /// Whether the stay goes on and the next bill continues it.
    pub fn mid_stay(&self) -> bool {
        self.scope == Scope::MidStay
    }

    /// Whether it is of one batch of lines.
    pub fn of_batch(&self) -> bool {
        self.scope == Scope::Batch
    }

    /// Whether a later bill of its visit must be undone before it: all but those of other batches.
    pub fn rests_under(&self, later: &Billed) -> bool {
        !(self.of_batch() && later.of_batch())
    }
}

impl Deed {
    /// The visit it belongs to; a registration opens its own.
    pub fn visit(&self, seq: u64) -> Option<u64> {
        match self {
            Deed::Visit(_) => Some(seq),
            Deed::Lines(lines) => Some(lines.visit),
            Deed::Withdrawn(lines) => Some(lines.visit),
            Deed::Bill(bill) => Some(bill.visit),
            Deed::Undo(undone) => Some(undone.visit),
            Deed::Described(described) => Some(described.visit),
            Deed::Cancelled(cancelled) => Some(cancelled.visit),
            Deed::Discharged(discharged) => Some(discharged.visit),
            Deed::DischargeUndone(undone) => Some(undone.visit),
            _ => None,
        }
    }

    /// Its postings.
    pub fn entries(&self) -> &[Entry] {
        match self {
            Deed::Bill(bill) => &bill.entries,
            Deed::Undo(undone) => &undone.entries,
            Deed::Credit(credit) => &credit.entries,
            _ => &[],
        }
    }

    /// A word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Deed::Law(_) => "law",
            Deed::Person(_) => "person",
            Deed::Filing(_) => "filing",
            Deed::Credit(_) => "credit",
            Deed::Visit(_) => "visit",
            Deed::Lines(_) => "lines",
            Deed::Withdrawn(_) => "withdrawn",
            Deed::Bill(_) => "bill",
            Deed::Undo(_) => "undo",
            Deed::Tombstone(_) => "tombstone",
            Deed::Described(_) => "described",
            Deed::Cancelled(_) => "cancelled",
            Deed::Discharged(_) => "discharged",
            Deed::DischargeUndone(_) => "discharge-undone",
            Deed::FilingRevoked(_) => "filing-revoked",
        }
    }
}

/// The id of a bill: its area and its place in the area's order.
pub fn bill_id(area: &str, seq: u64) -> String {
    format!("{area}-{seq}")
}

/// The seq in a bill id of an area.
pub fn bill_seq(area: &str, id: &str) -> Option<u64> {
    let digits = id.strip_prefix(area)?.strip_prefix('-')?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| plain && !digits.starts_with('0'))
}
