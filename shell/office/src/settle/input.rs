//! What `gongji settle` takes: our own JSON, strict, with errors that name the field.

use benefit::Engine;
use record::{
    AccKey, Account, Accumulators, Bill, Cost, Institution, ItemClass, Line, Person, Totals,
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use units::{BillId, Day, Decimal, Fen, Rate};

/// Why a request cannot be used. The sentence names the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Not the JSON we take.
    #[error("the request is not readable at '{path}': {message}")]
    Shape {
        /// Path to the field.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// A field that reads but makes no sense.
    #[error("{path}: {message}")]
    Field {
        /// Path to the field.
        path: String,
        /// What is wrong and what to write.
        message: String,
    },
}

fn field<T>(path: impl Into<String>, message: impl ToString) -> Result<T, InputError> {
    Err(InputError::Field { path: path.into(), message: message.to_string() })
}

/// A request: one person and their bills in order.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleInput {
    /// The person.
    pub person: PersonIn,
    /// Their bills, in the order in which they are settled.
    pub bills: Vec<BillIn>,
}

/// The insured person (参保人).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonIn {
    /// Kind of insurance (险种).
    pub insurance: String,
    /// Status of the person.
    #[serde(default)]
    pub status: Option<String>,
    /// Day of birth, ISO.
    #[serde(default)]
    pub born: Option<String>,
    /// Age in full years, in place of the day of birth.
    #[serde(default)]
    pub age: Option<u32>,
    /// Aid-object classes (救助对象类别).
    #[serde(default)]
    pub classes: Vec<String>,
    /// Contribution tier (缴费档次).
    #[serde(default)]
    pub tier: Option<String>,
    /// Registered conditions (已登记病种).
    #[serde(default)]
    pub conditions: Vec<String>,
    /// First day of benefits, ISO.
    #[serde(default)]
    pub entitled_from: Option<String>,
    /// Years enrolled (参保年限).
    #[serde(default)]
    pub years_enrolled: Option<u32>,
    /// Personal account (个人账户).
    #[serde(default)]
    pub account: Option<AccountIn>,
    /// What was counted before the first bill.
    #[serde(default)]
    pub prior: Option<PriorIn>,
}

/// Balances of the personal account, in yuan.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountIn {
    /// This year's.
    #[serde(default)]
    pub current: Option<String>,
    /// Earlier years'.
    #[serde(default)]
    pub history: Option<String>,
}

/// What was counted before the first bill.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorIn {
    /// Stays in the period of the first bill.
    #[serde(default)]
    pub stays: u32,
    /// Visits in the period of the first bill.
    #[serde(default)]
    pub visits: u32,
    /// The open referral chain: the id of its first bill.
    #[serde(default)]
    pub chain: Option<String>,
    /// Sums by key `name[/key values]@period`, in yuan.
    #[serde(default)]
    pub accumulators: BTreeMap<String, String>,
}

/// A bill.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BillIn {
    /// Its id.
    pub id: String,
    /// Kind of care (医疗类别).
    pub care: String,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Day of settlement, ISO; left out: the last day.
    #[serde(default)]
    pub settled: Option<String>,
    /// The id of the bill whose stay this one continues.
    #[serde(default)]
    pub continues: Option<String>,
    /// The registered condition it is for.
    #[serde(default)]
    pub condition: Option<String>,
    /// Whether the personal account may pay.
    #[serde(default)]
    pub use_account: bool,
    /// Where the care was given.
    pub institution: InstitutionIn,
    /// Referral or filing.
    #[serde(default)]
    pub filing: Option<String>,
    /// Sums; or `lines`, not both.
    #[serde(default)]
    pub totals: Option<TotalsIn>,
    /// In-scope cost by item group, beside `totals`.
    #[serde(default)]
    pub groups: BTreeMap<String, String>,
    /// Lines; or `totals`, not both.
    #[serde(default)]
    pub lines: Option<Vec<LineIn>>,
}

/// The institution.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstitutionIn {
    /// Level (等级).
    #[serde(default)]
    pub level: Option<String>,
    /// Administrative rank.
    #[serde(default)]
    pub rank: Option<String>,
    /// Kind.
    #[serde(default)]
    pub kind: Option<String>,
    /// Where it lies, seen from the insured area.
    #[serde(default)]
    pub place: Option<String>,
    /// Whether the person chose it (选点).
    #[serde(default)]
    pub chosen: Option<bool>,
    /// Whether it is under agreement (定点); left out: true.
    #[serde(default)]
    pub designated: Option<bool>,
}

