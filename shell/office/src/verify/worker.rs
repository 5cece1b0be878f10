//! A worker: folds the events of its persons in order, and checks each bill before it folds it.

use super::laws::Kept;
use super::person::{Claimed, Insured, Keyring, pot};
use super::place::Behind;
use super::report::{Check, Findings};
use super::stay::Stay;
use super::{described, kept_rows, postings, replay, undo};
use record::event::{AccountCredited, Billed, Deed, Event, PersonEntered, VisitOpened};
use record::{Entry, FilingKind, PersonFile};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

/// What a worker is given, in the order of the journal.
pub(super) enum Job {
    /// An event; of a bill with the law that decided it, and what stands behind its place.
    Event(Box<Event>, Option<Arc<Kept>>, Option<Box<Behind>>),
    /// Which visits has a person?
    Visits(u64, Sender<Vec<u64>>),
    /// What had happened to a visit that is spoken of again.
    Visit(Vec<Event>),
    /// A row that was kept beside the journal.
    Row(kept_rows::Row),
    /// The rows are over: what is wrong with them?
    Rows(Sender<Findings>),
}

/// What a worker did.
pub(super) struct Done {
    pub(super) findings: Findings,
    pub(super) bills: u64,
    pub(super) persons: u64,
}

/// The persons of a worker.
pub(super) struct Worker {
    pub(super) area: String,
    pub(super) people: HashMap<u64, Insured>,
    pub(super) ring: Keyring,
    stays: HashMap<u64, Stay>,
    findings: Findings,
    bills: u64,
}

impl Worker {
    /// Works until nobody sends any more.
    pub(super) fn run(area: &str, jobs: &Receiver<Vec<Job>>) -> Done {
        let mut worker = Worker {
            area: area.to_string(),
            people: HashMap::new(),
            ring: Keyring::default(),
            stays: HashMap::new(),
            findings: Findings::of(area),
            bills: 0,
        };
        let mut rows = kept_rows::Rows::new(area);
        while let Ok(jobs) = jobs.recv() {
            for job in jobs {
                match job {
                    Job::Event(event, law, behind) => {
                        worker.event(*event, law.as_deref(), behind.as_deref());
                    }
                    Job::Visits(person, back) => {
                        let visits = worker.people.get(&person).map(|own| own.visits.clone());
                        // As below.
                        let _ = back.send(visits.unwrap_or_default());
                    }
                    Job::Visit(events) => worker.visit_again(events),
                    Job::Row(row) => rows.compare(&mut worker, row),
                    Job::Rows(back) => {
                        // Whoever asked may have given up; then nobody needs it.
                        let _ = back.send(rows.end(&worker));
                    }
                }
            }
        }
        let persons = worker.people.len() as u64;
        Done { findings: worker.findings, bills: worker.bills, persons }
    }

    fn visit_again(&mut self, events: Vec<Event>) {
        let mut events = events.into_iter();
        let Some(Event { seq, deed: Deed::Visit(opened), .. }) = events.next() else { return };
        let mut stay = Stay::new(opened);
        events.for_each(|event| stay.next(event));
        self.stays.insert(seq, stay);
    }

