//! `gongji law check` from outside: the shipped law is clean, a broken one is named by place.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn check(law: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongji"));
    command.args(["law", "check"]).current_dir(ROOT);
    if !law.is_empty() {
        command.args(["--law", law]);
    }
    command.output().expect("the binary runs")
}

#[test]
fn the_shipped_law_the_examples_and_the_cities_are_clean() {
    for law in ["", "law", "tests/examples", "tests/cities"] {
        let out = check(law);
        let found = String::from_utf8_lossy(&out.stdout).to_string();
        assert_eq!(out.status.code(), Some(0), "{law}: {found}");
        assert_eq!(found, "", "{law}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("readable") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &to),
            false => assert!(fs::copy(&path, &to).expect("copied") > 0),
        }
    }
}

/// Copies the shipped Jiangmen law, changes one text in one file, and checks.
#[track_caller]
fn broken(name: &str, file: &str, old: &str, new: &str, fragments: &[&str]) {
    let dir = std::env::temp_dir().join(format!("gongji-law-check-{}-{name}", std::process::id()));
    copy(&Path::new(ROOT).join("law/440700-jiangmen"), &dir);
    let path = dir.join(file);
    let text = fs::read_to_string(&path).expect("readable");
    assert!(text.contains(old), "{file} no longer says {old}");
    fs::write(&path, text.replacen(old, new, 1)).expect("written");
    let out = check(dir.to_str().expect("UTF-8"));
    fs::remove_dir_all(&dir).expect("removed");
    let found = String::from_utf8_lossy(&out.stdout).to_string();
    assert_eq!(out.status.code(), Some(1), "{name}: {found}");
    for fragment in fragments {
        assert!(found.contains(fragment), "{name}: '{fragment}' is not in: {found}");
    }
    let line = found.lines().next().expect("a line");
    let place: Vec<&str> = line.splitn(4, ':').collect();
    assert!(place[1].parse::<u32>().is_ok() && place[2].parse::<u32>().is_ok(), "{line}");
}

#[test]
fn each_mistake_is_named_by_file_line_and_column() {
    let inpatient = "employee/inpatient.toml";
    broken(
        "key",
        inpatient,
        "deductible = { mode",
        "deductable = { mode",
        &["unknown key 'deductable'", "deductible"],
    );
    broken(
        "value",
        inpatient,
        "level = \"一级\", place",
        "level = \"四级\", place",
        &["'四级' is not a level", "一级, 二级, 三级"],
    );
    broken(
        "gap",
        inpatient,
        "{ level = \"二级\", place = \"home\", is = \"90%\" },",
        "",
        &["no row", "二级"],
    );
    let row = "{ level = \"二级\", place = \"home\", is = \"90%\" },";
    broken("overlap", inpatient, row, &format!("{row} {row}"), &["two rows"]);
    broken("source", inpatient, "[source]", "[sauce]", &["unknown key 'sauce'"]);
    broken("share", inpatient, "is = \"93%\"", "is = \"103%\"", &["103%", "ceiling"]);
    broken("amount", inpatient, "is = \"93%\"", "is = \"93\"", &["a rate"]);
    broken("days", inpatient, "to = 2026-12-31", "to = 2026-11-30", &["no entry"]);
    broken("toml", inpatient, "[[layer]]", "[[layer]", &["not TOML"]);
}
