//! A hospital's side of the door, as tests need it: envelopes, inputs of the usual transactions, answers.

use crate::desk::Region;
use gateway::door::{Door, Offices, Reply};
use gateway::fields::{check_output, check_response};
use office::Store;
use office::desk::Desk;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Offices of a region: its books and its desk.
pub struct Behind {
    /// The books.
    pub store: Arc<dyn Store>,
    /// Desks.
    pub desks: Vec<Desk>,
}

impl Offices for Behind {
    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    fn desk(&self, area: &str) -> Option<Desk> {
        self.desks.iter().find(|desk| desk.area() == area).cloned()
    }
}

/// 2026-03-01 09:00:00 on the wire.
pub fn clock() -> i64 {
    1_772_326_800_000
}

/// A door before a region.
pub fn door(region: &Region) -> Door {
    let behind = Behind { store: region.store.clone(), desks: vec![region.desk.clone()] };
    Door::new(Arc::new(behind), clock)
}

/// An envelope without a message number.
pub fn envelope(infno: &str, sender: &str, input: Value) -> Value {
    json!({
        "infno": infno,
        "msgid": "",
        "mdtrtarea_admvs": "440700",
        "insuplc_admdvs": "440700",
        "recer_sys_code": "GONGJI",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "001",
        "opter_name": "张三",
        "inf_time": "2026-03-01 09:00:00",
        "fixmedins_code": sender,
        "fixmedins_name": "测试医院",
        "input": input,
    })
}

/// A hospital that sends messages through a door.
pub struct Hospital {
    door: Door,
    code: String,
    area: String,
    count: AtomicU64,
}

impl Hospital {
    /// A hospital of this code.
    pub fn new(door: Door, code: &str) -> Hospital {
        Hospital::of(door, code, "440700")
    }

    /// The same, for persons of an area.
    pub fn of(door: Door, code: &str, area: &str) -> Hospital {
        let (code, area) = (code.to_string(), area.to_string());
        Hospital { door, code, area, count: AtomicU64::new(0) }
    }

    /// A number for the next message.
    pub fn msgid(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{}20260301090000{count:04}", self.code)
    }

    /// Sends a message under a number.
    pub async fn send_as(&self, msgid: &str, infno: &str, input: Value) -> Reply {
        let mut message = envelope(infno, &self.code, input);
        message["msgid"] = json!(msgid);
        message["insuplc_admdvs"] = json!(self.area);
        self.door.answer(Some(infno), message.to_string().as_bytes()).await
    }

    /// The answer to a message under a number; its envelope is sound.
    pub async fn answer_as(&self, msgid: &str, infno: &str, input: Value) -> Value {
        let reply = self.send_as(msgid, infno, input).await;
        let body: Value = serde_json::from_slice(&reply.body).expect("JSON");
        assert_eq!(reply.status, 200, "{infno}: {body}");
        assert_eq!(check_response(&body), [], "{infno}: {body}");
        body
    }

    /// The output of a message that is carried out; it is as the table says.
    pub async fn done_as(&self, msgid: &str, infno: &str, input: Value) -> Value {
        let body = self.answer_as(msgid, infno, input).await;
        assert_eq!(body["infcode"], json!(0), "{infno}: {}", body["output"]);
        assert_eq!(check_output(infno, &body["output"]), [], "{infno}: {}", body["output"]);
        body["output"].clone()
    }

    /// The same under a new number.
    pub async fn done(&self, infno: &str, input: Value) -> Value {
        self.done_as(&self.msgid(), infno, input).await
    }

    /// The code by which a message under a number is refused.
    pub async fn refused_as(&self, msgid: &str, infno: &str, input: Value) -> String {
        let body = self.answer_as(msgid, infno, input).await;
        assert_eq!(body["infcode"], json!(-1), "{infno}: {body}");
        body["output"]["errors"][0]["code"].as_str().expect("a code").to_string()
    }

    /// The same under a new number.
    pub async fn refused(&self, infno: &str, input: Value) -> String {
        self.refused_as(&self.msgid(), infno, input).await
    }

    /// Registers an outpatient visit; its number.
    pub async fn register(&self, person: &str, insutype: &str, day: &str) -> String {
        let output = self.done("2201", registration(person, insutype, day)).await;
        output["data"]["mdtrt_id"].as_str().expect("a number").to_string()
    }

    /// Admits a person; the number of the stay.
    pub async fn admit(&self, person: &str, insutype: &str, day: &str) -> String {
        let output = self.done("2401", admission(person, insutype, day)).await;
        output["result"]["mdtrt_id"].as_str().expect("a number").to_string()
    }
}

