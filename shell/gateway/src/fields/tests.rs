//! Fields: the tables hold together, and every kind of mistake is found.

mod agreement;
mod every_field;
mod random;

use super::book::BOOK;
use super::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Every node of a transaction with its path, inner ones too.
fn nodes(infno: &str) -> Vec<(Side, String, &'static Node)> {
    fn gather(
        side: Side,
        within: &str,
        nodes: &'static [Node],
        found: &mut Vec<(Side, String, &'static Node)>,
    ) {
        for node in nodes {
            let path = format!("{within}{}", node.name);
            found.push((side, path.clone(), node));
            gather(side, &format!("{path}."), &node.inner, found);
        }
    }
    let shape = if infno == "envelope" { Some(envelope()) } else { shape(infno) };
    let mut found = Vec::new();
    for side in [Side::In, Side::Out, Side::InFile, Side::OutFile] {
        gather(side, "", shape.expect("a shape").side(side), &mut found);
    }
    found
}

/// Numbers of all transactions on offer, and the envelope.
fn all() -> Vec<&'static str> {
    let tabled = transactions().iter().filter(|known| known.tabled);
    tabled.map(|known| known.infno).chain(["envelope"]).collect()
}

#[test]
fn all_tables_read() {
    assert_eq!(problems(), Vec::<String>::new());
    assert_eq!(files::SHAPES.len(), all().len());
    for infno in all() {
        assert!(!nodes(infno).is_empty(), "{infno}: no node; write its file");
    }
    let numbers: BTreeSet<_> = transactions().iter().map(|known| known.infno).collect();
    assert_eq!(numbers.len(), transactions().len(), "a transaction stands twice");
    assert!(transactions().len() > 150);
}

#[test]
fn no_row_stands_twice_and_each_says_what_it_is() {
    for infno in all() {
        let mut seen = BTreeSet::new();
        for (side, path, node) in nodes(infno) {
            assert!(seen.insert((side as u8, path.clone(), "")), "{infno} {path}: twice");
            assert!(!node.title.zh.is_empty() && !node.title.en.is_empty(), "{infno} {path}");
            for field in &node.fields {
                let at = format!("{infno} {path} {}", field.name);
                assert!(seen.insert((side as u8, path.clone(), field.name)), "{at}: twice");
                let named = !field.title.zh.is_empty() && field.title.en.is_ascii();
                assert!(named && !field.title.en.is_empty(), "{at}: name it");
                let sized = matches!(field.kind, Kind::Text | Kind::Number);
                assert_eq!(sized, field.length > 0, "{at}: its length");
            }
        }
    }
}

#[test]
fn dictionaries_are_there_and_used() {
    let mut used = BTreeSet::new();
    for infno in all() {
        for (_, path, node) in nodes(infno) {
            for field in node.fields.iter() {
                let Some(name) = field.dictionary else { continue };
                let known = dictionary(name).expect(name);
                assert_eq!(field.kind, Kind::Text, "{infno} {path} {}", field.name);
                let longest = known.codes.iter().map(|code| code.code.len()).max();
                assert!(longest <= Some(field.length), "{infno} {path} {}", field.name);
                used.insert(name);
            }
        }
    }
    let there: BTreeSet<_> = dictionaries().map(|dictionary| dictionary.name).collect();
    assert_eq!(used, there);
    for dictionary in dictionaries() {
        let codes: BTreeSet<_> = dictionary.codes.iter().map(|code| code.code).collect();
        assert_eq!(codes.len(), dictionary.codes.len(), "{}: a code twice", dictionary.name);
        for code in &dictionary.codes {
            assert!(BOOK.sources.contains_key(code.source), "{} {}", dictionary.name, code.code);
        }
    }
}

/// A row that is read in the shape of another agrees with it.
#[test]
fn each_row_has_a_source() {
    for infno in all() {
        for (_, path, node) in nodes(infno) {
            sourced(node.source, &format!("{infno} {path}"), |_| true);
            for field in &node.fields {
                sourced(field.source, &format!("{infno} {path} {}", field.name), |other| {
                    nodes(other).iter().flat_map(|(_, _, node)| &node.fields).any(|same| {
                        same.name == field.name
                            && (same.kind, same.length, same.scale)
                                == (field.kind, field.length, field.scale)
                    })
                });
            }
        }
    }
}

#[track_caller]
fn sourced(text: &str, at: &str, agrees: impl Fn(&str) -> bool) {
    for source in text.split("; ") {
        match source.strip_prefix("as ") {
            Some(other) => {
                assert!(shape(other).is_some(), "{at}: {other} is not offered");
                assert!(agrees(other), "{at}: {other} has it otherwise, or not at all");
            }
            None => assert!(BOOK.sources.contains_key(source), "{at}: where is it from?"),
        }
    }
}

