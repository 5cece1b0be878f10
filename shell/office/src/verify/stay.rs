//! A visit as the journal tells it up to a seq: open lines, bills that stand.

use record::event::{Billed, Deed, Event, FeeLine, Scope, VisitOpened};
use record::{About, Line};
use units::Day;

/// What became of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Gone,
    In(u64),
}

/// A bill of the visit.
pub(super) struct Own {
    pub(super) seq: u64,
    pub(super) live: bool,
    /// The last event that settled it, undid it, or let it stand again.
    pub(super) last: u64,
    lines: Vec<usize>,
    /// What the visit was about when it was settled.
    pub(super) about: About,
    pub(super) bill: Box<Billed>,
}

/// A visit.
pub(super) struct Stay {
    pub(super) opened: Box<VisitOpened>,
    /// What it is about now.
    pub(super) about: About,
    /// The event that cancelled it.
    pub(super) cancelled: Option<u64>,
    /// The discharge that stands, with the last day.
    pub(super) left: Option<(u64, Day)>,
    lines: Vec<(FeeLine, Fate)>,
    pub(super) bills: Vec<Own>,
}

impl Stay {
    pub(super) fn new(opened: Box<VisitOpened>) -> Stay {
        let about = About {
            care: opened.care.clone(),
            condition: opened.condition.clone(),
            filing: opened.filing.clone(),
        };
        let (lines, bills) = (Vec::new(), Vec::new());
        Stay { opened, about, cancelled: None, left: None, lines, bills }
    }

    /// What happens next.
    pub(super) fn next(&mut self, event: Event) {
        match event.deed {
            Deed::Lines(recorded) => {
                self.lines.extend(recorded.lines.into_iter().map(|line| (line, Fate::Open)));
            }
            Deed::Withdrawn(back) => {
                let asked = |line: &FeeLine| back.lines.is_empty() || back.lines.contains(&line.id);
                for (line, fate) in &mut self.lines {
                    if *fate == Fate::Open && asked(line) {
                        *fate = Fate::Gone;
                    }
                }
            }
            Deed::Bill(bill) => {
                let mut lines = Vec::new();
                for (at, (line, fate)) in self.lines.iter_mut().enumerate() {
                    let own = bill.scope != Scope::Batch || line.batch == bill.batch;
                    if *fate == Fate::Open && own {
                        *fate = Fate::In(event.seq);
                        lines.push(at);
                    }
                }
                let (seq, last) = (event.seq, event.seq);
                let about = self.about.clone();
                self.bills.push(Own { seq, live: true, last, lines, about, bill });
            }
            Deed::Undo(undone) => {
                let Some(own) = self.bills.iter_mut().find(|own| own.seq == undone.bill) else {
                    return;
                };
                own.live = !own.live;
                own.last = event.seq;
                let fate = if own.live { Fate::In(own.seq) } else { Fate::Open };
                for at in &own.lines {
                    self.lines[*at].1 = fate;
                }
            }
            Deed::Described(described) => self.about = described.about,
            Deed::Cancelled(_) => self.cancelled = Some(event.seq),
            Deed::Discharged(discharged) => self.left = Some((event.seq, discharged.last)),
            Deed::DischargeUndone(_) => self.left = None,
            _ => {}
        }
    }

    /// A bill by its seq.
    pub(super) fn bill(&self, seq: u64) -> Option<&Own> {
        self.bills.iter().find(|own| own.seq == seq)
    }

    /// Where a bill counts among those of its person: where it was committed, a correction where the
    /// bill was that it corrects.
    pub(super) fn place(&self, own: &Own) -> u64 {
        let mut at = own;
        while let Some(earlier) = at.bill.corrects.filter(|seq| *seq < at.seq) {
            let Some(corrected) = self.bill(earlier) else { break };
            at = corrected;
        }
        at.seq
    }

    /// The lines that a bill would settle now: all that are open, or those of its batch.
    pub(super) fn open(&self, bill: &Billed) -> Vec<Line> {
        let all = bill.scope != Scope::Batch;
        let mut lines = Vec::new();
        for (fee, fate) in &self.lines {
            if *fate == Fate::Open && (all || fee.batch == bill.batch) {
                lines.push(fee.line.clone());
            }
        }
        lines
    }

    /// The live bill of a batch of lines, to which no line may be added.
    pub(super) fn closed(&self, batch: &str) -> Option<u64> {
        let mut of_batch = self.live().filter(|own| own.bill.scope == Scope::Batch);
        of_batch.find(|own| own.bill.batch == batch).map(|own| own.seq)
    }

    /// Whether any line is open.
    pub(super) fn has_open(&self) -> bool {
        self.lines.iter().any(|(_, fate)| *fate == Fate::Open)
    }

    /// Whether the lines of a bill that does not stand are all open.
    pub(super) fn free(&self, own: &Own) -> bool {
        own.lines.iter().all(|at| self.lines[*at].1 == Fate::Open)
    }

    pub(super) fn live(&self) -> impl Iterator<Item = &Own> {
        self.bills.iter().filter(|own| own.live)
    }

    /// The live bill that ended the visit.
    pub(super) fn ended(&self) -> Option<u64> {
        self.live().find(|own| own.bill.scope == Scope::Rest).map(|own| own.seq)
    }

    /// The bill that one of this scope continues: the last live one on the way.
    pub(super) fn continued(&self, scope: Scope) -> Option<u64> {
        let on_the_way = self.live().filter(|own| own.bill.scope == Scope::MidStay);
        on_the_way.map(|own| own.seq).last().filter(|_| scope != Scope::Batch)
    }

    /// A live bill after another, which that one must wait for: batches do not wait for each other.
    pub(super) fn later(&self, own: &Own) -> Option<u64> {
        let batches = |other: &Own| [own, other].iter().all(|one| one.bill.scope == Scope::Batch);
        self.live().find(|other| other.seq > own.seq && !batches(other)).map(|other| other.seq)
    }
}
