//! Rows of the read models: derived behind the desk, and to be derived again at any time.

/// A settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRow {
    /// Its seq.
    pub seq: i64,
    /// Person.
    pub person: i64,
    /// Visit.
    pub visit: i64,
    /// Code of the institution.
    pub institution: String,
    /// Kind of care.
    pub care: String,
    /// First day.
    pub from_day: i64,
    /// Last day.
    pub to_day: i64,
    /// Day whose law held.
    pub ruling_day: i64,
    /// When: milliseconds since 1970-01-01 UTC.
    pub written: i64,
    /// The whole bill, in fen.
    pub total: i64,
    /// What funds pay.
    pub funds: i64,
    /// What the personal account pays.
    pub account: i64,
    /// What the person pays in cash.
    pub cash: i64,
    /// Whether the stay goes on.
    pub mid_stay: bool,
    /// The bill it takes the place of.
    pub corrects: Option<i64>,
    /// The bill whose stay it continues.
    pub continues: Option<i64>,
    /// The event that undid it; none: it stands.
    pub undone_by: Option<i64>,
}

/// A settlement or a refund as the books of its institution have it (结算流水): what is refunded is
/// negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementRow {
    /// The event.
    pub seq: i64,
    /// The settlement that it is, takes back, or brings back.
    pub bill: i64,
    /// Code of the institution.
    pub institution: String,
    /// The legal day on which it was committed.
    pub day: i64,
    /// 1, or -1 for a refund.
    pub sign: i64,
    /// Person.
    pub person: i64,
    /// Visit.
    pub visit: i64,
    /// Kind of insurance.
    pub insurance: String,
    /// Kind of care.
    pub care: String,
    /// The whole bill, in fen.
    pub total: i64,
    /// What funds pay.
    pub funds: i64,
    /// What the personal account pays.
    pub account: i64,
    /// What the person pays in cash.
    pub cash: i64,
}

/// Such rows of one insurance, kind of care and sign, summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementSum {
    /// Kind of insurance.
    pub insurance: String,
    /// Kind of care.
    pub care: String,
    /// 1, or -1 for refunds.
    pub sign: i64,
    /// How many.
    pub count: i64,
    /// The whole bills, in fen.
    pub total: i64,
    /// What funds pay.
    pub funds: i64,
    /// What personal accounts pay.
    pub account: i64,
    /// What persons pay in cash.
    pub cash: i64,
}

/// What an account of a fund moved on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundDayRow {
    /// Fund.
    pub fund: String,
    /// Account.
    pub account: String,
    /// Day.
    pub day: i64,
    /// Debits.
    pub debit: i64,
    /// Credits.
    pub credit: i64,
}

/// What a fund came to owe an institution on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstitutionDayRow {
    /// Code of the institution.
    pub institution: String,
    /// Fund.
    pub fund: String,
    /// Day.
    pub day: i64,
    /// How much.
    pub amount: i64,
}

/// A bill due for re-adjudication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// The bill.
    pub bill: i64,
    /// Person.
    pub person: i64,
    /// The event since which.
    pub since: i64,
    /// What funds paid.
    pub paid: i64,
    /// What they would pay; none: it could not be settled.
    pub would: Option<i64>,
    /// Why it could not be settled.
    pub note: String,
    /// Every payer with both figures.
    pub parts: Vec<DuePart>,
}

/// A payer of a bill that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePart {
    /// Name of the layer, `account` or `cash`.
    pub part: String,
    /// Its fund; empty for the person.
    pub fund: String,
    /// What it paid.
    pub was: i64,
    /// What it would pay.
    pub would: i64,
}

/// Settlements of a month that have all of this in common, summed (就医月汇总).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CareMonthRow {
    /// Year and month of the last day, as `202603`.
    pub month: i64,
    /// Kind of insurance.
    pub insurance: String,
    /// Kind of care.
    pub care: String,
    /// Level of the institution.
    pub level: String,
    /// Where it lies.
    pub place: String,
    /// Age band of the person, by its least age.
    pub age: String,
    /// Class of the person.
    pub class: String,
    /// What they come to.
    pub sums: CareSums,
}

