//! A hospital at the door: outpatient and inpatient flows from registration to reversal, on both engines,
//! each answer as the table of fields says.

#[path = "hospital/filings.rs"]
mod filings;
#[path = "hospital/interface.rs"]
mod interface;
#[path = "hospital/person.rs"]
mod person;
#[path = "hospital/refusals.rs"]
mod refusals;
#[path = "hospital/sign_ins.rs"]
mod sign_ins;
#[path = "story/mod.rs"]
mod story;

use gongji_tests::desk::{Region, both};
use gongji_tests::hospital::{
    Hospital, admission, batch, description, discharge, door, lines, registration, stay,
};
use serde_json::{Value, json};

fn hospital(region: &Region) -> Hospital {
    Hospital::new(door(region), "H3")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_string()
}

fn amount(value: &Value) -> String {
    let Value::Number(number) = value else { panic!("{value} is no number") };
    number.to_string()
}

/// Fen of an amount on the wire.
fn fen(value: &Value) -> i64 {
    let text = amount(value).replace('.', "");
    text.parse().expect("digits")
}

/// The identities of the interface hold.
fn sound(output: &Value) {
    let info = &output["setlinfo"];
    let of = |name: &str| fen(&info[name]);
    let funds =
        ["hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay"];
    assert_eq!(of("fund_pay_sumamt"), funds.iter().map(|name| of(name)).sum::<i64>());
    assert_eq!(of("psn_part_amt"), of("acct_pay") + of("psn_cash_pay"));
    assert_eq!(
        of("medfee_sumamt"),
        of("fund_pay_sumamt") + of("psn_part_amt") + of("hosp_part_amt")
    );
    let rows = output["setldetail"].as_array().expect("a list");
    let paid: i64 = rows.iter().map(|row| fen(&row["fund_payamt"])).sum();
    assert_eq!(of("fund_pay_sumamt"), paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outpatient_pays_batch_by_batch() {
    for region in both().await {
        let h = hospital(&region);
        let visit = h.register("E2", "310", "2026-03-01").await;
        h.done("2203", description(&visit, "E2", "11", None)).await;
        let recorded = h
            .done(
                "2204",
                lines(
                    &visit,
                    "E2",
                    "b1",
                    &[("1", "A1", "100"), ("2", "B1", "50"), ("3", "C1", "7")],
                ),
            )
            .await;
        let split = |at: usize, name: &str| amount(&recorded["result"][at][name]);
        assert_eq!(
            [split(0, "inscp_scp_amt"), split(1, "preselfpay_amt"), split(2, "fulamt_ownpay_amt")],
            ["100.00", "5.00", "7.00"]
        );
        assert_eq!(split(1, "selfpay_prop"), "0.1000");
        h.done("2204", lines(&visit, "E2", "b2", &[("4", "A1", "30")])).await;
        let pre = h.done("2206", batch(&visit, "E2", "310", "b1", "157.00")).await;
        let settled = h.done("2207", batch(&visit, "E2", "310", "b1", "157")).await;
        sound(&pre);
        sound(&settled);
        let same = ["medfee_sumamt", "fund_pay_sumamt", "psn_part_amt", "hifp_pay", "balc"];
        for name in same {
            assert_eq!(pre["setlinfo"][name], settled["setlinfo"][name], "{name}");
        }
        assert_eq!(text(&settled["setlinfo"]["psn_name"]), "职工二");
        assert_eq!(
            h.refused("2207", batch(&visit, "E2", "310", "b1", "157")).await,
            "settled-before"
        );
        let second = h.done("2207", batch(&visit, "E2", "310", "b2", "30")).await;
        let id = text(&settled["setlinfo"]["setl_id"]);
        let undo = json!({ "data": { "mdtrt_id": visit, "psn_no": "E2", "setl_id": id } });
        let undone = h.done("2208", undo.clone()).await;
        sound(&undone);
        assert_eq!(amount(&undone["setlinfo"]["medfee_sumamt"]), "-157.00");
        assert_eq!(h.refused("2208", undo).await, "undone-before");
        h.done("2207", batch(&visit, "E2", "310", "b1", "157")).await;
        assert_eq!(amount(&second["setlinfo"]["medfee_sumamt"]), "30.00");
        region.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_first_answer_and_a_clash_its_field() {
    for region in both().await {
        let h = hospital(&region);
        let visit = h.register("E1", "310", "2026-03-01").await;
        let ask = lines(&visit, "E1", "1", &[("1", "A1", "100")]);
        let first = h.done_as("M-lines", "2204", ask.clone()).await;
        // The same digits as a number instead of text are the same.
        let mut again = ask.clone();
        again["feedetail"][0]["cnt"] = json!(100);
        assert_eq!(h.done_as("M-lines", "2204", again).await, first);
        let mut other = ask;
        other["feedetail"][0]["medins_list_codg"] = json!("other");
        let body = h.answer_as("M-lines", "2204", other).await;
        assert!(text(&body["err_msg"]).contains("feedetail.medins_list_codg"), "{body}");
        let bill = batch(&visit, "E1", "310", "1", "100.00");
        let settled = h.done_as("M-bill", "2207", bill.clone()).await;
        assert_eq!(h.done_as("M-bill", "2207", bill.clone()).await, settled);
        // What happens later does not change the answer.
        h.done("2204", lines(&visit, "E1", "2", &[("2", "A1", "10")])).await;
        h.done("2207", batch(&visit, "E1", "310", "2", "10.00")).await;
        assert_eq!(h.done_as("M-bill", "2207", bill).await, settled);
        region.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stay_from_admission_to_settlement_and_back() {
    for region in both().await {
        let h = hospital(&region);
        let stay_id = h.admit("R1", "390", "2026-02-10").await;
        let change = json!({
            "adminfo": { "mdtrt_id": stay_id, "psn_no": "R1", "adm_bed": "14" },
            "diseinfo": discharge(&stay_id, "R1", "390", "2026-02-20")["diseinfo"],
        });
        h.done("2403", change).await;
        h.done("2301", lines(&stay_id, "R1", "", &[("1", "A1", "5000"), ("2", "B1", "1000")]))
            .await;
        let mut midway = stay(&stay_id, "R1", "390", "6000.00");
        midway["data"]["mid_setl_flag"] = json!("1");
        let pre = h.done("2303", midway.clone()).await;
        let first = h.done("2304", midway).await;
        sound(&first);
        assert_eq!(pre["setlinfo"]["hifp_pay"], first["setlinfo"]["hifp_pay"]);
        h.done("2301", lines(&stay_id, "R1", "", &[("3", "A1", "900"), ("4", "A1", "100")])).await;
        h.done(
            "2302",
            json!({ "data": [{ "feedetl_sn": "4", "mdtrt_id": stay_id, "psn_no": "R1" }] }),
        )
        .await;
        h.done("2402", discharge(&stay_id, "R1", "390", "2026-03-01")).await;
        let refused = h.refused("2301", lines(&stay_id, "R1", "", &[("5", "A1", "1")])).await;
        assert_eq!(refused, "visit-discharged");
        let ask = json!({ "data": { "mdtrt_id": stay_id, "psn_no": "R1" } });
        h.done("2405", ask.clone()).await;
        h.done("2402", discharge(&stay_id, "R1", "390", "2026-03-01")).await;
        let last = h.done_as("M-last", "2304", stay(&stay_id, "R1", "390", "900")).await;
        sound(&last);
        assert_eq!(h.refused("2304", stay(&stay_id, "R1", "390", "900")).await, "visit-ended");
        let setl = text(&last["setlinfo"]["setl_id"]);
        let undone = h
            .done(
                "2305",
                json!({ "data": { "mdtrt_id": stay_id, "psn_no": "R1", "setl_id": setl } }),
            )
            .await;
        assert_eq!(amount(&undone["setlinfo"]["medfee_sumamt"]), "-900.00");
        let setl = text(&first["setlinfo"]["setl_id"]);
        h.done("2305", json!({ "data": { "mdtrt_id": stay_id, "psn_no": "R1", "setl_id": setl } }))
            .await;
        assert_eq!(h.refused("2404", ask.clone()).await, "visit-discharged");
        h.done("2405", ask.clone()).await;
        h.done(
            "2302",
            json!({ "data": { "feedetl_sn": "0000", "mdtrt_id": stay_id, "psn_no": "R1" } }),
        )
        .await;
        h.done("2404", ask).await;
        region.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_that_differs_is_refused_with_both_figures() {
    for region in both().await {
        let h = hospital(&region);
        let visit = h.register("E1", "310", "2026-03-01").await;
        h.done("2204", lines(&visit, "E1", "1", &[("1", "A1", "90"), ("2", "C1", "10")])).await;
        let ask = |own: &str, scope: &str| {
            let mut bill = batch(&visit, "E1", "310", "1", "100.00");
            for (name, amount) in [
                ("fulamt_ownpay_amt", own),
                ("overlmt_selfpay", "0"),
                ("preselfpay_amt", "0"),
                ("inscp_scp_amt", scope),
            ] {
                bill["data"][name] = json!(amount);
            }
            bill
        };
        for infno in ["2206A", "2207A"] {
            let body = h.answer_as(&h.msgid(), infno, ask("11.00", "89.00")).await;
            let said = text(&body["err_msg"]);
            assert!(said.contains("11.00") && said.contains("10.00"), "{said}");
            sound(&h.done(infno, ask("10.00", "90.00")).await);
        }
        region.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_reversed_before_after_and_in_vain() {
    for region in both().await {
        let h = hospital(&region);
        let visit = h.register("E1", "310", "2026-03-01").await;
        h.done("2204", lines(&visit, "E1", "1", &[("1", "A1", "100")])).await;
        let bill = batch(&visit, "E1", "310", "1", "100");
        h.done_as("M-1", "2207", bill.clone()).await;
        let reverse = |id: &str, person: &str| json!({ "data": { "psn_no": person, "omsgid": id, "oinfno": "2207" } });
        assert_eq!(h.refused("2601", reverse("M-1", "E2")).await, "other-person");
        h.done("2601", reverse("M-1", "E1")).await;
        assert_eq!(h.refused("2601", reverse("M-1", "E1")).await, "undone-before");
        h.done("2601", reverse("M-2", "E1")).await;
        assert_eq!(h.refused_as("M-2", "2207", bill.clone()).await, "reversed-before");
        sound(&h.done_as("M-3", "2207", bill).await);
        let cancel = h.register("E1", "310", "2026-03-02").await;
        let ask = json!({ "data": { "mdtrt_id": cancel, "psn_no": "E1", "ipt_otp_no": "O1" } });
        h.done("2202", ask.clone()).await;
        assert_eq!(h.refused("2202", ask).await, "visit-cancelled");
        let other = h.register("E1", "310", "2026-03-03").await;
        h.done("2204", lines(&other, "E1", "9", &[("1", "A1", "1"), ("2", "A1", "2")])).await;
        let back = |batch: &str| json!({ "data": { "mdtrt_id": other, "psn_no": "E1", "chrg_bchno": batch } });
        assert_eq!(h.refused("2205", back("8")).await, "no-lines");
        h.done("2205", back("0000")).await;
        assert_eq!(h.refused("2205", back("9")).await, "no-lines");
        region.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ones_own_is_refused() {
    for region in both().await {
        let (h, other) = (hospital(&region), Hospital::new(door(&region), "H2"));
        let visit = h.register("E1", "310", "2026-03-01").await;
        let ask = lines(&visit, "E1", "1", &[("1", "A1", "1")]);
        assert_eq!(other.refused("2204", ask.clone()).await, "other-institution");
        assert_eq!(other.refused("2206", batch(&visit, "E1", "310", "1", "1")).await, "no-visit");
        assert_eq!(
            h.refused("2204", lines(&visit, "E2", "1", &[("1", "A1", "1")])).await,
            "other-person"
        );
        assert_eq!(
            h.refused("2204", lines("440700-999999", "E1", "1", &[("1", "A1", "1")])).await,
            "no-visit"
        );
        assert_eq!(
            h.refused("2204", lines("999-1", "E1", "1", &[("1", "A1", "1")])).await,
            "unknown-id"
        );
        assert_eq!(
            h.refused("2201", registration("E1", "390", "2026-03-01")).await,
            "other-insurance"
        );
        assert_eq!(h.refused("2201", registration("NO", "390", "2026-03-01")).await, "no-person");
        let mut wrong = registration("E1", "310", "2026-03-01");
        wrong["data"]["mdtrt_cert_no"] = json!("D2");
        assert_eq!(h.refused("2201", wrong.clone()).await, "other-person");
        wrong["data"]["mdtrt_cert_no"] = json!("D1");
        h.done("2201", wrong).await;
        h.done("2204", ask).await;
        assert_eq!(h.refused("2207", batch(&visit, "E1", "310", "1", "2")).await, "total-differs");
        assert_eq!(h.refused("2203", description(&visit, "E1", "21", None)).await, "med-type");
        assert_eq!(
            h.refused("2401", {
                let mut a = admission("E1", "310", "2026-03-01");
                a["mdtrtinfo"]["med_type"] = json!("11");
                a
            })
            .await,
            "med-type"
        );
        let closed = Hospital::new(door(&region), "HN");
        assert_eq!(
            closed.refused("2201", registration("E1", "310", "2026-03-01")).await,
            "institution-suspended"
        );
        let unknown = Hospital::new(door(&region), "H9");
        let asked = json!({ "data": {
            "type": "gend", "admdvs": "440700", "date": "2026-03-01", "valiFlag": "1",
        } });
        assert_eq!(unknown.refused("1901", asked).await, "no-institution");
        region.verify().await;
    }
}
