//! Report (编码质量报告): how good the codes of cases are, in counts.

use super::form::{Fault, fault, repaired};
use super::{CodeKind, CodeSet};
use std::collections::{BTreeMap, BTreeSet};
use units::Day;

/// The whole, in millionths.
const WHOLE: u64 = 1_000_000;

/// A share in millionths; what is less than one of them is left off.
pub fn share(part: u64, of: u64) -> Option<u64> {
    let share = u128::from(part) * u128::from(WHOLE) / u128::from((of > 0).then_some(of)?);
    u64::try_from(share).ok()
}

/// The editions by which codes are judged.
#[derive(Debug, Clone, Default)]
pub struct Editions(Vec<CodeSet>);

impl Editions {
    /// Editions in any order.
    pub fn new(mut sets: Vec<CodeSet>) -> Editions {
        sets.sort_by(|one, other| (one.from, &one.edition).cmp(&(other.from, &other.edition)));
        Editions(sets)
    }

    /// The edition that holds on a day; of several, the one that began last. Without a day, the last.
    pub fn on(&self, kind: CodeKind, day: Option<Day>) -> Option<&CodeSet> {
        let mut all = self.0.iter().rev().filter(|set| set.kind == kind);
        all.find(|set| day.is_none_or(|day| set.holds(day)))
    }

    /// The editions that have a code.
    fn with<'e>(&'e self, kind: CodeKind, code: &'e str) -> impl Iterator<Item = &'e CodeSet> {
        self.0.iter().filter(move |set| set.kind == kind && set.codes.contains_key(code))
    }

    /// Whether there is none of a kind.
    pub fn lacks(&self, kind: CodeKind) -> bool {
        self.0.iter().all(|set| set.kind != kind)
    }
}

/// The codes of one case.
#[derive(Debug, Clone, Copy, Default)]
pub struct Case<'c> {
    /// The institution, where the file says it.
    pub institution: Option<&'c str>,
    /// The day by which codes are judged.
    pub day: Option<Day>,
    /// Diagnoses with `|` between, the main one first.
    pub diagnoses: &'c str,
    /// Procedures with `|` between.
    pub procedures: &'c str,
}

/// Codes of one kind, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub codes: u64,
    /// In the edition of the day.
    pub known: u64,
    /// Not there, but in another edition.
    pub elsewhere: u64,
    /// In no edition.
    pub unknown: u64,
    /// On a day on which no edition holds.
    pub undated: u64,
    /// Known, with 9 as fourth character: unspecified (未特指).
    pub unspecific: u64,
    /// Known, but gray (灰码).
    pub gray: u64,
}

/// Cases, counted: all of them, or those of an institution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// All.
    pub cases: u64,
    /// Without a main diagnosis.
    pub main_missing: u64,
    /// Whose main diagnosis is known, but unspecified.
    pub main_unspecific: u64,
    /// Whose main diagnosis is known, but gray.
    pub main_gray: u64,
    /// In which a diagnosis, or a procedure, stands twice.
    pub repeated: [u64; 2],
    /// Codes by kind.
    pub kinds: [Tally; 2],
}

/// A code that no edition has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What it was to name.
    pub kind: CodeKind,
    /// The code.
    pub code: String,
    /// How often it stands in cases.
    pub count: u64,
    /// What is wrong with its form.
    pub fault: Option<Fault>,
    /// The nearest code of the last edition, with its name: the one that was meant, or one that begins
    /// alike, with three characters or more.
    pub nearest: Option<(String, String)>,
}

/// A code that the edition of the day does not have, but another one does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// What it names.
    pub kind: CodeKind,
    /// The code.
    pub code: String,
    /// How often it stands in cases.
    pub count: u64,
    /// The editions that have it.
    pub editions: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// All cases.
    pub all: Sums,
    /// By institution, where the file says it.
    pub institutions: BTreeMap<String, Sums>,
    /// How many codes each edition judged.
    pub judged: BTreeMap<(CodeKind, String), u64>,
    /// Codes that no edition has, the more frequent first.
    pub unknown: Vec<Unknown>,
    /// Codes of other editions, the more frequent first.
    pub elsewhere: Vec<Elsewhere>,
}

/// Counts case by case.
#[derive(Debug)]
pub struct Reporter<'e> {
    editions: &'e Editions,
    report: Report,
    unknown: BTreeMap<(CodeKind, String), u64>,
    elsewhere: BTreeMap<(CodeKind, String), u64>,
}

/// What a code is on a day.
enum Is {
    Known { unspecific: bool, gray: bool },
    Elsewhere,
    Unknown,
    Undated,
}