#[test]
fn conditions_name_what_stands_beside() {
    for infno in all() {
        for (_, path, node) in nodes(infno) {
            for field in &node.fields {
                let beside = field.required.beside();
                let there = beside.is_none_or(|name| node.field(name).is_some());
                assert!(there, "{infno} {path} {}: {beside:?}", field.name);
            }
        }
    }
}

/// What a wider transaction adds, everything else being the same.
#[test]
fn wider_transactions_hold_their_base() {
    #[track_caller]
    fn check(base: &str, wide: &str, node: usize, added: &[&str]) {
        let fields = |infno: &str| -> Vec<String> {
            let node = nodes(infno)[node].2;
            node.fields
                .iter()
                .map(|f| format!("{} {:?} {}", f.name, f.required, f.length))
                .collect()
        };
        let (base, wide) = (fields(base), fields(wide));
        let more: Vec<&str> = wide
            .iter()
            .filter(|field| !base.contains(field))
            .filter_map(|field| field.split(' ').next())
            .collect();
        assert_eq!(more, added);
        assert_eq!(wide.len(), base.len() + added.len());
    }
    let split = ["fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"];
    check("2203", "2203A", 0, &["matn_type", "geso_val"]);
    check("2203", "2203A", 1, &[]);
    check("2206", "2206A", 0, &split);
    check("2207", "2207A", 0, &split);
    check("2207", "2207A", 1, &[]);
}

#[test]
fn transactions_are_known_by_name() {
    #[track_caller]
    fn check(infno: &str, zh: Option<&str>, offered: bool) {
        let known = transaction(infno);
        assert_eq!(known.map(|known| known.title.zh), zh, "{infno}");
        assert_eq!(known.is_some_and(|known| known.tabled), offered, "{infno}");
    }
    check("2207", Some("门诊结算"), true);
    check("2102", Some("药店结算"), false);
    check("8123", Some("招采业务（81 类）"), false);
    check("8623", None, false);
    check("81一", None, false);
    check("", None, false);
    let mistakes = check_("2102", json!({}));
    assert_eq!((mistakes.len(), mistakes[0].code), (1, Fault::Transaction));
    assert!(mistakes[0].zh.contains("药店结算"), "{}", mistakes[0].zh);
    assert_eq!(check_("envelope", json!({}))[0].path, "infno");
}

fn check_(infno: &str, input: Value) -> Vec<Mistake> {
    check(infno, &input)
}

fn line() -> Value {
    json!({
        "feedetl_sn": "1", "mdtrt_id": "440700-1", "psn_no": "P1", "chrg_bchno": "B1",
        "rx_circ_flag": "0", "fee_ocur_time": "2026-03-01 08:30:00", "med_list_codg": "X1",
        "medins_list_codg": "H1", "det_item_fee_sumamt": 25.00, "cnt": "2", "pric": "12.500000",
        "bilg_dept_codg": "D1", "bilg_dept_name": "内科", "bilg_dr_codg": "1",
        "bilg_dr_name": "甲", "hosp_appr_flag": "1",
    })
}

/// A message of 2204 whose second line has one field otherwise.
fn lines(field: &str, value: Value) -> Value {
    let mut second = line();
    second[field] = value;
    json!({ "feedetail": [line(), second], "unknown": 3 })
}

#[track_caller]
fn one(infno: &str, input: Value, path: &str, code: Fault) -> Mistake {
    let found = check(infno, &input);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].path.as_str(), found[0].code), (path, code), "{found:?}");
    assert!(found[0].zh.ends_with('。') && found[0].en.ends_with('.'), "{found:?}");
    found[0].clone()
}

#[test]
fn every_kind_of_mistake_is_found() {
    assert_eq!(check_("2204", lines("memo", json!("x"))), Vec::new());
    #[track_caller]
    fn check(field: &str, value: Value, code: Fault) {
        one("2204", lines(field, value), &format!("input.feedetail[1].{field}"), code);
    }
    check("cnt", json!(null), Fault::Missing);
    check("cnt", json!(" "), Fault::Missing);
    check("cnt", json!("two"), Fault::Type);
    check("cnt", json!(true), Fault::Type);
    check("cnt", json!([]), Fault::Type);
    check("psn_no", json!(12), Fault::Type);
    check("psn_no", json!("1".repeat(31)), Fault::Length);
    check("bilg_dr_name", json!("甲".repeat(51)), Fault::Length);
    check("cnt", json!("1234567890123"), Fault::Length);
    check("pric", json!("0.0000001"), Fault::Precision);
    check("fee_ocur_time", json!("2026-02-29 08:30:00"), Fault::Time);
    check("fee_ocur_time", json!("2026-03-01"), Fault::Time);
    check("fee_ocur_time", json!(20260301), Fault::Time);
    check("hosp_appr_flag", json!("3"), Fault::Dictionary);
    assert_eq!(check_("2204", lines("bilg_dr_name", json!("甲".repeat(50)))), Vec::new());
    let said = one("2204", lines("cnt", json!("")), "input.feedetail[1].cnt", Fault::Missing);
    assert_eq!(said.zh, "第 2 条的数量（cnt）未填。请填写后重发。");
    assert_eq!(said.en, "row 2: quantity (cnt) is missing. Fill it in and send again.");
}

