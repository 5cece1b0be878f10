//! A visit's file: what its events come to — what it is about, open lines, live bills, how it ended.

use crate::bill::Line;
use crate::described::{About, Described, Discharged};
use crate::event::{Billed, Deed, Event, FeeLine, Scope, VisitOpened};
use std::sync::Arc;
use units::Fen;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// Recorded, not settled.
    Open,
    /// Withdrawn.
    Withdrawn,
    /// In the live bill of this seq.
    Billed(u64),
}

/// A line of the visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitLine {
    /// The event that recorded it.
    pub seq: u64,
    /// The line.
    pub fee: FeeLine,
    /// What became of it.
    pub state: LineState,
}

impl VisitLine {
    /// Whether a bill of this scope and batch would settle it now.
    fn falls_in(&self, scope: Scope, batch: &str) -> bool {
        self.state == LineState::Open && (scope != Scope::Batch || self.fee.batch == batch)
    }
}

/// A bill of the visit.
#[derive(Debug, Clone)]
pub struct VisitBill {
    /// Its seq.
    pub seq: u64,
    /// Whether it stands: it was settled, and not undone since.
    pub live: bool,
    /// The last event that settled, undid or restored it.
    pub last: u64,
    /// The lines it settled, by their place in the file.
    pub lines: Vec<usize>,
    /// What the visit was about when it was settled.
    pub about: Arc<About>,
    /// The event.
    pub event: Arc<Event>,
}

impl VisitBill {
    /// The bill itself.
    pub fn billed(&self) -> Option<&Billed> {
        match &self.event.deed {
            Deed::Bill(bill) => Some(bill),
            _ => None,
        }
    }
}

/// A visit with all that happened to it.
#[derive(Debug, Clone)]
pub struct VisitFile {
    /// The seq of its registration.
    pub seq: u64,
    /// Its registration.
    pub opened: VisitOpened,
    /// What it is about: as it was described last, else as it was registered.
    pub about: Arc<About>,
    /// The last description.
    pub described: Option<Arc<Event>>,
    /// The discharge that stands.
    pub discharged: Option<Arc<Event>>,
    /// The event that cancelled it.
    pub cancelled: Option<u64>,
    /// Lines in the order in which they were recorded.
    pub lines: Vec<VisitLine>,
    /// Bills in the order in which they were settled.
    pub bills: Vec<VisitBill>,
}

impl VisitFile {
    /// A visit that was just registered.
    pub fn new(seq: u64, opened: VisitOpened) -> VisitFile {
        let about = Arc::new(opened.about());
        let (described, discharged, cancelled) = (None, None, None);
        let (lines, bills) = (Vec::new(), Vec::new());
        VisitFile { seq, opened, about, described, discharged, cancelled, lines, bills }
    }

    /// The file of a visit's events in order; none if they do not begin with its registration.
    pub fn of(events: impl IntoIterator<Item = Arc<Event>>) -> Option<VisitFile> {
        let mut events = events.into_iter();
        let first = events.next()?;
        let Deed::Visit(opened) = &first.deed else { return None };
        let mut file = VisitFile::new(first.seq, (**opened).clone());
        events.for_each(|event| file.add(&event));
        Some(file)
    }

