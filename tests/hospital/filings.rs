//! 2503 to 2506: chronic conditions and chosen institutions are filed, settle otherwise, and are withdrawn.

use crate::story::{self, Story};
use crate::{fen, hospital, text};
use gateway::door::Door;
use gongji_tests::desk::both;
use gongji_tests::hospital::{Behind, Hospital, batch, clock, description, lines};
use office::law_book::{LawBook, LawSource};
use record::Cover;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// A made-up city.
const ELSEWHERE: &str = "990100";

fn elsewhere() -> LawBook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cities/990100-elsewhere");
    let mut book = LawBook::open(&LawSource::Folder(folder)).expect("the city reads");
    book.make_ready().expect("the city is ready");
    book
}

/// Input of 2503.
fn condition(person: &str, insutype: &str, code: &str, from: &str) -> Value {
    json!({ "data": {
        "psn_no": person, "insutype": insutype, "opsp_dise_code": code, "opsp_dise_name": "慢特病",
        "insu_optins": "440700", "ide_fixmedins_no": "H3", "ide_fixmedins_name": "市医院",
        "hosp_ide_date": from, "diag_dr_codg": "D001", "diag_dr_name": "李四", "begndate": from,
    } })
}

/// Input of 2505.
fn chosen(person: &str, institution: &str, from: &str) -> Value {
    json!({ "data": {
        "psn_no": person, "biz_appy_type": "03", "begndate": from, "fix_srt_no": "1",
        "fixmedins_code": institution, "fixmedins_name": "医院",
    } })
}

/// Input of 2504 and 2506.
fn withdrawn(filing: &str, person: &str) -> Value {
    json!({ "data": { "trt_dcla_detl_sn": filing, "psn_no": person, "memo": "撤销" } })
}

async fn filed(h: &Hospital, infno: &str, input: Value) -> String {
    let output = h.done(infno, input).await;
    text(&output["result"]["trt_dcla_detl_sn"])
}

/// What funds pay of a batch of 1000 yuan for an item, in a visit of a kind of care.
async fn paid(
    h: &Hospital,
    (person, item): (&str, &str),
    on: &str,
    (med_type, condition): (&str, Option<&str>),
) -> i64 {
    let visit = h.register(person, "310", on).await;
    h.done("2203", description(&visit, person, med_type, condition)).await;
    h.done("2204", lines(&visit, person, "b1", &[("1", item, "1000")])).await;
    let mut bill = batch(&visit, person, "310", "b1", "1000");
    bill["data"]["med_type"] = json!(med_type);
    let settled = h.done("2207", bill).await;
    fen(&settled["setlinfo"]["fund_pay_sumamt"])
}