    fn event(&mut self, event: Event, law: Option<&Kept>, behind: Option<&Behind>) {
        let seq = event.seq;
        match event.deed {
            Deed::Person(entered) => self.person(seq, entered),
            Deed::Filing(made) => match self.people.get_mut(&made.person) {
                Some(insured) => insured.file(seq, made.filing),
                None => self.nobody(seq, made.person),
            },
            Deed::FilingRevoked(revoked) => match self.people.get_mut(&revoked.person) {
                Some(insured) => {
                    described::revoked(&mut self.findings, insured, (seq, &revoked));
                    insured.file(seq, revoked.filing);
                }
                None => self.nobody(seq, revoked.person),
            },
            Deed::Credit(credit) => self.credit(seq, &credit),
            Deed::Visit(opened) => self.visit(seq, opened),
            Deed::Bill(bill) => {
                self.bill(Event { seq, key: None, deed: Deed::Bill(bill) }, law, behind);
            }
            Deed::Undo(_) => self.undo(event),
            Deed::Lines(_) | Deed::Withdrawn(_) => {
                let visit = event.deed.visit(seq).unwrap_or(0);
                let Some(stay) = self.stays.get_mut(&visit) else { return };
                if let Some(bill) = stay.ended() {
                    let sentence = format!("its visit was ended by bill {bill}; it should not be");
                    self.findings.event(Check::Keys, seq, sentence);
                }
                described::in_time(&mut self.findings, stay, seq, &event.deed);
                stay.next(event);
            }
            Deed::Described(_)
            | Deed::Cancelled(_)
            | Deed::Discharged(_)
            | Deed::DischargeUndone(_) => {
                let visit = event.deed.visit(seq).unwrap_or(0);
                let Some(stay) = self.stays.get_mut(&visit) else { return };
                described::check(&mut self.findings, stay, seq, &event.deed);
                match event.deed {
                    Deed::Cancelled(_) => drop(self.stays.remove(&visit)),
                    _ => stay.next(event),
                }
            }
            Deed::Law(_) | Deed::Tombstone(_) => {}
        }
    }

    fn nobody(&mut self, seq: u64, person: u64) {
        let sentence = format!("there is no person {person} before it");
        self.findings.event(Check::Sums, seq, sentence);
    }

    fn person(&mut self, seq: u64, entered: PersonEntered) {
        let known = self.people.contains_key(&entered.person);
        if !known && entered.person != seq {
            self.nobody(seq, entered.person);
        }
        let id = entered.id.clone();
        let insured = self.people.entry(entered.person).or_insert_with(|| Insured::new(id));
        if insured.id != entered.id {
            let (found, should) = (&entered.id, &insured.id);
            let sentence = format!("the person's id {found} was found, {should} should be");
            self.findings.event(Check::Sums, seq, sentence);
        }
        insured.covers.push(entered.cover);
    }

    fn credit(&mut self, seq: u64, credit: &AccountCredited) {
        let due = postings::of_credit(credit.current, credit.history);
        self.posted(seq, None, &credit.entries, due);
        let Some(insured) = self.people.get_mut(&credit.person) else {
            return self.nobody(seq, credit.person);
        };
        let deltas = [(pot("current"), credit.current.0), (pot("history"), credit.history.0)];
        insured.count(&mut self.ring, &deltas);
    }

    fn posted(
        &mut self,
        seq: u64,
        bill: Option<u64>,
        entries: &[Entry],
        due: Vec<postings::Due<'_>>,
    ) {
        match (postings::wrong(entries, due), bill) {
            (Some(sentence), Some(bill)) => {
                self.findings.bill(Check::Books, seq, bill, sentence);
            }
            (Some(sentence), None) => self.findings.event(Check::Books, seq, sentence),
            (None, _) => {}
        }
    }

    fn visit(&mut self, seq: u64, opened: Box<VisitOpened>) {
        match self.people.get_mut(&opened.person) {
            None => self.nobody(seq, opened.person),
            Some(insured) => {
                insured.visits.push(seq);
                if insured.id != opened.id {
                    let (found, should) = (&opened.id, &insured.id);
                    let sentence = format!("the person's id {found} was found, {should} should be");
                    self.findings.event(Check::Sums, seq, sentence);
                }
            }
        }
        self.stays.insert(seq, Stay::new(opened));
    }

    fn bill(&mut self, event: Event, law: Option<&Kept>, behind: Option<&Behind>) {
        let Deed::Bill(bill) = &event.deed else { return };
        let seq = event.seq;
        let Some(stay) = self.stays.get(&bill.visit) else { return };
        once(&mut self.findings, stay, seq, bill);
        described::in_time(&mut self.findings, stay, seq, &event.deed);
        let due = postings::of_bill(&stay.about.care, stay.opened.claim.is_some(), bill);
        if let Some(sentence) = postings::wrong(&bill.entries, due) {
            self.findings.bill(Check::Books, seq, seq, sentence);
        }
        let person = stay.opened.person;
        let Some(insured) = self.people.get_mut(&person) else { return self.nobody(seq, person) };
        claimed(&mut self.findings, insured, stay, (seq, bill));
        if let Some(kept) = law.filter(|kept| kept.engine.is_some()) {
            self.bills += 1;
            let known = (&*insured, stay, &self.ring, behind);
            let differs = replay::bill(&self.area, kept, known, (seq, bill));
            if let Some(sentence) = differs {
                self.findings.bill(Check::Replay, seq, seq, sentence);
            }
        }
        insured.count(&mut self.ring, &bill.deltas);
        insured.chain = bill.chain;
        // A visit that has ended is let go of; if it is spoken of again it is read again.
        if bill.ends() {
            self.stays.remove(&bill.visit);
        } else if let Some(stay) = self.stays.get_mut(&bill.visit) {
            stay.next(event);
        }
    }

