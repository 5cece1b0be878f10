//! Files of code sets and maps, and the editions that the books hold, as the acts on codes read them.

use catalogue::codes::{CodeKind, CodeSet, Codes, Finding, Meaning, Severity};
use std::path::Path;
use store::{CodeSetRow, Store, StoreError};
use units::Day;

/// So many codes are read at once.
const TOGETHER: i64 = 5_000;

/// A file with its name.
#[derive(Debug, Clone)]
pub struct TextFile {
    /// Its name, as it was given.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The system gives none.
    #[error("{file}: {message}; check the path and the rights")]
    Read {
        /// Which.
        file: String,
        /// What the system said.
        message: String,
    },
    /// It is no UTF-8.
    #[error(
        "{file}:{line}: 不是UTF-8编码,请另存为UTF-8。 this is not UTF-8; save the file as UTF-8"
    )]
    NotUtf8 {
        /// Which.
        file: String,
        /// The first such line.
        line: usize,
    },
}

impl TextFile {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<TextFile, FileError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path);
        let bytes = bytes
            .map_err(|error| FileError::Read { file: name.clone(), message: error.to_string() })?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(TextFile { name, text }),
            Err(error) => {
                let (sound, bytes) = (error.utf8_error().valid_up_to(), error.into_bytes());
                let lines = bytes[..sound].iter().filter(|byte| **byte == b'\n').count();
                Err(FileError::NotUtf8 { file: name, line: lines + 1 })
            }
        }
    }
}

/// How many findings weigh so much.
pub fn weighing(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

/// The day of a number that the books hold.
pub(crate) fn day(number: i64) -> Result<Day, StoreError> {
    let day = i32::try_from(number).ok().and_then(Day::from_number);
    day.ok_or_else(|| StoreError::Engine(format!("{number} is the number of no day")))
}

/// All codes of an edition of the books.
pub(crate) async fn kept_codes(
    store: &dyn Store,
    kind: CodeKind,
    edition: &str,
) -> Result<Codes, StoreError> {
    let (mut codes, mut after) = (Codes::new(), String::new());
    loop {
        let rows = store.code_sets().codes_from(kind.name(), edition, &after, TOGETHER).await?;
        let Some(last) = rows.last() else {
            return Ok(codes);
        };
        after.clone_from(&last.code);
        let meant = rows.into_iter().map(|row| {
            let meaning = Meaning { name: row.name, gray: row.gray };
            (row.code, meaning)
        });
        codes.extend(meant);
    }
}

/// The editions of a kind in the books, by day.
pub(crate) async fn kept_sets(
    store: &dyn Store,
    kind: CodeKind,
) -> Result<Vec<CodeSetRow>, StoreError> {
    let mut sets = store.code_sets().sets().await?;
    sets.retain(|set| set.kind == kind.name());
    Ok(sets)
}

/// All editions of the books with their codes.
pub async fn kept_editions(store: &dyn Store) -> Result<Vec<CodeSet>, StoreError> {
    let mut sets = Vec::new();
    for kind in CodeKind::ALL {
        for row in kept_sets(store, kind).await? {
            let codes = kept_codes(store, kind, &row.edition).await?;
            let (from, to) = (day(row.from_day)?, row.to_day.map(day).transpose()?);
            sets.push(CodeSet { kind, edition: row.edition, from, to, codes });
        }
    }
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_text_is_told_with_its_line() {
        let file = std::env::temp_dir().join(format!("gongji-codes-{}", std::process::id()));
        std::fs::write(&file, b"A00.000 \xe7\x94\xb2\nA01.000 \xbc\xd7\n").expect("ours");
        let error = TextFile::read(&file).expect_err("it is no UTF-8").to_string();
        assert!(error.contains(":2: "), "{error}");
        std::fs::remove_file(&file).expect("ours");
        let error = TextFile::read(&file).expect_err("it is not there").to_string();
        assert!(error.contains("check the path"), "{error}");
    }
}
