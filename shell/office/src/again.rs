//! Deciding a bill again (复核): what a bill that stands would come to by the law kept with it, on the
//! sums of what counts before it. The follower asks so for the list of what is due, a page for the
//! explanation of a stored bill. Nothing is written.

use crate::desk::{account_keys, period_of};
use crate::journal::KeptLaw;
use crate::settle_visit::filing;
use benefit::Engine;
use law::{ClassGained, Fact};
use record::event::Billed;
use record::{
    AccKey, Accumulators, Bill, Cost, Decision, Person, PersonFile, VisitBill, VisitFile, bill_id,
};
use units::{BillId, Day, Fen};

/// The engine of the law that was kept; none if another version of the engine decided.
pub(crate) fn engine<'l>(law: &'l KeptLaw, area: &str) -> Option<&'l Engine> {
    let same = law.in_force.engine == benefit::VERSION;
    law.book.engine(area).ok().filter(|_| same)
}

/// The person as a decision sees them: by the file as it was known, or as it is known now where the
/// law says that a class gained in mid-year touches the year's earlier bills.
pub(crate) fn person(
    engine: &Engine,
    (known, now): (&PersonFile, &PersonFile),
    day: Day,
    [current, history]: [Fen; 2],
) -> Option<Person> {
    let mut person = known.on(day, current, history)?;
    if readjudicates(engine, &person.insurance, day) {
        person.classes.extend(now.gained_after(day, known.cover_on(day)?));
    }
    Some(person)
}

/// Whether a class gained in mid-year makes the year's earlier bills due.
fn readjudicates(engine: &Engine, insurance: &str, day: Day) -> bool {
    let area = engine.area();
    let code = area.domains.code(Fact::Insurance, insurance);
    let scheme = code.and_then(|code| area.scheme(code, day));
    scheme.is_some_and(|scheme| scheme.body.class_gained == ClassGained::Readjudicate)
}

/// A bill of a visit as it was sent to be decided.
pub(crate) fn bill(
    area: &str,
    visit: &VisitFile,
    bill: &VisitBill,
    billed: &Billed,
    known: &PersonFile,
) -> Bill {
    let id = |seq| BillId(bill_id(area, seq));
    let lines = bill.lines.iter().filter_map(|at| visit.lines.get(*at));
    Bill {
        id: id(bill.seq),
        care: bill.about.care.clone(),
        from: visit.opened.from,
        to: billed.to,
        settled: Some(billed.settled),
        continues: billed.continues.map(id),
        condition: bill.about.condition.clone(),
        use_account: billed.use_account,
        institution: visit.opened.place.clone(),
        filing: Some(filing(&visit.opened, &bill.about, known)),
        cost: Cost::Lines(lines.map(|line| line.fee.line.clone()).collect()),
    }
}

/// Deltas without those that end with their bill, and without the account's, which is a balance of
/// money and follows the order of commits.
pub(crate) fn counted(deltas: &[(AccKey, i64)]) -> impl Iterator<Item = &(AccKey, i64)> {
    let account = account_keys();
    deltas.iter().filter(move |(key, _)| period_of(key).is_some() && !account.contains(key))
}

/// The decision on exactly what the bill saw, with every step.
pub(crate) fn explained(
    area: &str,
    law: &KeptLaw,
    person: &Person,
    sent: &Bill,
    billed: &Billed,
) -> Option<Decision> {
    let mut seen = Accumulators::default();
    seen.apply(&billed.seen);
    seen.chain = billed.chain_before.map(|seq| bill_id(area, seq));
    Some(engine(law, area)?.decide(person, sent, &seen, true))
}
