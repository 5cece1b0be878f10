//! The desk at work: take those that wait, read, decide, commit, answer; and what to do when the
//! commit fails.

use super::load::load;
use super::open::{DeskError, Room};
use super::seal_batch::{Sealed, seal};
use super::sitting::Sitting;
use super::{Answer, Ask, Counts, Health, Message, Refused, Request, Ticket, Trouble};
use crate::desk::ask::refused;
use crate::{
    correct, import_filings, import_persons, record_lines, register_visit, reverse,
    settle_mid_stay, settle_visit, undo, withdraw_lines,
};
use ledger::chain::Digest;
use record::{Deed, Event, Key};
use seal::Sm3;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::StoreError;
use tokio::sync::{mpsc, watch};

/// How long to wait before the store is tried again.
const PAUSE: Duration = Duration::from_millis(200);
/// After so many pauses those whose commit is in doubt are told so.
const PAUSES: u32 = 25;

type Decided = Result<Answer, Refused>;

/// A batch that was decided, with those who wait for it.
struct Batch {
    waiting: Vec<Ticket>,
    decided: Vec<Decided>,
    sealed: Option<Sealed>,
    settled: u64,
}

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

/// Works until nobody can ask any more, or another desk has taken over.
pub(super) async fn run(
    mut room: Room,
    mut tickets: mpsc::Receiver<Ticket>,
    health: watch::Sender<Health>,
    counts: Arc<Counts>,
    most: usize,
) {
    let mut waiting = Vec::with_capacity(most);
    while tickets.recv_many(&mut waiting, most).await > 0 {
        let failed = sit(&mut room, std::mem::take(&mut waiting), &counts).await;
        let Err(Failure { mut error, doubt }) = failed else { continue };
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
        while let Some(ticket) = tickets.recv().await {
            let _ = ticket.back.send(Err(Trouble::Stopped { reason: reason.clone() }.refused()));
        }
        return;
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
    if let Some(sealed) = doubt.as_ref().and_then(|batch| batch.sealed.as_ref()) {
        let found = room.store.batch(room.number, sealed.commit.first).await?;
        let ours = found.as_ref().map(|batch| batch.head == sealed.commit.head);
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

/// One batch.
async fn sit(room: &mut Room, waiting: Vec<Ticket>, counts: &Counts) -> Result<(), Failure> {
    let began = Instant::now();
    let Some((batch, loaded)) = decide(room, waiting).await? else { return Ok(()) };
    let ready = Instant::now();
    let committed = match &batch.sealed {
        None => Ok(()),
        Some(sealed) => room.store.write(&sealed.commit).await,
    };
    let spent = [loaded - began, ready - loaded, ready.elapsed()];
    for (counter, spent) in counts.micros.iter().zip(spent) {
        Counts::add(counter, spent.as_micros() as u64);
    }
    let Err(error) = committed else {
        if let Some(sealed) = &batch.sealed {
            room.next = sealed.commit.last as u64 + 1;
            room.head = sealed.head;
        }
        batch.done(counts);
        return Ok(());
    };
    if matches!(error, StoreError::Unknown(_)) {
        return Err(Failure { error: error.into(), doubt: Some(batch) });
    }
    batch.not_done(&Trouble::NotWritten { reason: error.to_string() });
    Err(DeskError::from(error).into())
}

/// Reads what a batch needs, and decides it, with the moment when all was read. A member on which
/// the program fails, or that leaves something half done, is told so, and the others are decided
/// anew without it.
async fn decide(
    room: &mut Room,
    mut waiting: Vec<Ticket>,
) -> Result<Option<(Batch, Instant)>, DeskError> {
    let words_before = room.lexicon.len();
    while !waiting.is_empty() {
        let written = (room.clock)();
        let mut sitting = match load(room, waiting.iter().map(|ticket| &ticket.request)).await {
            Ok(sitting) => sitting,
            Err(error) => {
                let trouble = Trouble::NotWritten { reason: error.to_string() };
                for ticket in waiting {
                    let _ = ticket.back.send(Err(trouble.refused()));
                }
                return Err(error.into());
            }
        };
        let loaded = Instant::now();
        let mut decided = Vec::with_capacity(waiting.len());
        let unsound = waiting.iter().position(|ticket| {
            let events = sitting.out.len();
            let member = member(&mut sitting, &ticket.request);
            let sound = match &member {
                Some(Ok(_)) => true,
                Some(Err(_)) => sitting.out.len() == events,
                None => false,
            };
            decided.push(member.unwrap_or_else(|| Err(Trouble::Failed.refused())));
            !sound
        });
        if let Some(at) = unsound {
            drop(sitting);
            room.lexicon.cut(words_before);
            let told = decided.swap_remove(at);
            let _ = waiting.remove(at).back.send(told);
            continue;
        }
        let sealed = seal(&mut sitting, written);
        let settled = sitting.out.iter().filter(|e| matches!(e.deed, Deed::Bill(_))).count() as u64;
        return Ok(Some((Batch { waiting, decided, sealed, settled }, loaded)));
    }
    Ok(None)
}

impl Batch {
    /// It is committed: everybody is answered.
    fn done(self, counts: &Counts) {
        Counts::add(&counts.refused, self.decided.iter().filter(|d| d.is_err()).count() as u64);
        let again = |d: &&Decided| matches!(d, Ok(Answer::Again(_)));
        Counts::add(&counts.again, self.decided.iter().filter(again).count() as u64);
        if let Some(sealed) = &self.sealed {
            Counts::add(&counts.batches, 1);
            Counts::add(&counts.events, sealed.commit.events.len() as u64);
            Counts::add(&counts.settled, self.settled);
        }
        for (ticket, decided) in self.waiting.into_iter().zip(self.decided) {
            // Whoever asked may be gone; what was done is done, and a repeat is told so.
            let _ = ticket.back.send(decided);
        }
    }

    /// It is not committed, or may not be: everybody is told, also who was refused. A refusal may
    /// rest on what another member brought, and that is not there if the batch is not.
    fn not_done(self, trouble: &Trouble) {
        for ticket in self.waiting {
            let _ = ticket.back.send(Err(trouble.refused()));
        }
    }
}

/// One member: a repeat is answered again, a clash is named, everything else is decided. None if
/// the program failed on it.
fn member(sitting: &mut Sitting<'_>, request: &Request) -> Option<Decided> {
    let key = request.message.as_ref().map(key_of);
    if let (Some(message), Some(key)) = (&request.message, &key)
        && let Some(decided) = repeated(sitting, message, key)
    {
        return Some(decided);
    }
    catch_unwind(AssertUnwindSafe(|| act(sitting, &request.ask, key))).ok()
}

fn act(sitting: &mut Sitting<'_>, ask: &Ask, key: Option<Key>) -> Decided {
    match ask {
        Ask::RegisterVisit(ask) => register_visit::register_visit(sitting, ask, key),
        Ask::RecordLines(ask) => record_lines::record_lines(sitting, ask, key),
        Ask::WithdrawLines(ask) => withdraw_lines::withdraw_lines(sitting, ask, key),
        Ask::PreSettle(ask) => crate::pre_settle::pre_settle(sitting, ask),
        Ask::Settle(ask) => settle_visit::settle_visit(sitting, ask, key),
        Ask::SettleMidStay(ask) => settle_mid_stay::settle_mid_stay(sitting, ask, key),
        Ask::Undo(ask) => undo::undo(sitting, ask, key),
        Ask::Reverse(ask) => reverse::reverse(sitting, ask, key),
        Ask::Correct(ask) => correct::correct(sitting, ask, key),
        Ask::EnterPersons(rows) => import_persons::enter_persons(sitting, rows),
        Ask::EnterFilings(rows) => import_filings::enter_filings(sitting, rows),
    }
}

/// The key under which a message is remembered.
fn key_of(message: &Message) -> Key {
    let mut parts: Vec<&[u8]> = Vec::with_capacity(message.input.len() * 4);
    for (name, value) in &message.input {
        parts.extend([name.as_bytes(), b"\x1f".as_slice(), value.as_bytes(), b"\x1e"]);
    }
    let digest = Sm3::digest(&parts);
    let mut print = [0; 16];
    print.copy_from_slice(&digest[..16]);
    let fields = message.input.iter().map(|(name, value)| (name.clone(), short(value)));
    Key { address: message.address.clone(), print, fields: fields.collect() }
}

/// A short digest (FNV-1a, folded): enough to say which field differs, once the whole differs.
fn short(value: &str) -> u16 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in value.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (hash ^ hash >> 16 ^ hash >> 32 ^ hash >> 48) as u16
}

/// What a message that came before is told.
fn repeated(sitting: &Sitting<'_>, message: &Message, key: &Key) -> Option<Decided> {
    let seq = sitting.find(&message.address)?;
    // Any other event that its key leads to is the tombstone of the message.
    let own =
        |event: &&Arc<Event>| event.key.as_ref().is_some_and(|key| key.address == message.address);
    let Some(event) = sitting.event(seq).filter(own) else {
        return Some(Err(refused(
            "reversed-before",
            "本报文到达之前已被冲正,不再办理。如仍需办理,请用新的报文标识重新发送。".to_string(),
            "this message was reversed before it came and is not carried out; send it anew under another id if it is still wanted"
                .to_string(),
        )));
    };
    let first = event.key.as_ref()?;
    if first.print == key.print {
        return Some(Ok(Answer::Again(event.clone())));
    }
    let field = clash(first, key);
    Some(Err(refused(
        "clash",
        format!("报文标识已用于另一内容(字段 {field} 不同)。请核对后换一个报文标识。"),
        format!(
            "this message id was used for another input (field {field} differs); check it and use another id"
        ),
    )))
}

/// The first field in which two inputs differ.
fn clash(first: &Key, now: &Key) -> String {
    let differs = |(name, print): &&(String, u16)| {
        first.fields.iter().find(|(other, _)| other == name).is_none_or(|(_, p)| p != print)
    };
    let gone = |(name, _): &&(String, u16)| now.fields.iter().all(|(other, _)| other != name);
    let field = now.fields.iter().find(differs).or_else(|| first.fields.iter().find(gone));
    field.map_or_else(|| "?".to_string(), |(name, _)| name.clone())
}
