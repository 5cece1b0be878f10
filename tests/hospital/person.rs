//! 1101 and 2001: who a person is by what they show, how they are insured, what they are entitled to.

use crate::{amount, hospital, text};
use gongji_tests::desk::{AREA, NUMBER, Region, book, both};
use gongji_tests::hospital::{door, envelope};
use office::import_credentials;
use serde_json::{Value, json};

const CREDENTIALS: &str = "\
person_id,kind,number,serial,from,to
E1,card,C1,S1,2026-01-01,
E1,voucher,T1,,2026-01-01,
E2,voucher,T2,,2026-01-01,2026-02-28
";

/// One who was a resident in January and is an employee since.
const MOVED: &str = "\
person_id,name,document,from,to,insurance,status,born,sex
V1,改保,D9,2026-01-01,2026-01-31,resident,adult,1990-05-01,female
V1,改保,D9,2026-02-01,,employee,active,1990-05-01,female
";

async fn enter(region: &Region) {
    let rows = import_credentials::read(CREDENTIALS).expect("rows");
    let done = import_credentials::import_credentials(&*region.store, NUMBER, &rows).await;
    done.expect("the store").expect("sound rows");
    let area = book().area(AREA).expect("an area");
    let rows = office::import_persons::read(MOVED, area).expect("rows");
    region.ask(office::desk::Ask::EnterPersons(rows)).await.expect("entered");
}

