//! What became of a bill, as a page shows it: the sheet (一单制), or why there is none.

use crate::asked::Lang;
use crate::chart::{Bar, bar};
use crate::frame::prose;
use crate::money::{percent, yuan};
use crate::source::{Badge, SourceView, badge, grade_of, of_step};
use crate::unsettled::{Unsettled, unsettled};
use law::{Area, Grade};
use office::sheet::{Sheet, SheetStep, sheet};
use record::{Decision, Settled, Verdict};
use units::Fen;

/// A sentence with its source.
#[derive(Debug, Clone)]
pub(crate) struct StepView {
    /// What happened.
    pub(crate) sentence: String,
    /// Where it stands; none where the bill says so, or where the step above stands there, too.
    pub(crate) source: Option<SourceView>,
}

/// A layer with its steps.
#[derive(Debug, Clone)]
pub(crate) struct LayerView {
    /// Its words.
    pub(crate) title: String,
    /// Fund.
    pub(crate) fund: String,
    /// Paid.
    pub(crate) paid: String,
    /// Why.
    pub(crate) steps: Vec<StepView>,
}

/// A sheet as a page shows it.
#[derive(Debug, Clone)]
pub(crate) struct SheetView {
    /// The whole bill.
    pub(crate) total: String,
    /// What the funds pay.
    pub(crate) funds: String,
    /// Their share.
    pub(crate) funds_percent: String,
    /// What the person bears.
    pub(crate) person: String,
    /// Their share.
    pub(crate) person_percent: String,
    /// Of it from the account; empty if nothing.
    pub(crate) account: String,
    /// The day whose law held.
    pub(crate) ruling_day: String,
    /// Who pays.
    pub(crate) bar: Bar,
    /// How the bill divides.
    pub(crate) split: Vec<(String, String)>,
    /// How it divides, in sentences.
    pub(crate) split_steps: Vec<StepView>,
    /// Layers.
    pub(crate) layers: Vec<LayerView>,
    /// Grades below official, with how many steps rest on them.
    pub(crate) weak: Vec<(Badge, usize)>,
    /// How many steps rest on official texts.
    pub(crate) official: usize,
    /// No layer spoke of this bill.
    pub(crate) nobody: bool,
}

/// What became of a bill.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// The sheet.
    pub(crate) sheet: Option<SheetView>,
    /// Why there is none.
    pub(crate) unsettled: Option<Unsettled>,
}

/// What became of a bill; `id` names its bar on the page.
pub(crate) fn outcome(lang: Lang, area: &Area, id: &str, decision: &Decision) -> Outcome {
    let not = |refusal, gap| Outcome {
        sheet: None,
        unsettled: Some(unsettled(lang, area, refusal, gap)),
    };
    match &decision.verdict {
        Verdict::Refused(refusal) => not(refusal, false),
        Verdict::Gap(refusal) => not(refusal, true),
        Verdict::Settled(settled) => {
            Outcome { sheet: Some(view(lang, area, id, settled)), unsettled: None }
        }
    }
}

fn view(lang: Lang, area: &Area, id: &str, settled: &Settled) -> SheetView {
    let sheet = sheet(area, settled);
    let (total, person) = (sheet.total, settled.person.total);
    let payers = sheet.payers.iter().map(|p| {
        let fund = p.fund.as_ref().map_or_else(String::new, |f| lang.of(f));
        (p.id.clone(), lang.of(&p.titles), fund, p.amount)
    });
    let payers: Vec<_> = payers.collect();
    let split = sheet.split.iter().filter(|p| p.amount > Fen::ZERO);
    let title = lang.pick("谁来付：各方支付占比", "Who pays: shares of the bill");
    let account = settled.person.account.total();
    let grades = grades(&sheet);
    SheetView {
        total: yuan(total),
        funds: yuan(total - person),
        funds_percent: percent(total - person, total),
        person: yuan(person),
        person_percent: percent(person, total),
        account: if account > Fen::ZERO { yuan(account) } else { String::new() },
        ruling_day: settled.ruling_day.to_string(),
        bar: bar(&format!("bar-{id}"), title.to_string(), &payers),
        split: split.map(|p| (lang.of(&p.titles), yuan(p.amount))).collect(),
        split_steps: steps(lang, &sheet.split_steps),
        layers: layers(lang, &sheet),
        weak: weak(lang, &grades),
        official: count(&grades, Grade::Official),
        nobody: settled.layers.is_empty(),
    }
}

fn layers(lang: Lang, sheet: &Sheet) -> Vec<LayerView> {
    let layers = sheet.layers.iter().map(|layer| LayerView {
        title: lang.of(&layer.titles),
        fund: lang.of(&layer.fund),
        paid: yuan(layer.paid),
        steps: steps(lang, &layer.steps),
    });
    layers.collect()
}

/// Steps in words; a source that the step above has, too, is said once.
fn steps(lang: Lang, all: &[SheetStep]) -> Vec<StepView> {
    let mut above: Option<SourceView> = None;
    let mut views = Vec::new();
    for step in all {
        let source = of_step(lang, step);
        let same = source.is_some() && source == above;
        views.push(StepView {
            sentence: prose(lang, &lang.of(&step.sentence)),
            source: source.clone().filter(|_| !same),
        });
        above = source.or(above);
    }
    views
}

/// The grades of all steps that have one.
fn grades(sheet: &Sheet) -> Vec<Grade> {
    let all = sheet.layers.iter().flat_map(|l| &l.steps);
    let all = all.chain(&sheet.split_steps);
    all.filter_map(|step| grade_of(step.grade.as_ref()?)).collect()
}

fn count(grades: &[Grade], grade: Grade) -> usize {
    grades.iter().filter(|g| **g == grade).count()
}

/// How many steps rest on sources that are not official texts.
fn weak(lang: Lang, grades: &[Grade]) -> Vec<(Badge, usize)> {
    Grade::NAMES
        .iter()
        .filter(|(_, grade)| *grade != Grade::Official)
        .map(|(_, grade)| (badge(lang, *grade), count(grades, *grade)))
        .filter(|(_, count)| *count > 0)
        .collect()
}
