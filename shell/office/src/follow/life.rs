//! All that happened to one person, as far as bills may depend on it.

use crate::desk::{DeskError, account_keys};
use crate::journal::Journal;
use record::event::Billed;
use record::{AccKey, Cover, Deed, Event, Filing, PersonFile, VisitBill, VisitFile};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use units::{Fen, PersonId};

/// One person's part of the journal.
pub(crate) struct Life {
    id: PersonId,
    covers: Vec<(u64, Cover)>,
    filings: Vec<(u64, Filing)>,
    credits: Vec<(u64, [Fen; 2])>,
    /// Visits by seq.
    pub(crate) visits: BTreeMap<u64, VisitFile>,
    /// What moved the account, as it was committed.
    moved: Vec<(u64, [Fen; 2])>,
    /// What disturbed the order: the event, and the place from which on bills may differ.
    disturbances: Vec<(u64, u64)>,
}

/// A bill that stands.
pub(crate) struct Standing<'l> {
    /// Its place in the order in which bills count.
    pub(crate) place: u64,
    /// Its visit.
    pub(crate) visit: &'l VisitFile,
    /// The bill in it.
    pub(crate) bill: &'l VisitBill,
    /// As it was written.
    pub(crate) billed: &'l Billed,
}

impl Life {
    /// Reads a life up to a seq; `more` are events that are not derived yet.
    pub(crate) async fn read(
        journal: &Journal,
        person: u64,
        more: Vec<i64>,
        last: u64,
    ) -> Result<Life, DeskError> {
        let models = journal.store().models();
        let derived = models.person_events(journal.number(), person as i64).await?;
        let seqs: BTreeSet<i64> = derived.into_iter().chain(more).collect();
        let seqs: Vec<i64> = seqs.into_iter().filter(|seq| *seq as u64 <= last).collect();
        let own = journal.events_at(&seqs).await?;
        let visits = own.iter().filter(|event| matches!(event.deed, Deed::Visit(_)));
        let visits: Vec<i64> = visits.map(|event| event.seq as i64).collect();
        // Lines belong to a visit, not to a person: they come with it.
        let of_visits = journal.of_visits(&visits).await?;
        let mut events: BTreeMap<u64, Arc<Event>> = BTreeMap::new();
        let known = own.into_iter().chain(of_visits).filter(|event| event.seq <= last);
        events.extend(known.map(|event| (event.seq, event)));
        Ok(Life::of(events.into_values()))
    }

    /// The life that events in order tell.
    fn of(events: impl Iterator<Item = Arc<Event>>) -> Life {
        let mut life = Life {
            id: "".into(),
            covers: Vec::new(),
            filings: Vec::new(),
            credits: Vec::new(),
            visits: BTreeMap::new(),
            moved: Vec::new(),
            disturbances: Vec::new(),
        };
        let mut last_care = None;
        for event in events {
            let seq = event.seq;
            match &event.deed {
                Deed::Person(entered) => {
                    life.id = entered.id.clone();
                    life.covers.push((seq, entered.cover.clone()));
                    life.disturbances.extend(last_care.map(|_| (seq, 0)));
                }
                Deed::Filing(made) => life.filings.push((seq, made.filing.clone())),
                Deed::FilingRevoked(revoked) => life.filings.push((seq, revoked.filing.clone())),
                Deed::Credit(credit) => {
                    let pots = [credit.current, credit.history];
                    life.credits.push((seq, pots));
                    life.moved.push((seq, pots));
                }
                Deed::Bill(bill) => life.moved.push((seq, of_account(&bill.deltas))),
                Deed::Undo(undone) => life.moved.push((seq, of_account(&undone.deltas))),
                Deed::Visit(opened) => {
                    life.visits.insert(seq, VisitFile::new(seq, (**opened).clone()));
                }
                _ => {}
            }
            let visit = event.deed.visit(seq).and_then(|visit| life.visits.get_mut(&visit));
            let Some(visit) = visit else { continue };
            visit.add(&event);
            let of = match &event.deed {
                Deed::Bill(bill) => {
                    let late = last_care.is_some_and(|last| bill.to < last);
                    last_care = last_care.max(Some(bill.to));
                    (late || bill.corrects.is_some()).then_some(seq)
                }
                Deed::Undo(undone) => Some(undone.bill),
                _ => None,
            };
            if let Some(bill) = of.and_then(|of| visit.bill(of)) {
                life.disturbances.push((seq, visit.place(bill)));
            }
        }
        life
    }

    /// The person's file as it was known before a seq.
    pub(crate) fn file_before(&self, seq: u64) -> PersonFile {
        let covers = self.covers.iter().filter(|(at, _)| *at < seq);
        let filings = self.filings.iter().filter(|(at, _)| *at < seq);
        PersonFile {
            id: self.id.clone(),
            covers: covers.map(|(_, cover)| cover.clone()).collect(),
            filings: filings.map(|(_, filing)| filing.clone()).collect(),
        }
    }

    /// The person's file as it is known now.
    pub(crate) fn file(&self) -> PersonFile {
        self.file_before(u64::MAX)
    }

    /// The bills that stand, in the order in which they count.
    pub(crate) fn standing(&self) -> Vec<Standing<'_>> {
        let bills = self.visits.values().flat_map(|visit| visit.live().map(move |b| (visit, b)));
        let mut standing: Vec<Standing<'_>> = bills
            .filter_map(|(visit, bill)| {
                let billed = bill.billed()?;
                Some(Standing { place: visit.place(bill), visit, bill, billed })
            })
            .collect();
        standing.sort_by_key(|standing| standing.place);
        standing
    }

    /// What was in the account before a seq: what was credited less what bills took that stand.
    pub(crate) fn account_before(&self, seq: u64) -> [Fen; 2] {
        let mut account = [Fen::ZERO; 2];
        for (_, credit) in self.credits.iter().filter(|(at, _)| *at < seq) {
            account = [account[0] + credit[0], account[1] + credit[1]];
        }
        for visit in self.visits.values() {
            for bill in visit.live().filter(|bill| bill.seq < seq) {
                let used = bill.billed().map(|billed| billed.person.account).unwrap_or_default();
                account = [account[0] - used.current, account[1] - used.history];
            }
        }
        account
    }

    /// What was in the account when a bill was committed.
    pub(crate) fn account_at(&self, seq: u64) -> [Fen; 2] {
        let before = self.moved.iter().filter(|(at, _)| *at < seq);
        before.fold([Fen::ZERO; 2], |sum, (_, moved)| [sum[0] + moved[0], sum[1] + moved[1]])
    }

    /// The event since which a bill may differ: the last that touched what counts before it.
    pub(crate) fn since(&self, place: u64, seq: u64) -> u64 {
        let before = || self.disturbances.iter().filter(|(_, from)| *from < place);
        let after = before().map(|(at, _)| *at).filter(|at| *at > seq).max();
        after.or_else(|| before().map(|(at, _)| *at).max()).unwrap_or(seq)
    }
}

/// What deltas do to the account.
fn of_account(deltas: &[(AccKey, i64)]) -> [Fen; 2] {
    account_keys().map(|key| {
        let own = deltas.iter().filter(|(moved, _)| *moved == key);
        Fen(own.map(|(_, delta)| *delta).sum())
    })
}
