//! Events read what they write, and nothing else.

use super::*;
use crate::accumulators::AccKey;
use crate::bill::{Institution, ItemClass, Line};
use crate::decision::{AccountUse, LayerResult, PersonShare, Split};
use crate::described::{About, Described, Diagnosis, DiagnosisKind, Discharged, LeaveWay};
use crate::event::{
    AccountCredited, Billed, Deed, DischargeUndone, Entry, FeeLine, FilingMade, FilingRevoked, Key,
    LawInForce, LinesRecorded, LinesWithdrawn, PersonEntered, Scope, Undone, VisitCancelled,
    VisitOpened,
};
use crate::person_file::{Cover, Filing, FilingKind, PersonFile};
use units::{Day, Decimal, Fen, Rate};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn key(text: &str) -> AccKey {
    AccKey::parse(text).expect("a key")
}

fn address(message: &str) -> Address {
    Address {
        institution: "H44070000001".to_string(),
        number: "2207".to_string(),
        message: message.to_string(),
    }
}

fn entries() -> Vec<Entry> {
    let entry = |account: &str, fen| Entry {
        fund: "resident-basic".into(),
        account: account.into(),
        amount: Fen(fen),
    };
    vec![entry("benefit/inpatient", 1_316_000), entry("payable", -1_316_000)]
}

fn cover() -> Cover {
    Cover {
        from: day("2026-01-01"),
        to: None,
        insurance: "employee".to_string(),
        status: Some("retired".to_string()),
        born: Some(day("1960-05-01")),
        classes: vec!["minimum-living".to_string()],
        tier: None,
        entitled_from: Some(day("2026-01-01")),
        years_enrolled: Some(30),
    }
}

fn billed() -> Billed {
    Billed {
        visit: 7,
        scope: Scope::MidStay,
        batch: "b1".to_string(),
        to: day("2026-03-09"),
        settled: day("2026-03-10"),
        use_account: true,
        continues: Some(3),
        corrects: None,
        law: 1,
        ruling_day: day("2026-03-09"),
        split: Split { total: Fen(2_200_000), in_scope: Fen(2_000_000), ..Split::default() },
        layers: vec![LayerResult {
            id: "basic".to_string(),
            name: "resident-inpatient".to_string(),
            fund: "resident-basic".into(),
            base: Fen(2_000_000),
            deductible: Fen(120_000),
            first_pay: Fen(0),
            over_cap: Fen(0),
            paid: Fen(1_316_000),
        }],
        person: PersonShare {
            total: Fen(884_000),
            account: AccountUse { current: Fen(1), history: Fen(2) },
            cash: Fen(883_997),
        },
        seen: vec![(key("a/三级@2026-Q1"), 5), (key("b@2026-03"), 6)],
        deltas: vec![
            (key("stays@2026"), 1),
            (key("c@chain:440700-12"), -7),
            (key("d@2026-03-05"), 8),
            (key("e@life"), 9),
        ],
        chain_before: None,
        chain: Some(12),
        entries: entries(),
    }
}

fn of_visits() -> Vec<Deed> {
    let diagnosis = |kind, main, order| Diagnosis {
        code: "I10.x00".to_string(),
        name: "高血压".to_string(),
        kind,
        main,
        order,
    };
    let about = About {
        care: "chronic".to_string(),
        condition: Some("hypertension".to_string()),
        filing: None,
    };
    let filing = Filing {
        kind: FilingKind::Condition,
        value: "cancer".to_string(),
        from: day("2026-02-01"),
        to: Some(day("2026-01-31")),
    };
    vec![
        Deed::Described(Box::new(Described {
            visit: 7,
            about,
            diagnoses: vec![
                diagnosis(DiagnosisKind::Western, true, 1),
                diagnosis(DiagnosisKind::ChineseSyndrome, false, 200),
            ],
            texts: vec![("bed".to_string(), "12床".to_string())],
        })),
        Deed::Cancelled(VisitCancelled { visit: 7 }),
        Deed::Discharged(Box::new(Discharged {
            visit: 7,
            last: day("2026-03-09"),
            way: LeaveWay::AgainstAdvice,
            diagnoses: vec![diagnosis(DiagnosisKind::Other, true, 1)],
            texts: Vec::new(),
        })),
        Deed::DischargeUndone(DischargeUndone { visit: 7, discharge: 300 }),
        Deed::FilingRevoked(FilingRevoked { person: 42, made: 8, filing }),
    ]
}

