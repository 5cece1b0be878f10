//! What must hold of the books: read from the store alone, row by row, and compared with what the
//! senders were told.

use super::load::{Note, Said};
use super::{AREA, NUMBER};
use gongji_tests::random::Random;
use ledger::chain::{genesis, link};
use office::desk::NOT_WRITTEN;
use office::verify::{Ask, verify};
use record::canon::{BatchSheet, Tally, find_address, read_event, read_file};
use record::event::Address;
use record::{AccKey, Accumulators, Deed, Event, Lexicon, PersonFile, VisitFile, bill_id};
use seal::Sm3;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::{BatchRow, Store, StoreError};
use units::{AreaCode, Period};

/// More than a test writes.
const ALL: i64 = 1 << 40;

/// What the books hold.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) events: Vec<Arc<Event>>,
    pub(crate) batches: Vec<BatchRow>,
    lexicon: Lexicon,
}

/// What was found: how much there is, and everything that is wrong.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) events: u64,
    pub(crate) answers: u64,
    /// Answers that are not in the books.
    pub(crate) lost: u64,
    /// Anything else.
    pub(crate) wrong: Vec<String>,
}

macro_rules! hold {
    ($found:expr, $holds:expr, $($said:tt)+) => {
        if !$holds { $found.wrong.push(format!($($said)+)); }
    };
}

/// Looks at everything, and has the books verified besides.
pub(crate) async fn look(store: &Arc<dyn Store>, notes: &[Note]) -> Found {
    let mut found = Found::default();
    if let Err(error) = look_at(&**store, notes, &mut found).await {
        found.wrong.push(error.to_string());
    }
    match verify(store.clone(), &Ask::default()).await {
        Ok(report) => {
            found.wrong.extend(report.differences.iter().map(ToString::to_string));
        }
        Err(error) => found.wrong.push(error.to_string()),
    }
    found
}

async fn look_at(store: &dyn Store, notes: &[Note], found: &mut Found) -> Result<(), StoreError> {
    let books = chain(store, found).await?;
    found.events = books.events.len() as u64;
    keys(store, &books, found).await?;
    answers(&books, notes, found);
    visits(&books, found);
    people(store, &books, found).await
}

/// Links every event and every sheet; sheets say what their batches brought.
async fn chain(store: &dyn Store, found: &mut Found) -> Result<Books, StoreError> {
    let words = store.words(NUMBER).await?;
    let mut books = Books {
        batches: store.batches(NUMBER, 0, ALL).await?,
        lexicon: Lexicon::new(words.clone()),
        ..Books::default()
    };
    let rows = store.events(NUMBER, 0, ALL).await?;
    let mut rows = rows.into_iter().peekable();
    let mut head = genesis::<Sm3>(&AreaCode::from(AREA));
    let (mut next, mut said_words) = (1, Vec::new());
    for batch in &books.batches {
        hold!(found, batch.first == next, "batch {} begins not at {next}", batch.first);
        let mut folds: BTreeMap<(String, String), i64> = BTreeMap::new();
        while let Some(row) = rows.next_if(|row| row.seq <= batch.last) {
            hold!(found, row.seq == next, "event {} stands at {next}", row.seq);
            next += 1;
            head = link::<Sm3>(&head, &row.body);
            match read_event(AREA, &books.lexicon, row.seq as u64, &row.body) {
                Ok(event) => {
                    balance(&event, &mut folds, found);
                    books.events.push(Arc::new(event));
                }
                Err(error) => found.wrong.push(format!("event {}: {error}", row.seq)),
            }
        }
        head = link::<Sm3>(&head, &batch.sheet);
        hold!(found, batch.head == head, "the chain breaks at batch {}", batch.first);
        match BatchSheet::read_known(&books.lexicon, &batch.sheet) {
            Ok(sheet) => {
                let span = (sheet.first as i64, sheet.last as i64, sheet.written);
                let row = (batch.first, batch.last, batch.written);
                hold!(found, span == row, "the sheet of {} differs from its row", batch.first);
                let said = sheet.folds.iter().map(|e| {
                    ((e.fund.as_str().to_string(), e.account.as_str().to_string()), e.amount.0)
                });
                folds.retain(|_, sum| *sum != 0);
                hold!(found, folds == said.collect(), "the folds of {} differ", batch.first);
                said_words.extend(sheet.words);
            }
            Err(error) => found.wrong.push(format!("sheet of {}: {error}", batch.first)),
        }
    }
    hold!(found, rows.next().is_none(), "events stand behind the last batch");
    hold!(found, said_words == words, "the words are not those of the sheets");
    Ok(books)
}