    fn undo(&mut self, event: Event) {
        let Deed::Undo(undone) = &event.deed else { return };
        let Some(stay) = self.stays.get_mut(&undone.visit) else { return };
        let person = stay.opened.person;
        let Some(insured) = self.people.get_mut(&person) else {
            return self.nobody(event.seq, person);
        };
        undo::check(&mut self.findings, insured, stay, (event.seq, undone));
        if !insured.unclaim(undone.bill)
            && let Some(own) = stay.bill(undone.bill)
        {
            claimed(&mut self.findings, insured, stay, (own.seq, &own.bill));
        }
        insured.count(&mut self.ring, &undone.deltas);
        insured.chain = undone.chain;
        stay.next(event);
    }

    /// A person's file as the journal tells it.
    pub(super) fn file_differs(insured: &Insured, file: &PersonFile) -> Option<String> {
        let count = |kind: FilingKind| {
            let of = |list: &[record::Filing]| list.iter().filter(|f| f.kind == kind).count();
            (of(&file.filings), of(&insured.filings))
        };
        let (found, should) = (file.covers.len(), insured.covers.len());
        if file.id != insured.id {
            return Some(format!("id {} was found, {} should be", file.id, insured.id));
        }
        if found != should {
            return Some(format!("{found} covers were found, {should} should be"));
        }
        if let Some(at) = (0..should).find(|at| file.covers[*at] != insured.covers[*at]) {
            return Some(format!("cover {} is not the one that was written", at + 1));
        }
        let kinds = FilingKind::NAMES.iter().map(|(name, kind)| (name, count(*kind)));
        for (name, (found, should)) in kinds {
            if found != should {
                return Some(format!("{found} filings of {name} were found, {should} should be"));
            }
        }
        let differs = file.filings != insured.filings;
        differs.then(|| "its filings are not the ones that were written".to_string())
    }
}

/// A receipt counts once for a person.
fn claimed(
    findings: &mut Findings,
    insured: &mut Insured,
    stay: &Stay,
    (seq, bill): (u64, &Billed),
) {
    if stay.opened.claim.is_none() {
        return;
    }
    let (institution, receipt) = (stay.opened.institution.clone(), bill.batch.clone());
    let claimed = Claimed { institution, receipt, bill: seq };
    if let Some(other) = insured.claim(claimed) {
        let sentence = format!(
            "receipt {} of {} was claimed by bill {other}, which stands; it counts once",
            bill.batch, stay.opened.institution
        );
        findings.bill(Check::Keys, seq, seq, sentence);
    }
}

/// What may be settled only once, and what it takes the place of.
fn once(findings: &mut Findings, stay: &Stay, seq: u64, bill: &Billed) {
    let mut say = |sentence| findings.bill(Check::Keys, seq, seq, sentence);
    if let Some(ended) = stay.ended() {
        say(format!("the visit is settled by bill {ended}, which stands; none should follow"));
    }
    if let Some(same) = stay.live().find(|own| own.bill.batch == bill.batch) {
        say(format!("bill {} of the same number {} stands; only one may", same.seq, bill.batch));
    }
    let Some(corrects) = bill.corrects else { return };
    let undone = stay.bills.iter().find(|own| own.seq == corrects);
    if !undone.is_some_and(|own| !own.live && own.last + 1 == seq) {
        say(format!("it takes the place of {corrects}, which was not undone just before it"));
    }
}
