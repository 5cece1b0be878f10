//! A bill from the books (结算单): everything that is stored of it, what became of it, and its
//! explanation, derived again by the law kept with it on exactly what it saw.

use crate::again;
use crate::desk::DeskError;
use crate::follow::{Life, legal_day};
use crate::journal::{Journal, KeptLaw};
use crate::read_person::{PersonSeen, Viewer, Which, read_person};
use record::event::{Billed, VisitOpened};
use record::{About, Deed, Person, Settled, Verdict, VisitBill, VisitFile, VisitLine};
use std::collections::{BTreeMap, BTreeSet};
use store::DueRow;
use units::Day;

/// A bill from the books.
#[derive(Debug, Clone)]
pub struct BillShown {
    /// Its seq.
    pub seq: u64,
    /// The person.
    pub person: PersonSeen,
    /// The visit, about what it was when it was settled.
    pub visit: VisitOpened,
    /// Name of the institution; its code where nobody registered a name.
    pub institution: String,
    /// The lines it settled.
    pub lines: Vec<VisitLine>,
    /// Names of their items, by code.
    pub items: BTreeMap<String, String>,
    /// As it was written.
    pub billed: Billed,
    /// The person as the decision saw them.
    pub decided_for: Option<Person>,
    /// The legal day on which it was written.
    pub written: Option<Day>,
    /// First seq of the batch in which it stands.
    pub batch: u64,
    /// The law that decided it.
    pub law: KeptLaw,
    /// The decision derived again with its steps; none if another engine version decided.
    pub again: Option<Settled>,
    /// Whether what was derived again is what is stored, to the fen.
    pub same: bool,
    /// The event that undid it, if it does not stand.
    pub undone_by: Option<u64>,
    /// The bill that took its place.
    pub corrected_by: Option<u64>,
    /// Whether it is due for re-adjudication.
    pub due: Option<DueRow>,
}

/// Reads a bill; none if there is none of that number.
pub async fn bill_shown(
    journal: &Journal,
    viewer: &Viewer,
    seq: u64,
) -> Result<Option<BillShown>, DeskError> {
    let events = journal.events_at(&[seq as i64]).await?;
    let Some(Deed::Bill(billed)) = events.first().map(|event| event.deed.clone()) else {
        return Ok(None);
    };
    let Some(visit) = journal.visit(billed.visit).await? else { return Ok(None) };
    let which = Which::Number(visit.opened.person);
    let Some(person) = read_person(journal, viewer, &which).await? else { return Ok(None) };
    let law = journal.law(billed.law).await?;
    let (decided_for, again) = again_of(journal, &visit, seq, &billed, &law).await?;
    let same = again.as_ref().is_some_and(|again| same(again, &billed));
    let batch = journal.store().batch_of(journal.number(), seq as i64).await?;
    let models = journal.store().models();
    let due = models.due(journal.number(), seq as i64 - 1, 1).await?;
    let own = visit.bill(seq);
    let lines = own.map_or(&[][..], |bill| &bill.lines).iter();
    let lines: Vec<VisitLine> = lines.filter_map(|at| visit.lines.get(*at).cloned()).collect();
    let corrects =
        |bill: &&record::VisitBill| bill.billed().is_some_and(|other| other.corrects == Some(seq));
    Ok(Some(BillShown {
        seq,
        institution: institution(journal, &visit.opened).await?,
        items: items(journal, &lines, visit.opened.from).await?,
        lines,
        written: batch.as_ref().and_then(|batch| legal_day(batch.written)),
        batch: batch.map_or(0, |batch| batch.first as u64),
        undone_by: own.filter(|bill| !bill.live).map(|bill| bill.last),
        corrected_by: visit.bills.iter().find(corrects).map(|bill| bill.seq),
        due: due.into_iter().find(|row| row.bill == seq as i64),
        visit: about(&visit, own),
        billed: *billed,
        person,
        decided_for,
        law,
        again,
        same,
    }))
}

/// A registration with what the visit was about when a bill was settled.
fn about(visit: &VisitFile, bill: Option<&VisitBill>) -> VisitOpened {
    let about = bill.map_or(&visit.about, |bill| &bill.about);
    let About { care, condition, filing } = About::clone(about);
    VisitOpened { care, condition, filing, ..visit.opened.clone() }
}

/// The name that an institution had on the first day of a visit.
async fn institution(journal: &Journal, visit: &VisitOpened) -> Result<String, DeskError> {
    let rows = journal.store().institutions(std::slice::from_ref(&visit.institution)).await?;
    let day = i64::from(visit.from.number());
    let name = rows.into_iter().rfind(|row| row.from_day <= day).map(|row| row.name);
    let on_receipt = || visit.claim.clone().filter(|name| !name.is_empty());
    Ok(name.or_else(on_receipt).unwrap_or_else(|| visit.institution.clone()))
}

/// What the items of lines were called on a day, by code.
async fn items(
    journal: &Journal,
    lines: &[VisitLine],
    day: Day,
) -> Result<BTreeMap<String, String>, DeskError> {
    let codes: BTreeSet<String> = lines.iter().map(|line| line.fee.line.code.clone()).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    let rows = match codes.as_slice() {
        [] => Vec::new(),
        some => journal.store().items(journal.number(), some).await?,
    };
    let day = i64::from(day.number());
    // They come in the order of days: the last name up to the day stands.
    let known = rows.into_iter().filter(|row| row.from_day <= day);
    Ok(known.map(|row| (row.code, row.name)).collect())
}

/// The bill decided again on what it saw, by the person's file as it was known then.
async fn again_of(
    journal: &Journal,
    visit: &VisitFile,
    seq: u64,
    billed: &Billed,
    law: &KeptLaw,
) -> Result<(Option<Person>, Option<Settled>), DeskError> {
    // A person's number is the seq of their first cover: enough, should the follower be behind.
    let person = visit.opened.person;
    let more = vec![person as i64, visit.seq as i64];
    let life = Life::read(journal, person, more, seq).await?;
    let known = life.file_before(seq);
    let account = life.account_at(seq);
    let person = match (billed.corrects, again::engine(law, journal.code())) {
        (Some(_), Some(engine)) => again::person(engine, (&known, &known), billed.to, account),
        _ => known.on(billed.to, account[0], account[1]),
    };
    let (Some(person), Some(own)) = (person, visit.bill(seq)) else { return Ok((None, None)) };
    let sent = again::bill(journal.code(), visit, own, billed, &known);
    let decision = again::explained(journal.code(), law, &person, &sent, billed);
    let settled = decision.and_then(|decision| match decision.verdict {
        Verdict::Settled(settled) => Some(*settled),
        Verdict::Refused(_) | Verdict::Gap(_) => None,
    });
    Ok((Some(person), settled))
}

fn same(again: &Settled, billed: &Billed) -> bool {
    again.split == billed.split
        && again.layers == billed.layers
        && again.person == billed.person
        && again.ruling_day == billed.ruling_day
}