/// Input of 1101.
fn by(kind: &str, number: &str, more: Value) -> Value {
    let mut data = json!({ "mdtrt_cert_type": kind, "mdtrt_cert_no": number });
    let more = more.as_object().expect("an object").clone();
    data.as_object_mut().expect("an object").extend(more);
    json!({ "data": data })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_known_by_what_they_show() {
    for region in both().await {
        enter(&region).await;
        let h = hospital(&region);
        let shown = [
            by("01", "T1", json!({})),
            by("02", "D1", json!({ "psn_name": "职工一", "certno": "D1" })),
            by("03", "C1", json!({ "card_sn": "S1" })),
        ];
        for ask in shown {
            let output = h.done("1101", ask.clone()).await;
            let base = &output["baseinfo"];
            let said = ["psn_no", "psn_name", "certno", "psn_cert_type", "gend", "brdy"];
            let said = said.map(|name| text(&base[name]));
            assert_eq!(said, ["E1", "职工一", "D1", "99", "9", "1980-05-01"], "{ask}");
            assert_eq!(amount(&base["age"]), "45.0");
            let cover = &output["insuinfo"][0];
            assert_eq!(amount(&cover["balc"]), "1320.00");
            let said = ["insutype", "psn_type", "psn_insu_stas", "psn_insu_date", "cvlserv_flag"];
            let said = said.map(|name| text(&cover[name]));
            assert_eq!(said, ["310", "11", "1", "2026-01-01", "0"]);
            assert_eq!(text(&cover["insuplc_admdvs"]), "440700");
            assert_eq!(output["idetinfo"], json!([]));
        }
        let aided = h.done("1101", by("02", "D5", json!({}))).await;
        let class = &aided["idetinfo"][0];
        let said = ["psn_idet_type", "memo", "begntime"].map(|name| text(&class[name]));
        assert_eq!(said, ["minimum-living", "最低生活保障对象", "2026-01-01 00:00:00"]);
        assert_eq!(text(&aided["insuinfo"][0]["insutype"]), "390");
        let told = h.done("1101", by("02", "D9", json!({}))).await;
        assert_eq!(text(&told["baseinfo"]["gend"]), "2", "the register says it");
        // The read is written down under the number of the transaction, the sender, the operator.
        let ids = ["E1".to_string()];
        let rows = region.store.persons(NUMBER, &ids).await.expect("persons");
        let reads = region.store.models().reads(NUMBER, rows[0].person, 9).await.expect("reads");
        assert!(reads.iter().any(|read| read.viewer == "1101 H3 001"), "{reads:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn covers_of_the_past_are_given_where_they_are_asked_for() {
    for region in both().await {
        enter(&region).await;
        let h = hospital(&region);
        let covers = async |more: Value| -> Vec<[String; 2]> {
            let output = h.done("1101", by("02", "D9", more)).await;
            let rows = output["insuinfo"].as_array().expect("a list").clone();
            rows.iter().map(|row| [text(&row["insutype"]), text(&row["psn_insu_stas"])]).collect()
        };
        assert_eq!(covers(json!({})).await, [["310", "1"]]);
        assert_eq!(
            covers(json!({ "begntime": "2026-01-31 08:00:00" })).await,
            [["310", "1"], ["390", "4"]]
        );
        assert_eq!(covers(json!({ "begntime": "2026-02-01 08:00:00" })).await, [["310", "1"]]);
        let before = covers(json!({ "begntime": "2025-06-01 08:00:00" })).await;
        assert_eq!(before, [["310", "1"], ["390", "4"]]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_of_another_area_is_found_where_no_area_is_named() {
    for region in both().await {
        enter(&region).await;
        let door = door(&region);
        let ask = async |care: &str, insured: &str| -> Value {
            let mut message = envelope("1101", "H3", by("02", "D1", json!({})));
            message["msgid"] = json!("M1");
            message["mdtrtarea_admvs"] = json!(care);
            message["insuplc_admdvs"] = json!(insured);
            let reply = door.answer(Some("1101"), message.to_string().as_bytes()).await;
            serde_json::from_slice(&reply.body).expect("JSON")
        };
        let found = ask("110100", "").await;
        assert_eq!(found["output"]["insuinfo"][0]["insuplc_admdvs"], json!("440700"), "{found}");
        assert_eq!(ask("440700", "").await["infcode"], json!(0));
        let none = ask("440700", "110100").await;
        assert_eq!(none["output"]["errors"][0]["code"], json!("no-area"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_what_is_not_theirs_is_refused() {
    for region in both().await {
        enter(&region).await;
        let h = hospital(&region);
        for (ask, code) in [
            (by("02", "D99", json!({})), "no-person"),
            (by("01", "C1", json!({})), "no-person"),
            (by("03", "C1", json!({ "card_sn": "S9" })), "card-serial"),
            (by("03", "C1", json!({})), "missing"),
            (by("01", "T2", json!({})), "credential-days"),
            (by("01", "T1", json!({ "psn_name": "职工二" })), "other-name"),
            (by("01", "T1", json!({ "certno": "D2" })), "other-document"),
        ] {
            assert_eq!(h.refused("1101", ask.clone()).await, code, "{ask}");
        }
    }
}

/// Input of 2001.
fn check(person: &str, insutype: &str, med_type: &str, on: &str) -> Value {
    json!({ "data": {
        "psn_no": person, "insutype": insutype, "fixmedins_code": "H3", "med_type": med_type,
        "begntime": format!("{on} 08:30:00"),
    } })
}

#[tokio::test(flavor = "multi_thread")]
async fn benefits_are_told_by_fund_and_why_not() {
    for region in both().await {
        let h = hospital(&region);
        let last = region.last().await;
        let rows = async |ask: Value| -> Vec<[String; 4]> {
            let output = h.done("2001", ask).await;
            let rows = output["trtinfo"].as_array().expect("a list").clone();
            let fields = ["fund_pay_type", "trt_enjymnt_flag", "begndate", "trt_chk_rslt"];
            rows.iter().map(|row| fields.map(|name| text(&row[name]))).collect()
        };
        let fund =
            |fund: &str, pays: &str, why: &str| [fund, pays, "2026-01-01", why].map(str::to_string);
        let not = "此人此项就诊不在其适用范围";
        let no_aid = format!("医疗救助：{not}；二次救助：{not}");
        assert_eq!(
            rows(check("E1", "310", "21", "2026-03-01")).await,
            [fund("310100", "1", ""), fund("330100", "1", ""), fund("610100", "0", &no_aid)]
        );
        assert_eq!(
            rows(check("R2", "390", "21", "2026-03-01")).await,
            [fund("390100", "1", ""), fund("390200", "1", ""), fund("610100", "1", "")]
        );
        // At an institution that was not chosen, the fund pays in an emergency alone.
        let visit = rows(check("E1", "310", "11", "2026-03-01")).await;
        let open = visit[0][3].contains("职工普通门诊：取决于转诊备案");
        assert!(visit[0][1] == "0" && open, "{visit:?}");
        assert_eq!(rows(check("E1", "310", "13", "2026-03-01")).await[0], fund("310100", "1", ""));
        let none = |fund: &str, from: &str, why: &str| [fund, "0", from, why].map(str::to_string);
        assert_eq!(
            rows(check("X1", "390", "21", "2026-04-01")).await,
            [none("390100", "2026-04-01", "2026-04-01 无参保记录")]
        );
        assert_eq!(
            rows(check("N1", "390", "11", "2026-03-01")).await,
            [none("390100", "2026-04-01", "待遇自 2026-04-01 起享受,2026-03-01 尚未开始")]
        );
        let other = rows(check("E1", "390", "21", "2026-03-01")).await;
        assert_eq!((other.len(), other[0][0].as_str(), other[0][1].as_str()), (1, "390100", "0"));
        for (ask, code) in [
            (check("nobody", "310", "21", "2026-03-01"), "no-person"),
            (check("E1", "320", "21", "2026-03-01"), "unknown-value"),
            (check("E1", "310", "99", "2026-03-01"), "med-type"),
        ] {
            assert_eq!(h.refused("2001", ask).await, code);
        }
        let mut unknown = check("E1", "310", "21", "2026-03-01");
        unknown["data"]["fixmedins_code"] = json!("H9");
        assert_eq!(h.refused("2001", unknown).await, "no-institution");
        assert_eq!(region.last().await, last, "a check writes nothing");
    }
}
