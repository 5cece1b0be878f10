//! Cases (病案) from a CSV file, as a grouper is told of them.

use payment::drg::{Codes, Fields};
use std::borrow::Cow;
use units::Words;

/// Columns of cases; only the first three must be there.
const COLUMNS: [&str; 9] = [
    "gender",
    "age",
    "zdList",
    "Index",
    "ageDay",
    "weight",
    "inHospitalTime",
    "leavingType",
    "ssList",
];
const MUST: usize = 3;
const INDEX: usize = 3;

/// Why a file of cases cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CasesError {
    /// It is no UTF-8.
    #[error("line {line} is not UTF-8; save the file as UTF-8")]
    NotUtf8 {
        /// The first such line.
        line: usize,
    },
    /// A column that must be there is not.
    #[error(
        "the header has no column {0}; it needs gender, age and zdList, and may have Index, ageDay, weight, inHospitalTime, leavingType and ssList"
    )]
    NoColumn(String),
    /// It holds nothing.
    #[error("the file is empty; give one with a header and a row for each case")]
    Empty,
    /// A quote that is never closed.
    #[error(
        "line {line}: a quote is opened and never closed; close it, or double it inside a quoted cell"
    )]
    OpenQuote {
        /// The line in which it is opened.
        line: usize,
    },
    /// A row with more cells than the header.
    #[error("row {row} has more cells than the header; put a cell that holds a comma in quotes")]
    TooMany {
        /// The row, from 1.
        row: u64,
    },
    /// A column stands twice.
    #[error("the column {0} stands twice in the header; take one out")]
    Twice(String),
    /// It is no CSV.
    #[error("{0}")]
    Csv(String),
}

impl CasesError {
    /// The same in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            CasesError::NotUtf8 { line } => format!("第{line}行不是UTF-8。请把文件另存为UTF-8。"),
            CasesError::NoColumn(name) => format!(
                "表头缺少列{name}。须有gender、age、zdList,可有Index、ageDay、weight、inHospitalTime、leavingType、ssList。"
            ),
            CasesError::Empty => "文件是空的。请给出带表头、每例一行的文件。".to_string(),
            CasesError::OpenQuote { line } => {
                format!("第{line}行的引号没有闭合。请补上;引号内的引号请写两个。")
            }
            CasesError::TooMany { row } => {
                format!("第{row}例的列比表头多。含逗号的单元格请加引号。")
            }
            CasesError::Twice(name) => format!("表头中的列{name}出现两次。请删去一列。"),
            CasesError::Csv(error) => format!("文件不是CSV:{error}"),
        };
        Words { zh, en: self.to_string() }
    }
}

/// The text of a file, without a byte order mark.
fn text(bytes: &[u8]) -> Result<&str, CasesError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let lines = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        CasesError::NotUtf8 { line: lines + 1 }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// A file of cases: its header was read, its rows are still text.
#[derive(Debug)]
pub struct Cases<'t> {
    places: Places,
    header: csv::StringRecord,
    body: &'t str,
}

/// One row: its cells, and its number from 1.
#[derive(Debug, Clone, Default)]
pub struct CaseRow {
    /// The cells.
    pub cells: csv::StringRecord,
    /// Its number.
    pub number: u64,
}

/// Rows of a part of a file.
pub struct Rows<'t> {
    reader: csv::Reader<&'t [u8]>,
    number: u64,
    cells: usize,
}

/// That every quote is closed: an open one would swallow the rows behind it.
fn closed(text: &str) -> Result<(), CasesError> {
    let (mut line, mut opened) = (1, None);
    for byte in text.bytes() {
        match byte {
            b'"' => opened = if opened.is_some() { None } else { Some(line) },
            b'\n' => line += 1,
            _ => {}
        }
    }
    opened.map_or(Ok(()), |line| Err(CasesError::OpenQuote { line }))
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).from_reader(text.as_bytes())
}

impl<'t> Cases<'t> {
    /// Reads the header of a file.
    pub fn open(bytes: &'t [u8]) -> Result<Cases<'t>, CasesError> {
        let text = text(bytes)?;
        if text.trim().is_empty() {
            return Err(CasesError::Empty);
        }
        closed(text)?;
        let (mut reader, mut header) = (reader(text), csv::StringRecord::new());
        reader.read_record(&mut header).map_err(|error| CasesError::Csv(error.to_string()))?;
        let mut places = [None; COLUMNS.len()];
        for (name, place) in COLUMNS.iter().zip(&mut places) {
            let mut found = header.iter().enumerate().filter(|(_, cell)| cell.trim() == *name);
            *place = found.next().map(|(at, _)| at);
            if found.next().is_some() {
                return Err(CasesError::Twice(name.to_string()));
            }
        }
        if let Some(at) = places.iter().take(MUST).position(Option::is_none) {
            return Err(CasesError::NoColumn(COLUMNS[at].to_string()));
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let body = text.get(end..).unwrap_or("");
        Ok(Cases { places: Places(places), header, body })
    }

    /// Where a column is that a grouper does not need.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| cell.trim() == name)
    }

    /// How many cells the header has.
    pub fn cells(&self) -> usize {
        self.header.len()
    }

    /// Where the columns are.
    pub fn places(&self) -> Places {
        self.places
    }

    /// All rows.
    pub fn rows(&self) -> Rows<'t> {
        Rows::of(self.body, self.cells())
    }

