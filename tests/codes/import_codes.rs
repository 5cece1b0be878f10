//! Sets and maps into the books, on both engines.

use crate::{FIRST, MAP, Place, SECOND, shared};
use std::time::Instant;

#[test]
fn a_set_goes_in_whole_and_is_replaced_only_on_request() {
    for place in Place::both() {
        let import = |text: &str, more: &[&str], code: i32, pieces: &[&str]| {
            let file = place.file("set.csv", text);
            let words = ["import", "--kind", "diagnosis", "--set", &file, "--edition", "医保1.0"];
            place.ends(&[&words[..], more].concat(), code, pieces)
        };
        let day = ["--from-day", "2020-01-01"];
        let wrong = format!("{FIRST}A00.000,另名,\n");
        import(&wrong, &day, 1, &["error contradiction", "set.csv:6: ", "nothing was written"]);
        import(FIRST, &day, 0, &["医保1.0: 4 new"]);
        import(FIRST, &day, 0, &["4 as they were", "nothing was written"]);
        let other = FIRST.replace("乙病", "乙病改").replace("C02.000,丙病,是", "D03.000,丁病,");
        let told = [
            "新增 new: D03.000",
            "删去 gone: C02.000",
            "改动 changed: B01.000 乙病 → 乙病改",
            "--replace",
            "nothing was written",
        ];
        import(&other, &day, 1, &told);
        import(FIRST, &day, 0, &["4 as they were"]);
        let days = ["--from-day", "2020-01-01", "--to-day", "2020-12-31"];
        import(FIRST, &days, 1, &["days: 2020-01-01.. → 2020-01-01..2020-12-31"]);
        let replaced = ["--from-day", "2020-01-01", "--to-day", "2020-12-31", "--replace"];
        import(&other, &replaced, 0, &["in the place of what was there"]);
        import(&other, &replaced, 0, &["4 as they were"]);
        import(FIRST, &["--from-day", "2020-02-30"], 2, &["not a day"]);
        let turned = ["--from-day", "2020-01-02", "--to-day", "2020-01-01"];
        import(FIRST, &turned, 1, &["the last day is before the first"]);
        import("", &day, 1, &["the file is empty"]);
        import(FIRST, &[], 2, &["--from-day"]);
    }
}

#[test]
fn a_map_leads_into_an_edition_of_the_books() {
    for place in Place::both() {
        let import = |text: &str, to: &str, more: &[&str], code: i32, pieces: &[&str]| {
            let file = place.file("map.dat", text);
            let words =
                ["import", "--kind", "diagnosis", "--map", &file, "--from", "1", "--to", to];
            place.ends(&[&words[..], more].concat(), code, pieces)
        };
        import(MAP, "2", &[], 1, &["no edition 2", "nothing was written"]);
        place.set("2", "2021-01-01", SECOND);
        import(MAP, "2", &[], 0, &["1 → 2: 3 new", "several-targets", "no edition 1"]);
        import(MAP, "2", &[], 0, &["3 as they were"]);
        let less = "A00.000 A00.001\nB01.000 B01.001\n";
        import(less, "2", &[], 1, &["gone: B01.000 → B01.002", "--replace"]);
        import(less, "2", &["--replace"], 0, &["1 → 2: 2, in the place of what was there"]);
        import(less, "2", &[], 0, &["2 as they were"]);
        import("A00.000 A00.00X\n", "2", &[], 1, &["odd-code", "nothing was written"]);
        import("A00.000 A99.000\n", "2", &[], 1, &["error unknown-target"]);
        import(MAP, "1", &[], 1, &["give two"]);
    }
}

#[test]
fn the_full_sets_go_in_within_seconds() {
    let names = ["ZD_INFO.dat", "SS_INFO.dat", "ZD_MAP.dat"];
    let files: Vec<String> =
        names.iter().filter_map(|name| shared(&format!("chs-drg-1.1/{name}"))).collect();
    let [zd, ss, map] = &files[..] else { return };
    for place in Place::both() {
        let timed = |words: &[&str], pieces: &[&str]| {
            let began = Instant::now();
            place.ends(words, 0, pieces);
            let took = began.elapsed();
            println!("{} {pieces:?}: {} ms", place.books[0], took.as_millis());
            assert!(took.as_secs() < 30, "{words:?} took {took:?}");
        };
        for (kind, file, count) in [("diagnosis", zd, "33304"), ("procedure", ss, "13686")] {
            let words = ["import", "--kind", kind, "--set", file, "--edition", "医保2.0"];
            let words = [&words[..], &["--from-day", "2021-01-01"]].concat();
            timed(&words, &[&format!("医保2.0: {count} new")]);
            timed(&words, &[&format!("{count} as they were")]);
        }
        let words =
            ["import", "--kind", "diagnosis", "--map", map, "--from", "1", "--to", "医保2.0"];
        timed(&words, &["35591 new"]);
        let words = ["convert", "--kind", "diagnosis", "--from", "1", "--to", "医保2.0"];
        timed(&[&words[..], &["A01.000x002"]].concat(), &["A01.000x002,A01.003,"]);
    }
}
