//! A message that was checked, ready to be carried out: who sends it, what it asks, and how an act is
//! asked in its name.

use crate::door::{Door, Envelope, Room, Turned, Wrong};
use crate::fields::{Input, Row, canonical, input};
use office::desk::{Answer, Ask, FULL, IN_DOUBT, Message, NOT_WRITTEN, Refused, Request, STOPPED};
use office::read_person::{Purpose, Viewer};
use record::event::Billed;
use record::{Address, Event, bill_id, bill_seq};
use serde_json::Value;
use std::sync::Arc;
use units::Day;

/// Seconds after which a message may come again: the desk is full, it could not write, it stands still.
const SOON: u32 = 1;
const LATER: u32 = 5;
const MUCH_LATER: u32 = 30;

/// A message that was checked.
pub(crate) struct Call<'m> {
    /// Its envelope.
    pub(crate) envelope: &'m Envelope,
    /// What is asked.
    pub(crate) input: &'m Value,
    /// When it came: milliseconds since 1970-01-01 UTC.
    pub(crate) came: i64,
    /// The legal day on which it came.
    pub(crate) today: Day,
    /// The door it came through.
    pub(crate) door: &'m Door,
}

impl<'m> Call<'m> {
    /// Number of the transaction.
    pub(crate) fn infno(&self) -> &'m str {
        &self.envelope.infno
    }

    /// The input, to be read through the table.
    pub(super) fn input(&self) -> Result<Input<'m>, Turned> {
        Ok(input(self.infno(), self.input)?)
    }

    /// The area that is asked: where the person is insured.
    pub(super) fn room(&self) -> Result<Room, Turned> {
        self.door.room(self.envelope.area())
    }

    /// The institution that sent it.
    pub(super) fn sender(&self) -> &'m str {
        &self.envelope.sender
    }

    /// Who reads a person by this message, and what for.
    pub(super) fn viewer(&self) -> Viewer {
        let who = format!("{} {} {}", self.infno(), self.sender(), self.envelope.operator);
        Viewer::of(who, Purpose::Service)
    }

    /// The key of this message.
    pub(super) fn address(&self) -> Address {
        Address {
            institution: self.sender().to_string(),
            number: self.infno().to_string(),
            message: self.envelope.msgid.clone(),
        }
    }

    /// Has an act carried out under the key of this message. A repeat gives the first event again.
    pub(super) async fn write(&self, room: &Room, ask: Ask) -> Result<Arc<Event>, Turned> {
        let address = self.address();
        let message = Message { address, input: canonical(self.infno(), self.input) };
        match room.desk.ask(Request { message: Some(message), ask }).await.map_err(turned)? {
            Answer::New(event) | Answer::Again(event) => Ok(event),
            Answer::Decided(_) | Answer::Explained(_) | Answer::Entered(_) => Err(odd()),
        }
    }

    /// Has a bill decided; nothing is written.
    pub(super) async fn decide(&self, room: &Room, ask: Ask) -> Result<Box<Billed>, Turned> {
        match room.desk.ask(Request { message: None, ask }).await.map_err(turned)? {
            Answer::Decided(billed) => Ok(billed),
            _ => Err(odd()),
        }
    }
}

/// An answer of another kind than was asked for; the program is wrong.
fn odd() -> Turned {
    let zh = "系统内部错误。请通知运行人员。".to_string();
    Turned::one("", "internal", zh, "an internal error; tell the operator".to_string())
}

/// Why an act was refused, as the door says it.
pub(super) fn turned(refused: Refused) -> Turned {
    let (code, words) = (refused.code.to_string(), refused.sentence);
    let wrong = Wrong { path: String::new(), code, zh: words.zh, en: words.en };
    match refused.code {
        FULL => Turned::Later(SOON, wrong),
        NOT_WRITTEN | IN_DOUBT => Turned::Later(LATER, wrong),
        STOPPED => Turned::Later(MUCH_LATER, wrong),
        _ => Turned::Refused(vec![wrong]),
    }
}

/// A visit, or a settlement, as institutions know it: its area and its place in the area's order.
pub(super) fn outside(room: &Room, seq: u64) -> String {
    bill_id(room.area(), seq)
}

/// The visit that a field names.
pub(super) fn visit(room: &Room, row: &Row<'_>) -> Result<u64, Turned> {
    let text = row.need_text("mdtrt_id")?;
    inside(room, text).ok_or_else(|| unknown(row, "mdtrt_id", "就诊ID", "visit", text))
}

/// The settlement that a field names.
pub(super) fn settlement(room: &Room, row: &Row<'_>) -> Result<u64, Turned> {
    let text = row.need_text("setl_id")?;
    inside(room, text).ok_or_else(|| unknown(row, "setl_id", "结算ID", "settlement", text))
}

/// The filing that a field names.
pub(super) fn filing(room: &Room, row: &Row<'_>) -> Result<u64, Turned> {
    let text = row.need_text("trt_dcla_detl_sn")?;
    let other = || unknown(row, "trt_dcla_detl_sn", "待遇申报明细流水号", "filing", text);
    inside(room, text).ok_or_else(other)
}

fn inside(room: &Room, text: &str) -> Option<u64> {
    bill_seq(room.area(), text).filter(|seq| i64::try_from(*seq).is_ok())
}

fn unknown(row: &Row<'_>, field: &str, zh: &str, en: &str, text: &str) -> Turned {
    Turned::one(
        &format!("{}.{field}", row.path()),
        "unknown-id",
        format!("{zh} {text} 不是本统筹区给出的编号。请核对编号和参保地医保区划。"),
        format!("{en} {text} is no number that this area gave; check it and insuplc_admdvs"),
    )
}
