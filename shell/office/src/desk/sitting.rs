//! A sitting: the state that one batch reads, and what its members have brought so far.

use super::open::Room;
use crate::desk::Refused;
use crate::desk::ask::refused;
use record::canon::address_bytes;
use record::{AccKey, Accumulators, Address, Deed, Event, Key, PersonFile, VisitFile, bill_id};
use record::{Filing, bill_seq};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::{InstitutionRow, ItemRow, PersonRow};
use units::{Fen, Period};

/// A person as a sitting sees them.
#[derive(Debug, Clone)]
pub(crate) struct PersonState {
    pub(crate) file: PersonFile,
    pub(crate) counted: Accumulators,
}

/// The sums of the personal account, which stand among what is counted for life.
pub(crate) fn account_keys() -> [AccKey; 2] {
    ["account.current", "account.history"].map(|name| AccKey {
        name: name.to_string(),
        values: Vec::new(),
        period: Period::Life,
    })
}

/// The row in which a key is kept: a year, or 0 for life; none for what ends with its bill.
pub(crate) fn period_of(key: &AccKey) -> Option<i64> {
    match &key.period {
        Period::Bill(_) => None,
        Period::Day(day) => Some(i64::from(day.year())),
        Period::Month(year, _) | Period::Quarter(year, _) | Period::Year(year) => {
            Some(i64::from(*year))
        }
        Period::Chain(_) | Period::Life => Some(0),
    }
}

impl PersonState {
    /// What is in the account.
    pub(crate) fn account(&self) -> [Fen; 2] {
        account_keys().map(|key| Fen(self.counted.get(&key)))
    }
}

/// Whether later requests may name an event: by its message, or a filing by its seq.
pub(crate) fn spoken_of(event: &Event) -> bool {
    event.key.is_some() || matches!(event.deed, Deed::Filing(_))
}

/// What a batch changed, for the next to see while it is being committed.
#[derive(Debug, Default)]
pub(crate) struct Carry {
    pub(crate) visits: HashMap<u64, VisitFile>,
    pub(crate) persons: HashMap<u64, PersonState>,
    pub(crate) ids: HashMap<String, u64>,
    pub(crate) registered: HashMap<String, PersonRow>,
    pub(crate) keys: HashMap<Vec<u8>, u64>,
    pub(crate) events: HashMap<u64, Arc<Event>>,
}

/// What a sitting was before an act of several events.
pub(crate) struct Saved {
    events: usize,
    next: u64,
    file: Option<VisitFile>,
    state: Option<(u64, PersonState)>,
}

/// Where an act began.
pub(crate) struct Mark {
    events: usize,
    next: u64,
}

/// A sitting.
pub(crate) struct Sitting<'d> {
    pub(crate) room: &'d mut Room,
    pub(crate) visits: HashMap<u64, VisitFile>,
    pub(crate) persons: HashMap<u64, PersonState>,
    pub(crate) ids: HashMap<String, u64>,
    /// Rows of the register of persons as they were.
    pub(crate) registered: HashMap<String, PersonRow>,
    pub(crate) institutions: HashMap<String, Vec<InstitutionRow>>,
    pub(crate) items: HashMap<String, Vec<ItemRow>>,
    pub(crate) keys: HashMap<Vec<u8>, u64>,
    pub(crate) events: HashMap<u64, Arc<Event>>,
    /// Events of this batch.
    pub(crate) out: Vec<Arc<Event>>,
    /// Message keys of this batch.
    pub(crate) new_keys: Vec<(Vec<u8>, u64)>,
    /// Tallies that moved: person and period.
    pub(crate) moved: BTreeSet<(u64, i64)>,
    /// Files that changed.
    pub(crate) changed: BTreeSet<u64>,
    /// Rows of the register of persons.
    pub(crate) register: BTreeMap<String, PersonRow>,
    /// The institution whose message is decided.
    pub(crate) sender: Option<String>,
    /// Words there were before.
    pub(crate) words_before: usize,
    next: u64,
}

