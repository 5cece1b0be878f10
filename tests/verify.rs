//! Verify: a region that was driven through the desk holds on both engines; every planted mistake is
//! found, and named where it is.

#[path = "verify/copy.rs"]
mod copy;
#[path = "verify/planted.rs"]
mod planted;
#[path = "verify/region.rs"]
mod region;

use copy::{Books, NUMBER};
use office::desk::{Desk, Settings};
use office::verify::{Answered, Ask, Check, Report, verify};
use record::event::LawInForce;
use record::{AccKey, Deed, Event};
use region::{Region, changed_law, live, people, rules};
use seal::{Anchor, Sm2Signer};
use tokio::sync::OnceCell;
use units::{Fen, Period};

/// Books of a region, with what its client was answered and an anchor of their end. They are copied
/// while other tests run, and PostgreSQL copies only what nobody has open.
struct Base {
    books: Books,
    events: Vec<Event>,
    answers: Vec<Answered>,
    anchors: Vec<Anchor>,
    signer: Sm2Signer,
}

async fn check(books: &Books, ask: &Ask) -> Report {
    let store = books.open().await;
    let report = verify(store.clone(), ask).await.expect("checked");
    store.close().await;
    report
}

async fn build(books: Books) -> Base {
    let store = books.open().await;
    let law = gongji_tests::root().join("law");
    let mut region = Region::open(store.clone(), rules(&law, benefit::VERSION), 0).await;
    people(&*store, &mut region).await;
    live(&mut region).await;
    let mut answers = region.answers;
    drop(region.desk);
    // Another law and another engine: what was settled stays, what comes is decided anew.
    let folder = tempfile::tempdir().expect("a folder");
    changed_law(folder.path());
    let mut region = Region::open(store.clone(), rules(folder.path(), 2), 500).await;
    live(&mut region).await;
    answers.extend(region.answers);
    drop(region.desk);
    drop(folder);
    let signer = Sm2Signer::generate().expect("random");
    let file = tempfile::tempdir().expect("a folder");
    let anchors = office::anchor::anchor(&*store, &signer, &file.path().join("a.jsonl")).await;
    store.close().await;
    let events = books.events().await;
    Base { books, events, answers, anchors: anchors.expect("anchored"), signer }
}

/// Built once an engine, copied by each test.
async fn bases() -> &'static [Base; 2] {
    static BASES: OnceCell<[Base; 2]> = OnceCell::const_new();
    let made = BASES.get_or_init(|| async {
        let [one, other] = Books::new();
        [build(one).await, build(other).await]
    });
    made.await
}

fn whole(base: &Base) -> Ask {
    Ask {
        answered: base.answers.clone(),
        anchors: base.anchors.clone(),
        key: Some(Box::new(base.signer.public().clone())),
    }
}

/// One runtime for all: the books are built once.
fn run(test: impl Future<Output = ()>) {
    static RUNTIME: std::sync::OnceLock<tokio::runtime::Runtime> = std::sync::OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            builder.enable_all().build().expect("a runtime")
        })
        .block_on(test);
}

#[track_caller]
fn names(report: &Report, wanted: Check, pieces: &[&str]) {
    let all: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
    let has = |d: &&office::verify::Difference| {
        let text = d.to_string();
        d.check == wanted && pieces.iter().all(|piece| text.contains(piece))
    };
    assert!(
        report.differences.iter().any(|d| has(&d)),
        "no {} with {pieces:?} in:\n{}",
        wanted.name(),
        all.join("\n")
    );
}

fn bills(events: &[Event]) -> Vec<&Event> {
    events.iter().filter(|event| matches!(event.deed, Deed::Bill(_))).collect()
}

