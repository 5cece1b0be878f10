//! What a batch of requests needs, read in sets before any of them is decided.

use super::open::{DeskError, Room};
use super::sitting::{Carry, PersonState, Sitting, spoken_of};
use super::{Ask, Request};
use crate::follow::Follower;
use crate::{
    cancel_visit, correct, describe_visit, discharge, import_filings, import_persons, make_filing,
    pre_settle, record_lines, register_visit, reverse, revoke_filing, settle_batch, settle_claim,
    settle_mid_stay, settle_visit, undo, undo_discharge, withdraw_lines,
};
use record::canon::{Tally, find_address, read_event, read_file};
use record::{Accumulators, Address, Deed, Event, VisitFile, bill_id};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{EventRow, StoreError};

/// What some requests need.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// Messages that may have come before.
    pub(crate) messages: Vec<Address>,
    /// Visits, by seq.
    pub(crate) visits: BTreeSet<u64>,
    /// Events, by seq; with their visits.
    pub(crate) events: BTreeSet<u64>,
    /// Bills whose persons are needed with all their visits.
    pub(crate) lives: BTreeSet<u64>,
    /// Filings whose persons are needed with all their visits.
    pub(crate) filings: BTreeSet<u64>,
    /// Persons, by id.
    pub(crate) persons: BTreeSet<String>,
    /// Persons who are needed with all their visits, by id.
    pub(crate) claimants: BTreeSet<String>,
    /// Institutions, by code.
    pub(crate) institutions: BTreeSet<String>,
    /// Items, by code.
    pub(crate) items: BTreeSet<String>,
}

impl Needs {
    fn of<'r>(requests: impl Iterator<Item = &'r Request>) -> Needs {
        let mut needs = Needs::default();
        for request in requests {
            needs.messages.extend(request.message.as_ref().map(|m| m.address.clone()));
            match &request.ask {
                Ask::RegisterVisit(ask) => register_visit::needs(ask, &mut needs),
                Ask::DescribeVisit(ask) => describe_visit::needs(ask, &mut needs),
                Ask::CancelVisit(ask) => cancel_visit::needs(ask, &mut needs),
                Ask::Discharge(ask) => discharge::needs(ask, &mut needs),
                Ask::UndoDischarge(ask) => undo_discharge::needs(ask, &mut needs),
                Ask::RecordLines(ask) => record_lines::needs(ask, &mut needs),
                Ask::WithdrawLines(ask) => withdraw_lines::needs(ask, &mut needs),
                Ask::PreSettle(ask) => pre_settle::needs(ask, &mut needs),
                Ask::Settle(ask) => settle_visit::needs(ask, &mut needs),
                Ask::SettleBatch(ask) => settle_batch::needs(ask, &mut needs),
                Ask::SettleMidStay(ask) => settle_mid_stay::needs(ask, &mut needs),
                Ask::SettleClaim(ask) => settle_claim::needs(ask, &mut needs),
                Ask::CheckClaim(ask) => settle_claim::needs(&ask.claim, &mut needs),
                Ask::Undo(ask) => undo::needs(ask, &mut needs),
                Ask::Reverse(ask) => reverse::needs(ask, &mut needs),
                Ask::Correct(ask) => correct::needs(ask, &mut needs),
                Ask::MakeFiling(ask) => make_filing::needs(ask, &mut needs),
                Ask::RevokeFiling(ask) => revoke_filing::needs(ask, &mut needs),
                Ask::EnterPersons(rows) => import_persons::needs(rows, &mut needs),
                Ask::EnterFilings(rows) => import_filings::needs(rows, &mut needs),
            }
        }
        needs
    }
}

/// A record that does not read stops the desk: nothing is guessed about the books.
fn torn(what: &str, error: impl ToString) -> StoreError {
    StoreError::Engine(format!("{what} does not read: {}", error.to_string()))
}

