//! One case explained: the way to its group, and what would have moved it.

use crate::{demo, gongji, said, scheme, told};

#[test]
fn a_case_on_the_command_line_is_explained() {
    let scheme = scheme("2026");
    let args: [&dyn AsRef<std::ffi::OsStr>; 12] = [
        &"explain",
        &"--scheme",
        &scheme,
        &"--sex",
        &"1",
        &"--age",
        &"70",
        &"--dx",
        &"J18.900|J96.900|A41.900",
        &"--op",
        &"32.4902",
        &"--en",
    ];
    let text = said(&gongji(&args));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "grouped MDCE EB1 EB19");
    assert!(text.contains("MDCA is entered") && text.contains("no ADRG of MDCA fits"), "{text}");
    // Without the procedure complications decide; the one in the table of the main diagnosis does not.
    let without = "  without procedure 32.4902 the group would be ES11";
    assert!(lines.contains(&without), "{text}");
    let args: [&dyn AsRef<std::ffi::OsStr>; 8] = [
        &"explain",
        &"--scheme",
        &scheme,
        &"--sex=1",
        &"--age=70",
        &"--dx",
        &"J18.900|J96.900|A41.900",
        &"--en",
    ];
    let text = said(&gongji(&args));
    for line in [
        "J96.900 is a MCC, but the main diagnosis is in its exclusion table 1",
        "A41.900 counts as MCC (exclusion table 3)",
        "without diagnosis A41.900 the group would be ES15",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let chinese = said(&gongji(&args[..7]));
    assert!(chinese.starts_with("分组成功 MDCE ES1 ES11\n肺炎"), "{chinese}");
}

#[test]
fn a_code_that_the_scheme_does_not_know_is_called_so() {
    let scheme = scheme("2026");
    let args: [&dyn AsRef<std::ffi::OsStr>; 8] = [
        &"explain",
        &"--scheme",
        &scheme,
        &"--sex=1",
        &"--age=70",
        &"--dx",
        &"j20.9, A41.900",
        &"--en",
    ];
    let text = said(&gongji(&args));
    assert!(text.starts_with("ungrouped") && text.contains("j20.9 is not in the tables"), "{text}");
    assert!(!text.contains("A41.900 is not"), "{text}");
}

#[test]
fn a_case_of_a_file_is_found_by_its_index() {
    let (scheme, cases) = (scheme("2025"), demo().join("cases.csv"));
    let text =
        said(&gongji(&[&"explain", &"--scheme", &scheme, &"--in", &cases, &"--index", &"77"]));
    assert!(text.starts_with("信息校验不通过 0000 00 0000\n性别"), "{text}");
    let told =
        told(&gongji(&[&"explain", &"--scheme", &scheme, &"--in", &cases, &"--index", &"x"]), 2);
    assert!(told.contains("no case with the index x"), "{told}");
}
