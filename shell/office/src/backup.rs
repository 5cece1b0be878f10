//! Back up (备份): everything the books hold as of one moment, while desks go on, in a file that either
//! engine can restore.

use crate::backup_file::{BackupError, Writer};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use store::Store;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
}

/// Writes a backup under a name beside its own, brings it to the disk, and gives it its name.
pub async fn backup(store: &dyn Store, to: &Path) -> Result<Copied, BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_path_buf()));
    }
    let part = part(to);
    let copied = write(store, &part).await;
    let named = copied.and_then(|copied| {
        let failed = |error| BackupError::File { path: to.to_path_buf(), error };
        std::fs::rename(&part, to).and_then(|()| sync_folder(to)).map_err(failed)?;
        Ok(copied)
    });
    if named.is_err() {
        // Half a backup is none; it was never given its name.
        let _ = std::fs::remove_file(&part);
    }
    named
}

async fn write(store: &dyn Store, part: &Path) -> Result<Copied, BackupError> {
    let failed = |error| BackupError::File { path: part.to_path_buf(), error };
    let file = BufWriter::with_capacity(1 << 20, create(part).map_err(failed)?);
    let mut writer = Writer::new(file, store::step()).map_err(failed)?;
    let mut broke = None;
    store
        .copy_out(&mut |table, row| match writer.row(table, &row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                broke = Some(error);
                ControlFlow::Break(())
            }
        })
        .await?;
    if let Some(error) = broke {
        return Err(failed(error));
    }
    let (rows, bytes) = writer.finish().map_err(failed)?;
    Ok(Copied { rows, bytes })
}

/// The name it has until it is whole.
fn part(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    PathBuf::from(name)
}

/// A file that only its owner reads: it holds what persons were treated for.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}
