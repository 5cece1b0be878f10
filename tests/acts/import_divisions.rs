//! Bring in divisions: wrong rows by line and column, all or nothing, changed and again.

use gongji_tests::desk::{NUMBER, Region, both};
use office::desk::Entered;
use office::import_divisions::{import_divisions, read};

async fn enter(region: &Region, lines: &str) -> Entered {
    let rows = read(&format!("code,name\n{lines}")).expect("rows");
    import_divisions(&*region.store, NUMBER, &rows).await.expect("written")
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_column() {
    #[track_caller]
    fn check(lines: &str, wanted: &str) {
        let found = read(&format!("code,name\n{lines}\n")).expect_err("wrong");
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains(wanted), "{}", found[0]);
    }
    check("440781,甲县", "line 2, code: write twelve digits");
    check("44078190000A,甲县", "line 2, code: write twelve digits");
    check("440781000000,", "line 2, name: must be filled");
    check("440781000000,甲\n440781000000,乙", "line 3, code: line 2 says otherwise");
}

#[tokio::test]
async fn rows_are_new_changed_or_as_they_were() {
    for region in both().await {
        let file = "440790000000,示例县\n440790900000,示例镇\n440790900901,示例村";
        assert_eq!(enter(&region, file).await, Entered { new: 3, changed: 0, same: 0 });
        assert_eq!(enter(&region, file).await, Entered { new: 0, changed: 0, same: 3 });
        let other = "440790900901,新村\n440790900902,二村";
        assert_eq!(enter(&region, other).await, Entered { new: 1, changed: 1, same: 0 });
        let all = region.store.divisions(NUMBER).await.expect("divisions");
        let all: Vec<String> = all.into_iter().map(|row| row.name).collect();
        assert_eq!(all, ["示例县", "示例镇", "新村", "二村"]);
        assert!(region.store.divisions(NUMBER + 1).await.expect("divisions").is_empty());
    }
}
