//! From the batches of a step to rows: settlements, postings by day, what happened to whom.

use super::covers::covers_of;
use super::due::due_of;
use super::insured::{Entered, insured};
use super::life::Life;
use super::rows::{mirror, row_of};
use super::sums::{Months, Part};
use crate::desk::DeskError;
use crate::journal::Journal;
use ledger::Account;
use record::event::{Billed, Undone, VisitOpened};
use record::{Deed, Entry, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{BatchRow, BillRow, Derived, FundDayRow, InstitutionDayRow, SettlementRow};
use units::{Day, Fen};

/// Legal time is eight hours before UTC's clock, whatever the server's zone.
const LEGAL_OFFSET: i64 = 8 * 3_600_000;
const DAY: i64 = 86_400_000;

/// The legal day (UTC+8) of a moment, as a number.
fn legal_day_number(written: i64) -> i64 {
    (written + LEGAL_OFFSET).div_euclid(DAY)
}

/// The legal day of a moment.
pub(crate) fn legal_day(written: i64) -> Option<Day> {
    Day::from_number(i32::try_from(legal_day_number(written)).ok()?)
}

/// What a step has gathered.
#[derive(Default)]
struct Step {
    out: Derived,
    /// Visits, each with the kind of care it has by now.
    visits: BTreeMap<u64, VisitOpened>,
    fund_days: BTreeMap<(String, String, i64), [i64; 2]>,
    institution_days: BTreeMap<(String, String, i64), i64>,
    /// Persons with the last day of care that was settled so far.
    last_care: BTreeMap<u64, i64>,
    /// Bills that were undone or stand again, by the event that undid them.
    undone: BTreeMap<u64, Option<i64>>,
    /// Bills that these events are about, as the books of institutions have them.
    rows: BTreeMap<u64, SettlementRow>,
    /// Bills of earlier steps that these events are about.
    earlier: BTreeMap<u64, Box<Billed>>,
    /// What bills add to the sums of care.
    parts: BTreeMap<u64, Part>,
    /// Bills that came, went or came again.
    moved: Vec<(u64, i64)>,
    /// Covers of persons.
    entered: Entered,
    touched: BTreeSet<u64>,
    disturbed: BTreeSet<u64>,
}

/// Derives a step.
pub(super) async fn derive(
    journal: &Journal,
    from: i64,
    batches: &[BatchRow],
) -> Result<Derived, DeskError> {
    let to = batches.last().map_or(from, |batch| batch.last);
    let events = journal.events(from as u64 + 1, to as u64).await?;
    let mut step = Step::default();
    (step.out.area, step.out.from, step.out.to) = (journal.number(), from, to);
    step.load(journal, &events).await?;
    let mut moments = batches.iter();
    let mut batch = moments.next();
    for event in &events {
        while batch.is_some_and(|batch| batch.last < event.seq as i64) {
            batch = moments.next();
        }
        step.add(event, batch.map_or(0, |batch| batch.written));
    }
    step.covered(journal).await?;
    step.out.insured = insured(journal, &step.out, &step.entered).await?;
    step.due(journal, &events).await?;
    Ok(step.done())
}

impl Step {
    /// What the step's events lean on: the visits they belong to, and what their persons had before.
    async fn load(&mut self, journal: &Journal, events: &[Arc<Event>]) -> Result<(), DeskError> {
        let mut wanted = BTreeSet::new();
        let mut persons = BTreeSet::new();
        let mut bills = Vec::new();
        for event in events {
            match &event.deed {
                Deed::Visit(opened) => {
                    self.visits.insert(event.seq, (**opened).clone());
                }
                Deed::Bill(bill) => {
                    wanted.insert(bill.visit);
                }
                Deed::Described(described) => {
                    wanted.insert(described.visit);
                }
                Deed::Undo(undone) => {
                    wanted.insert(undone.visit);
                    bills.push(undone.bill as i64);
                    let models = journal.store().models();
                    if let Some(row) = models.bill(journal.number(), undone.bill as i64).await? {
                        self.undone.insert(undone.bill, row.undone_by);
                    }
                }
                Deed::Person(entered) => {
                    persons.insert(entered.person as i64);
                }
                _ => {}
            }
        }
        let missing = wanted.iter().filter(|seq| !self.visits.contains_key(seq));
        let missing: Vec<i64> = missing.map(|seq| *seq as i64).collect();
        for event in journal.events_at(&missing).await? {
            if let Deed::Visit(opened) = &event.deed {
                self.visits.insert(event.seq, (**opened).clone());
            }
        }
        self.described(journal, &missing).await?;
        let of_visits = wanted.iter().filter_map(|seq| self.visits.get(seq));
        persons.extend(of_visits.map(|visit| visit.person as i64));
        let persons: Vec<i64> = persons.into_iter().collect();
        let models = journal.store().models();
        let rows = models.settlement_rows_at(journal.number(), &bills).await?;
        self.rows = rows.into_iter().map(|row| (row.seq as u64, row)).collect();
        for event in journal.events_at(&bills).await? {
            if let Deed::Bill(bill) = &event.deed {
                self.earlier.insert(event.seq, bill.clone());
            }
        }
        let care = models.last_care(journal.number(), &persons).await?;
        self.last_care = care.into_iter().map(|(person, day)| (person as u64, day)).collect();
        Ok(())
    }

    /// The kinds of care that visits of earlier steps have by a description.
    async fn described(&mut self, journal: &Journal, visits: &[i64]) -> Result<(), DeskError> {
        let models = journal.store().models();
        let rows = models.described(journal.number(), visits).await?;
        let seqs: Vec<i64> = rows.into_iter().map(|(_, seq)| seq).collect();
        if seqs.is_empty() {
            return Ok(());
        }
        for event in journal.events_at(&seqs).await? {
            if let Deed::Described(described) = &event.deed
                && let Some(visit) = self.visits.get_mut(&described.visit)
            {
                visit.care.clone_from(&described.about.care);
            }
        }
        Ok(())
    }

    fn add(&mut self, event: &Event, written: i64) {
        let seq = event.seq;
        let day = legal_day_number(written);
        match &event.deed {
            Deed::Person(entered) => {
                self.happened(entered.person, seq);
                let of = self.entered.entry(entered.person).or_default();
                of.push((seq, entered.cover.clone()));
                if self.last_care.contains_key(&entered.person) {
                    self.disturbed.insert(entered.person);
                }
            }
            Deed::Filing(made) => self.happened(made.person, seq),
            Deed::FilingRevoked(revoked) => self.happened(revoked.person, seq),
            Deed::Described(described) => {
                let care = &described.about.care;
                let visit = self.visits.get_mut(&described.visit);
                if let Some(visit) = visit.filter(|visit| visit.care != *care) {
                    visit.care.clone_from(care);
                    self.out.described.push((described.visit as i64, seq as i64));
                }
            }
            Deed::Credit(credit) => self.happened(credit.person, seq),
            Deed::Visit(opened) => self.happened(opened.person, seq),
            Deed::Bill(bill) => {
                let Some(visit) = self.visits.get(&bill.visit).cloned() else { return };
                self.happened(visit.person, seq);
                self.owed(&visit.institution, day, &bill.entries);
                let to = i64::from(bill.to.number());
                let last = self.last_care.entry(visit.person).or_insert(to);
                let late = to < *last;
                *last = to.max(*last);
                if late || bill.corrects.is_some() {
                    self.disturbed.insert(visit.person);
                }
                let row = bill_row(seq, written, &visit, bill);
                let settled = row_of(&row, day);
                self.parts.insert(seq, Part::of(&visit, &visit.care, bill));
                self.moved.push((seq, 1));
                // What is claimed at the counter stands in no institution's books.
                if visit.claim.is_none() {
                    self.rows.insert(seq, settled.clone());
                    self.out.settlement_rows.push(settled);
                }
                self.out.bills.push(row);
            }
            Deed::Undo(undone) => self.undone(undone, seq, day),
            Deed::Law(_)
            | Deed::Lines(_)
            | Deed::Withdrawn(_)
            | Deed::Cancelled(_)
            | Deed::Discharged(_)
            | Deed::DischargeUndone(_)
            | Deed::Tombstone(_) => {}
        }
        for entry in event.deed.entries() {
            let key = (entry.fund.0.clone(), entry.account.0.clone(), day);
            let [debit, credit] = self.fund_days.entry(key).or_default();
            *debit += entry.amount.0.max(0);
            *credit += (-entry.amount.0).max(0);
        }
    }

    /// A bill is undone, or an undo is.
    fn undone(&mut self, undone: &Undone, seq: u64, day: i64) {
        let Some(visit) = self.visits.get(&undone.visit).cloned() else { return };
        self.happened(visit.person, seq);
        self.owed(&visit.institution, day, &undone.entries);
        self.disturbed.insert(visit.person);
        // The mirror of a bill takes it away, the mirror of that brings it back, and so on.
        let standing = self.undone.get(&undone.bill).is_none_or(Option::is_none);
        let undone_by = standing.then_some(seq as i64);
        self.undone.insert(undone.bill, undone_by);
        let sign = if standing { -1 } else { 1 };
        let row = self.rows.get(&undone.bill);
        if let Some(bill) = self.earlier.get(&undone.bill) {
            let care = row.map_or(&visit.care, |row| &row.care);
            let part = || Part::of(&visit, care, bill);
            self.parts.entry(undone.bill).or_insert_with(part);
        }
        self.moved.push((undone.bill, sign));
        self.out.settlement_rows.extend(row.map(|row| mirror(row, seq as i64, day, sign)));
    }

    /// What the covers behind its bills say: the insurance of rows, and the sums of care.
    async fn covered(&mut self, journal: &Journal) -> Result<(), DeskError> {
        let bills = self.parts.iter().map(|(bill, part)| {
            let person = part.person as i64;
            (*bill as i64, (person, part.to))
        });
        let covers = covers_of(journal, &self.out, &bills.collect()).await?;
        let open = self.out.settlement_rows.iter_mut().filter(|row| row.insurance.is_empty());
        for row in open {
            let cover = covers.get(&row.bill);
            row.insurance = cover.map_or_else(String::new, |cover| cover.insurance.clone());
        }
        let mut months = Months::default();
        for (bill, sign) in &self.moved {
            if let Some((part, cover)) = self.parts.get(bill).zip(covers.get(&(*bill as i64))) {
                months.add(part, cover, *sign);
            }
        }
        self.out.care_months = months.rows();
        Ok(())
    }

    /// Something happened to a person.
    fn happened(&mut self, person: u64, seq: u64) {
        self.touched.insert(person);
        self.out.person_events.push((person as i64, seq as i64));
    }

    /// What the postings of a settlement, or of its mirror, come to owe an institution.
    fn owed(&mut self, institution: &str, day: i64, entries: &[Entry]) {
        let payable = Account::Payable.id();
        for entry in entries.iter().filter(|entry| entry.account == payable) {
            let key = (institution.to_string(), entry.fund.0.clone(), day);
            *self.institution_days.entry(key).or_insert(0) -= entry.amount.0;
        }
    }

    /// What is due now of the persons whose order was disturbed and to whom something happened.
    async fn due(&mut self, journal: &Journal, events: &[Arc<Event>]) -> Result<(), DeskError> {
        let touched: Vec<i64> = self.touched.iter().map(|person| *person as i64).collect();
        let models = journal.store().models();
        let before = models.disturbed(journal.number(), &touched).await?;
        self.disturbed.extend(before.into_iter().map(|person| person as u64));
        let last = events.last().map_or(0, |event| event.seq);
        for person in &self.disturbed {
            let own = self.out.person_events.iter().filter(|(of, _)| *of == *person as i64);
            let own: Vec<i64> = own.map(|(_, seq)| *seq).collect();
            let life = Life::read(journal, *person, own, last).await?;
            let rows = due_of(journal, *person, &life).await?;
            self.out.due.push((*person as i64, rows));
        }
        Ok(())
    }

    fn done(mut self) -> Derived {
        let marked = self.undone.into_iter();
        self.out.marks = marked.map(|(bill, undone_by)| (bill as i64, undone_by)).collect();
        let row = |((fund, account, day), [debit, credit]): ((String, String, i64), [i64; 2])| {
            FundDayRow { fund, account, day, debit, credit }
        };
        self.out.fund_days = self.fund_days.into_iter().map(row).collect();
        let row = |((institution, fund, day), amount)| InstitutionDayRow {
            institution,
            fund,
            day,
            amount,
        };
        self.out.institution_days = self.institution_days.into_iter().map(row).collect();
        self.out.disturbed = self.disturbed.into_iter().map(|person| person as i64).collect();
        self.out
    }
}

fn bill_row(seq: u64, written: i64, visit: &VisitOpened, bill: &Billed) -> BillRow {
    let number = |day: Day| i64::from(day.number());
    let funds: Fen = bill.layers.iter().map(|layer| layer.paid).sum();
    BillRow {
        seq: seq as i64,
        person: visit.person as i64,
        visit: bill.visit as i64,
        institution: visit.institution.clone(),
        care: visit.care.clone(),
        from_day: number(visit.from),
        to_day: number(bill.to),
        ruling_day: number(bill.ruling_day),
        written,
        total: bill.split.total.0,
        funds: funds.0,
        account: bill.person.account.total().0,
        cash: bill.person.cash.0,
        mid_stay: bill.mid_stay(),
        corrects: bill.corrects.map(|seq| seq as i64),
        continues: bill.continues.map(|seq| seq as i64),
        undone_by: None,
    }
}
