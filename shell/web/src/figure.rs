//! Figures of worked cases in words, and what was printed laid beside what is computed.

use crate::asked::Lang;
use crate::frame::prose;
use crate::glossary::name_words;
use crate::money::yuan_text;
use crate::plain::Plain;
use office::law_test::CaseRun;

/// A figure of a case, on one line.
#[derive(Debug, Clone)]
pub(crate) struct FigureRow {
    /// Which figure.
    pub(crate) label: String,
    /// As the source printed it; empty if it did not.
    pub(crate) published: String,
    /// As it should be; empty if the case does not say.
    pub(crate) expected: String,
    /// As computed; empty if nothing was.
    pub(crate) computed: String,
    /// What is computed is as expected.
    pub(crate) right: bool,
    /// What was printed is not what is right.
    pub(crate) misprinted: bool,
}

/// The words of a figure's name.
pub(crate) fn figure_words(plain: Plain<'_>, what: &str) -> String {
    let lang = plain.lang;
    if let Some((bill, rest)) = what.split_once(": ") {
        let rest = figure_words(plain, rest);
        return match lang {
            Lang::Zh => format!("第 {bill} 张单：{rest}"),
            Lang::En => format!("Bill {bill}: {rest}"),
        };
    }
    if let Some((part, layer)) = what.split_once(' ') {
        let layer = plain.layer(layer);
        let (zh, en) = match part {
            "layers" => ("支付", "pays"),
            "deductible" => ("起付", "deductible"),
            "over-cap" => ("超限额费用", "beyond the limit"),
            "first-pay" => ("先行自付", "first-pay"),
            "base" => ("计入费用", "base"),
            other => (other, other),
        };
        return match lang {
            Lang::Zh => format!("{layer}{zh}"),
            Lang::En => format!("{layer}: {en}"),
        };
    }
    let (zh, en) = match what {
        "person" => ("个人负担", "the person bears"),
        "account" => ("个人账户支付", "from the account"),
        "cash" => ("个人现金", "cash"),
        "total" => ("医疗费总额", "total of the bill"),
        "own-pay" => ("全自费", "own-pay"),
        "over-limit" => ("超限价", "over the price limit"),
        "first-pay" => ("先行自付", "first-pay"),
        "in-scope" => ("政策范围内费用", "in-scope cost"),
        "status" => ("结算状态", "status"),
        "months" => ("等待月数", "months of waiting"),
        "from" => ("待遇开始日期", "benefits begin"),
        "amount" => ("金额", "amount"),
        "co-share" => ("按比例自付", "the person's share"),
        "reimbursed" => ("合计报销", "reimbursed in all"),
        "base" => ("计入费用", "base"),
        "deductible" => ("起付", "deductible"),
        "band-1" => ("第一段", "band 1"),
        "band-2" => ("第二段", "band 2"),
        "band-3" => ("第三段", "band 3"),
        "band-4" => ("第四段", "band 4"),
        "basic-uncapped" => ("基本医保（未封顶）", "basic insurance, without the cap"),
        "basic" | "large-sum" | "catastrophic" | "assistance" | "second-aid" => {
            return figure_words(plain, &format!("layers {what}"));
        }
        other => return name_words(lang, other),
    };
    lang.pick(zh, en).to_string()
}

/// A figure in words: amounts grouped, statuses named.
fn shown(lang: Lang, text: &str) -> String {
    match text {
        "settled" => lang.pick("已结算", "settled").to_string(),
        "refused" => lang.pick("不予受理", "refused").to_string(),
        "gap" => lang.pick("规定未定", "a gap of the law").to_string(),
        "none" => lang.pick("无", "none").to_string(),
        text if text.contains('.') => yuan_text(text),
        text => prose(lang, text),
    }
}

/// The figures of a case, printed and computed side by side.
pub(crate) fn rows(plain: Plain<'_>, run: &CaseRun) -> Vec<FigureRow> {
    let lang = plain.lang;
    let mut left: Vec<&(String, String)> = run.published.iter().collect();
    let single = run.compared.len() == 1;
    let mut rows = Vec::new();
    for compared in &run.compared {
        let is_it = |key: &str| {
            key == compared.what
                || compared.what == format!("layers {key}")
                || (single && key == "amount")
        };
        let found = left.iter().position(|(key, _)| is_it(key));
        let published = found.map(|at| left.remove(at).1.clone());
        rows.push(FigureRow {
            label: figure_words(plain, &compared.what),
            misprinted: published.as_ref().is_some_and(|p| !same(p, &compared.expected)),
            published: published.map_or_else(String::new, |p| shown(lang, &p)),
            expected: shown(lang, &compared.expected),
            computed: shown(lang, &compared.computed),
            right: compared.expected == compared.computed,
        });
    }
    for (key, text) in left {
        rows.push(FigureRow {
            label: figure_words(plain, key),
            published: shown(lang, text),
            expected: String::new(),
            computed: String::new(),
            right: true,
            misprinted: false,
        });
    }
    rows
}

/// Whether two texts are the same figure.
fn same(a: &str, b: &str) -> bool {
    let amount = |text: &str| units::Fen::parse(text).ok();
    a == b || (amount(a).is_some() && amount(a) == amount(b))
}
