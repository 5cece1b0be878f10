//! Tell: steps of a calculation become words, with the document and article of every figure.

use crate::bind::Case;
use crate::compile::asked;
use crate::layer::what_of;
use crate::plan::{LayerPlan, Program};
use crate::trace::{BILL, NO_PARAM, RawStep};
use law::{Area, Derivation, Entry, Figure, Witness};
use record::{Rule, Step};
use units::{Fen, Rate};

/// What was seen on the way to a figure.
#[derive(Default)]
struct Seen<'a> {
    /// The entry that gave the figure it started from.
    source: Option<&'a Entry>,
    /// What changed it afterwards.
    changes: Vec<(Rule, [Figure; 3], &'a Entry)>,
}

impl<'a> Witness<'a> for Seen<'a> {
    fn saw(&mut self, what: Derivation<'a>, before: Figure, after: Figure, entry: &'a Entry) {
        let (rule, by) = match what {
            Derivation::Found(_) => {
                self.source = Some(entry);
                return;
            }
            Derivation::Multiplied(by) => (Rule::Times, by),
            Derivation::Added(by) => (Rule::Plus, by),
            Derivation::Bounded => (Rule::Bound, after),
            Derivation::Rounded => (Rule::Round, after),
        };
        self.changes.push((rule, [before, after, by], entry));
    }
}

/// The words for all steps of a bill.
pub(crate) fn tell(area: &Area, program: &Program, case: &Case, raw: &[RawStep]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(raw.len() + 4);
    for step in raw {
        match program.layers.get(usize::from(step.layer)) {
            Some(layer) => tell_layer(area, program, case, layer, step, &mut steps),
            None => steps.push(of_bill(step)),
        }
    }
    steps
}

fn of_bill(raw: &RawStep) -> Step {
    debug_assert_eq!(raw.layer, BILL);
    Step {
        layer: String::new(),
        rule: raw.rule,
        band: None,
        before: Fen(raw.before).to_string(),
        after: Fen(raw.after).to_string(),
        value: Fen(raw.value).to_string(),
        document: String::new(),
        article: String::new(),
        grade: None,
        carried: None,
        reading: None,
        place: None,
    }
}

fn tell_layer(
    area: &Area,
    program: &Program,
    case: &Case,
    layer: &LayerPlan,
    raw: &RawStep,
    steps: &mut Vec<Step>,
) {
    let mut seen = Seen::default();
    let what = if raw.param == NO_PARAM { None } else { what_of(layer, raw.param) };
    if let Some(what) = what {
        let mut point = case.point;
        if !layer.class_order.is_empty() {
            point.set(law::Fact::Class, case.class(&layer.class_order, program.none_class));
        }
        let mut asked = asked(area, program, &layer.dated, &layer.sources, point, program.from);
        asked.scene.measures = Some(&case.measures);
        asked.scene.held = Some(&case.held);
        // The figure was there when the bill was decided; it is asked again only for its words.
        let _ = asked.reckon(what, &mut seen);
    }
    if !matches!(raw.rule, Rule::Counted) {
        for (rule, figures, entry) in &seen.changes {
            steps.push(worded(layer, raw, *rule, entry, figures.map(|f| f.to_string())));
        }
    }
    let rate = matches!(raw.rule, Rule::Share | Rule::PersonShare | Rule::FirstPay);
    let value = match raw.value {
        i64::MAX => "none".to_string(),
        value if rate => Rate(value).to_string(),
        value => Fen(value).to_string(),
    };
    let texts = [Fen(raw.before).to_string(), Fen(raw.after).to_string(), value];
    // A figure that was changed on its way rests on the entry that says how.
    let last = seen.changes.last().map(|(_, _, entry)| *entry);
    let entry = last.or(seen.source).unwrap_or(&layer.dated.entry);
    steps.push(worded(layer, raw, raw.rule, entry, texts));
}

fn worded(layer: &LayerPlan, raw: &RawStep, rule: Rule, entry: &Entry, texts: [String; 3]) -> Step {
    let [before, after, value] = texts;
    Step {
        layer: layer.dated.body.id.clone(),
        rule,
        band: (raw.band > 0).then_some(raw.band),
        before,
        after,
        value,
        document: entry.source.document.clone(),
        article: entry.source.article.clone(),
        grade: Some(entry.source.grade.name()),
        carried: entry.carried,
        reading: entry.reading.clone(),
        place: Some(entry.place.to_string()),
    }
}
