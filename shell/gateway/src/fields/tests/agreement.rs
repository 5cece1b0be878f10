//! The required flags agree with the gathered field lists, where those have the transaction; each
//! deliberate difference stands here with its reason.

use super::super::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Which list each node was taken from: transaction, list, its node there, our side and node.
const TAKEN: &[(&str, &str, &str, Side, &str)] = &[
    ("envelope", MEDICAL, "InCommon", Side::In, ""),
    ("envelope", MEDICAL, "OutCommon", Side::Out, ""),
    ("9001", MEDICAL, "In9001model", Side::In, "signin"),
    ("9001", MEDICAL, "Signinoutb", Side::Out, "signinoutb"),
    ("9002", MEDICAL, "In9002model", Side::In, "signout"),
    ("9002", MEDICAL, "Signoutoutb", Side::Out, "signoutoutb"),
    ("1101", MEDICAL, "In1101data", Side::In, "data"),
    ("1101", MEDICAL, "BaseInfo", Side::Out, "baseinfo"),
    ("1101", MEDICAL, "InsuInfo", Side::Out, "insuinfo"),
    ("1101", MEDICAL, "IdetInfo", Side::Out, "idetinfo"),
    ("1201", MEDICAL, "In1201", Side::In, "medinsinfo"),
    ("1201", MEDICAL, "Out1201", Side::Out, "medinsinfo"),
    ("1901", MEDICAL, "In1901", Side::In, "data"),
    ("1901", MEDICAL, "Out1901", Side::Out, "list"),
    ("2001", MEDICAL, "In2001", Side::In, "data"),
    ("2001", MEDICAL, "Out2001", Side::Out, "trtinfo"),
    ("2201", MEDICAL, "In2201data", Side::In, "data"),
    ("2201", MEDICAL, "Data", Side::Out, "data"),
    ("2202", MEDICAL, "In2202data", Side::In, "data"),
    ("2203", MEDICAL, "MdtrtInfo", Side::In, "mdtrtinfo"),
    ("2203", MEDICAL, "Diseinfo", Side::In, "diseinfo"),
    ("2204", MEDICAL, "FeeDetail", Side::In, "feedetail"),
    ("2204", MEDICAL, "Result", Side::Out, "result"),
    ("2205", MEDICAL, "In2205", Side::In, "data"),
    ("2206", MEDICAL, "In2206", Side::In, "data"),
    ("2206", MEDICAL, "SetlInfo", Side::Out, "setlinfo"),
    ("2206", MEDICAL, "SetlDetail", Side::Out, "setldetail"),
    ("2207", MEDICAL, "In2207", Side::In, "data"),
    ("2207", MEDICAL, "SetlInfo2", Side::Out, "setlinfo"),
    ("2207", MEDICAL, "SetlDetail2", Side::Out, "setldetail"),
    ("2208", MEDICAL, "In2208", Side::In, "data"),
    ("2208", MEDICAL, "SetlInfo3", Side::Out, "setlinfo"),
    ("2208", MEDICAL, "SetlDetail3", Side::Out, "setldetail"),
    ("2301", NHIS, "feedetail", Side::In, "feedetail"),
    ("2301", NHIS, "out.result", Side::Out, "result"),
    ("2302", NHIS, "data", Side::In, "data"),
    ("2303", NHIS, "data", Side::In, "data"),
    ("2303", NHIS, "out.setlinfo", Side::Out, "setlinfo"),
    ("2303", NHIS, "out.setldetail", Side::Out, "setldetail"),
    ("2304", NHIS, "data", Side::In, "data"),
    ("2304", NHIS, "out.setlinfo", Side::Out, "setlinfo"),
    ("2304", NHIS, "out.setldetail", Side::Out, "setldetail"),
    ("2305", NHIS, "data", Side::In, "data"),
    ("2401", HSA_HIS, "mdtrtinfo", Side::In, "mdtrtinfo"),
    ("2401", HSA_HIS, "diseinfo", Side::In, "diseinfo"),
    ("2401", HSA_HIS, "agnterinfo", Side::In, "agnterinfo"),
    ("2401", NHIS, "out.result", Side::Out, "result"),
    ("2402", HSA_HIS, "dscginfo", Side::In, "dscginfo"),
    ("2402", HSA_HIS, "diseinfo", Side::In, "diseinfo"),
    ("2403", NHIS, "diseinfo", Side::In, "diseinfo"),
    ("2404", HSA_HIS, "data", Side::In, "data"),
    ("2405", HSA_HIS, "data", Side::In, "data"),
    ("2503", XJ, "data", Side::In, "data"),
    ("2503", XJ, "out.result", Side::Out, "result"),
    ("2504", XJ, "data", Side::In, "data"),
    ("2505", MEDICAL, "In2505", Side::In, "data"),
    ("2505", MEDICAL, "Out2505", Side::Out, "result"),
    ("2506", MEDICAL, "In2506", Side::In, "data"),
    ("2601", MEDICAL, "In2601", Side::In, "data"),
    ("3201", MEDICAL, "In3201", Side::In, "data"),
    ("3201", MEDICAL, "Out3201", Side::Out, "stmtinfo"),
    ("3202", MEDICAL, "In3202", Side::In, "data"),
    ("3202", MEDICAL, "Out3202", Side::Out, "fileinfo"),
    ("3202", XJ, "infile", Side::InFile, ""),
    ("3202", XJ, "outfile", Side::OutFile, ""),
    ("9101", MEDICAL, "In9101", Side::In, "fsuploadin"),
    ("9101", MEDICAL, "Out9101", Side::Out, ""),
    ("9102", MEDICAL, "FsDownloadIn", Side::In, "fsdownloadin"),
];

