//! Bring in credentials (就医凭证) from CSV: by which card or voucher token a person shows who they are.
//! All rows of a file or none, and the same file again changes nothing.

use crate::csv::{Column, RowError, Rows};
use crate::dated::sift_by;
use crate::desk::Entered;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{CredentialRow, Store, StoreError};
use units::Day;

/// Columns of the file.
pub const COLUMNS: &[Column] = &[
    Column::must("person_id"),
    Column::must("kind"),
    Column::must("number"),
    Column::may("serial"),
    Column::must("from"),
    Column::may("to"),
];

/// Kinds: a social security card (社会保障卡), a token of the medical-insurance voucher (医保电子凭证).
pub const KINDS: [&str; 2] = ["card", "voucher"];

/// A credential of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file.
    pub line: u64,
    /// Id of the person.
    pub person: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// Number of the card, or the token.
    pub number: String,
    /// Serial of the card; may be empty.
    pub serial: String,
    /// First day.
    pub from: Day,
    /// Last day; none: open.
    pub to: Option<Day>,
}

/// Reads a file; every row that is wrong is named with its line.
pub fn read(text: &str) -> Result<Vec<Row>, Vec<RowError>> {
    let mut rows = Rows::read(text, COLUMNS)?;
    let (mut found, mut before) = (Vec::new(), HashMap::new());
    while let Some(row) = rows.next() {
        let kind = row.text("kind");
        row.check(KINDS.contains(&kind.as_str()), "kind", "write card or voucher");
        let (from, to) = row.days();
        let credential = Row {
            line: row.line(),
            person: row.text("person_id"),
            number: row.text("number"),
            serial: row.optional("serial").unwrap_or_default(),
            kind,
            from,
            to,
        };
        let Row { kind, number, serial, .. } = &credential;
        let of = format!("{kind} {number} {serial} from {from}");
        row.unless_otherwise(&mut before, of, "number", (credential.person.clone(), to));
        found.push(credential);
    }
    rows.finish(found)
}

/// Writes credentials, all or none; what is wrong with them by line.
pub async fn import_credentials(
    store: &dyn Store,
    area: i64,
    rows: &[Row],
) -> Result<Result<Entered, Vec<RowError>>, StoreError> {
    let ids: BTreeSet<String> = rows.iter().map(|row| row.person.clone()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let persons = store.persons(area, &ids).await?;
    let persons: HashMap<String, i64> =
        persons.into_iter().map(|row| (row.id, row.person)).collect();
    let mut errors: Vec<RowError> = Vec::new();
    let mut wanted: Vec<(u64, CredentialRow)> = Vec::with_capacity(rows.len());
    for row in rows {
        match persons.get(&row.person) {
            Some(person) => wanted.push((row.line, written(row, *person))),
            None => errors.push(RowError {
                line: row.line,
                column: "person_id".to_string(),
                sentence: format!("there is no person {}; bring in the person first", row.person),
            }),
        }
    }
    let numbers: BTreeSet<String> = wanted.iter().map(|(_, row)| row.number.clone()).collect();
    let numbers: Vec<String> = numbers.into_iter().collect();
    let known = store.credentials_of(area, &numbers).await?;
    let mut known: BTreeMap<Key, CredentialRow> =
        known.into_iter().map(|row| (key(&row), row)).collect();
    let (entered, write) = sift_by(wanted.iter().map(|(_, row)| row), known.values(), key);
    known.extend(write.iter().map(|row| (key(row), row.clone())));
    errors.extend(wanted.iter().filter_map(|(line, row)| of_two(*line, row, &known)));
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.line);
        return Ok(Err(errors));
    }
    store.put_credentials(area, &write).await?;
    Ok(Ok(entered))
}

type Key = (String, String, String, i64);

fn key(row: &CredentialRow) -> Key {
    (row.number.clone(), row.kind.clone(), row.serial.clone(), row.from_day)
}

fn written(row: &Row, person: i64) -> CredentialRow {
    CredentialRow {
        number: row.number.clone(),
        kind: row.kind.clone(),
        serial: row.serial.clone(),
        from_day: i64::from(row.from.number()),
        to_day: row.to.map(|day| i64::from(day.number())),
        person,
    }
}

/// That a credential is of two persons on one day.
fn of_two(line: u64, row: &CredentialRow, all: &BTreeMap<Key, CredentialRow>) -> Option<RowError> {
    let meets = |other: &&CredentialRow| {
        let apart = other.to_day.is_some_and(|to| to < row.from_day)
            || row.to_day.is_some_and(|to| to < other.from_day);
        other.person != row.person && !apart
    };
    let (number, kind, serial, _) = key(row);
    let first = (number.clone(), kind.clone(), serial.clone(), i64::MIN);
    let same = all.range(first..=(number, kind, serial, i64::MAX));
    same.map(|(_, other)| other).find(meets)?;
    Some(RowError {
        line,
        column: "number".to_string(),
        sentence: format!(
            "{} {} is another person's on some of these days; end that one first, or correct the number",
            row.kind, row.number
        ),
    })
}
