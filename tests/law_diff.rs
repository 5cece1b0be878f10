//! `gongji law diff` from outside: what changed, in words.

use std::process::Command;

fn diff(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .args(["law", "diff"])
        .args(args)
        .output()
        .expect("the binary runs");
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

#[test]
fn nothing_changes_inside_a_span() {
    let same = diff(&["--area", "440700", "--on", "2026-02-01", "--with-on", "2026-11-01"]);
    assert_eq!(same.trim(), "没有变化");
}

#[test]
fn two_years_and_two_areas_differ_in_words() {
    let years = diff(&["--area", "440700", "--on", "2025-06-01", "--with-on", "2026-06-01"]);
    assert!(years.contains("- 560000.00 元") && years.contains("+ 580000.00 元"), "{years}");
    let areas = diff(&["--area", "440700", "--with-area", "411600", "--on", "2026-06-01", "--en"]);
    assert!(areas.contains("Deductible"), "{areas}");
}
