//! The first start (首次启动): a data folder without books gets a made-up region. It is made in a folder
//! beside and moved into place when it is whole: a start that is broken off leaves nothing half-made,
//! and the next one makes it anew.

use crate::books::block_on;
use crate::demo::{self, PEOPLE, Wish};
use office::{Address, BOOKS_FILE};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The folder in the data folder in which it is made, and the file that only one start holds.
const MAKING: &str = "making";
const LOCK: &str = "making.lock";
/// How many persons, if not [`PEOPLE`]; 0: no region, the books begin empty.
const HOW_MANY: &str = "GONGJI_DEMO_PEOPLE";
/// The same region everywhere.
const SEED: u64 = 1;

/// Makes the region, unless there are books.
pub(crate) fn make(data: &Path) -> Result<(), String> {
    if data.join(BOOKS_FILE).exists() {
        return Ok(());
    }
    let people = people()?;
    if people == 0 {
        return Ok(());
    }
    let unusable = |what: &Path, error: &dyn ToString| {
        format!("cannot make the demo region in '{}': {}", what.display(), error.to_string())
    };
    let lock = data.join(LOCK);
    let held = File::create(&lock).map_err(|e| unusable(&lock, &e))?;
    match held.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(format!(
                "另一个 gongji 正在本目录建立示例数据，请等它完成。 another gongji is making the demo region in '{}'; wait for it",
                data.display()
            ));
        }
        Err(TryLockError::Error(error)) => return Err(unusable(&lock, &error)),
    }
    // The one before may have been done while this one waited to look.
    if !data.join(BOOKS_FILE).exists() {
        let making = data.join(MAKING);
        if making.exists() {
            fs::remove_dir_all(&making).map_err(|e| unusable(&making, &e))?;
        }
        fs::create_dir(&making).map_err(|e| unusable(&making, &e))?;
        let began = Instant::now();
        eprintln!(
            "首次启动，正在建立 {people} 人的示例统筹区 … the first start makes a region of {people} made-up persons …"
        );
        region(&making, people, began)?;
        demo::schemes::write(data)?;
        settle_in(data, &making).map_err(|e| unusable(&making, &e))?;
    }
    drop(held);
    fs::remove_file(&lock).map_err(|e| unusable(&lock, &e))
}

fn people() -> Result<usize, String> {
    match std::env::var(HOW_MANY) {
        Err(_) => Ok(PEOPLE),
        Ok(text) => {
            let read = text.trim().parse();
            read.map_err(|_| format!("{HOW_MANY} is '{text}'; write how many persons, 0 for none"))
        }
    }
}

fn region(making: &Path, people: usize, began: Instant) -> Result<(), String> {
    let wish = Wish { seed: SEED, people, until: demo::yesterday(), fixture: None }.checked()?;
    block_on(async {
        let address = Address::Data(making.to_path_buf());
        let store = office::open_books(&address).await.map_err(|e| e.to_string())?;
        let made = demo::made(&store, &wish).await;
        // What is moved is one file: the log must be in it.
        let moved = store.checkpoint().await.map_err(|e| e.to_string());
        store.close().await;
        demo::tell(SEED, &made?, began);
        moved
    })
}

/// Moves the books into the data folder, with everything that was synced.
fn settle_in(data: &Path, making: &Path) -> Result<(), String> {
    let said = |e: std::io::Error| e.to_string();
    let log = making.join(format!("{BOOKS_FILE}-wal"));
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(format!("'{}' still holds something", log.display()));
    }
    let made: PathBuf = making.join(BOOKS_FILE);
    File::open(&made).and_then(|file| file.sync_all()).map_err(said)?;
    fs::rename(&made, data.join(BOOKS_FILE)).map_err(said)?;
    #[cfg(unix)]
    File::open(data).and_then(|folder| folder.sync_all()).map_err(said)?;
    fs::remove_dir_all(making).map_err(said)
}
