//! A small region, driven through the desk: every kind of event at least once, under two laws.

use office::desk::{Answer, Ask, Desk, Message, Request, Rules, Settings};
use office::law_book::{LawBook, LawSource};
use office::verify::{Amounts, Answered, Said};
use office::{
    Store, cancel_visit, correct, describe_visit, discharge, import_filings, import_persons,
    make_filing, record_lines, register_visit, reverse, revoke_filing, settle_mid_stay,
    settle_visit, undo, undo_discharge, withdraw_lines,
};
use record::{About, Address, Cover, Deed, Event, Filing, FilingKind, LeaveWay, bill_id};
use std::path::Path;
use std::sync::Arc;
use store::{InstitutionRow, ItemRow};
use units::{Day, Decimal, Fen};

pub(crate) const AREA: &str = "440700";
const HOSPITAL: &str = "H44070000001";

pub(crate) fn rules(folder: &Path, version: u32) -> Rules {
    let mut book = LawBook::open(&LawSource::Folder(folder.to_path_buf())).expect("reads");
    book.make_area_ready(AREA).unwrap_or_else(|e| panic!("{e}"));
    Rules { version, ..Rules::of(&book, AREA).expect("rules") }
}

/// The shipped law with another ratio, and with an account that pays last.
pub(crate) fn changed_law(to: &Path) {
    let from = gongji_tests::root().join("law");
    copy(&from, to);
    let edit = |file: &str, before: &str, after: &str| {
        let path = to.join("440700-jiangmen").join(file);
        let text = std::fs::read_to_string(&path).expect("there");
        assert!(text.contains(before), "{file} has no {before}");
        std::fs::write(&path, text.replacen(before, after, 1)).expect("ours");
    };
    let share = |is: &str| format!("{{ level = \"一级\", place = \"home\", is = \"{is}\" }}");
    edit("employee/inpatient.toml", &share("93%"), &share("92%"));
    let layers = "\"employee-catastrophic\", \"aid\", \"second-aid\"]";
    edit("area.toml", layers, &layers.replace(']', ", \"account\"]"));
    let path = to.join("440700-jiangmen/employee/account.toml");
    std::fs::write(path, ACCOUNT).expect("ours");
}

const ACCOUNT: &str = r#"[source]
document = "a law of the tests"
article = "not seen"
url = "gongji.example"
read_on = 2026-11-21
grade = "plan"

[[layer]]
name = "account"
id = "account"
kind = "account"
pots = ["current", "history"]
title = { zh = "个人账户", en = "Personal account" }
fund = "employee-account"
from = 2026-01-01
class-order = []
applies = [ { care = ["inpatient", "outpatient"] } ]
draws = [ { bucket = "in-deductible:*" }, { bucket = "co-share:*" }, { bucket = "own-pay" } ]
"#;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("ours");
    for entry in std::fs::read_dir(from).expect("there").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("ours");
        }
    }
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// A desk with what its client keeps of the answers.
pub(crate) struct Region {
    pub(crate) desk: Desk,
    pub(crate) answers: Vec<Answered>,
    messages: u64,
    lines: u64,
}

impl Region {
    pub(crate) async fn open(store: Arc<dyn Store>, rules: Rules, messages: u64) -> Region {
        let settings = Settings { batch: 4, ..Settings::default() };
        let desk = Desk::open(store, rules, settings).await.expect("opens");
        Region { desk, answers: Vec::new(), messages, lines: messages * 1000 }
    }

    fn address(&mut self, number: &str) -> Address {
        self.messages += 1;
        let message = format!("{HOSPITAL}{:06}", self.messages);
        Address { institution: HOSPITAL.to_string(), number: number.to_string(), message }
    }

