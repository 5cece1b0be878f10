//! Words for layers: their parts in order, as a policy officer reads them.

use crate::entry::Titles;
use crate::expr::Expr;
use crate::fact::{Domains, Fact};
use crate::model::{
    Axis, Bucket, CostLimit, DeductibleMode, Draw, Layer, LayerKind, OverCap, Parts, Place, ShareOf,
};
use crate::words::{condition_words, expr_words, mode_words};
use crate::words_label::{label_said, outcome_words};

type Part = (Titles, Vec<String>, Vec<String>);

fn both(zh: impl Into<String>, en: impl Into<String>) -> Titles {
    Titles { zh: zh.into(), en: en.into() }
}

/// The parts of a layer: their names and what they say, in Chinese and in English.
pub fn layer_words(layer: &Layer, domains: &Domains) -> Vec<Part> {
    let mut parts = Vec::new();
    let applies = |zh: bool| {
        layer.applies.iter().map(|when| condition_words(when, domains, zh)).collect::<Vec<_>>()
    };
    parts.push((both("适用", "Applies"), applies(true), applies(false)));
    if !layer.class_order.is_empty() {
        let order = |zh: bool| {
            let classes = layer.class_order.iter().map(|c| domains.titles(Fact::Class, *c));
            let words = classes.map(|t| if zh { t.zh } else { t.en }).collect::<Vec<_>>();
            vec![words.join(" > ")]
        };
        parts.push((both("身份次序", "Order of classes"), order(true), order(false)));
    }
    let draws = |zh: bool| layer.draws.iter().map(|d| draw_words(d, domains, zh)).collect();
    parts.push((both("计入费用", "Draws"), draws(true), draws(false)));
    match &layer.kind {
        LayerKind::Ordinary(p) => ordinary(p, domains, &mut parts),
        LayerKind::Account { pots, .. } => {
            let order = |zh: bool| {
                let words = pots.iter().map(|pot| match (pot.as_str(), zh) {
                    ("current", true) => "当年",
                    ("history", true) => "历年",
                    ("current", false) => "this year's",
                    ("history", false) => "earlier years'",
                    (other, _) => other,
                });
                vec![words.collect::<Vec<_>>().join(" > ")]
            };
            parts.push((both("账户次序", "Pots"), order(true), order(false)));
        }
    }
    parts
}

fn draw_words(draw: &Draw, domains: &Domains, zh: bool) -> String {
    let mut words = match &draw.bucket {
        Bucket::One(label) => label_said(label, domains, zh),
        Bucket::AnyAbove(outcome) if zh => format!("以上各层的{}", outcome_words(*outcome).0),
        Bucket::AnyAbove(outcome) => format!("any layer above: {}", outcome_words(*outcome).1),
    };
    let list = |codes: &[u16]| {
        let names = codes.iter().map(|c| domains.titles(Fact::Group, *c));
        names.map(|t| if zh { t.zh } else { t.en }).collect::<Vec<_>>().join(if zh {
            "、"
        } else {
            ", "
        })
    };
    if let Some(groups) = &draw.groups {
        words +=
            &if zh { format!(",限 {}", list(groups)) } else { format!(", only {}", list(groups)) };
    }
    if !draw.except_groups.is_empty() {
        let except = list(&draw.except_groups);
        words += &if zh { format!(",不含 {except}") } else { format!(", except {except}") };
    }
    if let Some(share) = &draw.share {
        let share = expr_words(share, domains, zh).join("; ");
        words += &if zh { format!(",计入比例 {share}") } else { format!(", of it {share}") };
    }
    for (labels, zh_word, en_word) in
        [(&draw.through, "须经", "only through"), (&draw.not_through, "未经", "not through")]
    {
        if !labels.is_empty() {
            let names = labels.iter().map(|label| label_said(label, domains, zh));
            let names = names.collect::<Vec<_>>().join(if zh { "、" } else { ", " });
            words +=
                &if zh { format!("({zh_word}{names})") } else { format!(" ({en_word} {names})") };
        }
    }
    words
}

fn over_words(over: Option<&String>, zh: bool) -> String {
    match (over, zh) {
        (None, true) => "按本次".to_string(),
        (None, false) => "for this bill".to_string(),
        (Some(acc), true) => format!("累计 {acc}"),
        (Some(acc), false) => format!("counted over {acc}"),
    }
}

