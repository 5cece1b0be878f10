//! The desk at work: take those that wait, read and decide while the batch before is committed,
//! commit, answer; and what to do when a commit fails.

use super::batch::{Batch, decide};
use super::open::{DeskError, Room};
use super::{Counts, Health, Refused, Ticket, Trouble};
use crate::desk::Answer;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::StoreError;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinError, JoinHandle};
use tracing::Instrument;

/// How long to wait before the store is tried again.
const PAUSE: Duration = Duration::from_millis(200);
/// After so many pauses those whose commit is in doubt are told so.
const PAUSES: u32 = 25;
/// A desk that nobody asks looks so often whether it still holds its lease.
const IDLE: Duration = Duration::from_secs(2);
/// So many go together at least, however few are in the air.
const FEW: usize = 16;

pub(super) type Decided = Result<Answer, Refused>;

/// Why a batch failed; with the batch, if it may be there nevertheless.
struct Failure {
    error: DeskError,
    doubt: Option<Batch>,
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Failure {
        Failure { error, doubt: None }
    }
}

type Written = Result<(), StoreError>;

/// A batch that is being committed.
struct Flight {
    batch: Batch,
    began: Instant,
    write: JoinHandle<Written>,
    outcome: Option<Written>,
}

/// What comes next.
enum Step {
    /// The batch in the air has been committed, or not.
    Land,
    /// Those that wait are decided.
    Decide,
    /// Nobody asks: is the lease still held?
    Look,
    /// Nobody can ask any more.
    Over,
}

/// Works until nobody can ask any more, or another desk has taken over.
pub(super) async fn run(
    mut room: Room,
    mut tickets: mpsc::Receiver<Ticket>,
    health: watch::Sender<Health>,
    counts: Arc<Counts>,
    most: usize,
) {
    let mut waiting = Vec::with_capacity(most);
    let mut flight: Option<Flight> = None;
    loop {
        let done = match next(&mut tickets, &mut waiting, flight.as_mut(), most).await {
            Step::Land => land(&mut flight, &counts).await,
            Step::Decide => advance(&mut room, &mut flight, &mut waiting, &counts).await,
            Step::Look => look(&room).await,
            Step::Over => return,
        };
        let Err(Failure { mut error, doubt }) = done else { continue };
        Counts::add(&counts.failed, 1);
        tracing::warn!(area = room.code, %error, "the desk has stopped");
        if !is_stale(&error) {
            health.send_replace(Health::Waiting(error.to_string()));
            match come_back(&mut room, &mut tickets, &health, doubt, &counts).await {
                Ok(true) => {
                    health.send_replace(Health::Open);
                    tracing::info!(area = room.code, "the desk goes on");
                    continue;
                }
                Ok(false) => return,
                Err(stale) => error = stale,
            }
        }
        let reason = error.to_string();
        health.send_replace(Health::Stopped(reason.clone()));
        tickets.close();
        while tickets.recv_many(&mut waiting, most).await > 0 || !waiting.is_empty() {
            for ticket in waiting.drain(..) {
                let told = Trouble::Stopped { reason: reason.clone() }.refused();
                let _ = ticket.back.send(Err(told));
            }
        }
        return;
    }
}

/// Waits for those who ask. While a batch is in the air, about as many as are in it go next, so
/// that reading and committing keep each other's pace; fewer wait until it has landed.
async fn next(
    tickets: &mut mpsc::Receiver<Ticket>,
    waiting: &mut Vec<Ticket>,
    flight: Option<&mut Flight>,
    most: usize,
) -> Step {
    let in_air = flight.as_ref().map_or(0, |flight| flight.batch.members());
    let share = |waiting: &Vec<Ticket>, tickets: &mpsc::Receiver<Ticket>| {
        ((waiting.len() + tickets.len() + in_air).div_ceil(2)).clamp(FEW.min(most), most)
    };
    let Some(flight) = flight else {
        if waiting.is_empty() {
            match tokio::time::timeout(IDLE, tickets.recv_many(waiting, 1)).await {
                Ok(0) => return Step::Over,
                Ok(_) => {}
                Err(_) => return Step::Look,
            }
        }
        fill(tickets, waiting, share(waiting, tickets));
        return Step::Decide;
    };
    let enough = (in_air * 7).div_ceil(8).min(most);
    while waiting.len() + tickets.len() < enough {
        tokio::select! {
            biased;
            outcome = &mut flight.write => {
                flight.outcome = Some(written(outcome));
                return Step::Land;
            }
            some = tickets.recv_many(waiting, most.saturating_sub(waiting.len()).max(1)) => {
                if some == 0 {
                    return Step::Land;
                }
            }
        }
    }
    fill(tickets, waiting, share(waiting, tickets));
    Step::Decide
}

/// Whether the lease is still held: whoever looks at a desk that nobody asks is to see it, too.
async fn look(room: &Room) -> Result<(), Failure> {
    let held = room.store.epoch(room.number).await.map_err(DeskError::from)?;
    match held == Some(room.epoch) {
        true => Ok(()),
        false => Err(DeskError::from(StoreError::Stale { area: room.number }).into()),
    }
}

