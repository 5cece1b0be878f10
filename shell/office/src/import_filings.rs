//! Bring in filings (备案): registered conditions, care away from home, chosen institutions,
//! referrals, from CSV: all rows of a file or none, and the same file again changes nothing.

use crate::csv::{Column, RowError, Rows};
use crate::desk::{Answer, Entered, Needs, Refused, Sitting, refused};
use law::{Area, Fact};
use record::event::FilingMade;
use record::{Deed, Filing, FilingKind};

/// Columns of the file.
pub const COLUMNS: &[Column] = &[
    Column::must("person_id"),
    Column::must("kind"),
    Column::may("value"),
    Column::must("from"),
    Column::may("to"),
];

/// A filing of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file.
    pub line: u64,
    /// Id of the person.
    pub person: String,
    /// Filing.
    pub filing: Filing,
}

/// Reads a file; every row that is wrong is named with its line.
pub fn read(text: &str, area: &Area) -> Result<Vec<Row>, Vec<RowError>> {
    let mut rows = Rows::read(text, COLUMNS)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next() {
        let value = row.optional("value").unwrap_or_default();
        let name = row.text("kind");
        let kind = FilingKind::NAMES.iter().find(|(known, _)| *known == name);
        // A kind that is none was told; any will do to read the rest of the row.
        let kind = kind.map_or(FilingKind::Away, |(_, kind)| *kind);
        let names = FilingKind::NAMES.map(|(name, _)| name);
        row.check(
            names.contains(&name.as_str()),
            "kind",
            "write condition, away, chosen or referral",
        );
        match kind {
            FilingKind::Condition => row.closed("value", area, Fact::Condition, &value),
            FilingKind::Chosen => {
                row.check(!value.is_empty(), "value", "write the code of the institution");
            }
            FilingKind::Away | FilingKind::Referral => {}
        }
        let (from, to) = row.days();
        let filing = Filing { kind, value, from, to };
        found.push(Row { line: row.line(), person: row.text("person_id"), filing });
    }
    rows.finish(found)
}

pub(crate) fn needs(rows: &[Row], needs: &mut Needs) {
    needs.persons.extend(rows.iter().map(|row| row.person.clone()));
}

/// Rows of persons who are not there: all their lines, so that a file is mended in one go.
fn no_persons(rows: &[&Row]) -> Refused {
    let shown: Vec<String> =
        rows.iter().take(20).map(|row| format!("line {}: {}", row.line, row.person)).collect();
    let (count, shown) = (rows.len(), shown.join("; "));
    let more = if count > 20 { "; …" } else { "" };
    refused(
        "no-person",
        format!("{count} 行的参保人没有登记({shown}{more})。请先导入参保人,或更正人员编号。"),
        format!(
            "{count} rows are of persons who are not there ({shown}{more}); bring in the persons first, or correct their ids"
        ),
    )
}

/// Enters filings, all or none.
pub(crate) fn enter_filings(sitting: &mut Sitting<'_>, rows: &[Row]) -> Result<Answer, Refused> {
    let unknown = |row: &&Row| sitting.person_by_id(&row.person).is_err();
    let unknown: Vec<&Row> = rows.iter().filter(unknown).collect();
    if !unknown.is_empty() {
        return Err(no_persons(&unknown));
    }
    let mut entered = Entered::default();
    for row in rows {
        let (person, state) = sitting.person_by_id(&row.person)?;
        let known = state.file.filings.iter().rev().find(|known| known.is_of(&row.filing));
        match known {
            Some(known) if *known == row.filing => {
                entered.same += 1;
                continue;
            }
            Some(_) => entered.changed += 1,
            None => entered.new += 1,
        }
        let filing = row.filing.clone();
        sitting.add(None, Deed::Filing(FilingMade { person, filing }));
    }
    Ok(Answer::Entered(entered))
}