impl<'e> Reporter<'e> {
    /// Nothing is counted yet.
    pub fn new(editions: &'e Editions) -> Reporter<'e> {
        let (report, unknown, elsewhere) = Default::default();
        Reporter { editions, report, unknown, elsewhere }
    }

    /// Counts a case.
    pub fn take(&mut self, case: &Case<'_>) {
        let mut sums = Sums { cases: 1, ..Sums::default() };
        let lists = [case.diagnoses, case.procedures];
        for (at, kind) in CodeKind::ALL.into_iter().enumerate() {
            let mut seen = BTreeSet::new();
            let codes = lists[at].split('|').map(str::trim);
            for (place, code) in codes.enumerate().filter(|(_, code)| !code.is_empty()) {
                let is = self.judge(kind, case.day, code);
                if let (CodeKind::Diagnosis, 0, Is::Known { unspecific, gray }) = (kind, place, &is)
                {
                    sums.main_unspecific = u64::from(*unspecific);
                    sums.main_gray = u64::from(*gray);
                }
                count(&mut sums.kinds[at], &is);
                if !seen.insert(code) {
                    sums.repeated[at] = 1;
                }
            }
        }
        let main = case.diagnoses.split('|').next().unwrap_or("").trim();
        sums.main_missing = u64::from(main.is_empty());
        self.report.all.add(&sums);
        if let Some(institution) = case.institution {
            let place = self.report.institutions.entry(institution.to_string()).or_default();
            place.add(&sums);
        }
    }

    fn judge(&mut self, kind: CodeKind, day: Option<Day>, code: &str) -> Is {
        let Some(set) = self.editions.on(kind, day) else {
            return Is::Undated;
        };
        *self.report.judged.entry((kind, set.edition.clone())).or_default() += 1;
        if let Some(meaning) = set.codes.get(code) {
            let unspecific = kind == CodeKind::Diagnosis && code.get(3..5) == Some(".9");
            return Is::Known { unspecific, gray: meaning.gray };
        }
        let other = self.editions.with(kind, code).next().is_some();
        let into = if other { &mut self.elsewhere } else { &mut self.unknown };
        *into.entry((kind, code.to_string())).or_default() += 1;
        if other { Is::Elsewhere } else { Is::Unknown }
    }

    /// What was found.
    pub fn finish(mut self) -> Report {
        let editions = self.editions;
        let unknown = self.unknown.into_iter().map(|((kind, code), count)| {
            let nearest = editions.on(kind, None).and_then(|set| nearest(set, &code));
            Unknown { kind, count, fault: fault(kind, &code), nearest, code }
        });
        self.report.unknown = unknown.collect();
        self.report.unknown.sort_by_key(|one| std::cmp::Reverse(one.count));
        let elsewhere = self.elsewhere.into_iter().map(|((kind, code), count)| {
            let there = editions.with(kind, &code).map(|set| set.edition.clone()).collect();
            Elsewhere { kind, code, count, editions: there }
        });
        self.report.elsewhere = elsewhere.collect();
        self.report.elsewhere.sort_by_key(|one| std::cmp::Reverse(one.count));
        self.report
    }
}

fn count(tally: &mut Tally, is: &Is) {
    tally.codes += 1;
    match is {
        Is::Known { unspecific, gray } => {
            tally.known += 1;
            tally.unspecific += u64::from(*unspecific);
            tally.gray += u64::from(*gray);
        }
        Is::Elsewhere => tally.elsewhere += 1,
        Is::Unknown => tally.unknown += 1,
        Is::Undated => tally.undated += 1,
    }
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        self.cases += other.cases;
        self.main_missing += other.main_missing;
        self.main_unspecific += other.main_unspecific;
        self.main_gray += other.main_gray;
        for at in 0..CodeKind::ALL.len() {
            self.repeated[at] += other.repeated[at];
            let (sum, more) = (&mut self.kinds[at], &other.kinds[at]);
            sum.codes += more.codes;
            sum.known += more.known;
            sum.elsewhere += more.elsewhere;
            sum.unknown += more.unknown;
            sum.undated += more.undated;
            sum.unspecific += more.unspecific;
            sum.gray += more.gray;
        }
    }
}

