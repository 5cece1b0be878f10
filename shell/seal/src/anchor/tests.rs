//! Anchors: written, read again, and every tampering found.

use super::*;
use crate::Sm2Signer;
use crate::hash::Sm3;
use ledger::chain::{follow, genesis};
use std::fs;
use std::sync::LazyLock;

static KEY: LazyLock<Sm2Signer> = LazyLock::new(|| Sm2Signer::generate().expect("random"));

fn head(area: &str, seq: u64) -> Head {
    let records: Vec<Vec<u8>> = (1..=seq).map(|n| n.to_string().into_bytes()).collect();
    follow::<Sm3>(genesis::<Sm3>(&area.into()), records.iter().map(Vec::as_slice))
}

fn anchor(area: &str, seq: u64) -> Anchor {
    let written = "2026-11-27T08:00:00Z";
    Anchor::sign(&area.into(), seq, &head(area, seq), written, &*KEY).expect("signed")
}

/// A folder with a file of three anchors of two areas.
fn written() -> (tempfile::TempDir, PathBuf, Vec<Anchor>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("anchors.jsonl");
    let anchors = vec![anchor("440700", 3), anchor("411600", 1), anchor("440700", 7)];
    for anchor in &anchors {
        append(&path, anchor).expect("appended");
    }
    (folder, path, anchors)
}

#[test]
fn anchors_are_read_as_they_were_written() {
    let (_folder, path, anchors) = written();
    assert_eq!(read(&path).expect("read"), anchors);
    let text = fs::read_to_string(&path).expect("text");
    assert_eq!(text.lines().count(), 3);
    let first = text.lines().next().expect("a line");
    assert!(first.starts_with("{\"area\":\"440700\",\"seq\":3,\"head\":\""), "{first}");
    for anchor in &anchors {
        verify(anchor, KEY.public()).expect("genuine");
        assert_eq!(anchor.head(), Some(head(&anchor.area, anchor.seq)));
    }
}

#[test]
fn a_changed_field_is_found() {
    #[track_caller]
    fn check(change: impl Fn(&mut Anchor), sentence: &str) {
        let mut changed = anchor("440700", 3);
        change(&mut changed);
        let error = verify(&changed, KEY.public()).expect_err("changed").to_string();
        assert!(error.contains("record") && error.contains(sentence), "{error}");
    }
    check(|a| a.area = "411600".to_string(), "not genuine");
    check(|a| a.seq = 4, "not genuine");
    check(|a| a.head = hex(&head("440700", 4)), "not genuine");
    check(|a| a.written = "2026-11-28T08:00:00Z".to_string(), "not genuine");
    check(|a| a.signature = anchor("440700", 4).signature, "not genuine");
    check(|a| a.signature.truncate(126), "not genuine");
    check(|a| a.signature.push('0'), "not genuine");
    check(|a| a.signature = a.signature.to_uppercase(), "not genuine");
    check(|a| a.signature.clear(), "not genuine");
    check(|a| a.key = "0123456789abcdef".to_string(), "signed by key 0123456789abcdef");
    check(|a| a.head.push('0'), "64 small hexadecimal digits");
    check(|a| a.area = "440700\n3".to_string(), "no code of an area");
    check(|a| a.area.clear(), "no code of an area");
    check(|a| a.written = "today".to_string(), "no moment");
}

#[test]
fn a_wrong_key_is_found() {
    let other = Sm2Signer::generate().expect("random");
    let mut anchor = anchor("440700", 3);
    let error = verify(&anchor, other.public()).expect_err("another key");
    assert!(matches!(error, AnchorError::WrongKey { seq: 3, .. }), "{error}");
    anchor.key = Signer::fingerprint(&other);
    let error = verify(&anchor, other.public()).expect_err("another key");
    assert!(matches!(error, AnchorError::NotGenuine { seq: 3 }), "{error}");
}

#[test]
fn a_cut_last_line_is_told_wherever_it_was_cut() {
    let (_folder, path, _) = written();
    let whole = fs::read(&path).expect("bytes");
    let last = whole[..whole.len() - 1].iter().rposition(|b| *b == b'\n').expect("lines") + 1;
    for end in last + 1..whole.len() {
        fs::write(&path, &whole[..end]).expect("ours");
        let error = read(&path).expect_err("cut");
        assert!(matches!(error, AnchorError::Cut { line: 3, .. }), "{error}");
        assert!(error.to_string().contains(":3: the last line is cut off"), "{error}");
    }
    let error = append(&path, &anchor("440700", 9)).expect_err("cut");
    assert!(
        matches!(error, AnchorError::Cut { line: 3, .. }),
        "nothing behind a cut line: {error}"
    );
    assert_eq!(fs::read(&path).expect("bytes").len(), whole.len() - 1);
}

