//! The plan of the year: who goes where on which day and for how much, as small skeletons in the order in
//! which they are settled. Their lines are made when they are asked for: a million persons fit.

use super::calibration::{Calibration, WHOLE};
use super::catalogue::Catalogue;
use super::lines::{self, Wanted};
use super::people::{Someone, id};
use super::{AREAS, YEAR};
use crate::dice::Dice;
use office::record_lines::Item;
use units::Day;

/// Reasons for care: code, name, and whether it is a chronic disease.
pub(super) const REASONS: [(&str, &str); 12] = [
    ("I10.x00x002", "高血压"),
    ("E11.900", "2型糖尿病"),
    ("J06.900", "急性上呼吸道感染"),
    ("K29.500", "慢性胃炎"),
    ("M51.202", "腰椎间盘突出"),
    ("J20.900", "急性支气管炎"),
    ("N39.000", "泌尿道感染"),
    ("J18.900", "肺炎"),
    ("I25.103", "冠状动脉粥样硬化性心脏病"),
    ("I63.900", "脑梗死"),
    ("C34.900", "支气管或肺恶性肿瘤"),
    ("O80.900", "单胎顺产"),
];
/// Those of visits, of stays, and of births, by their places.
const OF_VISITS: [usize; 5] = [2, 3, 4, 5, 6];
const OF_STAYS: [usize; 5] = [3, 4, 7, 8, 9];
const GRAVE: usize = 10;
const BIRTH: usize = 11;
/// Days of the year.
const DAYS: u64 = 365;
/// The longest stay, in nights.
const LONGEST: u64 = 90;
/// A stay of so many nights may be settled on the way.
const LONG: u64 = 12;
/// How much later what is late comes, in days.
const LATE: (u64, u64) = (120, 90);
/// Care of these days can be late: then something of the person comes between.
const EARLY: std::ops::Range<u64> = 45..150;
/// Fen of a yuan.
const YUAN: u64 = 100;
/// A hospital of the other area, for those from here, and of here for those.
const FAR: usize = 2;

/// What kind of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    Visit,
    Stay,
    /// Where the law is silent: bought at a pharmacy, or for a special outpatient disease.
    Pharmacy,
    Special(u8),
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Settled,
    Undone,
    Open,
    /// Still in hospital.
    Inside,
    /// Paid at the hospital, and claimed at the counter.
    Claimed,
    /// In two parts.
    MidStay,
}

/// A visit or a stay, without its lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trip {
    /// The day on which it is settled, of the year.
    acted: u16,
    /// Its first day.
    first: u16,
    pub(super) person: u32,
    pub(super) institution: u8,
    nights: u8,
    reason: u8,
    pub(super) care: Care,
    pub(super) then: Then,
    pub(super) employee: bool,
    pub(super) use_account: bool,
    /// Whether a referral is filed for it.
    pub(super) referred: bool,
    chronic: bool,
    /// What it should cost, in yuan.
    cost: u32,
    seed: u64,
}

impl Trip {
    pub(super) fn is_stay(&self) -> bool {
        self.care == Care::Stay
    }

    pub(super) fn is_late(&self) -> bool {
        self.acted > self.first + u16::from(self.nights)
    }

    /// Whether it costs as much as few stays do.
    pub(super) fn is_grave(&self) -> bool {
        usize::from(self.reason) == GRAVE
    }

    pub(super) fn is_birth(&self) -> bool {
        usize::from(self.reason) == BIRTH
    }

    /// The number of its receipt, where there is one.
    pub(super) fn receipt(&self) -> String {
        format!("{:010}", self.seed % 10_000_000_000)
    }

    /// Every second one.
    pub(super) fn is_second(&self) -> bool {
        self.seed.is_multiple_of(2)
    }

    /// The day on which it is settled.
    pub(super) fn acted(&self) -> Day {
        day(u64::from(self.acted))
    }

    pub(super) fn person(&self, area: &str) -> String {
        id(area, u64::from(self.person))
    }

    pub(super) fn reason(&self) -> (&'static str, &'static str) {
        REASONS[usize::from(self.reason)]
    }

    pub(super) fn from(&self) -> Day {
        day(u64::from(self.first))
    }

    pub(super) fn to(&self) -> Day {
        day(u64::from(self.first) + u64::from(self.nights))
    }

    /// The last day of the first part.
    pub(super) fn middle(&self) -> Day {
        day(u64::from(self.first) + u64::from(self.nights) / 2)
    }

    /// What is charged.
    pub(super) fn lines(&self, catalogue: &Catalogue) -> Vec<Item> {
        let wanted = Wanted {
            cost: u64::from(self.cost) * YUAN,
            nights: self.is_stay().then_some(u64::from(self.nights)),
            chronic: self.chronic,
        };
        let batch = if self.is_stay() { "" } else { "1" };
        lines::lines(catalogue, batch, wanted, &mut Dice::new(self.seed))
    }
}

