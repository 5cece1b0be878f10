//! Report on the codes of cases (编码质量报告): a file of cases beside the editions of their days.

use crate::code_files::TextFile;
use catalogue::codes::{Case, CodeKind, CodeSet, Editions, Report, Reporter, codes, read_set};
use units::Day;

/// A file that is given instead of books holds from this year on.
const ALWAYS: i16 = 1900;

/// What is wrong with a file of cases.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CasesError {
    /// A column that must be there is not.
    #[error(
        "{0}: 表头缺少列zdList。 the header has no column zdList; it may also have ssList, institution and day"
    )]
    NoColumn(String),
    /// A column stands twice.
    #[error("{0}: 表头的列{1}重复。 the column {1} stands twice in the header; take one out")]
    Twice(String, String),
    /// A row is not as it must be.
    #[error("{file}:{line}: {message}")]
    Row {
        /// The file.
        file: String,
        /// The line.
        line: u64,
        /// What is wrong, and what to write.
        message: String,
    },
}

/// A code set from a file alone; what is wrong with it, `check_codes` tells.
pub fn set_of_file(kind: CodeKind, file: &TextFile) -> Option<CodeSet> {
    let entries = read_set(&file.name, &file.text, &mut Vec::new());
    let from = Day::new(ALWAYS, 1, 1)?;
    let codes = codes(&entries);
    let set = CodeSet { kind, edition: file.name.clone(), from, to: None, codes };
    (!set.codes.is_empty()).then_some(set)
}

/// Counts the cases of a file. A case without a day of its own is judged as of `day`, or, without one,
/// by the last edition.
pub fn report_codes(
    editions: &Editions,
    file: &TextFile,
    day: Option<Day>,
) -> Result<Report, Vec<CasesError>> {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let wrong =
        |line: u64, message: String| CasesError::Row { file: file.name.clone(), line, message };
    let header = reader.headers().map_err(|error| vec![wrong(1, error.to_string())])?.clone();
    let [diagnoses, procedures, institutions, days] = places(&header, &file.name)?;
    let Some(diagnoses) = diagnoses else {
        return Err(vec![CasesError::NoColumn(file.name.clone())]);
    };
    let (mut reporter, mut errors) = (Reporter::new(editions), Vec::new());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, ::csv::Position::line);
                errors.push(wrong(line, error.to_string()));
                continue;
            }
        };
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or("").trim();
        let own = match cell(days) {
            "" => day,
            text => match Day::parse(text) {
                Ok(day) => Some(day),
                Err(error) => {
                    let line = row.position().map_or(0, ::csv::Position::line);
                    errors.push(wrong(line, error.to_string()));
                    continue;
                }
            },
        };
        reporter.take(&Case {
            institution: institutions.map(|at| cell(Some(at))),
            day: own,
            diagnoses: cell(Some(diagnoses)),
            procedures: cell(procedures),
        });
    }
    if errors.is_empty() { Ok(reporter.finish()) } else { Err(errors) }
}

/// Where the columns are.
fn places(header: &::csv::StringRecord, file: &str) -> Result<[Option<usize>; 4], Vec<CasesError>> {
    let mut places = [None; 4];
    for (name, place) in ["zdList", "ssList", "institution", "day"].iter().zip(&mut places) {
        let mut found = header.iter().enumerate().filter(|(_, cell)| cell.trim() == *name);
        *place = found.next().map(|(at, _)| at);
        if found.next().is_some() {
            return Err(vec![CasesError::Twice(file.to_string(), (*name).to_string())]);
        }
    }
    Ok(places)
}