/// In a made-up city the fund pays 70 % for a disease that is registered, and nothing for another.
#[tokio::test(flavor = "multi_thread")]
async fn a_condition_that_is_filed_settles_otherwise() {
    for store in [story::sqlite().await, story::postgres().await] {
        let story = Story::at(store, &elsewhere(), ELSEWHERE).await;
        let cover = Cover {
            from: story::day("2026-01-01"),
            to: None,
            insurance: "employee".into(),
            status: Some("active".into()),
            born: Some(story::day("1980-05-01")),
            classes: Vec::new(),
            tier: None,
            entitled_from: None,
            years_enrolled: None,
        };
        story.person("P1", cover).await;
        let behind = Behind { store: story.store.clone(), desks: vec![story.desk.clone()] };
        let h = Hospital::of(Door::new(Arc::new(behind), clock), "H1", ELSEWHERE);
        let of = async |on: &str| paid(&h, ("P1", "I1"), on, ("14", Some("hypertension"))).await;
        assert_eq!(of("2026-02-10").await, 0);
        let ask = condition("P1", "310", "hypertension", "2026-02-20");
        let filing = h.done_as("M-file", "2503", ask.clone()).await;
        assert_eq!(h.done_as("M-file", "2503", ask.clone()).await, filing, "a repeat");
        let filing = text(&filing["result"]["trt_dcla_detl_sn"]);
        assert!(filing.starts_with("990100-"), "{filing}");
        assert_eq!(h.refused("2503", ask).await, "filed-before");
        assert_eq!(of("2026-02-19").await, 0, "before its first day");
        assert_eq!(of("2026-02-20").await, 70_000);
        // A bill rests on it: it ends today, which is 2026-03-01, and what was settled stays.
        h.done_as("M-end", "2504", withdrawn(&filing, "P1")).await;
        h.done_as("M-end", "2504", withdrawn(&filing, "P1")).await;
        assert_eq!(of("2026-03-01").await, 0, "it holds no more");
        assert_eq!(h.refused("2504", withdrawn(&filing, "P1")).await, "ended-before");
        let ask = office::verify::Ask::default();
        let report = office::verify::verify(story.store.clone(), &ask).await.expect("checked");
        assert!(report.holds(), "{:?}", report.differences.first().map(ToString::to_string));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_without_a_bill_is_taken_back_once() {
    for region in both().await {
        let h = hospital(&region);
        let ask = condition("E2", "310", "special-class-4", "2026-02-01");
        let filing = filed(&h, "2503", ask.clone()).await;
        h.done_as("M-back", "2504", withdrawn(&filing, "E2")).await;
        h.done_as("M-back", "2504", withdrawn(&filing, "E2")).await;
        assert_eq!(h.refused("2504", withdrawn(&filing, "E2")).await, "revoked-before");
        // Taken back, it never held, and may be filed anew.
        let again =
            filed(&h, "2503", condition("E2", "310", "special-class-4", "2026-03-01")).await;
        let chronic = ("14", Some("special-class-4"));
        paid(&h, ("E2", "C1"), "2026-03-01", chronic).await;
        let used = h.refused("2504", withdrawn(&again, "E2")).await;
        assert_eq!(used, "filing-used", "it begins today, so that it cannot end today");
        region.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_institution_that_is_chosen_settles_otherwise() {
    for region in both().await {
        let h = hospital(&region);
        let visit: (&str, Option<&str>) = ("11", None);
        let without = paid(&h, ("E1", "A1"), "2026-02-10", visit).await;
        let filing = filed(&h, "2505", chosen("E1", "H3", "2026-02-20")).await;
        let with = paid(&h, ("E1", "A1"), "2026-02-20", visit).await;
        assert_eq!((without, with), (0, 15_000));
        h.done("2506", withdrawn(&filing, "E1")).await;
        assert_eq!(paid(&h, ("E1", "A1"), "2026-03-01", visit).await, without);
        // Another is chosen; nothing rests on it, and it is taken back.
        let other = filed(&h, "2505", chosen("E1", "H2", "2026-03-01")).await;
        h.done("2506", withdrawn(&other, "E1")).await;
        assert_eq!(h.refused("2506", withdrawn(&other, "E1")).await, "revoked-before");
        region.verify().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_filed_or_withdrawn_is_refused() {
    for region in both().await {
        let h = hospital(&region);
        let filing =
            filed(&h, "2503", condition("E2", "310", "special-class-4", "2026-02-01")).await;
        let own = filed(&h, "2505", chosen("E2", "H3", "2026-02-01")).await;
        let last = region.last().await;
        let mut abroad = chosen("E1", "H3", "2026-03-01");
        abroad["data"]["biz_appy_type"] = json!("08");
        let mut backwards = chosen("E1", "H3", "2026-03-01");
        backwards["data"]["enddate"] = json!("2026-02-01");
        for (infno, ask, code) in [
            ("2503", condition("nobody", "310", "special-class-4", "2026-02-01"), "no-person"),
            ("2503", condition("E1", "310", "gout", "2026-02-01"), "unknown-value"),
            ("2503", condition("R2", "310", "special-class-4", "2026-02-01"), "other-insurance"),
            ("2505", chosen("nobody", "H3", "2026-03-01"), "no-person"),
            ("2505", chosen("E1", "H9", "2026-03-01"), "no-institution"),
            ("2505", abroad, "biz-appy-type"),
            ("2505", backwards, "days"),
            ("2504", withdrawn(&filing, "E1"), "other-person"),
            ("2504", withdrawn(&own, "E2"), "no-filing"),
            ("2506", withdrawn(&filing, "E2"), "no-filing"),
            ("2504", withdrawn("440700-999999", "E2"), "no-filing"),
            ("2504", withdrawn("411600-1", "E2"), "unknown-id"),
        ] {
            assert_eq!(h.refused(infno, ask.clone()).await, code, "{infno} {ask}");
        }
        assert_eq!(region.last().await, last, "a refusal writes nothing");
        region.verify().await;
    }
}
