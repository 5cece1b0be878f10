//! The desk (经办台) of an area: every act that writes passes here, many in one commit.
//!
//! Requests wait in a queue. The desk takes those that wait, reads what they need in sets, lets each
//! act decide in order, and writes one batch: events, sums, message keys, the fold of the postings
//! and the head of the proof, in one commit with one sync. It answers after the sync. Bills of one
//! person and repeated keys in one batch see each other. Not here: what an act decides (each has its
//! file), the pages, any wire format.

mod ask;
mod batch;
mod load;
mod member;
mod open;
mod run;
mod seal_batch;
mod sitting;

pub(crate) use ask::refused;
pub use ask::{
    Answer, Ask, COUNTER, Entered, FULL, IN_DOUBT, Message, NOT_WRITTEN, Refused, Request, STOPPED,
    Trouble,
};
pub(crate) use load::Needs;
pub use open::{DeskError, Rules, area_number};

pub(crate) use sitting::{PersonState, Sitting, account_keys, period_of};

use benefit::Engine;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{mpsc, oneshot, watch};

/// Tells milliseconds since 1970-01-01 UTC.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The moment.
    pub fn now(&self) -> i64 {
        (self.0)()
    }
}

impl<F: Fn() -> i64 + Send + Sync + 'static> From<F> for Clock {
    fn from(tells: F) -> Clock {
        Clock(Arc::new(tells))
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}

/// How a desk works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The most requests in one batch.
    pub batch: usize,
    /// The most requests that may wait; one more is refused at once.
    pub queue: usize,
    /// Who holds the lease, for whoever looks.
    pub holder: String,
    /// Its moments are written with the batches and nothing is decided by them: they may jump.
    pub clock: Clock,
    /// Whether it may open although a desk of the area is open, which then writes no more.
    pub take_over: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            batch: 256,
            queue: 2048,
            holder: format!("process {}", std::process::id()),
            clock: Clock::from(|| jiff::Timestamp::now().as_millisecond()),
            take_over: true,
        }
    }
}

/// What a desk counted since it was opened.
#[derive(Debug, Default)]
pub struct Counts {
    /// Batches committed.
    pub batches: AtomicU64,
    /// Events committed.
    pub events: AtomicU64,
    /// Settlements committed.
    pub settled: AtomicU64,
    /// Requests refused by a rule.
    pub refused: AtomicU64,
    /// Requests answered again.
    pub again: AtomicU64,
    /// Requests turned away since the queue was full.
    pub full: AtomicU64,
    /// Commits that failed.
    pub failed: AtomicU64,
    /// Microseconds spent reading, deciding and committing.
    pub micros: [AtomicU64; 3],
}

impl Counts {
    pub(crate) fn add(counter: &AtomicU64, by: u64) {
        counter.fetch_add(by, Ordering::Relaxed);
    }
}

/// How a desk is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// It works.
    Open,
    /// It has stopped for a reason that may pass, and tries again.
    Waiting(String),
    /// It has stopped for good.
    Stopped(String),
}

/// A request with the way back.
pub(crate) struct Ticket {
    pub(crate) request: Request,
    pub(crate) back: oneshot::Sender<Result<Answer, Refused>>,
}

/// A desk that is open. Cheap to clone; the desk ends when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Desk {
    queue: mpsc::Sender<Ticket>,
    health: watch::Receiver<Health>,
    counts: Arc<Counts>,
    area: Arc<str>,
    engine: Arc<Engine>,
    room: usize,
}

impl Desk {
    /// The area.
    pub fn area(&self) -> &str {
        &self.area
    }

    /// The rules it decides by.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// How it is.
    pub fn health(&self) -> Health {
        self.health.borrow().clone()
    }

    /// What it counted.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Requests that wait.
    pub fn waiting(&self) -> usize {
        self.room - self.queue.capacity()
    }

    /// Asks, and waits for the answer.
    pub async fn ask(&self, request: Request) -> Result<Answer, Refused> {
        let (back, answer) = oneshot::channel();
        match self.queue.try_send(Ticket { request, back }) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => {
                Counts::add(&self.counts.full, 1);
                return Err(Trouble::Full { seconds: 1 }.refused());
            }
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(self.closed()),
        }
        answer.await.unwrap_or_else(|_| Err(self.closed()))
    }

    fn closed(&self) -> Refused {
        let reason = match self.health() {
            Health::Stopped(reason) | Health::Waiting(reason) => reason,
            Health::Open => "the desk was closed".to_string(),
        };
        Trouble::Stopped { reason }.refused()
    }
}
