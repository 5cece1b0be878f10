//! Words: a value or a condition as a policy officer reads it.

use crate::expr::{Condition, Counted, Expr, Literal, Measure, Operation, Start, ValueSet};
use crate::fact::{Domains, Fact};
use units::Rounding;

/// The words for a measure.
pub fn measure_words(measure: Measure, zh: bool) -> &'static str {
    match (measure, zh) {
        (Measure::Total, true) => "医疗费总额",
        (Measure::OwnPay, true) => "全自费",
        (Measure::OverLimit, true) => "超限价",
        (Measure::FirstPay, true) => "先行自付",
        (Measure::InScope, true) => "符合政策范围",
        (Measure::Total, false) => "total of the bill",
        (Measure::OwnPay, false) => "own-pay",
        (Measure::OverLimit, false) => "over the price limit",
        (Measure::FirstPay, false) => "first-pay",
        (Measure::InScope, false) => "in-scope cost",
    }
}

fn plain_fact(fact: Fact) -> &'static str {
    match fact {
        Fact::Registered => "registered for the condition",
        Fact::Chosen => "chosen by the person",
        Fact::Designated => "under agreement",
        Fact::Filing => "referral or filing",
        Fact::Stay => "number of the stay",
        Fact::Visit => "number of the visit",
        Fact::Diseases => "number of registered conditions",
        Fact::YearsEnrolled => "years enrolled",
        Fact::Kind => "kind of institution",
        Fact::Place => "place of care",
        Fact::Group => "item group",
        Fact::Label => "origin",
        other => other.name(),
    }
}

/// The words for a fact.
pub fn fact_words(fact: Fact, zh: bool) -> &'static str {
    if !zh {
        return plain_fact(fact);
    }
    match fact {
        Fact::Insurance => "险种",
        Fact::Status => "人员状态",
        Fact::Class => "救助身份",
        Fact::Tier => "缴费档次",
        Fact::Care => "医疗类别",
        Fact::Condition => "病种",
        Fact::Registered => "已登记病种",
        Fact::Level => "医院等级",
        Fact::Rank => "行政层级",
        Fact::Kind => "机构类型",
        Fact::Place => "就医地",
        Fact::Chosen => "选定机构",
        Fact::Designated => "定点机构",
        Fact::Filing => "转诊备案",
        Fact::Age => "年龄",
        Fact::Stay => "住院次数",
        Fact::Visit => "就诊次数",
        Fact::Diseases => "登记病种数",
        Fact::YearsEnrolled => "参保年数",
        Fact::Band => "费用段",
        Fact::Group => "项目类别",
        Fact::Label => "来源",
    }
}

fn value_words(domains: &Domains, fact: Fact, code: u16, zh: bool) -> String {
    let titles = domains.titles(fact, code);
    match (fact.is_flag(), zh) {
        (true, true) => if code == 2 { "是" } else { "否" }.to_string(),
        (true, false) => if code == 2 { "yes" } else { "no" }.to_string(),
        (false, true) => titles.zh,
        (false, false) => titles.en,
    }
}

/// The words for a condition, empty where anything is let through.
pub fn condition_words(condition: &Condition, domains: &Domains, zh: bool) -> String {
    let join = if zh { "、" } else { " or " };
    let words = condition.tests.iter().map(|test| {
        let name = fact_words(test.fact, zh);
        let list = |codes: &[u16]| {
            let words = codes.iter().map(|code| value_words(domains, test.fact, *code, zh));
            words.collect::<Vec<_>>().join(join)
        };
        match (&test.set, zh) {
            (ValueSet::In(codes), true) => format!("{name}为{}", list(codes)),
            (ValueSet::In(codes), false) => format!("{name} is {}", list(codes)),
            (ValueSet::NotIn(codes), true) => format!("{name}非{}", list(codes)),
            (ValueSet::NotIn(codes), false) => format!("{name} is not {}", list(codes)),
            (ValueSet::Range(from, Some(to)), _) if *to == from + 1 => format!("{name} {from}"),
            (ValueSet::Range(from, None), true) => format!("{name} {from}及以上"),
            (ValueSet::Range(from, None), false) => format!("{name} {from} and up"),
            (ValueSet::Range(0, Some(to)), true) => format!("{name}不满{to}"),
            (ValueSet::Range(0, Some(to)), false) => format!("{name} below {to}"),
            (ValueSet::Range(from, Some(to)), true) => format!("{name} {from}至不满{to}"),
            (ValueSet::Range(from, Some(to)), false) => format!("{name} from {from} to below {to}"),
        }
    });
    words.collect::<Vec<_>>().join(if zh { ",且" } else { " and " })
}

/// The words for a mode of rounding.
pub(crate) fn mode_words(mode: Rounding, zh: bool) -> &'static str {
    match (mode, zh) {
        (Rounding::HalfUp, true) => "四舍五入",
        (Rounding::Down, true) => "舍去",
        (Rounding::Up, true) => "进一",
        (Rounding::HalfEven, true) => "四舍六入五成双",
        (Rounding::HalfUp, false) => "a half goes up",
        (Rounding::Down, false) => "cut off",
        (Rounding::Up, false) => "always up",
        (Rounding::HalfEven, false) => "a half goes to the even figure",
    }
}

