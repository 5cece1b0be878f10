//! Bring in persons: every wrong row by line and column, all or nothing, the same file again.

use gongji_tests::desk::{AREA, NUMBER, Region, book, both, day};
use office::csv::RowError;
use office::desk::{Answer, Ask, Entered};
use office::import_persons::{Row, read};

const HEADER: &str = "person_id,name,document,from,to,insurance,status,account_current";

fn rows(text: &str) -> Result<Vec<Row>, Vec<RowError>> {
    read(text, book().area(AREA).expect("an area"))
}

async fn enter(region: &Region, lines: &str) -> Entered {
    let rows = rows(&format!("{HEADER}\n{lines}")).expect("rows");
    match region.ask(Ask::EnterPersons(rows)).await.expect("entered") {
        Answer::Entered(entered) => entered,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_column() {
    #[track_caller]
    fn check(text: &str, wanted: &[(u64, &str, &str)]) {
        let found = rows(text).expect_err("something is wrong");
        let found: Vec<(u64, &str, &str)> =
            found.iter().map(|e| (e.line, e.column.as_str(), e.sentence.as_str())).collect();
        assert_eq!(found.len(), wanted.len(), "{found:#?}");
        for ((line, column, sentence), (at, name, says)) in found.iter().zip(wanted) {
            assert_eq!((line, column), (at, name), "{found:#?}");
            assert!(sentence.contains(says), "{sentence}");
        }
    }
    let with = |lines: &str| format!("{HEADER}\n{lines}\n");
    check(
        "",
        &[
            (1, "person_id", "missing"),
            (1, "name", "missing"),
            (1, "from", "missing"),
            (1, "insurance", "missing"),
        ],
    );
    check(
        "person_id,name,from,insurance,wage\n",
        &[(1, "wage", "no such column; there are: person_id")],
    );
    check("person_id,name,from,insurance,name\n", &[(1, "name", "stands twice")]);
    check(&with("P1,一,,2026-13-01,,resident,adult,"), &[(2, "from", "2026-13-01")]);
    check(&with("P1,一,,2026-01-01,2025-12-31,resident,adult,"), &[(2, "to", "before the first")]);
    check(&with("P1,一,,2026-01-01,,private,adult,"), &[(2, "insurance", "employee, resident")]);
    check(&with("P1,一,,2026-01-01,,resident,old,"), &[(2, "status", "choose one of")]);
    check(&with("P1,一,,2026-01-01,,resident,adult,-1"), &[(2, "account_current", "not negative")]);
    check(&with("P1,一,,2026-01-01,,resident,adult,1.234"), &[(2, "account_current", "1.234")]);
    check(
        &with(",,,,,,,\nP2,,,2026-01-01"),
        &[
            (2, "person_id", "must"),
            (2, "name", "must"),
            (2, "from", "must"),
            (2, "insurance", "must"),
            (3, "", "4 values, but 8 columns"),
        ],
    );
    let twice = "P1,一,,2026-01-01,,resident,adult,5\nP1,一,,2026-01-01,,employee,active,5\n";
    check(&with(twice), &[(3, "from", "line 2 says otherwise of 'P1 from 2026-01-01'")]);
    let named = "P1,一,,2026-01-01,,resident,adult,\nP1,二,,2026-05-01,,resident,adult,\n";
    check(&with(named), &[(3, "name", "line 2 says otherwise")]);
    let account = "P1,一,,2026-01-01,,resident,adult,5\nP1,一,,2026-05-01,,resident,adult,6\n";
    check(&with(account), &[(3, "account_current", "line 2 says otherwise")]);
}

#[test]
fn files_of_spreadsheets_are_read() {
    let text = "\u{feff}name,person_id,insurance,from\r\n\"张,\"\"三\"\"\",P1,resident,2026-01-01\r\n\r\n\"多\n行\",P2, resident ,2026-01-01";
    let rows = rows(text).expect("read");
    assert_eq!((rows[0].name.as_str(), rows[0].id.as_str()), ("张,\"三\"", "P1"));
    assert_eq!((rows[1].name.as_str(), rows[1].cover.insurance.as_str()), ("多\n行", "resident"));
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    for region in both().await {
        let last = region.last().await;
        let before = region.store.persons_from(NUMBER, "", 100).await.expect("persons");
        let rows = rows(gongji_tests::desk::PERSONS).expect("rows");
        let count = rows.len() as u64;
        let again = region.ask(Ask::EnterPersons(rows)).await;
        let same = Entered { new: 0, changed: 0, same: count };
        assert_eq!(again, Ok(Answer::Entered(same)));
        assert_eq!(region.last().await, last);
        assert_eq!(region.store.persons_from(NUMBER, "", 100).await.expect("persons"), before);
        region.verify().await;
    }
}

async fn insurance(region: &Region, person: &str, on: &str) -> Option<String> {
    let rows = region.store.persons(NUMBER, &[person.to_string()]).await.expect("persons");
    let kept = region.store.kept(NUMBER, &[rows[0].person]).await.expect("kept");
    let words = record::Lexicon::new(region.store.words(NUMBER).await.expect("words"));
    let file = record::canon::read_file(AREA, &words, &kept.files[0].1).expect("a file");
    file.cover_on(day(on)).map(|cover| cover.insurance.clone())
}

#[tokio::test]
async fn covers_change_end_and_come_back() {
    let entered = |new, changed, same| Entered { new, changed, same };
    let old = "P1,一,d,2026-01-01,,resident,adult,5";
    let new = "P1,一,d,2026-05-01,,employee,active,";
    for region in both().await {
        assert_eq!(enter(&region, &format!("{old}\n{old}")).await, entered(1, 0, 1));
        assert_eq!(enter(&region, new).await, entered(0, 1, 0));
        assert_eq!(insurance(&region, "P1", "2026-04-30").await.as_deref(), Some("resident"));
        assert_eq!(insurance(&region, "P1", "2026-05-01").await.as_deref(), Some("employee"));
        // The account was opened once; naming it again puts nothing in.
        let sums = region.sums("P1").await;
        assert_eq!(enter(&region, &format!("{old}\n{new}")).await, entered(0, 0, 2));
        assert_eq!(region.sums("P1").await, sums);
        // The later cover is ended, and the earlier one.
        let ended = "P1,一,d,2026-05-01,2026-05-31,employee,active,";
        assert_eq!(enter(&region, ended).await, entered(0, 1, 0));
        assert_eq!(insurance(&region, "P1", "2026-06-01").await.as_deref(), Some("resident"));
        let ended = "P1,一,d,2026-01-01,2026-03-31,resident,adult,";
        assert_eq!(enter(&region, ended).await, entered(0, 1, 0));
        assert_eq!(insurance(&region, "P1", "2026-04-01").await, None);
        assert_eq!(insurance(&region, "P1", "2026-06-01").await, None);
        // And what was there first comes back.
        assert_eq!(enter(&region, old).await, entered(0, 1, 0));
        assert_eq!(insurance(&region, "P1", "2026-06-01").await.as_deref(), Some("resident"));
        region.verify().await;
    }
}

#[tokio::test]
async fn a_new_name_is_written_although_no_cover_changed() {
    for region in both().await {
        enter(&region, "P1,一,d,2026-01-01,,resident,adult,").await;
        let renamed = "P1,壹,e,2026-01-01,,resident,adult,";
        assert_eq!(enter(&region, renamed).await, Entered { new: 0, changed: 1, same: 0 });
        let rows = region.store.persons(NUMBER, &["P1".to_string()]).await.expect("persons");
        assert_eq!((rows[0].name.as_str(), rows[0].document.as_str()), ("壹", "e"));
        assert_eq!(enter(&region, renamed).await, Entered { new: 0, changed: 0, same: 1 });
        assert_eq!(insurance(&region, "P1", "2026-06-01").await.as_deref(), Some("resident"));
        region.verify().await;
    }
}

#[tokio::test]
async fn what_is_left_out_of_the_particulars_stays_as_it_was() {
    for region in both().await {
        let enter = async |more: &str, values: &str| {
            let text = format!(
                "person_id,name,from,insurance,status{more}\nP9,一,2026-01-01,resident,adult{values}"
            );
            match region.ask(Ask::EnterPersons(rows(&text).expect("rows"))).await {
                Ok(Answer::Entered(entered)) => [entered.new, entered.changed, entered.same],
                other => panic!("{other:?}"),
            }
        };
        let told = async || {
            let rows = region.store.persons(NUMBER, &["P9".to_string()]).await.expect("reads");
            let told = rows[0].particulars.clone();
            [told.sex, told.division, told.household].map(|one| one.unwrap_or_default())
        };
        assert_eq!(enter("", "").await, [1, 0, 0]);
        assert_eq!(told().await, ["", "", ""]);
        let all = ",sex,division,household";
        assert_eq!(enter(all, ",female,440790900901,7").await, [0, 1, 0]);
        assert_eq!(enter(all, ",female,440790900901,7").await, [0, 0, 1]);
        assert_eq!(enter("", "").await, [0, 0, 1]);
        assert_eq!(told().await, ["female", "440790900901", "7"]);
        assert_eq!(enter(",household", ",8").await, [0, 1, 0]);
        assert_eq!(told().await, ["female", "440790900901", "8"]);
        let wrong = "person_id,name,from,insurance,sex,division\nP1,一,2026-01-01,resident,x,1";
        let wrong = rows(wrong).expect_err("wrong");
        let columns: Vec<&str> = wrong.iter().map(|error| error.column.as_str()).collect();
        assert_eq!(columns, ["sex", "division"]);
        region.verify().await;
    }
}