fn cost_limit(name: Titles, limit: &CostLimit, domains: &Domains) -> Part {
    let lines = |zh: bool| {
        let mut lines = expr_words(&limit.amount, domains, zh);
        lines.push(over_words(limit.over.as_ref(), zh));
        lines
    };
    (name, lines(true), lines(false))
}

fn ordinary(parts: &Parts, domains: &Domains, all: &mut Vec<Part>) {
    let value = |expr: &Expr, zh: bool| expr_words(expr, domains, zh);
    if let Some(limit) = &parts.cost_limit_before {
        let name = both("起付前费用限额", "Cost limit before the deductible");
        all.push(cost_limit(name, limit, domains));
    }
    if let Some(rate) = &parts.first_pay {
        all.push((both("先行自付", "First-pay"), value(rate, true), value(rate, false)));
    }
    if let Some(deductible) = &parts.deductible {
        let lines = |zh: bool| {
            let mut lines = value(&deductible.amount, zh);
            lines.push(match (deductible.mode, zh) {
                (DeductibleMode::Each, true) => "每次各计".to_string(),
                (DeductibleMode::Each, false) => "each bill its own".to_string(),
                (DeductibleMode::Taken, true) => "扣除已负担部分".to_string(),
                (DeductibleMode::Taken, false) => "less what was taken".to_string(),
                (DeductibleMode::Edge, true) => "按年度累计负担的下沿".to_string(),
                (DeductibleMode::Edge, false) => {
                    "as the lower edge of the cumulated burden".to_string()
                }
            });
            lines.extend(deductible.over.iter().map(|over| over_words(Some(over), zh)));
            if let Some(most) = &deductible.most {
                let amount = value(&most.amount, zh).join("; ");
                lines.push(if zh {
                    format!("合计不超过 {amount}")
                } else {
                    format!("together at most {amount}")
                });
            }
            lines
        };
        all.push((both("起付标准", "Deductible"), lines(true), lines(false)));
    }
    if let Some(limit) = &parts.cost_limit_after {
        let name = both("起付后费用限额", "Cost limit after the deductible");
        all.push(cost_limit(name, limit, domains));
    }
    shares(parts, domains, all);
}

fn shares(parts: &Parts, domains: &Domains, all: &mut Vec<Part>) {
    let value = |expr: &Expr, zh: bool| expr_words(expr, domains, zh);
    if let Some(bands) = &parts.bands {
        let lines = |zh: bool| {
            let edges = bands.edges.iter().enumerate().map(|(at, edge)| {
                let words = value(edge, zh).join("; ");
                if zh {
                    format!("第 {} 段上沿:{words}", at + 1)
                } else {
                    format!("upper edge of band {}: {words}", at + 1)
                }
            });
            let axis = match (bands.axis, zh) {
                (Axis::BeforeDeductible, true) => "含起付线计段",
                (Axis::BeforeDeductible, false) => "measured with the deductible",
                (Axis::AfterDeductible, true) => "起付线以上计段",
                (Axis::AfterDeductible, false) => "measured above the deductible",
            };
            let tail = [axis.to_string(), over_words(bands.over.as_ref(), zh)];
            edges.chain(tail).collect::<Vec<_>>()
        };
        all.push((both("费用段", "Bands"), lines(true), lines(false)));
    }
    let share = match parts.share.of {
        ShareOf::Fund => both("基金支付比例", "Share of the fund"),
        ShareOf::Person => both("个人负担比例", "Share of the person"),
    };
    all.push((share, value(&parts.share.rate, true), value(&parts.share.rate, false)));
    for limit in &parts.limits {
        let lines = |zh: bool| {
            let mut lines = value(&limit.amount, zh);
            lines.push(over_words(limit.over.as_ref(), zh));
            lines.push(match (parts.over_cap, zh) {
                (OverCap::Cost, true) => "超限额按费用截断".to_string(),
                (OverCap::Cost, false) => "beyond it the cost is cut off".to_string(),
                (OverCap::Payment, true) => "超限额仅截断支付".to_string(),
                (OverCap::Payment, false) => "beyond it only the payment is cut off".to_string(),
            });
            lines
        };
        all.push((both("支付限额", "Limit of payment"), lines(true), lines(false)));
    }
    let place = match parts.rounding_place {
        Place::Layer => both("每层一次", "once a layer"),
        Place::Piece => both("分段取整", "each piece"),
    };
    let mode = |zh: bool| mode_words(parts.rounding, zh);
    all.push((
        both("取整", "Rounding"),
        vec![format!("{},{}", mode(true), place.zh)],
        vec![format!("{}, {}", mode(false), place.en)],
    ));
}
