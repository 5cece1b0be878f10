//! Weights from history: means beside means, outliers left out, rare groups watched.

use crate::{demo, file, gongji, scheme, told};
use std::fs;

/// Runs weights on a text; the three tables and what was said.
#[track_caller]
fn weights(text: &str, more: &[&str]) -> ([String; 3], String) {
    let (folder, cases) = file("cases.csv", text);
    let paths = ["w.csv", "i.csv", "g.csv"].map(|name| folder.path().join(name));
    let scheme = scheme("2026");
    let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![
        &"weights",
        &"--scheme",
        &scheme,
        &"--in",
        &cases,
        &"--out",
        &paths[0],
        &"--institutions",
        &paths[1],
        &"--grades",
        &paths[2],
    ];
    more.iter().for_each(|arg| args.push(arg));
    let told = told(&gongji(&args), 0);
    (paths.map(|path| fs::read_to_string(path).expect("a table")), told)
}

const CASES: &str = "Index,gender,age,zdList,ssList,cost,institution,grade\n\
    1,1,40,J18.900,,1000.00,甲,三级\n\
    2,1,40,J18.900,,3000.00,乙,二级\n\
    3,1,40,J20.900,,500.00,甲,三级\n\
    4,1,40,J20.900,,500.00,甲,三级\n\
    5,1,40,J20.900,,500,乙,二级\n\
    6,1,40,J20.900,,90500.00,乙,二级\n\
    8,1,40,J20.900,,,乙,二级\n\
    7,1,40,Z99.999,,700.00,乙,二级\n";

#[test]
fn weights_are_means_beside_means() {
    let ([groups, institutions, grades], told) = weights(CASES, &["--few", "3"]);
    // 96,000 over six cases is a mean of 16,000.
    let wanted = "drg,name,cases,kept,mean,weight,cv,few\n\
        ES15,肺炎（演示），不伴并发症或合并症,2,2,2000.00,0.125000,0.500000,1\n\
        ES29,急性上呼吸道与支气管感染（演示）,4,4,23000.00,1.437500,1.694398,\n";
    assert_eq!(groups, wanted);
    assert!(
        institutions.contains("ES15,甲,1,1000.00,0.500000\nES15,乙,1,3000.00,1.500000\n")
            || institutions.contains("ES15,乙,1,3000.00,1.500000\nES15,甲,1,1000.00,0.500000\n"),
        "{institutions}"
    );
    assert!(
        grades.starts_with("drg,grade,kept,mean,coefficient\n")
            && grades.contains("ES29,三级,2,500.00,0.021739"),
        "{grades}"
    );
    assert!(
        told.contains("8 cases, 6 grouped, 1 without a group (share 0.125000), 1 without a cost"),
        "{told}"
    );
    assert!(told.contains("2 groups, 1 of them with fewer than 3 cases"), "{told}");
}

#[test]
fn outliers_are_left_out() {
    let ([groups, ..], told) = weights(CASES, &["--trim", "mean:0,2"]);
    assert!(
        groups.contains("ES29,急性上呼吸道与支气管感染（演示）,4,3,500.00,0.454545,0.000000,1"),
        "{groups}"
    );
    assert!(told.contains("1 trimmed; mean 1100.00 yuan"), "{told}");
}

#[test]
fn a_group_of_which_nothing_is_left_stays_in_the_table() {
    let ([groups, ..], told) = weights(CASES, &["--trim", "mean:0.9,1.1"]);
    assert!(groups.contains("ES15,肺炎（演示），不伴并发症或合并症,2,0,,,,\n"), "{groups}");
    assert!(
        told.contains("0 groups") && told.contains("2 more whose cases were all trimmed"),
        "{told}"
    );
}

#[test]
fn the_cases_of_the_demo_have_weights() {
    let text = fs::read_to_string(demo().join("cases.csv")).expect("cases");
    let ([groups, institutions, _], _) = weights(&text, &["--trim", "quartiles:1.5"]);
    assert!(groups.lines().count() > 40, "{groups}");
    assert!(institutions.contains("虚构第一人民医院"), "{institutions}");
}

#[track_caller]
fn refused(text: &str, trim: &str, words: &str) {
    let (folder, cases) = file("cases.csv", text);
    let out = folder.path().join("w.csv");
    let scheme = scheme("2026");
    let told = told(
        &gongji(&[
            &"weights",
            &"--scheme",
            &scheme,
            &"--in",
            &cases,
            &"--out",
            &out,
            &"--trim",
            &trim,
        ]),
        2,
    );
    assert!(told.contains(words), "{told}");
}

#[test]
fn what_cannot_be_reckoned_is_told() {
    refused("gender,age,zdList\n", "none", "no column cost");
    refused("gender,age,zdList,cost\n1,2,J18.900,12.345\n", "none", "row 1: cost '12.345'");
    refused(CASES, "some", "--trim 'some' is none of");
}
