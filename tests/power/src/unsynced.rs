//! What was written to a file since its last sync, and what a disk may keep of it.

use crate::common::Chance;
use crate::disk::Cut;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Old bytes are kept in blocks of this size.
const BLOCK: u64 = 4096;

/// What a disk writes whole.
const SECTOR: u64 = 512;

enum Change {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

/// The difference between a file as it reads and as it is safe.
#[derive(Default)]
pub(crate) struct Unsynced {
    /// The safe size.
    size: u64,
    /// The size as it reads.
    now: u64,
    /// Safe bytes of blocks that were changed since, by number.
    old: BTreeMap<u64, Vec<u8>>,
    /// What was changed since, in order.
    changes: Vec<Change>,
    /// Whether a failed sync gave changes up.
    lost: bool,
    /// How many syncs gave changes up.
    losses: u64,
}

impl Unsynced {
    /// A file that is safe as it reads.
    pub(crate) fn new(size: u64) -> Unsynced {
        Unsynced { size, now: size, ..Unsynced::default() }
    }

    pub(crate) fn is_none(&self) -> bool {
        self.changes.is_empty() && self.old.is_empty() && self.size == self.now
    }

    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    /// How many syncs gave changes up: whoever has the file open is told of each once.
    pub(crate) fn losses(&self) -> u64 {
        self.losses
    }

    pub(crate) fn lost(&self) -> bool {
        self.lost
    }

    /// Keeps the safe bytes of a range before it is changed.
    pub(crate) fn before<E>(
        &mut self,
        from: u64,
        to: u64,
        mut read: impl FnMut(u64, &mut [u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut number = from / BLOCK;
        while number * BLOCK < to.min(self.size) {
            if let Entry::Vacant(place) = self.old.entry(number) {
                let mut bytes = vec![0; BLOCK as usize];
                read(number * BLOCK, &mut bytes)?;
                place.insert(bytes);
            }
            number += 1;
        }
        Ok(())
    }

    pub(crate) fn wrote(&mut self, at: u64, bytes: &[u8]) {
        self.now = self.now.max(at + bytes.len() as u64);
        self.changes.push(Change::Write(at, bytes.to_vec()));
    }

    pub(crate) fn truncated(&mut self, size: u64) {
        self.now = size;
        self.changes.push(Change::Truncate(size));
    }

    /// A sync was done. After lost changes it needs the file as it reads, to tell what is safe.
    pub(crate) fn synced(&mut self, reads: Option<Vec<u8>>) {
        let Some(reads) = reads.filter(|_| self.lost) else {
            *self = Unsynced { losses: self.losses, ..Unsynced::new(self.now) };
            return;
        };
        let mut safe = self.safe(reads.clone());
        for change in &self.changes {
            apply(&mut safe, change);
        }
        self.changes.clear();
        self.size = safe.len() as u64;
        let blocks = safe.chunks(BLOCK as usize).zip(0..);
        let differs = |(block, number): &(&[u8], u64)| {
            let start = (*number * BLOCK) as usize;
            reads.get(start..start + block.len()) != Some(*block)
        };
        let differing = blocks.filter(differs).map(|(block, number)| (number, block.to_vec()));
        self.old = differing.collect();
        self.lost = !self.is_none();
    }

    /// A sync failed and the system gave the changes up: they still read, but are never saved.
    pub(crate) fn lose(&mut self) {
        self.losses += 1;
        self.lost = self.lost || !self.is_none();
        self.changes.clear();
    }

    /// The safe bytes, from the file as it reads.
    fn safe(&self, mut reads: Vec<u8>) -> Vec<u8> {
        reads.resize(self.size as usize, 0);
        for (number, block) in &self.old {
            write(&mut reads, number * BLOCK, block);
        }
        reads.truncate(self.size as usize);
        reads
    }

    /// What a power cut leaves of the file.
    pub(crate) fn survive(&self, reads: Vec<u8>, chance: &mut Chance, cut: &mut Cut) -> Vec<u8> {
        let mut image = self.safe(reads);
        let count = self.changes.len() as u64;
        // Disks differ: one had written nothing, one all, one in order, one as it liked.
        let manner = chance.below(4);
        let reached = chance.below(count + 1);
        for (change, n) in self.changes.iter().zip(0..) {
            let fate = match manner {
                0 => Fate::Drop,
                1 => Fate::Keep,
                2 if n < reached => Fate::Keep,
                2 if n == reached => Fate::Tear,
                2 => Fate::Drop,
                _ => [Fate::Keep, Fate::Keep, Fate::Keep, Fate::Drop, Fate::Tear, Fate::Hole]
                    [chance.below(6) as usize],
            };
            fate.meet(change, &mut image, chance, cut);
        }
        image
    }
}

/// What becomes of one change.
#[derive(Clone, Copy)]
enum Fate {
    Keep,
    Drop,
    /// Some whole sectors from its beginning are kept.
    Tear,
    /// The file grows, but the bytes are missing.
    Hole,
}

impl Fate {
    fn meet(self, change: &Change, image: &mut Vec<u8>, chance: &mut Chance, cut: &mut Cut) {
        match (self, change) {
            (Fate::Keep, _) => {
                apply(image, change);
                cut.kept += 1;
            }
            (Fate::Tear, Change::Write(at, bytes)) if sectors(*at, bytes) > 0 => {
                let last = at / SECTOR + 1 + chance.below(sectors(*at, bytes));
                write(image, *at, &bytes[..(last * SECTOR - at) as usize]);
                cut.torn += 1;
            }
            (Fate::Hole, Change::Write(at, bytes)) => {
                let end = *at as usize + bytes.len();
                image.resize(image.len().max(end), 0);
                cut.dropped += 1;
            }
            _ => cut.dropped += 1,
        }
    }
}

/// How many sectors end inside a write, before its last byte.
fn sectors(at: u64, bytes: &[u8]) -> u64 {
    (at + bytes.len() as u64).saturating_sub(1) / SECTOR - at / SECTOR
}

fn apply(image: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, bytes) => write(image, *at, bytes),
        Change::Truncate(size) => image.resize(*size as usize, 0),
    }
}

fn write(image: &mut Vec<u8>, at: u64, bytes: &[u8]) {
    let (start, end) = (at as usize, at as usize + bytes.len());
    image.resize(image.len().max(end), 0);
    image[start..end].copy_from_slice(bytes);
}

#[cfg(test)]
mod tests;
