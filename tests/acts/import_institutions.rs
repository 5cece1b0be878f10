//! Bring in institutions: wrong rows by line and column, all or nothing, changed and again.

use gongji_tests::desk::{AREA, INSTITUTIONS, Region, book, both};
use office::desk::Entered;
use office::import_institutions::{import_institutions, read};

const HEADER: &str = "code,name,from,to,level,rank,kind,area,designated";

async fn enter(region: &Region, text: &str) -> Entered {
    let rows = read(text, book().area(AREA).expect("an area")).expect("rows");
    import_institutions(&*region.store, &rows).await.expect("written")
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
    check(
        "Z1,甲,2026-01-01,,四级,city,hospital,440700,yes",
        &["line 2, level: '四级' is no value"],
    );
    check("Z1,甲,2026-01-01,,三级,big,shop,440700,yes", &["line 2, rank", "line 2, kind"]);
    check("Z1,甲,2026-01-01,,三级,city,hospital,4407,yes", &["line 2, area: write the six digits"]);
    check("Z1,甲,2026-01-01,,三级,city,hospital,440700,maybe", &["line 2, designated: 'maybe'"]);
    check("Z1,甲,2026-01-01,2025-01-01,三级,city,hospital,440700,", &["line 2, to"]);
    let twice = "Z1,甲,2026-01-01,,三级,city,hospital,440700,\nZ1,甲,2026-01-01,,二级,city,hospital,440700,";
    check(twice, &["line 3, code: line 2 says otherwise of 'Z1 from 2026-01-01'"]);
}

#[tokio::test]
async fn rows_are_new_changed_or_as_they_were() {
    for region in both().await {
        let before = region.store.institutions_all().await.expect("institutions");
        let again = enter(&region, INSTITUTIONS).await;
        assert_eq!(again, Entered { new: 0, changed: 0, same: before.len() as u64 });
        assert_eq!(region.store.institutions_all().await.expect("institutions"), before);
        let line = "Z1,甲,2026-01-01,,三级,city,hospital,440700,";
        let text = format!(
            "{HEADER}\n{line}\n{line}\nH1,社区医院,2026-01-01,,二级,township,community,440700,yes\n"
        );
        assert_eq!(enter(&region, &text).await, Entered { new: 1, changed: 1, same: 1 });
        assert_eq!(enter(&region, &text).await, Entered { new: 0, changed: 0, same: 3 });
        // A visit keeps what the institution was when it was registered.
        let now = region.store.institutions(&["H1".to_string()]).await.expect("one");
        assert_eq!(now[0].level.as_deref(), Some("二级"));
    }
}
