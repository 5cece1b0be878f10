//! The small world of the trials: an area's books with persons, institutions and items.

use crate::door::Program;
use gongji_tests::postgres::{self, Server};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The area.
pub(crate) const AREA: &str = "440700";

/// Institutions: code of twelve digits, level.
pub(crate) const INSTITUTIONS: [(&str, &str); 4] = [
    ("440700000001", "一级"),
    ("440700000002", "二级"),
    ("440700000003", "三级"),
    ("440700000004", "一级"),
];

/// Items: code, class, first-pay.
pub(crate) const ITEMS: [(&str, &str, &str); 4] =
    [("A1", "A", "0%"), ("B1", "B", "10%"), ("B2", "B", "5%"), ("C1", "C", "0%")];

/// Persons of a lane.
const PERSONS: u64 = 4;

/// The id of a person of a lane; lane 0 stands for persons of all lanes.
pub(crate) fn person(lane: u64, number: u64) -> String {
    format!("P{lane:03}{number:02}")
}

/// Where books are.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// In a folder.
    Data(PathBuf),
    /// In a database.
    Database(String),
}

impl Place {
    /// In a new folder of a folder.
    pub(crate) fn folder(in_folder: &Path) -> Place {
        Place::Data(in_folder.join("books"))
    }

    /// In a new database of a server; of the one that all trials share, if none is given.
    pub(crate) fn database(of: Option<&Server>) -> Place {
        Place::Database(of.unwrap_or_else(|| postgres::shared()).database())
    }

    /// As the store takes it.
    pub(crate) fn address(&self) -> store::Address {
        match self {
            Place::Data(folder) => store::Address::Data(folder.clone()),
            Place::Database(url) => store::Address::Database(url.clone()),
        }
    }

    /// As options of a command.
    pub(crate) fn options(&self) -> [String; 2] {
        match self {
            Place::Data(folder) => ["--data".to_string(), folder.display().to_string()],
            Place::Database(url) => ["--database".to_string(), url.clone()],
        }
    }

    /// The desk of these books, as the binary has it.
    pub(crate) fn desk(&self, more: &[&str]) -> Program {
        let mut words = vec![env!("CARGO_BIN_EXE_gongji").to_string(), "desk".to_string()];
        words.extend(self.options());
        words.extend(["--area", AREA].iter().chain(more).map(|word| (*word).to_string()));
        Program { words, env: Vec::new() }
    }

    /// Brings in everything that the lanes need.
    pub(crate) fn fill(&self, lanes: u64) {
        let folder = tempfile::tempdir().expect("a folder");
        for (what, text) in rows(lanes) {
            let file = folder.path().join(what);
            std::fs::write(&file, text).expect("a file");
            let out = Command::new(env!("CARGO_BIN_EXE_gongji"))
                .args(["import", what])
                .arg(&file)
                .args(self.options())
                .args(["--area", AREA])
                .output()
                .expect("the binary runs");
            let said = String::from_utf8_lossy(&out.stderr).into_owned();
            assert!(out.status.success(), "import {what}: {said}");
        }
    }
}

/// The files to import, in an order that works.
pub(crate) fn rows(lanes: u64) -> [(&'static str, String); 4] {
    let mut institutions = "code,name,from,level,rank,kind,area,designated\n".to_string();
    for (code, level) in INSTITUTIONS {
        let row = format!("{code},医院{code},2020-01-01,{level},city,hospital,{AREA},yes");
        writeln!(institutions, "{row}").expect("text");
    }
    let mut items = "code,name,from,class,first_pay\n".to_string();
    for (code, class, first_pay) in ITEMS {
        writeln!(items, "{code},项目{code},2020-01-01,{class},{first_pay}").expect("text");
    }
    let mut persons =
        "person_id,name,from,insurance,status,born,account_current,account_history\n".to_string();
    let mut filings = "person_id,kind,value,from\n".to_string();
    for id in (0..=lanes).flat_map(|lane| (0..PERSONS).map(move |n| person(lane, n))) {
        let employee = id.ends_with('1') || id.ends_with('3');
        let kind = if employee { "employee,active" } else { "resident,adult" };
        let account = if employee { "300.00,50.50" } else { "0.00,0.00" };
        writeln!(persons, "{id},某{id},2020-01-01,{kind},1970-05-01,{account}").expect("text");
        for (code, _) in INSTITUTIONS {
            writeln!(filings, "{id},chosen,{code},2020-01-01").expect("text");
        }
    }
    [("institutions", institutions), ("items", items), ("persons", persons), ("filings", filings)]
}
