//! The journal of an area as it is read: batches and their events, a piece ahead of the check.

use std::collections::VecDeque;
use std::sync::Arc;
use store::{BatchRow, EventRow, Store, StoreError};
use tokio::sync::mpsc;

/// Batches that are read at once.
const BATCHES: i64 = 256;
/// Events that are read at once.
const EVENTS: i64 = 4096;
/// More events than any batch holds; a batch that claims more is not followed so far.
const LONGEST: i64 = 1 << 24;

/// A piece of the journal.
enum Piece {
    Batches(Vec<BatchRow>),
    Events(Vec<EventRow>),
    /// Events behind the last batch.
    Loose(Vec<EventRow>),
}

type Sent = Result<Piece, StoreError>;

/// The journal from a seq on, up to its end.
pub(super) struct Source {
    pieces: mpsc::Receiver<Sent>,
    batches: VecDeque<BatchRow>,
    events: VecDeque<EventRow>,
    loose: Vec<EventRow>,
}

impl Source {
    /// Begins to read.
    pub(super) fn start(store: Arc<dyn Store>, area: i64, from: i64) -> Source {
        let (send, pieces) = mpsc::channel(3);
        tokio::spawn(async move {
            if let Err(error) = pump(&*store, area, from, &send).await {
                // Whoever checks may have stopped; then nobody needs to know.
                let _ = send.send(Err(error)).await;
            }
        });
        Source { pieces, batches: VecDeque::new(), events: VecDeque::new(), loose: Vec::new() }
    }

    async fn next(&mut self) -> Result<bool, StoreError> {
        match self.pieces.recv().await.transpose()? {
            Some(Piece::Batches(rows)) => self.batches.extend(rows),
            Some(Piece::Events(rows)) => self.events.extend(rows),
            Some(Piece::Loose(rows)) => self.loose.extend(rows),
            None => return Ok(false),
        }
        Ok(true)
    }

    /// The next batch.
    pub(super) async fn batch(&mut self) -> Result<Option<BatchRow>, StoreError> {
        while self.batches.is_empty() {
            if !self.next().await? {
                return Ok(None);
            }
        }
        Ok(self.batches.pop_front())
    }

    /// The next event up to a seq. The events of batches come before the batches that follow.
    pub(super) async fn event(&mut self, last: i64) -> Result<Option<EventRow>, StoreError> {
        while self.events.is_empty() && self.next().await? {}
        let due = self.events.front().is_some_and(|row| row.seq <= last);
        Ok(if due { self.events.pop_front() } else { None })
    }

    /// Events that are in no batch, once there are no more batches.
    pub(super) fn rest(self) -> impl Iterator<Item = EventRow> {
        self.events.into_iter().chain(self.loose)
    }
}

async fn pump(
    store: &dyn Store,
    area: i64,
    from: i64,
    send: &mpsc::Sender<Sent>,
) -> Result<(), StoreError> {
    let (mut next_batch, mut next_event) = (from, from);
    loop {
        let batches = store.batches(area, next_batch, BATCHES).await?;
        let Some(last) = batches.last() else {
            let to = next_event.max(1).saturating_add(EVENTS);
            let loose = store.events(area, next_event, to).await?;
            // A batch that came in between is read like any other.
            if !loose.is_empty() && store.batches(area, next_batch, 1).await?.is_empty() {
                let _ = send.send(Ok(Piece::Loose(loose))).await;
                return Ok(());
            }
            if loose.is_empty() {
                return Ok(());
            }
            continue;
        };
        next_batch = last.first.saturating_add(1);
        let end = batches.iter().map(|b| b.last.min(b.first.saturating_add(LONGEST))).max();
        let end = end.unwrap_or(next_event);
        if send.send(Ok(Piece::Batches(batches))).await.is_err() {
            return Ok(());
        }
        while next_event <= end {
            // Whatever stands before the beginning comes with the first piece.
            let to = if next_event < 1 { 0 } else { end.min(next_event + EVENTS - 1) };
            let rows = store.events(area, next_event, to).await?;
            if send.send(Ok(Piece::Events(rows))).await.is_err() {
                return Ok(());
            }
            next_event = to + 1;
        }
    }
}
