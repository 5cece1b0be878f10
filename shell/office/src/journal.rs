//! The journal of an area as acts that read it see it: events, visits, batches and laws, decoded.

use crate::desk::{DeskError, area_number};
use crate::gather::{Gather, reading};
use crate::law_book::LawBook;
use record::canon::{BatchSheet, Tally, Torn, read_event, read_file};
use record::event::LawInForce;
use record::{Deed, Event, Lexicon, PersonFile, VisitFile};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use store::{BatchRow, EventRow, ReadRow, Store, StoreError};

/// Batches read at once where events of several are asked for.
const NEAR: i64 = 16;

/// A law that decided, made ready.
#[derive(Debug, Clone)]
pub struct KeptLaw {
    /// The law and the engine.
    pub in_force: LawInForce,
    /// The texts as they were.
    pub book: Arc<LawBook>,
}

/// A journal that is read. Its words and laws are kept between reads.
pub struct Journal {
    store: Arc<dyn Store>,
    code: String,
    number: i64,
    lexicon: Mutex<Arc<Lexicon>>,
    laws: Mutex<HashMap<[u8; 32], Arc<LawBook>>>,
    /// Records of reads on their way to the disk.
    notes: OnceLock<Gather<Vec<ReadRow>, ()>>,
}

impl Journal {
    /// Opens the journal of an area.
    pub fn new(store: Arc<dyn Store>, code: &str) -> Result<Journal, DeskError> {
        Ok(Journal {
            store,
            number: area_number(code)?,
            code: code.to_string(),
            lexicon: Mutex::default(),
            laws: Mutex::default(),
            notes: OnceLock::new(),
        })
    }

    /// The books.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The area's code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The area's number.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// Writes records of reads down; those of many readers in one commit. They are on the disk before
    /// this returns.
    pub(crate) async fn note(&self, rows: Vec<ReadRow>) -> Result<(), DeskError> {
        let store = self.store.clone();
        let write = move |sets: Vec<Vec<ReadRow>>| {
            let store = store.clone();
            reading(async move {
                let count = sets.len();
                store.models().put_reads(&sets.concat()).await?;
                Ok::<_, StoreError>(vec![(); count])
            })
        };
        let notes = self.notes.get_or_init(|| Gather::new(write));
        notes.get(rows).await.map_err(|error| DeskError::Store(StoreError::Engine(error)))
    }

    fn torn(&self, message: impl ToString) -> DeskError {
        DeskError::Torn { area: self.code.clone(), message: message.to_string() }
    }

