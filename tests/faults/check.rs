//! What must hold of the books after every trial, read from the store alone and folded anew here:
//! order, proof, postings, keys, visits, sums, and every answer that a client has kept.

use crate::journal;
use crate::world::{AREA, Place};
use ledger::chain::{Head, genesis, link};
use record::canon::{BatchSheet, Tally, address_bytes, read_event};
use record::{AccKey, Address, Deed, Entry, Event, Lexicon, VisitFile, bill_id};
use seal::Sm3;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use store::{BatchRow, Store};
use units::{AreaCode, Fen, Period};

/// The area as the store knows it.
fn area() -> i64 {
    AREA.parse().expect("digits")
}

/// What does not hold.
#[derive(Default)]
pub(crate) struct Findings(pub(crate) Vec<String>);

impl Findings {
    fn say(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if !holds {
            self.0.push(sentence());
        }
    }
}

/// Everything that happened, with what is folded from it.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) events: BTreeMap<u64, Arc<Event>>,
    lexicon: Lexicon,
    /// Sums by person and key.
    sums: BTreeMap<(u64, AccKey), i64>,
    /// Persons by visit.
    persons: BTreeMap<u64, u64>,
    visits: BTreeMap<u64, Vec<Arc<Event>>>,
}

/// Reads the books and checks them, with the journals of all clients; nobody else wrote.
pub(crate) fn check(place: &Place, journals: &[&Path]) -> (Read, Vec<String>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = store::open(&place.address()).await.expect("the books open");
        let checked = check_books(&*store, journals).await;
        store.close().await;
        checked
    })
}

/// What `gongji verify` says of the books and of a journal: nothing if all holds.
pub(crate) fn verify(place: &Place, journal: &Path) -> Vec<String> {
    let out = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .arg("verify")
        .args(place.options())
        .arg("--answered")
        .arg(journal)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let why = String::from_utf8_lossy(&out.stderr).into_owned();
    match out.status.code() {
        Some(0) => Vec::new(),
        Some(1) => said.lines().map(str::to_string).collect(),
        code => vec![format!("gongji verify ends with {code:?}: {why}")],
    }
}

async fn check_books(store: &dyn Store, journals: &[&Path]) -> (Read, Vec<String>) {
    let (mut read, mut found) = (Read::default(), Findings::default());
    let mut head = genesis::<Sm3>(&AreaCode(AREA.to_string()));
    let (mut next, mut epoch) = (1, 0);
    loop {
        let batches = store.batches(area(), next, 500).await.expect("batches");
        let Some(last) = batches.last().map(|batch| batch.last) else { break };
        for batch in &batches {
            let rows = store.events(area(), batch.first, batch.last).await.expect("events");
            let bodies: Vec<_> =
                rows.into_iter().map(|row| (row.seq, row.visit, row.body)).collect();
            found.say(batch.first == next, || format!("batch {}: gap", batch.first));
            found.say(bodies.len() as i64 == batch.last - batch.first + 1, || {
                format!("batch {}: {} events up to {}", batch.first, bodies.len(), batch.last)
            });
            let now = one_batch(&mut read, &mut found, &mut head, batch, &bodies);
            found.say(now >= epoch, || {
                format!("batch {}: lease {now} wrote after lease {epoch}", batch.first)
            });
            (next, epoch) = (batch.last + 1, now);
        }
        next = last + 1;
    }
    keys(store, &mut read, &mut found).await;
    tallies(store, &read, &mut found).await;
    visits(&read, &mut found);
    answered(&read, &mut found, journals);
    (read, found.0)
}

type Body = (i64, Option<i64>, Vec<u8>);

/// One batch: its proof, its postings, its events; the lease under which it was written.
fn one_batch(
    read: &mut Read,
    found: &mut Findings,
    head: &mut Head,
    batch: &BatchRow,
    bodies: &[Body],
) -> u64 {
    let at = batch.first;
    *head = bodies.iter().fold(*head, |head, (_, _, body)| link::<Sm3>(&head, body));
    *head = link::<Sm3>(head, &batch.sheet);
    found.say(head.as_slice() == batch.head, || format!("batch {at}: the chain does not close"));
    let sheet = match BatchSheet::read(&mut read.lexicon, &batch.sheet) {
        Ok(sheet) => sheet,
        Err(torn) => {
            found.0.push(format!("batch {at}: its sheet does not read: {torn}"));
            return 0;
        }
    };
    let mut folds: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (seq, visit, body) in bodies {
        let seq = *seq as u64;
        match read_event(AREA, &read.lexicon, seq, body) {
            Ok(event) => {
                let stands = event.deed.visit(seq).map(|visit| visit as i64);
                found.say(stands == *visit, || format!("event {seq}: filed under {visit:?}"));
                fold(&mut folds, event.deed.entries());
                one_event(read, found, Arc::new(event));
            }
            Err(torn) => found.0.push(format!("event {seq} does not read: {torn}")),
        }
    }
    let mut written = BTreeMap::new();
    fold(&mut written, &sheet.folds);
    folds.retain(|_, sum| *sum != 0);
    found.say(folds == written, || format!("batch {at}: folds {written:?} of {folds:?}"));
    sheet.epoch
}

