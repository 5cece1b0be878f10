//! Faults that wait for their call, and counters of calls.

use crate::common::lock;
use std::ops::Sub;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Kinds of calls on databases, WALs and journals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file is opened.
    Open,
    /// Bytes are read.
    Read,
    /// Bytes are written.
    Write,
    /// What was written is to be made safe.
    Sync,
    /// A file is cut short.
    Truncate,
    /// A file is deleted.
    Delete,
    /// Write, sync or truncate.
    Any,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// An I/O error; nothing is done. After a sync the bytes are still waiting: a later one saves them.
    Eio,
    /// The disk is full: half of a write may be there, the call fails.
    Enospc,
    /// A sync fails as on Linux: the bytes are given up; whoever else had the file open is told at
    /// their next sync, once, and a later one says yes without the bytes.
    /// Elsewhere as `Eio`.
    Lost,
    /// A sync says yes and saves nothing. Elsewhere nothing is wrong.
    Lie,
    /// The power is cut at this call, with this seed. A write has begun, a sync saved nothing.
    Cut(u64),
}

/// A call that is to go wrong.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Which call of its kind, counted from now; 1 is the next.
    pub at: u64,
    /// The kind of the call.
    pub kind: Kind,
    /// What goes wrong.
    pub error: Error,
    /// Whether all later calls of the kind go wrong too.
    pub lasting: bool,
}

/// Counted calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Files opened.
    pub opens: u64,
    /// Reads.
    pub reads: u64,
    /// Writes.
    pub writes: u64,
    /// Syncs.
    pub syncs: u64,
    /// Truncates.
    pub truncates: u64,
    /// Deletes.
    pub deletes: u64,
}

impl Sub for Calls {
    type Output = Calls;

    fn sub(self, earlier: Calls) -> Calls {
        Calls {
            opens: self.opens - earlier.opens,
            reads: self.reads - earlier.reads,
            writes: self.writes - earlier.writes,
            syncs: self.syncs - earlier.syncs,
            truncates: self.truncates - earlier.truncates,
            deletes: self.deletes - earlier.deletes,
        }
    }
}

static WAITING: Mutex<Vec<Fault>> = Mutex::new(Vec::new());
static CALLS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];
static MET: AtomicU64 = AtomicU64::new(0);

pub(crate) fn inject(fault: Fault) {
    lock(&WAITING).push(fault);
}

pub(crate) fn clear() {
    lock(&WAITING).clear();
}

/// Counts a call and says what goes wrong with it.
pub(crate) fn meet(kind: Kind) -> Option<Error> {
    CALLS[kind as usize].fetch_add(1, Ordering::Relaxed);
    let error = next(&mut lock(&WAITING), kind);
    MET.fetch_add(u64::from(error.is_some()), Ordering::Relaxed);
    error
}

/// Every waiting fault of the kind counts the call; the first whose turn it is decides.
fn next(waiting: &mut Vec<Fault>, kind: Kind) -> Option<Error> {
    let any = matches!(kind, Kind::Write | Kind::Sync | Kind::Truncate);
    let mut error = None;
    waiting.retain_mut(|fault| {
        if fault.kind != kind && !(any && fault.kind == Kind::Any) {
            return true;
        }
        fault.at = fault.at.saturating_sub(1);
        if fault.at > 0 {
            return true;
        }
        error = error.or(Some(fault.error));
        fault.lasting
    });
    error
}

pub(crate) fn calls() -> Calls {
    let count = |kind: Kind| CALLS[kind as usize].load(Ordering::Relaxed);
    Calls {
        opens: count(Kind::Open),
        reads: count(Kind::Read),
        writes: count(Kind::Write),
        syncs: count(Kind::Sync),
        truncates: count(Kind::Truncate),
        deletes: count(Kind::Delete),
    }
}

pub(crate) fn met() -> u64 {
    MET.load(Ordering::Relaxed)
}

#[test]
fn a_fault_meets_its_call() {
    #[track_caller]
    fn check(kind: Kind, at: u64, lasting: bool, met: [bool; 5]) {
        let calls = [Kind::Write, Kind::Sync, Kind::Truncate, Kind::Write, Kind::Read];
        let mut waiting = vec![Fault { at, kind, error: Error::Eio, lasting }];
        assert_eq!(calls.map(|call| next(&mut waiting, call).is_some()), met);
    }
    check(Kind::Write, 1, false, [true, false, false, false, false]);
    check(Kind::Write, 2, false, [false, false, false, true, false]);
    check(Kind::Write, 1, true, [true, false, false, true, false]);
    check(Kind::Any, 2, false, [false, true, false, false, false]);
    check(Kind::Any, 2, true, [false, true, true, true, false]);
    check(Kind::Any, 5, false, [false; 5]);
    check(Kind::Read, 1, false, [false, false, false, false, true]);
}
