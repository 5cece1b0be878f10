//! Reading values and conditions on facts.

use super::node::{Tab, Val};
use crate::entry::Finding;
use crate::expr::{
    Condition, Conditions, Counted, Expr, Literal, Measure, Operation, Round, Row, Start, Step,
    Test, ValueSet,
};
use crate::fact::{Domains, Fact, MOST};
use units::{Fen, Rate, Rounding};

const STARTS: [&str; 7] =
    ["is", "table", "statistic", "measure", "value", "largest", "largest-of-conditions"];
/// All keys of a value.
pub(crate) const EXPR: [&str; 12] = [
    "is",
    "table",
    "statistic",
    "measure",
    "value",
    "with",
    "largest",
    "largest-of-conditions",
    "steps",
    "floor",
    "ceiling",
    "round",
];

/// A value: a literal or a table with one start.
pub(crate) fn expr(val: Val<'_>, domains: &Domains) -> Result<Expr, Finding> {
    match (val.as_str(), val.as_table()) {
        (Some(_), _) => {
            let start = Start::Literal(literal(val)?);
            let place = val.place();
            Ok(Expr { start, steps: vec![], floor: None, ceiling: None, round: None, place })
        }
        (None, Some(table)) => {
            table.only(&EXPR)?;
            expr_in(table, domains)
        }
        _ => val.wrong(format!(
            "'{}' must be a figure in quotes, such as \"900\" or \"83%\", or a table in {{ }} with one of: {}",
            val.key,
            STARTS.join(", ")
        )),
    }
}

/// The value whose start and tail are keys of this table.
pub(crate) fn expr_in(table: Tab<'_>, domains: &Domains) -> Result<Expr, Finding> {
    let starts: Vec<&str> = STARTS.into_iter().filter(|k| table.get(k).is_some()).collect();
    let [key] = starts[..] else {
        let found = if starts.is_empty() { "none".to_string() } else { starts.join(" and ") };
        return table.wrong(format!(
            "a value has exactly one start of: {}; here is {found}",
            STARTS.join(", ")
        ));
    };
    let val = table.need(key)?;
    if let (Some(with), true) = (table.get("with"), key != "value") {
        return with.wrong("'with' goes with 'value' only");
    }
    let start = match key {
        "is" => Start::Is(Box::new(expr(val, domains)?)),
        "table" => Start::Table(rows(val, domains)?),
        "statistic" => Start::Statistic(val.str()?.to_string()),
        "measure" => Start::Measure(val.named(&Measure::NAMES)?),
        "value" => Start::Named(val.str()?.to_string(), with(table, domains)?),
        "largest" => {
            let all: Result<_, _> = val.array()?.into_iter().map(|v| expr(v, domains)).collect();
            Start::Largest(all?)
        }
        _ => Start::LargestOfConditions(Box::new(expr(val, domains)?)),
    };
    let bound = |key: &str| -> Result<Option<Box<Expr>>, Finding> {
        table.get(key).map(|v| expr(v, domains).map(Box::new)).transpose()
    };
    let steps: Result<_, _> =
        table.tables("steps")?.into_iter().map(|step| self::step(step, domains)).collect();
    Ok(Expr {
        start,
        steps: steps?,
        floor: bound("floor")?,
        ceiling: bound("ceiling")?,
        round: table.get("round").map(round).transpose()?,
        place: table.place(),
    })
}

fn literal(val: Val<'_>) -> Result<Literal, Finding> {
    let text = val.str()?;
    let read = match text {
        "none" => return Ok(Literal::None),
        "unknown" => return Ok(Literal::Unknown),
        _ if text.ends_with('%') => Rate::parse(text).map(Literal::Rate),
        _ => Fen::parse(text).map(Literal::Amount),
    };
    read.or_else(|e| val.wrong(format!("{e}; or \"none\", \"unknown\", or a rate such as \"83%\"")))
}

fn rows(val: Val<'_>, domains: &Domains) -> Result<Vec<Row>, Finding> {
    let rows: Result<Vec<Row>, Finding> = val
        .array()?
        .into_iter()
        .map(|v| {
            let table = v.table()?;
            let when = condition(table, domains, &["is"])?;
            let is = expr(table.need("is")?, domains)?;
            Ok(Row { when, is, place: v.place() })
        })
        .collect();
    match rows {
        Ok(rows) if rows.is_empty() => val.wrong("a table needs at least one row"),
        other => other,
    }
}

fn with(table: Tab<'_>, domains: &Domains) -> Result<Vec<(Fact, u16)>, Finding> {
    let Some(val) = table.get("with") else {
        return Ok(Vec::new());
    };
    let fixed = condition(val.table()?, domains, &[])?;
    fixed
        .tests
        .into_iter()
        .map(|test| match test.set {
            ValueSet::In(codes) if codes.len() == 1 => Ok((test.fact, codes[0])),
            ValueSet::Range(from, Some(to)) if to == from + 1 => Ok((test.fact, to)),
            _ => val.wrong(format!(
                "'with' fixes a fact to one value; '{}' has several",
                test.fact.name()
            )),
        })
        .collect()
}

fn step(table: Tab<'_>, domains: &Domains) -> Result<Step, Finding> {
    table.only(&["times", "add", "per", "after", "at-most", "when"])?;
    let when = match table.get("when") {
        Some(val) => Some(condition(val.table()?, domains, &[])?),
        None => None,
    };
    let operation = match (table.get("times"), table.get("add")) {
        (Some(times), None) => {
            for key in ["per", "after", "at-most"] {
                if let Some(val) = table.get(key) {
                    return val.wrong(format!("'{key}' goes with 'add' only"));
                }
            }
            Operation::Times(expr(times, domains)?)
        }
        (None, Some(add)) => Operation::Add(expr(add, domains)?, counted(table)?),
        _ => return table.wrong("a step has either 'times' or 'add'"),
    };
    Ok(Step { when, operation })
}

