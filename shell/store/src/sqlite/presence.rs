//! Presence on SQLite: a lock of the system on a file beside the books, which goes with the process.

use super::Sqlite;
use crate::StoreError;
use crate::presence::{Kept, PAUSE, Presence, TRIES};
use async_trait::async_trait;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;

/// The file with its lock.
struct Locked {
    path: PathBuf,
    file: File,
}

impl Sqlite {
    pub(super) async fn attend_area(
        &self,
        area: i64,
        alone: bool,
    ) -> Result<Option<Presence>, StoreError> {
        let mut name = self.file.clone().into_os_string();
        name.push(format!("-desk-{area}"));
        let path = PathBuf::from(name);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| trouble(&path, &error.to_string()))?;
        let locked = Locked { path, file };
        let got = if alone { locked.got(locked.file.try_lock())? } else { locked.shared().await? };
        Ok(got.then(|| Presence::new(locked)))
    }
}

fn trouble(path: &std::path::Path, message: &str) -> StoreError {
    StoreError::Open { place: path.display().to_string(), message: message.to_string() }
}

impl Locked {
    fn got(&self, tried: Result<(), TryLockError>) -> Result<bool, StoreError> {
        match tried {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(trouble(&self.path, &error.to_string())),
        }
    }

    /// Whoever is alone is so for a moment.
    async fn shared(&self) -> Result<bool, StoreError> {
        for _ in 0..TRIES {
            if self.got(self.file.try_lock_shared())? {
                return Ok(true);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(false)
    }
}

#[async_trait]
impl Kept for Locked {
    async fn share(&mut self) -> Result<(), StoreError> {
        let unlocked = self.file.unlock();
        unlocked.map_err(|error| trouble(&self.path, &error.to_string()))?;
        match self.shared().await? {
            true => Ok(()),
            false => Err(trouble(&self.path, "another process keeps it locked")),
        }
    }
}