/// What settlements come to, in fen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CareSums {
    /// How many; one that continues a stay counts with the stay.
    pub bills: i64,
    /// The whole.
    pub total: i64,
    /// In scope.
    pub in_scope: i64,
    /// What basic insurance pays.
    pub basic: i64,
    /// What the layers above it pay: catastrophic insurance and large-sum aid.
    pub catastrophic: i64,
    /// What medical assistance pays.
    pub aid: i64,
    /// What other layers pay.
    pub other: i64,
    /// What personal accounts pay.
    pub account: i64,
    /// What persons pay in cash.
    pub cash: i64,
}

/// Persons whose cover has all of this in common (参保人数).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InsuredRow {
    /// Kind of insurance.
    pub insurance: String,
    /// Status.
    pub status: String,
    /// Class.
    pub class: String,
    /// Year of birth; 0: not known.
    pub born: i64,
    /// First month whose last day is covered, as `202603`.
    pub from_month: i64,
    /// The last one; `999912`: open.
    pub to_month: i64,
    /// How many.
    pub persons: i64,
}

/// What one step of a follower writes, with its cursor.
#[derive(Debug, Clone, Default)]
pub struct Derived {
    /// Area.
    pub area: i64,
    /// The seq up to which the area was derived before; 0: nothing.
    pub from: i64,
    /// The seq up to which it is derived now.
    pub to: i64,
    /// What happened to whom: person and seq.
    pub person_events: Vec<(i64, i64)>,
    /// Settlements.
    pub bills: Vec<BillRow>,
    /// The same as the books of institutions have them, and refunds.
    pub settlement_rows: Vec<SettlementRow>,
    /// Settlements undone by an event, or standing again.
    pub marks: Vec<(i64, Option<i64>)>,
    /// Visits that have another kind of care by a description, with its seq.
    pub described: Vec<(i64, i64)>,
    /// To be added.
    pub fund_days: Vec<FundDayRow>,
    /// To be added.
    pub institution_days: Vec<InstitutionDayRow>,
    /// To be added.
    pub care_months: Vec<CareMonthRow>,
    /// To be added.
    pub insured: Vec<InsuredRow>,
    /// Persons whose order was disturbed.
    pub disturbed: Vec<i64>,
    /// What is due now of these persons, in place of what was.
    pub due: Vec<(i64, Vec<DueRow>)>,
}

/// What came of a check of the books (核验记录), for one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// Area.
    pub area: i64,
    /// When: milliseconds since 1970-01-01 UTC.
    pub moment: i64,
    /// The last event that was checked.
    pub last: i64,
    /// Bills that were decided again, in all areas.
    pub bills: i64,
    /// Answers of a client's journal that were compared.
    pub answered: i64,
    /// Signed heads that were compared.
    pub anchors: i64,
    /// Differences, in all areas.
    pub found: i64,
    /// The first of them in a sentence; empty if there is none.
    pub first: String,
}

/// A message that the hospital's door refused (退回报文): nothing that names a person is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// Code of the institution that sent it.
    pub institution: String,
    /// Its place among the refusals.
    pub no: i64,
    /// When: milliseconds since 1970-01-01 UTC.
    pub moment: i64,
    /// Number of the transaction.
    pub transaction: String,
    /// Number of the message.
    pub message: String,
    /// Code of the reason.
    pub code: String,
    /// The reason, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How many further mistakes it had.
    pub more: i64,
}

/// A read of a person (查阅记录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// When: milliseconds since 1970-01-01 UTC.
    pub moment: i64,
    /// Who.
    pub viewer: String,
    /// What for.
    pub purpose: String,
    /// Area.
    pub area: i64,
    /// Person.
    pub person: i64,
}
