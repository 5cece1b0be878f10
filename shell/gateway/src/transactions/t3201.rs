//! 3201 reconcile totals (对总账): what the institution's settlements and refunds of some days come to,
//! beside ours.

use super::books::{agency, cleared_as, days, with_refunds};
use super::call::Call;
use super::codes::insurance;
use crate::door::{Turned, Wrong};
use crate::fields::Row;
use office::reconcile_totals::{Balance, Reconciled, Span, Totals, reconcile_totals};
use serde_json::{Value, json};

pub(super) async fn reconcile(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let agency = agency(call, &room, &row)?;
    let (insurance, clearing) = (insurance(&row)?, row.need_text("clr_type")?);
    let span = Span {
        institution: call.sender(),
        days: days(&row)?,
        insurance: insurance.as_deref(),
        care: &cleared_as(Some(clearing)),
        refunds: with_refunds(&row)?,
    };
    let theirs = totals(&row)?;
    let done = reconcile_totals(&room.journal, &span, &theirs).await;
    let done = done.map_err(|error| Wrong::not_read(&error.to_string()))?;
    Ok(json!({ "stmtinfo": {
        "setl_optins": agency,
        "stmt_rslt": result(done.balance),
        "stmt_rslt_dscr": words(&done, &theirs),
    } }))
}

/// What the institution says.
fn totals(row: &Row<'_>) -> Result<Totals, Turned> {
    let count = row.need_number("fixmedins_setl_cnt")?.at(0);
    Ok(Totals {
        count: count.and_then(|count| i64::try_from(count).ok()).unwrap_or(i64::MAX),
        total: row.need_fen("medfee_sumamt")?,
        funds: row.need_fen("fund_pay_sumamt")?,
        account: row.need_fen("acct_pay")?,
    })
}

/// The code of a result (stmt_rslt).
pub(super) fn result(balance: Balance) -> &'static str {
    match balance {
        Balance::Equal => "0",
        Balance::OursMore => "1",
        Balance::TheirsMore => "2",
        Balance::Mixed => "3",
    }
}

/// Our figures, and by how much they are more than theirs.
fn words(done: &Reconciled, theirs: &Totals) -> String {
    let Totals { count, total, funds, account } = done.ours;
    let ours = format!(
        "中心：医疗费总额 {total}，基金支付 {funds}，个人账户 {account}，结算及退费 {count} 笔"
    );
    if done.balance == Balance::Equal {
        return format!("{ours}。与机构一致。");
    }
    let (total, funds) = (total - theirs.total, funds - theirs.funds);
    let (account, count) = (account - theirs.account, count.saturating_sub(theirs.count));
    format!("{ours}。中心减机构：{total}，{funds}，{account}，{count} 笔。请用 3202 对明细账。")
}