    fn words(&self) -> Arc<Lexicon> {
        self.lexicon.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn more_words(&self) -> Result<Arc<Lexicon>, StoreError> {
        let words = Arc::new(Lexicon::new(self.store.words(self.number).await?));
        *self.lexicon.lock().unwrap_or_else(PoisonError::into_inner) = words.clone();
        Ok(words)
    }

    /// Reads with the words at hand, and once more with all there are.
    async fn read<T>(&self, read: impl Fn(&Lexicon) -> Result<T, Torn>) -> Result<T, DeskError> {
        if let Ok(found) = read(&self.words()) {
            return Ok(found);
        }
        read(&*self.more_words().await?).map_err(|torn| self.torn(torn))
    }

    async fn decode(&self, rows: &[EventRow]) -> Result<Vec<Arc<Event>>, DeskError> {
        let one = |lexicon: &Lexicon, row: &EventRow| {
            read_event(&self.code, lexicon, row.seq as u64, &row.body).map(Arc::new)
        };
        self.read(|lexicon| rows.iter().map(|row| one(lexicon, row)).collect()).await
    }

    /// Events of a span, in order.
    pub async fn events(&self, from: u64, to: u64) -> Result<Vec<Arc<Event>>, DeskError> {
        let rows = self.store.events(self.number, from as i64, to as i64).await?;
        self.decode(&rows).await
    }

    /// Single events, in order.
    pub async fn events_at(&self, seqs: &[i64]) -> Result<Vec<Arc<Event>>, DeskError> {
        let rows = self.store.events_at(self.number, seqs).await?;
        self.decode(&rows).await
    }

    /// Events of visits, in order.
    pub async fn of_visits(&self, visits: &[i64]) -> Result<Vec<Arc<Event>>, DeskError> {
        let found = self.store.find(self.number, &[], visits).await?;
        let mut events = self.decode(&found.events).await?;
        events.sort_by_key(|event| event.seq);
        events.dedup_by_key(|event| event.seq);
        Ok(events)
    }

    /// The file of a visit.
    pub async fn visit(&self, seq: u64) -> Result<Option<VisitFile>, DeskError> {
        Ok(VisitFile::of(self.of_visits(&[seq as i64]).await?))
    }

    /// The file of a person.
    pub async fn person(&self, person: u64) -> Result<Option<PersonFile>, DeskError> {
        let kept = self.store.kept(self.number, &[person as i64]).await?;
        let Some((_, body)) = kept.files.first() else { return Ok(None) };
        self.read(|lexicon| read_file(&self.code, lexicon, body)).await.map(Some)
    }

    /// The files of persons, by number.
    pub async fn persons(
        &self,
        persons: &BTreeSet<u64>,
    ) -> Result<HashMap<u64, PersonFile>, DeskError> {
        let numbers: Vec<i64> = persons.iter().map(|person| *person as i64).collect();
        let kept = self.store.kept(self.number, &numbers).await?;
        let one = |lexicon: &Lexicon, (person, body): &(i64, Vec<u8>)| {
            Ok((*person as u64, read_file(&self.code, lexicon, body)?))
        };
        self.read(|lexicon| kept.files.iter().map(|row| one(lexicon, row)).collect()).await
    }

    /// When events were committed, by seq.
    pub async fn written(&self, seqs: &BTreeSet<u64>) -> Result<BTreeMap<u64, i64>, DeskError> {
        let mut written = BTreeMap::new();
        let mut batches: Vec<BatchRow> = Vec::new();
        for seq in seqs.iter().map(|seq| *seq as i64) {
            let holds = |batch: &&BatchRow| batch.first <= seq && seq <= batch.last;
            if batches.iter().find(holds).is_none() {
                let of = self.store.batch_of(self.number, seq).await?;
                batches = match of {
                    Some(of) => self.store.batches(self.number, of.first, NEAR).await?,
                    None => Vec::new(),
                };
            }
            let batch = batches.iter().find(holds);
            written.extend(batch.map(|batch| (seq as u64, batch.written)));
        }
        Ok(written)
    }

    /// The sheet of a batch.
    pub async fn sheet(&self, batch: &BatchRow) -> Result<BatchSheet, DeskError> {
        self.read(|lexicon| BatchSheet::read_known(lexicon, &batch.sheet)).await
    }

    /// What has been counted of a person in a period.
    pub async fn tally(&self, body: &[u8]) -> Result<Tally, DeskError> {
        self.read(|lexicon| Tally::read(&self.code, lexicon, body)).await
    }

    /// The law of a seq, made ready as it was kept.
    pub async fn law(&self, seq: u64) -> Result<KeptLaw, DeskError> {
        let events = self.events_at(&[seq as i64]).await?;
        let Some(Deed::Law(in_force)) = events.first().map(|event| event.deed.clone()) else {
            return Err(self.torn(format!("event {seq} is no law")));
        };
        let known = |laws: &HashMap<_, Arc<LawBook>>| laws.get(&in_force.hash).cloned();
        let found = known(&self.laws.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(book) = found {
            return Ok(KeptLaw { in_force, book });
        }
        let Some(texts) = self.store.law(&in_force.hash).await? else {
            return Err(self.torn(format!("the texts of the law at {seq} are missing")));
        };
        let book = Arc::new(LawBook::from_kept(&texts)?);
        let mut laws = self.laws.lock().unwrap_or_else(PoisonError::into_inner);
        laws.insert(in_force.hash, book.clone());
        Ok(KeptLaw { in_force, book })
    }

    /// The laws that decided some bills, by seq.
    pub async fn laws(&self, seqs: BTreeSet<u64>) -> Result<BTreeMap<u64, KeptLaw>, DeskError> {
        let mut laws = BTreeMap::new();
        for seq in seqs {
            laws.insert(seq, self.law(seq).await?);
        }
        Ok(laws)
    }
}
