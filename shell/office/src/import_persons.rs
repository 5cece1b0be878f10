//! Bring in persons (参保人) with their covers, from CSV: all rows of a file or none, and the same file
//! again changes nothing.

use crate::csv::{self, Column, RowError, Rows};
use crate::desk::{Answer, Entered, Needs, Refused, Sitting};
use crate::postings::account_credit;
use crate::refuse::refused;
use law::{Area, Fact};
use record::event::{AccountCredited, PersonEntered};
use record::{Cover, Deed, Entry, same_covers};
use std::collections::HashMap;
use store::{Particulars, PersonRow};
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
    Column::may("sex"),
    Column::may("division"),
    Column::may("household"),
];

/// Sexes (性别), as a file states them.
pub const SEXES: [&str; 2] = ["male", "female"];

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
    /// What else is told; what is not stays as it was.
    pub particulars: Particulars,
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
            particulars: particulars(&row),
        };
        let of = format!("{} from {}", person.id, person.cover.from);
        row.unless_otherwise(&mut covers, of, "from", person.cover.clone());
        let Row { name, document, particulars, .. } = &person;
        let named = (name.clone(), document.clone(), particulars.clone());
        row.unless_otherwise(&mut names, person.id.clone(), "name", named);
        if person.account != [Fen::ZERO; 2] || !accounts.contains_key(&person.id) {
            let id = person.id.clone();
            row.unless_otherwise(&mut accounts, id, "account_current", person.account);
        }
        found.push(person);
    }
    rows.finish(found)
}

/// Sex, division and household of a row.
fn particulars(row: &csv::Row) -> Particulars {
    let (sex, division) = (row.optional("sex"), row.optional("division"));
    let known = sex.as_deref().is_none_or(|sex| SEXES.contains(&sex));
    row.check(known, "sex", "write male or female, or leave it empty");
    let coded = division.as_deref().is_none_or(csv::is_division);
    row.check(coded, "division", "write the twelve digits of the village or neighbourhood");
    Particulars { sex, division, household: row.optional("household") }
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
    let row = written(rows[0], person, None);
    sitting.register.insert(row.id.clone(), row);
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
    let now = written(rows[0], person, known);
    let renamed = known != Some(&now);
    let state = sitting.persons.get(&person);
    let covers = state.map_or(Vec::new(), |state| state.file.covers.clone());
    let kept = needed(&covers, rows);
    entered.same += (rows.len() - kept.len().max(usize::from(renamed))) as u64;
    entered.changed += kept.len().max(usize::from(renamed)) as u64;
    if renamed {
        sitting.register.insert(now.id.clone(), now);
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

/// The row of the register.
fn written(row: &Row, person: u64, before: Option<&PersonRow>) -> PersonRow {
    let Row { id, name, document, particulars, .. } = row.clone();
    let particulars = match before {
        Some(before) => particulars.or(&before.particulars),
        None => particulars,
    };
    PersonRow { id, person: person as i64, name, document, particulars }
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
