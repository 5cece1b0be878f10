//! The centre (医保中心): the binary, serving books of a small region; it can be killed and comes back.

use gongji_tests::desk;
use gongji_tests::serving::Serving;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The area.
pub(crate) const AREA: &str = "440700";

/// Where books are, as options of a command.
pub(crate) type Place = [String; 2];

/// In a folder.
pub(crate) fn folder(at: &Path) -> Place {
    ["--data".to_string(), at.join("books").display().to_string()]
}

/// A command of the binary.
pub(crate) fn gongji(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongji"));
    command.args(words);
    command
}

/// Brings a region in: the institutions and items of the acts' tests, and so many people.
pub(crate) fn fill(place: &Place, people: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut persons =
        String::from("person_id,name,from,insurance,status,born,account_current,account_history\n");
    for number in 0..people {
        let kind = if number % 3 == 0 { "resident,adult" } else { "employee,active" };
        let account = if number % 3 == 0 { "," } else { "300.00,50.50" };
        writeln!(persons, "{},某{number},2026-01-01,{kind},1970-05-01,{account}", person(number))
            .expect("text");
    }
    let mut filings = String::from("person_id,kind,value,from\n");
    for id in (0..people).map(person) {
        for code in ["H1", "H2", "H3"] {
            writeln!(filings, "{id},chosen,{code},2026-01-01").expect("text");
        }
    }
    let files = [
        ("institutions", desk::INSTITUTIONS.to_string()),
        ("items", desk::ITEMS.to_string()),
        ("persons", persons),
        ("filings", filings),
    ];
    for (what, text) in files {
        let file = folder.path().join(what);
        std::fs::write(&file, text).expect("a file");
        let mut command = gongji(&["import", what]);
        let out = command.arg(&file).args(place).args(["--area", AREA]).output().expect("runs");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "import {what}: {said}");
    }
}

/// The number of a person.
pub(crate) fn person(number: u64) -> String {
    format!("440700S{number:05}")
}

/// Which person a number is.
pub(crate) fn number_of(person: &str) -> u64 {
    person.strip_prefix("440700S").and_then(|digits| digits.parse().ok()).expect("a person")
}

/// The insurance of a person, as messages name it.
pub(crate) fn insutype(number: u64) -> &'static str {
    if number.is_multiple_of(3) { "390" } else { "310" }
}

/// The server.
pub(crate) struct Centre {
    server: Serving,
    place: Place,
}

impl Centre {
    /// Starts it and waits until it listens.
    pub(crate) fn start(place: &Place) -> Centre {
        let words = ["serve", "--listen", "127.0.0.1:0"].map(str::to_string);
        let words = words.into_iter().chain(place.clone());
        let server = Serving::start(env!("CARGO_BIN_EXE_gongji"), words, Path::new("."));
        Centre { server, place: place.clone() }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.server.address
    }

    /// Kills it and starts it anew on its books.
    pub(crate) fn again(&mut self) {
        self.server.kill();
        *self = Centre::start(&self.place.clone());
    }
}

/// Verifies books against hospitals' journals of answers; what it says if it finds something.
pub(crate) fn verified(place: &Place, journal: &PathBuf) -> Result<(), String> {
    let mut command = gongji(&["verify"]);
    let out = command.args(place).arg("--answered").arg(journal).output().expect("runs");
    match out.status.success() {
        true => Ok(()),
        false => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            Err(format!("{}{}", text(&out.stdout), text(&out.stderr)))
        }
    }
}