/// Sums of a bill, in yuan.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TotalsIn {
    /// The whole bill.
    pub total: String,
    /// Outside the catalogue (全自费).
    #[serde(default)]
    pub own_pay: Option<String>,
    /// Above price limits (超限价).
    #[serde(default)]
    pub over_limit: Option<String>,
    /// First-pay (先行自付).
    #[serde(default)]
    pub first_pay: Option<String>,
    /// In-scope cost by item group.
    #[serde(default)]
    pub groups: BTreeMap<String, String>,
}

/// A fee line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineIn {
    /// Item code.
    pub code: String,
    /// Quantity, at most six decimals.
    pub qty: String,
    /// Unit price in yuan, at most six decimals.
    pub price: String,
    /// Amount in yuan.
    pub amount: String,
    /// A, B or C (甲乙丙类).
    pub class: String,
    /// Item group; left out: the class.
    #[serde(default)]
    pub group: Option<String>,
    /// First-pay share of the line, such as "10%".
    #[serde(default)]
    pub first_pay: Option<String>,
    /// Highest price in scope, in yuan.
    #[serde(default)]
    pub price_limit: Option<String>,
}

/// Reads a request from JSON.
pub fn parse(text: &str) -> Result<SettleInput, InputError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let shape = |path: String, message: String| InputError::Shape { path, message };
    let input = serde_path_to_error::deserialize(&mut reader)
        .map_err(|e| shape(e.path().to_string(), e.inner().to_string()))?;
    reader.end().map_err(|e| shape(".".to_string(), e.to_string()))?;
    Ok(input)
}

/// Reads a request from a JSON value (worked cases come as TOML and end here, too).
pub(crate) fn from_value<T: for<'d> Deserialize<'d>>(
    value: serde_json::Value,
) -> Result<T, InputError> {
    serde_path_to_error::deserialize(value).map_err(|e| InputError::Shape {
        path: e.path().to_string(),
        message: e.inner().to_string(),
    })
}

fn day(path: &str, text: &str) -> Result<Day, InputError> {
    Day::parse(text).or_else(|e| field(path, e))
}

fn fen(path: &str, text: Option<&str>) -> Result<Fen, InputError> {
    text.map_or(Ok(Fen::ZERO), |text| Fen::parse(text).or_else(|e| field(path, e)))
}

/// A request as our nouns.
pub(crate) fn record(
    engine: &Engine,
    input: &SettleInput,
) -> Result<(Person, Accumulators, Vec<Bill>), InputError> {
    let bills: Result<Vec<Bill>, InputError> = input
        .bills
        .iter()
        .enumerate()
        .map(|(at, bill)| bill_of(&format!("bills[{at}]"), bill))
        .collect();
    let bills = bills?;
    for (at, bill) in bills.iter().enumerate() {
        if bills[..at].iter().any(|other| other.id == bill.id) {
            return field(
                format!("bills[{at}].id"),
                format!("'{}' stands twice; give each bill its own id", bill.id),
            );
        }
    }
    let person = person_of(&input.person)?;
    let counted = prior_of(engine, &input.person, &bills)?;
    Ok((person, counted, bills))
}

fn person_of(input: &PersonIn) -> Result<Person, InputError> {
    let optional =
        |path: &str, text: &Option<String>| text.as_deref().map(|text| day(path, text)).transpose();
    let account = input.account.as_ref();
    Ok(Person {
        insurance: input.insurance.clone(),
        status: input.status.clone(),
        born: optional("person.born", &input.born)?,
        age: input.age,
        classes: input.classes.clone(),
        tier: input.tier.clone(),
        conditions: input.conditions.clone(),
        entitled_from: optional("person.entitled_from", &input.entitled_from)?,
        years_enrolled: input.years_enrolled,
        account: Account {
            current: fen("person.account.current", account.and_then(|a| a.current.as_deref()))?,
            history: fen("person.account.history", account.and_then(|a| a.history.as_deref()))?,
        },
    })
}

