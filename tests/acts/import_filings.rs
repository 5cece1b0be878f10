//! Bring in filings: wrong rows by line, persons who are not there, all or nothing, ended and again.

use gongji_tests::desk::{AREA, Region, book, both};
use office::desk::{Answer, Ask, Entered};
use office::import_filings::read;

const HEADER: &str = "person_id,kind,value,from,to";

async fn enter(region: &Region, lines: &str) -> Result<Entered, (&'static str, String)> {
    let area = book().area(AREA).expect("an area");
    let rows = read(&format!("{HEADER}\n{lines}"), area).expect("rows");
    match region.ask(Ask::EnterFilings(rows)).await {
        Ok(Answer::Entered(entered)) => Ok(entered),
        Ok(other) => panic!("{other:?}"),
        Err(refused) => Err((refused.code, refused.sentence.en)),
    }
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_column() {
    #[track_caller]
    fn check(line: &str, wanted: &str) {
        let area = book().area(AREA).expect("an area");
        let found = read(&format!("{HEADER}\n{line}\n"), area).expect_err("wrong");
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains(wanted), "{}", found[0]);
    }
    check("E1,holiday,,2026-01-01,", "line 2, kind: write condition");
    check("E1,condition,gout,2026-01-01,", "line 2, value: 'gout' is no value of condition");
    check("E1,condition,,2026-01-01,", "line 2, value");
    check("E1,chosen,,2026-01-01,", "line 2, value: write the code of the institution");
    check("E1,away,,2026-01-01,2025-01-01", "line 2, to: the last day is before the first");
    check("E1,away,,yesterday,", "line 2, from");
}

#[tokio::test]
async fn persons_who_are_not_there_are_all_named_and_nothing_is_written() {
    for region in both().await {
        let last = region.last().await;
        let lines = "E1,away,,2026-01-01,\nnobody,away,,2026-01-01,\nE2,away,,2026-01-01,\nghost,away,,2026-01-01,";
        let (code, sentence) = enter(&region, lines).await.expect_err("two are not there");
        assert_eq!(code, "no-person");
        assert!(sentence.contains("line 3: nobody; line 5: ghost"), "{sentence}");
        assert_eq!(region.last().await, last);
        region.verify().await;
    }
}

#[tokio::test]
async fn a_filing_is_entered_once_ended_and_opened_again() {
    let entered = |new, changed, same| Ok(Entered { new, changed, same });
    for region in both().await {
        let open = "R1,condition,diabetes,2026-01-01,";
        let ended = "R1,condition,diabetes,2026-01-01,2026-03-31";
        assert_eq!(enter(&region, &format!("{open}\n{open}")).await, entered(1, 0, 1));
        assert_eq!(enter(&region, open).await, entered(0, 0, 1));
        assert_eq!(enter(&region, ended).await, entered(0, 1, 0));
        assert_eq!(enter(&region, ended).await, entered(0, 0, 1));
        assert_eq!(enter(&region, open).await, entered(0, 1, 0));
        let last = region.last().await;
        assert_eq!(enter(&region, open).await, entered(0, 0, 1));
        assert_eq!(region.last().await, last);
        region.verify().await;
    }
}
