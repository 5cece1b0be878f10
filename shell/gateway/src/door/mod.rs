//! The door (接口): one message in, one answer out. Reads the envelope, checks the message by the
//! table of fields, has the transaction of its number carry it out, and answers.

mod envelope;
mod http;
mod reply;
mod wire;

pub use http::router;
pub use reply::Reply;
pub(crate) use reply::{Turned, Wrong};

use crate::fields;
use crate::transactions::{Call, OFFERED, carry_out};
use envelope::Envelope;
use office::Store;
use reply::Sent;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What stands behind the door.
pub trait Offices: Send + Sync + 'static {
    /// The books.
    fn store(&self) -> Arc<dyn Store>;
}

/// The door of a server. Cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    offices: Arc<dyn Offices>,
    clock: fn() -> i64,
    serial: AtomicU64,
}

impl Door {
    /// A door before some offices. The clock tells milliseconds since 1970-01-01 UTC.
    pub fn new(offices: Arc<dyn Offices>, clock: fn() -> i64) -> Door {
        let serial = AtomicU64::new(clock().unsigned_abs());
        Door(Arc::new(Inner { offices, clock, serial }))
    }

    /// Answers a message; `path` is the number in its address, if it gives one.
    pub async fn answer(&self, path: Option<&str>, body: &[u8]) -> Reply {
        let came = (self.0.clock)();
        let serial = self.0.serial.fetch_add(1, Ordering::Relaxed);
        let sent = |area| Sent { area, came, goes: (self.0.clock)(), serial };
        match envelope::read(path, body) {
            Ok(envelope) => {
                let outcome = self.carry_out(&envelope, came).await;
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
        let offices = &*self.0.offices;
        carry_out(&Call { infno, input: envelope.input(), today, offices }).await
    }
}
