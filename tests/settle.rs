//! `gongji settle` from outside: exit codes, identities, errors that say what to do, garbage.

use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Runs the binary with a request on standard input.
fn settle(args: &[&str], request: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .arg("settle")
        .args(args)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // The binary may refuse its arguments before it reads; then the pipe is closed.
    let _ = child.stdin.take().expect("a pipe").write_all(request);
    child.wait_with_output().expect("it ends")
}

fn bill(id: &str, total: &str) -> Value {
    json!({"id": id, "care": "inpatient", "from": "2026-03-01", "to": "2026-03-09", "condition": null,
        "use_account": true, "filing": "none",
        "institution": {"level": "三级", "rank": "city", "kind": "hospital", "place": "home", "chosen": true},
        "totals": {"total": total, "own_pay": "1500.00", "over_limit": "0.00", "first_pay": "500.00"}})
}

fn request(bills: &[Value]) -> Value {
    json!({"person": {"insurance": "resident", "status": "adult", "born": "1960-05-01",
        "classes": ["minimum-living-edge"], "tier": null, "conditions": ["hypertension"],
        "entitled_from": "2026-01-01", "account": {"current": "1020.00", "history": "0.00"},
        "prior": {"stays": 0, "visits": 0, "chain": null,
            "accumulators": {"resident.entered@2026": "0.00"}}},
        "bills": bills})
}

const JIANGMEN: [&str; 5] = ["--area", "440700", "--in", "-", "--json"];

#[track_caller]
fn answer(request: &Value, code: i32) -> Value {
    let out = settle(&JIANGMEN, request.to_string().as_bytes());
    assert_eq!(out.status.code(), Some(code), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

/// Fen of an amount in our JSON.
fn fen(value: &Value) -> i64 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no amount"));
    let (yuan, cents) = text.split_once('.').expect("two decimals");
    assert_eq!(cents.len(), 2, "{text}");
    yuan.parse::<i64>().expect("yuan") * 100 + cents.parse::<i64>().expect("fen")
}

fn identities(bill: &Value) {
    let split = &bill["split"];
    let parts = ["own_pay", "over_limit", "first_pay", "in_scope"];
    assert_eq!(fen(&split["total"]), parts.iter().map(|p| fen(&split[*p])).sum::<i64>());
    let paid: i64 =
        bill["layers"].as_array().expect("layers").iter().map(|l| fen(&l["paid"])).sum();
    let person = &bill["person"];
    assert_eq!(paid + fen(&person["total"]), fen(&split["total"]));
    assert_eq!(fen(&person["total"]), fen(&person["account"]) + fen(&person["cash"]));
}

#[test]
fn the_contract_s_bill_settles() {
    let out = answer(&request(&[bill("1", "22000.00"), bill("2", "9000.00")]), 0);
    for bill in out["bills"].as_array().expect("bills") {
        assert_eq!(bill["status"], "settled");
        assert_eq!(bill["reason"], Value::Null);
        identities(bill);
        let steps = bill["steps"].as_array().expect("steps");
        let share = steps.iter().find(|s| s["layer"] == "basic" && s["rule"] == "share");
        let share = share.expect("a share");
        assert_eq!(share["value"], "65%");
        assert_eq!(share["article"], "not seen");
        assert!(!share["document"].as_str().expect("a document").is_empty());
    }
    assert_eq!(out["accumulators"]["stays"], 2);
    assert_eq!(out["accumulators"]["resident.entered@2026"], "27000.00");
}

#[test]
fn refused_bills_and_gaps_go_on() {
    let mut late = bill("gap", "22000.00");
    (late["from"], late["to"]) = ("2031-01-01".into(), "2031-01-02".into());
    let mut wrong = bill("wrong", "100.00");
    wrong["totals"]["own_pay"] = "200.00".into();
    let mut level = bill("level", "22000.00");
    level["institution"]["level"] = "四级".into();
    let out = answer(&request(&[late, wrong, level, bill("good", "22000.00")]), 1);
    let status: Vec<&str> = out["bills"]
        .as_array()
        .expect("bills")
        .iter()
        .filter_map(|b| b["status"].as_str())
        .collect();
    assert_eq!(status, ["gap", "refused", "refused", "settled"]);
    for bill in &out["bills"].as_array().expect("bills")[..3] {
        assert_eq!(bill["layers"], json!([]));
        assert!(bill["reason"].as_str().expect("a reason").chars().count() > 10);
        assert!(bill["reason_en"].as_str().expect("in English, too").len() > 20);
    }
    assert_eq!(out["accumulators"]["stays"], 1, "only the settled bill counts");
}

#[track_caller]
fn unreadable(args: &[&str], request: &[u8], fragment: &str) {
    let out = settle(args, request);
    let said = String::from_utf8_lossy(&out.stderr).to_string();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains(fragment), "'{fragment}' is not in: {said}");
}

