//! Codes from one edition into another by the maps in the books.

use crate::{FIRST, MAP, Place, SECOND};

#[test]
fn codes_go_along_the_maps_or_have_a_reason() {
    for place in Place::both() {
        place.set("一", "2020-01-01", FIRST);
        place.set("二", "2021-01-01", SECOND);
        place.set("三", "2022-01-01", "A00.003 甲病\nD03.000 丁病\n");
        place.map("一", "二", MAP);
        place.map("二", "三", "A00.001 A00.003\nB01.001 D03.000\n");
        let convert = |to: &str, words: &[&str], code: i32, pieces: &[&str]| {
            let all = ["convert", "--kind", "diagnosis", "--from", "一", "--to", to];
            place.ends(&[&all[..], words].concat(), code, pieces)
        };
        convert("二", &["A00.000"], 0, &["A00.000,A00.001,甲病,,", "一 → 二: 1 codes, 0 not"]);
        convert("三", &["A00.000"], 0, &["A00.000,A00.003,甲病,,", "一 → 二 → 三"]);
        convert("二", &["B01.000"], 1, &["B01.000,,,several-targets,", "B01.001, B01.002"]);
        convert("二", &["A00.900"], 1, &["no-pair", "--keep-same keeps it"]);
        convert("二", &["A00.900", "--keep-same"], 0, &["A00.900,A00.900,未特指的甲病"]);
        convert("二", &["C02.000", "--keep-same"], 1, &["no-pair", "add a pair"]);
        convert("二", &["a00.000"], 1, &["unknown-code", "was 'A00.000' meant?"]);
        convert("一", &["A00.000"], 0, &["A00.000,A00.000,甲病"]);
        convert("四", &["A00.000"], 2, &["no edition 四", "一, 三, 二"]);
        let back = ["convert", "--kind", "diagnosis", "--from", "三", "--to", "一", "A00.003"];
        place.ends(&back, 2, &["no map leads from 三 to 一"]);
        let file = place.file("codes.csv", "\u{feff}code,name\nA00.000,甲病\nZ99.000 无\n\n");
        let said = convert("二", &["--in", &file], 1, &["2 codes, 1 not converted"]);
        assert!(said.contains("Z99.000,,,unknown-code"), "{said}");
        convert("二", &[], 2, &["CODES"]);
    }
}
