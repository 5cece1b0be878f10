//! `gongji law test` from outside: one line a case; a wrong expectation is found.

use std::process::Command;

fn test(law: &str) -> (Option<i32>, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .args(["law", "test", "--law", law])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("the binary runs");
    (out.status.code(), String::from_utf8(out.stdout).expect("UTF-8"))
}

#[test]
fn the_worked_cases_pass_one_line_each() {
    for (law, least) in [("law", 60), ("tests/examples", 45), ("tests/cities", 60)] {
        let (code, text) = test(law);
        assert_eq!(code, Some(0), "{text}");
        assert!(text.lines().all(|line| line.starts_with("ok ")), "{text}");
        assert!(text.lines().count() >= least, "{law} has only {} cases", text.lines().count());
    }
}

#[test]
fn a_wrong_expectation_is_named() {
    let dir = std::env::temp_dir().join(format!("gongji-law-test-{}", std::process::id()));
    std::fs::create_dir_all(dir.join("cases")).expect("a folder");
    let from = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/examples/nb-03/");
    for (file, old, new) in [("area.toml", "", ""), ("cases/case.toml", "13160.00", "13160.01")] {
        let text = std::fs::read_to_string(format!("{from}{file}")).expect("readable");
        std::fs::write(dir.join(file), text.replacen(old, new, 1)).expect("written");
    }
    let (code, text) = test(dir.to_str().expect("UTF-8"));
    std::fs::remove_dir_all(&dir).expect("removed");
    assert_eq!(code, Some(1));
    assert!(
        text.contains("WRONG") && text.contains("expected 13160.01, computed 13160.00"),
        "{text}"
    );
}
