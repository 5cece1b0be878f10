//! The layer as SQLite sees it: a VFS around the one of the system, as C functions.
//!
//! A file of ours is a `File`, behind which in the same allocation stands the file of the system's
//! VFS. SQLite serialises the calls on one file; pointers it passes are valid for the call.

use crate::disk::{self, Node};
use crate::faults::{Error, Kind, meet};
use crate::unsynced::Unsynced;
use libsqlite3_sys as ffi;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Our part of an open file; the system's part follows.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

/// What we know of an open file.
struct Open {
    node: Arc<Node>,
    /// The count of power cuts when it was opened: after the next it is dead.
    epoch: u64,
    /// Its first sync also syncs the folder, as the system's VFS does for a new WAL or journal.
    folder: bool,
    /// How many lost syncs of the file it was told of.
    told: AtomicU64,
}

/// Files whose bytes matter after a cut.
const KEPT: c_int = ffi::SQLITE_OPEN_MAIN_DB
    | ffi::SQLITE_OPEN_MAIN_JOURNAL
    | ffi::SQLITE_OPEN_SUPER_JOURNAL
    | ffi::SQLITE_OPEN_WAL;

/// The VFS that was there before.
struct System(*mut ffi::sqlite3_vfs);

// SAFETY: the system's VFS is a constant of SQLite, made to be called from all threads.
unsafe impl Send for System {}
// SAFETY: as above.
unsafe impl Sync for System {}

static SYSTEM: OnceLock<System> = OnceLock::new();

pub(crate) fn install() {
    SYSTEM.get_or_init(|| {
        // SAFETY: the found VFS lives as long as the process, and so does ours, which is leaked.
        // Functions that are taken over unchanged use nothing of a VFS but what is copied.
        unsafe {
            let system = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!system.is_null(), "SQLite has no VFS here");
            let mut ours = *system;
            ours.szOsFile += size_of::<File>() as c_int;
            ours.zName = c"power".as_ptr();
            ours.pNext = std::ptr::null_mut();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            let code = ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1);
            assert_eq!(code, ffi::SQLITE_OK, "SQLite refuses the layer");
            System(system)
        }
    });
}

/// The system's VFS; ours is only called when there is one.
fn system() -> *mut ffi::sqlite3_vfs {
    SYSTEM.get().map_or(std::ptr::null_mut(), |system| system.0)
}

/// The system's part of a file of ours.
unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: SQLite allocates `szOsFile` bytes, so the system's part follows ours.
    unsafe { file.cast::<File>().add(1).cast() }
}

unsafe fn own<'f>(file: *mut ffi::sqlite3_file) -> &'f Open {
    // SAFETY: set by `open`, freed by `close`, after which SQLite does not use the file.
    unsafe { &*(*file.cast::<File>()).open }
}

