//! The sheet (一单制): one settlement on one page, every fen with its rule, in words for a patient.

use law::{Area, Grade, Titles};
use record::{Rule, Settled, Step};
use units::Fen;

/// A sentence with the place in the law it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetStep {
    /// What happened.
    pub sentence: Titles,
    /// Document and article; empty where the bill itself says so.
    pub document: String,
    /// Article.
    pub article: String,
    /// How far the source can be trusted.
    pub grade: Option<Titles>,
    /// The year for which the figure was read, if carried forward.
    pub carried: Option<i64>,
    /// What was taken where the text is silent.
    pub reading: Option<Titles>,
}

/// One part of the bill and who bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPart {
    /// Stable name: own-pay, over-limit, first-pay, account, cash, or a layer id.
    pub id: String,
    /// Its words.
    pub titles: Titles,
    /// Fund, where a fund pays.
    pub fund: Option<Titles>,
    /// How much.
    pub amount: Fen,
}

/// A layer with its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLayer {
    /// Layer id.
    pub id: String,
    /// Its words.
    pub titles: Titles,
    /// Fund.
    pub fund: Titles,
    /// Paid.
    pub paid: Fen,
    /// Why.
    pub steps: Vec<SheetStep>,
}

/// A whole sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The whole bill.
    pub total: Fen,
    /// Who pays what; adds up to the bill: layers, account, cash.
    pub payers: Vec<SheetPart>,
    /// What stands before the layers: own-pay, over-limit, first-pay, in-scope.
    pub split: Vec<SheetPart>,
    /// How the bill divides, in sentences.
    pub split_steps: Vec<SheetStep>,
    /// Layers that applied.
    pub layers: Vec<SheetLayer>,
}

fn words(zh: impl Into<String>, en: impl Into<String>) -> Titles {
    Titles { zh: zh.into(), en: en.into() }
}

/// Makes the sheet of a settled bill.
pub fn sheet(area: &Area, settled: &Settled) -> Sheet {
    let split = &settled.split;
    let part = |id: &str, zh: &str, en: &str, amount: Fen| SheetPart {
        id: id.to_string(),
        titles: words(zh, en),
        fund: None,
        amount,
    };
    let layers: Vec<SheetLayer> = settled
        .layers
        .iter()
        .map(|layer| SheetLayer {
            id: layer.id.clone(),
            titles: layer_titles(area, settled, &layer.name),
            fund: fund_titles(area, layer.fund.as_str()),
            paid: layer.paid,
            steps: steps_of(settled, &layer.id),
        })
        .collect();
    let account = SheetLayer {
        id: "account".to_string(),
        titles: words("个人账户", "Personal account"),
        fund: fund_titles(area, "employee-account"),
        paid: settled.person.account.total(),
        steps: account_steps(settled),
    };
    let mut payers: Vec<SheetPart> = layers
        .iter()
        .map(|layer| SheetPart {
            id: layer.id.clone(),
            titles: layer.titles.clone(),
            fund: Some(layer.fund.clone()),
            amount: layer.paid,
        })
        .collect();
    if account.paid > Fen::ZERO {
        payers.push(part("account", "个人账户", "Personal account", account.paid));
    }
    payers.push(part("cash", "个人现金支付", "Cash from the person", settled.person.cash));
    let mut layers = layers;
    if !account.steps.is_empty() {
        layers.push(account);
    }
    Sheet {
        total: split.total,
        payers,
        split: vec![
            part("in-scope", "政策范围内费用", "In scope", split.in_scope),
            part("own-pay", "全自费", "Outside the catalogue", split.own_pay),
            part("over-limit", "超限价自费", "Above price limits", split.over_limit),
            part("first-pay", "先行自付", "First-pay of items", split.first_pay),
        ],
        split_steps: steps_of(settled, ""),
        layers,
    }
}

/// The words of a layer on the ruling day.
fn layer_titles(area: &Area, settled: &Settled, name: &str) -> Titles {
    let piece = area.layers.get(name).and_then(|t| t.on(settled.ruling_day));
    piece.map_or_else(|| Titles::same(name), |piece| piece.body.titles.clone())
}

fn fund_titles(area: &Area, id: &str) -> Titles {
    area.fund(id).map_or_else(|| Titles::same(id), |fund| fund.titles.clone())
}

fn steps_of(settled: &Settled, layer: &str) -> Vec<SheetStep> {
    let own = settled.steps.iter().filter(|s| s.layer == layer && s.rule != Rule::Account);
    own.map(sheet_step).collect()
}

fn account_steps(settled: &Settled) -> Vec<SheetStep> {
    settled.steps.iter().filter(|s| s.rule == Rule::Account).map(sheet_step).collect()
}

fn sheet_step(step: &Step) -> SheetStep {
    let grade = step.grade.and_then(|name| Grade::NAMES.iter().find(|(n, _)| *n == name));
    SheetStep {
        sentence: sentence(step),
        document: step.document.clone(),
        article: step.article.clone(),
        grade: grade.map(|(_, grade)| grade.titles()),
        carried: step.carried,
        reading: step.reading.clone(),
    }
}

