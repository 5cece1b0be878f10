//! Two schemes compared, on their tables and on cases.

use crate::{demo, gongji, said, scheme, told};

#[test]
fn tables_settings_and_cases_are_compared() {
    let (before, after) = (scheme("2025"), scheme("2026"));
    let text = said(&gongji(&[&"diff", &before, &after, &"--in", &demo().join("cases.csv")]));
    for line in [
        "groups: 3 (BR17 FM29 FR31) added, 0 removed",
        "rules of ADRGs: 1 (FM2) added",
        "CC: 1 (J44.900) added, 0 removed, 0 changed",
        "settings: 0 added, 0 removed, 2 (qy: off → * any, not A P Z, up to Q",
        "500 cases, 475 stay, 25 move",
        "ES13 -> EQY: 5 (rows 22, 138, 222, 272, 359)",
        "FM15 -> FM13: 1 (rows 48)",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn a_scheme_beside_itself_differs_nowhere() {
    let one = scheme("2025");
    let text = said(&gongji(&[&"diff", &one, &one, &"--in", &demo().join("cases.csv")]));
    assert!(text.contains("the tables say the same\n500 cases, 500 stay, 0 move"), "{text}");
    let told = told(&gongji(&[&"diff", &one, &"/nowhere"]), 2);
    assert!(told.contains("no such folder"), "{told}");
}