/// The code that was meant, or the one that begins most alike. In order, the longest common beginning
/// is that of a neighbour.
fn nearest(set: &CodeSet, code: &str) -> Option<(String, String)> {
    let meant = repaired(set.kind, code);
    let before = set.codes.range(..=meant.clone()).next_back();
    let after = set.codes.range(meant.clone()..).next();
    let alike = |other: &str| {
        let same = meant.bytes().zip(other.bytes()).take_while(|(one, other)| one == other);
        same.count()
    };
    let mut found: Option<(usize, &String, &str)> = None;
    for (other, meaning) in before.into_iter().chain(after) {
        let same = alike(other);
        if same >= 3 && found.is_none_or(|(most, ..)| same > most) {
            found = Some((same, other, &meaning.name));
        }
    }
    found.map(|(_, code, name)| (code.clone(), name.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Meaning;

    fn set(kind: CodeKind, edition: &str, (from, to): (&str, &str), codes: &[&str]) -> CodeSet {
        let meaning =
            |code: &str| Meaning { name: format!("名{code}"), gray: code.ends_with("8") };
        let codes = codes.iter().map(|code| (code.to_string(), meaning(code))).collect();
        let (from, to) = (Day::parse(from).expect("a day"), Day::parse(to).ok());
        CodeSet { kind, edition: edition.to_string(), from, to, codes }
    }

    fn editions() -> Editions {
        let dx = CodeKind::Diagnosis;
        let new = ["A00.000", "A00.900", "A01.008", "B00.000"];
        Editions::new(vec![
            set(dx, "二", ("2021-01-01", ""), &new),
            set(dx, "一", ("2019-01-01", "2020-12-31"), &["A00.000", "C00.000"]),
            set(CodeKind::Procedure, "二", ("2021-01-01", ""), &["00.0100", "00.0200"]),
        ])
    }

    #[test]
    fn cases_are_counted_by_the_edition_of_their_day() {
        let editions = editions();
        let mut reporter = Reporter::new(&editions);
        let day = |text: &str| Day::parse(text).ok();
        let mut take = |institution, day, diagnoses, procedures| {
            reporter.take(&Case { institution: Some(institution), day, diagnoses, procedures });
        };
        take("H1", day("2022-01-01"), "A00.900|A00.000|A00.000", "00.0100|3");
        take("H1", day("2022-01-01"), "C00.000|A00.0X0", "");
        take("H2", day("2020-01-01"), "C00.000", "00.0100");
        take("H2", day("2018-01-01"), "A00.000", "");
        take("H2", None, "A01.008", "");
        take("H2", None, "|B00.000", "00.0200| 00.0200");
        let report = reporter.finish();
        let [dx, op] = report.all.kinds;
        assert_eq!((dx.codes, dx.known, dx.elsewhere, dx.unknown, dx.undated), (9, 6, 1, 1, 1));
        assert_eq!((dx.unspecific, dx.gray), (1, 1));
        assert_eq!((op.codes, op.known, op.unknown, op.undated), (5, 3, 1, 1));
        let all = report.all;
        assert_eq!((all.cases, all.main_missing, all.repeated), (6, 1, [1, 1]));
        assert_eq!((all.main_unspecific, all.main_gray), (1, 1));
        assert_eq!(report.institutions["H1"].kinds[0].codes, 5);
        assert_eq!(report.institutions["H2"].cases, 4);
        let dx = |edition: &str| report.judged[&(CodeKind::Diagnosis, edition.to_string())];
        assert_eq!((dx("一"), dx("二")), (1, 7));
        assert_eq!(report.elsewhere.len(), 1);
        assert_eq!(report.elsewhere[0].editions, ["一"]);
        let [one, other] = &report.unknown[..] else { panic!("{:#?}", report.unknown) };
        assert_eq!((one.code.as_str(), one.fault), ("A00.0X0", Some(Fault::CapitalX)));
        assert_eq!(one.nearest, Some(("A00.000".to_string(), "名A00.000".to_string())));
        assert_eq!((other.code.as_str(), &other.nearest), ("3", &None));
    }

    #[test]
    fn the_nearest_code_begins_alike() {
        let editions = editions();
        let set = editions.on(CodeKind::Diagnosis, None).expect("an edition");
        let near = |code| nearest(set, code).map(|(code, _)| code);
        assert_eq!(near("ａ00.900").as_deref(), Some("A00.900"));
        assert_eq!(near("A00.901").as_deref(), Some("A00.900"));
        assert_eq!(near("A01").as_deref(), Some("A01.008"));
        assert_eq!(near("A0").as_deref(), None);
        assert_eq!(near("Z99.000"), None);
        assert_eq!(near("腹痛"), None);
    }

    #[test]
    fn shares_are_whole_millionths() {
        assert_eq!(share(1, 3), Some(333_333));
        assert_eq!(share(3, 3), Some(1_000_000));
        assert_eq!(share(0, 0), None);
    }
}