/// Input of 2201.
pub fn registration(person: &str, insutype: &str, day: &str) -> Value {
    json!({ "data": {
        "psn_no": person, "insutype": insutype, "begntime": format!("{day} 08:30:00"),
        "mdtrt_cert_type": "02", "ipt_otp_no": "O1", "atddr_no": "D001", "dr_name": "李四",
        "dept_code": "A03", "dept_name": "内科", "caty": "A03",
    } })
}

fn diagnosis(code: &str) -> Value {
    json!({
        "diag_type": "1", "diag_srt_no": 1, "diag_code": code, "diag_name": "高血压",
        "diag_dept": "A03", "dise_dor_no": "D001", "dise_dor_name": "李四",
        "diag_time": "2026-03-01 08:40:00",
    })
}

/// Input of 2203.
pub fn description(visit: &str, person: &str, med_type: &str, condition: Option<&str>) -> Value {
    let mut row = diagnosis("I10.x00");
    row["vali_flag"] = json!("1");
    json!({
        "mdtrtinfo": {
            "mdtrt_id": visit, "psn_no": person, "med_type": med_type,
            "begntime": "2026-03-01 08:30:00", "dise_codg": condition,
        },
        "diseinfo": [row],
    })
}

/// A line of 2204 and 2301, at a price of one yuan.
pub fn line(visit: &str, person: &str, batch: &str, (id, code, qty): (&str, &str, &str)) -> Value {
    json!({
        "feedetl_sn": id, "mdtrt_id": visit, "psn_no": person, "chrg_bchno": batch,
        "rx_circ_flag": "0", "fee_ocur_time": "2026-03-01 08:50:00", "med_list_codg": code,
        "medins_list_codg": code, "det_item_fee_sumamt": qty, "cnt": qty, "pric": "1",
        "bilg_dept_codg": "A03", "bilg_dept_name": "内科", "bilg_dr_codg": "D001",
        "bilg_dr_name": "李四", "hosp_appr_flag": "0",
    })
}

/// Input of 2204 and 2301.
pub fn lines(visit: &str, person: &str, batch: &str, lines: &[(&str, &str, &str)]) -> Value {
    let rows: Vec<Value> = lines.iter().map(|one| line(visit, person, batch, *one)).collect();
    json!({ "feedetail": rows })
}

/// Input of 2206 and 2207.
pub fn batch(visit: &str, person: &str, insutype: &str, batch: &str, total: &str) -> Value {
    json!({ "data": {
        "psn_no": person, "mdtrt_cert_type": "02", "med_type": "11", "medfee_sumamt": total,
        "psn_setlway": "01", "mdtrt_id": visit, "chrg_bchno": batch, "insutype": insutype,
        "acct_used_flag": "0",
    } })
}

/// Input of 2401.
pub fn admission(person: &str, insutype: &str, day: &str) -> Value {
    let mut row = diagnosis("I10.x00");
    row["psn_no"] = json!(person);
    row["maindiag_flag"] = json!("1");
    json!({
        "mdtrtinfo": {
            "psn_no": person, "insutype": insutype, "begntime": format!("{day} 10:00:00"),
            "mdtrt_cert_type": "02", "med_type": "21", "ipt_no": "I1", "atddr_no": "D001",
            "chfpdr_name": "李四", "adm_diag_dscr": "高血压", "adm_dept_codg": "A03",
            "adm_dept_name": "内科", "adm_bed": "12", "dscg_maindiag_code": "I10.x00",
            "dscg_maindiag_name": "高血压", "repeat_ipt_flag": "0", "ttp_resp": "0",
            "merg_setl_flag": "0",
        },
        "diseinfo": [row],
    })
}

/// Input of 2402.
pub fn discharge(visit: &str, person: &str, insutype: &str, day: &str) -> Value {
    let mut row = diagnosis("I10.x00");
    row["psn_no"] = json!(person);
    row["mdtrt_id"] = json!(visit);
    row["maindiag_flag"] = json!("1");
    json!({
        "dscginfo": {
            "mdtrt_id": visit, "psn_no": person, "insutype": insutype,
            "endtime": format!("{day} 10:00:00"), "dscg_dept_codg": "A03",
            "dscg_dept_name": "内科", "dscg_way": "1",
        },
        "diseinfo": [row],
    })
}

/// Input of 2303 and 2304.
pub fn stay(visit: &str, person: &str, insutype: &str, total: &str) -> Value {
    json!({ "data": {
        "psn_no": person, "mdtrt_cert_type": "02", "medfee_sumamt": total, "psn_setlway": "01",
        "mdtrt_id": visit, "insutype": insutype, "acct_used_flag": "0",
    } })
}
