//! The books of the funds: the trial balance, and a statement that says the same.

use crate::{AREA, told};
use office::fund_books::{fund_books, statement};
use units::Day;

#[tokio::test]
async fn the_trial_balance_and_the_statement_agree() {
    let told = told().await;
    let books = fund_books(&*told.story.store, AREA).await.expect("it reads");
    assert_eq!(books.trial.check(), Ok(()));
    let fund = "resident-catastrophic".into();
    let owed = books.trial.of_fund(&fund).find(|row| row.account.to_string() == "payable");
    // 23,800 was undone; 47,500 and 13,000 stand.
    assert_eq!(owed.map(|row| row.credit.0), Some(6_050_000));
    let span = (books.last.expect("a day"), books.last.expect("a day"));
    let own = statement(&*told.story.store, AREA, fund.as_str(), span).await;
    let own = own.expect("it reads").expect("a statement");
    assert_eq!((own.spending().0, own.income().0), (6_050_000, 0));
    let debits: i128 = own.rows.iter().map(|row| row.debit.0).sum();
    assert_eq!(debits, 2 * 2_380_000 + 6_050_000, "the undone bill stands on both sides");
    let day = Day::parse("2030-01-01").expect("a day");
    let later = statement(&*told.story.store, AREA, fund.as_str(), (day, day)).await;
    let later = later.expect("it reads").expect("a statement");
    assert_eq!((later.spending().0, later.net_assets_opening().0), (0, -6_050_000));
    let none = statement(&*told.story.store, AREA, "no-fund", (day, day)).await;
    assert!(none.expect("it reads").is_none());
}
