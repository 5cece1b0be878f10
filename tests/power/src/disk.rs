//! The disk: which files there are, what of them is unsynced, and the power.

use crate::common::{Chance, lock};
use crate::unsynced::Unsynced;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

/// What one cut did, or several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Cuts; one that finds the power gone counts too.
    pub cuts: u64,
    /// Files that were open or had something unsynced.
    pub files: u64,
    /// Unsynced changes that were kept.
    pub kept: u64,
    /// Unsynced writes that were kept in part.
    pub torn: u64,
    /// Unsynced changes that were dropped.
    pub dropped: u64,
    /// Files that vanished, as their names were never synced.
    pub vanished: u64,
    /// Deleted files that came back.
    pub returned: u64,
}

impl Cut {
    fn add(&mut self, other: Cut) {
        self.cuts += other.cuts;
        self.files += other.files;
        self.kept += other.kept;
        self.torn += other.torn;
        self.dropped += other.dropped;
        self.vanished += other.vanished;
        self.returned += other.returned;
    }
}

/// Whether there is power, and how often it was cut.
pub(crate) struct Power {
    pub(crate) on: bool,
    pub(crate) epoch: u64,
}

/// One file, however many have it open.
pub(crate) struct Node {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    unsynced: Unsynced,
    open: usize,
    /// Created, and its name not synced.
    fresh: bool,
}

/// A deleted file that may come back, as its folder was not synced.
struct Ghost {
    reads: Vec<u8>,
    unsynced: Unsynced,
}

/// What stands at a path.
#[derive(Default)]
struct Place {
    node: Option<Arc<Node>>,
    ghosts: Vec<Ghost>,
}

/// The most deleted files of one path that are remembered: the oldest and the latest.
const GHOSTS: usize = 4;

// Order of locks: POWER, PLACES, then a node.
static POWER: RwLock<Power> = RwLock::new(Power { on: true, epoch: 0 });
static ALL: Mutex<Cut> =
    Mutex::new(Cut { cuts: 0, files: 0, kept: 0, torn: 0, dropped: 0, vanished: 0, returned: 0 });
static PLACES: Mutex<BTreeMap<PathBuf, Place>> = Mutex::new(BTreeMap::new());

/// Holds off a cut while a call is under way.
pub(crate) fn power() -> RwLockReadGuard<'static, Power> {
    POWER.read().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn power_on() {
    POWER.write().unwrap_or_else(PoisonError::into_inner).on = true;
}

/// A file was opened; `fresh` when that created it.
pub(crate) fn opened(path: &Path, size: u64, fresh: bool) -> Arc<Node> {
    let mut places = lock(&PLACES);
    let place = places.entry(path.to_path_buf()).or_default();
    // A file made anew behind our back is another file.
    let known = place.node.take().filter(|node| {
        let state = lock(&node.state);
        !fresh && (state.open > 0 || state.unsynced.now() == size)
    });
    let node = known.unwrap_or_else(|| {
        let state = State { unsynced: Unsynced::new(size), open: 0, fresh };
        Arc::new(Node { path: path.to_path_buf(), state: Mutex::new(state) })
    });
    lock(&node.state).open += 1;
    place.node = Some(node.clone());
    node
}

/// A file was closed; when nothing of it is unsynced it needs no notes.
pub(crate) fn closed(node: &Arc<Node>) {
    let mut places = lock(&PLACES);
    let idle = {
        let mut state = lock(&node.state);
        state.open -= 1;
        state.open == 0 && state.unsynced.is_none() && !state.fresh
    };
    if let Some(place) = places.get_mut(&node.path)
        && idle
        && place.node.as_ref().is_some_and(|here| Arc::ptr_eq(here, node))
    {
        place.node = None;
        if place.ghosts.is_empty() {
            places.remove(&node.path);
        }
    }
}

impl Node {
    /// Works on the notes of the file while no other call changes it.
    pub(crate) fn noting<T>(&self, work: impl FnOnce(&mut Unsynced) -> T) -> T {
        work(&mut lock(&self.state).unsynced)
    }

