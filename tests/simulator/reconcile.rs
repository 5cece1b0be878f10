//! The evening (对账): each hospital lays its books beside the centre's. What it lost sight of is all that
//! differs, beside settlements that it reversed without an answer: these come to nothing. Once that is
//! booked, everything is equal to the fen.

use crate::centre::{insutype, number_of};
use crate::hospital::{Booked, Hospital, Outcome};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gongji_tests::desk::AREA;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// All days: when the day was does not matter.
const EVER: [&str; 2] = ["2000-01-01", "2099-12-31"];
/// What the centre has and the hospital has not.
const CENTRE_ONLY: &str = "1";

/// A row of the books: a settlement, or its refund with amounts below nothing. Money in fen.
#[derive(Debug, Clone)]
struct Row {
    settlement: String,
    visit: String,
    person: String,
    insutype: &'static str,
    stay: bool,
    fen: [i64; 3],
}

fn rows(booked: &Booked) -> Vec<Row> {
    let row = |settlement: &str, sign: i64| Row {
        settlement: settlement.to_string(),
        visit: booked.mdtrt_id.clone(),
        person: booked.psn_no.clone(),
        insutype: booked.insutype,
        stay: booked.stay,
        fen: [booked.total, booked.funds, booked.account].map(|fen| sign * fen),
    };
    let undone = booked.undone.as_ref().map(|undo| row(undo, -1));
    std::iter::once(row(&booked.setl_id, 1)).chain(undone).collect()
}

fn yuan(fen: i64) -> String {
    units::Fen(fen).to_string()
}

/// Fen of an amount in a file.
fn signed(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    sign * units::Fen::parse(text).expect("an amount").0
}

fn sums(rows: &[&Row]) -> [i64; 3] {
    [0, 1, 2].map(|at| rows.iter().map(|row| row.fen[at]).sum())
}

fn done(hospital: &mut Hospital, infno: &str, input: &Value) -> Value {
    match hospital.fresh(infno, input, 5) {
        (_, Outcome::Done(output)) => output,
        (msgid, other) => panic!("{infno} {msgid}: {other:?}"),
    }
}

/// Whether totals of a kind are equal.
fn equal(hospital: &mut Hospital, rows: &[Row], insutype: &str, clr_type: &str) -> bool {
    let own = |row: &&Row| row.insutype == insutype && row.stay == (clr_type == "21");
    let own: Vec<&Row> = rows.iter().filter(own).collect();
    let [total, funds, account] = sums(&own).map(yuan);
    let input = json!({ "data": {
        "insutype": insutype, "clr_type": clr_type, "setl_optins": AREA,
        "stmt_begndate": EVER[0], "stmt_enddate": EVER[1], "medfee_sumamt": total,
        "fund_pay_sumamt": funds, "acct_pay": account, "fixmedins_setl_cnt": own.len(),
    } });
    done(hospital, "3201", &input)["stmtinfo"]["stmt_rslt"] == json!("0")
}

fn all_equal(hospital: &mut Hospital, rows: &[Row]) -> bool {
    let kinds = [("310", "11"), ("310", "21"), ("390", "11"), ("390", "21")];
    kinds.map(|(insutype, clr_type)| equal(hospital, rows, insutype, clr_type)) == [true; 4]
}

/// What differs, row by row: cells of the file of results.
fn differences(hospital: &mut Hospital, rows: &[Row]) -> Vec<Vec<String>> {
    let mut text = String::new();
    for row in rows {
        let [total, funds, account] = row.fen.map(yuan);
        let Row { settlement, visit, person, .. } = row;
        let refund = u8::from(row.fen[0] < 0);
        text +=
            &format!("{settlement}\t{visit}\t{person}\t{total}\t{funds}\t{account}\t{refund}\n");
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("day.txt", SimpleFileOptions::default()).expect("an entry");
    archive.write_all(text.as_bytes()).expect("written");
    let bytes = archive.finish().expect("an archive").into_inner();
    let code = hospital.code.clone();
    let upload = json!({ "fsuploadin": {
        "in": STANDARD.encode(bytes), "filename": "day.zip", "fixmedins_code": code,
    } });
    let output = done(hospital, "9101", &upload);
    let all: Vec<&Row> = rows.iter().collect();
    let [total, funds, account] = sums(&all);
    let ask = json!({ "data": {
        "setl_optins": AREA, "file_qury_no": output["file_qury_no"],
        "stmt_begndate": EVER[0], "stmt_enddate": EVER[1], "medfee_sumamt": yuan(total),
        "fund_pay_sumamt": yuan(funds), "cash_payamt": yuan(total - funds - account),
        "fixmedins_setl_cnt": rows.len(),
    } });
    let output = done(hospital, "3202", &ask);
    let fetch = json!({ "fsdownloadin": {
        "file_qury_no": output["fileinfo"]["file_qury_no"], "filename": "day.zip",
        "fixmedins_code": code,
    } });
    let output = done(hospital, "9102", &fetch);
    let bytes = STANDARD.decode(output["out"].as_str().expect("text")).expect("Base64");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_index(0).expect("an entry").read_to_string(&mut text).expect("UTF-8");
    text.lines().map(|line| line.split('\t').map(str::to_string).collect()).collect()
}

/// Reconciles the windows of a hospital; how many rows it had lost sight of.
pub(crate) fn evening(mut windows: Vec<Hospital>) -> u64 {
    let mut books: Vec<Row> =
        windows.iter().flat_map(|window| window.books.iter().flat_map(rows)).collect();
    let lost: u64 = windows.iter().map(|window| window.lost).sum();
    let stays: BTreeSet<String> =
        windows.iter().flat_map(|window| window.stays.iter().cloned()).collect();
    let reversed: BTreeSet<String> =
        windows.iter().flat_map(|window| window.reversed.iter().cloned()).collect();
    let hospital = windows.first_mut().expect("a window");
    let before = all_equal(hospital, &books);
    let found = differences(hospital, &books);
    assert_eq!(before, found.is_empty(), "totals and rows say the same: {found:?}");
    let mut lost_found = 0;
    let mut to_nothing = [0; 3];
    for cells in &found {
        let [person, visit, settlement, message, result, refund, _, total, funds, account] =
            &cells[..]
        else {
            panic!("{cells:?}");
        };
        assert_eq!(result, CENTRE_ONLY, "{cells:?}");
        assert!(message.starts_with(&hospital.code), "the message it came by: {cells:?}");
        let known = |row: &&Row| row.settlement == *settlement;
        assert!(books.iter().find(known).is_none(), "{cells:?}");
        let fen = [total, funds, account].map(|text| signed(text));
        if reversed.contains(message) {
            to_nothing.iter_mut().zip(fen).for_each(|(sum, fen)| *sum += fen);
        } else {
            assert_eq!(refund, "0", "{cells:?}");
            lost_found += 1;
        }
        let insutype = insutype(number_of(person));
        let stay = stays.contains(visit);
        let (settlement, visit, person) = (settlement.clone(), visit.clone(), person.clone());
        books.push(Row { settlement, visit, person, insutype, stay, fen });
    }
    assert!(lost_found <= lost, "{lost} lost sight of, and {found:?}");
    assert_eq!(to_nothing, [0; 3], "reversed settlements come to nothing: {found:?}");
    assert!(all_equal(hospital, &books), "after what was lost is booked");
    assert_eq!(differences(hospital, &books), Vec::<Vec<String>>::new());
    lost_found
}
