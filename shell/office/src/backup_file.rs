//! The file of a backup: rows of every table as of one moment, for either engine.
//!
//! A line of magic and the step of the schema; for each table a section with its columns, its rows
//! and their number; the number of all rows; and last the SM3 hash of all that stands before.
//! Numbers are little-endian. It is not compressed: it holds hashes and packed records, and whoever
//! keeps it far away compresses and encrypts it with tools of their own.

use ledger::chain::Head;
use seal::Hasher;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use store::{Cell, Kind, StoreError, TABLES, Table};

const MAGIC: &[u8] = b"gongji backup 1\n";
/// What comes next in the file.
const TABLE: u8 = 1;
const ROW: u8 = 2;
const SECTION_END: u8 = 3;
const END: u8 = 4;

/// Why a backup or a restore was not done.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file.
    #[error("'{}': {error}; check the path, the rights and the space on the disk", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A file of that name is there.
    #[error("'{}' is there already and is left as it is; choose another name", .0.display())]
    Exists(PathBuf),
    /// The file is no backup, or not the one that was written.
    #[error("'{}': {what}; nothing was written, take another backup", .path.display())]
    Wrong {
        /// Which.
        path: PathBuf,
        /// What.
        what: String,
    },
    /// The books.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was restored is not what the backup holds.
    #[error("{0}; the restored books cannot be trusted: remove them and restore again")]
    Differs(String),
}