    /// The file was synced: its name is safe, with `folder` also all names beside it.
    pub(crate) fn named(&self, folder: bool) {
        let mut places = lock(&PLACES);
        if folder {
            settle(&mut places, &self.path);
        } else if let Some(place) = places.get_mut(&self.path) {
            place.settle();
        }
    }
}

impl Place {
    fn settle(&mut self) {
        self.ghosts.clear();
        if let Some(node) = &self.node {
            lock(&node.state).fresh = false;
        }
    }
}

/// The folder of a path was synced.
fn settle(places: &mut BTreeMap<PathBuf, Place>, path: &Path) {
    for (_, place) in places.iter_mut().filter(|(other, _)| other.parent() == path.parent()) {
        place.settle();
    }
    places.retain(|_, place| place.node.is_some() || !place.ghosts.is_empty());
}

/// Deletes a file by `delete`; unless its folder is synced it may come back.
pub(crate) fn delete(path: &Path, folder: bool, delete: impl FnOnce() -> bool) {
    let mut places = lock(&PLACES);
    let reads = fs::read(path);
    if !delete() {
        return;
    }
    let place = places.entry(path.to_path_buf()).or_default();
    let node = place.node.take();
    if folder {
        return settle(&mut places, path);
    }
    let Ok(reads) = reads else { return };
    let unsynced = node.map(|node| std::mem::take(&mut lock(&node.state).unsynced));
    let unsynced = unsynced.unwrap_or_else(|| Unsynced::new(reads.len() as u64));
    if place.ghosts.len() == GHOSTS {
        place.ghosts.remove(1);
    }
    place.ghosts.push(Ghost { reads, unsynced });
}

/// Cuts the power and puts every file back to what survives.
pub(crate) fn cut(seed: u64) -> Cut {
    let mut power = POWER.write().unwrap_or_else(PoisonError::into_inner);
    power.on = false;
    power.epoch += 1;
    let mut places = std::mem::take(&mut *lock(&PLACES));
    // Folders of earlier tests that were taken away must not turn the chance.
    places.retain(|path, _| path.parent().is_some_and(Path::is_dir));
    let mut chance = Chance::new(seed);
    let mut cut = Cut { cuts: 1, ..Cut::default() };
    for (path, place) in places {
        cut.files += u64::from(place.node.is_some());
        let left = place.left(&path, &mut chance, &mut cut);
        replace(&path, left.as_deref());
    }
    lock(&ALL).add(cut);
    cut
}

/// What all cuts did since the process began.
pub(crate) fn all_cuts() -> Cut {
    *lock(&ALL)
}

impl Place {
    fn left(self, path: &Path, chance: &mut Chance, cut: &mut Cut) -> Option<Vec<u8>> {
        if let Some(node) = &self.node {
            // When a test took the file away there is nothing to put back.
            let reads = fs::read(path).ok()?;
            let state = lock(&node.state);
            if !state.fresh || chance.below(3) > 0 {
                return Some(state.unsynced.survive(reads, chance, cut));
            }
            cut.vanished += 1;
        }
        let choice = chance.below(self.ghosts.len() as u64 + 1);
        let ghost = self.ghosts.into_iter().nth(choice as usize)?;
        cut.returned += 1;
        Some(ghost.unsynced.survive(ghost.reads, chance, cut))
    }
}

/// Puts a new file in the place of the old one, so that whoever still holds the old one disturbs
/// nobody; shared memory does not outlive a cut.
fn replace(path: &Path, left: Option<&[u8]>) {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_os_string();
        name.push(end);
        PathBuf::from(name)
    };
    // Neither needs to be there.
    let _ = fs::remove_file(beside("-shm"));
    let _ = fs::remove_file(path);
    let Some(left) = left else { return };
    if let Err(error) = fs::write(path, left) {
        panic!("{}: {error}; the test must leave its folder in place", path.display());
    }
}
