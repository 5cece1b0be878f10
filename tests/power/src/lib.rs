//! Power cuts, I/O errors and full disks beneath SQLite, in one process and from a seed.
//!
//! ```no_run
//! power::install(); // before the first connection; again does nothing
//! let turn = power::turn(); // the power is one for the whole process: tests take turns
//! // … open pools, commit, note what was acknowledged …
//! let cut = power::cut(7); // from here every open file answers SQLITE_IOERR
//! // … close the pools …
//! power::reset(); // the power is back: open the same paths, look at what is left
//! power::inject(power::Fault {
//!     at: 3,
//!     kind: power::Kind::Sync,
//!     error: power::Error::Eio,
//!     lasting: false,
//! }); // the third sync from now fails, once
//! power::clear(); // no faults any more
//! println!("{cut:?}, {:?}, {} faults met", power::calls(), power::met());
//! println!("{:?}, those at a call included", power::cuts());
//! # drop(turn);
//! ```
//!
//! `install` makes a VFS around the one of the system the default of the process. Of every
//! database, WAL and journal it notes what was written since the file was last synced. A cut puts
//! the files back to what a disk may be left with: what was synced always stands; of what was not,
//! a seeded choice of writes is kept, dropped, torn at a sector of 512 bytes, or leaves a file that
//! grew without its bytes. A file whose name was never synced may vanish; one deleted without a
//! sync of its folder may come back. What is left are real files at their old paths, but new ones:
//! what still holds the old ones disturbs nobody. `Error::Cut` cuts at the n-th call, which a test
//! can repeat exactly.
//!
//! Limits: syncs do not reach the real disk (this layer alone tells synced from unsynced, and is
//! quick); bytes beside a write are never harmed (SQLite asks that of a disk by default); synced
//! bytes do not rot; shared memory and temporary files pass through; the notes are kept in memory
//! until a sync, so a long run without syncs grows. Close old pools before `reset`: a connection
//! left from before a cut could still delete a file by its name.
//!
//! This is the one crate with unsafe code: SQLite takes a VFS as C functions and raw pointers.
//! All of it stands in `vfs.rs`.

mod common;
mod disk;
mod faults;
mod unsynced;
mod vfs;

pub use disk::Cut;
pub use faults::{Calls, Error, Fault, Kind};

use std::sync::{Mutex, MutexGuard};

/// The time in which a test has the power for itself.
#[must_use]
pub struct Turn(#[allow(dead_code)] MutexGuard<'static, ()>);

/// Puts the layer beneath every SQLite file that is opened from now on in this process.
///
/// # Panics
/// When SQLite refuses the layer: a test would then try nothing.
pub fn install() {
    vfs::install();
}

/// Waits until no other test of this process has the power, then begins clean: power on, no faults.
pub fn turn() -> Turn {
    static ONE: Mutex<()> = Mutex::new(());
    let turn = Turn(common::lock(&ONE));
    reset();
    turn
}

/// Cuts the power: files opened before answer SQLITE_IOERR for good, none can be opened, and what
/// stands at their paths is what the seed lets survive.
pub fn cut(seed: u64) -> Cut {
    disk::cut(seed)
}

/// The power is back and nothing is wrong: files can be opened anew. Files themselves are left alone.
pub fn reset() {
    clear();
    disk::power_on();
}

/// Makes the n-th matching call from now go wrong; several faults can wait at once.
pub fn inject(fault: Fault) {
    faults::inject(fault);
}

/// Takes back every fault, met or not.
pub fn clear() {
    faults::clear();
}

/// How many calls there were since the process began, by kind.
pub fn calls() -> Calls {
    faults::calls()
}

/// How many calls met a fault since the process began.
pub fn met() -> u64 {
    faults::met()
}

/// What all cuts did since the process began, those at a call included.
pub fn cuts() -> Cut {
    disk::all_cuts()
}
