//! Two groupers beside each other: on random schemes, on a full scheme and its published cases; and
//! what holds of every grouping. The full scheme and the cases stand outside of the project.

use payment::drg::{Case, Codes, Fields, Qy, QyMode, Scheme, Scratch, Settings, Status, Tables};
use second_drg::plain;
use second_drg::random::{Dice, Pool, scheme};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// Cases of a comparison; the full count with `GONGJI_LONG=1`.
fn count() -> u64 {
    if std::env::var("GONGJI_LONG").is_ok_and(|long| long == "1") { 1_000_000 } else { 20_000 }
}

/// A folder beside the checkout.
fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: ../shared/data/{path:?} is not here");
    None
}

fn full() -> Option<BTreeMap<String, String>> {
    let folder = shared("chs-drg-1.1")?;
    let read = |name: &str| Some((name.to_string(), fs::read_to_string(folder.join(name)).ok()?));
    Some(Tables::NAMES.iter().filter_map(|name| read(name)).collect())
}

/// Both groupers on the same texts.
struct Both {
    first: Scheme,
    second: plain::Tables,
    pool: Pool,
}

impl Both {
    fn read(files: &BTreeMap<String, String>, settings: &Settings) -> Both {
        let mut tables = Tables::new();
        files.iter().for_each(|(name, text)| tables.add(name, text.clone()));
        let first = Scheme::read(settings, &tables);
        let first = first.unwrap_or_else(|found| panic!("{}", found[0]));
        let file = |name: &str| files.get(name).cloned().unwrap_or_default();
        let mut second = plain::Tables::read(file);
        for letter in &settings.qy.on {
            let mode = settings.qy.modes.get(letter).unwrap_or(&settings.qy.mode);
            let letters = letter.chars().map(|letter| (letter, *mode == QyMode::Any));
            second.ambiguous.extend(letters);
        }
        Both { first, second, pool: Pool::of(file) }
    }

    fn compare(&self, case: &plain::Case, scratch: &mut Scratch, ended: &mut Ended) {
        let (ours, drg) = by_first(&self.first, case, scratch);
        let plain = self.second.group(case);
        assert_eq!(ours, plain, "first (left) and second (right) differ\n{case:#?}");
        *ended.statuses.entry(ours[0].clone()).or_default() += 1;
        *ended.groups.entry(drg).or_default() += 1;
    }
}

/// How cases ended, for the printed counts.
#[derive(Default)]
struct Ended {
    statuses: BTreeMap<String, u64>,
    groups: BTreeMap<String, u64>,
}

impl Ended {
    fn print(&self, what: &str) {
        println!("{what}: {:?}, {} outcomes", self.statuses, self.groups.len());
    }
}

fn by_first(scheme: &Scheme, case: &plain::Case, scratch: &mut Scratch) -> (plain::Result, String) {
    let (dx, op) = (case.diagnoses.join("|"), case.procedures.join("|"));
    let fields = Fields {
        sex: &case.gender,
        age: &case.age,
        days: &case.age_day,
        weight: &case.weight,
        stay: &case.stay,
        leaving: "1",
        diagnoses: Codes::Joined(&dx),
        procedures: Codes::Joined(&op),
    };
    let got = scheme.group_fields(&fields, scratch);
    assert_eq!(got.reason.is_none(), got.status == Status::Grouped, "{case:?}");
    let result = [got.status.zh(), got.mdc, got.adrg, got.drg].map(str::to_string);
    (result, got.drg.to_string())
}

#[test]
fn both_agree_on_random_schemes() {
    let (mut ended, mut scratch) = (Ended::default(), Scratch::default());
    let each = 200;
    for seed in 0..count() / each {
        let mut dice = Dice::new(seed);
        let files = scheme(&mut dice);
        let mut settings = Settings::default();
        let on = "APYZMNBCX".chars().filter(|_| dice.percent(50)).map(String::from).collect();
        let modes = [("B".to_string(), QyMode::First), ("C".to_string(), QyMode::First)].into();
        settings.qy = Qy { on, modes, ..Qy::default() };
        let both = Both::read(&files, &settings);
        for _ in 0..each {
            let case = both.pool.case(&mut dice);
            both.compare(&case, &mut scratch, &mut ended);
        }
    }
    ended.print("random schemes");
    assert_eq!(ended.statuses.len(), 4, "every status occurs");
}

#[test]
fn both_agree_on_the_full_scheme() {
    let Some(files) = full() else { return };
    let both = Both::read(&files, &Settings::default());
    let (mut ended, mut scratch) = (Ended::default(), Scratch::default());
    let mut dice = Dice::new(11);
    for _ in 0..count() {
        let case = both.pool.case(&mut dice);
        both.compare(&case, &mut scratch, &mut ended);
    }
    ended.print("the full scheme");
}

/// Rows of the published cases: columns, and what they must come to.
fn published() -> Option<String> {
    fs::read_to_string(shared("drg-cases")?.join("cases_chs_drg_1.1.csv")).ok()
}

fn fields<'a>(row: &[&'a str]) -> Fields<'a> {
    Fields {
        sex: row[1],
        age: row[2],
        days: row[3],
        weight: row[4],
        stay: row[6],
        leaving: row[7],
        diagnoses: Codes::Joined(row[8]),
        procedures: Codes::Joined(row[9]),
    }
}

