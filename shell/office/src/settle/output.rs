//! What `gongji settle --json` gives: our own JSON.

use super::Settlement;
use record::{Bill, Decision, Settled, Verdict};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use units::{Fen, Words};

/// All bills and what has been counted after the last.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SettleOutput {
    /// In the order of the request.
    pub bills: Vec<BillOut>,
    /// Counts as numbers, sums in yuan.
    pub accumulators: BTreeMap<String, serde_json::Value>,
}

impl SettleOutput {
    /// Whether every bill was settled.
    pub fn all_settled(&self) -> bool {
        self.bills.iter().all(|bill| bill.status == "settled")
    }
}

/// One bill.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BillOut {
    /// Its id.
    pub id: String,
    /// settled, refused or gap.
    pub status: String,
    /// Why it was not settled, and what to do.
    pub reason: Option<String>,
    /// The same in English.
    pub reason_en: Option<String>,
    /// How it divides before the layers.
    pub split: Option<SplitOut>,
    /// What each layer did.
    pub layers: Vec<LayerOut>,
    /// What the person bears.
    pub person: Option<PersonOut>,
    /// Why.
    pub steps: Vec<StepOut>,
}

/// A split, in yuan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SplitOut {
    /// The whole bill.
    pub total: String,
    /// Outside the catalogue.
    pub own_pay: String,
    /// Above price limits.
    pub over_limit: String,
    /// First-pay.
    pub first_pay: String,
    /// Open to the layers.
    pub in_scope: String,
}

/// A layer, in yuan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LayerOut {
    /// Layer id.
    pub id: String,
    /// Fund that pays.
    pub fund: String,
    /// Drawn, before cost limits, first-pay and deductible.
    pub base: String,
    /// In the deductible.
    pub deductible: String,
    /// First-pay of the layer.
    pub first_pay: String,
    /// Above limits.
    pub over_cap: String,
    /// Paid.
    pub paid: String,
}

/// What the person bears, in yuan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonOut {
    /// All of it.
    pub total: String,
    /// From the personal account.
    pub account: String,
    /// In cash.
    pub cash: String,
}

/// One step of the calculation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepOut {
    /// Layer id; none for the bill itself.
    pub layer: Option<String>,
    /// What kind of step.
    pub rule: String,
    /// Band, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<u16>,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// The figure that was used.
    pub value: String,
    /// The document it comes from.
    pub document: String,
    /// Its article.
    pub article: String,
    /// How far the source can be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// The year for which the figure was read, if carried forward.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<i64>,
    /// What was taken where the text is silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading_en: Option<String>,
    /// Where in the law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

pub(crate) fn output(bills: &[Bill], settlement: &Settlement) -> SettleOutput {
    let counted = &settlement.counted;
    let mut accumulators = BTreeMap::new();
    for name in ["stays", "visits"] {
        // Keys of one counter stand in the order of their periods: the last is the present one.
        let last = counted.iter().filter(|(key, _)| key.name == name).last();
        accumulators.insert(name.to_string(), last.map_or(0, |(_, count)| count).into());
    }
    for (key, sum) in counted.iter() {
        if !matches!(key.name.as_str(), "stays" | "visits") {
            accumulators.insert(key.to_string(), Fen(sum).to_string().into());
        }
    }
    let bills = bills.iter().zip(&settlement.decisions).map(|(_, d)| bill_out(d)).collect();
    SettleOutput { bills, accumulators }
}

fn bill_out(decision: &Decision) -> BillOut {
    let unsettled = |status: &str, reason: &Words| BillOut {
        id: decision.bill.0.clone(),
        status: status.to_string(),
        reason: Some(reason.zh.clone()),
        reason_en: Some(reason.en.clone()),
        split: None,
        layers: Vec::new(),
        person: None,
        steps: Vec::new(),
    };
    match &decision.verdict {
        Verdict::Refused(refusal) => unsettled("refused", &refusal.sentence),
        Verdict::Gap(refusal) => unsettled("gap", &refusal.sentence),
        Verdict::Settled(settled) => settled_out(&decision.bill.0, settled),
    }
}

fn settled_out(id: &str, settled: &Settled) -> BillOut {
    let split = &settled.split;
    let layers = settled.layers.iter().map(|layer| LayerOut {
        id: layer.id.clone(),
        fund: layer.fund.0.clone(),
        base: layer.base.to_string(),
        deductible: layer.deductible.to_string(),
        first_pay: layer.first_pay.to_string(),
        over_cap: layer.over_cap.to_string(),
        paid: layer.paid.to_string(),
    });
    let steps = settled.steps.iter().map(|step| StepOut {
        layer: (!step.layer.is_empty()).then(|| step.layer.clone()),
        rule: step.rule.name().to_string(),
        band: step.band,
        before: step.before.clone(),
        after: step.after.clone(),
        value: step.value.clone(),
        document: step.document.clone(),
        article: step.article.clone(),
        grade: step.grade.map(str::to_string),
        carried: step.carried,
        reading: step.reading.as_ref().map(|words| words.zh.clone()),
        reading_en: step.reading.as_ref().map(|words| words.en.clone()),
        place: step.place.clone(),
    });
    BillOut {
        id: id.to_string(),
        status: "settled".to_string(),
        reason: None,
        reason_en: None,
        split: Some(SplitOut {
            total: split.total.to_string(),
            own_pay: split.own_pay.to_string(),
            over_limit: split.over_limit.to_string(),
            first_pay: split.first_pay.to_string(),
            in_scope: split.in_scope.to_string(),
        }),
        layers: layers.collect(),
        person: Some(PersonOut {
            total: settled.person.total.to_string(),
            account: settled.person.account.total().to_string(),
            cash: settled.person.cash.to_string(),
        }),
        steps: steps.collect(),
    }
}
