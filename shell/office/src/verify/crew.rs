//! The crew: workers on all cores, each with its share of the persons.

use super::kept_rows::Row;
use super::report::{Findings, Unchecked};
use super::worker::{Done, Job, Worker};
use std::sync::mpsc::{SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

/// Jobs that are handed over at once.
const HAND: usize = 256;
/// Handfuls that may wait for a worker.
const WAIT: usize = 8;

struct Lane {
    send: SyncSender<Vec<Job>>,
    hand: Vec<Job>,
    thread: JoinHandle<Done>,
}

/// Workers.
pub(super) struct Crew {
    lanes: Vec<Lane>,
}

impl Crew {
    pub(super) fn start(area: &str) -> Crew {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let lane = |_| {
            let (send, jobs) = sync_channel(WAIT);
            let area = area.to_string();
            let thread = std::thread::spawn(move || Worker::run(&area, &jobs));
            Lane { send, hand: Vec::with_capacity(HAND), thread }
        };
        Crew { lanes: (0..cores).map(lane).collect() }
    }

    /// Hands a job to the worker of a person.
    pub(super) fn give(&mut self, person: u64, job: Job) -> Result<(), Unchecked> {
        let count = self.lanes.len() as u64;
        let lane = &mut self.lanes[(person % count) as usize];
        lane.hand.push(job);
        if lane.hand.len() < HAND {
            return Ok(());
        }
        lane.flush()
    }

    /// The visits of a person so far.
    pub(super) fn visits(&mut self, person: u64) -> Result<Vec<u64>, Unchecked> {
        let (send, back) = channel();
        let count = self.lanes.len() as u64;
        let lane = &mut self.lanes[(person % count) as usize];
        lane.hand.push(Job::Visits(person, send));
        lane.flush()?;
        back.recv().map_err(|_| Unchecked::Failed)
    }

    pub(super) fn row(&mut self, row: Row) -> Result<(), Unchecked> {
        let person = match &row {
            Row::File(person, _) | Row::Sums(person, _) | Row::Id(person, _) => *person,
        };
        self.give(person, Job::Row(row))
    }

    /// What is wrong with the rows that were handed over.
    pub(super) fn rows_end(&mut self, findings: &mut Findings) -> Result<(), Unchecked> {
        for lane in &mut self.lanes {
            let (send, back) = channel();
            lane.hand.push(Job::Rows(send));
            lane.flush()?;
            findings.merge(back.recv().map_err(|_| Unchecked::Failed)?);
        }
        Ok(())
    }

    /// Ends the work.
    pub(super) fn finish(self) -> Result<Vec<Done>, Unchecked> {
        let mut done = Vec::new();
        for mut lane in self.lanes {
            lane.flush()?;
            drop(lane.send);
            done.push(lane.thread.join().map_err(|_| Unchecked::Failed)?);
        }
        Ok(done)
    }
}

impl Lane {
    fn flush(&mut self) -> Result<(), Unchecked> {
        let hand = std::mem::replace(&mut self.hand, Vec::with_capacity(HAND));
        self.send.send(hand).map_err(|_| Unchecked::Failed)
    }
}
