//! Buckets: where fen can sit, as slots counted through when the law is loaded.
//!
//! A slot is a label, an item group (where the scheme tells groups apart) and the labels of
//! `through` conditions its fen have had. Merging what no rule tells apart keeps the slots few.

use law::{Bucket, Draw, Label, Layer, LayerKind, Outcome};
use std::collections::HashMap;

/// Index of a slot.
pub(crate) type SlotId = u16;

/// Where fen sit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Slot {
    pub(crate) label: Label,
    /// Code of the group, 0 where it is not known or not told apart.
    pub(crate) group: u16,
    /// Marks of labels that some `through` names; the first is the highest bit.
    pub(crate) marks: u64,
}

/// One source of a layer's line: a draw and a slot it takes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) draw: u16,
    pub(crate) slot: SlotId,
    /// Where its fen go, by [`Outcome`].
    pub(crate) to: [SlotId; 5],
    /// The draw asks for groups and these fen have none that is known.
    pub(crate) groupless: bool,
}

/// All slots of a scheme.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buckets {
    pub(crate) list: Vec<Slot>,
    index: HashMap<Slot, SlotId>,
    marked: Vec<Label>,
    order: Vec<Label>,
    /// Groups of this scheme: 0 only, or 0 to the size of the domain.
    pub(crate) groups: u16,
}

/// The four labels before the layers, in the order of a bill's split.
pub(crate) const START: [Label; 4] =
    [Label::InScope, Label::OwnPay, Label::OverLimit, Label::FirstPay];

impl Buckets {
    /// The slots a bill starts with: label by label, group by group.
    pub(crate) fn new(layers: &[&Layer], tells_groups: bool, groups: u16) -> Buckets {
        let mut buckets =
            Buckets { groups: if tells_groups { groups } else { 0 }, ..Buckets::default() };
        for draw in layers.iter().flat_map(|l| &l.draws) {
            for label in draw.through.iter().chain(&draw.not_through) {
                if !buckets.marked.contains(label) && buckets.marked.len() < 64 {
                    buckets.marked.push(label.clone());
                }
            }
        }
        for label in START {
            buckets.order.push(label.clone());
            for group in 0..=buckets.groups {
                let marks = buckets.mark(&label, 0);
                buckets.slot(Slot { label: label.clone(), group, marks });
            }
        }
        buckets
    }

    /// The slot of a label and group at the start.
    pub(crate) fn start(&self, label: usize, group: u16) -> usize {
        let group = if self.groups == 0 { 0 } else { usize::from(group) };
        label * (usize::from(self.groups) + 1) + group
    }

    fn mark(&self, label: &Label, marks: u64) -> u64 {
        match self.marked.iter().position(|m| m == label) {
            Some(at) => marks | 1 << (63 - at),
            None => marks,
        }
    }

    fn slot(&mut self, slot: Slot) -> SlotId {
        if let Some(id) = self.index.get(&slot) {
            return *id;
        }
        let id = self.list.len() as SlotId;
        self.index.insert(slot.clone(), id);
        self.list.push(slot);
        id
    }

    fn matches(&self, draw: &Draw, slot: &Slot) -> bool {
        let label = match (&draw.bucket, &slot.label) {
            (Bucket::One(want), have) => want == have,
            (Bucket::AnyAbove(want), Label::Of(have, _)) => want == have,
            (Bucket::AnyAbove(_), _) => false,
        };
        let had = |label: &Label| slot.marks & self.mark(label, 0) != 0;
        label && draw.through.iter().all(had) && !draw.not_through.iter().any(had)
    }

    /// The sources of a layer's line, in the order of the line; its outcomes become new slots.
    pub(crate) fn sources(&mut self, layer: &Layer) -> Vec<Source> {
        let mut sources = Vec::new();
        let before = self.list.clone();
        for (at, draw) in layer.draws.iter().enumerate() {
            let filtered = draw.groups.is_some() || !draw.except_groups.is_empty();
            let mut found: Vec<SlotId> = (0..before.len() as SlotId)
                .filter(|id| self.matches(draw, &before[usize::from(*id)]))
                .filter(|id| {
                    let group = before[usize::from(*id)].group;
                    let wanted = draw.groups.as_ref().is_none_or(|g| g.contains(&group));
                    let refused = draw.except_groups.contains(&group);
                    (filtered && group == 0) || (wanted && !refused)
                })
                .collect();
            found.sort_by_key(|id| {
                let slot = &before[usize::from(*id)];
                let label = self.order.iter().position(|l| *l == slot.label);
                let group = if slot.group == 0 { u16::MAX } else { slot.group };
                (label, slot.marks, group)
            });
            for slot in found {
                let groupless = filtered && before[usize::from(slot)].group == 0;
                let to = self.outcomes(&before[usize::from(slot)], layer, slot);
                sources.push(Source { draw: at as u16, slot, to, groupless });
            }
        }
        for (_, outcome) in Outcome::NAMES {
            let label = Label::Of(outcome, layer.id.clone());
            if !self.order.contains(&label) {
                self.order.push(label);
            }
        }
        sources
    }

    fn outcomes(&mut self, from: &Slot, layer: &Layer, stay: SlotId) -> [SlotId; 5] {
        let account = matches!(layer.kind, LayerKind::Account { .. });
        Outcome::NAMES.map(|(_, outcome)| {
            if account && outcome != Outcome::Paid {
                return stay;
            }
            let id = if account { "account".to_string() } else { layer.id.clone() };
            let label = Label::Of(outcome, id);
            let marks = self.mark(&label, from.marks);
            self.slot(Slot { label, group: from.group, marks })
        })
    }
}
