//! Anchors against the chain: what was signed outside the books must still be met by them.

use super::report::{Check, Difference, Findings, Report};
use ledger::chain::Head;
use seal::{Anchor, Verifier};
use std::collections::BTreeMap;
use units::AreaCode;

/// Anchors, and the heads the chains have where they were signed.
#[derive(Default)]
pub(super) struct Anchors {
    anchors: Vec<Anchor>,
    heads: BTreeMap<(String, u64), Option<Head>>,
    ends: BTreeMap<String, u64>,
}

impl Anchors {
    pub(super) fn new(anchors: &[Anchor]) -> Anchors {
        let wanted = anchors.iter().map(|anchor| ((anchor.area.clone(), anchor.seq), None));
        Anchors { anchors: anchors.to_vec(), heads: wanted.collect(), ends: BTreeMap::new() }
    }

    /// The chain of an area passes a head.
    pub(super) fn pass(&mut self, area: &str, seq: u64, head: &Head) {
        if self.anchors.is_empty() {
            return;
        }
        self.ends.insert(area.to_string(), seq);
        if let Some(place) = self.heads.get_mut(&(area.to_string(), seq)) {
            *place = Some(*head);
        }
    }

    /// What is wrong.
    pub(super) fn finish(self, key: Option<&dyn Verifier>, report: &mut Report) {
        report.anchors = self.anchors.len() as u64;
        let mut findings = Findings::default();
        for anchor in &self.anchors {
            let mut say = |sentence: String| {
                findings.found += 1;
                findings.kept.push(Difference {
                    check: Check::Anchor,
                    area: anchor.area.clone(),
                    seq: Some(anchor.seq),
                    bill: None,
                    sentence,
                });
            };
            if let Some(Err(error)) = key.map(|key| seal::anchor::verify(anchor, key)) {
                say(error.to_string());
                continue;
            }
            let ends = self.ends.get(&anchor.area).copied().unwrap_or(0);
            let there = self.heads.get(&(anchor.area.clone(), anchor.seq)).copied().flatten();
            // A record that no batch ends at has a head that no anchor can have.
            let head = there.or((anchor.seq <= ends).then_some(Head::default()));
            let area = AreaCode(anchor.area.clone());
            if let Err(error) = seal::anchor::compare(std::slice::from_ref(anchor), &area, |_| head)
            {
                say(error.to_string());
            }
        }
        report.take(findings);
    }
}