#[test]
fn a_region_holds_with_its_answers_and_anchors() {
    run(async {
        for base in bases().await {
            let report = check(&base.books.copy().await, &whole(base)).await;
            let all: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
            assert!(report.holds(), "{}", all.join("\n"));
            let events = &base.events;
            let count = |kind: &str| events.iter().filter(|e| e.deed.kind() == kind).count();
            let first = ["law", "person", "filing", "credit", "visit", "lines", "withdrawn"];
            let doors =
                ["described", "cancelled", "discharged", "discharge-undone", "filing-revoked"];
            for kind in first.into_iter().chain(doors) {
                assert!(count(kind) > 0, "no {kind}");
            }
            assert!(count("undo") > 5 && count("tombstone") == 2 && count("law") == 2);
            assert_eq!(report.bills, count("bill") as u64);
            assert_eq!((report.events, report.persons), (events.len() as u64, 3));
            assert_eq!(report.answered, base.answers.len() as u64);
            let account = |e: &&Event| match &e.deed {
                Deed::Bill(bill) => bill.person.account.total() != Fen::ZERO,
                _ => false,
            };
            assert!(events.iter().any(|e| account(&e)), "no account paid");
        }
    });
}

/// Takes a fen from what the first layer of a bill pays and gives it to the person, everywhere.
fn cheat(event: &Event) -> Event {
    let mut event = event.clone();
    let Deed::Bill(bill) = &mut event.deed else { panic!("no bill") };
    let layer = bill.layers.iter_mut().find(|layer| layer.paid > Fen(1)).expect("a layer");
    layer.paid.0 -= 1;
    bill.person.total.0 += 1;
    bill.person.cash.0 += 1;
    for entry in &mut bill.entries {
        if entry.fund == layer.fund {
            entry.amount.0 -= entry.amount.0.signum();
        }
    }
    event
}

#[test]
fn a_changed_amount_is_found_also_where_the_chain_was_forged() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            let events = books.events().await;
            let last = bills(&events).into_iter().rfind(
                |e| matches!(&e.deed, Deed::Bill(b) if b.layers.iter().any(|l| l.paid > Fen(1))),
            );
            let last = last.expect("a bill");
            books.put(&cheat(last)).await;
            let bill = format!("bill 440700-{}", last.seq);
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Chain, &["was changed, moved, put in or taken out"]);
            names(&report, Check::Books, &["the sheet of the batch says"]);
            names(&report, Check::Replay, &[&bill, "paid of", "should be"]);
            names(&report, Check::Replay, &[&bill, "engine version 2, checked by version 1"]);
            books.forge(true).await;
            let report = check(&books, &whole(base)).await;
            names(&report, Check::Replay, &[&bill, "paid of", "should be"]);
            names(&report, Check::Answered, &["from funds", "in the books"]);
            names(&report, Check::Anchor, &["written anew"]);
            let chain = |d: &office::verify::Difference| d.check == Check::Chain;
            assert!(!report.differences.iter().any(chain), "the forged chain closes");
        }
    });
}

#[test]
fn a_dropped_posting_is_found() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            let events = books.events().await;
            let mut event = (*bills(&events).first().expect("a bill")).clone();
            let Deed::Bill(bill) = &mut event.deed else { panic!("no bill") };
            bill.entries.pop();
            books.put(&event).await;
            books.forge(true).await;
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Books, &["it should post", "payable"]);
            names(&report, Check::Books, &["debits less credits of fund"]);
        }
    });
}

#[test]
fn an_undo_that_is_no_mirror_is_found() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            let events = books.events().await;
            let undo = events.iter().find(|e| matches!(e.deed, Deed::Undo(_))).expect("an undo");
            let mut event = undo.clone();
            let Deed::Undo(undone) = &mut event.deed else { panic!("no undo") };
            undone.deltas.pop();
            books.put(&event).await;
            books.forge(false).await;
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Replay, &["its target's mirror counts"]);
            names(&report, Check::Sums, &["person", "its bills come to"]);
        }
    });
}

