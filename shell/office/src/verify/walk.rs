//! The walk along an area's journal: order, chain, words, laws, books; and who checks what else.

use super::anchors::Anchors;
use super::answered::Answers;
use super::books::Books;
use super::crew::Crew;
use super::keys::Keys;
use super::laws::Laws;
use super::report::{Check, Findings, Report, Unchecked};
use super::source::Source;
use super::worker::Job;
use ledger::chain::{Head, genesis, hex, link};
use record::canon::{BatchSheet, read_event};
use record::{Deed, Event, Lexicon};
use seal::Sm3;
use std::collections::HashMap;
use std::sync::Arc;
use store::{BatchRow, EventRow, Store};
use units::AreaCode;

/// Moments before this one are odd: 2020-01-01 UTC, in milliseconds. Nothing is decided by a moment,
/// so an odd one is noted: a clock was wrong, and the books hold nevertheless.
const FIRST_MOMENT: i64 = 1_577_836_800_000;
/// How far another machine's clock may be ahead, in milliseconds.
const AHEAD: i64 = 24 * 3600 * 1000;

/// A walk.
pub(super) struct Walk<'a> {
    pub(super) store: Arc<dyn Store>,
    pub(super) code: String,
    pub(super) number: i64,
    pub(super) findings: Findings,
    pub(super) lexicon: Lexicon,
    pub(super) keys: Keys,
    pub(super) crew: Crew,
    /// The seq that comes next.
    pub(super) next: u64,
    head: Head,
    epoch: u64,
    now: i64,
    /// The first batch with an odd moment, and how many there are.
    odd: Option<((u64, i64), u64)>,
    begun: bool,
    laws: Laws,
    books: Books,
    /// The person of each visit that is open.
    visits: HashMap<u64, u64>,
    events: u64,
    batches: u64,
    answers: &'a mut Answers,
    anchors: &'a mut Anchors,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        store: Arc<dyn Store>,
        number: i64,
        answers: &'a mut Answers,
        anchors: &'a mut Anchors,
    ) -> Walk<'a> {
        let code = format!("{number:06}");
        Walk {
            store,
            number,
            findings: Findings::of(&code),
            lexicon: Lexicon::default(),
            keys: Keys::default(),
            crew: Crew::start(&code),
            next: 1,
            head: genesis::<Sm3>(&AreaCode(code.clone())),
            epoch: 0,
            now: jiff::Timestamp::now().as_millisecond(),
            odd: None,
            begun: false,
            laws: Laws::default(),
            books: Books::default(),
            visits: HashMap::new(),
            events: 0,
            batches: 0,
            answers,
            anchors,
            code,
        }
    }

    /// Goes on to the end of the journal as it now is.
    pub(super) async fn go(&mut self) -> Result<(), Unchecked> {
        let from = if self.begun { self.next as i64 } else { i64::MIN };
        self.begun = true;
        let mut source = Source::start(self.store.clone(), self.number, from);
        while let Some(batch) = source.batch().await? {
            self.batch(&mut source, &batch).await?;
        }
        for row in source.rest() {
            self.loose(&row);
        }
        Ok(())
    }

    /// Ends the walk.
    pub(super) fn finish(mut self, report: &mut Report) -> Result<(), Unchecked> {
        self.books.trial(&mut self.findings);
        if let Some(((first, moment), batches)) = self.odd {
            let at = jiff::Timestamp::from_millisecond(moment);
            let at = at.map_or_else(|_| format!("{moment} ms"), |at| at.to_string());
            report.notes.push(format!(
                "area {}: {batches} batches were written by a clock that was wrong, or this machine's is: before 2020 or more than a day ahead; the first begins at event {first}, at {at}",
                self.code
            ));
        }
        for done in self.crew.finish()? {
            report.bills += done.bills;
            report.persons += done.persons;
            report.take(done.findings);
        }
        report.events += self.events;
        report.batches += self.batches;
        report.keys += self.keys.count();
        report.laws += self.laws.len();
        report.take(self.findings);
        report.ends.push((self.code.clone(), self.next.saturating_sub(1)));
        report.areas.push(self.code);
        Ok(())
    }

    fn say(&mut self, check: Check, seq: u64, sentence: String) {
        self.findings.event(check, seq, sentence);
    }

    fn loose(&mut self, row: &EventRow) {
        let sentence = "the event is in no batch; every event should be in exactly one";
        self.say(Check::Order, row.seq.max(0) as u64, sentence.to_string());
    }

    async fn batch(&mut self, source: &mut Source, batch: &BatchRow) -> Result<(), Unchecked> {
        self.batches += 1;
        let last = batch.last.max(0) as u64;
        let sheet = self.open(batch).await?;
        let mut due = self.next.max(batch.first.max(1) as u64);
        let mut head = self.head;
        while let Some(row) = source.event(batch.last).await? {
            let seq = row.seq.max(0) as u64;
            if row.seq < batch.first || seq < due {
                self.loose(&row);
                continue;
            }
            self.missing(due, seq);
            due = seq + 1;
            head = link::<Sm3>(&head, &row.body);
            self.event(&row).await?;
        }
        self.missing(due, last.saturating_add(1));
        self.next = self.next.max(last.saturating_add(1));
        self.close(batch, sheet.as_ref(), &link::<Sm3>(&head, &batch.sheet));
        Ok(())
    }

    fn missing(&mut self, due: u64, found: u64) {
        if due < found {
            let to = found - 1;
            let which = if due == to { format!("{due} is") } else { format!("{due} to {to} are") };
            self.say(Check::Order, due, format!("{which} missing; the order should have no gap"));
        }
    }

    /// A batch begins: its place, its sheet, its words.
    async fn open(&mut self, batch: &BatchRow) -> Result<Option<BatchSheet>, Unchecked> {
        let (first, next) = (batch.first.max(0) as u64, self.next);
        if batch.first != next as i64 || batch.last < batch.first {
            let (from, to) = (batch.first, batch.last);
            let sentence =
                format!("a batch from {from} to {to} was found; it should begin at {next}");
            self.say(Check::Order, first, sentence);
        }
        let sheet = match BatchSheet::read(&mut self.lexicon, &batch.sheet) {
            Ok(sheet) => sheet,
            Err(error) => {
                self.say(Check::Chain, first, format!("the sheet of the batch: {error}"));
                // What follows is read with the words as the table has them.
                self.lexicon = Lexicon::new(self.store.words(self.number).await?);
                return Ok(None);
            }
        };
        let said = (sheet.first as i64, sheet.last as i64, sheet.written);
        let columns = (batch.first, batch.last, batch.written);
        if said != columns {
            let sentence = format!(
                "first, last and moment of the batch {columns:?} were found; its sheet says {said:?}"
            );
            self.say(Check::Order, first, sentence);
        }
        if sheet.epoch < self.epoch || sheet.epoch == 0 {
            let (found, before) = (sheet.epoch, self.epoch);
            let sentence = format!("the lease has epoch {found}; {before} or more should be");
            self.say(Check::Order, first, sentence);
        }
        self.epoch = self.epoch.max(sheet.epoch);
        if !(FIRST_MOMENT..=self.now.saturating_add(AHEAD)).contains(&sheet.written) {
            let (_, batches) = self.odd.get_or_insert(((first, sheet.written), 0));
            *batches += 1;
        }
        Ok(Some(sheet))
    }

    /// A batch ends: its head, its fold, its law.
    fn close(&mut self, batch: &BatchRow, sheet: Option<&BatchSheet>, head: &Head) {
        let last = batch.last.max(0) as u64;
        let stored: Option<Head> = batch.head.as_slice().try_into().ok();
        if stored != Some(*head) {
            let found = stored.map_or_else(|| "no head".to_string(), |head| hex(&head));
            let sentence = format!(
                "the head of the batch {found} was found, {} should be: a record from {} to {last} was changed, moved, put in or taken out after it was written",
                hex(head),
                batch.first
            );
            self.say(Check::Chain, last, sentence);
        }
        // The chain goes on from what was stored, so that each break is named once.
        self.head = stored.unwrap_or(*head);
        self.anchors.pass(&self.code, last, &self.head);
        self.books.close(sheet.map(|sheet| &sheet.folds[..]), last, &mut self.findings);
        if let Some(sheet) = sheet.filter(|sheet| sheet.law != self.laws.now) {
            let sentence = format!(
                "the sheet says the law of event {} is in force; it is that of event {}",
                sheet.law, self.laws.now
            );
            self.say(Check::Chain, last, sentence);
        }
    }

    fn read(&mut self, row: &EventRow) -> Option<Event> {
        let seq = row.seq as u64;
        match read_event(&self.code, &self.lexicon, seq, &row.body) {
            Ok(event) => Some(event),
            Err(error) => {
                self.say(Check::Chain, seq, error.to_string());
                None
            }
        }
    }

    async fn event(&mut self, row: &EventRow) -> Result<(), Unchecked> {
        self.events += 1;
        let Some(event) = self.read(row) else { return Ok(()) };
        let seq = event.seq;
        let visit = event.deed.visit(seq);
        if row.visit != visit.map(|visit| visit as i64) {
            let sentence = "the row stands under another visit than its record says";
            self.say(Check::Order, seq, sentence.to_string());
        }
        self.keys.event(&mut self.lexicon, &event);
        self.answers.meet(&self.code, &event, &mut self.findings);
        self.books.post(event.deed.entries());
        let (mut law, mut behind) = (None, None);
        let person = match &event.deed {
            Deed::Law(found) => {
                let (store, code) = (self.store.clone(), self.code.clone());
                self.laws.enter(&*store, &code, seq, found, &mut self.findings).await?;
                return Ok(());
            }
            Deed::Tombstone(_) => return Ok(()),
            Deed::Person(entered) => entered.person,
            Deed::Filing(made) => made.person,
            Deed::FilingRevoked(revoked) => revoked.person,
            Deed::Credit(credit) => credit.person,
            Deed::Visit(opened) => {
                self.visits.insert(seq, opened.person);
                opened.person
            }
            Deed::Lines(_)
            | Deed::Withdrawn(_)
            | Deed::Bill(_)
            | Deed::Undo(_)
            | Deed::Described(_)
            | Deed::Cancelled(_)
            | Deed::Discharged(_)
            | Deed::DischargeUndone(_) => {
                let visit = visit.unwrap_or(0);
                let Some(person) = self.person_of(visit, seq).await? else { return Ok(()) };
                if let Deed::Bill(bill) = &event.deed {
                    if bill.law != self.laws.now {
                        let (found, should) = (bill.law, self.laws.now);
                        let sentence =
                            format!("the law of event {found} was found, {should} was in force");
                        self.findings.bill(Check::Replay, seq, seq, sentence);
                    }
                    law = self.laws.at(bill.law).cloned();
                    if bill.corrects.is_some() {
                        behind = Some(Box::new(self.behind(person, seq, bill).await?));
                    }
                    if bill.ends() {
                        self.visits.remove(&visit);
                    }
                }
                if matches!(event.deed, Deed::Cancelled(_)) {
                    self.visits.remove(&visit);
                }
                person
            }
        };
        self.crew.give(person, Job::Event(Box::new(event), law, behind))
    }

    /// The person of a visit. A visit that was let go of is read again, up to a seq.
    async fn person_of(&mut self, visit: u64, seq: u64) -> Result<Option<u64>, Unchecked> {
        if let Some(person) = self.visits.get(&visit) {
            return Ok(Some(*person));
        }
        let rows = self.store.find(self.number, &[], &[visit as i64]).await?.events;
        let before = rows.iter().filter(|row| row.seq < seq as i64);
        let events = before.filter_map(|row| {
            read_event(&self.code, &self.lexicon, row.seq as u64, &row.body).ok()
        });
        let events: Vec<Event> = events.collect();
        let person = match events.first().map(|event| (event.seq, &event.deed)) {
            Some((first, Deed::Visit(opened))) if first == visit => opened.person,
            _ => {
                self.say(Check::Order, seq, format!("there is no visit {visit} before it"));
                return Ok(None);
            }
        };
        self.visits.insert(visit, person);
        self.crew.give(person, Job::Visit(events))?;
        Ok(Some(person))
    }
}