#[test]
fn published_cases_come_to_the_published_groups() {
    let (Some(files), Some(text)) = (full(), published()) else { return };
    let both = Both::read(&files, &Settings::default());
    let mut scratch = Scratch::default();
    let (mut cases, mut wrong) = (0, Vec::new());
    for line in text.lines().skip(1) {
        let row: Vec<&str> = line.split(',').collect();
        let got = both.first.group_fields(&fields(&row), &mut scratch);
        // The trace goes without the sieve, so this tries the sieve, too.
        let case = Case::read(&fields(&row), &both.first.settings().limits).expect("readable");
        assert_eq!(both.first.why(&case, &mut scratch).0, got, "{line}");
        let got = [got.status.zh(), got.mdc, got.adrg, got.drg];
        let split = |text: &str| -> Vec<String> {
            text.split('|').filter(|code| !code.is_empty()).map(str::to_string).collect()
        };
        let case = plain::Case {
            gender: row[1].to_string(),
            age: row[2].to_string(),
            age_day: row[3].to_string(),
            weight: row[4].to_string(),
            stay: row[6].to_string(),
            diagnoses: split(row[8]),
            procedures: split(row[9]),
        };
        let second = both.second.group(&case);
        if got != row[10..14] || second[..] != row[10..14] {
            wrong.push(format!("{line}: first {got:?}, second {second:?}"));
        }
        cases += 1;
    }
    println!("{cases} published cases, {} differ", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// 2 with MCC, 1 with CC, 0 without; nothing for groups that are not split.
fn step(drg: &str) -> Option<u8> {
    match drg.chars().last() {
        Some('1') => Some(2),
        Some('3') => Some(1),
        Some('5') => Some(0),
        _ => None,
    }
}

#[test]
fn what_holds_of_every_grouping() {
    let mut dice = Dice::new(5);
    let files = full().unwrap_or_else(|| scheme(&mut dice));
    let both = Both::read(&files, &Settings::default());
    let (mut scratch, mut raised) = (Scratch::default(), 0);
    for _ in 0..count() {
        let case = both.pool.case(&mut dice);
        let (got, drg) = by_first(&both.first, &case, &mut scratch);
        let mut mixed = case.clone();
        for at in (2..mixed.diagnoses.len()).rev() {
            mixed.diagnoses.swap(at, 1 + dice.below(at));
        }
        assert_eq!(got, by_first(&both.first, &mixed, &mut scratch).0, "order matters\n{case:#?}");
        let mut more = case.clone();
        let list = dice.one(&both.pool.diagnoses);
        more.diagnoses.push(dice.one(list).clone());
        let (then, after) = by_first(&both.first, &more, &mut scratch);
        if !case.diagnoses.is_empty() && then[..3] == got[..3] {
            assert!(step(&drg) <= step(&after), "{drg} fell to {after}\n{more:#?}");
            raised += u32::from(step(&drg) < step(&after));
        }
    }
    println!("a diagnosis more raised {raised} cases");
}

#[test]
fn the_trace_changes_nothing() {
    let mut dice = Dice::new(6);
    let files = scheme(&mut dice);
    let both = Both::read(&files, &Settings::default());
    let mut scratch = Scratch::default();
    for _ in 0..2_000 {
        let case = both.pool.case(&mut dice);
        let (dx, op) = (case.diagnoses.join("|"), case.procedures.join("|"));
        let case = Case {
            sex: 1,
            age: 0,
            days: Some(3),
            weight: Some(1_600),
            stay: None,
            leaving: "",
            diagnoses: Codes::Joined(&dx),
            procedures: Codes::Joined(&op),
        };
        let (outcome, steps) = both.first.why(&case, &mut scratch);
        assert_eq!(outcome, both.first.group(&case, &mut scratch));
        assert!(!steps.is_empty());
        for change in payment::drg::explain(&both.first, &case, &mut scratch) {
            assert_ne!((change.outcome.status, change.outcome.drg), (outcome.status, outcome.drg));
        }
    }
}

#[test]
fn anything_may_come() {
    let mut dice = Dice::new(7);
    let both = Both::read(&scheme(&mut dice), &Settings::default());
    let pieces =
        ["", "|", " ", "1", "2", "0", "-", ".", "D01.1", "D02.2|", "00.00", "体重", "\u{0}", "x"];
    let text =
        |dice: &mut Dice| -> String { (0..dice.below(6)).map(|_| *dice.one(&pieces)).collect() };
    let mut scratch = Scratch::default();
    for _ in 0..count() {
        let texts: Vec<String> = (0..8).map(|_| text(&mut dice)).collect();
        let fields = Fields {
            sex: if dice.percent(60) { "1" } else { &texts[0] },
            age: if dice.percent(60) { "0" } else { &texts[1] },
            days: &texts[2],
            weight: &texts[3],
            stay: &texts[4],
            leaving: &texts[5],
            diagnoses: Codes::Joined(&texts[6]),
            procedures: Codes::Joined(&texts[7]),
        };
        let outcome = both.first.group_fields(&fields, &mut scratch);
        assert_eq!(outcome.reason.is_none(), outcome.status == Status::Grouped, "{fields:?}");
    }
}

/// `cargo test --release -p second_drg -- --ignored --nocapture`
#[test]
#[ignore = "measures; only in release"]
fn how_many_cases_a_second() {
    let (Some(files), Some(text)) = (full(), published()) else { return };
    let both = Both::read(&files, &Settings::default());
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let fields: Vec<Fields> = rows.iter().map(|row| fields(row)).collect();
    let mut scratch = Scratch::default();
    for round in 0..5 {
        let (began, mut grouped, mut cases) = (Instant::now(), 0u64, 0u64);
        while cases < 1_000_000 {
            for fields in &fields {
                let outcome = both.first.group_fields(fields, &mut scratch);
                grouped += u64::from(outcome.status == Status::Grouped);
                cases += 1;
            }
        }
        let seconds = began.elapsed().as_micros();
        let speed = u128::from(cases) * 1_000_000 / seconds.max(1);
        println!("round {round}: {cases} cases, {grouped} grouped, {speed} cases/s");
    }
}
