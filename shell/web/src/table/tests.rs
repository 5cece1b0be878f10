//! A table through what can be asked of it.

use super::*;
use crate::asked::Query;

fn table() -> Table {
    let row = |name: &str, yuan: i64, care: &str| {
        Row::of([Cell::text(name), Cell::money(yuan * 100), Cell::number(yuan)]).facet("care", care)
    };
    let rows = vec![row("b", 30, "in"), row("a", 200, "out"), row("c", 7, "in")];
    Table::new(Lang::En, "owed", "应付", "Owed")
        .column("name", Kind::Text, "机构", "Institution")
        .column("sum", Kind::Money, "金额", "Amount")
        .summed()
        .column("count", Kind::Number, "笔数", "How many")
        .rows(rows)
        .filter("care", ("类别", "Care"), |value| value.to_uppercase())
}

fn asked(query: &str) -> Asked {
    Asked { lang: Lang::En, path: "/t".to_string(), query: Query::parse(query) }
}

fn names(seen: &Seen) -> Vec<String> {
    let lines = seen.lines().into_iter();
    lines.map(|cells| cells[0].words.clone()).collect()
}

#[test]
fn rows_are_sorted_and_filtered_by_links() {
    #[track_caller]
    fn check(query: &str, expected: &[&str], sum: &str) {
        let seen = table().arrange(&asked(query));
        assert_eq!(names(&seen), expected, "{query}");
        let (columns, sums) = seen.sums().expect("a foot");
        assert_eq!((columns, sums[0].words.as_str()), (1, sum), "{query}");
    }
    check("", &["b", "a", "c"], "237.00");
    check("sort=name", &["a", "b", "c"], "237.00");
    check("sort=-sum", &["a", "b", "c"], "237.00");
    check("sort=count", &["c", "b", "a"], "237.00");
    check("sort=nothing", &["b", "a", "c"], "237.00");
    check("care=in&sort=sum", &["c", "b"], "37.00");
    check("table=other&sort=sum", &["b", "a", "c"], "237.00");
    let none = table().arrange(&asked("care=none"));
    assert!(names(&none).is_empty() && !none.is_empty() && none.sums().is_none());
}

#[test]
fn links_keep_what_else_was_asked() {
    let seen = table().arrange(&asked("from=2026-01-01&care=in&sort=-sum&page=1"));
    let heads = seen.heads();
    assert_eq!(heads[1].link, "/t?from=2026-01-01&care=in&sort=sum#t-owed");
    assert_eq!((heads[1].sorted, heads[0].sorted), ("descending", ""));
    assert_eq!(heads[1].words, "Amount (yuan)");
    let filter = &seen.filters()[0];
    let choices = &filter.choices;
    assert_eq!((filter.words.as_str(), filter.now.as_str(), choices.len()), ("Care", "IN", 3));
    assert!(choices[1].on && choices[1].words == "IN" && !choices[0].on);
    assert_eq!(choices[0].link, "/t?from=2026-01-01&sort=-sum#t-owed");
    assert_eq!(seen.files()[0].0, "/t?from=2026-01-01&care=in&sort=-sum&as=csv");
    let beside = table().beside().arrange(&asked("sort=-sum&from=1"));
    assert_eq!(names(&beside), ["b", "a", "c"], "the fields are about the first table");
    assert_eq!(beside.files()[1].0, "/t?from=1&table=owed&as=xlsx");
}

#[test]
fn long_lists_have_pages_and_files_have_all() {
    let rows = (0..120).map(|n| Row::of([Cell::number(n)])).collect();
    let table = Table::new(Lang::En, "n", "", "N").column("n", Kind::Name, "号", "No.").rows(rows);
    let seen = table.clone().arrange(&asked("page=3"));
    assert_eq!(names(&seen).len(), 20);
    assert_eq!(seen.which(), "Rows 101 to 120 of 120.");
    assert_eq!(seen.pages(), [("/t?page=2#t-n".to_string(), "Previous page")]);
    assert_eq!(names(&table.clone().arrange(&asked("page=99"))).len(), 20, "the last page");
    let file = table.clone().arrange(&asked("page=3&as=csv"));
    assert_eq!(names(&file).len(), 120);
    let text = String::from_utf8(csv::write(&file)).expect("UTF-8");
    assert!(text.starts_with("\u{feff}No.\r\n0\r\n1\r\n") && text.ends_with("119\r\n"), "{text}");
    let cut = table.extent(Extent::Cut(120)).arrange(&asked("as=csv&sort=-n"));
    assert_eq!(names(&cut)[0], "0", "a list that is cut is not sorted");
    let text = String::from_utf8(csv::write(&cut)).expect("UTF-8");
    assert!(text.contains("Only the first 120 rows"), "{text}");
}

#[test]
fn a_workbook_is_made_of_any_cell() {
    let cells = [
        Cell::money(-12_345),
        Cell::number(7),
        Cell::share(units::Fen(1), units::Fen(3)),
        Cell::day(20_000),
        Cell::day(-40_000),
        Cell::text("=1+1"),
        Cell::nothing(),
    ];
    let kinds =
        [Kind::Money, Kind::Number, Kind::Share, Kind::Day, Kind::Day, Kind::Text, Kind::Text];
    let mut table = Table::new(Lang::Zh, "x", "表/一", "X").rows(vec![Row::of(cells)]);
    for kind in kinds {
        table = table.column("c", kind, "列", "C");
    }
    let bytes = xlsx::write(&table.arrange(&asked("as=xlsx"))).expect("a workbook");
    assert!(bytes.starts_with(b"PK"), "a workbook is an archive");
}