/// Calls a method of the system's file.
macro_rules! ask {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the system's file was opened by `open`; arguments come from SQLite as they are.
        unsafe {
            let real = real($file);
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

unsafe fn path_of(name: *const c_char) -> PathBuf {
    // SAFETY: SQLite passes full paths, ended by a zero.
    let name = unsafe { CStr::from_ptr(name) };
    Path::new(OsStr::from_bytes(name.to_bytes())).to_path_buf()
}

/// A call that changes no byte: dead after a cut, and none happens while it is under way.
fn living(file: *mut ffi::sqlite3_file, act: impl FnOnce() -> c_int) -> c_int {
    let power = disk::power();
    // SAFETY: an open file of ours.
    let open = unsafe { own(file) };
    if power.on && power.epoch == open.epoch { act() } else { ffi::SQLITE_IOERR }
}

/// A call on a file: dead after a cut, counted, and perhaps met by a fault.
fn call(open: &Open, kind: Kind, act: impl FnOnce(Option<Error>) -> c_int) -> c_int {
    let (seed, code) = {
        let power = disk::power();
        if !power.on || power.epoch != open.epoch {
            return ffi::SQLITE_IOERR;
        }
        match meet(kind) {
            // What has begun when the power goes is neither safe nor acknowledged.
            Some(Error::Cut(seed)) => {
                (seed, act(if kind == Kind::Sync { Some(Error::Eio) } else { None }))
            }
            error => return act(error),
        }
    };
    disk::cut(seed);
    if code == ffi::SQLITE_OK { ffi::SQLITE_IOERR } else { code }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let system = system();
    let ask = |file| {
        // SAFETY: arguments come from SQLite as they are; the system's VFS has an `xOpen`.
        unsafe {
            (*system).xOpen.map_or(ffi::SQLITE_CANTOPEN, |f| f(system, name, file, flags, out))
        }
    };
    if name.is_null() || flags & KEPT == 0 {
        return ask(file);
    }
    // SAFETY: SQLite allocated a file of ours, and sees that it is not open while there are no methods.
    let place = unsafe {
        (*file).pMethods = std::ptr::null();
        real(file)
    };
    let power = disk::power();
    let error = meet(Kind::Open);
    if !power.on || matches!(error, Some(Error::Eio | Error::Enospc | Error::Lost)) {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: as `path_of` asks.
    let path = unsafe { path_of(name) };
    let fresh = flags & ffi::SQLITE_OPEN_CREATE != 0 && !path.exists();
    let code = ask(place);
    if code != ffi::SQLITE_OK {
        return code;
    }
    let mut size = 0;
    let code = ask!(file, xFileSize, &mut size);
    if code != ffi::SQLITE_OK {
        ask!(file, xClose);
        return code;
    }
    let node = disk::opened(&path, size.max(0) as u64, fresh);
    let folder = fresh && flags & ffi::SQLITE_OPEN_MAIN_DB == 0;
    let told = AtomicU64::new(node.noting(|notes| notes.losses()));
    let open = Open { node, epoch: power.epoch, folder, told };
    // SAFETY: SQLite allocated a file of ours.
    unsafe {
        (*file.cast::<File>()).open = Box::into_raw(Box::new(open));
        (*file).pMethods = &METHODS;
    }
    drop(power);
    if let Some(Error::Cut(seed)) = error {
        disk::cut(seed);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, folder: c_int) -> c_int {
    let power = disk::power();
    let error = meet(Kind::Delete);
    if !power.on || matches!(error, Some(Error::Eio | Error::Enospc | Error::Lost)) {
        return ffi::SQLITE_IOERR_DELETE;
    }
    let mut code = ffi::SQLITE_IOERR_DELETE;
    // SAFETY: as `path_of` asks; arguments come from SQLite as they are, but for the sync of the
    // folder, which is ours to remember.
    unsafe {
        let system = system();
        disk::delete(&path_of(name), folder != 0, || {
            code = (*system).xDelete.map_or(code, |f| f(system, name, 0));
            code == ffi::SQLITE_OK
        });
    }
    drop(power);
    if let Some(Error::Cut(seed)) = error {
        disk::cut(seed);
        return ffi::SQLITE_IOERR_DELETE;
    }
    code
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = ask!(file, xClose);
    // SAFETY: made by `open`, and SQLite closes once.
    let open = unsafe { Box::from_raw((*file.cast::<File>()).open) };
    // After a cut the node is on no list any more, and goes with the last that has it open.
    let _power = disk::power();
    disk::closed(&open.node);
    code
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    data: *mut c_void,
    amount: c_int,
    at: i64,
) -> c_int {
    // SAFETY: an open file of ours.
    call(unsafe { own(file) }, Kind::Read, |error| match error {
        Some(Error::Eio | Error::Enospc | Error::Lost) => ffi::SQLITE_IOERR_READ,
        _ => ask!(file, xRead, data, amount, at),
    })
}

/// Notes the safe bytes of a range before it is changed.
fn before(
    file: *mut ffi::sqlite3_file,
    notes: &mut Unsynced,
    from: u64,
    to: u64,
) -> Result<(), c_int> {
    notes.before(from, to, |at, block| {
        let (data, amount) = (block.as_mut_ptr().cast(), block.len() as c_int);
        match ask!(file, xRead, data, amount, at as i64) {
            // What is beyond the end was filled with zeros.
            ffi::SQLITE_OK | ffi::SQLITE_IOERR_SHORT_READ => Ok(()),
            code => Err(code),
        }
    })
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    data: *const c_void,
    amount: c_int,
    at: i64,
) -> c_int {
    // SAFETY: an open file of ours.
    let open = unsafe { own(file) };
    // SAFETY: SQLite passes `amount` bytes.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), amount as usize) };
    call(open, Kind::Write, |error| {
        let (bytes, code) = match error {
            Some(Error::Eio | Error::Lost) => return ffi::SQLITE_IOERR_WRITE,
            Some(Error::Enospc) => (&bytes[..bytes.len() / 2], ffi::SQLITE_FULL),
            _ => (bytes, ffi::SQLITE_OK),
        };
        open.node.noting(|notes| {
            let (start, count) = (at as u64, bytes.len() as u64);
            if let Err(code) = before(file, notes, start, start + count) {
                return code;
            }
            match ask!(file, xWrite, bytes.as_ptr().cast(), count as c_int, at) {
                ffi::SQLITE_OK => notes.wrote(start, bytes),
                code => return code,
            }
            code
        })
    })
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: an open file of ours.
    let open = unsafe { own(file) };
    call(open, Kind::Truncate, |error| {
        if matches!(error, Some(Error::Eio | Error::Enospc | Error::Lost)) {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        open.node.noting(|notes| {
            if let Err(code) = before(file, notes, size as u64, u64::MAX) {
                return code;
            }
            let code = ask!(file, xTruncate, size);
            if code == ffi::SQLITE_OK {
                notes.truncated(size as u64);
            }
            code
        })
    })
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let open = unsafe { own(file) };
    call(open, Kind::Sync, |error| {
        match error {
            Some(Error::Eio | Error::Enospc) => return ffi::SQLITE_IOERR_FSYNC,
            Some(Error::Lost) => {
                let losses = open.node.noting(|notes| {
                    notes.lose();
                    notes.losses()
                });
                open.told.store(losses, Ordering::Relaxed);
                return ffi::SQLITE_IOERR_FSYNC;
            }
            Some(Error::Lie) => return ffi::SQLITE_OK,
            _ => {}
        }
        // As on Linux: each of those that had the file open is told of what was lost, once.
        let losses = open.node.noting(|notes| notes.losses());
        if open.told.swap(losses, Ordering::Relaxed) < losses {
            return ffi::SQLITE_IOERR_FSYNC;
        }
        let code = open.node.noting(|notes| match notes.lost().then(|| whole(file, notes)) {
            Some(Err(code)) => code,
            Some(Ok(reads)) => {
                notes.synced(Some(reads));
                ffi::SQLITE_OK
            }
            None => {
                notes.synced(None);
                ffi::SQLITE_OK
            }
        });
        if code == ffi::SQLITE_OK {
            open.node.named(open.folder);
        }
        code
    })
}

/// The file as it reads.
fn whole(file: *mut ffi::sqlite3_file, notes: &Unsynced) -> Result<Vec<u8>, c_int> {
    let mut bytes = vec![0; notes.now() as usize];
    for (chunk, at) in bytes.chunks_mut(1 << 20).zip((0..).step_by(1 << 20)) {
        let code = ask!(file, xRead, chunk.as_mut_ptr().cast(), chunk.len() as c_int, at);
        if code != ffi::SQLITE_OK {
            return Err(code);
        }
    }
    Ok(bytes)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    living(file, || ask!(file, xFileSize, size))
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    living(file, || ask!(file, xLock, level))
}

// Locks and shared memory are given back also after a cut: the process goes on.
unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    ask!(file, xUnlock, level)
}

unsafe extern "C" fn is_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    living(file, || ask!(file, xCheckReservedLock, out))
}

unsafe extern "C" fn control(
    file: *mut ffi::sqlite3_file,
    what: c_int,
    argument: *mut c_void,
) -> c_int {
    match what {
        // The system would let the file grow without a write.
        ffi::SQLITE_FCNTL_SIZE_HINT | ffi::SQLITE_FCNTL_CHUNK_SIZE => ffi::SQLITE_OK,
        _ => ask!(file, xFileControl, what, argument),
    }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    ask!(file, xSectorSize)
}

unsafe extern "C" fn traits(file: *mut ffi::sqlite3_file) -> c_int {
    // Several writes at once would pass us by.
    ask!(file, xDeviceCharacteristics) & !ffi::SQLITE_IOCAP_BATCH_ATOMIC
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    living(file, || ask!(file, xShmMap, region, size, extend, out))
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    let act = || ask!(file, xShmLock, first, count, flags);
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 { act() } else { living(file, act) }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as in `ask!`, for the one method that answers nothing.
    unsafe {
        let real = real(file);
        if let Some(method) = (*(*real).pMethods).xShmBarrier {
            method(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    let power = disk::power();
    // SAFETY: an open file of ours.
    let epoch = unsafe { own(file) }.epoch;
    // After a cut the name belongs to the next.
    let delete = if power.on && power.epoch == epoch { delete } else { 0 };
    ask!(file, xShmUnmap, delete)
}

/// Version 2: shared memory, but no mapped reads, which would pass us by.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(traits),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
