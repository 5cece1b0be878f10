//! The desk at work: take those that wait, read, decide, commit, answer; and what to do when the
//! commit fails.

use super::load::{answers, load};
use super::open::{DeskError, Room, now};
use super::seal_batch::{Sealed, seal};
use super::sitting::Sitting;
use super::{Answer, Ask, Counts, Health, Message, Refused, Request, Ticket, Trouble};
use crate::desk::ask::refused;
use crate::{
    correct, import_filings, import_persons, record_lines, register_visit, reverse,
    settle_mid_stay, settle_visit, undo, withdraw_lines,
};
use ledger::chain::Digest;
use record::{Deed, Key};
use seal::Sm3;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::StoreError;
use tokio::sync::{mpsc, watch};
use tracing::Instrument;

/// How long to wait before the store is tried again.
const PAUSE: Duration = Duration::from_millis(200);

type Decided = Result<Answer, Refused>;

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
        let span = tracing::debug_span!("batch", area = room.code, asked = waiting.len());
        let failed = sit(&mut room, &mut waiting, &counts).instrument(span).await;
        let Err(error) = failed else { continue };
        Counts::add(&counts.failed, 1);
        tracing::warn!(area = room.code, %error, "the desk has stopped");
        if let DeskError::Store(StoreError::Stale { .. }) = error {
            let reason = error.to_string();
            health.send_replace(Health::Stopped(reason.clone()));
            tickets.close();
            while let Some(ticket) = tickets.recv().await {
                let _ =
                    ticket.back.send(Err(Trouble::Stopped { reason: reason.clone() }.refused()));
            }
            return;
        }
        health.send_replace(Health::Waiting(error.to_string()));
        if !come_back(&mut room, &mut tickets, &health).await {
            return;
        }
        health.send_replace(Health::Open);
        tracing::info!(area = room.code, "the desk goes on");
    }
}

/// Waits until the store can be read and written again; meanwhile every request is told why.
async fn come_back(
    room: &mut Room,
    tickets: &mut mpsc::Receiver<Ticket>,
    health: &watch::Sender<Health>,
) -> bool {
    loop {
        match room.reload().await {
            Ok(()) => return true,
            Err(error) => {
                let reason = error.to_string();
                health.send_replace(Health::Waiting(reason.clone()));
                while let Ok(ticket) = tickets.try_recv() {
                    let told = Trouble::Stopped { reason: reason.clone() }.refused();
                    let _ = ticket.back.send(Err(told));
                }
            }
        }
        if tickets.is_closed() && tickets.is_empty() {
            return false;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// One batch.
async fn sit(room: &mut Room, waiting: &mut Vec<Ticket>, counts: &Counts) -> Result<(), DeskError> {
    let began = Instant::now();
    let written = now();
    let read = load(room, waiting.iter().map(|ticket| &ticket.request));
    let mut sitting = match read.instrument(tracing::debug_span!("read")).await {
        Ok(sitting) => sitting,
        Err(error) => {
            let trouble = Trouble::NotWritten { reason: error.to_string() };
            waiting.drain(..).for_each(|ticket| {
                let _ = ticket.back.send(Err(trouble.refused()));
            });
            return Err(error.into());
        }
    };
    let loaded = Instant::now();
    let decided: Vec<Decided> = tracing::debug_span!("decide")
        .in_scope(|| waiting.iter().map(|ticket| member(&mut sitting, &ticket.request)).collect());
    let sealed = seal(&mut sitting, written);
    let words_before = sitting.words_before;
    let settled = sitting.out.iter().filter(|e| matches!(e.deed, Deed::Bill(_))).count();
    drop(sitting);
    let ready = Instant::now();
    let committed = match &sealed {
        None => Ok(()),
        Some(sealed) => {
            let span = tracing::debug_span!("commit", events = sealed.commit.events.len());
            commit(room, sealed, words_before).instrument(span).await
        }
    };
    count(counts, &decided, sealed.as_ref().filter(|_| committed.is_ok()), settled as u64);
    let spent = [loaded - began, ready - loaded, ready.elapsed()];
    let [read, decide, commit] = spent;
    tracing::debug!(?read, ?decide, ?commit, "a batch");
    for (counter, spent) in counts.micros.iter().zip(spent) {
        Counts::add(counter, spent.as_micros() as u64);
    }
    answer(waiting, decided, &committed);
    committed
}

/// Answers everybody: what a rule refused stays refused; what was not committed was not done.
fn answer(waiting: &mut Vec<Ticket>, decided: Vec<Decided>, committed: &Result<(), DeskError>) {
    for (ticket, decided) in waiting.drain(..).zip(decided) {
        let decided = match (decided, committed) {
            (Ok(Answer::New(_) | Answer::Entered(_)), Err(error)) => {
                Err(Trouble::NotWritten { reason: error.to_string() }.refused())
            }
            // What a batch shows to its own members is not there if the batch is not.
            (Ok(Answer::Again(_) | Answer::Decided(_)), Err(error)) => {
                Err(Trouble::NotWritten { reason: error.to_string() }.refused())
            }
            (decided, _) => decided,
        };
        // Whoever asked may be gone; what was done is done, and a repeat is told so.
        let _ = ticket.back.send(decided);
    }
}

fn count(counts: &Counts, decided: &[Decided], sealed: Option<&Sealed>, settled: u64) {
    Counts::add(&counts.refused, decided.iter().filter(|d| d.is_err()).count() as u64);
    let again = |d: &&Decided| matches!(d, Ok(Answer::Again(_)));
    Counts::add(&counts.again, decided.iter().filter(again).count() as u64);
    if let Some(sealed) = sealed {
        Counts::add(&counts.batches, 1);
        Counts::add(&counts.events, sealed.commit.events.len() as u64);
        Counts::add(&counts.settled, settled);
    }
}

/// Commits a batch. Where the store did not say, it is asked by (area, seq) what became of it.
async fn commit(room: &mut Room, sealed: &Sealed, words_before: usize) -> Result<(), DeskError> {
    let failed = match room.store.write(&sealed.commit).await {
        Ok(()) => {
            room.next = sealed.commit.last as u64 + 1;
            room.head = sealed.head;
            return Ok(());
        }
        Err(error) => error,
    };
    room.lexicon.cut(words_before);
    match failed {
        StoreError::Unknown(_) => resolve(room, sealed, failed).await,
        error => Err(error.into()),
    }
}

/// Looks whether a commit of unknown outcome is there; only the store's own word counts.
async fn resolve(room: &mut Room, sealed: &Sealed, failed: StoreError) -> Result<(), DeskError> {
    for _ in 0..50 {
        let found = room.store.batch(room.number, sealed.commit.first).await;
        match found {
            Ok(Some(batch)) if batch.head == sealed.commit.head => {
                room.reload().await?;
                return Ok(());
            }
            Ok(Some(_)) => return Err(StoreError::Stale { area: room.number }.into()),
            Ok(None) => return Err(failed.into()),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    Err(failed.into())
}

/// One member: a repeat is answered again, a clash is named, everything else is decided.
fn member(sitting: &mut Sitting<'_>, request: &Request) -> Decided {
    let key = request.message.as_ref().map(key_of);
    if let (Some(message), Some(key)) = (&request.message, &key) {
        if let Some(decided) = repeated(sitting, message, key) {
            return decided;
        }
    }
    let act = AssertUnwindSafe(|| act(sitting, &request.ask, key));
    catch_unwind(act).unwrap_or_else(|_| Err(Trouble::Failed.refused()))
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
    let Some(event) = sitting.event(seq).filter(|event| answers(event)) else {
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