    /// Sends a message; the event it was answered with.
    pub(crate) async fn send(&mut self, number: &str, ask: Ask) -> Arc<Event> {
        let address = self.address(number);
        let input = vec![("n".to_string(), self.messages.to_string())];
        let message = Some(Message { address: address.clone(), input });
        let answer = self.desk.ask(Request { message, ask }).await;
        let answer = answer.unwrap_or_else(|e| panic!("{number}: {} {}", e.code, e.sentence.en));
        let event = answer.event().expect("an event").clone();
        self.answers.push(kept(self.answers.len() as u64 + 1, address, &event));
        event
    }

    pub(crate) async fn visit(&mut self, person: &str, care: &str, from: &str) -> u64 {
        self.visit_with(person, care, from, None).await
    }

    pub(crate) async fn visit_with(
        &mut self,
        person: &str,
        care: &str,
        from: &str,
        filing: Option<&str>,
    ) -> u64 {
        let visit = register_visit::Visit {
            person: person.to_string(),
            institution: HOSPITAL.to_string(),
            care: care.to_string(),
            from: day(from),
            condition: None,
            filing: filing.map(str::to_string),
            insurance: None,
            diagnoses: Vec::new(),
            texts: Vec::new(),
        };
        self.send("2201", Ask::RegisterVisit(visit)).await.seq
    }

    async fn register(&mut self, person: &str, from: &str) -> Arc<Event> {
        let visit = register_visit::Visit {
            person: person.to_string(),
            institution: HOSPITAL.to_string(),
            care: "inpatient".to_string(),
            from: day(from),
            condition: None,
            filing: None,
            insurance: None,
            diagnoses: Vec::new(),
            texts: Vec::new(),
        };
        self.send("2401", Ask::RegisterVisit(visit)).await
    }

    async fn describe(&mut self, visit: u64, care: &str, condition: Option<&str>) {
        let condition = condition.map(str::to_string);
        let about = About { care: care.to_string(), condition, filing: None };
        let (diagnoses, texts) = (Vec::new(), Vec::new());
        let ask = describe_visit::Description { visit, person: None, about, diagnoses, texts };
        self.send("2203", Ask::DescribeVisit(ask)).await;
    }

    pub(crate) async fn record(&mut self, visit: u64, items: &[(&str, &str)]) {
        let mut lines = Vec::new();
        for (code, amount) in items {
            self.lines += 1;
            lines.push(record_lines::Item {
                id: format!("L{}", self.lines),
                batch: String::new(),
                code: (*code).to_string(),
                qty: Decimal::parse("1").expect("a number"),
                price: Decimal::parse(amount).expect("a number"),
                amount: Fen::parse(amount).expect("an amount"),
            });
        }
        let lines = record_lines::Lines { visit, person: None, lines };
        self.send("2204", Ask::RecordLines(lines)).await;
    }

    fn bill(visit: u64, batch: &str, to: &str, use_account: bool) -> settle_visit::Bill {
        settle_visit::Bill {
            visit,
            person: None,
            batch: batch.to_string(),
            to: Some(day(to)),
            settled: None,
            use_account,
            total: None,
            split: None,
            insurance: None,
        }
    }

    pub(crate) async fn settle(&mut self, visit: u64, batch: &str, to: &str) -> u64 {
        self.send("2304", Ask::Settle(Region::bill(visit, batch, to, true))).await.seq
    }

    async fn mid_stay(&mut self, visit: u64, batch: &str, to: &str) -> u64 {
        let bill = settle_mid_stay::Bill(Region::bill(visit, batch, to, false));
        self.send("2304", Ask::SettleMidStay(bill)).await.seq
    }

    pub(crate) async fn undo(&mut self, bill: u64) -> Arc<Event> {
        self.send("2305", Ask::Undo(undo::Undo { bill, visit: None, person: None })).await
    }

    async fn reverse(&mut self, message: Address) -> Arc<Event> {
        let reverse = reverse::Reverse { message, person: None };
        self.send("2601", Ask::Reverse(reverse)).await
    }
}