/// Reads what the requests need.
pub(super) async fn load<'d>(
    room: &'d mut Room,
    requests: impl Iterator<Item = &Request>,
    carry: Option<&Carry>,
) -> Result<Sitting<'d>, StoreError> {
    let mut needs = Needs::of(requests);
    let store = room.store.clone();
    let keys: Vec<Vec<u8>> =
        needs.messages.iter().filter_map(|a| find_address(&room.lexicon, a)).collect();
    // Of what is being committed: repeats lead to its events, and those to their visits.
    let led = carry.into_iter().flat_map(|carry| keys.iter().filter_map(|k| carry.keys.get(k)));
    let mut led: BTreeSet<u64> = led.copied().collect();
    led.extend(&needs.events);
    for (seq, event) in led.iter().filter_map(|seq| Some((seq, carry?.events.get(seq)?))) {
        needs.visits.extend(event.deed.visit(*seq));
    }
    let visits: Vec<i64> = needs.visits.iter().map(|seq| *seq as i64).collect();
    let persons: Vec<String> = needs.persons.iter().cloned().collect();
    let institutions: Vec<String> = needs.institutions.iter().cloned().collect();
    let items: Vec<String> = needs.items.iter().cloned().collect();
    let (found, persons, institutions, items) = tokio::try_join!(
        store.find(room.number, &keys, &visits),
        store.persons(room.number, &persons),
        store.institutions(&institutions),
        store.items(room.number, &items),
    )?;
    let mut asked: BTreeSet<i64> = needs.events.iter().map(|seq| *seq as i64).collect();
    asked.extend(found.keys.iter().map(|(_, seq)| *seq));
    let mut events: BTreeMap<u64, Arc<Event>> = BTreeMap::new();
    read_into(room, &mut events, &found.events)?;
    follow(room, &mut events, asked).await?;
    let mut sitting = Sitting::new(room);
    sitting.keys = found.keys.into_iter().map(|(key, seq)| (key, seq as u64)).collect();
    sitting.ids = persons.iter().map(|row| (row.id.clone(), row.person as u64)).collect();
    sitting.registered = persons.into_iter().map(|row| (row.id.clone(), row)).collect();
    for row in institutions {
        sitting.institutions.entry(row.code.clone()).or_default().push(row);
    }
    for row in items {
        sitting.items.entry(row.code.clone()).or_default().push(row);
    }
    visits_of(&mut sitting, events);
    if let Some(carry) = carry {
        overlay(&mut sitting, carry, &needs, &keys);
    }
    whole_lives(&mut sitting, &needs, carry).await?;
    let mut numbers: BTreeSet<u64> = sitting.ids.values().copied().collect();
    numbers.extend(sitting.visits.values().map(|file| file.opened.person));
    numbers.extend(needs.events.iter().filter_map(|seq| filed_by(&sitting, *seq)));
    let numbers: Vec<i64> = numbers.into_iter().map(|person| person as i64).collect();
    let kept = store.kept(sitting.room.number, &numbers).await?;
    people(&mut sitting, kept)?;
    if let Some(carry) = carry {
        let newer = |person: &i64| {
            let person = *person as u64;
            Some((person, carry.persons.get(&person)?.clone()))
        };
        sitting.persons.extend(numbers.iter().filter_map(newer));
    }
    Ok(sitting)
}

/// What is being committed holds before what the store says.
fn overlay(sitting: &mut Sitting<'_>, carry: &Carry, needs: &Needs, keys: &[Vec<u8>]) {
    let visits: BTreeSet<u64> = sitting.visits.keys().chain(&needs.visits).copied().collect();
    let newer = |visit: u64| Some((visit, carry.visits.get(&visit)?.clone()));
    sitting.visits.extend(visits.into_iter().filter_map(newer));
    for key in keys {
        if let Some(seq) = carry.keys.get(key) {
            sitting.keys.insert(key.clone(), *seq);
            sitting.events.extend(carry.events.get(seq).map(|event| (*seq, event.clone())));
        }
    }
    let asked = needs.events.iter().filter_map(|seq| Some((*seq, carry.events.get(seq)?.clone())));
    sitting.events.extend(asked);
    for id in &needs.persons {
        if let Some(number) = carry.ids.get(id) {
            sitting.ids.insert(id.clone(), *number);
        }
        if let Some(row) = carry.registered.get(id) {
            sitting.registered.insert(id.clone(), row.clone());
        }
    }
}

fn read_into(
    room: &Room,
    events: &mut BTreeMap<u64, Arc<Event>>,
    rows: &[EventRow],
) -> Result<(), StoreError> {
    for row in rows {
        let seq = row.seq as u64;
        let event = read_event(&room.code, &room.lexicon, seq, &row.body)
            .map_err(|e| torn(&format!("event {seq}"), e))?;
        events.insert(seq, Arc::new(event));
    }
    Ok(())
}

