//! A desk of 440700 on books of its own, on either engine, with a small made-up region: some
//! institutions, a catalogue, persons of many kinds. Everything is brought in through the acts.

use crate::postgres;
use office::describe_visit::Description;
use office::desk::{Answer, Ask, Desk, Message, Refused, Request, Rules, Settings};
use office::discharge::Discharge;
use office::law_book::{LawBook, LawSource};
use office::record_lines::{Item, Lines};
use office::register_visit::Visit;
use office::settle_mid_stay;
use office::settle_visit::Bill;
use office::undo::Undo;
use office::{import_filings, import_institutions, import_items, import_persons};
use record::canon::Tally;
use record::event::{Address, Billed};
use record::{About, Diagnosis, DiagnosisKind, LeaveWay, Lexicon};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use store::Store;
use units::{Day, Decimal, Fen};

/// The area.
pub const AREA: &str = "440700";
/// The area as the store knows it.
pub const NUMBER: i64 = 440_700;

/// Hospitals of each level at home, one in the province, one away, one without agreement, one that
/// is level two from July on, one whose agreement ended.
pub const INSTITUTIONS: &str = "\
code,name,from,to,level,rank,kind,area,designated
H1,社区医院,2026-01-01,,一级,township,community,440700,yes
H2,县医院,2026-01-01,,二级,county,hospital,440700,yes
H3,市医院,2026-01-01,,三级,city,hospital,440700,yes
HP,省医院,2026-01-01,,三级,province,hospital,440100,yes
HA,外地医院,2026-01-01,,三级,city,hospital,110100,yes
HN,民营医院,2026-01-01,,二级,county,hospital,440700,no
HR,升级医院,2026-01-01,2026-06-30,一级,county,hospital,440700,yes
HR,升级医院,2026-07-01,,二级,county,hospital,440700,yes
HX,停业医院,2026-01-01,2026-03-31,二级,county,hospital,440700,yes
";

/// Class A at one yuan, class B with first-pay, one above its price limit, class C, one whose class
/// changes, one that left the catalogue.
pub const ITEMS: &str = "\
code,name,from,to,class,group,first_pay,price_limit
A1,西药甲,2026-01-01,,A,,,
B1,西药乙,2026-01-01,,B,,10%,
L1,限价甲,2026-01-01,,A,,,11.00
C1,自费,2026-01-01,,C,,,
M1,调整,2026-01-01,2026-06-30,C,,,
M1,调整,2026-07-01,,A,,,
X1,调出,2026-01-01,2026-03-31,A,,,
";

/// Persons: employees, one who retires in July, residents, one with two covers over time, one whose
/// cover ends in March, one who is aided.
pub const PERSONS: &str = "\
person_id,name,document,from,to,insurance,status,born,classes,tier,entitled_from,years_enrolled,account_current,account_history
E1,职工一,D1,2026-01-01,,employee,active,1980-05-01,,,2026-01-01,20,1020.00,300.00
E2,职工二,D2,2026-01-01,,employee,active,1985-05-01,,,2026-01-01,10,,
E3,退休,D3,2026-01-01,2026-06-30,employee,active,1966-07-01,,,2026-01-01,30,500.00,
E3,退休,D3,2026-07-01,,employee,retired,1966-07-01,,,2026-01-01,30,,
R1,居民一,D4,2026-01-01,,resident,adult,1970-05-01,,,2026-01-01,,,
R2,居民二,D5,2026-01-01,,resident,adult,1971-05-01,minimum-living,,2026-01-01,,,
T1,转保,D6,2026-01-01,2026-04-30,resident,adult,1990-05-01,,,2026-01-01,,,
T1,转保,D6,2026-05-01,,employee,active,1990-05-01,,,2026-05-01,,,
X1,停保,D7,2026-01-01,2026-03-31,resident,adult,1975-05-01,,,2026-01-01,,,
N1,待遇等待,D8,2026-01-01,,resident,adult,1976-05-01,,,2026-04-01,,,
";

/// Filings: away from home, a chosen institution, a registered condition, a referral.
pub const FILINGS: &str = "\
person_id,kind,value,from,to
E2,away,,2026-03-01,2026-05-31
E2,chosen,H1,2026-02-01,
E1,condition,special-class-3,2026-02-01,
R1,condition,hypertension,2026-02-01,2026-12-31
R1,referral,,2026-05-01,2026-05-31
";

static BOOK: LazyLock<LawBook> = LazyLock::new(|| {
    let mut book = LawBook::open(&LawSource::Embedded).expect("the shipped law opens");
    book.make_area_ready(AREA).expect("the law of Jiangmen is sound");
    book
});

/// The shipped law, Jiangmen made ready.
pub fn book() -> &'static LawBook {
    &BOOK
}

/// The rules the desk decides by.
pub fn rules() -> Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::of(&BOOK, AREA).expect("rules"));
    RULES.clone()
}

/// A day.
pub fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// An amount.
pub fn yuan(text: &str) -> Fen {
    Fen::parse(text).expect("an amount")
}

