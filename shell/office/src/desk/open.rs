//! A desk opens: it takes the lease, reads how far the order has come, and sees that the law it
//! decides by stands in the journal.

use super::sitting::Sitting;
use super::{Clock, Counts, Desk, Health, Settings, run, seal_batch};
use crate::follow::Follower;
use crate::law_book::{LawBook, LawError};
use benefit::Engine;
use ledger::chain::{Head, genesis};
use record::canon::{BatchSheet, read_event};
use record::event::LawInForce;
use record::{Deed, Lexicon};
use seal::Sm3;
use std::sync::Arc;
use store::{Presence, Store, StoreError};
use tokio::sync::{mpsc, watch};
use units::AreaCode;

/// Why a desk cannot open.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A desk of the area is open, and this one was not to take over.
    #[error(
        "area {area} has an open desk on these books ({holder}); stop that first, or take over: it then writes no more until it is started anew"
    )]
    Open {
        /// The area.
        area: String,
        /// Who holds the lease.
        holder: String,
    },
    /// The journal does not read.
    #[error("the journal of area {area} does not read: {message}; run gongji verify")]
    Torn {
        /// The area.
        area: String,
        /// What.
        message: String,
    },
}

/// The rules a desk decides by: an engine with the texts it was made of.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The engine.
    pub engine: Arc<Engine>,
    /// Digest of the texts.
    pub hash: [u8; 32],
    /// The texts, to be kept for ever.
    pub texts: Arc<Vec<u8>>,
    /// Version of the engine.
    pub version: u32,
}

impl Rules {
    /// The rules of an area of a book that was made ready.
    pub fn of(book: &LawBook, area: &str) -> Result<Rules, LawError> {
        let engine = Arc::new(book.engine(area)?.clone());
        let texts = book.texts_of(area)?;
        let hash = <Sm3 as ledger::chain::Digest>::digest(&[&texts]);
        Ok(Rules { engine, hash, texts: Arc::new(texts), version: benefit::VERSION })
    }
}

/// What a desk holds between batches.
pub(crate) struct Room {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) rules: Rules,
    /// The area's code, and the same as a number.
    pub(crate) code: String,
    pub(crate) number: i64,
    pub(crate) epoch: i64,
    /// The seq of the next event.
    pub(crate) next: u64,
    pub(crate) head: Head,
    pub(crate) lexicon: Lexicon,
    /// The seq of the law in force.
    pub(crate) law: u64,
    pub(crate) holder: String,
    pub(crate) clock: Clock,
    /// Brings what is read of whole lives up to the last commit; it keeps the laws it has read.
    pub(crate) follower: Option<Arc<Follower>>,
    /// Others see by it that the desk is open.
    #[allow(dead_code, reason = "it is kept, and goes with the desk")]
    presence: Option<Presence>,
}

impl Room {
    /// Takes the lease and reads how far the order has come.
    pub(super) async fn open(
        store: Arc<dyn Store>,
        rules: Rules,
        settings: &Settings,
    ) -> Result<Room, DeskError> {
        let code = rules.engine.area().code.0.clone();
        let number = area_number(&code)?;
        let mut room = Room {
            store,
            rules,
            number,
            epoch: 0,
            next: 1,
            head: genesis::<Sm3>(&AreaCode(code.clone())),
            lexicon: Lexicon::default(),
            law: 0,
            holder: settings.holder.clone(),
            clock: settings.clock.clone(),
            follower: None,
            presence: None,
            code,
        };
        room.take_lease(settings.take_over).await?;
        Ok(room)
    }

    /// Takes the lease, and is seen. Whoever is not to take over is alone until it has the lease: a
    /// desk that opens then comes later, and takes over on purpose.
    async fn take_lease(&mut self, take_over: bool) -> Result<(), DeskError> {
        let Some(mut presence) = self.store.attend(self.number, !take_over).await? else {
            let holder = self.store.holder(self.number).await?.unwrap_or_default();
            return Err(DeskError::Open { area: self.code.clone(), holder });
        };
        self.reload().await?;
        if !take_over {
            presence.share().await?;
        }
        self.presence = Some(presence);
        Ok(())
    }

