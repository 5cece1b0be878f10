//! The made-up year measured against its calibration: visits, stays, costs by level, ages.

use super::calibration::{Calibration, LEVELS, WHOLE};
use super::people::Someone;
use super::plan::Trip;
use units::Fen;

/// Places in the lists below.
fn insurance(employee: bool) -> usize {
    usize::from(!employee)
}

/// How many and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    count: u64,
    total: Fen,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.count += other.count;
        self.total += other.total;
    }
}

/// What was counted of persons and bills: employees and residents.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    persons: [u64; 2],
    /// Those who have somewhere to go for outpatient care.
    outpatients: [u64; 2],
    /// Persons by bands of age.
    ages: Vec<u64>,
    visits: [Sum; 2],
    /// Stays by level.
    stays: [[Sum; LEVELS.len()]; 2],
}

/// A figure beside the calibrated one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) made: u64,
    pub(super) wanted: u64,
    /// How many it rests on.
    pub(super) of: u64,
}

impl Measured {
    /// A person.
    pub(super) fn person(&mut self, one: &Someone, calibration: &Calibration) {
        let of = insurance(one.is_employee());
        self.persons[of] += 1;
        self.outpatients[of] += u64::from(!one.chosen.is_empty());
        self.ages.resize(calibration.ages.from.len(), 0);
        self.ages[calibration.band(one.age)] += 1;
    }

    /// A bill; a part of a stay adds to its cost alone.
    pub(super) fn add(&mut self, trip: &Trip, level: Option<usize>, total: Fen, part: bool) {
        let of = insurance(trip.employee);
        let sum = Sum { count: u64::from(!part), total };
        match level.filter(|_| trip.is_stay()) {
            Some(level) => self.stays[of][level].add(sum),
            None => self.visits[of].add(sum),
        }
    }

    /// What another area counted.
    pub(super) fn join(&mut self, other: Measured) {
        for of in 0..2 {
            self.persons[of] += other.persons[of];
            self.outpatients[of] += other.outpatients[of];
            self.visits[of].add(other.visits[of]);
            for level in 0..LEVELS.len() {
                self.stays[of][level].add(other.stays[of][level]);
            }
        }
        self.ages.resize(self.ages.len().max(other.ages.len()), 0);
        self.ages.iter_mut().zip(other.ages).for_each(|(sum, more)| *sum += more);
    }

    /// All figures beside what is calibrated. Of what was planned for the year only a part may have been
    /// lived by now: how often people come is told as of a whole year.
    pub(super) fn figures(
        &self,
        calibration: &Calibration,
        (lived, planned): (usize, usize),
    ) -> Vec<Figure> {
        let mut figures = Vec::new();
        let a_year = |count: u64| count * planned as u64 / lived.max(1) as u64;
        let mut say = |name: String, [made, wanted, of]: [u64; 3]| {
            figures.push(Figure { name, made, wanted, of });
        };
        for employee in [true, false] {
            let (of, scheme) = (insurance(employee), calibration.scheme(employee));
            let who = if employee { "employees" } else { "residents" };
            let (persons, outpatients) = (self.persons[of], self.outpatients[of]);
            let visits = self.visits[of];
            say(
                format!("visits of 1000 {who}"),
                [a_year(visits.count) * WHOLE / outpatients.max(1), scheme.visits, visits.count],
            );
            let stays: u64 = self.stays[of].iter().map(|sum| sum.count).sum();
            say(
                format!("stays of 1000 {who}"),
                [a_year(stays) * WHOLE / persons.max(1), scheme.stays, stays],
            );
            for (level, name) in LEVELS.iter().enumerate() {
                let sum = self.stays[of][level];
                let mean = sum.total.0 as u64 / 100 / sum.count.max(1);
                let wanted = scheme.levels.cost[level];
                say(format!("yuan a stay of {who}, {name}"), [mean, wanted, sum.count]);
            }
        }
        let persons = self.ages.iter().sum::<u64>();
        for (band, from) in calibration.ages.from.iter().enumerate() {
            let count = self.ages.get(band).copied().unwrap_or(0);
            let made = count * WHOLE / persons.max(1);
            let wanted = calibration.ages.share[band];
            say(format!("of 1000 persons aged from {from}"), [made, wanted, count]);
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::super::AREAS;
    use super::super::catalogue::Catalogue;
    use super::super::make::shared_out;
    use super::super::people::People;
    use super::super::places::Places;
    use super::super::plan::Plan;
    use super::*;
    use crate::dice::Dice;
    use units::Day;

    /// Parts of a hundred by which a figure may be off, and how many it must rest on.
    const TOLERANCE: u64 = 12;
    const ENOUGH: u64 = 300;

    #[test]
    fn the_made_region_is_as_it_is_calibrated() {
        let since = Day::parse("2020-01-01").expect("a day");
        let calibration = Calibration::read().expect("it reads");
        let catalogue = Catalogue::read(since).expect("the lists read");
        let area = AREAS[0];
        let places = Places::new(area, 20_000, &mut Dice::new(1));
        let (mut people, mut measured) = (People::new(1, since), Measured::default());
        let mut plan = Plan::new((&calibration, &catalogue), area, Dice::new(2));
        for (village, count) in shared_out(&places.villages, 20_000) {
            for one in people.neighbours((area, village), count, &calibration, &catalogue) {
                measured.person(&one, &calibration);
                plan.add(1, &one);
            }
        }
        let trips = plan.days();
        for trip in &trips {
            let total = trip.lines(&catalogue).iter().map(|line| line.amount).sum();
            let level = catalogue.institutions[usize::from(trip.institution)].level();
            measured.add(trip, level, total, false);
        }
        let each = trips.len() as u64 * 100 / 20_000;
        println!("{} visits and stays, {each} of a hundred persons", trips.len());
        assert!((400..560).contains(&each), "about five a person: {each}");
        let mut enough = 0;
        for Figure { name, made, wanted, of } in measured.figures(&calibration, (1, 1)) {
            println!("{name}: {made}, calibrated {wanted}, on {of}");
            if of >= ENOUGH {
                enough += 1;
                assert!(
                    made.abs_diff(wanted) * 100 <= wanted * TOLERANCE,
                    "{name}: {made} {wanted}"
                );
            }
        }
        assert!(enough > 12, "{enough}");
    }
}
