//! An undo is the exact mirror of its target, and its target stood.

use super::person::Insured;
use super::postings::{mirrored, wrong};
use super::report::{Check, Findings};
use super::stay::Stay;
use record::AccKey;
use record::event::{Scope, Undone};

/// Checks an undo before it is folded.
pub(super) fn check(
    findings: &mut Findings,
    insured: &Insured,
    stay: &Stay,
    (seq, undone): (u64, &Undone),
) {
    let mut say = |check, sentence| findings.bill(check, seq, undone.bill, sentence);
    let Some(own) = stay.bills.iter().find(|own| own.seq == undone.bill) else {
        let sentence = format!("it undoes {}, which is no bill of its visit", undone.bill);
        return say(Check::Keys, sentence);
    };
    if own.last != undone.target {
        say(
            Check::Keys,
            format!(
                "it undoes event {}; the last that was done to the bill is event {}",
                undone.target, own.last
            ),
        );
    }
    if let Some(later) = stay.later(own) {
        say(Check::Keys, format!("a later bill of the visit, {later}, stands; none should"));
    }
    if !own.live && !stay.free(own) {
        let sentence = "it lets a bill stand again whose lines are no longer open".to_string();
        say(Check::Keys, sentence);
    }
    if !own.live && own.about != stay.about {
        let sentence = "it lets a bill stand again that was settled by another description";
        say(Check::Keys, sentence.to_string());
    }
    if let (false, Some((at, last))) = (own.live, stay.left)
        && (own.bill.to > last || own.bill.scope == Scope::Rest && own.bill.to != last)
    {
        let to = own.bill.to;
        let sentence = format!("it lets a bill to {to} stand again; the stay was ended by {at}");
        say(Check::Keys, sentence);
    }
    let sign = if own.live { -1 } else { 1 };
    if let Some(sentence) = wrong(&undone.entries, mirrored(&own.bill.entries, sign)) {
        say(Check::Books, sentence);
    }
    let turned = |(key, delta): &(AccKey, i64)| (key.clone(), delta.wrapping_mul(sign));
    let mut should: Vec<(AccKey, i64)> = own.bill.deltas.iter().map(turned).collect();
    let mut found = undone.deltas.clone();
    should.sort();
    found.sort();
    if found != should {
        let lacks = |list: &[(AccKey, i64)], pair: &(AccKey, i64)| !list.contains(pair);
        let words = |list: &[(AccKey, i64)], but: &[(AccKey, i64)]| -> String {
            let only = list.iter().filter(|pair| lacks(but, pair));
            only.map(|(key, sum)| format!("{key} {sum}")).collect::<Vec<_>>().join(", ")
        };
        say(
            Check::Replay,
            format!(
                "it counts [{}] where its target's mirror counts [{}]",
                words(&found, &should),
                words(&should, &found)
            ),
        );
    }
    let (opened, before) = match own.live {
        true => (own.bill.chain, own.bill.chain_before),
        false => (own.bill.chain_before, own.bill.chain),
    };
    let chain = if insured.chain == opened { before } else { insured.chain };
    if undone.chain != chain {
        let word = |seq: Option<u64>| seq.map_or_else(|| "none".to_string(), |s| s.to_string());
        say(
            Check::Replay,
            format!("the chain after {} was found, {} should be", word(undone.chain), word(chain)),
        );
    }
}
