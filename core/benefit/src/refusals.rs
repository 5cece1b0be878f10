//! Refusals: why a bill is not settled, in order of precedence; what happened, then who can do what.

use law::{Area, Fact, Gap, Titles};
use record::{Bill, Person, Refusal};
use units::{Day, Decimal, Fen, Rate, Words};

fn refusal(code: &'static str, zh: String, en: String) -> Refusal {
    Refusal { code, sentence: Words { zh, en } }
}

/// A closed value that law does not list.
pub(crate) fn unknown_value(area: &Area, fact: Fact, value: &str) -> Refusal {
    let (name, allowed) = (fact.name(), area.domains.allowed(fact));
    let zh = format!(
        "“{value}”不是可用的{}({name})。请改为以下之一:{allowed}。",
        law::fact_words(fact, true)
    );
    refusal("value", zh, format!("'{value}' is not a known {name}; write one of: {allowed}"))
}

/// No scheme for the person's insurance.
pub(crate) fn no_scheme(area: &Area, person: &Person) -> Refusal {
    let (code, insurance) = (&area.code, &person.insurance);
    refusal(
        "scheme",
        format!("统筹区 {code} 没有险种 {insurance} 的规定。请核对参保险种。"),
        format!("area {code} has no scheme for {insurance}; check the cover"),
    )
}

/// Days that run backwards.
pub(crate) fn days(bill: &Bill, settled: Day) -> Refusal {
    let (from, to) = (bill.from, bill.to);
    refusal(
        "days",
        format!("就诊日期 {from} 至 {to}、结算日期 {settled} 前后颠倒。请医疗机构更正日期。"),
        format!("the bill runs from {from} to {to} and was settled on {settled}; correct the days"),
    )
}

/// A stay over the year's end where the law splits it.
pub(crate) fn split(bill: &Bill) -> Refusal {
    let Bill { id, from, to, .. } = bill;
    refusal(
        "split",
        format!(
            "住院 {from} 至 {to} 跨年度。请先结算至 12 月 31 日,再将 1 月 1 日起的费用作为第二张单据报送,并注明 \"continues\": \"{id}\"。"
        ),
        format!(
            "the stay from {from} to {to} crosses the year's end: settle it to 31 December, and from 1 January as a second bill with \"continues\": \"{id}\""
        ),
    )
}

/// Benefits begin later.
pub(crate) fn not_entitled(from: Day, day: Day) -> Refusal {
    refusal(
        "entitled",
        format!("待遇自 {from} 起享受,{day} 尚未开始。请核对就诊日期,或到经办窗口核对参保缴费。"),
        format!(
            "benefits begin on {from}, after {day}; check the day of care, or the enrolment at the counter"
        ),
    )
}

/// An amount that no bill has.
pub(crate) fn amount(name: &str, fen: Fen) -> Refusal {
    let most = Fen::MOST;
    refusal(
        "amount",
        format!("{name} 为 {fen},金额不得为负,也不得超过 {most} 元。请医疗机构更正费用。"),
        format!("{name} is {fen}: it must not be negative nor above {most}; correct the bill"),
    )
}

/// Parts that exceed the whole.
pub(crate) fn totals(parts: Fen, total: Fen) -> Refusal {
    refusal(
        "totals",
        format!("全自费、超限价与先行自付合计 {parts} 元,超过总额 {total} 元。请更正各项合计。"),
        format!(
            "own_pay, over_limit and first_pay add up to {parts}, more than the total {total}; correct the sums"
        ),
    )
}

/// Groups that exceed the in-scope cost.
pub(crate) fn groups(in_scope: Fen) -> Refusal {
    refusal(
        "groups",
        format!("各项目类别合计超过政策范围内费用 {in_scope} 元。请更正各类别金额。"),
        format!("the groups add up to more than the in-scope cost {in_scope}; correct them"),
    )
}

/// A line whose amount is not quantity times price.
pub(crate) fn line_amount(amount: Fen, qty: Decimal, price: Decimal) -> Refusal {
    refusal(
        "line",
        format!("金额 {amount} 元不等于数量 {qty} 乘以单价 {price}。请更正其中一项。"),
        format!(
            "the amount {amount} is not quantity {qty} times price {price}; correct one of them"
        ),
    )
}