fn deeds() -> Vec<Deed> {
    let line = Line {
        code: "X1".to_string(),
        qty: Decimal(2_000_000),
        price: Decimal(12_500_000),
        amount: Fen(2_500),
        class: ItemClass::B,
        group: Some("implant".to_string()),
        first_pay: Rate(100_000),
        price_limit: Some(Decimal(11_000_000)),
    };
    let place = Institution {
        level: Some("三级".to_string()),
        place: Some("home".to_string()),
        chosen: Some(true),
        designated: true,
        ..Institution::default()
    };
    let filing = Filing {
        kind: FilingKind::Condition,
        value: "cancer".to_string(),
        from: day("2026-02-01"),
        to: Some(day("2026-12-31")),
    };
    vec![
        Deed::Law(LawInForce { hash: [9; 32], engine: 3 }),
        Deed::Person(PersonEntered { person: 42, id: "440700P1".into(), cover: cover() }),
        Deed::Filing(FilingMade { person: 42, filing }),
        Deed::Credit(AccountCredited {
            person: 42,
            day: day("2026-01-01"),
            current: Fen(100),
            history: Fen(0),
            entries: entries(),
        }),
        Deed::Visit(Box::new(VisitOpened {
            person: 42,
            id: "440700P1".into(),
            institution: "H44070000001".to_string(),
            place,
            care: "inpatient".to_string(),
            from: day("2026-03-01"),
            condition: None,
            filing: Some("referred".to_string()),
            claim: None,
        })),
        Deed::Lines(LinesRecorded {
            visit: 7,
            lines: vec![FeeLine { id: "1".to_string(), batch: String::new(), line }],
        }),
        Deed::Withdrawn(LinesWithdrawn { visit: 7, lines: vec!["1".to_string()] }),
        Deed::Bill(Box::new(billed())),
        Deed::Undo(Undone {
            target: 8,
            bill: 8,
            visit: 7,
            deltas: vec![(key("stays@2026"), -1)],
            chain: None,
            entries: entries(),
        }),
        Deed::Tombstone(address("M9")),
    ]
}

/// Lines of a batch, and its bill.
fn of_batches() -> Vec<Deed> {
    let mut deeds = deeds();
    let (mut bill, mut lines) = (deeds.swap_remove(7), deeds.swap_remove(5));
    if let (Deed::Bill(bill), Deed::Lines(recorded)) = (&mut bill, &mut lines) {
        bill.scope = Scope::Batch;
        recorded.lines[0].batch = "B1".to_string();
    }
    vec![lines, bill]
}

/// A visit that is claimed at the counter.
fn of_claims() -> Option<Deed> {
    let mut deed = deeds().swap_remove(4);
    if let Deed::Visit(opened) = &mut deed {
        opened.claim = Some("外省医院".to_string());
    }
    Some(deed)
}

fn all_deeds() -> impl Iterator<Item = Deed> {
    deeds().into_iter().chain(of_visits()).chain(of_batches()).chain(of_claims())
}

fn keyed(message: &str) -> Option<Key> {
    let fields = vec![("visit".to_string(), 7), ("person".to_string(), u16::MAX)];
    Some(Key { address: address(message), print: [7; 16], fields })
}