#[test]
fn nodes_are_of_their_kind() {
    let at = "input.feedetail";
    one("2204", json!(null), "input", Fault::Node);
    one("2204", json!([]), "input", Fault::Node);
    one("2204", json!({}), at, Fault::Missing);
    one("2204", json!({ "feedetail": [] }), at, Fault::Missing);
    one("2204", json!({ "feedetail": line() }), at, Fault::Node);
    one("2204", json!({ "feedetail": 1 }), at, Fault::Node);
    one("2204", json!({ "feedetail": [line(), 1] }), "input.feedetail[1]", Fault::Node);
    let data = json!({ "setl_id": "1", "mdtrt_id": "1", "psn_no": "1" });
    assert_eq!(check_("2208", json!({ "data": data })), Vec::new());
    one("2208", json!({ "data": [data] }), "input.data", Fault::Node);
    one("2208", json!({ "data": "x" }), "input.data", Fault::Node);
    let row = json!({ "feedetl_sn": "0000", "mdtrt_id": "1", "psn_no": "1" });
    assert_eq!(check_("2302", json!({ "data": row })), Vec::new());
    assert_eq!(check_("2302", json!({ "data": [row, row] })), Vec::new());
    let traced = lines("drug_trac_info", json!([{ "feedetl_sn": "1", "drug_trac_codg": "8" }]));
    one("2204", traced, "input.feedetail[1].drug_trac_info[0].trdn_flag", Fault::Missing);
}

#[test]
fn mistakes_come_in_the_order_of_the_table() {
    let data = json!({ "psn_no": "1", "fix_srt_no": "1234", "begndate": "2026-13-01" });
    let paths: Vec<String> =
        check_("2505", json!({ "data": data })).into_iter().map(|found| found.path).collect();
    let names = ["biz_appy_type", "begndate", "fix_srt_no", "fixmedins_code", "fixmedins_name"];
    assert_eq!(paths, names.map(|name| format!("input.data.{name}")));
}

fn settle(more: Value) -> Value {
    let mut data = json!({
        "psn_no": "P1", "mdtrt_cert_type": "02", "mdtrt_cert_no": "1", "medfee_sumamt": 100.5,
        "psn_setlway": "01", "mdtrt_id": "1", "insutype": "310", "mid_setl_flag": "1",
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        data[name] = value.clone();
    }
    json!({ "data": data })
}

#[test]
fn conditions_hold() {
    assert_eq!(check_("2304", settle(json!({}))), Vec::new());
    let card = one(
        "2304",
        settle(json!({ "mdtrt_cert_type": "03" })),
        "input.data.card_sn",
        Fault::Missing,
    );
    assert!(card.zh.contains("mdtrt_cert_type 为 03 时必填"), "{}", card.zh);
    assert_eq!(
        check_("2304", settle(json!({ "mdtrt_cert_type": "03", "card_sn": "9" }))),
        Vec::new()
    );
    let wrong =
        one("2304", settle(json!({ "insutype": "311" })), "input.data.insutype", Fault::Dictionary);
    assert!(wrong.zh.contains("310 职工基本医疗保险"), "{}", wrong.zh);
    for name in ["dscg_dept_codg", "dscg_dept_code"] {
        let found = check_("2402", json!({ "dscginfo": { name: "D1" } }));
        assert!(found.iter().all(|found| !found.path.contains("dscg_dept_cod")), "{found:?}");
    }
    let found = check_("2402", json!({ "dscginfo": {} }));
    assert!(found.iter().any(|found| found.path == "input.dscginfo.dscg_dept_codg"), "{found:?}");
}

fn message() -> Value {
    json!({
        "infno": "2207A", "msgid": "H44070000001202603010830000001", "mdtrtarea_admvs": "440700",
        "insuplc_admdvs": "440700", "recer_sys_code": "GJ", "infver": "V1.0", "opter_type": "1",
        "opter": "1", "opter_name": "甲", "inf_time": "2026-03-01 08:30:00",
        "fixmedins_code": "H44070000001", "fixmedins_name": "第一医院",
        "input": { "data": { "psn_no": "P1" } },
    })
}

#[test]
fn the_envelope_is_checked() {
    assert_eq!(check_envelope(&message()), Vec::new());
    #[track_caller]
    fn check(field: &str, value: Value, code: Fault) {
        let mut message = message();
        message[field] = value;
        let found = check_envelope(&message);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].path.as_str(), found[0].code), (field, code), "{found:?}");
    }
    check("infno", json!("2207AB"), Fault::Length);
    check("msgid", json!(null), Fault::Missing);
    check("opter_type", json!("9"), Fault::Dictionary);
    check("inf_time", json!("20260301083000"), Fault::Time);
    check("input", json!("{}"), Fault::Node);
    check("input", json!(null), Fault::Missing);
    check("insuplc_admdvs", json!(""), Fault::Missing);
    let mut sign_in = message();
    sign_in["insuplc_admdvs"] = json!(null);
    sign_in["input"] = json!({ "signin": { "opter_no": "1" } });
    assert_eq!(check_envelope(&sign_in), Vec::new());
    assert_eq!(check_envelope(&json!(1))[0].code, Fault::Node);
    let answer = json!({ "infcode": 0, "inf_refmsgid": "4407002026030108300000000000001" });
    assert_eq!(check_response(&answer)[0].code, Fault::Length);
    assert_eq!(check_response(&json!({ "infcode": -1, "inf_refmsgid": "1" })), Vec::new());
}