const XJ: &str = "V8.1 text (XJ-K01-2021)";
const MEDICAL: &str = "binzhe12123/Medical";
const NHIS: &str = "S-117-John/nhis-web";
const HSA_HIS: &str = "fengzaiqishi11/hsa-his";

/// Fields whose one mark in the list that has but one column of marks is the dictionary's: lists
/// with two columns, or the same field elsewhere, have them as not required.
const MARKED_AS_CODED: &[&str] = &[
    "psn_cert_type",
    "naty",
    "psn_insu_stas",
    "psn_type_lv",
    "matn_type",
    "birctrl_type",
    "tcmdrug_used_way",
    "etip_flag",
    "dscg_tkdrug_flag",
    "matn_fee_flag",
    "bas_medn_flag",
    "hi_nego_drug_flag",
    "chld_medc_flag",
    "list_sp_item_flag",
    "drt_reim_flag",
    "clr_way",
    "gend",
    "mdtrt_cert_type",
    "insutype",
    "agnter_cert_type",
    "agnter_rlts",
    "hosp_lv",
];

/// Transaction, field, and why ours is otherwise.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("envelope", "msgid", "the list ran its columns together; the specification has it required"),
    ("envelope", "infver", "the list ran its columns together; the specification has it required"),
    (
        "envelope",
        "opter_type",
        "the list ran its columns together; the specification has it required",
    ),
    (
        "envelope",
        "inf_refmsgid",
        "the list ran its columns together; the specification has it required",
    ),
    ("envelope", "input", "without it there is nothing to do"),
    ("envelope", "departname", "the client's own"),
    (
        "1101",
        "mdtrt_cert_type",
        "the list lost its length and marks; the number cannot be read without it",
    ),
    ("1901", "parentValue", "a dictionary at the top has no parent"),
    ("2001", "trt_chk_type", "no list of its codes was seen; none is made up"),
    ("2201", "DoctorId", "the client's own"),
    ("2206", "OutPatientId", "the client's own"),
    ("2207", "fulamt_ownpay_amt", "the client sends 2207A; 2207 does without"),
    ("2207", "overlmt_selfpay", "the client sends 2207A; 2207 does without"),
    ("2207", "preselfpay_amt", "the client sends 2207A; 2207 does without"),
    ("2207", "inscp_scp_amt", "the client sends 2207A; 2207 does without"),
    ("2208", "pdn_cash_pay", "a slip of the pen for psn_cash_pay"),
    ("2301", "med_type", "not in a line of the shape of 2204; the stay has it"),
    ("2301", "feedetl_sn", "a line that was split must be told apart"),
    ("2302", "feedetl_sn", "which lines to withdraw must be said; 0000 says all"),
    ("2402", "dscg_dept_code", "either spelling of the two lists does"),
    ("2505", "psn_no", "the list has the name alone; whose filing it is must be said"),
    ("2506", "trt_dcla_detl_sn", "the list has the names alone; read as 2504"),
    ("2506", "psn_no", "the list has the names alone; read as 2504"),
    ("2506", "memo", "the list has the names alone; read as 2504"),
    ("3202", "setl_id", "a column of the file, not of the message"),
    ("3202", "mdtrt_id", "a column of the file, not of the message"),
    ("3202", "psn_no", "a column of the file, not of the message"),
    ("3202", "acct_pay", "a column of the file, not of the message"),
    ("3202", "msgid", "a column of the file, not of the message"),
    ("3202", "stmt_rslt", "a column of the file, not of the message"),
    ("3202", "memo", "a column of the file, not of the message"),
    ("3202", "refd_setl_flag", "in the message it only says whether refunds are counted"),
];

