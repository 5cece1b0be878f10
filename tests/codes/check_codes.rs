//! Checks of sets and maps on files alone.

use crate::{FIRST, MAP, Place, SECOND, ends, shared};

#[test]
fn a_set_is_clean_or_its_mistakes_are_told_with_file_and_line() {
    let place = Place::new("sqlite");
    let check = |text: &str, code: i32, pieces: &[&str]| {
        let file = place.file("set.csv", text);
        ends(&["check", "--kind", "diagnosis", "--set", &file], code, pieces);
    };
    check(FIRST, 0, &["4 codes", "0 errors, 0 warnings"]);
    check(SECOND, 0, &["5 codes"]);
    check("code,name\nA00.000,甲\nA00.000,乙\n", 1, &["error contradiction", "set.csv:3: "]);
    check("code,name\nA00.000,甲\nA00.000,甲\n", 1, &["warning duplicate", "set.csv:3: "]);
    check("code,name\nA00.0x0,甲\nＡ00.100,乙\n", 1, &["odd-code", "was 'A00.100' meant?"]);
    check("code,title\n", 1, &["unreadable-line", "no column name"]);
    check("", 1, &["the file is empty"]);
    let many: String = (100..150).map(|n| format!("A00.{n} 同名\n")).collect();
    check(&many, 1, &["warning shared-name", "29 shared-name more; --all tells them"]);
    let gone = place.folder.path().join("gone").display().to_string();
    ends(&["check", "--kind", "diagnosis", "--set", &gone], 2, &["check the path"]);
    let wrong = place.file("gbk.csv", b"code,name\nA00.000,\xbc\xd7\n");
    ends(&["check", "--kind", "diagnosis", "--set", &wrong], 2, &["gbk.csv:2: ", "UTF-8"]);
    let other = place.file("set.csv", FIRST);
    ends(&["check", "--kind", "procedure", "--set", &other], 1, &["error wrong-kind"]);
}

#[test]
fn a_map_is_checked_at_both_ends() {
    let place = Place::new("sqlite");
    let [one, other] = [("1.csv", FIRST), ("2.dat", SECOND)].map(|(n, text)| place.file(n, text));
    let check = |map: &str, code: i32, pieces: &[&str]| {
        let map = place.file("map.dat", map);
        let words = ["check", "--kind", "diagnosis", "--set", &one, "--map", &map, "--to", &other];
        ends(&words, code, pieces);
    };
    let several = ["warning several-targets", "map.dat:3: ", "note unmapped", "1.csv:3: "];
    check(MAP, 1, &several);
    check("A00.000 A00.001\n", 0, &["3 notes", "note unmapped"]);
    check("A00.000 Z99.000\n", 1, &["error unknown-target"]);
    check("Z99.000 A00.001\n", 1, &["warning unknown-source"]);
}

#[test]
fn the_full_sets_are_read_to_the_last_line() {
    for (kind, set, map, counted) in [
        ("diagnosis", "ZD_INFO.dat", "ZD_MAP.dat", "33304 codes, 35591 pairs"),
        ("procedure", "SS_INFO.dat", "SS_MAP.dat", "13686 codes, 13654 pairs"),
    ] {
        let [set, map] = [set, map].map(|name| shared(&format!("chs-drg-1.1/{name}")));
        let (Some(set), Some(map)) = (set, map) else { return };
        // All of its codes have the form of their kind; some names lost characters.
        let said = ends(&["check", "--kind", kind, "--set", &set], 1, &["0 errors", "odd-name"]);
        assert!(!said.contains("malformed-code"), "{said}");
        // The map leads into this edition; the one before it is not here.
        let words = ["check", "--kind", kind, "--set", &set, "--map", &map, "--to", &set];
        ends(&words, 1, &["0 errors", "warning unknown-source", counted]);
    }
}
