//! A full queue refuses at once and loses nothing; repeats and clashes inside one batch.

use crate::check::check;
use crate::door::{Coming, Door};
use crate::journal::Journal;
use crate::lane::{Call, Counts, Lane, seed};
use crate::world::{AREA, INSTITUTIONS, Place, person, rows};
use gongji_tests::scale;
use office::desk::{Answer, Ask, Desk, Message, Request, Rules, Settings};
use office::register_visit::Visit;
use record::Address;
use serde_json::json;

fn registration(lane: &mut Lane<'_>) -> Call {
    let input = json!({
        "person": person(0, 0), "institution": INSTITUTIONS[0].0, "care": "outpatient",
        "from": "2026-03-01",
    });
    lane.message(INSTITUTIONS[0].0, "2201", "register_visit", input)
}

fn flooded(what: &str, place: &Place) {
    let folder = tempfile::tempdir().expect("a folder");
    place.fill(1);
    let door = Door::open(place.desk(&["--queue", "32", "--batch", "16"]));
    let (journal, counts) = (Journal::open(&folder.path().join("answered")), Counts::default());
    let mut lane = Lane::new(&door, &journal, &counts, 1, seed(what));
    let count = scale(300, 3_000);
    let calls: Vec<Call> = (0..count).map(|_| registration(&mut lane)).collect();
    let mut full = 0;
    let mut left: Vec<Call> = calls.clone();
    while !left.is_empty() {
        let sent: Vec<(Call, Coming)> =
            left.drain(..).map(|call| (call.clone(), door.send(&call.request()))).collect();
        for (call, coming) in sent {
            let answer = Door::answer(&coming).expect("an answer");
            if answer["code"] == "desk-full" {
                assert!(answer["sentence_en"].as_str().is_some_and(|s| s.contains("after 1 s")));
                full += 1;
                left.push(call);
            } else {
                assert_eq!(answer["status"], "new", "{answer}");
                journal.keep(&call, &answer);
                lane.done.push((call, answer));
            }
        }
    }
    (0..lane.done.len()).for_each(|at| lane.repeat(at));
    assert!(full > 0, "the queue was never full");
    assert!(door.close());
    let (_, found) = check(place, &[journal.path()]);
    assert!(found.is_empty(), "{}", found.join("\n"));
    println!("{what}: {count} requests, {full} refused and repeated");
}

#[test]
fn a_full_queue_refuses_and_loses_nothing_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    flooded("a full queue on SQLite", &Place::folder(folder.path()));
}

#[test]
fn a_full_queue_refuses_and_loses_nothing_on_postgres() {
    flooded("a full queue on PostgreSQL", &Place::database(None));
}

/// A desk inside this program, with the world brought in.
pub(crate) async fn desk(place: &Place, lanes: u64, settings: Settings) -> Desk {
    let book = crate::settle::open(None, AREA).expect("the law");
    let area = book.area(AREA).expect("the area").clone();
    let rules = Rules::of(&book, AREA).expect("rules");
    if let Place::Data(folder) = place {
        std::fs::create_dir_all(folder).expect("a folder");
    }
    let store = store::open(&place.address()).await.expect("books");
    let [institutions, items, persons, filings] = rows(lanes).map(|(_, text)| text);
    let institutions = office::import_institutions::read(&institutions, &area).expect("rows");
    office::import_institutions::import_institutions(&*store, &institutions).await.expect("in");
    let items = office::import_items::read(&items, &area).expect("rows");
    let number = AREA.parse().expect("digits");
    office::import_items::import_items(&*store, number, &items).await.expect("in");
    let desk = Desk::open(store, rules, settings).await.expect("opens");
    let persons = office::import_persons::read(&persons, &area).expect("rows");
    let filings = office::import_filings::read(&filings, &area).expect("rows");
    for ask in [Ask::EnterPersons(persons), Ask::EnterFilings(filings)] {
        desk.ask(Request { message: None, ask }).await.expect("entered");
    }
    desk
}

/// The registration of a visit, as a message.
pub(crate) fn visit(id: &str, person: String, institution: usize, day: u8) -> Request {
    let institution = INSTITUTIONS[institution].0.to_string();
    let from = units::Day::parse(&format!("2026-03-{day:02}")).expect("a day");
    let input =
        vec![("person".to_string(), person.clone()), ("from".to_string(), from.to_string())];
    let (care, condition, filing) = ("outpatient".to_string(), None, None);
    let (number, message) = ("2201".to_string(), id.to_string());
    let address = Address { institution: institution.clone(), number, message };
    let ask = Ask::RegisterVisit(Visit {
        person,
        institution,
        care,
        from,
        condition,
        filing,
        insurance: None,
        diagnoses: Vec::new(),
        texts: Vec::new(),
    });
    Request { message: Some(Message { address, input }), ask }
}

async fn one_batch(place: &Place) {
    let desk = desk(place, 1, Settings::default()).await;
    let before = desk.counts().batches.load(std::sync::atomic::Ordering::Relaxed);
    // Sixty messages under twenty keys: the first of a key is done, the same again, others clash.
    let asks = (0..60).map(|at| {
        let (desk, day) = (desk.clone(), if at < 40 { 1 } else { 2 });
        let request = visit(&format!("{}", at % 20), person(1, 0), 0, day);
        tokio::spawn(async move { desk.ask(request).await })
    });
    let asks: Vec<_> = asks.collect();
    let mut seqs = Vec::new();
    for (at, asked) in asks.into_iter().enumerate() {
        match (at, asked.await.expect("no panic")) {
            (0..20, Ok(Answer::New(event))) => seqs.push(event.seq),
            (20..40, Ok(Answer::Again(event))) => assert_eq!(event.seq, seqs[at - 20]),
            (_, Err(refused)) if at >= 40 => {
                assert_eq!(refused.code, "clash");
                assert!(refused.sentence.en.contains("field from"), "{}", refused.sentence.en);
            }
            (_, other) => panic!("{at}: {other:?}"),
        }
    }
    let batches = desk.counts().batches.load(std::sync::atomic::Ordering::Relaxed) - before;
    assert_eq!(batches, 1, "all in one batch");
}

#[tokio::test]
async fn repeats_and_clashes_see_each_other_in_one_batch() {
    let folder = tempfile::tempdir().expect("a folder");
    for place in [Place::folder(folder.path()), Place::database(None)] {
        one_batch(&place).await;
    }
}
