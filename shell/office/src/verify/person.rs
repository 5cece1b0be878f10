//! A person as the journal tells it up to a seq: covers, filings, sums; kept small.

use record::event::VisitOpened;
use record::{AccKey, Account, Accumulators, Cover, Filing, FilingKind, Person, bill_id};
use std::collections::HashMap;
use units::{Day, Fen, Period, PersonId};

/// Keys by number, for all persons of a worker.
#[derive(Default)]
pub(super) struct Keyring {
    numbers: HashMap<AccKey, u32>,
    keys: Vec<AccKey>,
}

impl Keyring {
    pub(super) fn number(&mut self, key: &AccKey) -> u32 {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = self.keys.len() as u32;
        self.keys.push(key.clone());
        self.numbers.insert(key.clone(), number);
        number
    }

    pub(super) fn key(&self, number: u32) -> &AccKey {
        &self.keys[number as usize]
    }
}

/// The key of a pot of the personal account.
pub(super) fn pot(name: &str) -> AccKey {
    AccKey { name: format!("account.{name}"), values: Vec::new(), period: Period::Life }
}

/// The row in which a sum is kept: its year, or 0; none for what ends with its bill.
pub(super) fn row_of(key: &AccKey) -> Option<i64> {
    match key.period {
        Period::Bill(_) => None,
        Period::Day(day) => Some(i64::from(day.year())),
        Period::Month(year, _) | Period::Quarter(year, _) | Period::Year(year) => {
            Some(i64::from(year))
        }
        Period::Chain(_) | Period::Life => Some(0),
    }
}

/// A receipt that was claimed, by a bill that stands.
pub(super) struct Claimed {
    pub(super) institution: String,
    pub(super) receipt: String,
    pub(super) bill: u64,
}

/// A person.
pub(super) struct Insured {
    pub(super) id: PersonId,
    pub(super) covers: Vec<Cover>,
    pub(super) filings: Vec<Filing>,
    /// The event that wrote each.
    pub(super) filed_at: Vec<u64>,
    /// Visits.
    pub(super) visits: Vec<u64>,
    /// Receipts that were claimed at the counter.
    pub(super) claims: Vec<Claimed>,
    /// Sums by the number of their key.
    pub(super) sums: Vec<(u32, i64)>,
    /// The open referral chain.
    pub(super) chain: Option<u64>,
    /// In which round of comparing each kind of row was seen last.
    pub(super) seen: [u32; 3],
}

impl Insured {
    pub(super) fn new(id: PersonId) -> Insured {
        let (covers, filings, filed_at) = (Vec::new(), Vec::new(), Vec::new());
        let (visits, claims, sums) = (Vec::new(), Vec::new(), Vec::new());
        let (chain, seen) = (None, [0; 3]);
        Insured { id, covers, filings, filed_at, visits, claims, sums, chain, seen }
    }

    /// A receipt is claimed, or its bill stands again; the bill by which it was claimed before, if
    /// that stands.
    pub(super) fn claim(&mut self, claimed: Claimed) -> Option<u64> {
        let same = |other: &&Claimed| {
            (&other.institution, &other.receipt) == (&claimed.institution, &claimed.receipt)
        };
        let before = self.claims.iter().find(same).map(|other| other.bill);
        self.claims.push(claimed);
        before
    }

    /// The bill of a claim does not stand any more; false: it did not.
    pub(super) fn unclaim(&mut self, bill: u64) -> bool {
        let before = self.claims.len();
        self.claims.retain(|claimed| claimed.bill != bill);
        self.claims.len() < before
    }

    /// A filing is written, or written anew.
    pub(super) fn file(&mut self, seq: u64, filing: Filing) {
        self.filings.push(filing);
        self.filed_at.push(seq);
    }

    /// Counts on.
    pub(super) fn count(&mut self, ring: &mut Keyring, deltas: &[(AccKey, i64)]) {
        for (key, delta) in deltas.iter().filter(|(key, _)| row_of(key).is_some()) {
            let number = ring.number(key);
            match self.sums.iter_mut().find(|(known, _)| *known == number) {
                Some((_, sum)) => *sum = sum.wrapping_add(*delta),
                None => self.sums.push((number, *delta)),
            }
        }
    }

