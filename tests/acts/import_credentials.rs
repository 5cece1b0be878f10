//! Bring in credentials: every wrong row by line and column, all or nothing, the same file again.

use gongji_tests::desk::{NUMBER, Region, both};
use office::csv::RowError;
use office::desk::Entered;
use office::import_credentials::{import_credentials, read};

const HEADER: &str = "person_id,kind,number,serial,from,to";

async fn enter(region: &Region, lines: &str) -> Result<Entered, Vec<RowError>> {
    let rows = read(&format!("{HEADER}\n{lines}")).expect("rows");
    import_credentials(&*region.store, NUMBER, &rows).await.expect("the store")
}

fn entered(new: u64, changed: u64, same: u64) -> Result<Entered, Vec<RowError>> {
    Ok(Entered { new, changed, same })
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_column() {
    #[track_caller]
    fn check(lines: &str, wanted: &str) {
        let found = read(&format!("{HEADER}\n{lines}\n")).expect_err("wrong");
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains(wanted), "{}", found[0]);
    }
    check("E1,ticket,1,,2026-01-01,", "line 2, kind: write card or voucher");
    check("E1,card,,,2026-01-01,", "line 2, number: must be filled");
    check("E1,card,1,,2026-01-01,2025-01-01", "line 2, to: the last day is before the first");
    let two = "E1,card,1,S,2026-01-01,\nE2,card,1,S,2026-01-01,";
    check(two, "line 3, number: line 2 says otherwise of 'card 1 S from 2026-01-01'");
}

#[tokio::test]
async fn all_rows_or_none_and_the_same_file_again_changes_nothing() {
    for region in both().await {
        let lost = enter(&region, "E1,card,1,S,2026-01-01,\nnobody,card,2,,2026-01-01,").await;
        let lost = lost.expect_err("one is not there");
        assert_eq!((lost[0].line, lost[0].column.as_str()), (3, "person_id"));
        assert!(region.store.credentials(NUMBER, "1").await.expect("reads").is_empty());
        let file = "E1,card,1,S,2026-01-01,\nE1,voucher,T,,2026-01-01,2026-12-31";
        assert_eq!(enter(&region, file).await, entered(2, 0, 0));
        assert_eq!(enter(&region, file).await, entered(0, 0, 2));
        // Two persons never have the same card on one day.
        let other = enter(&region, "E2,card,1,S,2026-06-01,").await.expect_err("two persons");
        assert_eq!((other[0].line, other[0].column.as_str()), (2, "number"));
        let ended = "E1,card,1,S,2026-01-01,2026-05-31\nE2,card,1,S,2026-06-01,";
        assert_eq!(enter(&region, ended).await, entered(1, 1, 0));
        assert_eq!(enter(&region, ended).await, entered(0, 0, 2));
        assert_eq!(region.store.credentials(NUMBER, "1").await.expect("reads").len(), 2);
        region.verify().await;
    }
}
