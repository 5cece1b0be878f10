//! Files of reconciliation (对账文件): a ZIP archive with one text in UTF-8. What is unpacked is bounded
//! before and while it is read.

use crate::door::Turned;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The most bytes that are unpacked.
const MOST: u64 = 50_000_000;
/// The mark that some programs write before a text.
const MARK: &str = "\u{feff}";

/// Why an archive holds no text that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// No ZIP archive, or a damaged one.
    NoArchive(String),
    /// Not one entry, but so many.
    Entries(usize),
    /// Locked with a password.
    Locked,
    /// The entry is a folder.
    Folder,
    /// Longer than may be unpacked.
    Long,
    /// Not UTF-8 from this line on.
    NoText(usize),
}

impl Unfit {
    fn words(&self) -> (&'static str, String, String) {
        match self {
            Unfit::NoArchive(why) => (
                "no-archive",
                format!(
                    "文件不是完整的 ZIP 压缩包（{why}）。请以 ZIP（deflate）压缩一个 TXT 文件后重新上传。"
                ),
                format!(
                    "the file is no whole ZIP archive ({why}); pack one TXT with deflate and upload it again"
                ),
            ),
            Unfit::Entries(are) => (
                "archive-entries",
                format!("压缩包内有 {are} 个文件，应只有一个 TXT 文件。请重新压缩后上传。"),
                format!(
                    "the archive holds {are} files, one TXT is due; pack it anew and upload it again"
                ),
            ),
            Unfit::Locked => (
                "archive-locked",
                "压缩包设有密码。请不加密码压缩后重新上传。".to_string(),
                "the archive is locked with a password; pack it without one and upload it again"
                    .to_string(),
            ),
            Unfit::Folder => (
                "archive-entries",
                "压缩包内是文件夹。请直接压缩一个 TXT 文件后重新上传。".to_string(),
                "the archive holds a folder; pack one TXT itself and upload it again".to_string(),
            ),
            Unfit::Long => (
                "archive-long",
                format!("压缩包解开后超过 {MOST} 字节。请缩短对账日期，分次对账。"),
                format!(
                    "the archive unpacks to more than {MOST} bytes; reconcile fewer days at once"
                ),
            ),
            Unfit::NoText(line) => (
                "not-utf-8",
                format!("TXT 第 {line} 行不是 UTF-8 编码。请转换编码后重新上传。"),
                format!("line {line} of the TXT is not UTF-8; convert it and upload it again"),
            ),
        }
    }

    /// The same as a refusal of the field that named the file.
    pub(super) fn turned(&self, path: &str) -> Turned {
        let (code, zh, en) = self.words();
        Turned::one(path, code, zh, en)
    }
}

/// The text in an archive.
pub(super) fn unpack(archive: &[u8]) -> Result<String, Unfit> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(broken)?;
    if archive.len() != 1 {
        return Err(Unfit::Entries(archive.len()));
    }
    let raw = archive.by_index_raw(0).map_err(broken)?;
    if raw.encrypted() {
        return Err(Unfit::Locked);
    }
    if raw.is_dir() {
        return Err(Unfit::Folder);
    }
    if raw.size() > MOST {
        return Err(Unfit::Long);
    }
    drop(raw);
    let entry = archive.by_index(0).map_err(broken)?;
    let mut bytes = Vec::new();
    // What an archive says of its size may be false: it is read no further than it may be.
    entry.take(MOST + 1).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() as u64 > MOST {
        return Err(Unfit::Long);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix(MARK).map(str::to_string).unwrap_or(text)),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            Err(Unfit::NoText(1 + good.iter().filter(|byte| **byte == b'\n').count()))
        }
    }
}

fn broken(error: impl ToString) -> Unfit {
    Unfit::NoArchive(error.to_string())
}

/// A text in an archive.
pub(crate) fn pack(name: &str, text: &str) -> Result<Vec<u8>, String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    archive.start_file(name, options).map_err(|error| error.to_string())?;
    archive.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(archive.finish().map_err(|error| error.to_string())?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            archive.start_file(*name, SimpleFileOptions::default()).expect("an entry");
            archive.write_all(bytes).expect("written");
        }
        archive.finish().expect("an archive").into_inner()
    }

    #[test]
    fn a_text_comes_out_as_it_went_in() {
        let text = "一\t二\n";
        assert_eq!(unpack(&pack("a.txt", text).expect("packed")).as_deref(), Ok(text));
        assert_eq!(unpack(&pack("a.txt", "\u{feff}一").expect("packed")).as_deref(), Ok("一"));
    }

    #[test]
    fn what_is_unfit_is_named() {
        assert!(matches!(unpack(b"not an archive"), Err(Unfit::NoArchive(_))));
        assert!(matches!(unpack(b""), Err(Unfit::NoArchive(_))));
        let two: &[(&str, &[u8])] = &[("a.txt", b"1"), ("b.txt", b"2")];
        assert_eq!(unpack(&packed(two)), Err(Unfit::Entries(2)));
        assert_eq!(unpack(&packed(&[])), Err(Unfit::Entries(0)));
        assert_eq!(unpack(&packed(&[("a.txt", b"1\n\xB0\xA1")])), Err(Unfit::NoText(2)));
        let bomb = packed(&[("a.txt", &vec![b'0'; MOST as usize + 1])]);
        assert!(bomb.len() < 1 << 20, "small when packed: {}", bomb.len());
        assert_eq!(unpack(&bomb), Err(Unfit::Long));
    }

    #[test]
    fn an_archive_that_lies_about_its_size_is_read_no_further() {
        let bytes = vec![b'0'; MOST as usize + 1];
        let mut bomb = packed(&[("a.txt", &bytes)]);
        let size = (bytes.len() as u32).to_le_bytes();
        let small = 10u32.to_le_bytes();
        let mut changed = 0;
        for at in 0..bomb.len() - 4 {
            if bomb[at..at + 4] == size {
                bomb[at..at + 4].copy_from_slice(&small);
                changed += 1;
            }
        }
        assert!(changed > 0, "the size stands in it");
        assert!(unpack(&bomb).is_err());
    }

    #[test]
    fn a_damaged_archive_is_no_archive() {
        let mut bytes = pack("a.txt", &"abc\n".repeat(1000)).expect("packed");
        bytes[45] ^= 0x55;
        assert!(matches!(unpack(&bytes), Err(Unfit::NoArchive(_))));
        bytes.truncate(40);
        assert!(matches!(unpack(&bytes), Err(Unfit::NoArchive(_))));
    }
}
