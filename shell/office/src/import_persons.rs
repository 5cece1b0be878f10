//! Bring in persons (参保人) with their covers, from CSV: all rows of a file or none, and the same file
//! again changes nothing.

use crate::csv::{Column, RowError, Rows};
use crate::desk::{Answer, Entered, Needs, Refused, Sitting};
use crate::postings::account_credit;
use crate::refuse::refused;
use law::{Area, Fact};
use record::event::{AccountCredited, PersonEntered};
use record::{Cover, Deed};
use store::PersonRow;
use units::Fen;

/// Columns of the file.
pub const COLUMNS: &[Column] = &[
    Column::must("person_id"),
    Column::must("name"),
    Column::may("document"),
    Column::must("from"),
    Column::may("to"),
    Column::must("insurance"),
    Column::may("status"),
    Column::may("born"),
    Column::may("classes"),
    Column::may("tier"),
    Column::may("entitled_from"),
    Column::may("years_enrolled"),
    Column::may("account_current"),
    Column::may("account_history"),
];

/// A person with a cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Number of an identity document.
    pub document: String,
    /// Cover.
    pub cover: Cover,
    /// What is in the account (this year's, earlier years') when the person first comes.
    pub account: [Fen; 2],
}

/// Reads a file; every row that is wrong is named with its line.
pub fn read(text: &str, area: &Area) -> Result<Vec<Row>, Vec<RowError>> {
    let mut rows = Rows::read(text, COLUMNS)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next() {
        let classes = row.list("classes");
        for class in &classes {
            row.closed("classes", area, Fact::Class, class);
        }
        for (column, fact) in
            [("insurance", Fact::Insurance), ("status", Fact::Status), ("tier", Fact::Tier)]
        {
            if let Some(value) = row.optional(column) {
                row.closed(column, area, fact, &value);
            }
        }
        let cover = Cover {
            from: row.day("from"),
            to: row.optional_day("to"),
            insurance: row.text("insurance"),
            status: row.optional("status"),
            born: row.optional_day("born"),
            classes,
            tier: row.optional("tier"),
            entitled_from: row.optional_day("entitled_from"),
            years_enrolled: row.optional_number("years_enrolled"),
        };
        row.check(
            cover.to.is_none_or(|to| cover.from <= to),
            "to",
            "the last day is before the first",
        );
        found.push(Row {
            id: row.text("person_id"),
            name: row.text("name"),
            document: row.optional("document").unwrap_or_default(),
            cover,
            account: [row.fen("account_current"), row.fen("account_history")],
        });
    }
    rows.finish(found)
}

pub(crate) fn needs(rows: &[Row], needs: &mut Needs) {
    needs.persons.extend(rows.iter().map(|row| row.id.clone()));
}

/// Enters persons, all or none.
pub(crate) fn enter_persons(sitting: &mut Sitting<'_>, rows: &[Row]) -> Result<Answer, Refused> {
    let mut entered = Entered::default();
    for row in rows {
        // Before anything is entered: all rows or none.
        let [current, history] = row.account;
        account_credit(current, history).map_err(unposted)?;
    }
    for row in rows {
        let known = sitting.ids.get(&row.id).copied();
        let has = known.and_then(|number| sitting.persons.get(&number));
        let same = has.is_some_and(|state| state.file.covers.contains(&row.cover));
        let person = known.unwrap_or_else(|| sitting.next_seq());
        let id = row.id.clone();
        sitting.register.insert(
            id.clone(),
            PersonRow {
                id,
                person: person as i64,
                name: row.name.clone(),
                document: row.document.clone(),
            },
        );
        match (known.is_some(), same) {
            (true, true) => {
                entered.same += 1;
                continue;
            }
            (true, false) => entered.changed += 1,
            (false, _) => entered.new += 1,
        }
        let cover = row.cover.clone();
        let id = row.id.as_str().into();
        sitting.add(None, Deed::Person(PersonEntered { person, id, cover }));
        if known.is_none() && row.account != [Fen::ZERO; 2] {
            let [current, history] = row.account;
            let entries = account_credit(current, history).map_err(unposted)?;
            let day = row.cover.from;
            let credit = AccountCredited { person, day, current, history, entries };
            sitting.add(None, Deed::Credit(credit));
        }
    }
    Ok(Answer::Entered(entered))
}

fn unposted(error: impl ToString) -> Refused {
    refused("unposted", error.to_string(), error.to_string())
}
