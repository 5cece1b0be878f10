//! What drives cost, from the books: one person's stay in March beside one in April.

use crate::told;
use office::cost_drivers::{cost_drivers, span_sums, whole};

#[tokio::test]
async fn a_cheaper_stay_is_found_as_a_price() {
    let told = told().await;
    let (march, april) = ((202_403, 202_403), (202_404, 202_404));
    let rows = cost_drivers(&told.journal, march, april).await.expect("read");
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.insurance.as_str(), row.care.as_str()), ("resident", "inpatient"));
    assert_eq!((row.was, row.is, row.bills), (7_000_000, 2_000_000, [1, 1]));
    assert_eq!([row.persons, row.visits, row.levels, row.prices], [0, 0, 0, -5_000_000]);
    assert_eq!(whole(&rows).is, span_sums(&told.journal, april).await.expect("read").total);
    // Before anybody was insured there is nothing to compare with.
    let rows = cost_drivers(&told.journal, (202_301, 202_301), march).await.expect("read");
    assert_eq!((rows[0].visits, rows[0].prices), (7_000_000, 0));
}
