//! Every template balances for each fund, and a mirror leaves nothing.

use super::*;
use record::{AccountUse, LayerResult, PersonShare};

fn layer(fund: &str, paid: i64) -> LayerResult {
    LayerResult {
        id: "basic".to_string(),
        name: "basic".to_string(),
        fund: fund.into(),
        base: Fen(paid),
        deductible: Fen::ZERO,
        first_pay: Fen::ZERO,
        over_cap: Fen::ZERO,
        paid: Fen(paid),
    }
}

#[test]
fn a_settlement_and_its_mirror_leave_nothing() {
    let account = AccountUse { current: Fen(30), history: Fen(20) };
    let person = PersonShare { total: Fen(100), account, cash: Fen(50) };
    let layers = [layer("a", 700), layer("b", 0), layer("c", 40)];
    let entries = settlement("inpatient", &layers, &person).expect("balances");
    assert_eq!(entries.len(), 6, "a layer that pays nothing posts nothing: {entries:?}");
    assert_eq!(entries[0].account.as_str(), "benefit/inpatient");
    let back = reversal(&entries).expect("balances");
    let sum = |fund: &str, account: &str| -> i64 {
        let all = entries.iter().chain(&back);
        let own = all.filter(|e| e.fund.as_str() == fund && e.account.as_str() == account);
        own.map(|e| e.amount.0).sum()
    };
    assert_eq!((sum("a", "payable"), sum("employee-account", "accounts")), (0, 0));
    let again = reversal(&back).expect("balances");
    assert_eq!(again, entries, "the mirror of a mirror");
}

#[test]
fn a_claim_is_owed_to_the_person() {
    let entries = claim("inpatient", &[layer("a", 700), layer("b", 0)]).expect("balances");
    let posted: Vec<(&str, i64)> =
        entries.iter().map(|e| (e.account.as_str(), e.amount.0)).collect();
    assert_eq!(posted, [("benefit/inpatient", 700), ("reimbursement", -700)]);
    assert_eq!(reversal(&reversal(&entries).expect("balances")), Ok(entries));
}

#[test]
fn what_does_not_balance_is_not_posted() {
    let mut entries = account_credit(Fen(100), Fen(5)).expect("balances");
    assert_eq!(entries[0].amount, Fen(105));
    entries.pop();
    assert_eq!(balanced(entries), Err(Unposted("employee-account".to_string())));
}