/// What a step did, in one sentence.
pub fn sentence(step: &Step) -> Titles {
    let Step { before, after, value, .. } = step;
    let gone = match (Fen::parse(before), Fen::parse(after)) {
        (Ok(before), Ok(after)) => (before - after).to_string(),
        _ => String::new(),
    };
    match step.rule {
        Rule::OwnPay => words(
            format!("目录外费用 {value} 元，全部由个人承担。"),
            format!("{value} yuan are outside the catalogue and borne by the person."),
        ),
        Rule::OverLimit => words(
            format!("超出限价的费用 {value} 元，由个人承担。"),
            format!("{value} yuan are above price limits and borne by the person."),
        ),
        Rule::FirstPay if step.layer.is_empty() => words(
            format!("按目录规定先行自付 {value} 元，由个人承担。"),
            format!("{value} yuan are the items' first-pay, borne by the person."),
        ),
        Rule::FirstPay => words(
            format!("{before} 元中先行自付 {value}，即 {gone} 元，余 {after} 元。"),
            format!(
                "Of {before} yuan the person first pays {value}, that is {gone}; {after} remain."
            ),
        ),
        Rule::Draw => words(
            format!("纳入本层计算的费用为 {after} 元。"),
            format!("{after} yuan enter this layer."),
        ),
        Rule::CostLimit => words(
            format!("费用限额 {value} 元：本次计入 {after} 元，超出 {gone} 元。"),
            format!("Limit of cost {value}: {after} yuan count, {gone} are beyond it."),
        ),
        Rule::Deductible => deductible(value, after, &gone),
        Rule::Counted => words(
            format!("年度标准 {before} 元，此前已累计 {value} 元，本次尚余 {after} 元。"),
            format!("Of {before} yuan, {value} were counted before; {after} are left."),
        ),
        Rule::Share | Rule::PersonShare => share(step),
        Rule::Limit => words(
            format!("支付限额尚余 {value} 元：应付 {before} 元，按限额支付 {after} 元。"),
            format!("The limit leaves {value} yuan: due {before}, paid {after}."),
        ),
        Rule::Account => words(
            format!("个人账户支付 {value} 元（可由个人账户支付的费用为 {before} 元）。"),
            format!("The personal account pays {value} yuan of the {before} it may pay."),
        ),
        Rule::Times | Rule::Plus | Rule::Bound | Rule::Round => figure(step),
    }
}

fn deductible(value: &str, after: &str, gone: &str) -> Titles {
    if gone == "0.00" {
        return words(
            format!("起付标准 {value} 元，本次不再扣除，{after} 元按比例支付。"),
            format!("Deductible {value}: nothing is left to take off; {after} yuan are shared."),
        );
    }
    if after == "0.00" {
        return words(
            format!("起付标准 {value} 元，本次 {gone} 元都在起付标准以内，由个人承担。"),
            format!(
                "Deductible {value}: all {gone} yuan lie within it and are borne by the person."
            ),
        );
    }
    words(
        format!("起付标准 {value} 元，本次由个人承担 {gone} 元，其余 {after} 元按比例支付。"),
        format!("Deductible {value}: the person bears {gone} yuan, the other {after} are shared."),
    )
}

fn share(step: &Step) -> Titles {
    let Step { before, after, value, .. } = step;
    let (zh_band, en_band) = step.band.map_or((String::new(), String::new()), |n| {
        (format!("第 {n} 段："), format!("Band {n}: "))
    });
    if step.rule == Rule::PersonShare {
        return words(
            format!("{zh_band}{before} 元，个人负担 {value}，基金支付 {after} 元。"),
            format!("{en_band}The person bears {value} of {before} yuan, the fund pays {after}."),
        );
    }
    words(
        format!("{zh_band}{before} 元 × {value}，基金支付 {after} 元。"),
        format!("{en_band}The fund pays {value} of {before} yuan, that is {after}."),
    )
}

/// How a figure changed on its way.
fn figure(step: &Step) -> Titles {
    let Step { before, after, value, .. } = step;
    let (sign, by) = match value.strip_prefix('-') {
        Some(by) => ("-", by),
        None => ("+", value.as_str()),
    };
    match step.rule {
        Rule::Times => words(
            format!("标准计算：{before} × {value} = {after}。"),
            format!("The figure: {before} × {value} = {after}."),
        ),
        Rule::Plus => words(
            format!("标准调整：{before} {sign} {by} = {after}。"),
            format!("The figure: {before} {sign} {by} = {after}."),
        ),
        Rule::Bound => words(
            format!("标准不得越过上下限：{before} 改为 {after}。"),
            format!("The figure is held by its bounds: {before} becomes {after}."),
        ),
        _ => words(
            format!("标准取整：{before} 取为 {after}。"),
            format!("The figure is rounded: {before} becomes {after}."),
        ),
    }
}
