//! The client's own journal of answers: a line of JSON for each message that was done, on the disk
//! before the client does anything that depends on it. `gongji verify --answered` reads it.

use crate::lane::Call;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A journal.
pub(crate) struct Journal {
    file: Mutex<File>,
    path: PathBuf,
}

impl Journal {
    /// A journal in a file; what stands in it stays.
    pub(crate) fn open(path: &Path) -> Journal {
        let file = OpenOptions::new().create(true).append(true).open(path).expect("a journal");
        Journal { file: Mutex::new(file), path: path.to_path_buf() }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps an answer; it is on the disk when this returns.
    pub(crate) fn keep(&self, call: &Call, answer: &Value) {
        let line = format!("{}\n", line(call, answer));
        let mut file = self.file.lock().expect("nobody panicked");
        file.write_all(line.as_bytes()).expect("room for the journal");
        file.sync_data().expect("the journal is synced");
    }
}

/// An answer as the national interface names it.
fn line(call: &Call, answer: &Value) -> Value {
    let mut line = json!({
        "fixmedins_code": call.institution, "infno": call.number, "msgid": call.id,
        "seq": answer["seq"],
    });
    if answer["undone"].is_string() {
        line["setl_id"] = answer["undone"].clone();
    }
    let bill = &answer["bill"];
    if bill.is_object() {
        for (name, value) in [
            ("setl_id", &answer["settlement"]),
            ("medfee_sumamt", &bill["total"]),
            ("fund_pay_sumamt", &bill["fund"]),
            ("acct_pay", &bill["account"]),
            ("psn_cash_pay", &bill["cash"]),
        ] {
            line[name] = value.clone();
        }
    }
    line
}

/// The lines of a journal.
pub(crate) fn read(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("a journal");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}