/// A correction stands below later bills: what it saw is derived, whichever way it is bent.
#[test]
fn a_wrong_sum_that_a_correction_saw_is_found() {
    run(async {
        type Bend = fn(&mut Vec<(AccKey, i64)>);
        let bends: [Bend; 3] = [
            |seen| seen[0].1 += 100,
            |seen| drop(seen.pop()),
            |seen| {
                let mut key = seen[0].0.clone();
                key.period = Period::Year(2025);
                seen.push((key, 100));
            },
        ];
        for base in bases().await {
            let events = &base.events;
            let corrects = |e: &&Event| match &e.deed {
                Deed::Bill(bill) => bill.corrects.is_some() && !bill.seen.is_empty(),
                _ => false,
            };
            let correction = events.iter().rfind(corrects).expect("a correction that saw sums");
            for bend in bends {
                let books = base.books.copy().await;
                let mut event = correction.clone();
                let Deed::Bill(bill) = &mut event.deed else { panic!("no bill") };
                bend(&mut bill.seen);
                books.put(&event).await;
                books.forge(false).await;
                let report = check(&books, &Ask::default()).await;
                let bill = format!("bill 440700-{}", event.seq);
                names(&report, Check::Replay, &[&bill, "counted before:"]);
            }
        }
    });
}

/// A clock that was wrong when batches were written is noted; nothing is decided by it.
#[test]
fn an_odd_moment_is_noted_and_fails_nothing() {
    run(async {
        let clocks: [fn() -> i64; 2] = [|| 1, || 4_102_444_800_000];
        for (clock, books) in clocks.into_iter().zip(Books::new()) {
            let store = books.open().await;
            let law = gongji_tests::root().join("law");
            let settings = Settings { clock: clock.into(), ..Settings::default() };
            let desk = Desk::open(store.clone(), rules(&law, benefit::VERSION), settings).await;
            drop(desk.expect("opens"));
            store.close().await;
            let report = check(&books, &Ask::default()).await;
            assert!(report.holds(), "{:?}", report.differences);
            let [note] = &report.notes[..] else { panic!("{:?}", report.notes) };
            assert!(note.contains("area 440700: 1 batches") && note.contains("clock"), "{note}");
            // The sheet is part of the proof: its moment cannot be changed afterwards.
            books.run("UPDATE batches SET written = 1764201600000").await;
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Order, &["its sheet says"]);
        }
        for base in bases().await {
            let books = base.books.copy().await;
            assert_eq!(check(&books, &Ask::default()).await.notes, Vec::<String>::new());
        }
    });
}

#[test]
fn swapped_missing_and_cut_events_are_found() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            books.run("UPDATE events SET seq = -1 WHERE seq = 11").await;
            books.run("UPDATE events SET seq = 11 WHERE seq = 12").await;
            books.run("UPDATE events SET seq = 12 WHERE seq = -1").await;
            names(&check(&books, &Ask::default()).await, Check::Chain, &["was changed, moved"]);

            let books = base.books.copy().await;
            books.run("DELETE FROM events WHERE seq = 11").await;
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Order, &["event 11", "11 is missing"]);
            names(&report, Check::Chain, &["taken out"]);

            let books = base.books.copy().await;
            let store = books.open().await;
            let first = store.tail(NUMBER).await.expect("a tail").expect("a batch").first;
            store.close().await;
            books.run(&format!("DELETE FROM batches WHERE first = {first}")).await;
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Order, &[&format!("event {first}"), "in no batch"]);
            books.run(&format!("DELETE FROM events WHERE seq >= {first}")).await;
            let keys = format!("DELETE FROM message_keys WHERE seq >= {first}");
            books.run(&keys).await;
            let report = check(&books, &whole(base)).await;
            names(&report, Check::Anchor, &["the end of the chain was cut off"]);
            names(&report, Check::Answered, &["no event has its key"]);
        }
    });
}

