//! Compare two laws (法规比对): what changed, in words a policy officer reads.

use crate::law_show::{LawShown, Shown, ShownLayer, law_show};
use law::{Area, Titles};
use std::collections::BTreeMap;
use units::Day;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changed.
    pub what: Titles,
    /// Lines that are gone, in Chinese and in English.
    pub before: (Vec<String>, Vec<String>),
    /// Lines that are new.
    pub after: (Vec<String>, Vec<String>),
    /// Document of the new text, or of the old where it is gone.
    pub document: String,
}

type Lines = (Titles, Vec<String>, Vec<String>, String);

/// What changed between an area on a day and another (or the same) area on another day.
pub fn law_diff(before: (&Area, Day), after: (&Area, Day)) -> Vec<Change> {
    let old = lines(&law_show(before.0, before.1));
    let new = lines(&law_show(after.0, after.1));
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let none = || (Vec::new(), Vec::new());
    let mut changes = Vec::new();
    for key in keys {
        let change = match (old.get(key), new.get(key)) {
            (Some(a), Some(b)) if a.1 == b.1 => continue,
            (Some(a), Some(b)) => Change {
                what: b.0.clone(),
                before: (gone(&a.1, &b.1), gone(&a.2, &b.2)),
                after: (gone(&b.1, &a.1), gone(&b.2, &a.2)),
                document: b.3.clone(),
            },
            (Some(a), None) => Change {
                what: a.0.clone(),
                before: (a.1.clone(), a.2.clone()),
                after: none(),
                document: a.3.clone(),
            },
            (None, Some(b)) => Change {
                what: b.0.clone(),
                before: none(),
                after: (b.1.clone(), b.2.clone()),
                document: b.3.clone(),
            },
            (None, None) => continue,
        };
        changes.push(change);
    }
    changes
}

/// Lines of the first that do not stand in the second.
fn gone(first: &[String], second: &[String]) -> Vec<String> {
    first.iter().filter(|line| !second.contains(line)).cloned().collect()
}

/// Everything a law says, by a stable key.
fn lines(shown: &LawShown) -> BTreeMap<String, Lines> {
    let mut all = BTreeMap::new();
    for (name, entry, layers) in &shown.schemes {
        let order = |zh: bool| {
            let titles = layers.iter().map(|l| if zh { &l.titles.zh } else { &l.titles.en });
            titles.cloned().collect::<Vec<_>>()
        };
        let title = Titles {
            zh: format!("{}:各层次序", name.zh),
            en: format!("{}: order of layers", name.en),
        };
        let document = entry.source.document.clone();
        all.insert(format!("0 {}", name.en), (title, order(true), order(false), document));
        for layer in layers {
            add_layer(&mut all, layer);
        }
    }
    for (kind, values) in [("2", &shown.values), ("3", &shown.statistics)] {
        for Shown { name, zh, en, entry } in values {
            let title = Titles::same(name);
            let document = entry.source.document.clone();
            all.insert(format!("{kind} {name}"), (title, zh.clone(), en.clone(), document));
        }
    }
    all
}

fn add_layer(all: &mut BTreeMap<String, Lines>, layer: &ShownLayer) {
    for (part, zh, en) in &layer.parts {
        let title = Titles {
            zh: format!("{}:{}", layer.titles.zh, part.zh),
            en: format!("{}: {}", layer.titles.en, part.en),
        };
        let document = layer.entry.source.document.clone();
        let key = format!("1 {} {}", layer.name, part.en);
        all.insert(key, (title, zh.clone(), en.clone(), document));
    }
}