#[test]
fn a_line_that_is_no_anchor_is_named() {
    #[track_caller]
    fn check(line: &str, sentence: &str) {
        let (_folder, path, _) = written();
        let mut text = fs::read_to_string(&path).expect("text");
        text.insert_str(text.find('\n').expect("lines") + 1, &format!("{line}\n"));
        fs::write(&path, text).expect("ours");
        let error = read(&path).expect_err("no anchor").to_string();
        assert!(error.contains(":2: ") && error.contains(sentence), "{error}");
        assert!(append(&path, &anchor("440700", 9)).is_err());
    }
    check("", "no anchor");
    check("{}", "missing field");
    check("\u{0}", "no anchor");
    let good = serde_json::to_string(&anchor("440700", 5)).expect("JSON");
    check(&good.replace("\"seq\":5", "\"seq\":-5"), "no anchor");
    check(&good.replace("\"seq\"", "\"note\":1,\"seq\""), "unknown field");
    check(&good.replace("T08", " 08"), "no moment");
}

#[test]
fn anchors_only_go_forward() {
    let (_folder, path, anchors) = written();
    append(&path, &anchors[2]).expect("the same again is no harm");
    append(&path, &anchor("411600", 2)).expect("another area goes its own way");
    let back = append(&path, &anchor("440700", 6)).expect_err("back");
    assert!(matches!(back, AnchorError::Back { there: 7, seq: 6, .. }), "{back}");
    let written = "2026-11-27T08:00:00Z";
    let anew = Anchor::sign(&"440700".into(), 7, &head("411600", 7), written, &*KEY);
    let anew = append(&path, &anew.expect("signed")).expect_err("anew");
    assert!(matches!(anew, AnchorError::Back { there: 7, seq: 7, .. }), "{anew}");
    assert_eq!(read(&path).expect("read").len(), 5);
    // Lines that change places by hand are found too.
    let text = fs::read_to_string(&path).expect("text");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(0, 2);
    fs::write(&path, lines.join("\n") + "\n").expect("ours");
    assert!(matches!(read(&path), Err(AnchorError::Back { there: 7, seq: 3, .. })));
}

#[test]
fn a_cut_or_rewritten_chain_no_longer_meets_its_anchors() {
    let (_folder, path, _) = written();
    let anchors = read(&path).expect("read");
    let area = AreaCode::from("440700");
    let compared = |head_at: &dyn Fn(u64) -> Option<Head>| compare(&anchors, &area, head_at);
    compared(&|seq| Some(head("440700", seq))).expect("as anchored");
    let cut = compared(&|seq| (seq < 7).then(|| head("440700", seq))).expect_err("cut");
    assert!(matches!(cut, AnchorError::Missing { seq: 7, .. }), "{cut}");
    let anew = compared(&|seq| Some(head("450900", seq))).expect_err("anew");
    assert!(matches!(anew, AnchorError::Rewritten { seq: 3, .. }), "{anew}");
}

#[test]
fn files_that_are_not_there_are_told_or_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("anchors.jsonl");
    assert!(matches!(read(&path), Err(AnchorError::File { .. })));
    fs::write(&path, "").expect("ours");
    assert_eq!(read(&path).expect("empty"), []);
    let nowhere = folder.path().join("none").join("anchors.jsonl");
    assert!(matches!(append(&nowhere, &anchor("440700", 1)), Err(AnchorError::File { .. })));
}

#[test]
fn many_writers_leave_whole_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("anchors.jsonl");
    std::thread::scope(|scope| {
        for area in ["440700", "411600", "450900", "510100"] {
            let path = &path;
            scope.spawn(move || {
                (1..=5).for_each(|seq| append(path, &anchor(area, seq)).expect("appended"));
            });
        }
    });
    assert_eq!(read(&path).expect("read").len(), 20);
}

#[test]
fn moments_are_written_in_one_way() {
    assert!(is_moment("2026-11-27T08:00:00Z") && is_moment("2024-02-29T23:59:59Z"));
    for bad in [
        "",
        "2026-11-27",
        "2026-11-27T08:00:00",
        "2026-11-27T08:00:00+08:00",
        "2026-11-27T24:00:00Z",
        "2026-11-27T08:60:00Z",
        "2026-11-27T8:00:00Z",
        "2026-11-27T08:00:00.0Z",
        "2025-02-29T08:00:00Z",
        "2026-11-27T+8:00:00Z",
    ] {
        assert!(!is_moment(bad), "{bad}");
    }
}
