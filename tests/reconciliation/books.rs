//! A hospital that keeps books of its own, out of what the door answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gateway::door::Door;
use gongji_tests::desk::Region;
use gongji_tests::hospital::{Behind, Hospital, batch, lines};
use serde_json::{Value, json};
use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// 2026-03-02 09:00 in legal time, a Monday.
pub(crate) const MONDAY: i64 = 1_772_413_200_000;
/// A day.
pub(crate) const DAY: i64 = 86_400_000;

/// A row as the hospital writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) settlement: String,
    pub(crate) visit: String,
    pub(crate) person: String,
    /// The whole bill, funds, account, in fen.
    pub(crate) fen: [i64; 3],
    pub(crate) refund: bool,
    /// Days after Monday.
    pub(crate) day: i64,
}

/// Fen of an amount on the wire or in a file.
pub(crate) fn fen(text: &str) -> i64 {
    units::Fen::parse(text).expect("an amount").0
}

/// An amount in yuan.
pub(crate) fn yuan(fen: i64) -> String {
    units::Fen(fen).to_string()
}

impl Row {
    fn of(output: &Value, day: i64) -> Row {
        let info = &output["setlinfo"];
        let text = |name: &str| info[name].as_str().expect("a text").to_string();
        let amount = |name: &str| match info[name].to_string() {
            minus if minus.starts_with('-') => -fen(&minus[1..]),
            plus => fen(&plus),
        };
        let fen = ["medfee_sumamt", "fund_pay_sumamt", "acct_pay"].map(amount);
        let (settlement, visit, person) = (text("setl_id"), text("mdtrt_id"), text("psn_no"));
        Row { settlement, visit, person, fen, refund: fen[0] < 0, day }
    }

    fn line(&self) -> String {
        let [total, funds, account] = self.fen.map(yuan);
        let (flag, Row { settlement, visit, person, .. }) = (u8::from(self.refund), self);
        format!("{settlement}\t{visit}\t{person}\t{total}\t{funds}\t{account}\t{flag}\n")
    }
}

/// A hospital with a clock.
pub(crate) struct Books {
    pub(crate) region: Region,
    pub(crate) hospital: Hospital,
    now: &'static AtomicI64,
    clock: fn() -> i64,
    /// Its own books.
    pub(crate) rows: Vec<Row>,
}

impl Books {
    pub(crate) async fn new(engine: &str, clock: fn() -> i64, now: &'static AtomicI64) -> Books {
        now.store(MONDAY, Ordering::Relaxed);
        let region = Region::timed(engine, clock).await;
        let hospital = Hospital::new(door(&region, clock), "H3");
        Books { region, hospital, now, clock, rows: Vec::new() }
    }

    /// Another hospital at the same door.
    pub(crate) fn other(&self, code: &str) -> Hospital {
        Hospital::new(door(&self.region, self.clock), code)
    }

    /// The clock stands on a day after Monday.
    pub(crate) fn on(&self, day: i64) {
        self.now.store(MONDAY + day * DAY, Ordering::Relaxed);
    }

    /// An outpatient pays so many fen; the row is in the books.
    pub(crate) async fn settle(&mut self, person: &str, amount: i64) -> Row {
        let (day, h) = (self.day(), &self.hospital);
        let visit = h.register(person, "310", "2026-03-01").await;
        let (qty, other) = (yuan(amount - amount / 3), yuan(amount / 3));
        h.done("2204", lines(&visit, person, "b", &[("1", "A1", &qty), ("2", "C1", &other)])).await;
        let mut bill = batch(&visit, person, "310", "b", &yuan(amount));
        bill["data"]["acct_used_flag"] = json!("1");
        let row = Row::of(&h.done("2207", bill).await, day);
        self.rows.push(row.clone());
        row
    }

    /// A settlement is undone; the row is in the books.
    pub(crate) async fn undo(&mut self, row: &Row) -> Row {
        let ask = json!({ "data": {
            "mdtrt_id": row.visit, "psn_no": row.person, "setl_id": row.settlement,
        } });
        let row = Row::of(&self.hospital.done("2208", ask).await, self.day());
        self.rows.push(row.clone());
        row
    }

    fn day(&self) -> i64 {
        (self.now.load(Ordering::Relaxed) - MONDAY) / DAY
    }

