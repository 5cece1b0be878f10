//! Books that the first step wrote, after all later steps: every row is there, and the proof holds.

use super::*;
use crate::Store;
use ledger::chain::{Head, follow, genesis};
use seal::Sm3;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

/// What the first step's program wrote, in its own words: these texts never change.
const WRITTEN: &[&str] = &[
    "INSERT INTO leases (area, epoch, holder) VALUES (440700, 3, 'process 1')",
    "INSERT INTO words (area, no, word) VALUES (440700, 0, 'inpatient'), (440700, 1, '三级')",
    "INSERT INTO message_keys (area, message, seq) VALUES (440700, X'0001FF', 2)",
    "INSERT INTO people (area, person, body) VALUES (440700, 2, X'01')",
    "INSERT INTO tallies (area, person, period, body) VALUES (440700, 2, 0, X'02'), (440700, 2, 2026, X'03')",
    "INSERT INTO persons (area, id, person, name, document) VALUES (440700, 'P1', 2, '张三', 'D1')",
    "INSERT INTO institutions (code, from_day, to_day, name, level, rank, kind, area, designated) VALUES ('H1', 20454, NULL, '医院', '三级', NULL, 'hospital', 440700, 1)",
    "INSERT INTO items (area, code, from_day, to_day, name, class, item_group, first_pay, price_limit) VALUES (440700, 'A1', 20454, NULL, '药', 'B', NULL, 100000, NULL)",
    "INSERT INTO laws (hash, body) VALUES (X'AA', X'BB')",
];

/// Events by their bytes, and the sheets of the batches that hold two of them each.
const EVENTS: [&[u8]; 4] = [b"1 law", b"2 person", b"3 visit", b"4 lines"];
const SHEETS: [&[u8]; 2] = [b"sheet one", b"sheet two"];

fn heads() -> [Head; 2] {
    let start = genesis::<Sm3>(&"440700".into());
    let one = follow::<Sm3>(start, [EVENTS[0], EVENTS[1], SHEETS[0]]);
    [one, follow::<Sm3>(one, [EVENTS[2], EVENTS[3], SHEETS[1]])]
}

/// Books as the first step's program left them.
async fn written_at_the_first_step(file: &Path) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut books = SqliteConnection::connect_with(&options).await.expect("opens");
    let first = &migrate::STEPS[0];
    books.execute(migrate::TABLE).await.expect("a table");
    books.execute(sqlx::raw_sql(first.sqlite)).await.expect("the first step");
    let take = sqlx::query(migrate::TAKE).bind(1).bind(first.name);
    take.execute(&mut books).await.expect("taken");
    for text in WRITTEN {
        books.execute(*text).await.expect("written");
    }
    for (at, (head, sheet)) in heads().iter().zip(SHEETS).enumerate() {
        let first = at as i64 * 2 + 1;
        let text = "INSERT INTO batches (area, first, last, written, head, sheet) VALUES (440700, ?, ?, 1, ?, ?)";
        let batch = sqlx::query(text).bind(first).bind(first + 1).bind(head.to_vec()).bind(sheet);
        batch.execute(&mut books).await.expect("a batch");
    }
    for (seq, body) in (1i64..).zip(EVENTS) {
        let text = "INSERT INTO events (area, seq, visit, body) VALUES (440700, ?, NULL, ?)";
        let event = sqlx::query(text).bind(seq).bind(body);
        event.execute(&mut books).await.expect("an event");
    }
    books.close().await.expect("closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn books_of_the_first_step_are_proved_after_all_steps() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("books.db");
    written_at_the_first_step(&file).await;
    let books = Sqlite::open(&file).await.expect("all later steps are taken");
    let taken: Vec<String> =
        sqlx::query_scalar(migrate::TAKEN).fetch_all(&books.readers).await.expect("steps");
    assert_eq!(taken.len(), migrate::STEPS.len());
    let events = books.events(440_700, 1, 9).await.expect("events");
    let batches = books.batches(440_700, 1, 9).await.expect("batches");
    let mut head = genesis::<Sm3>(&"440700".into());
    for batch in &batches {
        let own = events.iter().filter(|e| batch.first <= e.seq && e.seq <= batch.last);
        let records = own.map(|e| e.body.as_slice()).chain([batch.sheet.as_slice()]);
        head = follow::<Sm3>(head, records);
        assert_eq!(batch.head, head);
    }
    assert_eq!((events.len(), batches.len(), head), (4, 2, heads()[1]));
    assert_eq!(books.words(440_700).await.expect("words"), ["inpatient", "三级"]);
    assert_eq!(books.epoch(440_700).await, Ok(Some(3)));
    let kept = books.kept(440_700, &[2]).await.expect("kept");
    assert_eq!((kept.files.len(), kept.tallies.len()), (1, 2));
    let found = books.find(440_700, &[vec![0, 1, 255]], &[]).await.expect("found");
    assert_eq!(found.keys, [(vec![0, 1, 255], 2)]);
    let person = books.persons(440_700, &["P1".to_string()]).await.expect("persons");
    assert_eq!((person[0].person, person[0].name.as_str()), (2, "张三"));
    assert_eq!(books.institutions_all().await.expect("institutions").len(), 1);
    assert_eq!(
        books.items(440_700, &["A1".to_string()]).await.expect("items")[0].first_pay,
        100_000
    );
    assert_eq!(books.law(&[0xAA]).await, Ok(Some(vec![0xBB])));
    assert_eq!(books.lease(440_700, "now").await, Ok(4), "a desk may go on");
    books.close().await;
}