/// Each event's postings balance in each fund.
fn balance(event: &Event, folds: &mut BTreeMap<(String, String), i64>, found: &mut Found) {
    let mut funds: BTreeMap<&str, i64> = BTreeMap::new();
    for entry in event.deed.entries() {
        *funds.entry(entry.fund.as_str()).or_default() += entry.amount.0;
        let key = (entry.fund.as_str().to_string(), entry.account.as_str().to_string());
        *folds.entry(key).or_default() += entry.amount.0;
    }
    hold!(found, funds.values().all(|sum| *sum == 0), "event {} is out of balance", event.seq);
}

/// The table of keys is what the events say, one event a key.
async fn keys(store: &dyn Store, books: &Books, found: &mut Found) -> Result<(), StoreError> {
    let mut said: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    for event in &books.events {
        let tombstone = match &event.deed {
            Deed::Tombstone(address) => Some(address),
            _ => None,
        };
        for address in event.key.iter().map(|key| &key.address).chain(tombstone) {
            let Some(bytes) = find_address(&books.lexicon, address) else {
                found.wrong.push(format!("a word of the key of {} is missing", event.seq));
                continue;
            };
            let twice = said.insert(bytes, event.seq);
            hold!(found, twice.is_none(), "{} and {twice:?} bear one key", event.seq);
        }
    }
    let rows = store.keys_from(NUMBER, &[], ALL).await?;
    let rows: BTreeMap<Vec<u8>, u64> =
        rows.into_iter().map(|(key, seq)| (key, seq as u64)).collect();
    hold!(found, rows == said, "the table of keys is not what the events say");
    Ok(())
}

/// What was answered is there as it was answered; what was said not to be written is not there.
fn answers(books: &Books, notes: &[Note], found: &mut Found) {
    let mut keys: HashMap<&Address, Vec<&Arc<Event>>> = HashMap::new();
    for event in &books.events {
        event.key.iter().for_each(|key| keys.entry(&key.address).or_default().push(event));
    }
    for note in notes {
        let there = keys.get(note.address()).map_or(&[][..], Vec::as_slice);
        match &note.said {
            Said::Done(event) => {
                found.answers += 1;
                let same = matches!(there, [one] if *one == event);
                found.lost += u64::from(!same);
            }
            Said::Refused(code) => {
                let sure = *code == NOT_WRITTEN || !note.is_open();
                hold!(found, !sure || there.is_empty(), "{code}, and yet {:?}", note.address());
            }
            Said::Nothing => {}
        }
    }
}

/// No visit has two live final bills, nor two live bills of one batch.
fn visits(books: &Books, found: &mut Found) {
    let mut visits: BTreeMap<u64, Vec<Arc<Event>>> = BTreeMap::new();
    for event in &books.events {
        if let Some(visit) = event.deed.visit(event.seq) {
            visits.entry(visit).or_default().push(event.clone());
        }
    }
    for (visit, events) in visits {
        let Some(file) = VisitFile::of(events) else {
            found.wrong.push(format!("visit {visit} does not begin with its registration"));
            continue;
        };
        let live: Vec<_> = file.live().filter_map(|bill| bill.billed()).collect();
        let last = live.iter().filter(|bill| bill.ends()).count();
        hold!(found, last <= 1, "visit {visit} has {last} live final bills");
        let batches: BTreeSet<&str> = live.iter().map(|bill| bill.batch.as_str()).collect();
        hold!(found, batches.len() == live.len(), "visit {visit} has a batch twice");
    }
}

/// Sums and files of a person as the events make them.
#[derive(Default)]
struct Person {
    sums: Accumulators,
    file: Option<PersonFile>,
}

