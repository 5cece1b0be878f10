//! Words for labels: where a fen sits, as law writes it and as a policy officer reads it.

use crate::entry::Titles;
use crate::fact::{Domains, Fact};
use crate::model::{Label, Outcome};

/// A label as law writes it.
pub fn label_words(label: &Label) -> String {
    match label {
        Label::InScope => "in-scope".to_string(),
        Label::OwnPay => "own-pay".to_string(),
        Label::OverLimit => "over-limit".to_string(),
        Label::FirstPay => "first-pay".to_string(),
        Label::Of(outcome, id) => format!("{}:{id}", outcome.name()),
    }
}

/// The words for a label; `layer` are those of the layer it names.
pub(crate) fn label_titles(label: &Label, layer: &Titles) -> Titles {
    let (zh, en) = match label {
        Label::InScope => ("政策范围内费用", "cost in scope"),
        Label::OwnPay => ("全自费", "cost outside the catalogue"),
        Label::OverLimit => ("超限价自费", "cost above price limits"),
        Label::FirstPay => ("先行自付", "first-pay of items"),
        Label::Of(outcome, _) => {
            let (zh, en) = outcome_words(*outcome);
            return Titles { zh: format!("{}{zh}", layer.zh), en: format!("{}: {en}", layer.en) };
        }
    };
    Titles { zh: zh.to_string(), en: en.to_string() }
}

/// The words for what a layer did with a fen.
pub(crate) fn outcome_words(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::FirstPay => ("先行自付部分", "the part first paid"),
        Outcome::InDeductible => ("起付标准以内部分", "the part within the deductible"),
        Outcome::CoShare => ("共付部分", "the person's share"),
        Outcome::OverCap => ("超限额部分", "the part above limits"),
        Outcome::Paid => ("支付部分", "the part paid"),
    }
}

/// The words for the layer ids that law commonly uses.
pub(crate) fn id_titles(id: &str) -> Option<Titles> {
    let (zh, en) = match id {
        "basic" => ("基本医保", "basic insurance"),
        "large-sum" => ("大额医疗补助", "large-sum fund"),
        "catastrophic" => ("大病保险", "catastrophic insurance"),
        "assistance" => ("医疗救助", "medical assistance"),
        "second-aid" => ("二次救助", "second aid"),
        "account" => ("个人账户", "personal account"),
        _ => return None,
    };
    Some(Titles { zh: zh.to_string(), en: en.to_string() })
}

/// The words for a label in an area, where its layers have titles.
pub(crate) fn label_said(label: &Label, domains: &Domains, zh: bool) -> String {
    let text = label_words(label);
    match domains.code(Fact::Label, &text) {
        Some(code) => {
            let titles = domains.titles(Fact::Label, code);
            if zh { titles.zh } else { titles.en }
        }
        None => text,
    }
}
