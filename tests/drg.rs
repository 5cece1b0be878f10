//! `gongji drg` from outside, on the made-up schemes of the demo and, where it lies beside the project, on a
//! whole published scheme.

#[path = "drg/drg_check.rs"]
mod drg_check;
#[path = "drg/drg_diff.rs"]
mod drg_diff;
#[path = "drg/drg_explain.rs"]
mod drg_explain;
#[path = "drg/drg_group.rs"]
mod drg_group;
#[path = "drg/drg_weights.rs"]
mod drg_weights;

use std::path::PathBuf;
use std::process::{Command, Output};

/// A made-up scheme of a year.
pub(crate) fn scheme(year: &str) -> PathBuf {
    demo().join(year)
}

/// The folder of the made-up schemes.
pub(crate) fn demo() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/demo/schemes"))
}

/// The published scheme beside the project; none if it is not there, which is said.
pub(crate) fn published() -> Option<(PathBuf, PathBuf)> {
    let data = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let scheme = data.join("chs-drg-1.1");
    if !scheme.is_dir() {
        println!("skipped: {} is not there", scheme.display());
        return None;
    }
    Some((scheme, data.join("drg-cases/cases_chs_drg_1.1.csv")))
}

/// Runs `gongji drg`.
pub(crate) fn gongji(args: &[&dyn AsRef<std::ffi::OsStr>]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongji"));
    command.arg("drg");
    args.iter().for_each(|arg| {
        command.arg(arg);
    });
    command.output().expect("gongji runs")
}

/// What it printed, if it went well.
#[track_caller]
pub(crate) fn said(out: &Output) -> String {
    let error = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{error}");
    String::from_utf8(out.stdout.clone()).expect("UTF-8")
}

/// What it complained of, if it ended with a code.
#[track_caller]
pub(crate) fn told(out: &Output, code: i32) -> String {
    assert_eq!(out.status.code(), Some(code), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// A file with a text, in a folder of its own.
pub(crate) fn file(name: &str, text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    (folder, path)
}
