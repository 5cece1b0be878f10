//! Reconcile details (对明细账): an institution's books beside ours, row by row. Every difference is
//! named once, with the row it lies in; nothing is changed.

mod compare;

use crate::desk::{DeskError, Refused};
use crate::follow::Follower;
use crate::journal::Journal;
use crate::read_person::{Viewer, read_ids};
use crate::reconcile_totals::Span;
use crate::refuse::refused;
use compare::compare;
use record::bill_seq;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::SettlementRow;
use units::{Day, Fen};

/// The most rows of ours that are compared at once.
const MOST: i64 = 200_000;
/// Events read at once.
const EVENTS: usize = 1000;

/// A row of an institution's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theirs {
    /// Where it stands in their file.
    pub line: usize,
    /// Number of the settlement, or of its undo.
    pub settlement: String,
    /// Number of the visit.
    pub visit: String,
    /// Id of the person.
    pub person: String,
    /// Whether it is a refund.
    pub refund: bool,
    /// The whole bill.
    pub total: Fen,
    /// What funds pay.
    pub funds: Fen,
    /// What the personal account pays.
    pub account: Fen,
}

/// A row of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ours {
    /// As the follower derived it.
    pub row: SettlementRow,
    /// Id of the person.
    pub person: String,
    /// The message that asked for it; none where it came without one, or where nothing of the row
    /// is shown.
    pub message: Option<String>,
}

/// What of a row differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The visit.
    Visit,
    /// The person.
    Person,
    /// Whether it is a refund.
    Refund,
    /// The whole bill.
    Total,
    /// What funds pay.
    Funds,
    /// What the personal account pays.
    Account,
}

/// Why we do not have a row of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No settlement of the institution has this number.
    Unknown,
    /// It was committed on a day outside the span.
    OtherDay(Day),
    /// It is of another insurance, another kind of care, or a refund where none are meant.
    NotMeant,
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Both have the row and it is not the same.
    Differs(Theirs, Ours, Vec<Part>),
    /// We have a row that they do not have.
    OursOnly(Ours),
    /// They have a row that we do not have.
    TheirsOnly(Theirs, Why),
    /// They have a row once more; it stands in this line before.
    Twice(Theirs, usize),
}

/// Compares an institution's rows with ours: every difference, theirs by line, then ours by number.
pub async fn reconcile_details(
    journal: &Arc<Journal>,
    viewer: &Viewer,
    span: &Span<'_>,
    theirs: Vec<Theirs>,
) -> Result<Result<Vec<Difference>, Refused>, DeskError> {
    Follower::of(journal.clone()).catch_up().await?;
    let models = journal.store().models();
    let (area, days) = (journal.number(), span.numbers());
    let rows = models.settlement_rows(area, span.institution, days, MOST + 1).await?;
    if rows.len() as i64 > MOST {
        return Ok(Err(refused(
            "too-many-rows",
            format!("所选日期内的结算超过 {MOST} 笔。请缩短对账日期，分次对账。"),
            format!("more than {MOST} settlements lie in these days; reconcile fewer days at once"),
        )));
    }
    let meant: Vec<SettlementRow> =
        rows.into_iter().filter(|row| span.means(&row.insurance, &row.care, row.sign)).collect();
    let persons: BTreeSet<u64> = meant.iter().map(|row| row.person as u64).collect();
    let ids = read_ids(journal, viewer, &persons).await?;
    let ours = meant.into_iter().map(|row| {
        let person = ids.get(&(row.person as u64)).cloned().unwrap_or_default();
        Ours { row, person, message: None }
    });
    let mut found = compare(journal.code(), theirs, ours.collect());
    explain(journal, span, &mut found).await?;
    with_messages(journal, &mut found).await?;
    Ok(Ok(found))
}

/// Why we do not have rows of theirs: looked up among all rows, but only the institution's own.
async fn explain(
    journal: &Journal,
    span: &Span<'_>,
    found: &mut [Difference],
) -> Result<(), DeskError> {
    let seq = |theirs: &Theirs| {
        bill_seq(journal.code(), &theirs.settlement).and_then(|seq| i64::try_from(seq).ok())
    };
    let unknown = found.iter().filter_map(|one| match one {
        Difference::TheirsOnly(theirs, _) => seq(theirs),
        _ => None,
    });
    let seqs: Vec<i64> = unknown.collect();
    let rows = journal.store().models().settlement_rows_at(journal.number(), &seqs).await?;
    let own = rows.into_iter().filter(|row| row.institution == span.institution);
    let own: BTreeMap<i64, SettlementRow> = own.map(|row| (row.seq, row)).collect();
    let (first, last) = span.numbers();
    for one in found {
        let Difference::TheirsOnly(theirs, why) = one else { continue };
        let Some(row) = seq(theirs).and_then(|seq| own.get(&seq)) else { continue };
        let day = i32::try_from(row.day).ok().and_then(Day::from_number);
        *why = match day.filter(|_| row.day < first || last < row.day) {
            Some(day) => Why::OtherDay(day),
            None => Why::NotMeant,
        };
    }
    Ok(())
}

/// The messages that asked for the rows of ours that are shown.
async fn with_messages(journal: &Journal, found: &mut [Difference]) -> Result<(), DeskError> {
    let shown = found.iter().filter_map(ours_of).map(|ours| ours.row.seq);
    let seqs: Vec<i64> = shown.collect::<BTreeSet<_>>().into_iter().collect();
    let mut messages: HashMap<i64, String> = HashMap::new();
    for some in seqs.chunks(EVENTS) {
        for event in journal.events_at(some).await? {
            let message = event.key.as_ref().map(|key| key.address.message.clone());
            messages.extend(message.map(|message| (event.seq as i64, message)));
        }
    }
    for one in found {
        if let Difference::Differs(_, ours, _) | Difference::OursOnly(ours) = one {
            ours.message = messages.get(&ours.row.seq).cloned();
        }
    }
    Ok(())
}

fn ours_of(one: &Difference) -> Option<&Ours> {
    match one {
        Difference::Differs(_, ours, _) | Difference::OursOnly(ours) => Some(ours),
        Difference::TheirsOnly(..) | Difference::Twice(..) => None,
    }
}
