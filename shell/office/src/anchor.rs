//! Anchor (锚定): each area's present head is signed and written outside the database, so that a chain
//! that is cut off or written anew shows.

use jiff::tz::TimeZone;
use ledger::chain::Head;
use seal::{Anchor, AnchorError, KeyError, Signer};
use std::path::{Path, PathBuf};
use std::{fs, io};
use store::{Store, StoreError};
use units::AreaCode;

/// Where the key of a data folder is.
pub const KEY: &str = "key/seal.key";
/// Where the anchors of a data folder are.
pub const FILE: &str = "anchors.jsonl";

/// Why nothing was anchored, or not all.
#[derive(Debug, thiserror::Error)]
pub enum NotAnchored {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The anchor or its file.
    #[error(transparent)]
    Anchor(#[from] AnchorError),
    /// The folder of the key.
    #[error("cannot make the folder '{}' for the key: {what}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        what: io::Error,
    },
    /// A head is no head.
    #[error(
        "the last head of area {0} is not 32 bytes long; nothing was signed. Run gongji verify"
    )]
    Head(String),
}

/// The signing key of a file; a key is made on first use.
pub fn key(path: &Path) -> Result<impl Signer + use<>, NotAnchored> {
    if path.exists() {
        return Ok(seal::key::load(path)?);
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let made = fs::create_dir_all(folder);
        made.map_err(|what| NotAnchored::Folder { path: folder.to_path_buf(), what })?;
    }
    Ok(seal::key::create(path)?)
}

/// Signs the present head of every area and adds it to the file. Areas without events have none.
pub async fn anchor(
    store: &dyn Store,
    signer: &dyn Signer,
    file: &Path,
) -> Result<Vec<Anchor>, NotAnchored> {
    let written = jiff::Timestamp::now().to_zoned(TimeZone::UTC);
    let written = written.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut anchors = Vec::new();
    for area in store.areas().await? {
        let code = AreaCode(format!("{area:06}"));
        let Some(tail) = store.tail(area).await? else { continue };
        let head: Result<Head, _> = tail.head.as_slice().try_into();
        let head = head.map_err(|_| NotAnchored::Head(code.to_string()))?;
        let anchor = Anchor::sign(&code, tail.last.max(0) as u64, &head, &written, signer)?;
        seal::anchor::append(file, &anchor)?;
        anchors.push(anchor);
    }
    Ok(anchors)
}

/// Anchors in a data folder unless it was done on this legal day (UTC+8); whether it was done now.
pub async fn anchor_daily(store: &dyn Store, folder: &Path) -> Result<bool, NotAnchored> {
    let file = folder.join(FILE);
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    let day = |moment: jiff::Timestamp| moment.to_zoned(zone.clone()).date();
    let anchors = if file.exists() { seal::anchor::read(&file)? } else { Vec::new() };
    let last = anchors.iter().filter_map(|anchor| anchor.written.parse().ok()).map(day).max();
    if last == Some(day(jiff::Timestamp::now())) {
        return Ok(false);
    }
    let signer = key(&folder.join(KEY))?;
    Ok(!anchor(store, &signer, &file).await?.is_empty())
}