fn kept(line: u64, message: Address, event: &Event) -> Answered {
    let id = |seq| Some(bill_id(AREA, seq));
    let (said, bill, amounts) = match &event.deed {
        Deed::Bill(bill) => {
            let account = bill.person.account.total();
            let funds = bill.layers.iter().map(|layer| layer.paid).sum();
            let (total, cash) = (bill.split.total, bill.person.cash);
            (Said::Settled, id(event.seq), Some(Amounts { total, funds, account, cash }))
        }
        Deed::Undo(undone) => (Said::Undone, id(undone.bill), None),
        Deed::Tombstone(_) => (Said::Undone, None, None),
        Deed::Cancelled(_) if message.number == "2601" => (Said::Undone, None, None),
        _ => (Said::Written, None, None),
    };
    Answered { line, message, said, bill, amounts }
}

fn person(id: &str, insurance: &str, status: &str) -> import_persons::Row {
    import_persons::Row {
        id: id.to_string(),
        name: id.to_string(),
        document: String::new(),
        cover: Cover {
            from: day("2026-01-01"),
            to: None,
            insurance: insurance.to_string(),
            status: Some(status.to_string()),
            born: Some(day("1960-05-01")),
            classes: Vec::new(),
            tier: None,
            entitled_from: None,
            years_enrolled: None,
        },
        account: [Fen(50_000), Fen(2_000)],
        particulars: store::Particulars::default(),
    }
}

/// Registers and persons.
pub(crate) async fn people(store: &dyn Store, region: &mut Region) {
    let institution = InstitutionRow {
        code: HOSPITAL.to_string(),
        from_day: 0,
        to_day: None,
        name: "一院".to_string(),
        level: Some("一级".to_string()),
        rank: Some("city".to_string()),
        kind: Some("hospital".to_string()),
        area: 440_700,
        designated: true,
    };
    store.put_institutions(&[institution]).await.expect("written");
    let item = |code: &str, class: &str, first_pay| ItemRow {
        code: code.to_string(),
        from_day: 0,
        to_day: None,
        name: code.to_string(),
        class: class.to_string(),
        group: None,
        first_pay,
        price_limit: None,
    };
    let items = [item("A1", "A", 0), item("B1", "B", 100_000), item("C1", "C", 1_000_000)];
    store.put_items(440_700, &items).await.expect("written");
    let rows = vec![
        person("p1", "employee", "active"),
        person("p2", "employee", "retired"),
        person("p3", "resident", "adult"),
    ];
    enter(region, Ask::EnterPersons(rows)).await;
    let filing = |person: &str, kind, value: &str| import_filings::Row {
        line: 0,
        person: person.to_string(),
        filing: Filing { kind, value: value.to_string(), from: day("2026-01-01"), to: None },
    };
    let rows = vec![
        filing("p1", FilingKind::Chosen, HOSPITAL),
        filing("p2", FilingKind::Away, ""),
        filing("p3", FilingKind::Condition, "special-class-3"),
    ];
    enter(region, Ask::EnterFilings(rows)).await;
}

async fn enter(region: &mut Region, ask: Ask) {
    let answer = region.desk.ask(Request { message: None, ask }).await.expect("entered");
    assert!(matches!(answer, Answer::Entered(_)));
}

