//! `gongji codes` from outside: made-up files on both engines, and the full sets where they are beside
//! the checkout.

#[path = "codes/check_codes.rs"]
mod check_codes;
#[path = "codes/convert_codes.rs"]
mod convert_codes;
#[path = "codes/import_codes.rs"]
mod import_codes;
#[path = "codes/kept.rs"]
mod kept;
#[path = "codes/report_codes.rs"]
mod report_codes;

use gongji_tests::postgres;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A set of made-up diagnoses in two editions.
const FIRST: &str =
    "code,name,gray\nA00.000,甲病,\nA00.900,未特指的甲病,\nB01.000,乙病,\nC02.000,丙病,是\n";
const SECOND: &str =
    "A00.001 甲病\nA00.900 未特指的甲病\nB01.001 乙病一\nB01.002 乙病二\nD03.000 丁病\n";
/// The map between them.
const MAP: &str = "A00.000 A00.001\nB01.000 B01.001\nB01.000 B01.002\n";

/// A folder of files, and books on an engine.
struct Place {
    folder: tempfile::TempDir,
    books: [String; 2],
}

impl Place {
    fn new(engine: &str) -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        let books = match engine {
            "postgres" => ["--database".to_string(), postgres::shared().database()],
            _ => ["--data".to_string(), folder.path().join("books").display().to_string()],
        };
        Place { folder, books }
    }

    /// Places with books on both engines.
    fn both() -> [Place; 2] {
        [Place::new("sqlite"), Place::new("postgres")]
    }

    /// Writes a file; its path.
    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("ours");
        path.display().to_string()
    }

    /// Runs `gongji codes` on the books.
    #[track_caller]
    fn ends(&self, words: &[&str], code: i32, pieces: &[&str]) -> String {
        let books: Vec<&str> = self.books.iter().map(String::as_str).collect();
        ends(&[words, &books].concat(), code, pieces)
    }

    /// Brings an edition in.
    #[track_caller]
    fn set(&self, edition: &str, day: &str, text: &str) {
        let file = self.file("set.csv", text);
        let words = ["import", "--kind", "diagnosis", "--set", &file, "--edition", edition];
        self.ends(&[&words[..], &["--from-day", day]].concat(), 0, &[" new"]);
    }

    /// Brings a map in.
    #[track_caller]
    fn map(&self, from: &str, to: &str, text: &str) {
        let file = self.file("map.dat", text);
        let words = ["import", "--kind", "diagnosis", "--map", &file, "--from", from, "--to", to];
        self.ends(&words, 0, &[" new"]);
    }
}

/// Runs `gongji codes`; everything that it said.
#[track_caller]
fn ends(words: &[&str], code: i32, pieces: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongji"));
    let out = command.arg("codes").args(words).output().expect("runs");
    let all = [&out.stdout, &out.stderr].map(|said| String::from_utf8_lossy(said).into_owned());
    let all = all.concat();
    assert_eq!(out.status.code(), Some(code), "{words:?}: {all}");
    for piece in pieces {
        assert!(all.contains(piece), "{words:?} does not say {piece:?}: {all}");
    }
    all
}

/// A file beside the checkout, or a line that says that it is not there.
fn shared(path: &str) -> Option<String> {
    let top: PathBuf = gongji_tests::root();
    let path = Path::new(&top).join("../shared/data").join(path);
    if path.exists() {
        return Some(path.display().to_string());
    }
    println!("skipped: {} is not here", path.display());
    None
}