#[test]
fn what_cannot_be_read_says_where_and_what_to_do() {
    let with = |change: fn(&mut Value)| {
        let mut request = request(&[bill("1", "22000.00")]);
        change(&mut request);
        request.to_string().into_bytes()
    };
    unreadable(&JIANGMEN, b"{", "not readable");
    unreadable(&JIANGMEN, &[0xff, 0xfe], "UTF-8");
    unreadable(
        &JIANGMEN,
        &with(|r| r["bills"][0]["tottals"] = json!({})),
        "unknown field `tottals`",
    );
    unreadable(
        &JIANGMEN,
        &with(|r| r["bills"][0]["totals"]["total"] = json!(22000.0)),
        "bills[0].totals.total",
    );
    unreadable(
        &JIANGMEN,
        &with(|r| r["bills"][0]["totals"]["total"] = json!("22,000")),
        "two decimals",
    );
    unreadable(&JIANGMEN, &with(|r| r["bills"][0]["from"] = json!("2026-02-30")), "bills[0].from");
    unreadable(
        &JIANGMEN,
        &with(|r| r["bills"][0]["lines"] = json!([])),
        "both 'totals' and 'lines'",
    );
    unreadable(
        &JIANGMEN,
        &with(|r| r["bills"][0]["totals"] = Value::Null),
        "neither 'totals' nor 'lines'",
    );
    let key = "person.prior.accumulators.nonsense@2026";
    let prior =
        |r: &mut Value| r["person"]["prior"]["accumulators"]["nonsense@2026"] = json!("1.00");
    unreadable(&JIANGMEN, &with(prior), key);
    unreadable(
        &["--area", "440701", "--in", "-"],
        b"{\"person\":{\"insurance\":\"resident\"},\"bills\":[]}",
        "440700",
    );
    unreadable(&["--area", "440700", "--in", "no/such/file"], b"", "no/such/file");
    unreadable(&["--law", "docs", "--area", "440700", "--in", "-"], &with(|_| {}), "area.toml");
}

#[test]
fn a_folder_of_areas_or_one_area_may_be_given() {
    let request = request(&[bill("1", "22000.00")]).to_string();
    let plain = settle(&JIANGMEN, request.as_bytes());
    for law in ["law", "law/440700-jiangmen"] {
        let args = ["--law", law, "--area", "440700", "--in", "-", "--json"];
        let out = settle(&args, request.as_bytes());
        let (ours, embedded): (Value, Value) = (
            serde_json::from_slice(&out.stdout).expect("JSON"),
            serde_json::from_slice(&plain.stdout).expect("JSON"),
        );
        assert_eq!(ours["bills"][0]["layers"], embedded["bills"][0]["layers"], "{law}");
    }
}

#[test]
fn the_sheet_is_read_by_a_patient() {
    let request = request(&[bill("1", "22000.00")]).to_string();
    let zh = settle(&JIANGMEN[..4], request.as_bytes());
    let zh = String::from_utf8(zh.stdout).expect("UTF-8");
    for words in ["结算单 1", "谁来付", "为什么", "起付标准 900.00 元", "个人现金支付", "未核实"]
    {
        assert!(zh.contains(words), "{words} is not in:\n{zh}");
    }
    let en = settle(&["--area", "440700", "--in", "-", "--en"], request.as_bytes());
    assert!(String::from_utf8_lossy(&en.stdout).contains("Who pays"));
}

/// Damaged requests end in an answer or a sentence, never in a panic.
#[test]
fn garbage_is_answered() {
    let good = request(&[bill("1", "22000.00"), bill("2", "9000.00")]).to_string().into_bytes();
    let mut seed = 0x5eed_u64;
    let mut next = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for round in 0..60 {
        let mut bytes = good.clone();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            match next(5) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, b"0123456789{}[]\",:-.\\\xf0\x00"[next(22)]),
                2 => bytes[at] ^= 1 << next(8),
                3 => bytes.truncate(at.max(1)),
                _ => {
                    let copy = bytes[at..(at + next(40)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, copy);
                }
            }
        }
        let out = settle(&JIANGMEN, &bytes);
        let said = String::from_utf8_lossy(&out.stderr).to_string();
        assert!(matches!(out.status.code(), Some(0..=2)), "round {round}: {said}");
        assert!(!said.contains("panicked"), "round {round}: {said}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(settle(&JIANGMEN, deep.as_bytes()).status.code(), Some(2));
    let long = request(&[bill(&"x".repeat(1_000_000), "1.00")]).to_string();
    assert_eq!(settle(&JIANGMEN, long.as_bytes()).status.code(), Some(2));
}

#[test]
fn the_schema_lists_the_closed_values() {
    let out = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .args(["schema", "settle"])
        .output()
        .expect("the binary runs");
    let schema: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let level = &schema["input"]["$defs"]["InstitutionIn"]["properties"]["level"]["enum"];
    assert_eq!(*level, json!(["none", "一级", "三级", "二级", null]));
    let class = &schema["input"]["$defs"]["PersonIn"]["properties"]["classes"]["items"]["enum"];
    assert!(class.as_array().expect("a list").contains(&json!("minimum-living-edge")));
    let help = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .args(["settle", "--help"])
        .output()
        .expect("the binary runs");
    let help = String::from_utf8_lossy(&help.stdout).to_string();
    for value in ["一级", "township", "minimum-living-edge", "referred", "Exit 0"] {
        assert!(help.contains(value), "{value} is not in --help");
    }
}
