//! A batch: its members decided in order, sealed, and answered once it is committed or never will be.

use super::load::load;
use super::member::member;
use super::open::{DeskError, Room};
use super::run::Decided;
use super::seal_batch::seal;
use super::sitting::Carry;
use super::{Answer, Counts, Ticket, Trouble};
use record::Deed;
use std::sync::Arc;
use std::time::Instant;
use store::Commit;
use tracing::Instrument;

/// A batch that was decided, with those who wait for it.
pub(super) struct Batch {
    waiting: Vec<Ticket>,
    decided: Vec<Decided>,
    /// What is to be committed; none if it brought nothing.
    pub(super) commit: Option<Arc<Commit>>,
    /// What the next batch must see while this one is being committed.
    pub(super) carry: Carry,
    settled: u64,
}

/// Reads what a batch needs, and decides it, with the moment when all was read. A member on which
/// the program fails, or that leaves something half done, is told so, and the others are decided
/// anew without it.
pub(super) async fn decide(
    room: &mut Room,
    mut waiting: Vec<Ticket>,
    carry: Option<&Carry>,
) -> Result<Option<(Batch, Instant)>, DeskError> {
    let words_before = room.lexicon.len();
    while !waiting.is_empty() {
        let written = room.clock.now();
        let read = load(room, waiting.iter().map(|ticket| &ticket.request), carry);
        let mut sitting = match read.instrument(tracing::debug_span!("read")).await {
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
        let deciding = tracing::debug_span!("decide").entered();
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
        drop(deciding);
        let carry = sitting.carry();
        let commit = sealed.map(|sealed| {
            room.next = sealed.commit.last as u64 + 1;
            room.head = sealed.head;
            Arc::new(sealed.commit)
        });
        return Ok(Some((Batch { waiting, decided, commit, carry, settled }, loaded)));
    }
    Ok(None)
}

impl Batch {
    /// How many wait for it.
    pub(super) fn members(&self) -> usize {
        self.waiting.len()
    }

    /// It is committed: everybody is answered.
    pub(super) fn done(self, counts: &Counts) {
        Counts::add(&counts.refused, self.decided.iter().filter(|d| d.is_err()).count() as u64);
        let again = |d: &&Decided| matches!(d, Ok(Answer::Again(_)));
        Counts::add(&counts.again, self.decided.iter().filter(again).count() as u64);
        if let Some(commit) = &self.commit {
            Counts::add(&counts.batches, 1);
            Counts::add(&counts.events, commit.events.len() as u64);
            Counts::add(&counts.settled, self.settled);
        }
        for (ticket, decided) in self.waiting.into_iter().zip(self.decided) {
            // Whoever asked may be gone; what was done is done, and a repeat is told so.
            let _ = ticket.back.send(decided);
        }
    }

    /// It is not committed, or may not be: everybody is told, also who was refused. A refusal may
    /// rest on what another member brought, and that is not there if the batch is not.
    pub(super) fn not_done(self, trouble: &Trouble) {
        for ticket in self.waiting {
            let _ = ticket.back.send(Err(trouble.refused()));
        }
    }
}