impl<'d> Sitting<'d> {
    pub(super) fn new(room: &'d mut Room) -> Sitting<'d> {
        let (next, words_before) = (room.next, room.lexicon.len());
        Sitting {
            room,
            visits: HashMap::new(),
            persons: HashMap::new(),
            ids: HashMap::new(),
            registered: HashMap::new(),
            institutions: HashMap::new(),
            items: HashMap::new(),
            keys: HashMap::new(),
            events: HashMap::new(),
            out: Vec::new(),
            new_keys: Vec::new(),
            moved: BTreeSet::new(),
            changed: BTreeSet::new(),
            register: BTreeMap::new(),
            sender: None,
            words_before,
            next,
        }
    }

    /// What it changed.
    pub(super) fn carry(mut self) -> Carry {
        let mut carry = Carry::default();
        for event in &self.out {
            let visit = event.deed.visit(event.seq).and_then(|seq| self.visits.remove_entry(&seq));
            carry.visits.extend(visit);
            if spoken_of(event) {
                carry.events.insert(event.seq, event.clone());
            }
        }
        let touched = self.moved.iter().map(|(person, _)| person).chain(&self.changed);
        for person in touched {
            carry.persons.extend(self.persons.remove_entry(person));
        }
        let entered = |row: &PersonRow| (row.id.clone(), row.person as u64);
        carry.ids.extend(self.register.values().map(entered));
        carry.registered.extend(self.register);
        carry.keys.extend(self.new_keys.drain(..));
        carry
    }

    /// The area's code.
    pub(crate) fn area(&self) -> &str {
        &self.room.code
    }

    /// The seq that the next event will have.
    pub(crate) fn next_seq(&self) -> u64 {
        self.next
    }

    /// The seq that a message key leads to.
    pub(crate) fn find(&self, address: &Address) -> Option<u64> {
        let key = record::canon::find_address(&self.room.lexicon, address)?;
        self.keys.get(&key).copied()
    }

    /// An event that a message key led to.
    pub(crate) fn event(&self, seq: u64) -> Option<&Arc<Event>> {
        self.events.get(&seq)
    }

    /// A visit, or why there is none.
    pub(crate) fn visit(&self, seq: u64, person: Option<&str>) -> Result<&VisitFile, Refused> {
        let Some(file) = self.visits.get(&seq) else {
            return Err(refused(
                "no-visit",
                format!("没有就诊登记 {seq}。请核对就诊号,或先办理就诊登记。"),
                format!("there is no visit {seq}; check its number, or register the visit first"),
            ));
        };
        let own = |sender: &String| *sender == file.opened.institution;
        // What is claimed at the counter is the person's matter, not the institution's.
        let own = |sender: &String| own(sender) && file.opened.claim.is_none();
        if !self.sender.as_ref().is_none_or(own) {
            return Err(refused(
                "other-institution",
                format!("就诊登记 {seq} 不属于本机构。请核对就诊号。"),
                format!("visit {seq} is another institution's; check its number"),
            ));
        }
        match person {
            Some(id) if file.opened.id.as_str() != id => Err(refused(
                "other-person",
                format!("就诊登记 {seq} 不属于此参保人。请核对人员编号和就诊号。"),
                format!("visit {seq} is another person's; check the person and the visit"),
            )),
            _ => Ok(file),
        }
    }

    /// A person by number.
    pub(crate) fn person(&self, number: u64) -> Result<&PersonState, Refused> {
        self.persons.get(&number).ok_or_else(|| no_person(&number.to_string()))
    }

    /// A person by id.
    pub(crate) fn person_by_id(&self, id: &str) -> Result<(u64, &PersonState), Refused> {
        let number = self.ids.get(id).copied().ok_or_else(|| no_person(id))?;
        Ok((number, self.person(number)?))
    }

    /// Adds an event: it gets its place in the order, and what follows sees it.
    pub(crate) fn add(&mut self, key: Option<Key>, deed: Deed) -> Arc<Event> {
        let seq = self.next;
        self.next += 1;
        if let Some(key) = &key {
            self.lead(&key.address, seq);
        }
        let event = Arc::new(Event { seq, key, deed });
        if spoken_of(&event) {
            self.events.insert(seq, event.clone());
        }
        self.fold(&event);
        self.out.push(event.clone());
        event
    }

    /// A message key now leads to an event.
    fn lead(&mut self, address: &Address, seq: u64) {
        let bytes = address_bytes(&mut self.room.lexicon, address);
        self.keys.insert(bytes.clone(), seq);
        self.new_keys.push((bytes, seq));
    }

    fn fold(&mut self, event: &Arc<Event>) {
        match &event.deed {
            Deed::Visit(opened) => {
                self.visits.insert(event.seq, VisitFile::new(event.seq, (**opened).clone()));
            }
            Deed::Lines(_)
            | Deed::Withdrawn(_)
            | Deed::Described(_)
            | Deed::Cancelled(_)
            | Deed::Discharged(_)
            | Deed::DischargeUndone(_) => self.in_visit(event),
            Deed::Bill(bill) => {
                self.in_visit(event);
                let chain = (bill.chain != bill.chain_before).then_some(bill.chain);
                self.count(bill.visit, &bill.deltas, chain);
            }
            Deed::Undo(undone) => {
                self.in_visit(event);
                self.count(undone.visit, &undone.deltas, Some(undone.chain));
            }
            Deed::Person(entered) => {
                let id = entered.id.as_str();
                self.ids.insert(id.to_string(), entered.person);
                let fresh = || PersonState::fresh(id);
                let state = self.persons.entry(entered.person).or_insert_with(fresh);
                state.file.covers.push(entered.cover.clone());
                self.changed.insert(entered.person);
            }
            Deed::Filing(made) => self.file(made.person, &made.filing),
            Deed::FilingRevoked(revoked) => self.file(revoked.person, &revoked.filing),
            Deed::Credit(credit) => {
                let [current, history] = account_keys();
                let deltas = [(current, credit.current.0), (history, credit.history.0)];
                self.count_person(credit.person, &deltas, None);
            }
            Deed::Tombstone(address) => self.lead(address, event.seq),
            Deed::Law(_) => self.room.law = event.seq,
        }
    }

    fn in_visit(&mut self, event: &Arc<Event>) {
        let visit = event.deed.visit(event.seq).and_then(|seq| self.visits.get_mut(&seq));
        if let Some(file) = visit {
            file.add(event);
        }
    }

    fn file(&mut self, person: u64, filing: &Filing) {
        if let Some(state) = self.persons.get_mut(&person) {
            state.file.filings.push(filing.clone());
            self.changed.insert(person);
        }
    }

    fn count(&mut self, visit: u64, deltas: &[(AccKey, i64)], chain: Option<Option<u64>>) {
        if let Some(person) = self.visits.get(&visit).map(|file| file.opened.person) {
            self.count_person(person, deltas, chain);
        }
    }

    fn count_person(&mut self, person: u64, deltas: &[(AccKey, i64)], chain: Option<Option<u64>>) {
        let area = self.room.code.clone();
        let Some(state) = self.persons.get_mut(&person) else { return };
        for (key, delta) in deltas {
            if let (Some(period), true) = (period_of(key), *delta != 0) {
                state.counted.add(key, *delta);
                self.moved.insert((person, period));
            }
        }
        if let Some(chain) = chain.map(|seq| seq.map(|seq| bill_id(&area, seq)))
            && state.counted.chain != chain
        {
            state.counted.chain = chain;
            self.moved.insert((person, 0));
        }
    }

    /// Keeps what an act of several events may have to take back.
    pub(crate) fn save(&self, visit: u64) -> Saved {
        let file = self.visits.get(&visit).cloned();
        let person = file.as_ref().map(|file| file.opened.person);
        let state = person.and_then(|person| Some((person, self.persons.get(&person)?.clone())));
        Saved { events: self.out.len(), next: self.next, file, state }
    }

    /// Takes back what came since; nothing of it was written, and it bore no message key.
    pub(crate) fn restore(&mut self, saved: Saved) {
        self.out.truncate(saved.events);
        self.next = saved.next;
        self.visits.extend(saved.file.map(|file| (file.seq, file)));
        self.persons.extend(saved.state);
    }

    /// Where an act of several events begins that opens a visit of its own.
    pub(crate) fn mark(&self) -> Mark {
        Mark { events: self.out.len(), next: self.next }
    }

    /// Takes back a visit that was opened since, with its lines; no bill came, and no message key.
    pub(crate) fn back_to(&mut self, mark: Mark) {
        for event in self.out.drain(mark.events..) {
            self.visits.remove(&event.seq);
        }
        self.next = mark.next;
    }

    /// The open referral chain of a person, by the seq of its first bill.
    pub(crate) fn chain_of(&self, person: u64) -> Option<u64> {
        let chain = self.persons.get(&person)?.counted.chain.as_deref()?;
        bill_seq(&self.room.code, chain)
    }
}

fn no_person(id: &str) -> Refused {
    refused(
        "no-person",
        format!("没有参保人 {id}。请核对人员编号,或请参保人到经办窗口登记。"),
        format!("there is no person {id}; check the number, or have the person registered"),
    )
}
