//! A person's file: covers (参保) and filings (备案) as they were written, and what holds on a day.

use crate::person::{Account, Person};
use units::{Day, Fen, PersonId};

/// A cover from a day on. A later written cover holds before an earlier one, and takes the place of
/// one from the same day: so a cover is ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// First day.
    pub from: Day,
    /// Last day; none: open.
    pub to: Option<Day>,
    /// Kind of insurance.
    pub insurance: String,
    /// In service, retired, adult, child, student.
    pub status: Option<String>,
    /// Day of birth.
    pub born: Option<Day>,
    /// Aid-object classes.
    pub classes: Vec<String>,
    /// Contribution tier.
    pub tier: Option<String>,
    /// First day of benefits.
    pub entitled_from: Option<Day>,
    /// Years enrolled.
    pub years_enrolled: Option<u32>,
}

/// The cover of a day among covers in the order in which they were written.
fn on(covers: &[Cover], day: Day) -> Option<&Cover> {
    let holds = |cover: &Cover| cover.from <= day && cover.to.is_none_or(|to| day <= to);
    let stands = |at: usize| covers[at + 1..].iter().all(|later| later.from != covers[at].from);
    (0..covers.len()).rev().find(|at| holds(&covers[*at]) && stands(*at)).map(|at| &covers[at])
}

/// Whether two lists of covers give every day the same cover.
pub fn same_covers(one: &[Cover], other: &[Cover]) -> bool {
    let ends = |cover: &Cover| [Some(cover.from), cover.to.map(Day::next)];
    let mut days = one.iter().chain(other).flat_map(ends).flatten();
    days.all(|day| on(one, day) == on(other, day))
}

/// What a filing is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FilingKind {
    /// A registered chronic or special condition (门诊慢特病备案).
    Condition,
    /// Care away from home (异地就医备案).
    Away,
    /// A chosen institution (定点备案, 选点).
    Chosen,
    /// A referral (转诊).
    Referral,
}

impl FilingKind {
    /// By the words of our own files.
    pub const NAMES: [(&'static str, FilingKind); 4] = [
        ("condition", FilingKind::Condition),
        ("away", FilingKind::Away),
        ("chosen", FilingKind::Chosen),
        ("referral", FilingKind::Referral),
    ];

    /// The word of our own files.
    pub fn name(self) -> &'static str {
        FilingKind::NAMES[self as usize].0
    }
}

/// A filing. A later written one of the same kind, value and first day takes its place: so a filing
/// is ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// What it is about.
    pub kind: FilingKind,
    /// The condition, the institution, or the place; may be empty.
    pub value: String,
    /// First day.
    pub from: Day,
    /// Last day; none: open.
    pub to: Option<Day>,
}

impl Filing {
    /// Whether it is the same filing, whatever its last day.
    pub fn is_of(&self, other: &Filing) -> bool {
        (self.kind, &self.value, self.from) == (other.kind, &other.value, other.from)
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether it holds on any day: one that was taken back ends before it begins.
    pub fn ever_holds(&self) -> bool {
        self.to.is_none_or(|to| self.from <= to)
    }
}

/// Everything written about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFile {
    /// Id.
    pub id: PersonId,
    /// Covers in the order in which they were written.
    pub covers: Vec<Cover>,
    /// Filings in the order in which they were written.
    pub filings: Vec<Filing>,
}

impl PersonFile {
    /// The cover that holds on a day: the last written of those whose days hold it.
    pub fn cover_on(&self, day: Day) -> Option<&Cover> {
        on(&self.covers, day)
    }

    /// Filings of a kind that hold on a day.
    pub fn filed(&self, kind: FilingKind, day: Day) -> impl Iterator<Item = &Filing> {
        self.filings_where(move |filing| filing.kind == kind && filing.holds(day))
    }

    /// Filings as they were written last, without those that were taken back.
    pub fn standing_filings(&self) -> impl Iterator<Item = &Filing> {
        self.filings_where(Filing::ever_holds)
    }

    fn filings_where(&self, which: impl Fn(&Filing) -> bool) -> impl Iterator<Item = &Filing> {
        let stands = |at: usize, filing: &Filing| {
            self.filings[at + 1..].iter().all(|later| !later.is_of(filing))
        };
        let all = self.filings.iter().enumerate().filter(move |(_, filing)| which(filing));
        all.filter(move |(at, filing)| stands(*at, filing)).map(|(_, filing)| filing)
    }