#[test]
fn events_read_what_they_write() {
    let mut lexicon = Lexicon::default();
    let keys =
        [None, keyed("H44070000001202603100800000001"), keyed("M-17"), keyed("H440700000010")];
    for deed in all_deeds() {
        for key in &keys {
            let event = Event { seq: 11, key: key.clone(), deed: deed.clone() };
            let bytes = write_event("440700", &mut lexicon, &event);
            assert_eq!(read_event("440700", &lexicon, 11, &bytes), Ok(event));
            for end in 0..bytes.len() {
                let torn = read_event("440700", &lexicon, 11, &bytes[..end]);
                assert!(torn.is_err(), "{end} of {} bytes", bytes.len());
            }
            let mut more = bytes.clone();
            more.push(0);
            assert!(read_event("440700", &lexicon, 11, &more).is_err());
        }
    }
    let bill =
        Event { seq: 9, key: keyed("H44070000001202603100800000001"), deed: deeds()[7].clone() };
    let bytes = write_event("440700", &mut lexicon, &bill);
    assert!(bytes.len() < 200, "a bill takes {} bytes", bytes.len());
}

/// Records as they were written once, with words numbered in this order. They read so for ever.
#[test]
fn records_stay_as_they_were_written() {
    let golden = include_str!("golden.txt");
    let mut lexicon = Lexicon::default();
    let mut found = String::new();
    for deed in all_deeds() {
        let event = Event { seq: 11, key: keyed("M-17"), deed };
        let bytes = write_event("440700", &mut lexicon, &event);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        found.push_str(&format!("{} {hex}\n", event.deed.kind()));
    }
    assert_eq!(found, golden, "a record came out otherwise than it was written before");
    let hex = |line: &str| line.split(' ').nth(1).map(str::to_string).unwrap_or_default();
    for (line, deed) in golden.lines().zip(all_deeds()) {
        let text = hex(line);
        let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
        let bytes: Vec<u8> = (0..text.len()).step_by(2).map(byte).collect();
        let event = Event { seq: 11, key: keyed("M-17"), deed };
        assert_eq!(read_event("440700", &lexicon, 11, &bytes), Ok(event));
    }
}

#[test]
fn a_version_of_another_day_is_refused() {
    let mut lexicon = Lexicon::default();
    let event = Event { seq: 1, key: None, deed: deeds()[0].clone() };
    let mut bytes = write_event("440700", &mut lexicon, &event);
    bytes[0] = VERSION + 1;
    let torn = read_event("440700", &lexicon, 1, &bytes).expect_err("refused");
    assert!(torn.to_string().contains("version"), "{torn}");
}

#[test]
fn sheets_files_and_tallies_read_what_they_write() {
    let mut lexicon = Lexicon::new(["old".to_string()]);
    let before = lexicon.clone();
    lexicon.number("resident-basic\nbenefit/inpatient");
    lexicon.number("resident-basic\npayable");
    let words: Vec<String> = lexicon.since(1).map(|(_, word)| word.to_string()).collect();
    let sheet =
        BatchSheet { first: 1, last: 9, written: -5, epoch: 2, law: 1, words, folds: entries() };
    let bytes = sheet.write(&mut lexicon);
    let mut read = before;
    assert_eq!(BatchSheet::read(&mut read, &bytes), Ok(sheet));
    assert_eq!(read.len(), lexicon.len());

    let mut tally = Tally::default();
    tally.add(&key("a@2026"), 5);
    tally.add(&key("a@2026"), -5);
    tally.add(&key("stays@2026"), 1);
    tally.chain = Some(4);
    let bytes = tally.write("440700", &mut lexicon);
    assert_eq!(Tally::read("440700", &lexicon, &bytes), Ok(tally));

    let file = PersonFile { id: "p".into(), covers: vec![cover()], filings: Vec::new() };
    let bytes = write_file("440700", &mut lexicon, &file);
    assert_eq!(read_file("440700", &lexicon, &bytes), Ok(file));
}

#[test]
fn an_address_is_found_again_without_new_words() {
    let mut lexicon = Lexicon::default();
    assert_eq!(find_address(&lexicon, &address("M1")), None);
    let bytes = address_bytes(&mut lexicon, &address("M1"));
    assert_eq!(find_address(&lexicon, &address("M1")), Some(bytes));
    let one = address_bytes(&mut lexicon, &address("H4407000000100"));
    let other = address_bytes(&mut lexicon, &address("H440700000010"));
    assert_ne!(one, other, "leading zeros count");
}
