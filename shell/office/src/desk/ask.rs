//! What is asked of a desk, and what it answers.

use crate::{
    cancel_visit, check_claim, correct, describe_visit, discharge, import_filings, import_persons,
    make_filing, pre_settle, record_lines, register_visit, reverse, revoke_filing, settle_batch,
    settle_claim, settle_mid_stay, settle_visit, undo, undo_discharge, withdraw_lines,
};
use record::{Address, Deed, Event, Refusal};
use std::sync::Arc;
use units::Words;

/// A message key with the canonical input, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who sent what.
    pub address: Address,
    /// The input: names and values in an order that is always the same.
    pub input: Vec<(String, String)>,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The message, if it came as one.
    pub message: Option<Message>,
    /// What is asked.
    pub ask: Ask,
}

/// What is asked; each is an act of its own file.
#[derive(Debug, Clone)]
pub enum Ask {
    /// Register a visit (就诊登记).
    RegisterVisit(register_visit::Visit),
    /// State what a visit is about (就诊信息上传, 入院信息变更).
    DescribeVisit(describe_visit::Description),
    /// Take a registration back (挂号撤销, 入院撤销).
    CancelVisit(cancel_visit::Cancel),
    /// End a stay (出院办理).
    Discharge(discharge::Discharge),
    /// Take a discharge back (出院撤销).
    UndoDischarge(undo_discharge::UndoDischarge),
    /// Record fee lines (费用明细上传).
    RecordLines(record_lines::Lines),
    /// Withdraw fee lines (费用明细撤销).
    WithdrawLines(withdraw_lines::Lines),
    /// Decide and write nothing (预结算).
    PreSettle(pre_settle::Bill),
    /// Settle and end the visit (结算).
    Settle(settle_visit::Bill),
    /// Settle the lines of one batch (按收费批次结算).
    SettleBatch(settle_batch::Bill),
    /// Settle on the way (中途结算).
    SettleMidStay(settle_mid_stay::Bill),
    /// Settle a claim at the counter (手工报销).
    SettleClaim(Box<settle_claim::Claim>),
    /// Decide a claim and write nothing (手工报销试算).
    CheckClaim(Box<check_claim::CheckClaim>),
    /// Undo a settlement (结算撤销).
    Undo(undo::Undo),
    /// Reverse a message, whatever became of it (冲正).
    Reverse(reverse::Reverse),
    /// Undo and settle anew (更正).
    Correct(correct::Correct),
    /// Make a filing (备案).
    MakeFiling(make_filing::MakeFiling),
    /// End a filing, or take it back (备案撤销).
    RevokeFiling(revoke_filing::RevokeFiling),
    /// Bring in persons with their covers.
    EnterPersons(Vec<import_persons::Row>),
    /// Bring in filings.
    EnterFilings(Vec<import_filings::Row>),
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was done; everything the answer says stands in the event.
    New(Arc<Event>),
    /// The same message was done before; this is what it was answered.
    Again(Arc<Event>),
    /// Decided, and nothing was written.
    Decided(Box<record::event::Billed>),
    /// The same, with its steps.
    Explained(Box<(record::event::Billed, Vec<record::Step>)>),
    /// So many rows were new, changed or as they were.
    Entered(Entered),
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entered {
    /// Rows that were new.
    pub new: u64,
    /// Rows that changed what was there.
    pub changed: u64,
    /// Rows that said what was there.
    pub same: u64,
}

impl Answer {
    /// The event behind it.
    pub fn event(&self) -> Option<&Arc<Event>> {
        match self {
            Answer::New(event) | Answer::Again(event) => Some(event),
            _ => None,
        }
    }

    /// The bill it is about, if it settled one.
    pub fn bill(&self) -> Option<&record::event::Billed> {
        match self {
            Answer::Decided(bill) => Some(bill),
            Answer::Explained(explained) => Some(&explained.0),
            _ => match &self.event()?.deed {
                Deed::Bill(bill) => Some(bill),
                _ => None,
            },
        }
    }
}

/// Why a request was not done: a stable code and a sentence.
pub type Refused = Refusal;

/// Trouble of the desk itself; nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Too many wait.
    Full {
        /// After so many seconds it may be tried again.
        seconds: u32,
    },
    /// The desk has stopped.
    Stopped {
        /// Why.
        reason: String,
    },
    /// The commit failed.
    NotWritten {
        /// Why.
        reason: String,
    },
    /// Whether the commit is there is not known yet; a repeat will tell.
    InDoubt {
        /// Why.
        reason: String,
    },
    /// The program failed on this request alone.
    Failed,
}

/// The sender of what is asked at a counter of the house: no institution, it may speak of any visit.
pub const COUNTER: &str = "counter";

/// Code of a full queue.
pub const FULL: &str = "desk-full";
/// Code of a desk that has stopped.
pub const STOPPED: &str = "desk-stopped";
/// Code of a commit that failed.
pub const NOT_WRITTEN: &str = "not-written";
/// Code of a commit of which it is not known whether it is there.
pub const IN_DOUBT: &str = "in-doubt";

impl Trouble {
    /// As a refusal.
    pub fn refused(&self) -> Refused {
        match self {
            Trouble::Full { seconds } => refused(
                FULL,
                format!("排队已满,没有写入。请 {seconds} 秒后用同一报文重发。"),
                format!(
                    "the queue is full and nothing was written; send the same message again after {seconds} s"
                ),
            ),
            Trouble::Stopped { reason } => refused(
                STOPPED,
                format!("经办台已停止({reason})。请通知运行人员,恢复后用同一报文重发。"),
                format!(
                    "the desk has stopped ({reason}); tell the operator and send the same message again afterwards"
                ),
            ),
            Trouble::NotWritten { reason } => refused(
                NOT_WRITTEN,
                format!("没有写入({reason})。请用同一报文重发。"),
                format!("nothing was written ({reason}); send the same message again"),
            ),
            Trouble::InDoubt { reason } => refused(
                IN_DOUBT,
                format!(
                    "是否已写入尚不能确定({reason})。请稍后用同一报文重发,不会重复办理。"
                ),
                format!(
                    "whether it was written is not known yet ({reason}); send the same message again later, it is never carried out twice"
                ),
            ),
            Trouble::Failed => refused(
                "failed",
                "程序处理本报文时出错,没有写入。请把报文交给运行人员。".to_string(),
                "the program failed on this message and nothing was written; give it to the operator"
                    .to_string(),
            ),
        }
    }
}

/// A refusal.
pub(crate) fn refused(code: &'static str, zh: String, en: String) -> Refused {
    Refusal { code, sentence: Words { zh, en } }
}
