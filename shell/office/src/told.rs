//! What an answer tells beside its event (回执): when it was written, the visit, the person. Read in sets,
//! for many answers at once; a repeat is told the same, out of what was written.

use crate::desk::DeskError;
use crate::journal::Journal;
use crate::read_person::{Because, PersonSeen, Viewer, read_persons};
use record::{Event, VisitFile};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An event with what belongs to it.
#[derive(Debug, Clone)]
pub struct Told {
    /// The event.
    pub event: Arc<Event>,
    /// When it was committed: milliseconds since 1970-01-01 UTC.
    pub written: i64,
    /// Its visit.
    pub visit: Arc<VisitFile>,
    /// Its person.
    pub person: PersonSeen,
}

/// Events of visits that messages asked for, in the order of the seqs; none for any other.
pub async fn told(journal: &Journal, seqs: &[u64]) -> Result<Vec<Option<Told>>, DeskError> {
    let numbers: Vec<i64> = seqs.iter().map(|seq| *seq as i64).collect();
    let events = journal.events_at(&numbers).await?;
    // Whoever sent the message has left it in the journal; what came without one tells nobody.
    let by_message = events.iter().filter(|event| event.key.is_some());
    let of = |event: &Arc<Event>| Some((event.seq, (event.deed.visit(event.seq)?, event.clone())));
    let events: BTreeMap<u64, (u64, Arc<Event>)> = by_message.filter_map(of).collect();
    let visits = visits(journal, events.values().map(|(visit, _)| *visit)).await?;
    let ids = visits.values().map(|file| (file.opened.person, file.opened.id.0.clone()));
    let persons = read_persons(journal, &Because::Messages, &ids.collect::<Vec<_>>()).await?;
    let written = journal.written(&events.keys().copied().collect()).await?;
    let one = |seq: &u64| {
        let (visit, event) = events.get(seq)?;
        let visit = visits.get(visit)?.clone();
        let person = persons.get(&visit.opened.person)?.clone();
        Some(Told { event: event.clone(), written: *written.get(seq)?, visit, person })
    };
    Ok(seqs.iter().map(one).collect())
}

/// Visits with their persons, for those who look: before anything is written.
pub async fn looked_at(
    journal: &Journal,
    asked: &[(Viewer, u64)],
) -> Result<Vec<Option<(Arc<VisitFile>, PersonSeen)>>, DeskError> {
    let visits = visits(journal, asked.iter().map(|(_, visit)| *visit)).await?;
    let found = asked.iter().filter_map(|(viewer, visit)| Some((viewer, visits.get(visit)?)));
    let (viewers, ids): (Vec<Viewer>, Vec<(u64, String)>) = found
        .map(|(viewer, file)| (viewer.clone(), (file.opened.person, file.opened.id.0.clone())))
        .unzip();
    let persons = read_persons(journal, &Because::Viewers(viewers), &ids).await?;
    let one = |(_, visit): &(Viewer, u64)| {
        let file = visits.get(visit)?;
        Some((file.clone(), persons.get(&file.opened.person)?.clone()))
    };
    Ok(asked.iter().map(one).collect())
}

async fn visits(
    journal: &Journal,
    seqs: impl Iterator<Item = u64>,
) -> Result<BTreeMap<u64, Arc<VisitFile>>, DeskError> {
    let seqs: BTreeSet<i64> = seqs.map(|seq| seq as i64).collect();
    let events = journal.of_visits(&seqs.into_iter().collect::<Vec<_>>()).await?;
    let mut by_visit: BTreeMap<u64, Vec<Arc<Event>>> = BTreeMap::new();
    for event in events {
        by_visit.entry(event.deed.visit(event.seq).unwrap_or(0)).or_default().push(event);
    }
    let file = |(seq, events)| Some((seq, Arc::new(VisitFile::of(events)?)));
    Ok(by_visit.into_iter().filter_map(file).collect())
}
