//! Code sets in the store: what is found by what, on both engines, and that a copy carries them.

use crate::{FIRST, MAP, Place, SECOND};
use std::path::PathBuf;
use std::process::Command;
use store::{Address, CodeMapKey, CodeRow, CodeSetRow, open};

fn address(place: &Place) -> Address {
    let [option, value] = &place.books;
    match option.as_str() {
        "--data" => Address::Data(PathBuf::from(value)),
        _ => Address::Database(value.clone()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_found_by_beginning_name_and_place() {
    for place in Place::both() {
        place.set("二", "2021-01-01", SECOND);
        let books = open(&address(&place)).await.expect("opens");
        let sets = books.code_sets();
        let codes = |rows: Vec<CodeRow>| rows.into_iter().map(|row| row.code).collect::<Vec<_>>();
        let (kind, edition) = ("diagnosis", "二");
        let found = sets.codes_beginning(kind, edition, "A00", 10).await.expect("read");
        assert_eq!(codes(found), ["A00.001", "A00.900"]);
        let found = sets.codes_beginning(kind, edition, "B01.001", 10).await.expect("read");
        assert_eq!(codes(found), ["B01.001"]);
        let found = sets.codes_beginning(kind, edition, "", 2).await.expect("read");
        assert_eq!(codes(found), ["A00.001", "A00.900"]);
        let found = sets.codes_named(kind, edition, "乙病", 10).await.expect("read");
        assert_eq!(codes(found), ["B01.001", "B01.002"]);
        let found = sets.codes_named(kind, edition, "%", 10).await.expect("read");
        assert!(found.is_empty(), "a piece is no pattern");
        let found = sets.codes_from(kind, edition, "A00.900", 2).await.expect("read");
        assert_eq!(codes(found), ["B01.001", "B01.002"]);
        let asked = ["D03.000", "Z99.000", "A00.001", "D03.000"].map(str::to_string);
        let found = sets.codes_of(kind, edition, &asked).await.expect("read");
        assert_eq!(codes(found), ["A00.001", "D03.000"]);
        let found = sets.codes_of("procedure", edition, &asked).await.expect("read");
        assert!(found.is_empty());
        // Whoever did not see that it is there does not write over it.
        let row = CodeSetRow {
            kind: kind.to_string(),
            edition: edition.to_string(),
            from_day: 0,
            to_day: None,
        };
        assert!(sets.put_set(&row, &[], false).await.is_err());
        assert_eq!(sets.codes_from(kind, edition, "", 10).await.expect("read").len(), 5);
        let key =
            CodeMapKey { kind: kind.to_string(), from: "一".to_string(), to: edition.to_string() };
        let pair = ("A".to_string(), "B".to_string());
        let twice = [pair.clone(), pair.clone()];
        assert!(sets.put_map(&key, &twice, false).await.is_err());
        assert!(sets.map(&key).await.expect("read").is_empty(), "nothing of it was written");
        sets.put_map(&key, std::slice::from_ref(&pair), false).await.expect("written");
        assert_eq!(sets.map(&key).await.expect("read"), [pair]);
        let ends = vec![("一".to_string(), "二".to_string())];
        assert_eq!(sets.maps(kind).await.expect("read"), ends);
        books.close().await;
    }
}

#[test]
fn a_backup_carries_code_sets_and_maps_to_the_other_engine() {
    let [from, to] = Place::both();
    from.set("一", "2020-01-01", FIRST);
    from.set("二", "2021-01-01", SECOND);
    from.map("一", "二", MAP);
    // Books without a journal are none to a restore, which checks them.
    let persons = "person_id,name,from,insurance,status\np1,甲,2026-01-01,resident,adult\n";
    let persons = from.file("persons.csv", persons);
    let mut run = Command::new(env!("CARGO_BIN_EXE_gongji"));
    let out = run.args(["import", "persons", &persons]).args(&from.books).output().expect("runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let file = from.folder.path().join("backup").display().to_string();
    for (command, option, place) in [("backup", "--to", &from), ("restore", "--from", &to)] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_gongji"));
        let out = run.arg(command).args([option, &file]).args(&place.books).output();
        let out = out.expect("runs");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
    let words = ["convert", "--kind", "diagnosis", "--from", "一", "--to", "二", "A00.000"];
    to.ends(&words, 0, &["A00.000,A00.001,甲病"]);
    let file = to.file("set.csv", FIRST);
    let words = ["import", "--kind", "diagnosis", "--set", &file, "--edition", "一"];
    to.ends(&[&words[..], &["--from-day", "2020-01-01"]].concat(), 0, &["4 as they were"]);
}