    /// Classes that a day's cover does not give, but a cover of the same insurance that begins later
    /// in that year, or that was written later for that day.
    pub fn gained_after(&self, day: Day, cover: &Cover) -> Vec<String> {
        let of_year = |other: &&Cover| {
            let later = other.from > day && other.from.year() == day.year();
            let holds = other.from <= day && other.to.is_none_or(|to| day <= to);
            other.insurance == cover.insurance && (later || holds)
        };
        let stands =
            |at: usize| self.covers[at + 1..].iter().all(|o| o.from != self.covers[at].from);
        let all = self.covers.iter().enumerate().filter(|(at, _)| stands(*at));
        let of_year = all.map(|(_, other)| other).filter(of_year);
        let mut gained: Vec<String> = Vec::new();
        for class in of_year.flat_map(|other| &other.classes) {
            if !cover.classes.contains(class) && !gained.contains(class) {
                gained.push(class.clone());
            }
        }
        gained
    }

    /// The person as a decision sees them on a day, with what is in the account.
    pub fn on(&self, day: Day, current: Fen, history: Fen) -> Option<Person> {
        let cover = self.cover_on(day)?;
        let mut conditions: Vec<String> =
            self.filed(FilingKind::Condition, day).map(|filing| filing.value.clone()).collect();
        conditions.sort();
        conditions.dedup();
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn cover(from: &str, insurance: &str) -> Cover {
        Cover {
            from: day(from),
            to: None,
            insurance: insurance.to_string(),
            status: None,
            born: None,
            classes: Vec::new(),
            tier: None,
            entitled_from: None,
            years_enrolled: None,
        }
    }

    #[test]
    fn the_last_written_cover_of_a_day_holds() {
        let mut file = PersonFile {
            id: "p".into(),
            covers: vec![cover("2026-01-01", "resident"), cover("2026-05-01", "employee")],
            filings: Vec::new(),
        };
        let insurance =
            |file: &PersonFile, on: &str| file.cover_on(day(on)).map(|c| c.insurance.clone());
        assert_eq!(insurance(&file, "2025-12-31"), None);
        assert_eq!(insurance(&file, "2026-04-30").as_deref(), Some("resident"));
        assert_eq!(insurance(&file, "2026-05-01").as_deref(), Some("employee"));
        file.covers.push(cover("2026-04-01", "resident"));
        assert_eq!(insurance(&file, "2026-05-01").as_deref(), Some("resident"));
        let before = file.covers.clone();
        file.covers.push(cover("2026-05-01", "employee"));
        assert!(!same_covers(&before, &file.covers));
        let ended = Cover { to: Some(day("2026-05-31")), ..cover("2026-05-01", "employee") };
        file.covers.push(ended.clone());
        assert_eq!(insurance(&file, "2026-05-31").as_deref(), Some("employee"));
        assert_eq!(insurance(&file, "2026-06-01").as_deref(), Some("resident"));
        let again = [file.covers.clone(), vec![ended]].concat();
        assert!(same_covers(&again, &file.covers));
    }

    #[test]
    fn filings_hold_on_their_days() {
        let filing = |kind, value: &str| Filing {
            kind,
            value: value.to_string(),
            from: day("2026-02-01"),
            to: Some(day("2026-02-28")),
        };
        let mut file = PersonFile {
            id: "p".into(),
            covers: vec![cover("2026-01-01", "resident")],
            filings: vec![filing(FilingKind::Condition, "cancer"), filing(FilingKind::Away, "")],
        };
        let held = |file: &PersonFile, on: &str| {
            file.on(day(on), Fen::ZERO, Fen::ZERO).expect("covered").conditions
        };
        assert_eq!(held(&file, "2026-02-28"), ["cancer"]);
        assert!(held(&file, "2026-03-01").is_empty());
        assert_eq!(file.filed(FilingKind::Away, day("2026-02-01")).count(), 1);
        let ended =
            Filing { to: Some(day("2026-02-10")), ..filing(FilingKind::Condition, "cancer") };
        file.filings.push(ended);
        assert_eq!(held(&file, "2026-02-10"), ["cancer"]);
        assert!(held(&file, "2026-02-28").is_empty());
    }
}