fn fold(sums: &mut BTreeMap<(String, String), i64>, entries: &[Entry]) {
    for entry in entries {
        let key = (entry.fund.to_string(), entry.account.to_string());
        *sums.entry(key).or_default() += entry.amount.0;
    }
}

fn one_event(read: &mut Read, found: &mut Findings, event: Arc<Event>) {
    let seq = event.seq;
    let mut by_fund: BTreeMap<String, i64> = BTreeMap::new();
    for entry in event.deed.entries() {
        *by_fund.entry(entry.fund.to_string()).or_default() += entry.amount.0;
    }
    let off = by_fund.values().any(|sum| *sum != 0);
    found.say(!off, || format!("event {seq}: its postings do not balance: {by_fund:?}"));
    let visit = event.deed.visit(seq).unwrap_or(0);
    match &event.deed {
        Deed::Visit(opened) => {
            read.persons.insert(seq, opened.person);
        }
        Deed::Bill(bill) => {
            let funds: Fen = bill.layers.iter().map(|layer| layer.paid).sum();
            let whole = funds + bill.person.total == bill.split.total
                && bill.person.account.total() + bill.person.cash == bill.person.total;
            found.say(whole, || format!("bill {seq}: its parts are not the whole"));
            let posted: i64 = bill.entries.iter().map(|entry| entry.amount.0.max(0)).sum();
            found.say(posted == (funds + bill.person.account.total()).0, || {
                format!("bill {seq}: {posted} fen posted of what was paid")
            });
            let person = read.persons.get(&visit).copied().unwrap_or(0);
            for (key, saw) in &bill.seen {
                let sum = read.sums.get(&(person, key.clone())).copied().unwrap_or(0);
                found.say(sum == *saw, || format!("bill {seq}: saw {saw} of {key}, was {sum}"));
            }
            count(read, person, &bill.deltas);
        }
        Deed::Undo(undone) => {
            let person = read.persons.get(&visit).copied().unwrap_or(0);
            let mirrored = match read.events.get(&undone.target).map(|event| &event.deed) {
                Some(Deed::Bill(bill)) => mirrors(&bill.deltas, &bill.entries, undone),
                Some(Deed::Undo(other)) => mirrors(&other.deltas, &other.entries, undone),
                _ => false,
            };
            found.say(mirrored, || format!("undo {seq}: no mirror of {}", undone.target));
            count(read, person, &undone.deltas);
        }
        Deed::Credit(credit) => {
            for (name, fen) in
                [("account.current", credit.current), ("account.history", credit.history)]
            {
                let (name, values, period) = (name.to_string(), Vec::new(), Period::Life);
                count(read, credit.person, &[(AccKey { name, values, period }, fen.0)]);
            }
        }
        _ => {}
    }
    if visit > 0 {
        read.visits.entry(visit).or_default().push(event.clone());
    }
    read.events.insert(seq, event);
}

fn mirrors(deltas: &[(AccKey, i64)], entries: &[Entry], undone: &record::event::Undone) -> bool {
    let deltas = deltas.iter().map(|(key, delta)| (key, -delta));
    let entries = entries.iter().map(|e| (&e.fund, &e.account, -e.amount));
    deltas.eq(undone.deltas.iter().map(|(key, delta)| (key, *delta)))
        && entries.eq(undone.entries.iter().map(|e| (&e.fund, &e.account, e.amount)))
}

fn count(read: &mut Read, person: u64, deltas: &[(AccKey, i64)]) {
    for (key, delta) in deltas {
        *read.sums.entry((person, key.clone())).or_default() += delta;
    }
}

