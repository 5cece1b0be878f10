//! Cases into groups: each row, in order, with its status; why beside it, and on more threads.

use crate::{demo, file, gongji, published, said, scheme, told};
use std::fs;
use std::path::Path;

/// Groups a text by the made-up scheme of 2026; the rows without the header.
#[track_caller]
fn groups(text: impl AsRef<[u8]>) -> Vec<String> {
    let (folder, cases) = file("cases.csv", text);
    let out = folder.path().join("groups.csv");
    said(&gongji(&[&"group", &"--scheme", &scheme("2026"), &"--in", &cases, &"--out", &out]));
    let text = fs::read_to_string(&out).expect("groups");
    let mut lines = text.split('\n').map(str::to_string);
    assert_eq!(lines.next().as_deref(), Some("Index,status,mdc,adrg,drg"));
    let mut rows: Vec<String> = lines.collect();
    assert_eq!(rows.pop().as_deref(), Some(""), "the last line ends");
    rows
}

#[test]
fn each_case_has_one_row_and_one_end() {
    let rows = groups(
        "Index,gender,age,ageDay,weight,dept,inHospitalTime,leavingType,zdList,ssList\n\
         1,1,70,,,x,9,1,J18.900|A41.900,\n\
         2,1,70,,,x,9,1,J18.900|J44.900,\n\
         3,2,30,,,x,4,1,O80.900,\n\
         4,1,0,12,1420.0,x,20,1,P07.300,\n\
         5,1,50,,,x,9,1,K29.500,47.0901\n\
         6,1,50,,,x,9,1,J18.900,47.0901\n\
         7,1,50,,,x,9,1,Z00.000,\n\
         8,3,50,,,x,9,1,J18.900,\n\
         \"9,a\",1,,,,x,9,1,J18.900,\n\
         10,1,50,,,x,9,1,,\n\
         11,1,fifty,,,x,9,1,J18.900,\n\
         12,1,50,,,x,9,5,I61.000,\n\
         13,1\n",
    );
    let wanted = [
        "1,分组成功,MDCE,ES1,ES11",
        "2,分组成功,MDCE,ES1,ES15",
        "3,分组成功,MDCO,OR1,OR19",
        "4,分组成功,MDCP,PS1,PS19",
        "5,分组成功,MDCG,GD1,GD15",
        "6,歧义病案,MDCE,QY,EQY",
        "7,无法入组,0000,00,0000",
        "8,信息校验不通过,0000,00,0000",
        "\"9,a\",信息校验不通过,0000,00,0000",
        "10,信息校验不通过,0000,00,0000",
        "11,信息校验不通过,0000,00,0000",
        "12,分组成功,MDCB,BR1,BR17",
        "13,信息校验不通过,0000,00,0000",
    ];
    assert_eq!(rows, wanted);
}

#[test]
fn order_of_columns_marks_and_line_ends_do_not_matter() {
    let rows = groups("\u{feff}zdList,age,gender\r\nJ18.900,40,1\r\nJ18.900,40,2\r\n");
    assert_eq!(rows, ["1,分组成功,MDCE,ES1,ES15", "2,分组成功,MDCE,ES1,ES15"]);
    let many: Vec<String> = (0..200).map(|n| format!("X{n:02}.900")).collect();
    let rows = groups(format!("zdList,age,gender\nJ18.900|{},40,1\n", many.join("|")));
    assert_eq!(rows, ["1,分组成功,MDCE,ES1,ES15"]);
}

#[test]
fn threads_and_reasons_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = demo().join("cases.csv");
    let run = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let why = folder.path().join("why.jsonl");
        let scheme = scheme("2026");
        let mut args: Vec<&dyn AsRef<std::ffi::OsStr>> =
            vec![&"group", &"--scheme", &scheme, &"--in", &cases, &"--out", &out];
        let more: Vec<String> =
            more.iter().map(|arg| arg.replace("WHY", &why.to_string_lossy())).collect();
        more.iter().for_each(|arg| args.push(arg));
        said(&gongji(&args));
        fs::read_to_string(&out).expect("groups")
    };
    let alone = run("one.csv", &[]);
    assert_eq!(run("three.csv", &["--threads", "3"]), alone);
    assert_eq!(run("why.csv", &["--why", "WHY", "--threads", "2"]), alone);
    let why = fs::read_to_string(folder.path().join("why.jsonl")).expect("reasons");
    let rows: Vec<serde_json::Value> =
        why.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rows.len(), 500);
    for (row, line) in rows.iter().zip(alone.lines().skip(1)) {
        let text = |key: &str| row[key].as_str().expect("a text").to_string();
        let said = ["Index", "status", "mdc", "adrg", "drg"].map(text).join(",");
        assert_eq!(said, line);
        let grouped = row["status"] == "分组成功";
        assert_eq!(row["reason"].is_null(), grouped, "{row}");
        let invalid = row["status"] == "信息校验不通过";
        assert_eq!(row["steps"].as_array().expect("steps").is_empty(), invalid, "{row}");
    }
}

