//! The door (接口): one message in, one answer out. Reads the envelope, checks the message by the
//! table of fields, has the transaction of its number carry it out, and answers.

mod envelope;
mod http;
mod remember;
mod reply;
mod room;
mod senders;
mod wire;

pub(crate) use envelope::Envelope;
pub use http::router;
pub use reply::{Reply, carried_out};
pub(crate) use reply::{Turned, Wrong};
pub(crate) use room::Room;
pub(crate) use wire::moment_text;

use crate::fields;
use crate::transactions::{Call, OFFERED, carry_out};
use office::Store;
use office::desk::Desk;
use office::journal::Journal;
use office::remember::Refusals;
use reply::Sent;
use senders::Senders;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What stands behind the door.
pub trait Offices: Send + Sync + 'static {
    /// The books.
    fn store(&self) -> Arc<dyn Store>;
    /// The desk of an area, if it is open.
    fn desk(&self, area: &str) -> Option<Desk>;
    /// Where refusals wait to be written down; none: they are not remembered.
    fn refusals(&self) -> Option<Arc<Refusals>> {
        None
    }
}

/// The door of a server. Cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    offices: Arc<dyn Offices>,
    clock: fn() -> i64,
    serial: AtomicU64,
    senders: Senders,
    rooms: Mutex<HashMap<String, Room>>,
    /// Messages that are being answered.
    inside: AtomicUsize,
}

/// The most messages that are answered at once. One more is refused before it is read: what is refused
/// must cost less than what is done, or too many messages leave no time to do any.
const INSIDE: usize = 512;
/// Seconds after which a message that found the door full may come again.
const SOON: u32 = 1;

/// A message inside the door; it leaves when this is dropped.
struct Inside<'d>(&'d AtomicUsize);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Door {
    /// A door before some offices. The clock tells milliseconds since 1970-01-01 UTC.
    pub fn new(offices: Arc<dyn Offices>, clock: fn() -> i64) -> Door {
        let serial = AtomicU64::new(clock().unsigned_abs());
        let (senders, rooms, inside) = (Senders::default(), Mutex::default(), AtomicUsize::new(0));
        Door(Arc::new(Inner { offices, clock, serial, senders, rooms, inside }))
    }

    /// Answers a message; `path` is the number in its address, if it gives one.
    pub async fn answer(&self, path: Option<&str>, body: &[u8]) -> Reply {
        let came = (self.0.clock)();
        let serial = self.0.serial.fetch_add(1, Ordering::Relaxed);
        let sent = |area| Sent { area, came, goes: (self.0.clock)(), serial };
        let before = self.0.inside.fetch_add(1, Ordering::Relaxed);
        let _inside = Inside(&self.0.inside);
        if before >= INSIDE {
            return sent("").reply(Err(full()));
        }
        match envelope::read(path, body) {
            Ok(envelope) => {
                let outcome = self.carry_out(&envelope, came).await;
                if let Err(Turned::Refused(wrong)) = &outcome {
                    self.remember(&envelope, (came, serial), wrong);
                }
                sent(envelope.area()).reply(outcome)
            }
            Err(unreadable) => {
                let (zh, en) = unreadable.words();
                sent("").unreadable(zh, en)
            }
        }
    }

    async fn carry_out(&self, envelope: &Envelope, came: i64) -> Result<Value, Turned> {
        let infno = envelope.infno.as_str();
        if !OFFERED.contains(&infno) {
            return Err(fields::not_offered(infno).into());
        }
        let mut mistakes = fields::check_envelope(&envelope.whole);
        mistakes.extend(fields::check(infno, envelope.input()));
        if !mistakes.is_empty() {
            return Err(mistakes.into());
        }
        let today = wire::day(came);
        self.0.senders.check(&self.store(), &envelope.sender, (came, today)).await?;
        carry_out(&Call { envelope, input: envelope.input(), came, today, door: self }).await
    }

    /// Remembers why a message was refused, without waiting for anything.
    fn remember(&self, envelope: &Envelope, at: (i64, u64), wrong: &[Wrong]) {
        let Some(refusals) = self.0.offices.refusals() else { return };
        if let Some(row) = remember::refusal(envelope, at, wrong) {
            refusals.push(row);
        }
    }

    /// The books.
    pub(crate) fn store(&self) -> Arc<dyn Store> {
        self.0.offices.store()
    }

    /// An area as messages meet it.
    pub(crate) fn room(&self, area: &str) -> Result<Room, Turned> {
        let Some(desk) = self.0.offices.desk(area) else { return Err(no_desk(area)) };
        let mut rooms = self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        match rooms.get_mut(area) {
            Some(room) => {
                room.desk = desk;
                Ok(room.clone())
            }
            None => {
                let journal = Journal::new(self.store(), area).map_err(|_| no_desk(area))?;
                let room = Room::new(desk, Arc::new(journal));
                rooms.insert(area.to_string(), room.clone());
                Ok(room)
            }
        }
    }
}

/// Too many messages at once; nothing of this one was read.
fn full() -> Turned {
    let (path, code) = (String::new(), "door-full".to_string());
    let zh = format!("同时到达的报文过多，本报文没有办理。请 {SOON} 秒后用同一报文重发。");
    let en = format!("too many messages at once; send this one again after {SOON} s");
    Turned::Later(SOON, Wrong { path, code, zh, en })
}

fn no_desk(area: &str) -> Turned {
    Turned::one(
        "insuplc_admdvs",
        "no-area",
        format!("本系统没有统筹区 {area} 的经办台。请核对参保地医保区划（由 1101 取得）。"),
        format!("no desk is open here for area {area}; check insuplc_admdvs, which 1101 gives"),
    )
}