/// Writes a backup, hashing as it goes.
pub(crate) struct Writer<W: Write> {
    to: W,
    hasher: Hasher,
    section: Option<(&'static Table, u64)>,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

impl Writer<BufWriter<File>> {
    /// Ends the file and brings it to the disk.
    pub(crate) fn finish(self) -> io::Result<(u64, u64)> {
        let (file, rows, bytes) = self.end()?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok((rows, bytes))
    }
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    pub(crate) fn new(to: W, step: &str) -> io::Result<Writer<W>> {
        let hasher = Hasher::new();
        let mut writer = Writer { to, hasher, section: None, rows: 0, bytes: 0 };
        writer.put(MAGIC)?;
        writer.text(step.as_bytes())?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.to.write_all(bytes)
    }

    fn text(&mut self, bytes: &[u8]) -> io::Result<()> {
        let long = |_| io::Error::new(io::ErrorKind::InvalidData, "a value is too long");
        self.put(&u32::try_from(bytes.len()).map_err(long)?.to_le_bytes())?;
        self.put(bytes)
    }

    /// The next row; a table that was not yet named begins its section.
    pub(crate) fn row(&mut self, table: &'static Table, cells: &[Cell]) -> io::Result<()> {
        if self.section.is_none_or(|(open, _)| open.name != table.name) {
            self.end_section()?;
            self.begin_section(table)?;
        }
        self.put(&[ROW])?;
        for cell in cells {
            match cell {
                Cell::Null => self.put(&[0])?,
                Cell::Int(number) => {
                    self.put(&[1])?;
                    self.put(&number.to_le_bytes())?;
                }
                Cell::Text(text) => {
                    self.put(&[2])?;
                    self.text(text.as_bytes())?;
                }
                Cell::Bytes(bytes) => {
                    self.put(&[3])?;
                    self.text(bytes)?;
                }
            }
        }
        self.rows += 1;
        if let Some((_, rows)) = &mut self.section {
            *rows += 1;
        }
        Ok(())
    }

    fn begin_section(&mut self, table: &'static Table) -> io::Result<()> {
        self.put(&[TABLE])?;
        self.text(table.name.as_bytes())?;
        self.put(&(table.columns.len() as u32).to_le_bytes())?;
        for (name, kind) in table.columns {
            self.text(name.as_bytes())?;
            self.put(&[kind_byte(*kind)])?;
        }
        self.section = Some((table, 0));
        Ok(())
    }

    fn end_section(&mut self) -> io::Result<()> {
        if let Some((_, rows)) = self.section.take() {
            self.put(&[SECTION_END])?;
            self.put(&rows.to_le_bytes())?;
        }
        Ok(())
    }

    fn end(mut self) -> io::Result<(W, u64, u64)> {
        self.end_section()?;
        self.put(&[END])?;
        let rows = self.rows;
        self.put(&rows.to_le_bytes())?;
        let digest = self.hasher.finish();
        self.to.write_all(&digest)?;
        self.to.flush()?;
        Ok((self.to, rows, self.bytes + digest.len() as u64))
    }
}

fn kind_byte(kind: Kind) -> u8 {
    match kind {
        Kind::Int => 1,
        Kind::Text => 2,
        Kind::Bytes => 3,
    }
}

/// Reads a backup row by row; its end tells whether all of it was what was written.
pub(crate) struct Reader<R: Read> {
    from: R,
    hasher: Hasher,
    section: Option<(&'static Table, u64)>,
    done: bool,
    /// The step of the schema it was written at.
    pub(crate) step: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

/// Opens a backup.
pub(crate) fn open(path: &Path) -> Result<Reader<BufReader<File>>, BackupError> {
    let file = File::open(path);
    let file = file.map_err(|error| BackupError::File { path: path.to_path_buf(), error })?;
    let wrong = |what| BackupError::Wrong { path: path.to_path_buf(), what };
    Reader::new(BufReader::with_capacity(1 << 20, file)).map_err(wrong)
}

impl<R: Read> Reader<R> {
    /// Reads the beginning.
    pub(crate) fn new(from: R) -> Result<Reader<R>, String> {
        let (hasher, step) = (Hasher::new(), String::new());
        let (section, done) = (None, false);
        let mut reader = Reader { from, hasher, section, done, step, rows: 0, bytes: 0 };
        if reader.take(MAGIC.len()).is_ok_and(|magic| magic == MAGIC) {
            reader.step = reader.string()?;
            return Ok(reader);
        }
        Err("this is no backup of Gongji".to_string())
    }

    /// So many bytes; what a broken length asks for is not set aside in advance.
    fn take(&mut self, count: usize) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::with_capacity(count.min(1 << 16));
        let read = self.from.by_ref().take(count as u64).read_to_end(&mut bytes);
        read.map_err(|e| format!("it cannot be read: {e}"))?;
        if bytes.len() < count {
            return Err("it ends too early".to_string());
        }
        self.hasher.update(&bytes);
        self.bytes += count as u64;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.take(N)?.try_into().map_err(|_| "it ends too early".to_string())
    }

    fn byte(&mut self) -> Result<u8, String> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn long(&mut self) -> Result<Vec<u8>, String> {
        let length = u32::from_le_bytes(self.array()?);
        self.take(length as usize)
    }

    fn string(&mut self) -> Result<String, String> {
        String::from_utf8(self.long()?).map_err(|_| "a text in it is no UTF-8".to_string())
    }

    /// The next row; none at an end that is right.
    pub(crate) fn next(&mut self) -> Result<Option<(&'static Table, Vec<Cell>)>, String> {
        loop {
            if self.done {
                return Ok(None);
            }
            match (self.byte()?, self.section) {
                (TABLE, None) => self.section = Some((self.table()?, 0)),
                (ROW, Some((table, rows))) => {
                    let mut cells = Vec::with_capacity(table.columns.len());
                    for _ in table.columns {
                        cells.push(self.cell()?);
                    }
                    self.section = Some((table, rows + 1));
                    self.rows += 1;
                    return Ok(Some((table, cells)));
                }
                (SECTION_END, Some((table, rows))) => {
                    if u64::from_le_bytes(self.array()?) != rows {
                        return Err(format!("table {} does not have the rows it says", table.name));
                    }
                    self.section = None;
                }
                (END, None) => self.end()?,
                _ => return Err("it was changed, or is torn".to_string()),
            }
        }
    }

    fn cell(&mut self) -> Result<Cell, String> {
        Ok(match self.byte()? {
            0 => Cell::Null,
            1 => Cell::Int(i64::from_le_bytes(self.array()?)),
            2 => Cell::Text(self.string()?),
            3 => Cell::Bytes(self.long()?),
            _ => return Err("it was changed, or is torn".to_string()),
        })
    }

    fn table(&mut self) -> Result<&'static Table, String> {
        let name = self.string()?;
        let count = u32::from_le_bytes(self.array()?);
        let mut columns = Vec::new();
        for _ in 0..count {
            columns.push((self.string()?, self.byte()?));
        }
        let same = |table: &&Table| {
            let own = table.columns.iter().map(|(name, kind)| (*name, kind_byte(*kind)));
            table.name == name && own.eq(columns.iter().map(|(name, kind)| (name.as_str(), *kind)))
        };
        let (step, own) = (&self.step, store::step());
        TABLES.iter().find(same).ok_or_else(|| {
            format!("table '{name}' is not as this program has it: the backup is of step {step}, the program of {own}")
        })
    }

    fn end(&mut self) -> Result<(), String> {
        if u64::from_le_bytes(self.array()?) != self.rows {
            return Err("it does not have the rows it says".to_string());
        }
        let computed = std::mem::take(&mut self.hasher).finish();
        let stored: Head = self.array()?;
        if stored != computed {
            return Err("its hash is not the one it was written with: it was changed, or is torn"
                .to_string());
        }
        let more = self.from.read(&mut [0]).map_err(|e| format!("it cannot be read: {e}"))?;
        if more > 0 {
            return Err("something stands behind its end".to_string());
        }
        self.done = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<(&'static Table, Vec<Cell>)> {
        let event = |seq, visit: Option<i64>| {
            let visit = visit.map_or(Cell::Null, Cell::Int);
            vec![Cell::Int(440_700), Cell::Int(seq), visit, Cell::Bytes(vec![0, 255, 7])]
        };
        let of = |name: &str| TABLES.iter().find(|t| t.name == name).expect("a table");
        let lease = vec![Cell::Int(440_700), Cell::Int(-1), Cell::Text("持有者".to_string())];
        vec![
            (of("leases"), lease),
            (of("events"), event(1, None)),
            (of("events"), event(2, Some(1))),
        ]
    }

    fn written() -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), store::step()).expect("memory");
        for (table, row) in rows() {
            writer.row(table, &row).expect("memory");
        }
        writer.end().expect("memory").0
    }

    fn read(bytes: &[u8]) -> Result<Vec<(&'static Table, Vec<Cell>)>, String> {
        let mut reader = Reader::new(bytes)?;
        let mut found = Vec::new();
        while let Some(row) = reader.next()? {
            found.push(row);
        }
        Ok(found)
    }

    #[test]
    fn rows_come_back_as_they_were() {
        let plain = |rows: Vec<(&'static Table, Vec<Cell>)>| -> Vec<(&str, Vec<Cell>)> {
            rows.into_iter().map(|(table, row)| (table.name, row)).collect()
        };
        assert_eq!(read(&written()).map(plain), Ok(plain(rows())));
    }

    #[test]
    fn a_byte_changed_cut_off_or_put_behind_is_found() {
        let whole = written();
        for at in 0..whole.len() {
            for flip in [1, 0x80, 0xff] {
                let mut changed = whole.clone();
                changed[at] ^= flip;
                assert!(read(&changed).is_err(), "byte {at}");
            }
            assert!(read(&whole[..at]).is_err(), "cut at {at}");
        }
        assert!(read(&[whole, vec![0]].concat()).is_err());
    }
}
