//! What a client was answered, by its own journal: every answer stands in the books as it was given.

use super::report::{Check, Findings, Report};
use record::event::{Billed, Deed, Event};
use record::{Address, bill_id};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use units::Fen;

/// What an answer said was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// A bill was settled.
    Settled,
    /// A settlement was undone, or a message reversed.
    Undone,
    /// Something else was written.
    Written,
}

/// The amounts of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// The whole bill.
    pub total: Fen,
    /// What the funds pay.
    pub funds: Fen,
    /// From the personal account.
    pub account: Fen,
    /// In cash.
    pub cash: Fen,
}

/// An answer that a client keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The line of the client's journal, from 1.
    pub line: u64,
    /// The message that was answered.
    pub message: Address,
    /// What was done.
    pub said: Said,
    /// Id of the bill it is about.
    pub bill: Option<String>,
    /// The amounts.
    pub amounts: Option<Amounts>,
}

/// Answers by their message, and where each was met.
#[derive(Default)]
pub(super) struct Answers {
    by_message: HashMap<Address, (Answered, Option<(String, u64)>)>,
    findings: Findings,
    count: u64,
}

impl Answers {
    /// Answers of a journal. Two answers to one message must agree.
    pub(super) fn new(answers: &[Answered]) -> Answers {
        let mut all = Answers { count: answers.len() as u64, ..Answers::default() };
        for answer in answers {
            match all.by_message.entry(answer.message.clone()) {
                Entry::Vacant(place) => {
                    place.insert((answer.clone(), None));
                }
                Entry::Occupied(first) => {
                    let first = &first.get().0;
                    let same = (first.said, &first.bill, first.amounts)
                        == (answer.said, &answer.bill, answer.amounts);
                    if !same {
                        let sentence = format!(
                            "{} was answered otherwise in line {}; both answers should be the same",
                            place(answer),
                            first.line
                        );
                        all.findings.whole(Check::Answered, sentence);
                    }
                }
            }
        }
        all
    }

    /// An event may be what a message was answered with.
    pub(super) fn meet(&mut self, area: &str, event: &Event, findings: &mut Findings) {
        if self.by_message.is_empty() {
            return;
        }
        let Some(key) = &event.key else { return };
        let Some((answer, met)) = self.by_message.get_mut(&key.address) else { return };
        let seq = event.seq;
        if let Some((area, first)) = met {
            let sentence =
                format!("{}: event {first} of area {area} answers it too", place(answer));
            return findings.event(Check::Answered, seq, sentence);
        }
        *met = Some((area.to_string(), seq));
        if let Some(sentence) = wrong(area, event, answer) {
            findings.event(Check::Answered, seq, format!("{}: {sentence}", place(answer)));
        }
    }

    /// Whatever was answered and is not in the books.
    pub(super) fn finish(mut self, report: &mut Report) {
        report.answered = self.count;
        let lost = self.by_message.into_values().filter(|(_, met)| met.is_none());
        let mut lost: Vec<Answered> = lost.map(|(answer, _)| answer).collect();
        lost.sort_by_key(|answer| answer.line);
        for answer in lost {
            let bill = answer.bill.as_deref().map(|bill| format!(" ({bill})")).unwrap_or_default();
            let sentence =
                format!("{}{bill} was answered and no event has its key", place(&answer));
            self.findings.whole(Check::Answered, sentence);
        }
        report.take(self.findings);
    }
}

fn place(answer: &Answered) -> String {
    let Address { institution, number, message } = &answer.message;
    format!("line {}: message {message} ({number} of {institution})", answer.line)
}

fn wrong(area: &str, event: &Event, answer: &Answered) -> Option<String> {
    match (&event.deed, answer.said) {
        (Deed::Bill(bill), Said::Settled) => {
            if let Some(said) = answer.bill.as_ref().filter(|id| **id != bill_id(area, event.seq)) {
                let found = bill_id(area, event.seq);
                return Some(format!("bill {said} was answered, {found} is in the books"));
            }
            amounts(bill, answer.amounts?)
        }
        (Deed::Undo(undone), Said::Undone) => {
            let found = bill_id(area, undone.bill);
            let said = answer.bill.as_ref().filter(|id| **id != found)?;
            Some(format!("the undo of {said} was answered, {found} was undone"))
        }
        (Deed::Tombstone(_), Said::Undone) => {
            let said = answer.bill.as_ref()?;
            Some(format!("the undo of {said} was answered; nothing was undone"))
        }
        // The reversal of a registration.
        (Deed::Cancelled(cancelled), Said::Undone) => {
            let said = answer.bill.as_ref()?;
            Some(format!(
                "the undo of {said} was answered, visit {} was cancelled",
                cancelled.visit
            ))
        }
        (Deed::Bill(_) | Deed::Undo(_) | Deed::Tombstone(_), Said::Written)
        | (_, Said::Settled | Said::Undone) => {
            Some(format!("something else is in the books under this key: {}", event.deed.kind()))
        }
        (_, Said::Written) => None,
    }
}

fn amounts(bill: &Billed, said: Amounts) -> Option<String> {
    let funds: i128 = bill.layers.iter().map(|layer| i128::from(layer.paid.0)).sum();
    let funds = i64::try_from(funds).map(Fen).unwrap_or(Fen(i64::MAX));
    let account = bill.person.account;
    let account = Fen(account.current.0.wrapping_add(account.history.0));
    let rows = [
        ("total", said.total, bill.split.total),
        ("from funds", said.funds, funds),
        ("from the account", said.account, account),
        ("in cash", said.cash, bill.person.cash),
    ];
    let off = rows.into_iter().filter(|(_, said, found)| said != found);
    let off: Vec<String> = off
        .map(|(name, said, found)| format!("{name} {said} was answered, {found} is in the books"))
        .collect();
    (!off.is_empty()).then(|| off.join("; "))
}
