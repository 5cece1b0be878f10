//! SM3 (GM/T 0004), the national hash: for chains, and for files that are read piece by piece.

use ledger::chain::{Digest, Head};
use sm3::Digest as _;
use std::io;

/// The national hash of whole texts.
#[derive(Debug, Clone, Copy)]
pub struct Sm3;

impl Digest for Sm3 {
    fn digest(parts: &[&[u8]]) -> Head {
        let mut hasher = Hasher::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finish()
    }
}

/// The same hash, fed piece by piece. Whatever writes can write into it.
#[derive(Debug, Clone, Default)]
pub struct Hasher(sm3::Sm3);

impl Hasher {
    /// A hash of nothing yet.
    pub fn new() -> Hasher {
        Hasher::default()
    }

    /// The next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all pieces.
    pub fn finish(self) -> Head {
        self.0.finalize().into()
    }
}

impl io::Write for Hasher {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.update(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::chain::{genesis, hex, link};

    #[track_caller]
    fn check(parts: &[&[u8]], want: &str) {
        assert_eq!(hex(&Sm3::digest(parts)), want.replace(' ', ""));
        let mut hasher = Hasher::new();
        let text = parts.concat();
        io::copy(&mut text.as_slice(), &mut hasher).expect("memory");
        assert_eq!(hasher.finish(), Sm3::digest(parts));
    }

    #[test]
    fn the_vectors_of_the_standard_hold() {
        let abc = "66c7f0f4 62eeedd9 d1f2d46b dc10e4e2 4167c487 5cf2f7a2 297da02b 8f4ba8e0";
        check(&[b"abc"], abc);
        check(&[b"a", b"", b"bc"], abc);
        let long = "debe9ff9 2275b8a1 38604889 c18e5a4d 6fdb70e5 387e5765 293dcba3 9c0c5732";
        check(&[b"abcd".as_slice(); 16], long);
    }

    #[test]
    fn a_chain_begins_and_grows_with_it() {
        let start = genesis::<Sm3>(&"440700".into());
        assert_eq!(start, Sm3::digest(&[b"gongji chain 1\n440700"]));
        assert_eq!(link::<Sm3>(&start, b"r"), Sm3::digest(&[&start, b"r"]));
    }
}
