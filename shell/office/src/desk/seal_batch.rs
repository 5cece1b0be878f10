//! From what a sitting brought to one commit: canonical records, sums, folded postings, the proof.

use super::sitting::{Sitting, period_of};
use ledger::chain::{Head, link};
use record::canon::{BatchSheet, Tally, write_event, write_file};
use record::{Entry, bill_seq};
use seal::Sm3;
use std::collections::BTreeMap;
use store::{Commit, EventRow, TallyRow};
use units::Fen;

/// A commit with the head it leads to.
pub(super) struct Sealed {
    pub(super) commit: Commit,
    pub(super) head: Head,
}

/// Seals a sitting; none if it brought nothing.
pub(super) fn seal(sitting: &mut Sitting<'_>, written: i64) -> Option<Sealed> {
    let (first, last) = (sitting.out.first()?.seq, sitting.out.last()?.seq);
    let room = &mut *sitting.room;
    let mut head = room.head;
    let mut rows = Vec::with_capacity(sitting.out.len());
    let mut folds: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for event in &sitting.out {
        let body = write_event(&room.code, &mut room.lexicon, event);
        head = link::<Sm3>(&head, &body);
        let visit = event.deed.visit(event.seq).map(|seq| seq as i64);
        rows.push(EventRow { seq: event.seq as i64, visit, body });
        for entry in event.deed.entries() {
            let key = (entry.fund.as_str(), entry.account.as_str());
            *folds.entry(key).or_insert(0) += entry.amount.0;
        }
    }
    let folds = folds.into_iter().filter(|(_, sum)| *sum != 0);
    let folds = folds.map(|((fund, account), sum)| Entry {
        fund: fund.into(),
        account: account.into(),
        amount: Fen(sum),
    });
    let folds: Vec<Entry> = folds.collect();
    // Sums and files may bring words that no event has: they are written before words are counted.
    let (tallies, files) = (tallies(sitting), files(sitting));
    let room = &mut *sitting.room;
    let new = |(no, word): (u32, &str)| (i64::from(no), word.to_string());
    let words: Vec<(i64, String)> = room.lexicon.since(sitting.words_before).map(new).collect();
    let sheet = BatchSheet {
        first,
        last,
        written,
        epoch: room.epoch as u64,
        law: room.law,
        words: words.iter().map(|(_, word)| word.clone()).collect(),
        folds,
    };
    let sheet = sheet.write(&mut room.lexicon);
    head = link::<Sm3>(&head, &sheet);
    let commit = Commit {
        area: room.number,
        epoch: room.epoch,
        first: first as i64,
        last: last as i64,
        written,
        head: head.to_vec(),
        sheet,
        events: rows,
        keys: sitting.new_keys.iter().map(|(key, seq)| (key.clone(), *seq as i64)).collect(),
        tallies,
        words,
        files,
        persons: sitting.register.values().cloned().collect(),
        law: None,
    };
    Some(Sealed { commit, head })
}

fn tallies(sitting: &mut Sitting<'_>) -> Vec<TallyRow> {
    let room = &mut *sitting.room;
    let mut rows = Vec::with_capacity(sitting.moved.len());
    for (person, period) in &sitting.moved {
        let Some(state) = sitting.persons.get(person) else { continue };
        let own = state.counted.iter().filter(|(key, _)| period_of(key) == Some(*period));
        let chain = state.counted.chain.as_deref().filter(|_| *period == 0);
        let tally = Tally {
            sums: own.map(|(key, sum)| (key.clone(), sum)).collect(),
            chain: chain.and_then(|id| bill_seq(&room.code, id)),
        };
        let body = tally.write(&room.code, &mut room.lexicon);
        rows.push(TallyRow { person: *person as i64, period: *period, body });
    }
    rows
}

fn files(sitting: &mut Sitting<'_>) -> Vec<(i64, Vec<u8>)> {
    let room = &mut *sitting.room;
    let changed = sitting.changed.iter();
    let files = changed.filter_map(|person| Some((person, sitting.persons.get(person)?)));
    files
        .map(|(person, state)| {
            (*person as i64, write_file(&room.code, &mut room.lexicon, &state.file))
        })
        .collect()
}
