//! The follower (跟账): derives what pages and statements read from the journal, behind the desks.
//!
//! A step reads batches after the cursor, decodes them, and writes rows and cursor in one commit;
//! what was derived can be thrown away and derived again to the same rows. Two followers of one area
//! never write the same span: the cursor moves only from where a step began.
//! Not here: what a bill comes to when it is decided again (see `again`), any page.

mod covers;
mod derive;
mod due;
mod insured;
mod life;
mod rows;
mod sums;

use crate::desk::DeskError;
use crate::journal::Journal;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use store::Store;

pub(crate) use derive::legal_day;
pub(crate) use life::Life;
pub use sums::AGE_BANDS;

/// How many events a step takes, about; the books are held for one such step at a time.
const STEP: i64 = 200;
/// How many steps an area takes before another does.
const SOME: usize = 20;
/// How many batches are read at once.
const BATCHES: i64 = 64;
/// How often a follower in the background looks.
const LOOK: Duration = Duration::from_millis(300);

/// Derives everything of an area that is not derived yet; the seq up to which it now is.
pub async fn catch_up(store: Arc<dyn Store>, area: &str) -> Result<u64, DeskError> {
    Follower::new(store, area)?.catch_up().await
}

/// Throws away what is derived of an area and derives it again.
pub async fn again(store: Arc<dyn Store>, area: &str) -> Result<u64, DeskError> {
    let follower = Follower::new(store, area)?;
    follower.journal.store().models().forget(follower.journal.number()).await?;
    follower.catch_up().await
}

/// A follower of one area.
pub struct Follower {
    journal: Arc<Journal>,
    lag: AtomicI64,
}

impl Follower {
    /// A follower of an area.
    pub fn new(store: Arc<dyn Store>, area: &str) -> Result<Follower, DeskError> {
        Ok(Follower::of(Arc::new(Journal::new(store, area)?)))
    }

    /// A follower of a journal that others read, too.
    pub fn of(journal: Arc<Journal>) -> Follower {
        Follower { journal, lag: AtomicI64::new(0) }
    }

    /// The area.
    pub fn area(&self) -> &str {
        self.journal.code()
    }

    /// How many events were not derived yet when it last looked.
    pub fn lag(&self) -> i64 {
        self.lag.load(Ordering::Relaxed)
    }

    /// Derives everything that is not derived yet.
    pub async fn catch_up(&self) -> Result<u64, DeskError> {
        self.steps(usize::MAX, 0).await
    }

    /// Some steps beside desks at work: it rests for twice as long as each takes, so that what it
    /// writes does not hold up what hospitals wait for. Then it is another area's turn.
    pub async fn gently(&self) -> Result<u64, DeskError> {
        self.steps(SOME, 2).await
    }

    /// At most so many steps, with rests that are so many times as long; the seq up to which is derived.
    async fn steps(&self, most: usize, rests: u32) -> Result<u64, DeskError> {
        let mut taken = 0;
        loop {
            let began = Instant::now();
            let (store, number) = (self.journal.store(), self.journal.number());
            let from = store.models().followed(number).await?;
            let last = store.tail(number).await?.map_or(0, |tail| tail.last);
            self.lag.store(last - from, Ordering::Relaxed);
            if from >= last || taken >= most {
                return Ok(from as u64);
            }
            self.step(from).await?;
            taken += 1;
            if rests > 0 {
                tokio::time::sleep(began.elapsed() * rests).await;
            }
        }
    }

    /// One step from a cursor. Where another follower was faster, nothing is written.
    async fn step(&self, from: i64) -> Result<(), DeskError> {
        let (store, number) = (self.journal.store(), self.journal.number());
        let mut batches = store.batches(number, from + 1, BATCHES).await?;
        let enough = batches.iter().position(|batch| batch.last - from >= STEP);
        batches.truncate(enough.map_or(batches.len(), |at| at + 1));
        let step = derive::derive(&self.journal, from, &batches).await?;
        store.models().derive(&step).await?;
        Ok(())
    }

    /// Follows in the background until the books are closed. Trouble is told and tried again.
    pub async fn run(self: Arc<Follower>) {
        loop {
            if let Err(error) = self.gently().await {
                tracing::warn!(area = self.area(), %error, "the follower waits");
                tokio::time::sleep(LOOK * 10).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}