/// Events that keys lead to, with all events of their visits.
async fn follow(
    room: &Room,
    events: &mut BTreeMap<u64, Arc<Event>>,
    asked: BTreeSet<i64>,
) -> Result<(), StoreError> {
    let missing: Vec<i64> =
        asked.into_iter().filter(|seq| !events.contains_key(&(*seq as u64))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let rows = room.store.events_at(room.number, &missing).await?;
    let visits: BTreeSet<i64> = rows.iter().filter_map(|row| row.visit).collect();
    read_into(room, events, &rows)?;
    let visits: Vec<i64> = visits.into_iter().collect();
    let found = room.store.find(room.number, &[], &visits).await?;
    read_into(room, events, &found.events)
}

/// The person of a filing.
fn filed_by(sitting: &Sitting<'_>, seq: u64) -> Option<u64> {
    match &sitting.events.get(&seq)?.deed {
        Deed::Filing(made) => Some(made.person),
        _ => None,
    }
}

/// All visits of claimants and of the persons of some bills and filings. The journal is not ordered by
/// person, the read models are: they are brought up to the last commit first. What is being committed
/// holds before them.
async fn whole_lives(
    sitting: &mut Sitting<'_>,
    needs: &Needs,
    carry: Option<&Carry>,
) -> Result<(), StoreError> {
    let owner = |bill: &u64| {
        let holds = sitting.visits.values().find(|file| file.bill(*bill).is_some());
        holds.map(|file| file.opened.person)
    };
    let mut persons: BTreeSet<u64> = needs.lives.iter().filter_map(owner).collect();
    persons.extend(needs.filings.iter().filter_map(|seq| filed_by(sitting, *seq)));
    persons.extend(needs.claimants.iter().filter_map(|id| sitting.ids.get(id)));
    if persons.is_empty() {
        return Ok(());
    }
    let (store, number) = (sitting.room.store.clone(), sitting.room.number);
    let underived = |error: DeskError| match error {
        DeskError::Store(error) => error,
        other => torn("what is derived of the journal", other),
    };
    let follower = match &sitting.room.follower {
        Some(follower) => follower.clone(),
        None => Arc::new(Follower::new(store.clone(), &sitting.room.code).map_err(underived)?),
    };
    sitting.room.follower = Some(follower.clone());
    follower.catch_up().await.map_err(underived)?;
    for person in persons {
        let rows = store.models().bills_of(number, person as i64).await?;
        let visits: BTreeSet<i64> = rows.into_iter().map(|bill| bill.visit).collect();
        let visits: Vec<i64> = visits.into_iter().collect();
        let found = store.find(number, &[], &visits).await?;
        let mut events = BTreeMap::new();
        read_into(sitting.room, &mut events, &found.events)?;
        visits_of(sitting, events);
        let newer = carry.into_iter().flat_map(|carry| &carry.visits);
        let newer = newer.filter(|(_, file)| file.opened.person == person);
        sitting.visits.extend(newer.map(|(visit, file)| (*visit, file.clone())));
    }
    Ok(())
}

/// Events into files of visits; what belongs to none stands by itself.
fn visits_of(sitting: &mut Sitting<'_>, events: BTreeMap<u64, Arc<Event>>) {
    let mut by_visit: BTreeMap<u64, Vec<Arc<Event>>> = BTreeMap::new();
    for (seq, event) in events {
        if let Some(visit) = event.deed.visit(seq) {
            by_visit.entry(visit).or_default().push(event.clone());
        }
        if spoken_of(&event) {
            sitting.events.insert(seq, event);
        }
    }
    for (visit, events) in by_visit {
        if let Some(file) = VisitFile::of(events) {
            sitting.visits.insert(visit, file);
        }
    }
}

fn people(sitting: &mut Sitting<'_>, kept: store::Kept) -> Result<(), StoreError> {
    let code = sitting.room.code.clone();
    for (person, body) in kept.files {
        let file = read_file(&code, &sitting.room.lexicon, &body)
            .map_err(|e| torn(&format!("the file of person {person}"), e))?;
        sitting.persons.insert(person as u64, PersonState::new(file));
    }
    for row in kept.tallies {
        let tally = Tally::read(&code, &sitting.room.lexicon, &row.body)
            .map_err(|e| torn(&format!("the sums of person {}", row.person), e))?;
        if let Some(state) = sitting.persons.get_mut(&(row.person as u64)) {
            tally.sums.iter().for_each(|(key, sum)| state.counted.add(key, *sum));
            if row.period == 0 {
                state.counted.chain = tally.chain.map(|seq| bill_id(&code, seq));
            }
        }
    }
    Ok(())
}

impl PersonState {
    fn new(file: record::PersonFile) -> PersonState {
        PersonState { file, counted: Accumulators::default() }
    }

    /// A person who is new.
    pub(crate) fn fresh(id: &str) -> PersonState {
        let (covers, filings) = (Vec::new(), Vec::new());
        PersonState::new(record::PersonFile { id: id.into(), covers, filings })
    }
}
