//! Rows: what goes into the store and comes out, in columns; their meaning is the office's.

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Its place in the order of the area.
    pub seq: i64,
    /// The visit it belongs to.
    pub visit: Option<i64>,
    /// Its canonical record.
    pub body: Vec<u8>,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// First seq.
    pub first: i64,
    /// Last seq.
    pub last: i64,
    /// When: milliseconds since 1970-01-01 UTC.
    pub written: i64,
    /// Head of the proof after it.
    pub head: Vec<u8>,
    /// Its sheet.
    pub sheet: Vec<u8>,
}

/// A person in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Id.
    pub id: String,
    /// Number inside the area.
    pub person: i64,
    /// Name.
    pub name: String,
    /// Number of an identity document.
    pub document: String,
    /// What else is known.
    pub particulars: Particulars,
}

/// What the register says of a person beside name and document, where it was told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Particulars {
    /// `male` or `female`.
    pub sex: Option<String>,
    /// Code of the village or neighbourhood (区划代码), twelve digits.
    pub division: Option<String>,
    /// Number of the household (户号).
    pub household: Option<String>,
}

impl Particulars {
    /// These; what was not told stays as it was.
    pub fn or(self, before: &Particulars) -> Particulars {
        Particulars {
            sex: self.sex.or_else(|| before.sex.clone()),
            division: self.division.or_else(|| before.division.clone()),
            household: self.household.or_else(|| before.household.clone()),
        }
    }
}

/// A division of an area (行政区划).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionRow {
    /// Its code, twelve digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A doctor (医师) at an institution from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorRow {
    /// Code of the institution.
    pub institution: String,
    /// Code of the doctor.
    pub code: String,
    /// First day.
    pub from_day: i64,
    /// Last day.
    pub to_day: Option<i64>,
    /// Name.
    pub name: String,
    /// Title (职称).
    pub title: Option<String>,
    /// Department (科室).
    pub department: Option<String>,
}

/// A credential (就医凭证) of a person from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialRow {
    /// Number of the card, or the token.
    pub number: String,
    /// `card` or `voucher`.
    pub kind: String,
    /// Serial of the card; empty where there is none.
    pub serial: String,
    /// First day.
    pub from_day: i64,
    /// Last day.
    pub to_day: Option<i64>,
    /// Number of the person inside the area.
    pub person: i64,
}

/// A sign-in (签到) of an operator at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRow {
    /// Code of the institution.
    pub institution: String,
    /// Its number.
    pub sign_no: String,
    /// The message that asked for it.
    pub message: String,
    /// Number of the operator.
    pub operator: String,
    /// Address of the device in its network.
    pub device: String,
    /// Address in the net.
    pub address: String,
    /// When: milliseconds since 1970-01-01 UTC.
    pub signed_in: i64,
    /// When it ended.
    pub signed_out: Option<i64>,
    /// The message that ended it.
    pub out_message: Option<String>,
}

/// What an institution is from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstitutionRow {
    /// Code.
    pub code: String,
    /// First day.
    pub from_day: i64,
    /// Last day.
    pub to_day: Option<i64>,
    /// Name.
    pub name: String,
    /// Level.
    pub level: Option<String>,
    /// Administrative rank.
    pub rank: Option<String>,
    /// Kind.
    pub kind: Option<String>,
    /// The area where it lies.
    pub area: i64,
    /// Whether it is under agreement.
    pub designated: bool,
}

/// What an item is from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// Code.
    pub code: String,
    /// First day.
    pub from_day: i64,
    /// Last day.
    pub to_day: Option<i64>,
    /// Name.
    pub name: String,
    /// A, B or C.
    pub class: String,
    /// Group.
    pub group: Option<String>,
    /// First-pay in millionths.
    pub first_pay: i64,
    /// Highest price in scope, in millionths of a yuan.
    pub price_limit: Option<i64>,
}

/// A tally of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyRow {
    /// Person.
    pub person: i64,
    /// Year, or 0 for life.
    pub period: i64,
    /// Canonical record.
    pub body: Vec<u8>,
}

/// What one commit of a desk writes.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// Area.
    pub area: i64,
    /// Lease.
    pub epoch: i64,
    /// First seq.
    pub first: i64,
    /// Last seq.
    pub last: i64,
    /// When.
    pub written: i64,
    /// Head of the proof after it.
    pub head: Vec<u8>,
    /// Sheet.
    pub sheet: Vec<u8>,
    /// Events.
    pub events: Vec<EventRow>,
    /// Message keys with the seq they lead to.
    pub keys: Vec<(Vec<u8>, i64)>,
    /// Tallies as they now stand.
    pub tallies: Vec<TallyRow>,
    /// New words with their numbers.
    pub words: Vec<(i64, String)>,
    /// Files of persons as they now stand.
    pub files: Vec<(i64, Vec<u8>)>,
    /// The register of persons.
    pub persons: Vec<PersonRow>,
    /// A law that is new.
    pub law: Option<(Vec<u8>, Vec<u8>)>,
}

impl Commit {
    /// Whether it brings only what every settlement brings.
    pub(crate) fn is_plain(&self) -> bool {
        self.words.is_empty()
            && self.files.is_empty()
            && self.persons.is_empty()
            && self.law.is_none()
    }
}

/// What was found for a batch of requests.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Message keys that are there, with the seq they lead to.
    pub keys: Vec<(Vec<u8>, i64)>,
    /// Events of the visits asked for, by visit, then seq.
    pub events: Vec<EventRow>,
}

/// What is kept of some persons.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Files.
    pub files: Vec<(i64, Vec<u8>)>,
    /// Tallies.
    pub tallies: Vec<TallyRow>,
}

/// A file that is kept for an institution (文件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Code of the institution.
    pub institution: String,
    /// Its number, by which it is fetched.
    pub number: String,
    /// Its name.
    pub name: String,
    /// What was asked by the message that made it.
    pub asked: String,
    /// Its content.
    pub body: Vec<u8>,
    /// When it was made: milliseconds since 1970-01-01 UTC.
    pub made: i64,
    /// Until when it can be fetched.
    pub until: i64,
}

/// The columns of a person, in their order.
pub(crate) type PersonColumns =
    (String, i64, String, String, Option<String>, Option<String>, Option<String>);

pub(crate) fn person_row(columns: PersonColumns) -> PersonRow {
    let (id, person, name, document, sex, division, household) = columns;
    let particulars = Particulars { sex, division, household };
    PersonRow { id, person, name, document, particulars }
}

/// The columns of a credential, in their order.
pub(crate) type CredentialColumns = (String, String, String, i64, Option<i64>, i64);

pub(crate) fn credential_row(columns: CredentialColumns) -> CredentialRow {
    let (number, kind, serial, from_day, to_day, person) = columns;
    CredentialRow { number, kind, serial, from_day, to_day, person }
}

/// The columns of a doctor, in their order.
pub(crate) type DoctorColumns =
    (String, String, i64, Option<i64>, String, Option<String>, Option<String>);

pub(crate) fn doctor_row(columns: DoctorColumns) -> DoctorRow {
    let (institution, code, from_day, to_day, name, title, department) = columns;
    DoctorRow { institution, code, from_day, to_day, name, title, department }
}

pub(crate) fn event_row((seq, visit, body): (i64, Option<i64>, Vec<u8>)) -> EventRow {
    EventRow { seq, visit, body }
}

pub(crate) fn tally_row((person, period, body): (i64, i64, Vec<u8>)) -> TallyRow {
    TallyRow { person, period, body }
}
