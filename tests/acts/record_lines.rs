//! Record fee lines: what the catalogue has on the first day of the visit, all lines or none.

use gongji_tests::desk::{Region, both, decimal, lines_of, yuan};
use office::desk::Ask;
use office::record_lines::{Item, Lines};
use record::event::FeeLine;
use record::{Deed, ItemClass};
use units::Fen;

async fn recorded(region: &Region, ask: Lines) -> Result<Vec<FeeLine>, &'static str> {
    let answer = region.ask(Ask::RecordLines(ask)).await.map_err(|refused| refused.code)?;
    match &answer.event().expect("an event").deed {
        Deed::Lines(lines) => Ok(lines.lines.clone()),
        other => panic!("{other:?}"),
    }
}

fn item(qty: &str, price: &str, amount: Fen) -> Vec<Item> {
    let (qty, price) = (decimal(qty), decimal(price));
    vec![Item { id: "9".into(), batch: String::new(), code: "A1".into(), qty, price, amount }]
}

#[tokio::test]
async fn lines_are_what_the_catalogue_has_on_the_first_day_of_the_visit() {
    for region in both().await {
        let june = region.visit("E1", "H3", "inpatient", "2026-06-30").await;
        let july = region.visit("E1", "H3", "inpatient", "2026-07-01").await;
        let of =
            |visit| lines_of(visit, 1, &[("M1", "1", "5"), ("B1", "2", "3"), ("L1", "1", "20")]);
        let lines = recorded(&region, of(june)).await.expect("recorded");
        let class: Vec<ItemClass> = lines.iter().map(|line| line.line.class).collect();
        assert_eq!(class, [ItemClass::C, ItemClass::B, ItemClass::A]);
        assert_eq!(lines[1].line.first_pay.to_string(), "10%");
        assert_eq!(lines[2].line.price_limit, Some(decimal("11")));
        let lines = recorded(&region, of(july)).await.expect("recorded");
        assert_eq!(lines[0].line.class, ItemClass::A);
    }
}

#[tokio::test]
async fn a_wrong_line_refuses_all_lines_of_its_call() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "inpatient", "2026-05-01").await;
        region.lines(visit, 1, &[("A1", "1", "1")]).await;
        let last = region.last().await;
        let with = |lines: Vec<Item>| Lines { visit, person: None, lines };
        let most = Fen(Fen::MOST.0 + 1);
        let rows = [
            (Lines { visit: 999_999, ..with(item("1", "1", yuan("1"))) }, "no-visit"),
            (
                Lines { person: Some("E2".into()), ..with(item("1", "1", yuan("1"))) },
                "other-person",
            ),
            (with(Vec::new()), "no-lines"),
            (lines_of(visit, 1, &[("A1", "1", "1")]), "line-twice"),
            (lines_of(visit, 7, &[("A1", "1", "1"), ("nothing", "1", "1")]), "no-item"),
            (lines_of(visit, 7, &[("X1", "1", "1")]), "no-item"),
            (with(item("2", "1.50", yuan("3.02"))), "line-amount"),
            (with(item("0.001", "0.01", Fen(-1))), "line-amount"),
            (with(item("5000000000", "2", most)), "line-amount"),
            (with([item("1", "1", yuan("1")), item("1", "1", yuan("1"))].concat()), "line-twice"),
        ];
        for (ask, code) in rows {
            assert_eq!(recorded(&region, ask.clone()).await.err(), Some(code), "{ask:?}");
        }
        assert_eq!(region.last().await, last, "a refusal writes nothing");
        // A fen apart is a matter of rounding.
        assert!(recorded(&region, with(item("2", "1.50", yuan("3.01")))).await.is_ok());
        region.settle(visit, "2026-05-03").await;
        let late = lines_of(visit, 20, &[("A1", "1", "1")]);
        assert_eq!(recorded(&region, late).await.err(), Some("visit-ended"));
    }
}