/// Every message leads to its one event, and nothing else does.
async fn keys(store: &dyn Store, read: &mut Read, found: &mut Findings) {
    let mut expected: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    for event in read.events.values() {
        let own = event.key.as_ref().map(|key| &key.address);
        let reversed = match &event.deed {
            Deed::Tombstone(address) => Some(address),
            _ => None,
        };
        for address in own.into_iter().chain(reversed) {
            let bytes = address_bytes(&mut read.lexicon, address);
            let before = expected.insert(bytes, event.seq);
            found.say(before.is_none(), || {
                format!("message {}: {before:?} and {}", address.message, event.seq)
            });
        }
    }
    let (mut stored, mut after) = (BTreeMap::new(), Vec::new());
    loop {
        let rows = store.keys_from(area(), &after, 5_000).await.expect("keys");
        let Some((last, _)) = rows.last() else { break };
        after.clone_from(last);
        stored.extend(rows.into_iter().map(|(key, seq)| (key, seq as u64)));
    }
    for (key, seq) in &expected {
        let led = stored.remove(key);
        found.say(led == Some(*seq), || format!("event {seq}: its message leads to {led:?}"));
    }
    found.say(stored.is_empty(), || format!("{} messages lead to nothing", stored.len()));
}

/// What is kept of each person is the sum of what their events counted.
async fn tallies(store: &dyn Store, read: &Read, found: &mut Findings) {
    let mut kept: BTreeMap<(u64, AccKey), i64> = BTreeMap::new();
    let persons: BTreeSet<i64> = read.sums.keys().map(|(person, _)| *person as i64).collect();
    let persons: Vec<i64> = persons.into_iter().collect();
    for chunk in persons.chunks(500) {
        for row in store.kept(area(), chunk).await.expect("tallies").tallies {
            let tally = Tally::read(AREA, &read.lexicon, &row.body).expect("a tally");
            kept.extend(tally.sums.into_iter().map(|(key, sum)| ((row.person as u64, key), sum)));
        }
    }
    for (whose, sum) in &read.sums {
        let held = kept.remove(whose).unwrap_or(0);
        found.say(held == *sum, || {
            format!("person {}: {} is kept as {held}, its events come to {sum}", whose.0, whose.1)
        });
    }
    let more = kept.iter().filter(|(_, sum)| **sum != 0).count();
    found.say(more == 0, || format!("{more} sums that no event counted"));
}

/// A visit ends once; a bill is what its lines come to.
fn visits(read: &Read, found: &mut Findings) {
    for (visit, events) in &read.visits {
        let Some(file) = VisitFile::of(events.iter().cloned()) else {
            found.0.push(format!("visit {visit} does not begin with its registration"));
            continue;
        };
        let ends =
            |bill: &&record::VisitBill| bill.billed().is_some_and(record::event::Billed::ends);
        let ended = file.live().filter(ends).count();
        found.say(ended <= 1, || format!("visit {visit} was ended by {ended} live bills"));
        for bill in &file.bills {
            let lines = bill.lines.iter().filter_map(|at| file.lines.get(*at));
            let sum: Fen = lines.map(|line| line.fee.line.amount).sum();
            let total = bill.billed().map(|billed| billed.split.total);
            found.say(total == Some(sum), || format!("bill {}: its lines are {sum}", bill.seq));
        }
    }
}

/// Every answer stands in the books as it was given, and the books hold nothing that was not answered.
fn answered(read: &Read, found: &mut Findings, journals: &[&Path]) {
    let events =
        read.events.values().filter_map(|event| Some((&event.key.as_ref()?.address, event)));
    let mut by_message: BTreeMap<&Address, &Arc<Event>> = events.collect();
    let mut seen = BTreeSet::new();
    for line in journals.iter().flat_map(|path| journal::read(path)) {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_string();
        let (institution, number) = (text("fixmedins_code"), text("infno"));
        let address = Address { institution, number, message: text("msgid") };
        let twice = !seen.insert(address.clone());
        found.say(!twice, || format!("message {} was answered as done twice", address.message));
        let Some(event) = by_message.remove(&address) else {
            let lost = || format!("message {} was answered and is lost", address.message);
            found.say(twice, lost);
            continue;
        };
        let same = said_of(event)
            == ["setl_id", "medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay"]
                .map(text)
            && line["seq"].as_u64() == Some(event.seq);
        found.say(same, || format!("event {} was answered as {line}", event.seq));
    }
    for (address, event) in by_message {
        found.0.push(format!("event {}: {} was never answered", event.seq, address.message));
    }
}

fn said_of(event: &Event) -> [String; 5] {
    let nothing = String::new;
    let bill = match &event.deed {
        Deed::Bill(bill) => bill,
        Deed::Undo(undone) => {
            let undone = bill_id(AREA, undone.bill);
            return [undone, nothing(), nothing(), nothing(), nothing()];
        }
        _ => return Default::default(),
    };
    let funds: Fen = bill.layers.iter().map(|layer| layer.paid).sum();
    let fen = [bill.split.total, funds, bill.person.account.total(), bill.person.cash];
    let [total, funds, account, cash] = fen.map(|fen| fen.to_string());
    [bill_id(AREA, event.seq), total, funds, account, cash]
}
