//! §8: what has been counted, what this bill counts, numbers of stays and visits, chains.

use super::{Case, Fault, gap};
use law::{
    Accumulator, Counter, Delta, Expr, Fact, FeedOf, Layer, LayerKind, Limit, Measure, Point,
    UNKNOWN,
};
use record::AccKey;
use units::{Day, Fen, PeriodKind};

impl<'a> Case<'a> {
    fn accumulator(&self, name: &str) -> Result<&'a Accumulator, Fault> {
        let pieces = self.scene.area.accumulators.get(name);
        match pieces.and_then(|pieces| pieces.on(self.scene.day)) {
            Some(piece) => Ok(&piece.body),
            None => gap(format!("'{name}' is not in force on this day")),
        }
    }

    /// The key under which an accumulator counts for this bill.
    fn key(&self, name: &str, acc: &Accumulator) -> Result<AccKey, Fault> {
        let mut values = Vec::new();
        for fact in &acc.keys {
            let code = self.scene.point.get(*fact);
            if code == UNKNOWN {
                return gap(format!("'{name}' is kept by {}, not stated", fact.name()));
            }
            values.push(self.scene.area.domains.value(*fact, code));
        }
        let bill = self.bill.id.as_str();
        Ok(AccKey {
            name: name.to_string(),
            values,
            period: acc.period.of(self.scene.day, bill, &self.chain),
        })
    }

    /// What the accumulator has counted; the bill itself starts from nothing.
    pub(super) fn counted(&self, over: Option<&str>) -> Result<i64, Fault> {
        match over {
            None => Ok(0),
            Some(name) => Ok(self.sums.get(&self.key(name, self.accumulator(name)?)?)),
        }
    }

    /// An amount less what has been counted, never below 0; none: unlimited.
    pub(super) fn remainder(
        &self,
        amount: &Expr,
        over: Option<&str>,
        point: Point,
    ) -> Result<Option<i64>, Fault> {
        match self.scene.whole(amount, point)? {
            None => Ok(None),
            Some(amount) => Ok(Some((amount - self.counted(over)?).max(0))),
        }
    }

    /// The smallest remainder of a layer's limits on payment; none: unlimited.
    pub(super) fn smallest(&self, limits: &[Limit], point: Point) -> Result<Option<i64>, Fault> {
        let mut smallest: Option<i64> = None;
        for limit in limits {
            let monthly = match &limit.over {
                Some(name) => self.accumulator(name)?.period == PeriodKind::MonthCarried,
                None => false,
            };
            let over = limit.over.as_deref();
            let remainder = if monthly {
                self.carried(&limit.amount, over, point)?
            } else {
                self.remainder(&limit.amount, over, point)?
            };
            smallest = match (smallest, remainder) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        Ok(smallest)
    }

    /// Monthly amounts added up to the bill's month, less what was used this year.
    fn carried(
        &self,
        amount: &Expr,
        over: Option<&str>,
        point: Point,
    ) -> Result<Option<i64>, Fault> {
        let day = self.scene.day;
        let first = match self.person.entitled_from {
            Some(from) if from.year() == day.year() => from.month(),
            _ => 1,
        };
        let mut sum = 0;
        for month in first..=day.month() {
            let Some(begins) = Day::new(day.year(), month, 1) else {
                return gap("no such month");
            };
            // The layer's own text is that of the ruling day.
            let mut scene = self.scene.clone();
            scene.day = begins.max(self.scheme.entry.from);
            match scene.whole(amount, point)? {
                Some(month) => sum += month,
                // page: a month without a limit leaves the sum without one.
                None => return Ok(None),
            }
        }
        Ok(Some((sum - self.counted(over)?).max(0)))
    }

    /// A layer that drew fen needs the key facts of every accumulator it names or feeds.
    pub(super) fn keys_stated(&self, layer: &Layer) -> Result<(), Fault> {
        let mut named: Vec<&str> = Vec::new();
        if let LayerKind::Ordinary(parts) = &layer.kind {
            let costs = [&parts.cost_limit_before, &parts.cost_limit_after];
            named.extend(costs.into_iter().flatten().filter_map(|limit| limit.over.as_deref()));
            named.extend(parts.limits.iter().filter_map(|limit| limit.over.as_deref()));
            named.extend(parts.bands.iter().filter_map(|bands| bands.over.as_deref()));
            if let Some(deductible) = &parts.deductible {
                named.extend(deductible.over.as_deref());
                named.extend(deductible.most.iter().map(|most| most.over.as_str()));
            }
        }
        for (name, pieces) in &self.scene.area.accumulators {
            let Some(piece) = pieces.on(self.scene.day) else {
                continue;
            };
            let fed = piece.body.feeds.iter().any(|feed| match &feed.of {
                FeedOf::Layer(by, _) => *by == layer.name,
                FeedOf::Measure(_) => false,
            });
            if fed || named.contains(&name.as_str()) {
                self.key(name, &piece.body)?;
            }
        }
        Ok(())
    }

    fn count(&mut self, key: AccKey, delta: i64) {
        if delta != 0 {
            self.sums.add(&key, delta);
            *self.deltas.entry(key).or_insert(0) += delta;
        }
    }

    /// Feeds every accumulator of the area that names this layer.
    pub(super) fn feed(&mut self, layer: &str, deltas: &[(Delta, i64)]) -> Result<(), Fault> {
        self.feed_where(|of| match of {
            FeedOf::Layer(name, delta) if name == layer => {
                let of_delta = deltas.iter().filter(|(known, _)| known == delta);
                of_delta.map(|(_, fen)| fen).sum()
            }
            _ => 0,
        })
    }

    /// After the bill, the meters. They count every bill of the area that is settled.
    pub(super) fn feed_measures(&mut self) -> Result<(), Fault> {
        let measures = self.scene.measures;
        self.feed_where(|of| match of {
            FeedOf::Measure(measure) => {
                measures[match measure {
                    Measure::Total => 0,
                    Measure::OwnPay => 1,
                    Measure::OverLimit => 2,
                    Measure::FirstPay => 3,
                    Measure::InScope => 4,
                }]
            }
            FeedOf::Layer(..) => 0,
        })
    }

    fn feed_where(&mut self, amount: impl Fn(&FeedOf) -> i64) -> Result<(), Fault> {
        for (name, pieces) in &self.scene.area.accumulators {
            let Some(piece) = pieces.on(self.scene.day) else {
                continue;
            };
            for feed in &piece.body.feeds {
                let delta = amount(&feed.of);
                if delta != 0 && self.scene.meets(&feed.when, &self.scene.point)? {
                    self.count(self.key(name, &piece.body)?, delta);
                }
            }
        }
        Ok(())
    }

    fn counter(&self, fact: Fact) -> Option<&'a Counter> {
        let day = self.scene.day;
        let in_force = self.scene.area.counters.iter().find(|counter| {
            let to = counter.entry.to;
            counter.body.fact == fact
                && counter.body.insurance == self.scheme.body.insurance
                && counter.entry.from <= day
                && to.is_none_or(|to| day <= to)
        });
        in_force.map(|counter| &counter.body)
    }

    fn counter_key(&self, counter: &Counter) -> AccKey {
        let name = match counter.fact {
            Fact::Stay => "stays",
            _ => "visits",
        };
        AccKey {
            name: name.to_string(),
            values: Vec::new(),
            period: counter.period.of(self.scene.day, "", ""),
        }
    }

    /// States the numbers of this stay and this visit; without a counter they stay unknown.
    pub(super) fn number(&mut self) {
        for fact in [Fact::Stay, Fact::Visit] {
            if let Some(counter) = self.counter(fact) {
                let count = self.sums.get(&self.counter_key(counter)).max(0);
                let number = match self.bill.continues {
                    Some(_) => count.max(1),
                    None => count + 1,
                };
                self.scene.point.set_number(fact, number as u32);
            }
        }
    }

    /// Whether the bill is of those a counter counts, whatever the layers will pay.
    fn counts(&self, counter: &Counter) -> Result<bool, Fault> {
        if self.bill.continues.is_some() || (self.scene.measures[4] == 0 && !counter.zero) {
            return Ok(false);
        }
        self.scene.holds(&counter.counts, self.scene.point)
    }

    /// Whether anything is counted by chains: else no fen depends on which is open.
    fn chains_count(&self) -> bool {
        let pieces = self.scene.area.accumulators.values().flat_map(|pieces| &pieces.pieces);
        pieces.into_iter().any(|piece| piece.body.period == PeriodKind::Chain)
    }

    /// Chooses the chain on which this bill counts; true if it opens one.
    pub(super) fn choose_chain(&mut self) -> Result<bool, Fault> {
        let fits = match self.counter(Fact::Stay) {
            Some(counter) if self.bill.continues.is_none() => {
                self.scene.holds(&counter.counts, self.scene.point).ok()
            }
            _ => Some(false),
        };
        let filing = self.bill.filing.as_deref();
        let stays = self.sums.chain.is_some() && filing == Some("referred");
        let unstated = fits.is_none() || (self.sums.chain.is_some() && filing.is_none());
        if fits != Some(false) && !stays && unstated && self.chains_count() {
            return gap("whether the bill opens a chain is not stated and matters");
        }
        let opens = fits.unwrap_or(true) && !stays;
        let open = self.sums.chain.clone().unwrap_or("-".to_string());
        self.chain = if opens { self.bill.id.0.clone() } else { open };
        Ok(opens)
    }

    /// Moves the counters after the bill; true if that of stays moved.
    pub(super) fn move_counters(&mut self, paid: Fen) -> Result<bool, Fault> {
        let mut stay_moved = false;
        for fact in [Fact::Stay, Fact::Visit] {
            let Some(counter) = self.counter(fact) else {
                continue;
            };
            // page: the account is no layer here: what it paid does not make a bill count.
            if (paid > Fen::ZERO || counter.under_deductible) && self.counts(counter)? {
                self.count(self.counter_key(counter), 1);
                stay_moved |= fact == Fact::Stay;
            }
        }
        Ok(stay_moved)
    }
}
