//! Reports on the codes of cases, by the books and by files.

use crate::{FIRST, Place, SECOND, ends, shared};

const CASES: &str = "\
zdList,ssList,institution,day
A00.000|B01.000,,H1,2020-05-01
A00.900|A00.900,,H1,2020-05-01
A00.000,00.0100,H2,2021-05-01
,,H2,2021-05-01
A00.00X,,H2,2021-05-01
C02.000,,H2,2020-05-01
A00.000,,H2,2019-05-01
";

#[test]
fn codes_are_judged_by_the_edition_of_their_day() {
    for place in Place::both() {
        let file = place.file("cases.csv", CASES);
        let none = place.ends(&["report", "--in", &file], 2, &[]);
        assert!(
            none.contains("no code sets") || none.contains("there is no data folder"),
            "{none}"
        );
        assert!(!place.folder.path().join("books").exists(), "a report makes no books");
        place.set("一", "2020-01-01", FIRST);
        place.set("二", "2021-01-01", SECOND);
        let told = [
            "7 例 cases, 缺主要诊断 without a main diagnosis 1 (14.28%)",
            "diagnoses repeated 1",
            "main unspecified 1",
            "main gray 1",
            "8 个编码 codes, 在册 known 5 (62.50%), 他版 in another edition 1 (12.50%), 未知 unknown 1",
            "on a day without an edition 1",
            "未知 unknown diagnosis A00.00X: 1",
            "nearest A00.001 甲病",
            "他版 of another edition diagnosis A00.000: 1, 一",
            "机构 institution H1: 2 例",
            "机构 institution H2: 5 例",
        ];
        place.ends(&["report", "--in", &file], 1, &told);
        let clean = place.file("clean.csv", "zdList\nA00.001\n");
        place.ends(
            &["report", "--in", &clean],
            0,
            &["在册 known 1 (100.00%)", "edition diagnosis 二"],
        );
        place.ends(&["report", "--in", &clean, "--day", "2020-05-01"], 1, &["A00.001: 1, 二"]);
    }
}

#[test]
fn a_file_of_cases_that_cannot_be_read_is_told() {
    let place = Place::new("sqlite");
    let set = place.file("set.csv", FIRST);
    let report = |text: &str, code: i32, pieces: &[&str]| {
        let file = place.file("cases.csv", text);
        ends(&["report", "--in", &file, "--diagnoses", &set], code, pieces);
    };
    report("zdList\nA00.000\n", 0, &["known 1"]);
    report("a,b\n", 1, &["no column zdList"]);
    report("zdList,zdList\n", 1, &["stands twice"]);
    report("zdList,day\nA00.000,1.5.2020\nA00.000,\n", 1, &["cases.csv:2: ", "1 to mend"]);
    let none = place.file("none.csv", "");
    let words = ["report", "--in", &set, "--diagnoses", &none];
    ends(&words, 2, &["none.csv: no codes"]);
}

#[test]
fn the_published_cases_are_judged_by_the_full_sets() {
    let [zd, ss] = ["ZD_INFO.dat", "SS_INFO.dat"].map(|n| shared(&format!("chs-drg-1.1/{n}")));
    let cases = shared("drg-cases/cases_chs_drg_1.1.csv");
    let (Some(zd), Some(ss), Some(cases)) = (zd, ss, cases) else { return };
    let words = ["report", "--in", &cases, "--diagnoses", &zd, "--procedures", &ss];
    let told = [
        "8000 例 cases",
        "27992 个编码 codes, 在册 known 27987 (99.98%)",
        "8405 个编码 codes, 在册 known 8375 (99.64%)",
        "unknown diagnosis P78.300x004: 3",
        "unknown diagnosis 腹部创伤: 1",
    ];
    ends(&words, 1, &told);
}