    /// What is wrong with the first row that cannot be read, by its number in the whole file.
    pub fn wrong(&self) -> Option<CasesError> {
        let (mut rows, mut row) = (self.rows(), CaseRow::default());
        loop {
            match rows.next(&mut row) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(error),
            }
        }
    }

    /// The rows in parts of about so many bytes, to be read side by side. A line ends where no quoted
    /// cell is open.
    pub fn parts(&self, bytes: usize) -> Vec<&'t str> {
        let (mut parts, mut begin, mut quoted) = (Vec::new(), 0, false);
        for (at, byte) in self.body.bytes().enumerate() {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted && at + 1 - begin >= bytes => {
                    parts.push(&self.body[begin..=at]);
                    begin = at + 1;
                }
                _ => {}
            }
        }
        parts.push(&self.body[begin..]);
        parts
    }
}

impl<'t> Rows<'t> {
    /// The rows of a part, none with more cells than so many.
    pub fn of(part: &'t str, cells: usize) -> Rows<'t> {
        Rows { reader: reader(part), number: 0, cells }
    }

    /// The next row, into one that is used again; false at the end.
    pub fn next(&mut self, row: &mut CaseRow) -> Result<bool, CasesError> {
        let more = self.reader.read_record(&mut row.cells);
        let more = more.map_err(|error| CasesError::Csv(error.to_string()))?;
        self.number += u64::from(more);
        row.number = self.number;
        // Spreadsheets leave empty cells behind the last column.
        let beyond = row.cells.iter().skip(self.cells).any(|cell| !cell.trim().is_empty());
        if more && beyond {
            return Err(CasesError::TooMany { row: self.number });
        }
        Ok(more)
    }
}

/// Where the columns of a file are.
#[derive(Debug, Clone, Copy)]
pub struct Places([Option<usize>; COLUMNS.len()]);

impl Places {
    fn cell<'r>(&self, row: &'r CaseRow, column: usize) -> &'r str {
        self.0[column].and_then(|at| row.cells.get(at)).unwrap_or("")
    }

    /// Whether rows have an index of their own.
    pub fn indexed(&self) -> bool {
        self.0[INDEX].is_some()
    }

    /// The index of a row: what its column says, or its number.
    pub fn index<'r>(&self, row: &'r CaseRow) -> Cow<'r, str> {
        match self.indexed() {
            true => Cow::Borrowed(self.cell(row, INDEX)),
            false => Cow::Owned(row.number.to_string()),
        }
    }

    /// The fields of a row; a cell that is missing is empty.
    pub fn fields<'r>(&self, row: &'r CaseRow) -> Fields<'r> {
        Fields {
            sex: self.cell(row, 0),
            age: self.cell(row, 1),
            days: self.cell(row, 4),
            weight: self.cell(row, 5),
            stay: self.cell(row, 6),
            leaving: self.cell(row, 7),
            diagnoses: Codes::Joined(self.cell(row, 2)),
            procedures: Codes::Joined(self.cell(row, 8)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        "\u{feff}Index,age,gender,zdList,note\n1,40,1,A|B,\"two\nlines\"\n2,,2,\n3,5,1,C,x\n";

    #[test]
    fn a_cell_may_hold_a_line_end_and_a_row_may_be_short() {
        let cases = Cases::open(FILE.as_bytes()).expect("it reads");
        let places = cases.places();
        for bytes in [1, 5, 1000] {
            let mut seen = Vec::new();
            for part in cases.parts(bytes) {
                let (mut rows, mut row) = (Rows::of(part, cases.cells()), CaseRow::default());
                while rows.next(&mut row).expect("it reads") {
                    let fields = places.fields(&row);
                    seen.push(format!(
                        "{} {} {:?}",
                        places.index(&row),
                        fields.age,
                        fields.diagnoses.all()
                    ));
                }
            }
            assert_eq!(seen, ["1 40 [\"A\", \"B\"]", "2  []", "3 5 [\"C\"]"], "{bytes}");
        }
        assert_eq!(cases.column("note"), Some(4));
    }

    #[track_caller]
    fn check(bytes: &[u8], told: &str) {
        let error = Cases::open(bytes).expect_err("it is wrong").to_string();
        assert!(error.contains(told), "{error}");
    }

    #[test]
    fn a_file_that_is_none_of_cases_is_told() {
        check(b"", "the file is empty");
        check(b"gender;age;zdList\n", "no column gender");
        check(b"gender,age,zdList\n1,2,A\n1,2,\"A\n", "line 3: a quote");
        check(b"gender,age\n", "no column zdList");
        check(b"gender,age,zdList,age\n", "age stands twice");
        check(b"gender,age,zdList\n1,2,\xb1\xb2\n", "line 2 is not UTF-8");
    }
}
