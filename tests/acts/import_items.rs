//! Bring in the catalogue: wrong rows by line and column, all or nothing, changed and again.

use gongji_tests::desk::{AREA, ITEMS, NUMBER, Region, book, both};
use office::desk::Entered;
use office::import_items::{import_items, read};

const HEADER: &str = "code,name,from,to,class,group,first_pay,price_limit";

async fn enter(region: &Region, text: &str) -> Entered {
    let rows = read(text, book().area(AREA).expect("an area")).expect("rows");
    import_items(&*region.store, NUMBER, &rows).await.expect("written")
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_column() {
    #[track_caller]
    fn check(lines: &str, wanted: &[&str]) {
        let area = book().area(AREA).expect("an area");
        let found = read(&format!("{HEADER}\n{lines}\n"), area).expect_err("wrong");
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), wanted.len(), "{found:#?}");
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(found.contains(wanted), "{found}");
        }
    }
    check("Z1,药,2026-01-01,,D,,,", &["line 2, class: write A, B or C"]);
    check("Z1,药,2026-01-01,,A,gold,,", &["line 2, group: 'gold' is no value of group"]);
    check("Z1,药,2026-01-01,,B,,110%,", &["line 2, first_pay: a share lies"]);
    check("Z1,药,2026-01-01,,B,,-1%,", &["line 2, first_pay"]);
    check("Z1,药,2026-01-01,,B,,ten,", &["line 2, first_pay"]);
    check("Z1,药,2026-01-01,,B,,,-1", &["line 2, price_limit"]);
    check("Z1,药,2026-01-01,2025-01-01,B,,,", &["line 2, to"]);
    check(
        "Z1,药,2026-01-01,,A,,,\nZ1,药,2026-01-01,,B,,,",
        &["line 3, code: line 2 says otherwise"],
    );
}

#[tokio::test]
async fn rows_are_new_changed_or_as_they_were() {
    for region in both().await {
        let count = ITEMS.lines().count() as u64 - 1;
        assert_eq!(enter(&region, ITEMS).await, Entered { new: 0, changed: 0, same: count });
        let text = format!(
            "{HEADER}\nZ1,药,2026-01-01,,A,,,\nZ1,药,2026-01-01,,A,,,\nA1,西药甲,2026-01-01,,B,,5%,\n"
        );
        assert_eq!(enter(&region, &text).await, Entered { new: 1, changed: 1, same: 1 });
        assert_eq!(enter(&region, &text).await, Entered { new: 0, changed: 0, same: 3 });
        let rows = region.store.items(NUMBER, &["A1".to_string()]).await.expect("items");
        assert_eq!((rows[0].class.as_str(), rows[0].first_pay), ("B", 50_000));
    }
}
