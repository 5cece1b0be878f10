//! Files that must survive a loss of power: what is written reaches the disk before it counts.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a new file and brings it and its name to the disk. An existing file is left as it is.
/// `secret`: only its owner may read it, from the first moment.
pub(crate) fn create(path: &Path, text: &[u8], secret: bool) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(if secret { 0o600 } else { 0o644 });
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(path)?;
    let written = file.write_all(text).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a key is worse than none; if this fails too, reading it will say so.
        let _ = std::fs::remove_file(path);
        return Err(error);
    }
    sync_folder(path)
}

/// Brings the names in the folder of a file to the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether others than the owner may read or write a file.
pub(crate) fn is_open_to_others(path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    std::fs::metadata(path).map(|_| false)
}