/// A day of the year, from nothing.
fn day(at: u64) -> Day {
    let first = Day::new(YEAR, 1, 1).unwrap_or_else(|| unreachable!("each year begins"));
    let day = Day::from_number(first.number() + at as i32);
    day.unwrap_or_else(|| unreachable!("a year lies within the calendar"))
}

/// Plans the year of an area.
pub(super) struct Plan<'p> {
    pub(super) calibration: &'p Calibration,
    pub(super) catalogue: &'p Catalogue,
    area: &'static str,
    dice: Dice,
    trips: Vec<Trip>,
}

impl<'p> Plan<'p> {
    pub(super) fn new(
        (calibration, catalogue): (&'p Calibration, &'p Catalogue),
        area: &'static str,
        dice: Dice,
    ) -> Plan<'p> {
        Plan { calibration, catalogue, area, dice, trips: Vec::new() }
    }

    /// How many trips.
    pub(super) fn len(&self) -> usize {
        self.trips.len()
    }

    /// What of it has happened by a day. Who is in hospital then has not left; what comes late is not
    /// there yet.
    pub(super) fn up_to(mut self, last: Day) -> Plan<'p> {
        let last = (last.number() - day(0).number()) as u16;
        for trip in &mut self.trips {
            if trip.is_stay() && !trip.is_late() && trip.first <= last && trip.acted > last {
                trip.then = Then::Inside;
                trip.acted = last;
                trip.nights = (last - trip.first).max(1) as u8;
            }
        }
        self.trips.retain(|trip| trip.acted <= last);
        self
    }

    /// The trips in the order in which they are settled, day by day.
    pub(super) fn days(mut self) -> Vec<Trip> {
        self.trips.sort_by_key(|trip| trip.acted);
        self.trips
    }

    /// A year of someone with this number.
    pub(super) fn add(&mut self, number: u64, one: &Someone) {
        let [visits, stays] = self.calibration.expected(one.is_employee(), one.age);
        // Some are ill more often than others.
        let often = self.calibration.factor(&mut self.dice);
        let visits = if one.chosen.is_empty() { 0 } else { visits * often / WHOLE };
        let alive = one.cover.born.filter(|born| born.year() == YEAR);
        // Who is born in the year has what is left of it.
        let born = alive.map_or(0, |born| (born.number() - day(0).number()) as u64);
        let left = |expected: u64| expected * (DAYS - born) / DAYS;
        for _ in 0..Calibration::times(left(visits), &mut self.dice) {
            let trip = self.visit(number, one, born);
            self.put(trip);
        }
        for _ in 0..Calibration::times(left(stays), &mut self.dice) {
            let trip = self.stay(number, one, born);
            self.trips.extend(trip);
        }
        if let Some(day_of) = one.gives_birth {
            let first = (day_of.number() - day(0).number()) as u64;
            let trip = self.stay(number, one, first);
            let nights = (3 + self.dice.below(3)).min(DAYS - 1 - first);
            self.trips.extend(trip.filter(|_| nights > 0).map(|trip| Trip {
                first: first as u16,
                acted: (first + nights) as u16,
                nights: nights as u8,
                reason: BIRTH as u8,
                then: Then::Settled,
                ..trip
            }));
        }
    }

    fn put(&mut self, trip: Trip) {
        self.trips.push(trip);
    }

    /// A day from one on, as care lies over the year.
    fn day(&mut self, from: u64) -> u64 {
        let shares = self.calibration.months.share.iter().copied();
        for _ in 0..64 {
            let month = self.dice.weighed(shares.clone()) as u64;
            let at = month * DAYS / 12 + self.dice.below(DAYS / 12);
            if at >= from {
                return at;
            }
        }
        DAYS - 1
    }

    fn base(&mut self, number: u64, one: &Someone, first: u64) -> Trip {
        let apart = &self.calibration.apart;
        let late = EARLY.contains(&first) && self.dice.below(WHOLE) < apart.late * 3;
        let then = match self.dice.below(WHOLE) {
            at if at < apart.undone => Then::Undone,
            at if at < apart.undone + apart.open => Then::Open,
            _ => Then::Settled,
        };
        let acted = if late { first + LATE.0 + self.dice.below(LATE.1) } else { first };
        Trip {
            acted: acted as u16,
            first: first as u16,
            person: number as u32,
            institution: 0,
            nights: 0,
            reason: 0,
            care: Care::Visit,
            then: if late { Then::Settled } else { then },
            employee: one.is_employee(),
            use_account: one.is_employee() && self.dice.percent(70),
            referred: false,
            chronic: false,
            cost: 0,
            seed: self.dice.next(),
        }
    }

    fn visit(&mut self, number: u64, one: &Someone, from: u64) -> Trip {
        let first = self.day(from);
        let mut trip = self.base(number, one, first);
        let by = &self.calibration.visit;
        let weights = by.share.iter().zip(0..).map(|(share, level)| {
            let there = |at: &&usize| self.catalogue.institutions[**at].level() == Some(level);
            if one.chosen.iter().any(|at| there(&at)) { *share } else { 0 }
        });
        let level = self.dice.weighed(weights);
        let there: Vec<usize> = one
            .chosen
            .iter()
            .copied()
            .filter(|at| self.catalogue.institutions[*at].level() == Some(level))
            .collect();
        let silent = self.dice.below(WHOLE) < self.calibration.apart.silent;
        let special = one.conditions.iter().find_map(|of| of.strip_prefix("special-class-"));
        let special = special.and_then(|class| class.parse().ok());
        trip.institution = *self.dice.one(&there) as u8;
        let ill = one.conditions.len().min(2);
        trip.chronic = ill > 0 && self.dice.percent(50);
        trip.reason = match trip.chronic {
            true => self.dice.below(2) as u8,
            false => *self.dice.one(&OF_VISITS) as u8,
        };
        trip.cost = self.cost(by.cost[level]);
        match special {
            Some(class) if self.dice.percent(6) => trip.care = Care::Special(class),
            _ if silent => {
                let pharmacy = self.catalogue.pharmacy(self.area, &mut self.dice);
                trip.institution = pharmacy.unwrap_or(usize::from(trip.institution)) as u8;
                trip.care = Care::Pharmacy;
            }
            _ => {}
        }
        trip
    }

    /// None where no hospital is.
    fn stay(&mut self, number: u64, one: &Someone, from: u64) -> Option<Trip> {
        let first = self.day(from).min(DAYS - 2);
        let mut trip = self.base(number, one, first);
        let scheme = self.calibration.scheme(one.is_employee());
        let level = self.dice.weighed(scheme.levels.share.iter().copied());
        let third = level + 1 == scheme.levels.share.len();
        // Who goes far goes to a hospital of the third level.
        let of_third = self.dice.below(WHOLE * scheme.levels.share[level] / WHOLE);
        let of = &self.calibration.away;
        let far = match (third, of_third) {
            (true, at) if at < of.province => self.catalogue.of_province(self.area, &mut self.dice),
            (true, at) if at < of.province + of.other => {
                let other = AREAS.iter().find(|area| **area != self.area)?;
                self.catalogue.stay(other, FAR, 1, &mut self.dice)
            }
            _ => None,
        };
        let near = self.catalogue.stay(self.area, level, one.district, &mut self.dice);
        trip.referred = far.is_some() && !one.away && self.dice.below(WHOLE) < of.filed;
        let claimed = far.is_some() && !trip.referred && trip.then == Then::Settled;
        trip.institution = far.or(near)? as u8;
        trip.care = Care::Stay;
        trip.cost = self.cost_of_stay(scheme.levels.cost[level], third);
        let mean = u64::from(trip.cost) * WHOLE / scheme.levels.cost[level];
        let nights = scheme.days * (WHOLE + mean.min(6 * WHOLE)) / (2 * WHOLE);
        let nights = (nights + self.dice.below(10)) / 10;
        let nights = nights.clamp(1, LONGEST).min(DAYS - 1 - first);
        trip.nights = nights as u8;
        trip.acted += nights as u16;
        trip.acted = trip.acted.min(DAYS as u16 + LATE.0 as u16 + LATE.1 as u16);
        trip.reason = match mean {
            at if at > 6 * WHOLE => GRAVE as u8,
            _ => *self.dice.one(&OF_STAYS) as u8,
        };
        if claimed && self.dice.percent(40) {
            trip.then = Then::Claimed;
        }
        if nights >= LONG && trip.then == Then::Settled {
            let many = self.calibration.apart.mid_stay * 4;
            trip.then = if self.dice.below(WHOLE) < many { Then::MidStay } else { Then::Settled };
        }
        Some(trip)
    }

    fn cost(&mut self, mean: u64) -> u32 {
        (mean * self.calibration.factor(&mut self.dice) / WHOLE).max(15) as u32
    }

    /// Few stays cost as much as an illness that ruins; the others so much less.
    fn cost_of_stay(&mut self, mean: u64, third: bool) -> u32 {
        let spread = &self.calibration.spread;
        if !third {
            return self.cost(mean);
        }
        let ([least, most], few) = (spread.between, spread.catastrophic);
        if self.dice.below(10_000) < few {
            // Nearer the lower end than the upper.
            let wide = most - least;
            return (least + self.dice.below(wide).min(self.dice.below(wide))) as u32;
        }
        let of_few = few * (least + (most - least) / 3);
        self.cost((mean * 10_000).saturating_sub(of_few) / (10_000 - few))
    }
}
