//! The one way by which a person is read (查阅参保人信息): every read says who reads and what for,
//! is written down before anything is shown, and shows no more than its purpose allows.

use crate::desk::DeskError;
use crate::journal::Journal;
use record::PersonFile;
use std::collections::{BTreeSet, HashMap};
use store::{Particulars, PersonRow, ReadRow};

/// Persons whose files are read at once.
const AT_ONCE: usize = 1000;

/// What a person is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To look after the books (核查账目): names and ids stay masked.
    Check,
    /// To handle the person's own matter (办理本人业务): names and ids are shown.
    Service,
}

impl Purpose {
    /// By the words of the record of reads.
    pub const NAMES: [(&'static str, Purpose); 2] =
        [("check", Purpose::Check), ("service", Purpose::Service)];

    /// The word in the record of reads.
    pub fn name(self) -> &'static str {
        Purpose::NAMES[self as usize].0
    }

    /// Whether names and ids are shown.
    pub fn shows_names(self) -> bool {
        self == Purpose::Service
    }
}

/// Whom somebody may read at all (可查阅范围).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Nobody: those who look at sums.
    Nobody,
    /// The person of an id alone: persons at their own matters.
    Own(String),
    /// Everybody in the books that are read.
    All,
}

impl Reach {
    /// Whether a person of this id is within it.
    pub fn holds(&self, id: &str) -> bool {
        match self {
            Reach::Nobody => false,
            Reach::Own(own) => own == id,
            Reach::All => true,
        }
    }
}

/// Who reads, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub who: String,
    /// What for.
    pub purpose: Purpose,
    /// Whom they may read.
    pub reach: Reach,
}

impl Viewer {
    /// Somebody who may read everybody in the books.
    pub fn of(who: impl Into<String>, purpose: Purpose) -> Viewer {
        Viewer { who: who.into(), purpose, reach: Reach::All }
    }

    /// Whoever runs a command on this machine, who holds the books themselves.
    pub fn local(purpose: Purpose) -> Viewer {
        Viewer::of("local", purpose)
    }

    /// Somebody within a reach.
    pub fn within(self, reach: Reach) -> Viewer {
        Viewer { reach, ..self }
    }
}

/// Which person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// By the id that institutions use.
    Id(String),
    /// By the number inside the area.
    Number(u64),
}

/// A person as this viewer may see them.
#[derive(Debug, Clone)]
pub struct PersonSeen {
    /// Number inside the area.
    pub number: u64,
    /// Id, masked where the purpose does not show it.
    pub id: String,
    /// Name, likewise.
    pub name: String,
    /// Number of the identity document, likewise.
    pub document: String,
    /// `male` or `female`, where it is known.
    pub sex: Option<String>,
    /// Code of the village or neighbourhood, where it is known and the purpose shows names.
    pub division: Option<String>,
    /// Number of the household, likewise.
    pub household: Option<String>,
    /// Whether they are masked.
    pub masked: bool,
    /// Covers and filings; its id is the masked one.
    pub file: PersonFile,
}

/// Reads a person; none if there is no such person within the viewer's reach. The read is on the disk
/// before this returns.
pub async fn read_person(
    journal: &Journal,
    viewer: &Viewer,
    which: &Which,
) -> Result<Option<PersonSeen>, DeskError> {
    let (store, area) = (journal.store(), journal.number());
    let row = match which {
        Which::Id(id) => store.persons(area, std::slice::from_ref(id)).await?.into_iter().next(),
        Which::Number(number) => store.person(area, *number as i64).await?,
    };
    let Some(row) = row.filter(|row| viewer.reach.holds(&row.id)) else { return Ok(None) };
    journal.note(vec![note(area, viewer, row.person)]).await?;
    let Some(file) = journal.person(row.person as u64).await? else { return Ok(None) };
    Ok(Some(seen(row, file, viewer.purpose)))
}

/// The record of a read.
fn note(area: i64, viewer: &Viewer, person: i64) -> ReadRow {
    let (who, purpose) = (&viewer.who, viewer.purpose.name());
    tracing::info!(target: "reads", who, purpose, area, person, "a person was read");
    ReadRow {
        moment: jiff::Timestamp::now().as_millisecond(),
        viewer: who.clone(),
        purpose: purpose.to_string(),
        area,
        person,
    }
}

