//! A story told at a desk: an area with a law of its own, an institution, an item, and persons whose
//! stays are settled, undone and corrected.
#![allow(dead_code, reason = "each test tells its own part")]

use office::correct::Correct;
use office::desk::{Answer, Ask, Desk, Message, Refused, Request, Rules, Settings};
use office::import_persons;
use office::law_book::{LawBook, LawSource};
use office::record_lines::{Item, Lines};
use office::register_visit::Visit;
use office::reverse::Reverse;
use office::settle_visit::Bill;
use office::undo::Undo;
use office::{Store, open_books};
use record::{Address, Cover};
use std::path::PathBuf;
use std::sync::Arc;
use store::{InstitutionRow, ItemRow};
use units::{Day, Decimal, Fen};

/// A desk with what it needs.
pub(crate) struct Story {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) desk: Desk,
    pub(crate) area: String,
    messages: std::sync::atomic::AtomicU64,
}

/// Books in a folder that goes with the test's process.
pub(crate) async fn sqlite() -> Arc<dyn Store> {
    let folder = tempfile::tempdir().expect("a folder").keep();
    open_books(&office::Address::Data(folder)).await.expect("the books open")
}

/// Books in a database of one's own.
pub(crate) async fn postgres() -> Arc<dyn Store> {
    let url = gongji_tests::postgres::shared().database();
    open_books(&office::Address::Database(url)).await.expect("the books open")
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// The law of a folder of published examples.
pub(crate) fn example(name: &str) -> LawBook {
    let top = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../"));
    let folder = [top.join("tests/examples").join(name), top.join("../tests/examples").join(name)];
    let folder = folder.into_iter().find(|path| path.is_dir()).expect(name);
    let mut book = LawBook::open(&LawSource::Folder(folder)).expect("the example reads");
    book.make_ready().expect("the example is ready");
    book
}

impl Story {
    /// A desk of the law's only area, with a hospital H1 and an item I1 wholly in scope.
    pub(crate) async fn open(store: Arc<dyn Store>, book: &LawBook) -> Story {
        let area = book.areas.first().expect("an area").code.to_string();
        Story::at(store, book, &area).await
    }

    /// The same for an area of a law.
    pub(crate) async fn at(store: Arc<dyn Store>, book: &LawBook, area: &str) -> Story {
        let number: i64 = area.parse().expect("six digits");
        let from_day = i64::from(day("2020-01-01").number());
        let hospital = InstitutionRow {
            code: "H1".to_string(),
            from_day,
            to_day: None,
            name: "第一人民医院".to_string(),
            level: Some("三级".to_string()),
            rank: Some("city".to_string()),
            kind: Some("hospital".to_string()),
            area: number,
            designated: true,
        };
        let item = ItemRow {
            code: "I1".to_string(),
            from_day,
            to_day: None,
            name: "床位费".to_string(),
            class: "A".to_string(),
            group: None,
            first_pay: 0,
            price_limit: None,
        };
        store.put_institutions(&[hospital]).await.expect("a hospital");
        store.put_items(number, &[item]).await.expect("an item");
        let rules = Rules::of(book, area).expect("rules");
        let desk = Desk::open(store.clone(), rules, Settings::default()).await.expect("a desk");
        Story { store, desk, area: area.to_string(), messages: 1.into() }
    }

    /// Asks under a message of its own; the number of the message is its id.
    pub(crate) async fn ask(&self, ask: Ask) -> Result<Answer, Refused> {
        let id = self.messages.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let message = Message { address: address(id), input: Vec::new() };
        self.desk.ask(Request { message: Some(message), ask }).await
    }

    /// The number of the last message.
    pub(crate) fn last_message(&self) -> u64 {
        self.messages.load(std::sync::atomic::Ordering::Relaxed) - 1
    }

    async fn seq(&self, ask: Ask) -> u64 {
        let answer = self.ask(ask).await.expect("it is done");
        answer.event().expect("an event").seq
    }

    /// A person with a cover.
    pub(crate) async fn person(&self, id: &str, cover: Cover) {
        let rows = vec![import_persons::Row {
            id: id.to_string(),
            name: "张三丰".to_string(),
            document: "440700199001011234".to_string(),
            cover,
            account: [Fen::ZERO; 2],
            particulars: store::Particulars {
                sex: Some("female".to_string()),
                division: Some("330000000001".to_string()),
                household: Some("1".to_string()),
            },
        }];
        let ask = Request { message: None, ask: Ask::EnterPersons(rows) };
        self.desk.ask(ask).await.expect("a person");
    }

    /// A stay in hospital, settled: its visit and its bill.
    pub(crate) async fn stay(&self, person: &str, days: [&str; 2], yuan: i64) -> (u64, u64) {
        let visit = self.open_stay(person, days[0], yuan).await;
        (visit, self.settle(visit, days[1]).await)
    }

    /// A stay with a line, not settled yet.
    pub(crate) async fn open_stay(&self, person: &str, from: &str, yuan: i64) -> u64 {
        let visit = self
            .seq(Ask::RegisterVisit(Visit {
                person: person.to_string(),
                institution: "H1".to_string(),
                care: "inpatient".to_string(),
                from: day(from),
                condition: None,
                filing: None,
                insurance: None,
                diagnoses: Vec::new(),
                texts: Vec::new(),
            }))
            .await;
        let amount = Fen(yuan * 100);
        let price = Decimal::parse(&amount.to_string()).expect("a price");
        let qty = Decimal::parse("1").expect("one");
        let line = Item {
            id: "1".to_string(),
            batch: String::new(),
            code: "I1".to_string(),
            qty,
            price,
            amount,
        };
        let lines = Lines { visit, person: None, lines: vec![line] };
        self.seq(Ask::RecordLines(lines)).await;
        visit
    }

    /// Settles a visit; the seq of the bill.
    pub(crate) async fn settle(&self, visit: u64, to: &str) -> u64 {
        self.seq(Ask::Settle(Bill {
            visit,
            person: None,
            batch: format!("{visit}"),
            to: Some(day(to)),
            settled: None,
            use_account: false,
            total: None,
            split: None,
            insurance: None,
        }))
        .await
    }

    pub(crate) async fn undo(&self, bill: u64) -> u64 {
        self.seq(Ask::Undo(Undo { bill, visit: None, person: None })).await
    }

    /// Reverses a message by its number.
    pub(crate) async fn reverse(&self, message: u64) -> u64 {
        self.seq(Ask::Reverse(Reverse { message: address(message), person: None })).await
    }

    /// Corrects a bill; the answer holds the new one.
    pub(crate) async fn correct(&self, bill: u64) -> Answer {
        self.ask(Ask::Correct(Correct { bill, person: None })).await.expect("corrected")
    }
}

fn address(id: u64) -> Address {
    Address { institution: "H1".to_string(), number: "t".to_string(), message: id.to_string() }
}

/// An adult resident's cover from a day on.
pub(crate) fn resident(from: &str, classes: &[&str]) -> Cover {
    Cover {
        from: day(from),
        to: None,
        insurance: "resident".to_string(),
        status: Some("adult".to_string()),
        born: Some(day("1990-01-01")),
        classes: classes.iter().map(|class| (*class).to_string()).collect(),
        tier: None,
        entitled_from: None,
        years_enrolled: None,
    }
}