fn prior_of(
    engine: &Engine,
    person: &PersonIn,
    bills: &[Bill],
) -> Result<Accumulators, InputError> {
    let Some(prior) = &person.prior else {
        return Ok(Accumulators::default());
    };
    let mut sums = Vec::new();
    for (text, sum) in &prior.accumulators {
        let path = format!("person.prior.accumulators.{text}");
        let sum = fen(&path, Some(sum))?;
        if sum < Fen::ZERO {
            return field(path, "what has been counted is not negative");
        }
        match AccKey::parse(text) {
            Some(key) if engine.knows(&key) => sums.push((key, sum)),
            // A count of nothing says nothing, also under a name that this area does not have.
            Some(_) if sum == Fen::ZERO => {}
            _ => {
                let names: Vec<&str> =
                    engine.area().accumulators.keys().map(String::as_str).collect();
                return field(
                    path,
                    format!(
                        "not an accumulator of this area; write name[/key values]@period with a name of: {}",
                        names.join(", ")
                    ),
                );
            }
        }
    }
    let periods =
        bills.first().map_or([None, None], |bill| engine.counter_periods(&person.insurance, bill));
    Ok(super::counted_before(prior.stays, prior.visits, prior.chain.as_deref(), &sums, periods))
}

fn bill_of(path: &str, input: &BillIn) -> Result<Bill, InputError> {
    let at = |name: &str| format!("{path}.{name}");
    if input.id.is_empty() || input.id.len() > 64 || input.id.contains(['@', '/']) {
        return field(at("id"), "a bill needs an id of at most 64 characters without @ and /");
    }
    let settled = input.settled.as_deref().map(|s| day(&at("settled"), s)).transpose()?;
    let institution = &input.institution;
    Ok(Bill {
        id: BillId(input.id.clone()),
        care: input.care.clone(),
        from: day(&at("from"), &input.from)?,
        to: day(&at("to"), &input.to)?,
        settled,
        continues: input.continues.clone().map(BillId),
        condition: input.condition.clone(),
        use_account: input.use_account,
        institution: Institution {
            level: institution.level.clone(),
            rank: institution.rank.clone(),
            kind: institution.kind.clone(),
            place: institution.place.clone(),
            chosen: institution.chosen,
            designated: institution.designated.unwrap_or(true),
        },
        filing: input.filing.clone(),
        cost: cost_of(path, input)?,
    })
}

fn cost_of(path: &str, input: &BillIn) -> Result<Cost, InputError> {
    match (&input.totals, &input.lines) {
        (Some(totals), None) => {
            let at = |name: &str| format!("{path}.totals.{name}");
            let mut groups = Vec::new();
            for (group, amount) in totals.groups.iter().chain(&input.groups) {
                groups.push((group.clone(), fen(&at(&format!("groups.{group}")), Some(amount))?));
            }
            Ok(Cost::Totals(Totals {
                total: fen(&at("total"), Some(&totals.total))?,
                own_pay: fen(&at("own_pay"), totals.own_pay.as_deref())?,
                over_limit: fen(&at("over_limit"), totals.over_limit.as_deref())?,
                first_pay: fen(&at("first_pay"), totals.first_pay.as_deref())?,
                groups,
            }))
        }
        (None, Some(lines)) if input.groups.is_empty() => {
            let lines = lines.iter().enumerate();
            let lines: Result<Vec<Line>, InputError> =
                lines.map(|(at, line)| line_of(&format!("{path}.lines[{at}]"), line)).collect();
            Ok(Cost::Lines(lines?))
        }
        (None, Some(_)) => {
            field(format!("{path}.groups"), "'groups' stands beside 'totals', not 'lines'")
        }
        (None, None) => field(path, "the bill has neither 'totals' nor 'lines'; give one of them"),
        (Some(_), Some(_)) => {
            field(path, "the bill has both 'totals' and 'lines'; give one of them")
        }
    }
}

fn line_of(path: &str, input: &LineIn) -> Result<Line, InputError> {
    let decimal = |name: &str, text: &str| {
        Decimal::parse(text).or_else(|e| field(format!("{path}.{name}"), e))
    };
    let class = match input.class.as_str() {
        "A" => ItemClass::A,
        "B" => ItemClass::B,
        "C" => ItemClass::C,
        other => {
            return field(
                format!("{path}.class"),
                format!("'{other}' is not a class; write A, B or C"),
            );
        }
    };
    let first_pay = match input.first_pay.as_deref() {
        Some(text) => Rate::parse(text).or_else(|e| field(format!("{path}.first_pay"), e))?,
        None => Rate::ZERO,
    };
    Ok(Line {
        code: input.code.clone(),
        qty: decimal("qty", &input.qty)?,
        price: decimal("price", &input.price)?,
        amount: fen(&format!("{path}.amount"), Some(&input.amount))?,
        class,
        group: input.group.clone(),
        first_pay,
        price_limit: input.price_limit.as_deref().map(|t| decimal("price_limit", t)).transpose()?,
    })
}
