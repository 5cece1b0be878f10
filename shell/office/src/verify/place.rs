//! The place of a correction: it stands where the bill stood that it corrects, so what bills behind
//! that place counted is not before it. Rare: the person's visits are read again, up to the correction.

use super::person::row_of;
use super::report::Unchecked;
use super::stay::{Own, Stay};
use super::walk::Walk;
use record::canon::read_event;
use record::event::{Billed, Deed};
use record::{AccKey, Accumulators, bill_id, bill_seq};
use std::collections::BTreeMap;

/// What stands behind a place.
#[derive(Default)]
pub(super) struct Behind {
    /// What the bills behind it counted, one after the other.
    deltas: Vec<(AccKey, i64)>,
    /// Its bills, whether they stand, and the chain that was open before each.
    bills: BTreeMap<u64, (bool, Option<u64>)>,
}

impl Behind {
    /// What had been counted before the place, of all that was counted. The account is money: it is
    /// what it was when the correction was written.
    pub(super) fn before(&self, area: &str, mut counted: Accumulators) -> Accumulators {
        for (key, delta) in &self.deltas {
            counted.add(key, delta.wrapping_neg());
        }
        let open = counted.chain.as_deref().and_then(|id| bill_seq(area, id));
        if let Some(chain) = open.and_then(|open| self.chain(open)) {
            counted.chain = chain.map(|seq| bill_id(area, seq));
        }
        counted
    }

    /// Whether a bill that stands behind the place opened the chain that is open.
    pub(super) fn opened(&self, open: Option<u64>) -> bool {
        open.and_then(|open| self.chain(open)).is_some()
    }

    /// The chain at the place, if a bill that stands behind it opened the one that is open now: back
    /// to the one that no bill behind it opened. Any other open chain is open there, too.
    fn chain(&self, open: u64) -> Option<Option<u64>> {
        self.bills.get(&open).filter(|(live, _)| *live)?;
        let mut chain = Some(open);
        while let Some((at, (_, before))) = chain.and_then(|at| Some((at, self.bills.get(&at)?))) {
            chain = before.filter(|before| *before < at);
        }
        Some(chain)
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
        let all = stays.values().flat_map(|stay| {
            stay.bills.iter().map(|own| (stay.place(own), own)).filter(|(at, _)| *at > place)
        });
        Ok(behind(all.map(|(_, own)| own).collect()))
    }
}

fn behind(later: Vec<&Own>) -> Behind {
    let bills = later.iter().map(|own| (own.seq, (own.live, own.bill.chain_before)));
    let bills = bills.collect();
    let counts = |(key, _): &&(AccKey, i64)| {
        row_of(key).is_some() && !["account.current", "account.history"].contains(&&key.name[..])
    };
    let live = later.iter().filter(|own| own.live);
    let deltas = live.flat_map(|own| own.bill.deltas.iter().filter(counts));
    Behind { deltas: deltas.cloned().collect(), bills }
}