/// A desk on books of its own; they go when it goes.
pub struct Region {
    /// Where the books are.
    pub address: store::Address,
    /// The books.
    pub store: Arc<dyn Store>,
    /// The desk.
    pub desk: Desk,
    folder: Option<PathBuf>,
}

/// An empty place for books, in a folder or in the shared PostgreSQL server.
pub fn empty(engine: &str) -> store::Address {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    if engine == "postgres" {
        return store::Address::Database(postgres::shared().database());
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    if number == 0 {
        postgres::sweep(&std::env::temp_dir(), "gongji-desk");
    }
    let folder = std::env::temp_dir().join(format!("gongji-desk-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    store::Address::Data(folder)
}

/// The region on both engines.
pub async fn both() -> [Region; 2] {
    [Region::new("sqlite").await, Region::new("postgres").await]
}

impl Region {
    /// The region on an engine: `sqlite` or `postgres`.
    pub async fn new(engine: &str) -> Region {
        let region = Region::bare(engine).await;
        let area = BOOK.area(AREA).expect("an area");
        let institutions = import_institutions::read(INSTITUTIONS, area).expect("institutions");
        let done = import_institutions::import_institutions(&*region.store, &institutions).await;
        done.expect("institutions");
        let items = import_items::read(ITEMS, area).expect("items");
        import_items::import_items(&*region.store, NUMBER, &items).await.expect("items");
        let persons = import_persons::read(PERSONS, area).expect("persons");
        region.ask(Ask::EnterPersons(persons)).await.expect("persons");
        let filings = import_filings::read(FILINGS, area).expect("filings");
        region.ask(Ask::EnterFilings(filings)).await.expect("filings");
        region
    }

    /// The same with a desk whose batches are written at the moments of this clock.
    pub async fn timed(engine: &str, clock: fn() -> i64) -> Region {
        let mut region = Region::new(engine).await;
        let settings = Settings { clock: clock.into(), ..Settings::default() };
        let desk = Desk::open(region.store.clone(), rules(), settings).await;
        region.desk = desk.expect("the desk opens");
        region
    }

    /// A desk on books that hold nothing but the law.
    pub async fn bare(engine: &str) -> Region {
        Region::at(empty(engine)).await
    }

    /// A desk on books that may be there.
    pub async fn at(address: store::Address) -> Region {
        let folder = match &address {
            store::Address::Data(folder) => Some(folder.clone()),
            store::Address::Database(_) => None,
        };
        let store = store::open(&address).await.expect("the books open");
        let desk = Desk::open(store.clone(), rules(), Settings::default()).await;
        Region { address, store, desk: desk.expect("the desk opens"), folder }
    }

    /// Asks without a message.
    pub async fn ask(&self, ask: Ask) -> Result<Answer, Refused> {
        self.desk.ask(Request { message: None, ask }).await
    }

    /// Asks by a message of this id.
    pub async fn send(&self, id: &str, ask: Ask) -> Result<Answer, Refused> {
        let input = vec![("ask".to_string(), format!("{ask:?}"))];
        let message = Some(Message { address: address(id), input });
        self.desk.ask(Request { message, ask }).await
    }

    /// Registers a visit; its number.
    pub async fn visit(&self, person: &str, institution: &str, care: &str, from: &str) -> u64 {
        let visit = visit(person, institution, care, from);
        let answer = self.ask(Ask::RegisterVisit(visit)).await.expect("a visit");
        answer.event().expect("an event").seq
    }

    /// Records lines `(item, quantity, unit price)`, numbered by their order in the visit's call.
    pub async fn lines(&self, visit: u64, from: usize, lines: &[(&str, &str, &str)]) {
        let ask = Ask::RecordLines(lines_of(visit, from, lines));
        self.ask(ask).await.expect("lines");
    }

    /// A visit with one line of class A at one yuan each, so many yuan in all.
    pub async fn stay(
        &self,
        person: &str,
        institution: &str,
        care: &str,
        from: &str,
        sum: &str,
    ) -> u64 {
        let visit = self.visit(person, institution, care, from).await;
        self.lines(visit, 1, &[("A1", sum, "1")]).await;
        visit
    }

    /// Settles; the seq of the bill and what it came to.
    pub async fn settled(&self, ask: Ask) -> (u64, Billed) {
        let answer = self.ask(ask).await.expect("settled");
        let seq = answer.event().expect("an event").seq;
        (seq, answer.bill().expect("a bill").clone())
    }

    /// Settles a visit on its day; the seq of the bill and what it came to.
    pub async fn settle(&self, visit: u64, to: &str) -> (u64, Billed) {
        self.settled(Ask::Settle(bill(visit, to))).await
    }

    /// Undoes a bill; the seq of the undo.
    pub async fn undo(&self, bill: u64) -> u64 {
        let answer = self.ask(Ask::Undo(undo(bill))).await.expect("undone");
        answer.event().expect("an event").seq
    }

    /// Everything that the books have counted of a person, by period.
    pub async fn sums(&self, person: &str) -> Vec<(i64, Tally)> {
        let ids = [person.to_string()];
        let rows = self.store.persons(NUMBER, &ids).await.expect("persons");
        let number = rows.first().expect("the person").person;
        let kept = self.store.kept(NUMBER, &[number]).await.expect("sums");
        let lexicon = Lexicon::new(self.store.words(NUMBER).await.expect("words"));
        let read = |row: &store::TallyRow| {
            (row.period, Tally::read(AREA, &lexicon, &row.body).expect("a tally"))
        };
        let mut sums: Vec<_> = kept.tallies.iter().map(read).collect();
        // What came to nothing again is nothing.
        sums.iter_mut().for_each(|(_, tally)| tally.sums.retain(|(_, sum)| *sum != 0));
        sums.retain(|(_, tally)| !tally.sums.is_empty() || tally.chain.is_some());
        sums.sort_by_key(|(period, _)| *period);
        sums.iter_mut().for_each(|(_, tally)| tally.sums.sort());
        sums
    }

    /// The seq of the event that an ask wrote, or the code of its refusal.
    pub async fn seq(&self, ask: Ask) -> Result<u64, &'static str> {
        let answer = self.ask(ask).await.map_err(|refused| refused.code)?;
        Ok(answer.event().expect("an event").seq)
    }

    /// Fails unless the books pass the check of `gongji verify`.
    pub async fn verify(&self) {
        let ask = office::verify::Ask::default();
        let report = office::verify::verify(self.store.clone(), &ask).await.expect("checked");
        let found: Vec<String> = report.differences.iter().map(ToString::to_string).collect();
        assert!(report.holds(), "{}: {found:#?}", self.store.engine());
    }

    /// The seq of the last event.
    pub async fn last(&self) -> i64 {
        self.store.tail(NUMBER).await.expect("a tail").map_or(0, |tail| tail.last)
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            // What cannot be removed now is removed by whoever cleans the temporary folder.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// The address of a message of this id.
pub fn address(id: &str) -> Address {
    Address { institution: "H3".into(), number: "1".into(), message: id.into() }
}

/// A visit.
pub fn visit(person: &str, institution: &str, care: &str, from: &str) -> Visit {
    Visit {
        person: person.into(),
        institution: institution.into(),
        care: care.into(),
        from: day(from),
        condition: None,
        filing: None,
        insurance: None,
        diagnoses: Vec::new(),
        texts: Vec::new(),
    }
}

/// A description of a visit: its kind of care, and one diagnosis.
pub fn description(visit: u64, care: &str) -> Description {
    let about = About { care: care.into(), condition: None, filing: None };
    Description { visit, person: None, about, diagnoses: vec![diagnosis()], texts: Vec::new() }
}

/// A diagnosis.
pub fn diagnosis() -> Diagnosis {
    Diagnosis {
        code: "I10.x00".into(),
        name: "高血压".into(),
        kind: DiagnosisKind::Western,
        main: true,
        order: 1,
    }
}

/// A discharge on a day.
pub fn discharge(visit: u64, last: &str) -> Discharge {
    let (diagnoses, texts) = (vec![diagnosis()], vec![("bed".to_string(), "12".to_string())]);
    let (last, way) = (day(last), LeaveWay::Ordered);
    Discharge { visit, person: None, last, way, diagnoses, texts }
}

/// Lines `(item, quantity, unit price)` of a visit, numbered from a number on.
pub fn lines_of(visit: u64, from: usize, lines: &[(&str, &str, &str)]) -> Lines {
    let item = |(at, (code, qty, price)): (usize, &(&str, &str, &str))| {
        let (qty, price) = (decimal(qty), decimal(price));
        let amount = qty.cost(price, units::Rounding::HalfUp).expect("an amount");
        Item {
            id: (from + at).to_string(),
            batch: String::new(),
            code: (*code).into(),
            qty,
            price,
            amount,
        }
    };
    Lines { visit, person: None, lines: lines.iter().enumerate().map(item).collect() }
}

/// A quantity or a price.
pub fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a number")
}

/// A settlement of a visit; the account does not pay. Its batch is the visit.
pub fn bill(visit: u64, to: &str) -> Bill {
    Bill {
        visit,
        person: None,
        batch: format!("b{visit}"),
        to: Some(day(to)),
        settled: None,
        use_account: false,
        total: None,
        split: None,
        insurance: None,
    }
}

/// A settlement on the way, with a batch of its own.
pub fn mid(visit: u64, to: &str, batch: &str) -> Ask {
    let bill = Bill { batch: batch.into(), ..bill(visit, to) };
    Ask::SettleMidStay(settle_mid_stay::Bill(bill))
}

/// An undo.
pub fn undo(bill: u64) -> Undo {
    Undo { bill, visit: None, person: None }
}

/// Paid by the first layer of a bill.
pub fn basic(bill: &Billed) -> Fen {
    bill.layers.first().map_or(Fen::ZERO, |layer| layer.paid)
}

/// Paid by all layers of a bill.
pub fn paid(bill: &Billed) -> Fen {
    bill.layers.iter().map(|layer| layer.paid).sum()
}
