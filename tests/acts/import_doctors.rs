//! Bring in doctors: wrong rows by line and column, all or nothing, changed and again.

use gongji_tests::desk::{Region, both};
use office::desk::Entered;
use office::import_doctors::{import_doctors, read};

const HEADER: &str = "institution,code,name,from,to,title,department";

async fn enter(region: &Region, lines: &str) -> Entered {
    let rows = read(&format!("{HEADER}\n{lines}")).expect("rows");
    import_doctors(&*region.store, &rows).await.expect("written")
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
    check(",D1,甲,2026-01-01,,,", "line 2, institution: must be filled");
    check("H1,D1,甲,2026-01-01,2025-12-31,,", "line 2, to: the last day is before the first");
    let two = "H1,D1,甲,2026-01-01,,,\nH1,D1,乙,2026-01-01,,,";
    check(two, "line 3, code: line 2 says otherwise of 'D1 at H1 from 2026-01-01'");
}

#[tokio::test]
async fn rows_are_new_changed_or_as_they_were() {
    for region in both().await {
        let file = "H1,D1,甲,2026-01-01,,主治医师,内科\nH2,D1,甲,2026-01-01,2026-06-30,,";
        assert_eq!(enter(&region, file).await, Entered { new: 2, changed: 0, same: 0 });
        assert_eq!(enter(&region, file).await, Entered { new: 0, changed: 0, same: 2 });
        let other =
            "H1,D1,甲,2026-01-01,2026-06-30,主治医师,内科\nH1,D1,甲,2026-07-01,,副主任医师,内科";
        assert_eq!(enter(&region, other).await, Entered { new: 1, changed: 1, same: 0 });
        let all = region.store.doctors("H1").await.expect("doctors");
        let titles: Vec<&str> = all.iter().filter_map(|row| row.title.as_deref()).collect();
        assert_eq!(titles, ["主治医师", "副主任医师"]);
        assert_eq!(region.store.doctors("H2").await.expect("doctors").len(), 1);
    }
}