/// An area whose lease was taken away is still an area, and is checked.
#[test]
fn a_journal_without_a_lease_is_checked() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            books.run("DELETE FROM leases").await;
            let report = check(&books, &whole(base)).await;
            assert!(report.holds() && report.areas == ["440700"], "{report:?}");
            books.run("DELETE FROM batches").await;
            names(&check(&books, &Ask::default()).await, Check::Order, &["in no batch"]);
            let store = books.open().await;
            assert_eq!(store.registered().await, Ok(vec![NUMBER]));
            store.close().await;
        }
    });
}

#[test]
fn damage_beside_the_journal_is_found() {
    run(async {
        for base in bases().await {
            #[rustfmt::skip]
            let rows: &[(&str, Check, &[&str])] = &[
                ("UPDATE tallies SET body = (SELECT body FROM tallies WHERE period = 2026 ORDER BY person DESC LIMIT 1) WHERE period = 2026 AND person = (SELECT MIN(person) FROM tallies)",
                    Check::Sums, &["is kept; its bills come to"]),
                ("DELETE FROM tallies WHERE person = (SELECT MAX(person) FROM tallies)",
                    Check::Sums, &["no sums are kept"]),
                ("INSERT INTO tallies SELECT area, 9999, period, body FROM tallies WHERE person = (SELECT MAX(person) FROM tallies)",
                    Check::Sums, &["person 9999", "knows no such person"]),
                ("UPDATE people SET body = (SELECT body FROM people ORDER BY person DESC LIMIT 1)",
                    Check::Sums, &["the file that is kept"]),
                ("DELETE FROM people WHERE person = (SELECT MAX(person) FROM people)",
                    Check::Sums, &["its file is not kept"]),
                ("UPDATE persons SET person = (SELECT MAX(person) FROM people) WHERE id = 'p1'",
                    Check::Sums, &["id p1 in the register, p3 should be"]),
                ("DELETE FROM message_keys WHERE seq = (SELECT MAX(seq) FROM message_keys)",
                    Check::Keys, &["no row of its message key"]),
                ("UPDATE message_keys SET seq = 1 WHERE seq = (SELECT MAX(seq) FROM message_keys)",
                    Check::Keys, &["leads to 1; it should lead here"]),
                ("UPDATE words SET word = 'x' WHERE no = 3", Check::Chain, &["word 3 'x' was found"]),
                ("DELETE FROM words WHERE no = (SELECT MAX(no) FROM words)",
                    Check::Chain, &["words were found"]),
                ("DELETE FROM laws", Check::Chain, &["event 1:", "was not found"]),
            ];
            for (sql, found, pieces) in rows {
                let books = base.books.copy().await;
                books.run(sql).await;
                let report = check(&books, &Ask::default()).await;
                names(&report, *found, pieces);
            }
            let books = base.books.copy().await;
            let key = books.blob(&[1, 2, 3]);
            let sql = format!("INSERT INTO message_keys VALUES (440700, {key}, 2)");
            books.run(&sql).await;
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Keys, &["event 2", "a row of a message key leads here"]);
            assert_eq!(report.found, 1);
        }
    });
}

#[test]
fn a_changed_law_text_is_found() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            let event = books.events().await.remove(0);
            let Deed::Law(LawInForce { hash, .. }) = event.deed else { panic!("no law") };
            let store = books.open().await;
            let texts = store.law(&hash).await.expect("reads").expect("kept");
            store.close().await;
            let texts = String::from_utf8(texts).expect("text").replacen("93%", "94%", 1);
            let (body, hash) = (books.blob(texts.as_bytes()), books.blob(&hash));
            books.run(&format!("UPDATE laws SET body = {body} WHERE hash = {hash}")).await;
            let report = check(&books, &Ask::default()).await;
            names(&report, Check::Chain, &["event 1", "the law was changed after it decided"]);
        }
    });
}

