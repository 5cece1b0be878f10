//! `gongji law show` from outside: every value with its document, on a day.

use std::process::Command;

fn show(args: &[&str]) -> (Option<i32>, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .args(["law", "show"])
        .args(args)
        .output()
        .expect("the binary runs");
    let text = [out.stdout, out.stderr].concat();
    (out.status.code(), String::from_utf8(text).expect("UTF-8"))
}

#[test]
fn the_law_of_a_day_is_shown_with_its_documents() {
    let (code, text) = show(&["--area", "440700", "--on", "2026-03-01"]);
    assert_eq!(code, Some(0), "{text}");
    for words in
        ["职工住院", "900.00 元", "江府办〔2023〕12号", "条款未见原文", "官方文本", "580000.00"]
    {
        assert!(text.contains(words), "{words} is not shown");
    }
    let (code, text) = show(&["--area", "411600", "--on", "2024-05-01", "--en"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("nobody has read it"), "the unknown figures are shown as such");
}

#[test]
fn days_and_areas_without_law_say_what_there_is() {
    let (code, text) = show(&["--area", "440700", "--on", "1999-01-01"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("2026-01-01"), "{text}");
    let (code, text) = show(&["--area", "000000", "--on", "2026-01-01"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("440700"), "{text}");
    let (code, text) = show(&["--area", "440700", "--on", "yesterday"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("2026-03-01"), "{text}");
}
