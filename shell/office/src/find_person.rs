//! Find a person (人员信息获取) by what they show: an identity document, a card, a voucher token. A pure
//! reading; what is found passes through the one audited read of a person.

use crate::desk::{DeskError, Refused};
use crate::journal::Journal;
use crate::person_year::counted;
use crate::read_person::{PersonSeen, Viewer, Which, read_person};
use crate::refuse::refused;
use record::{Cover, Filing};
use store::{CredentialRow, PersonRow};
use units::{Day, Fen};

/// What a person shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Number of an identity document (证件号码).
    Document(String),
    /// A card (社会保障卡) with its serial, where it has one.
    Card {
        /// Number.
        number: String,
        /// Serial (卡识别码).
        serial: Option<String>,
    },
    /// Token of the electronic voucher (电子凭证令牌).
    Voucher(String),
}

/// Who is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What is shown.
    pub shown: Shown,
    /// The name, to be compared.
    pub name: Option<String>,
    /// The day.
    pub day: Day,
}

/// A person who was found, as they are on the day.
#[derive(Debug, Clone)]
pub struct PersonFound {
    /// The person: number, id, name, document; all covers and filings as they were written.
    pub person: PersonSeen,
    /// The cover of the day, with its classes.
    pub cover: Option<Cover>,
    /// What is in the account now: this year's, earlier years'.
    pub account: [Fen; 2],
    /// Filings that hold on the day.
    pub filings: Vec<Filing>,
}

/// Finds a person, or says why there is none.
pub async fn find_person(
    journal: &Journal,
    viewer: &Viewer,
    ask: &Ask,
) -> Result<Result<PersonFound, Refused>, DeskError> {
    let row = match row(journal, ask).await? {
        Ok(row) => row,
        Err(why) => return Ok(Err(why)),
    };
    let which = Which::Number(row.person as u64);
    let Some(person) = read_person(journal, viewer, &which).await? else {
        return Ok(Err(nobody(&ask.shown)));
    };
    let (_, account) = counted(journal, row.person, 0).await?;
    let cover = person.file.cover_on(ask.day).cloned();
    let held = person.file.standing_filings().filter(|filing| filing.holds(ask.day));
    let filings = held.cloned().collect();
    Ok(Ok(PersonFound { person, cover, account, filings }))
}

/// The row of the register to which what is shown leads.
async fn row(journal: &Journal, ask: &Ask) -> Result<Result<PersonRow, Refused>, DeskError> {
    let (store, area) = (journal.store(), journal.number());
    let named = |row: &PersonRow| ask.name.as_deref().is_none_or(|name| name.trim() == row.name);
    let found = match &ask.shown {
        Shown::Document(number) if number.is_empty() => Vec::new(),
        Shown::Document(number) => store.persons_of_document(area, number).await?,
        Shown::Card { number, .. } | Shown::Voucher(number) => {
            let rows = store.credentials(area, number).await?;
            match holder(&ask.shown, &rows, ask.day) {
                Ok(person) => store.person(area, person).await?.into_iter().collect(),
                Err(why) => return Ok(Err(why)),
            }
        }
    };
    let any = !found.is_empty();
    let mut named: Vec<PersonRow> = found.into_iter().filter(named).collect();
    Ok(match (named.pop(), any) {
        (Some(_), _) if !named.is_empty() => Err(refused(
            "several-persons",
            "该证件号码登记在多人名下。请核对证件,并请经办机构更正登记。".to_string(),
            "several persons are registered with this document; check it, and have the register corrected"
                .to_string(),
        )),
        (Some(row), _) => Ok(row),
        (None, true) => Err(refused(
            "other-name",
            "姓名与登记的不符。请核对证件和姓名。".to_string(),
            "the name is not the one that is registered; check the document and the name"
                .to_string(),
        )),
        (None, false) => Err(nobody(&ask.shown)),
    })
}

/// Whose a credential is on a day.
fn holder(shown: &Shown, rows: &[CredentialRow], day: Day) -> Result<i64, Refused> {
    let (kind, serial) = match shown {
        Shown::Card { serial, .. } => ("card", serial.as_deref().unwrap_or("")),
        Shown::Voucher(_) | Shown::Document(_) => ("voucher", ""),
    };
    let of_kind: Vec<&CredentialRow> = rows.iter().filter(|row| row.kind == kind).collect();
    if of_kind.is_empty() {
        return Err(nobody(shown));
    }
    let serials = || of_kind.iter().filter(|row| row.kind != "card" || row.serial == serial);
    if serials().next().is_none() {
        return Err(refused(
            "card-serial",
            "卡识别码与登记的不符或未填写。请读卡后重新发送。".to_string(),
            "the card's serial is missing or not the one that is registered; read the card again"
                .to_string(),
        ));
    }
    let number = i64::from(day.number());
    let holds =
        |row: &&&CredentialRow| row.from_day <= number && row.to_day.is_none_or(|to| number <= to);
    let held = serials().rfind(holds).map(|row| row.person);
    held.ok_or_else(|| {
        refused(
            "credential-days",
            format!("该凭证在 {day} 无效。请更换凭证,或到经办窗口办理。"),
            format!("this credential does not hold on {day}; use another, or ask at the counter"),
        )
    })
}

fn nobody(shown: &Shown) -> Refused {
    let (zh, en) = match shown {
        Shown::Document(_) => ("证件号码", "document"),
        Shown::Card { .. } => ("卡号", "card"),
        Shown::Voucher(_) => ("电子凭证", "voucher"),
    };
    refused(
        "no-person",
        format!("没有与该{zh}对应的参保人。请核对,或请参保人到经办窗口登记。"),
        format!("nobody is registered with this {en}; check it, or have the person registered"),
    )
}