/// A line's first-pay that is no share.
pub(crate) fn line_first_pay(rate: Rate) -> Refusal {
    let (all, nothing) = (Rate::ONE, Rate::ZERO);
    refusal(
        "line",
        format!("先行自付比例 {rate} 不在 {nothing} 至 {all} 之间。请更正。"),
        format!("first_pay {rate} is not a share; write {nothing} to {all}"),
    )
}

/// The same refusal, of a line of the bill.
pub(crate) fn of_line(number: usize, code: &str, mut refusal: Refusal) -> Refusal {
    let Words { zh, en } = &mut refusal.sentence;
    *zh = format!("第 {number} 行({code}):{zh}");
    *en = format!("line {number} ({code}): {en}");
    refusal
}

/// Born after the care.
pub(crate) fn born(born: Day, day: Day) -> Refusal {
    refusal(
        "born",
        format!("出生日期 {born} 晚于 {day}。请核对出生日期。"),
        format!("born on {born}, after {day}; correct the day of birth"),
    )
}

/// Older than anybody.
pub(crate) fn age(age: u32, oldest: u32) -> Refusal {
    refusal(
        "age",
        format!("年龄 {age} 超过 {oldest} 岁。请核对出生日期。"),
        format!("age {age} is beyond {oldest}; correct the day of birth"),
    )
}

/// A balance that cannot be.
pub(crate) fn account(name: &str, balance: Fen) -> Refusal {
    refusal(
        "account",
        format!("个人账户余额({name})为 {balance},不得为负。请核对账户。"),
        format!("the account's {name} balance is {balance}; it must not be negative"),
    )
}

/// The day lies outside every window of the law.
pub(crate) fn window(area: &Area, person: &Person, windows: &[(Day, Day)], day: Day) -> Refusal {
    let list = |to: &str| {
        let spans = windows.iter().map(|(from, until)| format!("{from} {to} {until}"));
        spans.collect::<Vec<_>>().join(", ")
    };
    let (name, insurance) = (&area.name, &person.insurance);
    refusal(
        "window",
        format!(
            "{}现有规定的适用期为 {},不含 {day},暂不能结算。请载入该日的规定。",
            name.zh,
            list("至")
        ),
        format!(
            "the law of {} for {insurance} covers {}, not {day}; load the law of that day",
            name.en,
            list("to")
        ),
    )
}

/// The law does not speak of this kind of care.
pub(crate) fn care(area: &Area, bill: &Bill) -> Refusal {
    let code = area.domains.code(Fact::Care, &bill.care).unwrap_or(0);
    let care = area.domains.titles(Fact::Care, code);
    refusal(
        "care",
        format!(
            "{}的现有规定未涉及{},暂不能结算。录入该类待遇的规定后可结算。",
            area.name.zh, care.zh
        ),
        format!("the law of {} does not speak of {}; add it to the scheme", area.name.en, care.en),
    )
}

/// A gap of the law, met in a layer or after all of them.
pub(crate) fn gap(layer: Option<&Titles>, gap: &Gap) -> Refusal {
    let layer = layer
        .cloned()
        .unwrap_or_else(|| Titles {
            zh: "累计与计次".to_string(), en: "counting".to_string()
        });
    let why = match gap {
        Gap::Unread(_) => "所需标准未见原文。录入该标准及其文件、条款后可结算".to_string(),
        Gap::Unstated(fact, _) => {
            format!("结果取决于“{}”,单据未注明。补充后可结算", law::fact_words(*fact, true))
        }
        Gap::NoRow(_) | Gap::TwoRows(_) | Gap::NotInForce(..) => {
            "规定对这种情形没有唯一的标准。请校验规定".to_string()
        }
        _ => "规定中的数值有误。请校验规定".to_string(),
    };
    refusal(
        "law",
        format!("“{}”:{why}({})。", layer.zh, gap.place()),
        format!("layer '{}': {gap}", layer.en),
    )
}
