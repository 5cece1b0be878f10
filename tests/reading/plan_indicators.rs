//! Indicators of a plan, from the books of an area.

use crate::told;
use office::law_book::{LawBook, LawSource};
use office::plan_indicators::{Computed, Value, plan_indicators};
use office::plans::Plan;

/// The shipped plan of 玉林, as if it were the story's.
fn plan(at_least: Option<&str>) -> Plan {
    let book = LawBook::open(&LawSource::Embedded).expect("the shipped law reads");
    let mut plan = book.plans.iter().find(|plan| plan.area == "450900").expect("a plan").clone();
    for indicator in &mut plan.indicators {
        indicator.at_least = at_least.map(str::to_string);
    }
    plan
}

async fn computed(at_least: Option<&str>) -> Vec<Computed> {
    let told = told().await;
    plan_indicators(&told.journal, &plan(at_least), (202_402, 202_404)).await.expect("computed")
}

fn of<'c>(all: &'c [Computed], id: &str) -> &'c Computed {
    all.iter().find(|one| one.indicator.id == id).expect(id)
}

#[tokio::test]
async fn what_can_be_computed_is_and_the_rest_says_what_is_missing() {
    let all = computed(None).await;
    assert_eq!(all.len(), 12);
    // 60,500 of 90,000 in scope; the month of the undone bill has nothing.
    let share = of(&all, "resident-share");
    assert_eq!(share.value, Some(Value::Share(672)));
    let months =
        [(202_402, None), (202_403, Some(Value::Share(679))), (202_404, Some(Value::Share(650)))];
    assert_eq!(share.trend, months);
    assert_eq!(share.met, None, "the plan gives no single number");
    // No employee, no aid object, and no basic layer in this law.
    assert_eq!(of(&all, "employee-share").value, None);
    assert_eq!(of(&all, "aid-share").value, None);
    assert_eq!(of(&all, "fund-spending").value, Some(Value::Sum(0)));
    for one in all.iter().filter(|one| one.indicator.missing.is_some()) {
        assert!(one.value.is_none() && one.trend.is_empty(), "{one:?}");
        assert!(!one.indicator.missing.as_ref().expect("said").zh.is_empty());
    }
}

#[tokio::test]
async fn a_target_that_is_one_number_is_met_or_not() {
    let met = async |least| of(&computed(Some(least)).await, "resident-share").met;
    assert_eq!(met("67.2%").await, Some(true));
    assert_eq!(met("67.3%").await, Some(false));
}
