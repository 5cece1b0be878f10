//! A lane: a thread with a connection of its own that does what a desk waits for, one job after the
//! other. The pools hand every row from thread to thread; here only the job and its outcome cross.

use super::{BUSY, Manner};
use crate::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce(&mut Line) + Send>;

/// How long a connection waits at a time for another that writes.
const WAIT: Duration = Duration::from_micros(200);

/// A thread that works for whoever asks.
#[derive(Debug)]
pub(super) struct Lane {
    /// None once it is closed.
    at_work: Mutex<Option<(mpsc::Sender<Job>, JoinHandle<()>)>>,
}

/// The connection of a lane; it is opened anew after an error, whatever state that left.
struct Line {
    file: PathBuf,
    manner: Manner,
    open: Option<Connection>,
}

impl Line {
    fn connection(&mut self) -> Result<&mut Connection, rusqlite::Error> {
        let open = match self.open.take() {
            Some(open) => open,
            None => open(&self.file, self.manner)?,
        };
        Ok(self.open.insert(open))
    }
}

/// A connection as the books want it.
fn open(file: &Path, manner: Manner) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_handler(Some(|times| {
        std::thread::sleep(WAIT);
        u128::from(times.unsigned_abs()) * WAIT.as_micros() < BUSY.as_micros()
    }))?;
    for (pragma, value) in manner.pragmas() {
        connection.pragma_update(None, pragma, value)?;
    }
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn gone() -> StoreError {
    StoreError::Engine("the books are closed".to_string())
}

impl Lane {
    /// Starts the thread; its connection is opened with the first job.
    pub(super) fn start(file: &Path, manner: Manner) -> Result<Lane, StoreError> {
        let (jobs, waiting) = mpsc::channel::<Job>();
        let mut line = Line { file: file.to_path_buf(), manner, open: None };
        let thread = std::thread::Builder::new().name("books".to_string());
        let thread = thread.spawn(move || {
            while let Ok(job) = waiting.recv() {
                job(&mut line);
            }
        });
        let thread = thread.map_err(|error| StoreError::Open {
            place: file.display().to_string(),
            message: error.to_string(),
        })?;
        Ok(Lane { at_work: Mutex::new(Some((jobs, thread))) })
    }

    /// Has the thread do something and waits for the outcome. A thread that broke off over it did
    /// not say what became of it: `lost`.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        lost: fn(String) -> StoreError,
        job: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (say, outcome) = oneshot::channel();
        let job: Job = Box::new(move |line| {
            let done = line.connection().map_err(StoreError::from).and_then(job);
            if done.is_err() {
                line.open = None;
            }
            // Whoever asked may be gone.
            let _ = say.send(done);
        });
        {
            let at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
            let (jobs, _) = at_work.as_ref().ok_or_else(gone)?;
            jobs.send(job).map_err(|_| gone())?;
        }
        outcome.await.map_err(|_| lost("its thread broke off".to_string()))?
    }

    /// Ends the thread after what it was given, and closes its connection.
    pub(super) async fn close(&self) {
        let taken = self.at_work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((jobs, thread)) = taken else { return };
        drop(jobs);
        // A thread that broke off has told those who waited.
        let _ = tokio::task::spawn_blocking(move || thread.join()).await;
    }
}
