//! The control: a write of 4 KiB that is synced, on the disk of the books.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

/// Writes of one measure.
const WRITES: usize = 400;

/// The time within which 99 of 100 synced writes are done, in microseconds.
pub(super) fn synced(folder: &Path) -> Result<u64, String> {
    let path = folder.join("bench-control");
    let said = |e: std::io::Error| format!("{}: {e}", path.display());
    let mut file = File::create(&path).map_err(said)?;
    let block = [0x5A; 4096];
    let mut micros = Vec::with_capacity(WRITES);
    for at in 0..WRITES {
        let began = Instant::now();
        file.seek(SeekFrom::Start((at % 64 * block.len()) as u64)).map_err(said)?;
        file.write_all(&block).map_err(said)?;
        file.sync_data().map_err(said)?;
        micros.push(began.elapsed().as_micros() as u64);
    }
    micros.sort_unstable();
    drop(file);
    std::fs::remove_file(&path).map_err(said)?;
    Ok(micros[WRITES * 99 / 100])
}
