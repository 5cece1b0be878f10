//! What a bill comes to in the names of the interface (结算金额): by fund, by person, and the identities
//! that every answer must keep.

use super::money::{share, yuan};
use crate::door::{Turned, Wrong};
use law::Area;
use record::event::Billed;
use serde_json::{Map, Value, json};
use units::Fen;

/// Kinds of fund payment (fund_pay_type), by the field of the settlement in which they stand.
const FIELDS: &[(&str, &[&str])] = &[
    ("hifp_pay", &["310100", "390100"]),
    ("cvlserv_pay", &["320100"]),
    ("hifes_pay", &["370100"]),
    ("hifmi_pay", &["390200"]),
    ("hifob_pay", &["330100"]),
    ("maf_pay", &["610100"]),
];
/// Where every other kind stands.
const OTHERS: &str = "oth_pay";
/// Kinds of the basic pooled funds.
const BASIC: &str = "hifp_pay";
/// Of the others, payments for disabled persons are told apart.
const DISABLED: &str = "350100";

/// What one kind of fund pays of a bill.
struct Paid {
    kind: String,
    name: String,
    scope: Fen,
    payable: Fen,
    paid: Fen,
    how: Vec<String>,
}

/// The amounts of `setlinfo` and the rows of `setldetail`.
pub(super) struct Amounts {
    /// Fields of `setlinfo`.
    pub(super) info: Map<String, Value>,
    /// Rows of `setldetail`.
    pub(super) detail: Vec<Value>,
}

/// A bill in the names of the interface; an answer whose sums do not fit is not given.
pub(super) fn amounts(area: &Area, bill: &Billed) -> Result<Amounts, Turned> {
    let paid = by_kind(area, bill);
    let of = |field: &str| -> Fen {
        paid.iter().filter(|one| field_of(&one.kind) == field).map(|one| one.paid).sum()
    };
    let mut info = Map::new();
    let mut put = |name: &str, fen: Fen| info.insert(name.to_string(), yuan(fen));
    let split = &bill.split;
    put("medfee_sumamt", split.total);
    put("fulamt_ownpay_amt", split.own_pay);
    put("overlmt_selfpay", split.over_limit);
    put("preselfpay_amt", split.first_pay);
    put("inscp_scp_amt", split.in_scope);
    let fields: Vec<Fen> = FIELDS.iter().map(|(field, _)| of(field)).collect();
    for ((field, _), fen) in FIELDS.iter().zip(&fields) {
        put(field, *fen);
    }
    put(OTHERS, of(OTHERS));
    let disabled = paid.iter().filter(|one| one.kind == DISABLED).map(|one| one.paid).sum();
    put("hifdm_pay", disabled);
    let funds = fields.iter().copied().sum::<Fen>() + of(OTHERS);
    put("fund_pay_sumamt", funds);
    let (person, account) = (&bill.person, bill.person.account.total());
    put("psn_part_amt", person.total);
    put("acct_pay", account);
    put("psn_cash_pay", person.cash);
    put("hosp_part_amt", Fen::ZERO);
    put("acct_mulaid_pay", Fen::ZERO);
    put("balc", balance(bill));
    let basic = bill.layers.iter().filter(|layer| kind_of(area, layer.fund.as_str()).1 == BASIC);
    put("act_pay_dedc", basic.map(|layer| layer.deductible).sum());
    info.insert("pool_prop_selfpay".to_string(), share(of(BASIC), split.in_scope));
    let parts: Fen = paid.iter().map(|one| one.paid).sum();
    let held = [
        ("medfee_sumamt", split.total, funds + person.total),
        ("psn_part_amt", person.total, account + person.cash),
        ("fund_pay_sumamt", funds, parts),
        (
            "inscp_scp_amt",
            split.total,
            split.own_pay + split.over_limit + split.first_pay + split.in_scope,
        ),
    ];
    if let Some((field, one, other)) = held.into_iter().find(|(_, one, other)| one != other) {
        return Err(unsound(field, one, other));
    }
    Ok(Amounts { info, detail: paid.iter().map(row).collect() })
}

/// What is left in the personal account after the bill.
fn balance(bill: &Billed) -> Fen {
    let held = bill.seen.iter().filter(|(key, _)| key.name.starts_with("account."));
    Fen(held.map(|(_, held)| held).sum()) - bill.person.account.total()
}

/// The national kind of a fund, its field, and what people call it.
fn kind_of(area: &Area, fund: &str) -> (String, &'static str, String) {
    let Some(found) = area.fund(fund) else {
        return (String::new(), OTHERS, fund.to_string());
    };
    (found.pay_type.clone(), field_of(&found.pay_type), found.titles.zh.clone())
}

fn field_of(kind: &str) -> &'static str {
    FIELDS.iter().find(|(_, kinds)| kinds.contains(&kind)).map_or(OTHERS, |(field, _)| field)
}

fn by_kind(area: &Area, bill: &Billed) -> Vec<Paid> {
    let mut all: Vec<Paid> = Vec::new();
    for layer in &bill.layers {
        let (kind, _, name) = kind_of(area, layer.fund.as_str());
        let payable = layer.base - layer.first_pay - layer.deductible - layer.over_cap;
        let how = format!(
            "{}：纳入 {}，起付 {}，先行自付 {}，超限额 {}，支付 {}",
            layer.name, layer.base, layer.deductible, layer.first_pay, layer.over_cap, layer.paid
        );
        match all.iter_mut().find(|one| one.kind == kind) {
            Some(one) => {
                one.scope = one.scope.max(layer.base);
                one.payable += payable;
                one.paid += layer.paid;
                one.how.push(how);
            }
            None => all.push(Paid {
                kind,
                name,
                scope: layer.base,
                payable,
                paid: layer.paid,
                how: vec![how],
            }),
        }
    }
    all
}

fn row(one: &Paid) -> Value {
    json!({
        "fund_pay_type": one.kind,
        "fund_pay_type_name": one.name,
        "inscp_scp_amt": yuan(one.scope),
        "crt_payb_lmt_amt": yuan(one.payable),
        "fund_payamt": yuan(one.paid),
        "setl_proc_info": one.how.join("；"),
    })
}

fn unsound(field: &str, one: Fen, other: Fen) -> Turned {
    let zh = format!("结算金额不平（{field}：{one} 与 {other}），不予返回。请通知运行人员。");
    let en = format!("the amounts do not fit ({field}: {one} and {other}); tell the operator");
    let code = "identities".to_string();
    Turned::Later(60, Wrong { path: format!("output.setlinfo.{field}"), code, zh, en })
}