impl Person {
    fn count(&mut self, deltas: &[(AccKey, i64)], chain: Option<Option<u64>>) {
        let kept = deltas.iter().filter(|(key, _)| !matches!(key.period, Period::Bill(_)));
        kept.for_each(|(key, delta)| self.sums.add(key, *delta));
        if let Some(chain) = chain {
            self.sums.chain = chain.map(|seq| bill_id(AREA, seq));
        }
    }
}

/// Damaged books may lack the visit; then nobody's sums fit, which is what is to be found.
fn person_of(of_visit: &HashMap<u64, u64>, visit: u64) -> u64 {
    of_visit.get(&visit).copied().unwrap_or_default()
}

fn replayed(books: &Books) -> BTreeMap<u64, Person> {
    let mut people: BTreeMap<u64, Person> = BTreeMap::new();
    let mut of_visit: HashMap<u64, u64> = HashMap::new();
    let life = |name: &str| AccKey { name: name.into(), values: vec![], period: Period::Life };
    for event in &books.events {
        match &event.deed {
            Deed::Visit(opened) => {
                of_visit.insert(event.seq, opened.person);
            }
            Deed::Person(entered) => {
                let new = || PersonFile { id: entered.id.clone(), covers: vec![], filings: vec![] };
                let person = people.entry(entered.person).or_default();
                person.file.get_or_insert_with(new).covers.push(entered.cover.clone());
            }
            Deed::Filing(made) => {
                let file = people.entry(made.person).or_default().file.as_mut();
                file.into_iter().for_each(|file| file.filings.push(made.filing.clone()));
            }
            Deed::FilingRevoked(revoked) => {
                let file = people.entry(revoked.person).or_default().file.as_mut();
                file.into_iter().for_each(|file| file.filings.push(revoked.filing.clone()));
            }
            Deed::Credit(credit) => {
                let deltas = [
                    (life("account.current"), credit.current.0),
                    (life("account.history"), credit.history.0),
                ];
                people.entry(credit.person).or_default().count(&deltas, None);
            }
            Deed::Bill(bill) => {
                let chain = (bill.chain != bill.chain_before).then_some(bill.chain);
                people
                    .entry(person_of(&of_visit, bill.visit))
                    .or_default()
                    .count(&bill.deltas, chain);
            }
            Deed::Undo(undone) => {
                let person = people.entry(person_of(&of_visit, undone.visit)).or_default();
                person.count(&undone.deltas, Some(undone.chain));
            }
            _ => {}
        }
    }
    people
}

fn sums<'k>(all: impl Iterator<Item = (&'k AccKey, i64)>) -> BTreeMap<AccKey, i64> {
    all.filter(|(_, sum)| *sum != 0).map(|(key, sum)| (key.clone(), sum)).collect()
}

/// Tallies are the sums of the deltas, files what was entered.
async fn people(store: &dyn Store, books: &Books, found: &mut Found) -> Result<(), StoreError> {
    let mut kept: BTreeMap<u64, Person> = BTreeMap::new();
    for row in store.tallies_from(NUMBER, 0, ALL).await? {
        let person = kept.entry(row.person as u64).or_default();
        match Tally::read(AREA, &books.lexicon, &row.body) {
            Ok(tally) => {
                let chain = (row.period == 0).then_some(tally.chain);
                person.count(&tally.sums, chain);
            }
            Err(error) => found.wrong.push(format!("sums of {}: {error}", row.person)),
        }
    }
    for (person, body) in store.files_from(NUMBER, 0, ALL).await? {
        let file = read_file(AREA, &books.lexicon, &body);
        kept.entry(person as u64).or_default().file = file.ok();
    }
    let said = replayed(books);
    hold!(found, said.len() == kept.len(), "{} persons, {} kept", said.len(), kept.len());
    for (number, said) in &said {
        let Some(kept) = kept.get(number) else { continue };
        let same =
            sums(said.sums.iter()) == sums(kept.sums.iter()) && said.sums.chain == kept.sums.chain;
        hold!(found, same, "the sums of person {number} are not those of the deltas");
        hold!(found, said.file == kept.file, "the file of person {number} differs");
    }
    Ok(())
}

/// A seed of a round, well mixed.
pub(crate) fn mixed(seed: u64, salt: u64) -> u64 {
    Random::new(seed ^ salt.rotate_left(32)).number() >> 8
}