    /// The rows of days after Monday.
    pub(crate) fn of(&self, days: std::ops::Range<i64>) -> Vec<Row> {
        self.rows.iter().filter(|row| days.contains(&row.day)).cloned().collect()
    }
}

fn door(region: &Region, clock: fn() -> i64) -> Door {
    let behind = Behind { store: region.store.clone(), desks: vec![region.desk.clone()] };
    Door::new(Arc::new(behind), clock)
}

/// Rows as a text.
pub(crate) fn text(rows: &[Row]) -> String {
    rows.iter().map(Row::line).collect()
}

/// Files in an archive.
pub(crate) fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// Input of 9101.
pub(crate) fn upload(content: Value) -> Value {
    json!({ "fsuploadin": { "in": content, "filename": "a.zip", "fixmedins_code": "H3" } })
}

/// A file goes up; its number.
pub(crate) async fn uploaded(hospital: &Hospital, bytes: &[u8]) -> String {
    let output = hospital.done("9101", upload(json!(STANDARD.encode(bytes)))).await;
    output["file_qury_no"].as_str().expect("a number").to_string()
}

/// Input of 9102.
pub(crate) fn fetch(number: &str) -> Value {
    json!({ "fsdownloadin": { "file_qury_no": number, "filename": "a.zip", "fixmedins_code": "H3" } })
}

/// A file comes down.
pub(crate) async fn fetched(hospital: &Hospital, number: &str) -> Vec<u8> {
    let output = hospital.done("9102", fetch(number)).await;
    STANDARD.decode(output["out"].as_str().expect("text")).expect("Base64")
}

fn sums(rows: &[Row]) -> [i64; 3] {
    [0, 1, 2].map(|at| rows.iter().map(|row| row.fen[at]).sum())
}

fn signed(fen: i64) -> Value {
    json!(if fen < 0 { format!("-{}", yuan(-fen)) } else { yuan(fen) })
}

/// Input of 3201 for the week that begins on Monday.
pub(crate) fn totals(rows: &[Row]) -> Value {
    let [total, funds, account] = sums(rows);
    json!({ "data": {
        "insutype": "310", "clr_type": "11", "setl_optins": "440700",
        "stmt_begndate": "2026-03-02", "stmt_enddate": "2026-03-08",
        "medfee_sumamt": signed(total), "fund_pay_sumamt": signed(funds),
        "acct_pay": signed(account), "fixmedins_setl_cnt": rows.len(),
    } })
}

/// Input of 3202 for that week.
pub(crate) fn details(number: &str, rows: &[Row]) -> Value {
    let [total, funds, account] = sums(rows);
    json!({ "data": {
        "setl_optins": "440700", "file_qury_no": number,
        "stmt_begndate": "2026-03-02", "stmt_enddate": "2026-03-08",
        "medfee_sumamt": signed(total), "fund_pay_sumamt": signed(funds),
        "cash_payamt": signed(total - funds - account), "fixmedins_setl_cnt": rows.len(),
        "clr_type": "11",
    } })
}

/// A line of the file of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) person: String,
    pub(crate) settlement: String,
    pub(crate) message: String,
    pub(crate) result: String,
    pub(crate) memo: String,
    pub(crate) total: String,
}

/// The lines of a file of results.
pub(crate) fn found(archive: &[u8]) -> Vec<Found> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    assert_eq!(archive.len(), 1);
    let mut text = String::new();
    archive.by_index(0).expect("an entry").read_to_string(&mut text).expect("UTF-8");
    let line = |line: &str| {
        let cells: Vec<String> = line.split('\t').map(str::to_string).collect();
        let [person, visit, settlement, message, result, refund, memo, total, _, _] = &cells[..]
        else {
            panic!("{line}");
        };
        assert!(visit != "null" && ["0", "1"].contains(&refund.as_str()), "{line}");
        Found {
            person: person.clone(),
            settlement: settlement.clone(),
            message: message.clone(),
            result: result.clone(),
            memo: memo.clone(),
            total: total.clone(),
        }
    };
    text.lines().map(line).collect()
}

/// What 3202 finds in these rows.
pub(crate) async fn reconciled(hospital: &Hospital, rows: &[Row]) -> Vec<Found> {
    let number = uploaded(hospital, &packed(&[("a.txt", text(rows).as_bytes())])).await;
    let output = hospital.done("3202", details(&number, rows)).await;
    let number = output["fileinfo"]["file_qury_no"].as_str().expect("a number");
    found(&fetched(hospital, number).await)
}
