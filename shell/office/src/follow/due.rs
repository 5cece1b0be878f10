//! What is due for re-adjudication (待复核): a person's bills, decided again one after the other in the
//! order in which they count, each by the law kept with it, on the sums without what was undone.
//! Where a fen of any payer would move, the bill is due. Nothing is posted again by itself.

use super::life::{Life, Standing};
use crate::again;
use crate::desk::DeskError;
use crate::journal::{Journal, KeptLaw};
use record::event::Billed;
use record::{AccKey, Accumulators, LayerResult, PersonShare, Refusal, Settled, Verdict};
use std::collections::BTreeMap;
use store::{DuePart, DueRow};
use units::Fen;

/// What is due of a person.
pub(super) async fn due_of(
    journal: &Journal,
    person: u64,
    life: &Life,
) -> Result<Vec<DueRow>, DeskError> {
    let standing = life.standing();
    let laws = journal.laws(standing.iter().map(|s| s.billed.law).collect()).await?;
    Ok(run(journal.code(), person, life, &standing, &laws))
}

fn run(
    area: &str,
    person: u64,
    life: &Life,
    standing: &[Standing<'_>],
    laws: &BTreeMap<u64, KeptLaw>,
) -> Vec<DueRow> {
    let mut counted = Accumulators::default();
    let mut due = Vec::new();
    let now = life.file();
    for one in standing {
        let again =
            laws.get(&one.billed.law).and_then(|law| decide(area, life, &now, one, law, &counted));
        let deltas: &[(AccKey, i64)] = match &again {
            Some(Ok(settled)) => &settled.deltas,
            _ => &one.billed.deltas,
        };
        for (key, delta) in again::counted(deltas) {
            counted.add(key, *delta);
        }
        match &again {
            Some(Ok(settled)) => counted.chain = settled.chain.clone(),
            _ => counted.chain = one.billed.chain.map(|seq| record::bill_id(area, seq)),
        }
        due.extend(again.and_then(|again| item(person, life, one, again)));
    }
    due.sort_by_key(|row| row.bill);
    due
}

/// The bill decided again; none if nobody can, since another version of the engine decided it.
fn decide(
    area: &str,
    life: &Life,
    now: &record::PersonFile,
    one: &Standing<'_>,
    law: &KeptLaw,
    counted: &Accumulators,
) -> Option<Result<Settled, Refusal>> {
    let engine = again::engine(law, area)?;
    let known = life.file_before(one.bill.seq);
    let account = life.account_before(one.bill.seq);
    let person = again::person(engine, (&known, now), one.billed.to, account)?;
    let sent = again::bill(area, one.visit, one.bill, one.billed, &known);
    Some(match engine.decide(&person, &sent, counted, false).verdict {
        Verdict::Settled(settled) => Ok(*settled),
        Verdict::Refused(refusal) | Verdict::Gap(refusal) => Err(refusal),
    })
}

/// The item of a bill, if it would come out otherwise.
fn item(
    person: u64,
    life: &Life,
    one: &Standing<'_>,
    again: Result<Settled, Refusal>,
) -> Option<DueRow> {
    let Billed { layers, person: share, .. } = one.billed;
    let funds = |layers: &[LayerResult]| layers.iter().map(|layer| layer.paid).sum::<Fen>().0;
    let (parts, would, note) = match again {
        Ok(settled) => {
            let parts = parts((layers, share), (&settled.layers, &settled.person));
            if parts.iter().all(|part| part.was == part.would) {
                return None;
            }
            (parts, Some(funds(&settled.layers)), String::new())
        }
        Err(refusal) => {
            let words = refusal.sentence;
            (Vec::new(), None, format!("{}\n{}", words.zh, words.en))
        }
    };
    Some(DueRow {
        bill: one.bill.seq as i64,
        person: person as i64,
        since: life.since(one.place, one.bill.seq) as i64,
        paid: funds(layers),
        would,
        note,
        parts,
    })
}

/// Every payer with both figures.
fn parts(
    (was, was_share): (&[LayerResult], &PersonShare),
    (would, would_share): (&[LayerResult], &PersonShare),
) -> Vec<DuePart> {
    let paid = |layers: &[LayerResult], name: &str, fund: &str| {
        let own = layers.iter().filter(|l| l.name == name && l.fund.as_str() == fund);
        own.map(|layer| layer.paid.0).sum()
    };
    let mut parts: Vec<DuePart> = Vec::new();
    for layer in was.iter().chain(would) {
        let (part, fund) = (layer.name.as_str(), layer.fund.as_str());
        if parts.iter().any(|known| known.part == part && known.fund == fund) {
            continue;
        }
        let (was, would) = (paid(was, part, fund), paid(would, part, fund));
        parts.push(DuePart { part: part.to_string(), fund: fund.to_string(), was, would });
    }
    let own = |part: &str, was: Fen, would: Fen| DuePart {
        part: part.to_string(),
        fund: String::new(),
        was: was.0,
        would: would.0,
    };
    parts.push(own("account", was_share.account.total(), would_share.account.total()));
    parts.push(own("cash", was_share.cash, would_share.cash));
    parts
}
