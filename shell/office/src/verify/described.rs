//! Descriptions, cancellations, discharges and revoked filings: each is one that might be, by what the
//! journal tells before it. What decides about money in them shows when bills are decided again.

use super::person::Insured;
use super::report::{Check, Findings};
use super::stay::Stay;
use record::Filing;
use record::event::{Deed, FilingRevoked, Scope};

/// Checks what happens to a visit besides lines, bills and undos, before it is folded.
pub(super) fn check(findings: &mut Findings, stay: &Stay, seq: u64, deed: &Deed) {
    let mut say = |sentence: String| findings.event(Check::Keys, seq, sentence);
    if let Some(at) = stay.cancelled {
        say(format!("its visit was cancelled by {at}; nothing should follow"));
    }
    match deed {
        Deed::Described(described) => {
            if let Some((at, _)) = stay.left {
                say(format!("its stay was ended by {at}; it should not be described any more"));
            }
            let other = |own: &&super::stay::Own| own.about != described.about;
            if let Some(own) = stay.live().find(other) {
                say(format!("bill {} stands, and was settled by another description", own.seq));
            }
        }
        Deed::Cancelled(_) => {
            if let Some(own) = stay.live().next() {
                say(format!("it cancels a visit whose bill {} stands", own.seq));
            }
            if stay.has_open() {
                say("it cancels a visit that has open lines".to_string());
            }
            if let Some((at, _)) = stay.left {
                say(format!("it cancels a visit that was ended by {at}"));
            }
        }
        Deed::Discharged(discharged) => {
            if let Some((at, _)) = stay.left {
                say(format!("its stay was ended by {at} before"));
            }
            if let Some(bill) = stay.ended() {
                say(format!("its visit was ended by bill {bill}; it should not be"));
            }
            if discharged.last < stay.opened.from {
                let (last, from) = (discharged.last, stay.opened.from);
                say(format!("it ends the stay on {last}, before its first day {from}"));
            }
            if let Some(own) = stay.live().find(|own| own.bill.to > discharged.last) {
                let (last, to) = (discharged.last, own.bill.to);
                say(format!("it ends the stay on {last}; bill {} goes to {to}", own.seq));
            }
        }
        Deed::DischargeUndone(undone) => {
            if let Some(bill) = stay.ended() {
                say(format!("its visit was ended by bill {bill}; the discharge should stand"));
            }
            match stay.left {
                Some((at, _)) if at == undone.discharge => {}
                Some((at, _)) => say(format!("it undoes {}; {at} stands", undone.discharge)),
                None => say(format!("it undoes {}; no discharge stands", undone.discharge)),
            }
        }
        _ => {}
    }
}

/// That lines come while the stay goes on, and a bill ends where it ended.
pub(super) fn in_time(findings: &mut Findings, stay: &Stay, seq: u64, deed: &Deed) {
    let mut say = |sentence: String| findings.event(Check::Keys, seq, sentence);
    if let Some(at) = stay.cancelled {
        say(format!("its visit was cancelled by {at}; nothing should follow"));
    }
    if let Deed::Lines(recorded) = deed {
        let closed = recorded.lines.iter().find_map(|line| stay.closed(&line.batch));
        if let Some(bill) = closed {
            say(format!(
                "it adds to a batch that bill {bill} settled; that should be undone first"
            ));
        }
    }
    let Some((at, last)) = stay.left else { return };
    match deed {
        Deed::Lines(_) => say(format!("its stay was ended by {at}; no line should follow")),
        Deed::Bill(bill) if bill.scope != Scope::Rest && bill.to > last => {
            say(format!("it goes to {}; the stay was ended on {last} by {at}", bill.to));
        }
        Deed::Bill(bill) if bill.scope == Scope::Rest && bill.to != last => {
            say(format!("it ends on {}; the stay was ended on {last} by {at}", bill.to));
        }
        _ => {}
    }
}

/// Checks a revocation before it is folded.
pub(super) fn revoked(
    findings: &mut Findings,
    insured: &Insured,
    (seq, revoked): (u64, &FilingRevoked),
) {
    let mut say = |sentence: String| findings.event(Check::Keys, seq, sentence);
    let made = revoked.made;
    let same = |a: &Filing, b: &Filing| a.kind == b.kind && a.value == b.value && a.from == b.from;
    let written = insured.filed_at.iter().position(|at| *at == made);
    let Some(written) = written.map(|at| &insured.filings[at]) else {
        return say(format!("it revokes {made}, which is no filing of its person"));
    };
    if !same(written, &revoked.filing) {
        return say(format!("it revokes another filing than {made} made"));
    }
    let stood = insured.filings.iter().rfind(|other| same(other, written));
    let ends = stood.map_or(written.to, |stood| stood.to);
    let Some(now) = revoked.filing.to else {
        return say(format!("it revokes {made} and lets it hold for ever"));
    };
    if ends.is_some_and(|ends| ends <= now) {
        say(format!("it lets filing {made} hold to {now}; it was to end before or then"));
    }
}