/// Takes those that wait already, up to so many.
fn fill(tickets: &mut mpsc::Receiver<Ticket>, waiting: &mut Vec<Ticket>, most: usize) {
    while waiting.len() < most {
        match tickets.try_recv() {
            Ok(ticket) => waiting.push(ticket),
            Err(_) => return,
        }
    }
}

/// Reads and decides the next batch while the one before is committed, then commits it.
async fn advance(
    room: &mut Room,
    flight: &mut Option<Flight>,
    waiting: &mut Vec<Ticket>,
    counts: &Counts,
) -> Result<(), Failure> {
    let began = Instant::now();
    let carry = flight.as_ref().map(|flight| &flight.batch.carry);
    let span = tracing::debug_span!("batch", area = room.code, asked = waiting.len());
    let decided = decide(room, std::mem::take(waiting), carry).instrument(span).await;
    if let Err(failure) = land(flight, counts).await {
        // What was decided on a batch that is not there is not there either.
        if let Ok(Some((batch, _))) = decided {
            batch.not_done(&Trouble::NotWritten { reason: failure.error.to_string() });
        }
        return Err(failure);
    }
    let Some((batch, loaded)) = decided? else { return Ok(()) };
    let ready = Instant::now();
    Counts::add(&counts.micros[0], (loaded - began).as_micros() as u64);
    Counts::add(&counts.micros[1], (ready - loaded).as_micros() as u64);
    let Some(commit) = batch.commit.clone() else {
        batch.done(counts);
        return Ok(());
    };
    let store = room.store.clone();
    let span = tracing::debug_span!("commit", area = room.code, events = commit.events.len());
    let write = tokio::spawn(async move { store.write(commit).await }.instrument(span));
    *flight = Some(Flight { batch, began: ready, write, outcome: None });
    Ok(())
}

/// The outcome of the task that wrote; a task that broke off did not say.
fn written(outcome: Result<Written, JoinError>) -> Written {
    outcome.unwrap_or_else(|error| Err(StoreError::Unknown(error.to_string())))
}

/// Waits for the batch in the air, and answers its members.
async fn land(flight: &mut Option<Flight>, counts: &Counts) -> Result<(), Failure> {
    let Some(Flight { batch, began, write, outcome }) = flight.take() else { return Ok(()) };
    let outcome = match outcome {
        Some(outcome) => outcome,
        None => written(write.await),
    };
    Counts::add(&counts.micros[2], began.elapsed().as_micros() as u64);
    match outcome {
        Ok(()) => {
            batch.done(counts);
            Ok(())
        }
        Err(error @ StoreError::Unknown(_)) => {
            Err(Failure { error: error.into(), doubt: Some(batch) })
        }
        Err(error) => {
            batch.not_done(&Trouble::NotWritten { reason: error.to_string() });
            Err(DeskError::from(error).into())
        }
    }
}

fn is_stale(error: &DeskError) -> bool {
    matches!(error, DeskError::Store(StoreError::Stale { .. }))
}

/// Waits until the store can be read and written again; meanwhile every request is told why.
/// Whether there is still somebody to work for; an error if another desk has taken over.
async fn come_back(
    room: &mut Room,
    tickets: &mut mpsc::Receiver<Ticket>,
    health: &watch::Sender<Health>,
    mut doubt: Option<Batch>,
    counts: &Counts,
) -> Result<bool, DeskError> {
    for pauses in 0.. {
        match try_again(room, &mut doubt, counts).await {
            Ok(()) => return Ok(true),
            Err(error) if is_stale(&error) => return Err(error),
            Err(error) => {
                let reason = error.to_string();
                health.send_replace(Health::Waiting(reason.clone()));
                while let Ok(ticket) = tickets.try_recv() {
                    let told = Trouble::Stopped { reason: reason.clone() }.refused();
                    let _ = ticket.back.send(Err(told));
                }
                let over = tickets.is_closed() && tickets.is_empty();
                if let Some(batch) = doubt.take_if(|_| over || pauses >= PAUSES) {
                    batch.not_done(&Trouble::InDoubt { reason });
                }
                if over {
                    return Ok(false);
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(false)
}

/// Takes the lease anew, then looks what became of a commit in doubt. In this order: while the
/// lease is old the commit may still come — from a server that works on, or out of the log when it
/// is read again after a crash. Once the new lease is synced, it is there or never will be.
async fn try_again(
    room: &mut Room,
    doubt: &mut Option<Batch>,
    counts: &Counts,
) -> Result<(), DeskError> {
    room.reload().await?;
    if let Some(commit) = doubt.as_ref().and_then(|batch| batch.commit.clone()) {
        let found = room.store.batch(room.number, commit.first).await?;
        let ours = found.as_ref().map(|batch| batch.head == commit.head);
        let Some(batch) = doubt.take() else { return Ok(()) };
        let trouble = |error: StoreError| Trouble::NotWritten { reason: error.to_string() };
        match ours {
            Some(true) => batch.done(counts),
            Some(false) => {
                let stale = StoreError::Stale { area: room.number };
                batch.not_done(&trouble(stale.clone()));
                return Err(stale.into());
            }
            None => batch.not_done(&trouble(StoreError::Engine("the commit failed".to_string()))),
        }
    }
    room.see_law().await
}