#[test]
fn settings_may_come_from_elsewhere() {
    let (folder, config) = file("other.toml", "name = \"x\"\norder = [\"E\"]\n");
    let (_cases, cases) = file("cases.csv", "zdList,age,gender\nJ18.900,40,1\nI10.x00x002,40,1\n");
    let out = folder.path().join("groups.csv");
    let scheme = scheme("2025");
    let args: [&dyn AsRef<std::ffi::OsStr>; 9] =
        [&"group", &"--scheme", &scheme, &"--config", &config, &"--in", &cases, &"--out", &out];
    said(&gongji(&args));
    let rows = fs::read_to_string(&out).expect("groups");
    assert!(rows.contains("1,分组成功,MDCE,ES1,ES15\n2,无法入组,0000,00,0000\n"), "{rows}");
}

#[track_caller]
fn refused(scheme: &Path, cases: impl AsRef<[u8]>, words: &str) {
    let (folder, cases) = file("cases.csv", cases);
    let out = folder.path().join("groups.csv");
    let told = told(&gongji(&[&"group", &"--scheme", &scheme, &"--in", &cases, &"--out", &out]), 2);
    assert!(told.contains(words), "{told}");
}

#[test]
fn what_cannot_be_read_is_told() {
    let good = scheme("2025");
    refused(&good, "gender,age\n", "no column zdList");
    refused(&good, "", "the file is empty");
    refused(&good, "gender,age,zdList\n1,40,J18.900,x\n", "row 1 has more cells");
    refused(&good, "gender,age,zdList\n1,40,\"J18.900\n1,40,J18.900\n", "line 2: a quote");
    refused(&good, b"gender,age,zdList\n1,2,\xb2\xe2\n", "line 2 is not UTF-8");
    refused(Path::new("/nowhere"), "", "there is no such folder");
    let (empty, _) = file("x", "");
    refused(empty.path(), "gender,age,zdList\n", "mdc_dx.csv");
    let (folder, _) = file("scheme.toml", "nmae = 1\n");
    refused(folder.path(), "gender,age,zdList\n", "nmae");
}

#[test]
fn a_wrong_row_far_down_is_named_by_its_place_in_the_file() {
    let row = |n: usize| format!("{n},1,40,J18.900\n");
    let mut text: String = "Index,gender,age,zdList\n".to_string();
    text.extend((1..=30_000).map(row));
    text += "30001,1,40,J18.900,x\n";
    refused(&scheme("2025"), text, "row 30001 has more cells");
}

#[test]
fn cases_are_not_written_over() {
    let (_folder, cases) = file("cases.csv", "gender,age,zdList\n1,40,J18.900\n");
    let scheme = scheme("2025");
    let out = gongji(&[&"group", &"--scheme", &scheme, &"--in", &cases, &"--out", &cases]);
    assert!(told(&out, 2).contains("name another one"));
    assert!(fs::read_to_string(&cases).expect("cases").starts_with("gender"));
}

#[test]
fn all_published_cases_agree() {
    let Some((scheme, cases)) = published() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("groups.csv");
    said(&gongji(&[&"group", &"--scheme", &scheme, &"--in", &cases, &"--out", &out]));
    let rows = |path: &Path| {
        let text = fs::read_to_string(path).expect("rows");
        let text = text.trim_start_matches('\u{feff}').to_string();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let at = ["Index", "status", "mdc", "adrg", "drg"]
            .map(|name| header.iter().position(|cell| cell == name).expect("a column"));
        let row = |row: csv::StringRecord| at.map(|at| row[at].to_string());
        reader.records().map(|one| row(one.expect("a row"))).collect::<Vec<_>>()
    };
    let (ours, theirs) = (rows(&out), rows(&cases));
    assert_eq!(ours.len(), 8000);
    let differ: Vec<_> = ours.iter().zip(&theirs).filter(|(a, b)| a != b).collect();
    assert!(differ.is_empty(), "{} of 8000 differ: {:?}", differ.len(), differ.first());
}
