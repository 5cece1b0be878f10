//! Bring in persons (参保人) with their covers, from CSV: all rows of a file or none, and the same file
//! again changes nothing.

use crate::csv::{Column, RowError, Rows};
use crate::desk::{Answer, Entered, Needs, Refused, Sitting};
use crate::postings::account_credit;
use crate::refuse::refused;
use law::{Area, Fact};
use record::event::{AccountCredited, PersonEntered};
use record::{Cover, Deed, Entry, same_covers};
use std::collections::HashMap;
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
    let mut found: Vec<Row> = Vec::new();
    let (mut covers, mut names, mut accounts) = (HashMap::new(), HashMap::new(), HashMap::new());
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
        let (from, to) = row.days();
        let cover = Cover {
            from,
            to,
            insurance: row.text("insurance"),
            status: row.optional("status"),
            born: row.optional_day("born"),
            classes,
            tier: row.optional("tier"),
            entitled_from: row.optional_day("entitled_from"),
            years_enrolled: row.optional_number("years_enrolled"),
        };
        let person = Row {
            id: row.text("person_id"),
            name: row.text("name"),
            document: row.optional("document").unwrap_or_default(),
            cover,
            account: [row.fen("account_current"), row.fen("account_history")],
        };
        let of = format!("{} from {}", person.id, person.cover.from);
        row.unless_otherwise(&mut covers, of, "from", person.cover.clone());
        let named = (person.name.clone(), person.document.clone());
        row.unless_otherwise(&mut names, person.id.clone(), "name", named);
        if person.account != [Fen::ZERO; 2] || !accounts.contains_key(&person.id) {
            let id = person.id.clone();
            row.unless_otherwise(&mut accounts, id, "account_current", person.account);
        }
        found.push(person);
    }
    rows.finish(found)
}

pub(crate) fn needs(rows: &[Row], needs: &mut Needs) {
    needs.persons.extend(rows.iter().map(|row| row.id.clone()));
}

/// Enters persons, all or none.
pub(crate) fn enter_persons(sitting: &mut Sitting<'_>, rows: &[Row]) -> Result<Answer, Refused> {
    let mut by_person: Vec<(&str, Vec<&Row>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let at = *places.entry(&row.id).or_insert(by_person.len());
        if at == by_person.len() {
            by_person.push((&row.id, Vec::new()));
        }
        by_person[at].1.push(row);
    }
    let mut posted = Vec::with_capacity(by_person.len());
    for (_, rows) in &by_person {
        let [current, history] = rows[0].account;
        let entries = account_credit(current, history);
        posted.push(entries.map_err(|e| refused("unposted", e.to_string(), e.to_string()))?);
    }
    let mut entered = Entered::default();
    for ((id, rows), entries) in by_person.into_iter().zip(posted) {
        match sitting.ids.get(id).copied() {
            Some(person) => changed(sitting, person, &rows, &mut entered),
            None => fresh(sitting, &rows, entries, &mut entered),
        }
    }
    Ok(Answer::Entered(entered))
}

/// A person who is new, with what is in the account.
fn fresh(sitting: &mut Sitting<'_>, rows: &[&Row], posted: Vec<Entry>, entered: &mut Entered) {
    let person = sitting.next_seq();
    register(sitting, person, rows[0]);
    let kept = needed(&[], rows);
    entered.new += 1;
    entered.changed += kept.len() as u64 - 1;
    entered.same += (rows.len() - kept.len()) as u64;
    for row in kept {
        enter(sitting, person, &row.id, &row.cover);
    }
    let [current, history] = rows[0].account;
    if rows[0].account != [Fen::ZERO; 2] {
        let day = rows[0].cover.from;
        let credit = AccountCredited { person, day, current, history, entries: posted };
        sitting.add(None, Deed::Credit(credit));
    }
}

/// A person who was there.
fn changed(sitting: &mut Sitting<'_>, person: u64, rows: &[&Row], entered: &mut Entered) {
    let id = rows[0].id.as_str();
    let known = sitting.register.get(id).or_else(|| sitting.registered.get(id));
    let named = (rows[0].name.as_str(), rows[0].document.as_str());
    let renamed = known.is_none_or(|row| (row.name.as_str(), row.document.as_str()) != named);
    let state = sitting.persons.get(&person);
    let covers = state.map_or(Vec::new(), |state| state.file.covers.clone());
    let kept = needed(&covers, rows);
    entered.same += (rows.len() - kept.len().max(usize::from(renamed))) as u64;
    entered.changed += kept.len().max(usize::from(renamed)) as u64;
    if renamed {
        register(sitting, person, rows[0]);
        // The register is written with an event: the last cover again, which changes no day.
        if let (true, Some(last)) = (kept.is_empty(), covers.last()) {
            enter(sitting, person, id, last);
        }
    }
    for row in kept {
        enter(sitting, person, &row.id, &row.cover);
    }
}

fn enter(sitting: &mut Sitting<'_>, person: u64, id: &str, cover: &Cover) {
    let cover = cover.clone();
    sitting.add(None, Deed::Person(PersonEntered { person, id: id.into(), cover }));
}

fn register(sitting: &mut Sitting<'_>, person: u64, row: &Row) {
    let (id, person) = (row.id.clone(), person as i64);
    let (name, document) = (row.name.clone(), row.document.clone());
    sitting.register.insert(id.clone(), PersonRow { id, person, name, document });
}

/// The rows without which some day would have another cover than with all of them.
fn needed<'r>(before: &[Cover], rows: &[&'r Row]) -> Vec<&'r Row> {
    let covers = |rows: &[&Row]| -> Vec<Cover> {
        before.iter().chain(rows.iter().map(|row| &row.cover)).cloned().collect()
    };
    let all = covers(rows);
    let mut kept = rows.to_vec();
    for row in rows {
        let without: Vec<&Row> = kept.iter().copied().filter(|k| !std::ptr::eq(*k, *row)).collect();
        if same_covers(&covers(&without), &all) {
            kept = without;
        }
    }
    kept
}