    /// What has been counted, as a decision asks for it.
    pub(super) fn counted(&self, area: &str, ring: &Keyring) -> Accumulators {
        let mut counted = Accumulators::default();
        for (number, sum) in self.sums.iter().filter(|(_, sum)| *sum != 0) {
            counted.add(ring.key(*number), *sum);
        }
        counted.chain = self.chain.map(|seq| bill_id(area, seq));
        counted
    }

    /// The covers that were not replaced from the same day on, in the order of writing.
    fn standing(&self) -> Vec<&Cover> {
        let mut standing: Vec<&Cover> = Vec::new();
        for written in &self.covers {
            standing.retain(|before| before.from != written.from);
            standing.push(written);
        }
        standing
    }

    /// Classes that the cover of a day lacks, and that another cover of the same insurance gives for
    /// that day or later in its year.
    pub(super) fn gained(&self, day: Day) -> Vec<String> {
        let holds = |cover: &Cover| cover.from <= day && cover.to.is_none_or(|to| day <= to);
        let standing = self.standing();
        let Some(own) = standing.iter().rfind(|cover| holds(cover)) else { return Vec::new() };
        let mut gained: Vec<String> = Vec::new();
        for other in standing.iter().filter(|other| other.insurance == own.insurance) {
            let later = other.from > day && other.from.year() == day.year();
            for class in other.classes.iter().filter(|_| later || holds(other)) {
                if !own.classes.contains(class) && !gained.contains(class) {
                    gained.push(class.clone());
                }
            }
        }
        gained
    }

    /// The person on a day: the cover written last of those that hold and were not replaced from
    /// the same day on, registered conditions, and what is in the account.
    pub(super) fn on(&self, day: Day, counted: &Accumulators) -> Option<Person> {
        let mut standing = self.standing();
        standing.retain(|cover| cover.from <= day && cover.to.is_none_or(|to| day <= to));
        let cover = standing.pop()?;
        let mut conditions: Vec<String> = Vec::new();
        for filing in self.filed(FilingKind::Condition, day) {
            conditions.push(filing.value.clone());
        }
        conditions.sort();
        conditions.dedup();
        let [current, history] = ["current", "history"].map(|name| Fen(counted.get(&pot(name))));
        Some(Person {
            insurance: cover.insurance.clone(),
            status: cover.status.clone(),
            born: cover.born,
            age: None,
            classes: cover.classes.clone(),
            tier: cover.tier.clone(),
            conditions,
            entitled_from: cover.entitled_from,
            years_enrolled: cover.years_enrolled,
            account: Account { current, history },
        })
    }

    /// Filings of a kind that hold on a day; one that was written again counts as it was last.
    fn filed(&self, kind: FilingKind, day: Day) -> Vec<&Filing> {
        let mut standing: Vec<&Filing> = Vec::new();
        for written in self.filings.iter().filter(|filing| filing.kind == kind) {
            standing.retain(|before| before.value != written.value || before.from != written.from);
            standing.push(written);
        }
        standing.retain(|filing| filing.from <= day && filing.to.is_none_or(|to| day <= to));
        standing
    }

    /// The referral or filing that holds for a visit: what was stated, else what was filed; care
    /// away from home is not filed for what lies at home.
    pub(super) fn referral(&self, visit: &VisitOpened, stated: Option<&String>) -> String {
        if let Some(stated) = stated {
            return stated.clone();
        }
        for referral in self.filed(FilingKind::Referral, visit.from) {
            if referral.value.is_empty() || referral.value == visit.institution {
                return "referred".to_string();
            }
        }
        let home = visit.place.place.as_deref() == Some("home");
        if !home && !self.filed(FilingKind::Away, visit.from).is_empty() {
            return "filed".to_string();
        }
        "none".to_string()
    }
}
