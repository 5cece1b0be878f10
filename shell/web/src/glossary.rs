//! Words for names that law gives to values: built from the parts of the name, since law has no titles for them.

use crate::asked::Lang;

/// Parts of names, the longer before the shorter that they begin with.
const PARTS: &[(&str, &str)] = &[
    ("contribution-base-ceiling", "缴费基数上限"),
    ("contribution-base-floor", "缴费基数下限"),
    ("contribution-rate-employee", "缴费费率（个人）"),
    ("contribution-rate-employer", "缴费费率（单位）"),
    ("contribution-rate-flexible", "缴费费率（灵活就业）"),
    ("contribution-rate-maternity", "缴费费率（生育）"),
    ("contribution-rate-short-of-years", "缴费费率（年限不足）"),
    ("caesarean-with-operation", "剖宫产伴手术"),
    ("unemployed-spouse", "未就业配偶"),
    ("average-monthly-wage", "月平均工资"),
    ("disposable-income", "居民人均可支配收入"),
    ("over-cap-part", "超限额费用计入比例"),
    ("low-income", "低收入对象"),
    ("spending", "支出型对象"),
    ("segment-edge", "费用段上沿"),
    ("level-three", "三级医院"),
    ("level-two", "二级医院"),
    ("level-one", "一级医院"),
    ("second-aid", "二次救助"),
    ("home-bed", "家庭病床"),
    ("two-diseases", "两病（高血压、糖尿病）"),
    ("induced-labour", "引产"),
    ("natural-birth", "顺产"),
    ("year-cap", "年度封顶线"),
    ("year-limit", "年度限额"),
    ("month-limit", "月限额"),
    ("class-3", "三类"),
    ("class-4", "四类"),
    ("edge-1", "第一段上沿"),
    ("edge-2", "第二段上沿"),
    ("edge-3", "第三段上沿"),
    ("amount-1", "金额一"),
    ("amount-2", "金额二"),
    ("abortion", "流产"),
    ("account", "个人账户"),
    ("aid", "医疗救助"),
    ("amount", "金额"),
    ("away", "异地"),
    ("base", "基准"),
    ("basic", "基本医保"),
    ("caesarean", "剖宫产"),
    ("cap", "限额"),
    ("catastrophic", "大病保险"),
    ("child", "儿童"),
    ("chronic", "门诊慢特病"),
    ("contribution", "缴费标准"),
    ("cost", "费用"),
    ("deductible", "起付标准"),
    ("edge", "费用段上沿"),
    ("employee", "职工"),
    ("factor", "系数"),
    ("first-pay", "先行自付"),
    ("high", "高档"),
    ("hospital", "医院"),
    ("inpatient", "住院"),
    ("large-sum", "大额补助"),
    ("limit", "限额"),
    ("low", "低档"),
    ("lower", "二级及以下医院"),
    ("maternity", "生育"),
    ("outpatient", "门诊"),
    ("premium", "保费"),
    ("prenatal", "产前检查"),
    ("primary", "基层机构"),
    ("quota", "月限额"),
    ("resident", "居民"),
    ("retired", "退休"),
    ("share", "支付比例"),
    ("special", "门诊特定病种"),
    ("step", "调整"),
    ("student", "学生"),
    ("subsidy", "财政补助"),
    ("threshold", "起付线"),
    ("undesignated", "非定点"),
];

/// The words of a name; none if a part of it is not known.
fn chinese(name: &str) -> Option<String> {
    let mut words = String::new();
    let mut rest = name;
    while !rest.is_empty() {
        let fits = |part: &str| {
            let tail = rest.strip_prefix(part)?;
            (tail.is_empty() || tail.starts_with('-')).then_some(tail)
        };
        let (tail, zh) = PARTS
            .iter()
            .filter_map(|(part, zh)| Some((fits(part)?, zh)))
            .min_by_key(|(tail, _)| tail.len())?;
        words.push_str(zh);
        rest = tail.trim_start_matches('-');
    }
    Some(words)
}

/// The words for a name in law; the name itself where there are none.
pub(crate) fn name_words(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => chinese(name).unwrap_or_else(|| name.to_string()),
        Lang::En => name.replace('-', " "),
    }
}

/// The words for a layer id.
pub(crate) fn layer_id(lang: Lang, id: &str) -> Option<&'static str> {
    let (zh, en) = match id {
        "basic" => ("基本医保", "basic insurance"),
        "large-sum" => ("大额补助", "the large-sum layer"),
        "catastrophic" => ("大病保险", "catastrophic insurance"),
        "assistance" => ("医疗救助", "medical assistance"),
        "second-aid" => ("二次救助", "second assistance"),
        "account" => ("个人账户", "the personal account"),
        _ => return None,
    };
    Some(lang.pick(zh, en))
}

/// What an outcome of a layer is called.
pub(crate) fn outcome(lang: Lang, name: &str) -> Option<&'static str> {
    let (zh, en) = match name {
        "first-pay" => ("先行自付", "first-pay"),
        "in-deductible" => ("起付标准以内的费用", "cost inside the deductible"),
        "co-share" => ("按比例自付的费用", "the person's share"),
        "over-cap" => ("超出限额的费用", "cost beyond the limit"),
        "paid" => ("已支付的费用", "what was paid"),
        _ => return None,
    };
    Some(lang.pick(zh, en))
}

/// Other words of the law's text.
pub(crate) fn other(name: &str) -> Option<&'static str> {
    Some(match name {
        "in-scope" => "政策范围内费用",
        "own-pay" => "全自费费用",
        "over-limit" => "超限价费用",
        "first-pay" => "先行自付费用",
        "half-up" => "四舍五入",
        "half-even" => "四舍六入五成双",
        "down" => "舍去",
        "up" => "进一",
        "current" => "当年账户",
        "history" => "历年账户",
        "entered" => "计入费用",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let zh = |name| name_words(Lang::Zh, name);
        assert_eq!(zh("resident-inpatient-deductible"), "居民住院起付标准");
        assert_eq!(zh("resident-catastrophic-edge-1"), "居民大病保险第一段上沿");
        assert_eq!(zh("unheard-of-figure"), "unheard-of-figure");
        assert_eq!(name_words(Lang::En, "aid-share"), "aid share");
    }
}