/// What a list says of a field.
struct Said {
    required: bool,
}

fn said(source: &str, field: &str, mark: &str) -> Said {
    let required = match mark {
        "11" | "13" | "2" => true,
        "1" => source != MEDICAL || !MARKED_AS_CODED.contains(&field),
        _ => false,
    };
    Said { required }
}

/// Cells of a CSV text with quotes.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' => {}
            c => cell.push(c),
        }
    }
    rows
}

#[test]
fn required_flags_agree_with_the_lists() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let Ok(text) = std::fs::read_to_string(path.join("interface_fields.csv")) else {
        println!("required_flags_agree_with_the_lists: skipped, interface_fields.csv is absent");
        return;
    };
    let mut lists: BTreeMap<(String, String, String), Vec<(String, Said)>> = BTreeMap::new();
    for row in cells(&text).into_iter().filter(|row| row.len() == 9) {
        let [infno, node, field, _, _, _, mark, _, source] = &row[..] else { continue };
        let infno = if infno == "ENV" { "envelope" } else { infno };
        let key = (infno.to_string(), source.clone(), node.clone());
        lists.entry(key).or_default().push((field.clone(), said(source, field, mark)));
    }
    let mut used = vec![false; DIFFERENT.len()];
    let mut found = Vec::new();
    for (infno, source, theirs, side, ours) in TAKEN {
        let key = (infno.to_string(), source.to_string(), theirs.to_string());
        let fields = lists.get(&key).unwrap_or_else(|| panic!("{key:?} is not in the lists"));
        let nodes = if *infno == "envelope" { envelope() } else { shape(infno).expect(infno) };
        let node = nodes.side(*side).iter().find(|node| node.name == *ours).expect(ours);
        for (field, said) in fields {
            let ours = node.field(field).map(|field| field.required == Required::Yes);
            if ours == Some(said.required) {
                continue;
            }
            match DIFFERENT.iter().position(|(no, name, _)| no == infno && name == field) {
                Some(at) => used[at] = true,
                None => found.push(format!("{infno} {theirs} {field}: ours is {ours:?}")),
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let idle = DIFFERENT.iter().zip(used).filter(|(_, used)| !used).map(|(row, _)| row.1);
    assert_eq!(idle.collect::<Vec<_>>(), Vec::<&str>::new(), "no longer different");
}
