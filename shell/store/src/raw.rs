//! The raw control of the bench: rows into one SQLite table, a thousand a commit, synced.
#![allow(clippy::float_arithmetic)] // A rate is a fraction of a measured time.

use rusqlite::{Connection, params};
use std::path::Path;
use std::time::{Duration, Instant};

/// Rows a commit.
const ROWS: i64 = 1000;

/// Rows a second over some seconds, into a file that is made anew.
pub fn rows_a_second(file: &Path, seconds: u64) -> Result<f64, rusqlite::Error> {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        // A file that is not there need not go.
        let _ = std::fs::remove_file(name);
    }
    let mut books = Connection::open(file)?;
    books.pragma_update(None, "journal_mode", "WAL")?;
    books.pragma_update(None, "synchronous", "FULL")?;
    books.execute_batch(
        "CREATE TABLE rows (id INTEGER PRIMARY KEY, area INTEGER, account INTEGER, amount INTEGER)",
    )?;
    let (began, most) = (Instant::now(), Duration::from_secs(seconds));
    let mut next = 0;
    while began.elapsed() < most {
        let all = books.transaction()?;
        {
            let mut put = all.prepare_cached(
                "INSERT INTO rows (id, area, account, amount) VALUES (?1, ?2, ?3, ?4)",
            )?;
            for id in next..next + ROWS {
                put.execute(params![id, 440_700, id % 40, id * 7])?;
            }
        }
        all.commit()?;
        next += ROWS;
    }
    Ok(next as f64 / began.elapsed().as_secs_f64())
}