#[test]
fn answers_that_differ_are_found() {
    run(async {
        let base = &bases().await[0];
        let settled = base.answers.iter().position(|answer| answer.amounts.is_some());
        let at = settled.expect("a bill");
        let with = |change: &dyn Fn(&mut Vec<Answered>)| {
            let mut answered = base.answers.clone();
            change(&mut answered);
            Ask { answered, ..Ask::default() }
        };
        let fen = |answer: &mut Answered| {
            answer.amounts.as_mut().expect("amounts").cash.0 += 1;
        };
        let report = check(&base.books, &with(&|all| fen(&mut all[at]))).await;
        names(&report, Check::Answered, &["in cash", "is in the books"]);
        assert_eq!(report.found, 1);
        let twice = with(&|all| {
            let mut other = all[at].clone();
            fen(&mut other);
            all.push(other);
        });
        let report = check(&base.books, &twice).await;
        names(&report, Check::Answered, &["both answers should be the same"]);
        let lost = with(&|all| all[at].message.message.push('9'));
        let report = check(&base.books, &lost).await;
        names(&report, Check::Answered, &["was answered and no event has its key"]);
        let other = with(&|all| all[at].bill = Some("440700-1".to_string()));
        let report = check(&base.books, &other).await;
        names(&report, Check::Answered, &["bill 440700-1 was answered"]);
        let same = with(&|all| all.push(all[at].clone()));
        assert!(check(&base.books, &same).await.holds());
    });
}

#[test]
fn a_visit_settled_twice_is_found() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            let events = books.events().await;
            // An undo is written over by the bill it undid: the bill then stands twice.
            let undo = events.iter().find(|e| matches!(e.deed, Deed::Undo(_))).expect("an undo");
            let Deed::Undo(undone) = &undo.deed else { panic!("no undo") };
            let bill = events.iter().find(|e| e.seq == undone.bill).expect("a bill");
            let again = Event { seq: undo.seq, key: undo.key.clone(), deed: bill.deed.clone() };
            books.put(&again).await;
            books.forge(true).await;
            let report = check(&books, &Ask::default()).await;
            let pieces = [&format!("event {}", undo.seq)[..], "which stands; none should follow"];
            names(&report, Check::Keys, &pieces);
            names(&report, Check::Keys, &["of the same number"]);
        }
    });
}

#[test]
fn a_receipt_claimed_twice_is_found() {
    run(async {
        for base in bases().await {
            let books = base.books.copy().await;
            let mut events = books.events().await;
            let undone: Vec<u64> = events
                .iter()
                .filter_map(|event| match &event.deed {
                    Deed::Undo(undone) => Some(undone.bill),
                    _ => None,
                })
                .collect();
            // Two visits of a person at one place become claims of one receipt.
            let stands = events.iter().filter(|e| !undone.contains(&e.seq));
            let bills: Vec<(usize, u64)> = stands
                .filter_map(|event| match &event.deed {
                    Deed::Bill(bill) => Some((event.seq as usize - 1, bill.visit)),
                    _ => None,
                })
                .collect();
            let whose = |visit: u64| match &events[visit as usize - 1].deed {
                Deed::Visit(opened) => (opened.person, opened.institution.clone()),
                _ => panic!("no visit"),
            };
            let pairs = bills.iter().flat_map(|one| bills.iter().map(move |two| (one, two)));
            let mut pairs =
                pairs.filter(|(one, two)| one.1 < two.1 && whose(one.1) == whose(two.1));
            let (one, two) = pairs.next().expect("two visits of a person at one place");
            let (one, two) = (*one, *two);
            for (bill, visit) in [one, two] {
                if let Deed::Visit(opened) = &mut events[visit as usize - 1].deed {
                    opened.claim = Some("医院".to_string());
                }
                if let Deed::Bill(bill) = &mut events[bill].deed {
                    bill.batch = "R1".to_string();
                }
                books.put(&events[visit as usize - 1]).await;
                books.put(&events[bill]).await;
            }
            books.forge(true).await;
            let report = check(&books, &Ask::default()).await;
            let before = format!("claimed by bill {}", one.0 + 1);
            names(&report, Check::Keys, &["receipt R1 of", &before, "it counts once"]);
            names(&report, Check::Books, &["reimbursement"]);
        }
    });
}
