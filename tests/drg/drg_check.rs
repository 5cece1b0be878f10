//! A check of a scheme tells what is wrong with file and line, and by its exit code.

use crate::{demo, gongji, published, said, scheme, told};
use std::fs;
use std::path::Path;

/// A copy of a made-up scheme with a change of one file.
fn changed(file: &str, change: impl Fn(&str) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(scheme("2026")).expect("a folder").flatten() {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copied");
    }
    let path = folder.path().join(file);
    fs::write(&path, change(&fs::read_to_string(&path).expect("a file"))).expect("written");
    folder
}

#[test]
fn the_schemes_of_the_demo_are_clean() {
    for year in ["2025", "2026"] {
        let out = gongji(&[&"check", &"--scheme", &scheme(year)]);
        assert_eq!(said(&out), "", "{year}");
    }
    assert!(demo().join("cases.csv").exists());
}

#[track_caller]
fn check(folder: &Path, code: i32, words: &[&str]) {
    let out = gongji(&[&"check", &"--scheme", &folder]);
    told(&out, code);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[test]
fn what_is_wrong_stands_with_its_file_and_line() {
    let add = |line: &'static str| move |text: &str| format!("{text}{line}\n");
    let folder = changed("adrg_mdc_rule_order.csv", add("XX1,rule,主诊断匹配"));
    check(folder.path(), 1, &["node-without-order", "adrg_mdc_rule_order.csv:", "XX1"]);
    let folder = changed("DRG.dat", add("XX19 无此组"));
    check(folder.path(), 1, &["group-without-node", "DRG.dat:61", "XX19"]);
    let folder = changed("mdc_dx.csv", add("E,Q99.999"));
    check(folder.path(), 0, &["warning dangling-code mdc_dx.csv", "Q99.999"]);
    let folder = changed("MCC.dat", add("J96.000 3"));
    check(folder.path(), 1, &["error contradiction MCC.dat:7", "J96.000"]);
    let folder = changed("scheme.toml", |text| text.replace("\"O\"]", "\"O\", \"E\"]"));
    check(folder.path(), 0, &["warning unreadable-setting scheme.toml", "E stands twice"]);
    let folder = changed("adrg_dx.csv", add("ES1,zd,J18.900"));
    check(folder.path(), 0, &["warning duplicate adrg_dx.csv"]);
    let folder = changed("adrg_mdc_rule_order.csv", |text| {
        text.replace("BB1,rule,主手术匹配", "BB1,rule,主手术配")
    });
    check(folder.path(), 1, &["unknown-word", "主手术配"]);
    let folder = changed("mdc_dx.csv", |text| text.replacen("B,", "B;", 1));
    check(folder.path(), 1, &["unreadable-line mdc_dx.csv:2"]);
}

#[test]
fn a_published_scheme_has_no_errors() {
    let Some((scheme, _)) = published() else { return };
    let out = gongji(&[&"check", &"--scheme", &scheme, &"--brief"]);
    let text = said(&out);
    assert!(text.lines().all(|line| line.starts_with("warning ")), "{text}");
}
