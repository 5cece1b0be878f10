//! The cover behind each settlement of a step: that of its last day, as it was known when it was settled.

use super::life::Life;
use crate::desk::DeskError;
use crate::journal::Journal;
use record::Cover;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use store::Derived;
use units::Day;

/// Whether what is derived from two covers is the same.
fn alike(one: &Cover, other: &Cover) -> bool {
    let of = |cover: &Cover| (cover.insurance.clone(), cover.born, cover.classes.first().cloned());
    of(one) == of(other)
}

/// The covers of some bills, each given with its person and its last day.
pub(super) async fn covers_of(
    journal: &Journal,
    out: &Derived,
    bills: &BTreeMap<i64, (i64, Day)>,
) -> Result<BTreeMap<i64, Cover>, DeskError> {
    let persons: BTreeSet<u64> = bills.values().map(|(person, _)| *person as u64).collect();
    let files = match persons.is_empty() {
        true => return Ok(BTreeMap::new()),
        false => journal.persons(&persons).await?,
    };
    let mut lives: BTreeMap<i64, Life> = BTreeMap::new();
    let mut found: BTreeMap<i64, Cover> = BTreeMap::new();
    for (bill, (person, last)) in bills {
        let covers = files.get(&(*person as u64)).map_or(&[][..], |file| &file.covers);
        // Covers may have been written after the bill: where all are alike, it was of such a one.
        if let Some(first) = covers.first().filter(|first| covers.iter().all(|c| alike(first, c))) {
            found.insert(*bill, first.clone());
            continue;
        }
        let life = match lives.entry(*person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let own = out.person_events.iter().filter(|(of, _)| of == person);
                let own: Vec<i64> = own.map(|(_, seq)| *seq).collect();
                new.insert(Life::read(journal, *person as u64, own, out.to as u64).await?)
            }
        };
        let file = life.file_before(*bill as u64);
        let Some(cover) = file.cover_on(*last) else {
            let message = format!("bill {bill} has no cover on its last day");
            return Err(DeskError::Torn { area: journal.code().to_string(), message });
        };
        found.insert(*bill, cover.clone());
    }
    Ok(found)
}