/// A life: stays, late bills, chains, undos, restored bills, corrections, tombstones.
pub(crate) async fn live(region: &mut Region) {
    let stay = region.visit("p1", "inpatient", "2026-03-01").await;
    region.record(stay, &[("A1", "9000.00"), ("B1", "1000.00"), ("C1", "300.00")]).await;
    region.mid_stay(stay, "1", "2026-03-20").await;
    region.record(stay, &[("A1", "4000.00")]).await;
    let ended = region.settle(stay, "2", "2026-04-02").await;
    let late = region.visit_with("p1", "inpatient", "2026-02-01", Some("referred")).await;
    region.record(late, &[("A1", "2000.00"), ("A1", "10.00")]).await;
    let back = withdraw_lines::Lines { visit: late, person: None, lines: Vec::new(), batch: None };
    region.send("2205", Ask::WithdrawLines(back)).await;
    region.record(late, &[("A1", "2500.00")]).await;
    let late = region.settle(late, "1", "2026-02-09").await;
    let undone = region.undo(ended).await;
    let key = undone.key.as_ref().expect("a key").address.clone();
    region.reverse(key).await;
    let correct = correct::Correct { bill: late, person: None };
    let again = region.send("2304", Ask::Correct(correct)).await;
    region.undo(again.seq).await;
    let never = region.address("2304");
    region.reverse(never).await;
    doors(region).await;
    for (who, care, month) in
        [("p2", "inpatient", 5), ("p3", "inpatient", 6), ("p1", "outpatient", 7)]
    {
        let from = format!("2026-{month:02}-03");
        let visit = region.visit(who, care, &from).await;
        region.record(visit, &[("A1", "5000.00"), ("B1", "80.00")]).await;
        let bill = region.settle(visit, "1", &from).await;
        if who == "p3" {
            let undo = region.undo(bill).await;
            region.settle(visit, "2", &from).await;
            assert!(matches!(undo.deed, Deed::Undo(_)));
        }
    }
}

/// What the hospital's door brings: descriptions, discharges, cancelled visits, filings.
async fn doors(region: &mut Region) {
    // Two lives are told on the same books: each has a month of its own.
    let month = if region.messages < 500 { 8 } else { 9 };
    let on = |day: u32| format!("2026-{month:02}-{day:02}");
    let filing = |kind, value: &str| {
        let value = value.to_string();
        Filing { kind, value, from: day(&on(1)), to: Some(day(&on(28))) }
    };
    let make = |person: &str, filing: Filing| {
        Ask::MakeFiling(make_filing::MakeFiling {
            person: person.to_string(),
            filing,
            insurance: None,
        })
    };
    let revoke = |filing: u64, from: Option<String>| {
        let from = from.as_deref().map(day);
        Ask::RevokeFiling(revoke_filing::RevokeFiling { filing, kind: None, person: None, from })
    };
    let ended = region.send("2503", make("p2", filing(FilingKind::Condition, "special-class-4")));
    let ended = ended.await.seq;
    let told = region.visit("p2", "outpatient", &on(3)).await;
    region.describe(told, "inpatient", None).await;
    region.record(told, &[("A1", "3000.00")]).await;
    let leave = |last: String| discharge::Discharge {
        visit: told,
        person: None,
        last: day(&last),
        way: LeaveWay::Ordered,
        diagnoses: Vec::new(),
        texts: vec![("bed".to_string(), "12".to_string())],
    };
    region.send("2402", Ask::Discharge(leave(on(5)))).await;
    let back = undo_discharge::UndoDischarge { visit: told, person: None };
    region.send("2405", Ask::UndoDischarge(back)).await;
    region.record(told, &[("B1", "100.00")]).await;
    region.send("2402", Ask::Discharge(leave(on(6)))).await;
    let bill = settle_visit::Bill { to: None, ..Region::bill(told, "1", &on(6), false) };
    region.send("2304", Ask::Settle(bill)).await;
    // For a registered condition; the ratio of its care was not read, so all of it is own pay.
    let chronic = region.visit("p2", "outpatient", &on(7)).await;
    region.describe(chronic, "chronic", Some("special-class-4")).await;
    region.record(chronic, &[("C1", "70.00")]).await;
    region.settle(chronic, "1", &on(7)).await;
    region.send("2504", revoke(ended, Some(on(20)))).await;
    let never = region.send("2505", make("p1", filing(FilingKind::Away, ""))).await.seq;
    region.send("2506", revoke(never, None)).await;
    let gone = region.visit("p3", "inpatient", &on(9)).await;
    let cancel = cancel_visit::Cancel { visit: gone, person: Some("p3".to_string()) };
    region.send("2404", Ask::CancelVisit(cancel)).await;
    let visit = region.register("p3", &on(10)).await;
    let key = visit.key.as_ref().expect("a key").address.clone();
    assert!(matches!(region.reverse(key).await.deed, Deed::Cancelled(_)));
}