#[test]
fn doors_read_through_the_table() {
    let text = r#"{"data":{"psn_no":"P1","medfee_sumamt":0.1,"mid_setl_flag":"1","card_sn":"",
        "fulamt_ownpay_amt":"12345678901234.56","preselfpay_amt":1e1}}"#;
    let value: Value = serde_json::from_str(text).expect("JSON");
    let read = input("2304", &value).expect("input");
    let row = read.row("data").expect("a row");
    assert_eq!(row.need_text("psn_no"), Ok("P1"));
    assert_eq!(row.text("card_sn"), Ok(None));
    assert_eq!(row.flag("mid_setl_flag"), Ok(true));
    assert_eq!(row.need_fen("medfee_sumamt").map(|fen| fen.0), Ok(10));
    assert_eq!(row.need_fen("preselfpay_amt").map(|fen| fen.0), Ok(1_000));
    let number = row.need_number("fulamt_ownpay_amt").map(Number::units);
    assert_eq!(number, Ok(1_234_567_890_123_456));
    assert_eq!(row.fen("fulamt_ownpay_amt").map_err(|found| found.code), Err(Fault::Range));
    let missing = row.need_text("mdtrt_id").expect_err("missing");
    assert_eq!((missing.path.as_str(), missing.code), ("input.data.mdtrt_id", Fault::Missing));
    for unlisted in ["none", "medfee_sumamt"] {
        assert_eq!(row.text(unlisted).map_err(|found| found.code), Err(Fault::Unlisted));
    }
    assert_eq!(read.rows("none").map(|_| ()).map_err(|found| found.code), Err(Fault::Unlisted));
    assert_eq!(input("1301", &value).map(|_| ()).map_err(|f| f.code), Err(Fault::Transaction));
}

#[test]
fn doors_read_lists_and_the_envelope() {
    let value = lines("drug_trac_info", json!([{ "drug_trac_codg": "8" }]));
    let read = input("2204", &value).expect("input");
    let rows = read.rows("feedetail").expect("rows");
    assert_eq!((rows.len(), rows[1].path()), (2, "input.feedetail[1]"));
    assert_eq!(rows[1].need_decimal("pric").map(|price| price.0), Ok(12_500_000));
    let moment = rows[0].need_moment("fee_ocur_time").expect("a moment");
    assert_eq!(moment.to_string(), "2026-03-01 08:30:00");
    let inner = rows[1].rows("drug_trac_info").expect("rows");
    assert_eq!(inner[0].need_text("drug_trac_codg"), Ok("8"));
    assert_eq!(rows[0].rows("drug_trac_info").map(|rows| rows.len()), Ok(0));
    assert_eq!(read.row("feedetail").map(|_| ()).map_err(|f| f.code), Err(Fault::Node));
    let negative = lines("cnt", json!("-1"));
    let row = &input("2204", &negative).expect("input").rows("feedetail").expect("rows")[1];
    assert_eq!(row.decimal("cnt").map_err(|found| found.code), Err(Fault::Range));
    assert_eq!(row.need_number("cnt").map(Number::units), Ok(-10_000));
    let message = message();
    let head = request(&message).expect("an envelope");
    assert_eq!(head.need_text("infno"), Ok("2207A"));
    assert!(head.object("input").expect("an object").is_some());
    assert_eq!(head.need_day("inf_time").map_err(|found| found.code), Err(Fault::Unlisted));
    let filing = json!({ "data": { "begndate": "2026-03-01", "enddate": "x" } });
    let row = input("2505", &filing).expect("input").row("data").expect("a row");
    assert_eq!(row.need_day("begndate").map(|day| day.to_string()), Ok("2026-03-01".into()));
    assert_eq!(row.day("enddate").map_err(|found| found.code), Err(Fault::Date));
}