fn counted(table: Tab<'_>) -> Result<Option<Counted>, Finding> {
    const PER: [(&str, Fact); 5] = [
        ("year-of-age", Fact::Age),
        ("stay", Fact::Stay),
        ("visit", Fact::Visit),
        ("disease", Fact::Diseases),
        ("year-enrolled", Fact::YearsEnrolled),
    ];
    let number = |key: &str| -> Result<Option<u16>, Finding> {
        table.get(key).map(|v| v.int(i64::from(MOST)).map(|n| n as u16)).transpose()
    };
    let Some(per) = table.get("per") else {
        return match table.get("after").or(table.get("at-most")) {
            Some(val) => val.wrong(format!("'{}' goes with 'per' only", val.key)),
            None => Ok(None),
        };
    };
    let fact = per.named(&PER)?;
    let at_most = number("at-most")?;
    if at_most.is_none() && fact != Fact::Age {
        return per.wrong(format!("say 'at-most': how often '{}' may count at most", per.key));
    }
    Ok(Some(Counted { per: fact, after: number("after")?.unwrap_or(0), at_most }))
}

fn round(val: Val<'_>) -> Result<Round, Finding> {
    if val.as_str().is_some() {
        return Ok(Round { mode: val.named(&Rounding::NAMES)?, to_yuan: false });
    }
    let table = val.table()?;
    table.only(&["to", "mode"])?;
    table.has(&["to", "mode"])?;
    let to_yuan = table.need("to")?.named(&[("fen", false), ("yuan", true)])?;
    Ok(Round { mode: table.need("mode")?.named(&Rounding::NAMES)?, to_yuan })
}

/// A list of conditions, any of which may hold.
pub(crate) fn conditions(val: Val<'_>, domains: &Domains) -> Result<Conditions, Finding> {
    val.array()?.into_iter().map(|v| condition(v.table()?, domains, &[])).collect()
}

/// The condition written as facts in a table, beside `others`.
pub(crate) fn condition(
    table: Tab<'_>,
    domains: &Domains,
    others: &[&str],
) -> Result<Condition, Finding> {
    let mut tests = Vec::new();
    for key in table.keys().filter(|key| !others.contains(key)) {
        let val = table.need(key)?;
        let Some(fact) = Fact::named(key) else {
            let known: Vec<&str> = Fact::NAMES.iter().map(|(name, _)| *name).collect();
            return val.wrong(format!("'{key}' is not a fact; facts are: {}", known.join(", ")));
        };
        tests.push(Test { fact, set: value_set(val, fact, domains)? });
    }
    tests.sort_by_key(|test| test.fact);
    Ok(Condition { tests })
}

fn value_set(val: Val<'_>, fact: Fact, domains: &Domains) -> Result<ValueSet, Finding> {
    if let Some(table) = val.as_table() {
        table.only(&["not"])?;
        let not = table.need("not")?;
        return Ok(match value_set(not, fact, domains)? {
            ValueSet::In(codes) => ValueSet::NotIn(codes),
            _ => return not.wrong("'not' takes one value or a list of values"),
        });
    }
    if val.is_array() {
        let list = val.array()?;
        if list.is_empty() {
            return val.wrong("an empty list matches nothing; leave the key out to match anything");
        }
        let codes: Result<Vec<u16>, Finding> =
            list.into_iter().map(|v| code(v, fact, domains)).collect();
        return Ok(ValueSet::In(codes?));
    }
    match val.as_str() {
        Some(text) if fact.is_number() => interval(val, text),
        _ => Ok(ValueSet::In(vec![code(val, fact, domains)?])),
    }
}

/// The code of one value of a fact.
fn code(val: Val<'_>, fact: Fact, domains: &Domains) -> Result<u16, Finding> {
    if fact.is_number() {
        return Ok(val.int(i64::from(MOST))? as u16 + 1);
    }
    let text = match val.as_bool() {
        Some(flag) if fact.is_flag() => flag.to_string(),
        _ if fact.is_flag() => return val.wrong(format!("'{}' is true or false", fact.name())),
        _ => val.str()?.to_string(),
    };
    match domains.code(fact, &text) {
        Some(code) => Ok(code),
        None => val.wrong(format!(
            "'{text}' is not a {}; allowed here: {}",
            fact.name(),
            domains.allowed(fact)
        )),
    }
}

fn interval(val: Val<'_>, text: &str) -> Result<ValueSet, Finding> {
    let number = |s: &str| -> Option<u16> {
        let digits = !s.is_empty() && s.len() <= 3 && s.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| s.parse().ok())?.filter(|n| *n <= MOST)
    };
    let set = match text.split_once("..") {
        None => number(text).map(|n| ValueSet::Range(n, Some(n + 1))),
        Some((from, "")) => number(from).map(|from| ValueSet::Range(from, None)),
        Some(("", to)) => number(to).map(|to| ValueSet::Range(0, Some(to))),
        Some((from, to)) => match (number(from), number(to)) {
            (Some(from), Some(to)) if from < to => Some(ValueSet::Range(from, Some(to))),
            _ => None,
        },
    };
    match set {
        Some(set) => Ok(set),
        None => val.wrong(format!(
            "'{text}' is not an interval; write \"60..70\" (from 60, below 70), \"60..\", \"..15\" or \"2\", up to {MOST}"
        )),
    }
}
