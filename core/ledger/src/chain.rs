//! Chain: each record is hashed with all that came before, so that no record can be changed,
//! moved, put in or taken out without a different head.
//!
//! A chain belongs to one area. It begins with a head made of a label and the area's code; each
//! record, in its canonical bytes with its version in front, makes the next. The hash itself is
//! the caller's: the national one stands in the shell.
//! A cut end leaves a shorter chain that is right in itself: only a head kept elsewhere shows it.

use units::AreaCode;

/// A head: what stands for a chain up to one record.
pub type Head = [u8; 32];

/// What every chain of this kind begins with. Another kind of chain gets another label.
pub const LABEL: &[u8] = b"gongji chain 1\n";

/// A hash of 256 bits.
pub trait Digest {
    /// The hash of the parts, one behind the other.
    fn digest(parts: &[&[u8]]) -> Head;
}

/// The head of a chain without records (创世值).
pub fn genesis<D: Digest>(area: &AreaCode) -> Head {
    D::digest(&[LABEL, area.as_str().as_bytes()])
}

/// The head after one more record. A head has a fixed length, so no two pairs read the same.
pub fn link<D: Digest>(head: &Head, record: &[u8]) -> Head {
    D::digest(&[head, record])
}

/// The head after these records.
pub fn follow<'r, D: Digest>(start: Head, records: impl IntoIterator<Item = &'r [u8]>) -> Head {
    records.into_iter().fold(start, |head, record| link::<D>(&head, record))
}

/// A record whose stored head does not follow from the head before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the chain breaks at record {at}: its head should be {} and is {}; a record up to here was \
     changed, put in or taken out after it was written. Compare with a copy or an anchor",
    hex(.expected), hex(.found)
)]
pub struct Broken {
    /// Which record, from 1.
    pub at: u64,
    /// The head that follows from the records.
    pub expected: Head,
    /// The head that was stored.
    pub found: Head,
}

/// Goes through records with their stored heads. The last head, or where the chain breaks.
pub fn verify<'r, D: Digest>(
    start: Head,
    records: impl IntoIterator<Item = (&'r [u8], Head)>,
) -> Result<Head, Broken> {
    let mut head = start;
    for (at, (record, found)) in (1..).zip(records) {
        head = link::<D>(&head, record);
        if head != found {
            return Err(Broken { at, expected: head, found });
        }
    }
    Ok(head)
}

/// A head as 64 small hexadecimal digits.
pub fn hex(head: &Head) -> String {
    head.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads what [`hex`] writes, and nothing else.
pub fn unhex(text: &str) -> Option<Head> {
    let mut head = Head::default();
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes = text.as_bytes();
    if bytes.len() != head.len() * 2 {
        return None;
    }
    for (byte, pair) in head.iter_mut().zip(bytes.chunks_exact(2)) {
        *byte = digit(pair[0])? * 16 + digit(pair[1])?;
    }
    Some(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A toy: good enough to tell small chains apart, no more.
    struct Toy;

    impl Digest for Toy {
        fn digest(parts: &[&[u8]]) -> Head {
            let mut head = Head::default();
            let mut state: u64 = 0xcbf2_9ce4_8422_2325;
            for lane in 0..4_u64 {
                for byte in parts.iter().flat_map(|part| part.iter()) {
                    state = (state ^ u64::from(*byte) ^ lane).wrapping_mul(0x0100_0000_01b3);
                    state ^= state >> 29;
                }
                head[lane as usize * 8..][..8].copy_from_slice(&state.to_be_bytes());
            }
            head
        }
    }

    fn area() -> AreaCode {
        AreaCode::from("440700")
    }

    fn heads(start: Head, records: &[Vec<u8>]) -> Vec<Head> {
        let mut head = start;
        let step = |record: &Vec<u8>| {
            head = link::<Toy>(&head, record);
            head
        };
        records.iter().map(step).collect()
    }

    #[test]
    fn each_area_begins_on_its_own() {
        let start = genesis::<Toy>(&area());
        assert_ne!(start, genesis::<Toy>(&AreaCode::from("411600")));
        assert_eq!(start, Toy::digest(&[b"gongji chain 1\n440700"]));
        assert_eq!(follow::<Toy>(start, []), start);
        assert_eq!(verify::<Toy>(start, []), Ok(start));
    }

    #[test]
    fn every_tampering_is_found_at_its_record() {
        let start = genesis::<Toy>(&area());
        let records: Vec<Vec<u8>> = ["one", "two", "three"].map(|r| r.as_bytes().to_vec()).into();
        let stored = heads(start, &records);
        #[track_caller]
        fn check(start: Head, records: &[Vec<u8>], stored: &[Head], at: Option<u64>) {
            let rows = records.iter().map(Vec::as_slice).zip(stored.iter().copied());
            assert_eq!(verify::<Toy>(start, rows).err().map(|broken| broken.at), at);
        }
        check(start, &records, &stored, None);
        let mut changed = records.clone();
        changed[1] = b"tow".to_vec();
        check(start, &changed, &stored, Some(2));
        let mut moved = records.clone();
        moved.swap(0, 1);
        check(start, &moved, &stored, Some(1));
        check(start, &records[1..], &stored[1..], Some(1));
        let mut head = stored.clone();
        head[2][31] ^= 1;
        check(start, &records, &head, Some(3));
        check(genesis::<Toy>(&AreaCode::from("411600")), &records, &stored, Some(1));
        // A cut end is right in itself; its head differs.
        check(start, &records[..2], &stored[..2], None);
        assert_ne!(stored[1], stored[2]);
    }

    #[test]
    fn heads_are_written_and_read() {
        let head = genesis::<Toy>(&area());
        assert_eq!(unhex(&hex(&head)), Some(head));
        let broken = Broken { at: 7, expected: head, found: Head::default() };
        assert!(
            broken.to_string().contains("record 7") && broken.to_string().contains(&hex(&head))
        );
        let good = hex(&head);
        for bad in ["", "00", &good[1..], &good.to_uppercase().replace('0', "A"), &"分".repeat(64)]
        {
            assert_eq!(unhex(bad), None, "{bad}");
        }
        assert_eq!(unhex(&"0g".repeat(32)), None);
    }

    proptest! {
        #[test]
        fn one_changed_byte_is_found(
            records in proptest::collection::vec(proptest::collection::vec(0..=255_u8, 1..9), 1..9),
            at in 0..9_usize, byte in 0..9_usize, bit in 0..8_u32,
        ) {
            let start = genesis::<Toy>(&area());
            let stored = heads(start, &records);
            let end = follow::<Toy>(start, records.iter().map(Vec::as_slice));
            prop_assert_eq!(Some(&end), stored.last());
            let mut changed = records;
            let at = at % changed.len();
            let byte = byte % changed[at].len();
            changed[at][byte] ^= 1 << bit;
            let rows = changed.iter().map(Vec::as_slice).zip(stored);
            let broken = verify::<Toy>(start, rows).expect_err("a changed byte");
            prop_assert_eq!(broken.at, at as u64 + 1);
        }
    }
}