    fn torn(&self, message: impl ToString) -> DeskError {
        DeskError::Torn { area: self.code.clone(), message: message.to_string() }
    }

    /// Takes the lease anew and reads everything from the store. A desk that had the lease and lost
    /// it to another does not take it back: the other one is the newer.
    pub(super) async fn reload(&mut self) -> Result<(), DeskError> {
        let held = self.store.epoch(self.number).await?;
        if self.epoch > 0 && held != Some(self.epoch) {
            return Err(StoreError::Stale { area: self.number }.into());
        }
        self.epoch = self.store.lease(self.number, &self.holder).await?;
        self.lexicon = Lexicon::new(self.store.words(self.number).await?);
        let Some(tail) = self.store.tail(self.number).await? else {
            (self.next, self.law) = (1, 0);
            self.head = genesis::<Sm3>(&AreaCode(self.code.clone()));
            return Ok(());
        };
        let head: Result<Head, _> = tail.head.as_slice().try_into();
        self.head = head.map_err(|_| self.torn("a head is not 32 bytes long"))?;
        let sheet = self.sheet(&tail.sheet)?;
        (self.next, self.law) = (sheet.last + 1, sheet.law);
        Ok(())
    }

    /// The sheet of the last batch; its words are in the lexicon by now.
    fn sheet(&self, bytes: &[u8]) -> Result<BatchSheet, DeskError> {
        BatchSheet::read_known(&self.lexicon, bytes).map_err(|e| self.torn(e))
    }

    /// Whether the law in force is the one this desk decides by.
    async fn has_this_law(&self) -> Result<bool, DeskError> {
        if self.law == 0 {
            return Ok(false);
        }
        let rows = self.store.events_at(self.number, &[self.law as i64]).await?;
        let Some(row) = rows.first() else {
            return Err(self.torn(format!("the law at {} is missing", self.law)));
        };
        let event = read_event(&self.code, &self.lexicon, self.law, &row.body);
        match event.map_err(|e| self.torn(e))?.deed {
            Deed::Law(law) => Ok(law.hash == self.rules.hash && law.engine == self.rules.version),
            _ => Err(self.torn(format!("event {} is no law", self.law))),
        }
    }

    /// Writes the law into the journal, if it is not the one in force.
    pub(super) async fn see_law(&mut self) -> Result<(), DeskError> {
        if self.has_this_law().await? {
            return Ok(());
        }
        let (hash, engine) = (self.rules.hash, self.rules.version);
        let texts = self.rules.texts.to_vec();
        let written = self.clock.now();
        let mut sitting = Sitting::new(self);
        sitting.add(None, Deed::Law(LawInForce { hash, engine }));
        if let Some(mut sealed) = seal_batch::seal(&mut sitting, written) {
            sealed.commit.law = Some((hash.to_vec(), texts));
            let next = sealed.commit.last as u64 + 1;
            self.store.write(Arc::new(sealed.commit)).await?;
            self.next = next;
            self.head = sealed.head;
        }
        Ok(())
    }
}

/// The number of an area's code.
pub fn area_number(code: &str) -> Result<i64, DeskError> {
    let digits = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    let number = code.parse().ok().filter(|_| digits && !code.starts_with('0'));
    number.ok_or_else(|| DeskError::Torn {
        area: code.to_string(),
        message: "a code has six digits".to_string(),
    })
}

impl Desk {
    /// Opens the desk of the area whose rules are given; it takes the lease from any other, if
    /// the settings do not forbid it.
    pub async fn open(
        store: Arc<dyn Store>,
        rules: Rules,
        settings: Settings,
    ) -> Result<Desk, DeskError> {
        let mut room = Room::open(store, rules, &settings).await?;
        room.see_law().await?;
        let (queue, tickets) = mpsc::channel(settings.queue.max(1));
        let (say, health) = watch::channel(Health::Open);
        let counts = Arc::new(Counts::default());
        let area = Arc::from(room.code.as_str());
        let engine = room.rules.engine.clone();
        tokio::spawn(run::run(room, tickets, say, counts.clone(), settings.batch.max(1)));
        Ok(Desk { queue, health, counts, area, engine, room: settings.queue.max(1) })
    }
}