    /// Adds what happened next.
    pub fn add(&mut self, event: &Arc<Event>) {
        match &event.deed {
            Deed::Lines(recorded) => {
                let line = |fee: &FeeLine| VisitLine {
                    seq: event.seq,
                    fee: fee.clone(),
                    state: LineState::Open,
                };
                self.lines.extend(recorded.lines.iter().map(line));
            }
            Deed::Withdrawn(withdrawn) => {
                for line in self.lines.iter_mut().filter(|l| l.state == LineState::Open) {
                    if withdrawn.lines.is_empty() || withdrawn.lines.contains(&line.fee.id) {
                        line.state = LineState::Withdrawn;
                    }
                }
            }
            Deed::Bill(bill) => {
                let (scope, batch) = (bill.scope, bill.batch.as_str());
                let asked = |at: &usize| self.lines[*at].falls_in(scope, batch);
                let lines: Vec<usize> = (0..self.lines.len()).filter(asked).collect();
                self.mark(&lines, LineState::Billed(event.seq));
                let (seq, event) = (event.seq, event.clone());
                let about = self.about.clone();
                self.bills.push(VisitBill { seq, live: true, last: seq, lines, about, event });
            }
            Deed::Undo(undone) => {
                let Some(at) = self.bills.iter().position(|b| b.seq == undone.bill) else {
                    return;
                };
                let bill = &mut self.bills[at];
                (bill.live, bill.last) = (!bill.live, event.seq);
                let (live, lines) = (bill.live, bill.lines.clone());
                let state = if live { LineState::Billed(undone.bill) } else { LineState::Open };
                self.mark(&lines, state);
            }
            Deed::Described(described) => {
                if *self.about != described.about {
                    self.about = Arc::new(described.about.clone());
                }
                self.described = Some(event.clone());
            }
            Deed::Cancelled(_) => self.cancelled = Some(event.seq),
            Deed::Discharged(_) => self.discharged = Some(event.clone()),
            Deed::DischargeUndone(_) => self.discharged = None,
            _ => {}
        }
    }

    /// The last description, if there was one.
    pub fn description(&self) -> Option<&Described> {
        match &self.described.as_ref()?.deed {
            Deed::Described(described) => Some(described),
            _ => None,
        }
    }

    /// The discharge that stands, if one does.
    pub fn left(&self) -> Option<&Discharged> {
        match &self.discharged.as_ref()?.deed {
            Deed::Discharged(discharged) => Some(discharged),
            _ => None,
        }
    }

    fn mark(&mut self, lines: &[usize], state: LineState) {
        for at in lines {
            if let Some(line) = self.lines.get_mut(*at) {
                line.state = state;
            }
        }
    }

    /// Lines that are not settled yet.
    pub fn open(&self) -> impl Iterator<Item = &VisitLine> {
        self.lines.iter().filter(|line| line.state == LineState::Open)
    }

    /// The open lines that a bill of this scope and batch would settle.
    pub fn due<'f>(
        &'f self,
        scope: Scope,
        batch: &'f str,
    ) -> impl Iterator<Item = &'f VisitLine> + 'f {
        self.lines.iter().filter(move |line| line.falls_in(scope, batch))
    }

    /// The same as a bill takes them.
    pub fn due_lines(&self, scope: Scope, batch: &str) -> Vec<Line> {
        self.due(scope, batch).map(|line| line.fee.line.clone()).collect()
    }

    /// What they cost.
    pub fn due_sum(&self, scope: Scope, batch: &str) -> Fen {
        self.due(scope, batch).map(|line| line.fee.line.amount).sum()
    }

    /// The bills that stand.
    pub fn live(&self) -> impl Iterator<Item = &VisitBill> {
        self.bills.iter().filter(|bill| bill.live)
    }

    /// The bill that ended the visit, if one stands.
    pub fn ended(&self) -> Option<&VisitBill> {
        self.live().find(|bill| bill.billed().is_some_and(Billed::ends))
    }

    /// The last settlement on the way that stands.
    pub fn last_mid_stay(&self) -> Option<&VisitBill> {
        let mid = |bill: &&VisitBill| bill.billed().is_some_and(Billed::mid_stay);
        self.live().filter(mid).last()
    }

    /// The last bill that must be undone before this one can be.
    pub fn resting_on(&self, bill: &VisitBill) -> Option<&VisitBill> {
        let own = bill.billed()?;
        let rests = |later: &&VisitBill| later.billed().is_some_and(|later| own.rests_under(later));
        self.live().filter(|later| later.seq > bill.seq).filter(rests).last()
    }

    /// The place of a bill among those of its person: bills count in the order in which they were
    /// committed, and a correction stands where the bill stood whose place it takes.
    pub fn place(&self, bill: &VisitBill) -> u64 {
        let corrected = bill.billed().and_then(|billed| self.bill(billed.corrects?));
        corrected.map_or(bill.seq, |corrected| self.place(corrected))
    }

    /// A bill by its seq.
    pub fn bill(&self, seq: u64) -> Option<&VisitBill> {
        self.bills.iter().find(|bill| bill.seq == seq)
    }
}