fn literal_words(literal: Literal, zh: bool) -> String {
    match (literal, zh) {
        (Literal::Amount(fen), true) => format!("{fen} 元"),
        (Literal::Amount(fen), false) => format!("{fen} yuan"),
        (Literal::Rate(rate), _) => rate.to_string(),
        (Literal::None, true) => "无".to_string(),
        (Literal::None, false) => "none".to_string(),
        (Literal::Unknown, true) => "未见原文(未知)".to_string(),
        (Literal::Unknown, false) => "unknown: nobody has read it".to_string(),
    }
}

/// The lines that say a value: rows of a table each on a line of its own, then its steps.
pub fn expr_words(expr: &Expr, domains: &Domains, zh: bool) -> Vec<String> {
    let mut lines = match &expr.start {
        Start::Literal(literal) => vec![literal_words(*literal, zh)],
        Start::Is(inner) => expr_words(inner, domains, zh),
        Start::Statistic(name) if zh => vec![format!("统计数 {name}")],
        Start::Statistic(name) => vec![format!("statistic {name}")],
        Start::Measure(measure) => vec![measure_words(*measure, zh).to_string()],
        Start::Named(name, with) => vec![named_words(name, with, domains, zh)],
        Start::Largest(all) => {
            several(all.iter(), domains, zh, if zh { "取最大:" } else { "the largest of: " })
        }
        Start::LargestOfConditions(inner) => {
            let head = if zh {
                "各登记病种取最大:"
            } else {
                "the largest over registered conditions of: "
            };
            several([&**inner].into_iter(), domains, zh, head)
        }
        Start::Table(rows) => {
            let mut lines = Vec::new();
            for row in rows {
                let when = condition_words(&row.when, domains, zh);
                let when = match (when.is_empty(), zh) {
                    (true, true) => "任何情形".to_string(),
                    (true, false) => "in any case".to_string(),
                    _ => when,
                };
                let is = expr_words(&row.is, domains, zh).join("; ");
                lines.push(if zh { format!("{when}:{is}") } else { format!("{when}: {is}") });
            }
            lines
        }
    };
    lines.extend(expr.steps.iter().map(|step| {
        let when = step.when.as_ref().map(|w| condition_words(w, domains, zh));
        let what = operation_words(&step.operation, domains, zh);
        match (when, zh) {
            (Some(when), true) => format!("{when}时,{what}"),
            (Some(when), false) => format!("where {when}, {what}"),
            (None, _) => what,
        }
    }));
    for (bound, words) in
        [(&expr.floor, ("不低于", "not below")), (&expr.ceiling, ("不高于", "not above"))]
    {
        if let Some(bound) = bound {
            let word = if zh { words.0 } else { words.1 };
            lines.push(format!("{word} {}", expr_words(bound, domains, zh).join("; ")));
        }
    }
    if let Some(round) = expr.round {
        let unit = match (round.to_yuan, zh) {
            (true, true) => "取整到元",
            (true, false) => "rounded to yuan",
            (false, true) => "取整到分",
            (false, false) => "rounded to fen",
        };
        let mode = mode_words(round.mode, zh);
        lines.push(if zh { format!("{unit}({mode})") } else { format!("{unit} ({mode})") });
    }
    lines
}

fn several<'a>(
    all: impl Iterator<Item = &'a Expr>,
    domains: &Domains,
    zh: bool,
    head: &str,
) -> Vec<String> {
    let parts: Vec<String> = all.map(|e| expr_words(e, domains, zh).join("; ")).collect();
    vec![format!("{head}{}", parts.join(" / "))]
}

fn named_words(name: &str, with: &[(Fact, u16)], domains: &Domains, zh: bool) -> String {
    let fixed: Vec<String> = with
        .iter()
        .map(|(fact, code)| {
            format!("{} {}", fact_words(*fact, zh), value_words(domains, *fact, *code, zh))
        })
        .collect();
    match (fixed.is_empty(), zh) {
        (true, true) => format!("同 {name}"),
        (true, false) => format!("as {name}"),
        (false, true) => format!("同 {name}({})", fixed.join(",")),
        (false, false) => format!("as {name} ({})", fixed.join(", ")),
    }
}

fn operation_words(operation: &Operation, domains: &Domains, zh: bool) -> String {
    let words = |expr: &Expr| expr_words(expr, domains, zh).join("; ");
    match operation {
        Operation::Times(by) if zh => format!("乘以 {}", words(by)),
        Operation::Times(by) => format!("times {}", words(by)),
        Operation::Add(by, counted) => {
            let plus =
                if zh { format!("加 {}", words(by)) } else { format!("plus {}", words(by)) };
            match counted {
                None => plus,
                Some(counted) => format!("{plus}{}", counted_words(*counted, zh)),
            }
        }
    }
}

fn counted_words(counted: Counted, zh: bool) -> String {
    let fact = fact_words(counted.per, zh);
    let Counted { after, at_most, .. } = counted;
    let most = match (at_most, zh) {
        (Some(most), true) => format!(",至多 {most} 次"),
        (Some(most), false) => format!(", at most {most} times"),
        (None, _) => String::new(),
    };
    if zh {
        format!(",{fact}每超过 {after} 一个单位计一次{most}")
    } else {
        format!(" for each {fact} beyond {after}{most}")
    }
}
