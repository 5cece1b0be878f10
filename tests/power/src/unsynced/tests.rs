//! The notes are tried against a plain model of a file: all that is safe, and all that reads.

use super::{BLOCK, SECTOR, Unsynced};
use crate::common::Chance;
use crate::disk::Cut;

/// A file as it reads, with its notes and what the model holds to be safe.
struct File {
    reads: Vec<u8>,
    safe: Vec<u8>,
    notes: Unsynced,
}

impl File {
    fn new(bytes: Vec<u8>) -> File {
        File { notes: Unsynced::new(bytes.len() as u64), safe: bytes.clone(), reads: bytes }
    }

    fn before(&mut self, from: u64, to: u64) {
        let reads = &self.reads;
        let done = self.notes.before(from, to, |at, block| {
            for (byte, place) in block.iter_mut().zip(at as usize..) {
                *byte = reads.get(place).copied().unwrap_or(0);
            }
            Ok::<(), ()>(())
        });
        assert_eq!(done, Ok(()));
    }

    fn write(&mut self, at: u64, bytes: &[u8]) {
        self.before(at, at + bytes.len() as u64);
        super::write(&mut self.reads, at, bytes);
        self.notes.wrote(at, bytes);
    }

    fn truncate(&mut self, size: u64) {
        self.before(size, u64::MAX);
        self.reads.resize(size as usize, 0);
        self.notes.truncated(size);
    }

    fn sync(&mut self) {
        self.notes.synced(Some(self.reads.clone()));
        self.safe = self.reads.clone();
    }

    fn left(&self, seed: u64) -> Vec<u8> {
        self.notes.survive(self.reads.clone(), &mut Chance::new(seed), &mut Cut::default())
    }
}

/// Does something to a file by chance; says whether it was a sync.
fn act(file: &mut File, chance: &mut Chance) {
    let at = chance.below(3 * BLOCK);
    let bytes = vec![chance.below(255) as u8 + 1; chance.below(2 * BLOCK) as usize + 1];
    match chance.below(8) {
        0 => file.sync(),
        1 => file.truncate(at),
        _ => file.write(at, &bytes),
    }
}

#[test]
fn what_was_synced_always_survives_and_nothing_else_appears() {
    let (mut nothing, mut all, mut between) = (0, 0, 0);
    for seed in 0..2000 {
        let mut chance = Chance::new(seed);
        let mut file = File::new(vec![7; chance.below(3 * BLOCK) as usize]);
        for _ in 0..chance.below(12) {
            act(&mut file, &mut chance);
        }
        assert_eq!(file.notes.safe(file.reads.clone()), file.safe, "seed {seed}");
        let left = file.left(seed);
        match left {
            left if left == file.safe => nothing += 1,
            left if left == file.reads => all += 1,
            _ => between += 1,
        }
        file.sync();
        assert_eq!(file.left(seed), file.reads, "seed {seed}: after a sync nothing is lost");
    }
    println!("2000 files: {nothing} kept nothing unsynced, {all} all, {between} something between");
    assert!(nothing > 100 && all > 100 && between > 100);
}

#[test]
fn a_write_tears_at_a_sector_of_the_file() {
    let mut torn = 0;
    for seed in 0..500 {
        let mut file = File::new(vec![1; 5000]);
        file.write(100, &[2; 3000]);
        let left = file.left(seed);
        assert_eq!(
            (left.len(), &left[..100], &left[3100..]),
            (5000, &[1; 100][..], &[1; 1900][..])
        );
        let kept = left.iter().filter(|byte| **byte == 2).count() as u64;
        assert!(left[100..].iter().take(kept as usize).all(|byte| *byte == 2), "a prefix");
        let whole = kept == 0 || kept == 3000;
        assert!(whole || (100 + kept).is_multiple_of(SECTOR), "{kept} bytes");
        torn += u32::from(!whole);
    }
    assert!(torn > 20, "{torn} torn");
    for seed in 0..100 {
        let mut file = File::new(vec![1; 600]);
        file.write(500, &[2; 12]);
        let kept = file.left(seed).iter().filter(|byte| **byte == 2).count();
        assert!(kept == 0 || kept == 12, "a sector is never torn");
    }
}

#[test]
fn what_a_failed_sync_gave_up_is_not_saved_by_the_next() {
    let mut file = File::new(vec![1; 5000]);
    file.write(0, &[2; 10]);
    file.write(6000, &[2; 10]);
    file.notes.lose();
    file.write(5, &[3; 10]);
    file.notes.synced(Some(file.reads.clone()));
    let mut safe = vec![1; 5000];
    safe[5..15].fill(3);
    for seed in 0..20 {
        assert_eq!(file.left(seed), safe);
    }
    // Written again and synced, it is safe.
    file.write(0, &[2; 5]);
    file.write(5000, &[0; 1000]);
    file.write(6000, &[2; 10]);
    file.sync();
    assert!(file.notes.is_none() && !file.notes.lost());
    assert_eq!(file.left(1), file.reads);
}
