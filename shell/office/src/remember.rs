//! Refusals of the hospital's door (退回报文) on their way to the books: they wait in a short queue and are
//! written in sets, off the path of messages. A full queue loses its oldest and counts them.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{RefusalRow, Store, StoreError};

/// The most that wait.
pub const QUEUE: usize = 4096;
/// The most that are written at once.
const SET: usize = 500;
/// So many of each institution stay.
pub const KEPT: i64 = 1000;
/// How often what waits is written.
const EVERY: Duration = Duration::from_millis(500);

/// What waits, and what became of others.
#[derive(Debug, Default)]
pub struct Refusals {
    queue: Mutex<VecDeque<RefusalRow>>,
    came: AtomicU64,
    lost: AtomicU64,
    strange: AtomicU64,
}

impl Refusals {
    /// One more waits; the oldest goes if too many do.
    pub fn push(&self, row: RefusalRow) {
        self.came.fetch_add(1, Ordering::Relaxed);
        let mut queue = self.lock();
        queue.push_back(row);
        self.shorten(&mut queue);
    }

    /// How many came since the start.
    pub fn came(&self) -> u64 {
        self.came.load(Ordering::Relaxed)
    }

    /// How many were lost since the queue was full.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// How many came in the name of an institution that nobody registered; they are not written.
    pub fn strange(&self) -> u64 {
        self.strange.load(Ordering::Relaxed)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.lock().len()
    }

    /// Writes what waits.
    pub async fn write(&self, store: &dyn Store) -> Result<(), StoreError> {
        loop {
            let rows: Vec<RefusalRow> = {
                let mut queue = self.lock();
                let count = queue.len().min(SET);
                queue.drain(..count).collect()
            };
            if rows.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.put(store, &rows).await {
                self.back(rows);
                return Err(error);
            }
        }
    }

    /// The rows of institutions that are registered: else whoever sends could fill the books.
    async fn put(&self, store: &dyn Store, rows: &[RefusalRow]) -> Result<(), StoreError> {
        let codes: BTreeSet<String> = rows.iter().map(|row| row.institution.clone()).collect();
        let codes: Vec<String> = codes.into_iter().collect();
        let known = store.institutions(&codes).await?;
        let known: BTreeSet<&str> = known.iter().map(|row| row.code.as_str()).collect();
        let own = |row: &&RefusalRow| known.contains(row.institution.as_str());
        let own: Vec<RefusalRow> = rows.iter().filter(own).cloned().collect();
        if !own.is_empty() {
            store.models().put_refusals(&own, KEPT).await?;
        }
        self.strange.fetch_add((rows.len() - own.len()) as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Rows that could not be written wait again, in front.
    fn back(&self, rows: Vec<RefusalRow>) {
        let mut queue = self.lock();
        for row in rows.into_iter().rev() {
            queue.push_front(row);
        }
        self.shorten(&mut queue);
    }

    fn shorten(&self, queue: &mut VecDeque<RefusalRow>) {
        while queue.len() > QUEUE {
            queue.pop_front();
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<RefusalRow>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what waits, again and again, as long as this runs.
    pub async fn keep_writing(self: Arc<Refusals>, store: Arc<dyn Store>) {
        loop {
            if let Err(error) = self.write(&*store).await {
                tracing::warn!(%error, "refusals wait");
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_loses_its_oldest_and_counts_them() {
        let refusals = Refusals::default();
        let row = |no: i64| RefusalRow {
            institution: "H1".to_string(),
            no,
            moment: no,
            transaction: String::new(),
            message: String::new(),
            code: String::new(),
            zh: String::new(),
            en: String::new(),
            more: 0,
        };
        (0..QUEUE as i64 + 3).for_each(|no| refusals.push(row(no)));
        assert_eq!((refusals.waiting(), refusals.lost()), (QUEUE, 3));
        assert_eq!(refusals.lock().front().map(|row| row.no), Some(3));
        refusals.back(vec![row(1), row(2)]);
        assert_eq!((refusals.waiting(), refusals.lost()), (QUEUE, 5));
        assert_eq!(refusals.came(), QUEUE as u64 + 3);
    }
}
