//! A visit as the journal tells it up to a seq: open lines, bills that stand.

use record::event::{Billed, Deed, Event, FeeLine, VisitOpened};
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
                for (at, (_, fate)) in self.lines.iter_mut().enumerate() {
                    if *fate == Fate::Open {
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

    /// The lines that a bill would settle now.
    pub(super) fn open(&self) -> Vec<Line> {
        let open = self.lines.iter().filter(|(_, fate)| *fate == Fate::Open);
        open.map(|(fee, _)| fee.line.clone()).collect()
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
        self.live().find(|own| !own.bill.mid_stay).map(|own| own.seq)
    }

    /// The last live bill on the way.
    pub(super) fn continued(&self) -> Option<u64> {
        self.live().filter(|own| own.bill.mid_stay).map(|own| own.seq).last()
    }

    /// The last live bill after another.
    pub(super) fn later(&self, seq: u64) -> Option<u64> {
        self.live().map(|own| own.seq).find(|other| *other > seq)
    }
}