/// Why several persons are read at once.
#[derive(Debug, Clone)]
pub enum Because {
    /// Each for one who looks; the reads are on the disk before this returns.
    Viewers(Vec<Viewer>),
    /// The journal holds a message of the institution about each: that event is the record.
    Messages,
}

/// Reads persons by number, in sets; the ids as they are known, each with its number.
pub async fn read_persons(
    journal: &Journal,
    because: &Because,
    persons: &[(u64, String)],
) -> Result<HashMap<u64, PersonSeen>, DeskError> {
    let (store, area) = (journal.store(), journal.number());
    let mut within: Vec<&(u64, String)> = persons.iter().collect();
    if let Because::Viewers(viewers) = because {
        let read = persons.iter().zip(viewers).filter(|((_, id), who)| who.reach.holds(id));
        let (own, notes): (Vec<_>, Vec<_>) =
            read.map(|(one, who)| (one, note(area, who, one.0 as i64))).unzip();
        within = own;
        journal.note(notes).await?;
    }
    let ids: BTreeSet<String> = within.iter().map(|(_, id)| id.clone()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let numbers: BTreeSet<u64> = within.iter().map(|(number, _)| *number).collect();
    let rows = store.persons(area, &ids).await?;
    let mut files = journal.persons(&numbers).await?;
    let row = |row: PersonRow| {
        let number = row.person as u64;
        Some((number, seen(row, files.remove(&number)?, Purpose::Service)))
    };
    Ok(rows.into_iter().filter_map(row).collect())
}

/// The ids of persons by number, each read for one viewer; the reads are on the disk before this
/// returns.
pub async fn read_ids(
    journal: &Journal,
    viewer: &Viewer,
    persons: &BTreeSet<u64>,
) -> Result<HashMap<u64, String>, DeskError> {
    let mut ids = HashMap::new();
    let all: Vec<u64> = persons.iter().copied().collect();
    for some in all.chunks(AT_ONCE) {
        let notes = some.iter().map(|person| note(journal.number(), viewer, *person as i64));
        journal.note(notes.collect()).await?;
        let mut files = journal.persons(&some.iter().copied().collect()).await?;
        files.retain(|_, file| viewer.reach.holds(&file.id.0));
        let shown = |id: &str| match viewer.purpose.shows_names() {
            true => id.to_string(),
            false => mask(id),
        };
        ids.extend(files.into_iter().map(|(number, file)| (number, shown(&file.id.0))));
    }
    Ok(ids)
}

fn seen(row: PersonRow, mut file: PersonFile, purpose: Purpose) -> PersonSeen {
    let masked = !purpose.shows_names();
    let PersonRow { person, particulars: Particulars { sex, division, household }, .. } = row;
    let shown = |told: Option<String>| told.filter(|_| !masked);
    let (division, household) = (shown(division), shown(household));
    let (id, name, document) = match masked {
        true => (mask(&row.id), mask_name(&row.name), mask(&row.document)),
        false => (row.id, row.name, row.document),
    };
    file.id = id.as_str().into();
    let number = person as u64;
    PersonSeen { number, id, name, document, sex, division, household, masked, file }
}

/// A number with its middle hidden; a short one shows its first character alone.
fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (head, tail) = match chars.len() {
        0 => return String::new(),
        1..=6 => (1, 0),
        7..=11 => (2, 2),
        _ => (4, 2),
    };
    let hidden = "*".repeat(chars.len().saturating_sub(head + tail).clamp(3, 8));
    let head: String = chars[..head].iter().collect();
    let tail: String = chars[chars.len() - tail..].iter().collect();
    format!("{head}{hidden}{tail}")
}

/// A name of which the first character is shown.
fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    let hidden = chars.clone().count().saturating_sub(1);
    chars.next().map_or_else(String::new, |first| format!("{first}{}", "*".repeat(hidden.min(3))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_cannot_be_read_back() {
        for (text, masked) in [
            ("", ""),
            ("P1", "P***"),
            ("123456", "1*****"),
            ("12345678", "12****78"),
            ("440700199001011234", "4407********34"),
        ] {
            assert_eq!(mask(text), masked);
        }
        assert_eq!((mask_name("张三丰"), mask_name("")), ("张**".to_string(), String::new()));
    }
}
