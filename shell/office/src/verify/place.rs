//! The place of a correction: it stands where the bill stood that it corrects, so what bills behind
//! that place counted is not before it. Rare: the person's visits are read again, up to the correction.

use super::person::row_of;
use super::report::Unchecked;
use super::stay::{Own, Stay};
use super::walk::Walk;
use record::canon::read_event;
use record::event::{Billed, Deed};
use record::{AccKey, Accumulators, bill_id};
use std::collections::BTreeMap;

/// What stands behind a place.
#[derive(Default)]
pub(super) struct Behind {
    /// What the bills behind it counted, one after the other.
    deltas: Vec<(AccKey, i64)>,
    /// The chain as the last bill before it left it; none if no bill stands behind it.
    chain: Option<Option<u64>>,
}

impl Behind {
    /// What had been counted before the place, of all that was counted. The account is money: it is
    /// what it was when the correction was written.
    pub(super) fn before(&self, area: &str, mut counted: Accumulators) -> Accumulators {
        for (key, delta) in &self.deltas {
            counted.add(key, delta.wrapping_neg());
        }
        if let Some(chain) = self.chain {
            counted.chain = chain.map(|seq| bill_id(area, seq));
        }
        counted
    }
}

impl Walk<'_> {
    /// What stands behind the place of a correction, as the journal tells it before its seq.
    pub(super) async fn behind(
        &mut self,
        person: u64,
        seq: u64,
        bill: &Billed,
    ) -> Result<Behind, Unchecked> {
        let visits = self.crew.visits(person)?;
        let numbers: Vec<i64> = visits.iter().map(|visit| *visit as i64).collect();
        let mut rows = self.store.find(self.number, &[], &numbers).await?.events;
        rows.retain(|row| row.seq < seq as i64);
        rows.sort_unstable_by_key(|row| row.seq);
        let mut stays: BTreeMap<u64, Stay> = BTreeMap::new();
        for row in rows {
            let read = read_event(&self.code, &self.lexicon, row.seq as u64, &row.body);
            // What does not read was named where it stands.
            let Ok(event) = read else { continue };
            let Some(visit) = event.deed.visit(event.seq) else { continue };
            if let Deed::Visit(opened) = event.deed {
                stays.insert(visit, Stay::new(opened));
            } else if let Some(stay) = stays.get_mut(&visit) {
                stay.next(event);
            }
        }
        let own = stays.get(&bill.visit);
        let corrected = |stay: &Stay| Some(stay.place(stay.bill(bill.corrects?)?));
        let Some(place) = own.and_then(corrected) else { return Ok(Behind::default()) };
        let live = stays.values().flat_map(|stay| stay.live().map(|own| (stay.place(own), own)));
        Ok(behind(place, live.collect()))
    }
}

fn behind(place: u64, live: Vec<(u64, &Own)>) -> Behind {
    let (later, before): (Vec<_>, Vec<_>) = live.into_iter().partition(|(at, _)| *at > place);
    let last = before.iter().max_by_key(|(at, _)| *at);
    let chain = (!later.is_empty()).then(|| last.and_then(|(_, own)| own.bill.chain));
    let counts = |(key, _): &&(AccKey, i64)| {
        row_of(key).is_some() && !["account.current", "account.history"].contains(&&key.name[..])
    };
    let deltas = later.iter().flat_map(|(_, own)| own.bill.deltas.iter().filter(counts));
    Behind { deltas: deltas.cloned().collect(), chain }
}
