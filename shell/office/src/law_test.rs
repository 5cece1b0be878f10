//! Test a law (算例核对): worked cases are run and laid beside what they expect.

use crate::law_book::{CaseText, LawBook, LawError};
use crate::settle::{BillOut, SettleInput, SettleOutput, settle};
use benefit::{Enrolment, benefits_from, waiting_months};
use law::{Area, Entry, Fact, Point, Scene, Silent, Titles};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use units::{Day, Fen, Rate};

/// One compared figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What: a layer id, person, cash, `deductible basic` …; with several bills the bill's number before it.
    pub what: String,
    /// What the case expects.
    pub expected: String,
    /// What was computed.
    pub computed: String,
}

/// A case that was run.
#[derive(Debug, Clone)]
pub struct CaseRun {
    /// Area code.
    pub area: String,
    /// File of the case.
    pub path: String,
    /// Its id.
    pub id: String,
    /// bill, layer, value or waiting.
    pub kind: String,
    /// How far it may be used: truth-official, truth-thirdparty, arithmetic-only, negative-test.
    pub usable: Option<String>,
    /// Its title.
    pub title: Titles,
    /// Remark.
    pub note: Titles,
    /// Document it was published in.
    pub document: String,
    /// What the source printed, by its own names.
    pub published: Vec<(String, String)>,
    /// All compared figures.
    pub compared: Vec<Compared>,
    /// Why it could not be run.
    pub problem: Option<String>,
    /// The request, to run it again elsewhere.
    pub input: Option<SettleInput>,
}

impl Compared {
    /// Whether both are the same; amounts are compared as amounts: 4078 is 4078.00.
    pub fn holds(&self) -> bool {
        let amounts = (Fen::parse(&self.expected), Fen::parse(&self.computed));
        let rates = (Rate::parse(&self.expected), Rate::parse(&self.computed));
        self.expected == self.computed
            || matches!(amounts, (Ok(one), Ok(other)) if one == other)
            || matches!(rates, (Ok(one), Ok(other)) if one == other)
    }
}

impl CaseRun {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.problem.is_none()
            && !self.compared.is_empty()
            && self.compared.iter().all(Compared::holds)
    }
}

/// Runs all worked cases of a law, or those of one area.
pub fn law_test(book: &LawBook, area: Option<&str>) -> Result<Vec<CaseRun>, LawError> {
    let mut runs = Vec::new();
    for text in book.cases.iter().filter(|c| area.is_none_or(|a| a == c.area)) {
        runs.extend(run_file(book, text)?);
    }
    Ok(runs)
}

fn run_file(book: &LawBook, text: &CaseText) -> Result<Vec<CaseRun>, LawError> {
    let broken = |problem: String| CaseRun {
        area: text.area.clone(),
        path: text.path.clone(),
        id: String::new(),
        kind: String::new(),
        usable: None,
        title: Titles::default(),
        note: Titles::default(),
        document: String::new(),
        published: Vec::new(),
        compared: Vec::new(),
        problem: Some(problem),
        input: None,
    };
    let table: toml::Table = match text.text.parse() {
        Ok(table) => table,
        Err(error) => return Ok(vec![broken(format!("not TOML: {error}"))]),
    };
    let Value::Object(file) = json(toml::Value::Table(table)) else {
        return Ok(Vec::new());
    };
    let Some(Value::Array(cases)) = file.get("case") else {
        return Ok(vec![broken("the file has no [[case]]".to_string())]);
    };
    let mut runs = Vec::new();
    for case in cases {
        let Value::Object(case) = case else { continue };
        let text_of = |key: &str| string(case.get(key));
        let source = case.get("source").or(file.get("source"));
        let mut run = CaseRun {
            id: text_of("id"),
            kind: text_of("kind"),
            usable: case.get("usable").map(|_| text_of("usable")),
            title: words(case.get("title")),
            note: words(case.get("note")),
            document: string(source.and_then(|s| s.get("document"))),
            published: flatten(case.get("published")),
            ..broken(String::new())
        };
        run.problem = None;
        if let Err(problem) = run_case(book, case, &mut run) {
            run.problem = Some(problem);
        }
        runs.push(run);
    }
    Ok(runs)
}

/// TOML as JSON: days become ISO strings.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(s) => Value::String(s),
        toml::Value::Integer(n) => Value::from(n),
        toml::Value::Float(n) => Value::String(n.to_string()),
        toml::Value::Boolean(b) => Value::Bool(b),
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Array(all) => Value::Array(all.into_iter().map(json).collect()),
        toml::Value::Table(t) => Value::Object(t.into_iter().map(|(k, v)| (k, json(v))).collect()),
    }
}

fn string(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// One sentence for both languages, or one for each.
fn words(value: Option<&Value>) -> Titles {
    match value {
        Some(Value::Object(map)) => Titles { zh: string(map.get("zh")), en: string(map.get("en")) },
        other => Titles::same(&string(other)),
    }
}

/// A table of figures as a list of names and texts.
fn flatten(value: Option<&Value>) -> Vec<(String, String)> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(map)) => map
            .iter()
            .flat_map(|(key, value)| match value {
                Value::Object(inner) => {
                    inner.iter().map(|(k, v)| (format!("{key} {k}"), string(Some(v)))).collect()
                }
                other => vec![(key.clone(), string(Some(other)))],
            })
            .collect(),
        Some(other) => vec![(String::new(), string(Some(other)))],
    }
}

fn run_case(book: &LawBook, case: &Map<String, Value>, run: &mut CaseRun) -> Result<(), String> {
    let known = [
        "id",
        "kind",
        "usable",
        "title",
        "note",
        "source",
        "person",
        "bills",
        "expect",
        "published",
        "value",
        "on",
        "facts",
        "conditions",
        "insurance",
        "paid-on",
        "for-year",
        "broken-years",
        "repaired-years",
    ];
    if let Some(key) = case.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("unknown key '{key}'; allowed here: {}", known.join(", ")));
    }
    let area = book.area(&run.area).map_err(|e| e.to_string())?;
    match run.kind.as_str() {
        "bill" | "layer" => run_bills(book, area, case, run),
        "value" => run_value(area, case, run),
        "waiting" => run_waiting(area, case, run),
        other => Err(format!("kind '{other}' is not known; write bill, layer, value or waiting")),
    }
}

fn run_bills(
    book: &LawBook,
    area: &Area,
    case: &Map<String, Value>,
    run: &mut CaseRun,
) -> Result<(), String> {
    let request = serde_json::json!({ "person": case.get("person"), "bills": case.get("bills") });
    let input: SettleInput = crate::settle::from_value(request).map_err(|e| e.to_string())?;
    let output: SettleOutput = settle(book, &run.area, &input).map_err(|e| e.to_string())?;
    run.input = Some(input);
    let expects: Vec<(usize, &Value)> = match case.get("expect") {
        Some(Value::Array(all)) => all.iter().enumerate().collect(),
        Some(one) => vec![(output.bills.len().saturating_sub(1), one)],
        None => return Err("the case expects nothing; add 'expect'".to_string()),
    };
    let several = expects.len() > 1;
    let first = expects.first().map_or(0, |(at, _)| *at);
    let before = output.bills.iter().take(first).find(|bill| bill.reason.is_some());
    run.problem = before.map(unsettled);
    for (at, expect) in expects {
        let bill =
            output.bills.get(at).ok_or("'expect' lists more entries than there are bills")?;
        let status = expect.get("status").and_then(Value::as_str).unwrap_or("settled");
        if !["settled", "refused", "gap"].contains(&status) {
            return Err(format!("status '{status}' is not known; write settled, refused or gap"));
        }
        if bill.reason.is_some() && bill.status != status {
            return Err(unsettled(bill));
        }
        for (what, expected) in flatten(Some(expect)) {
            known_layer(area, &what)?;
            let computed = figure(bill, &what).ok_or_else(|| cannot_expect(bill, &what))?;
            let what = if several { format!("{}: {what}", bill.id) } else { what };
            run.compared.push(Compared { what, expected, computed });
        }
    }
    Ok(())
}

fn unsettled(bill: &BillOut) -> String {
    let reason = bill.reason_en.as_ref().or(bill.reason.as_ref());
    let word = if bill.status == "gap" { "is a gap" } else { "is refused" };
    format!("bill {} {word}: {}", bill.id, reason.map_or("", String::as_str))
}

/// What of a bill goes by layers.
const BY_LAYER: [&str; 5] = ["layers", "deductible", "over-cap", "first-pay", "base"];

/// A layer that a case names is one of the area.
fn known_layer(area: &Area, what: &str) -> Result<(), String> {
    let Some((part, layer)) = what.split_once(' ').filter(|(part, _)| BY_LAYER.contains(part))
    else {
        return Ok(());
    };
    let pieces = area.layers.values().flat_map(|timeline| &timeline.pieces);
    let ids: BTreeSet<&str> = pieces.map(|piece| piece.body.id.as_str()).collect();
    if layer == "account" {
        return Err(format!(
            "'account' is no layer with '{part}'; write it beside layers: expect = {{ account = \"…\" }}"
        ));
    }
    if ids.contains(layer) {
        return Ok(());
    }
    let ids: Vec<&str> = ids.into_iter().filter(|id| *id != "account").collect();
    Err(format!("{part}: no layer of the area has the id '{layer}'; ids here: {}", ids.join(", ")))
}

fn cannot_expect(bill: &BillOut, what: &str) -> String {
    if bill.split.is_none() {
        return format!("'{what}' cannot be expected: {}", unsettled(bill));
    }
    format!(
        "'{what}' cannot be expected of a bill; expect status, total, own-pay, over-limit, first-pay, in-scope, person, account, cash, or by layer: {}",
        BY_LAYER.join(", ")
    )
}

/// A figure of a settled bill by the name a case uses.
fn figure(bill: &BillOut, what: &str) -> Option<String> {
    let zero = || "0.00".to_string();
    let (part, layer) = what.split_once(' ').unwrap_or((what, ""));
    let of_layer = |get: fn(&crate::settle::LayerOut) -> &String| {
        let found = bill.layers.iter().find(|l| l.id == layer);
        Some(found.map_or_else(zero, |l| get(l).clone()))
    };
    let split = bill.split.as_ref();
    let person = bill.person.as_ref();
    match (part, layer) {
        ("status", "") => Some(bill.status.clone()),
        ("layers", _) => of_layer(|l| &l.paid),
        ("deductible", l) if !l.is_empty() => of_layer(|l| &l.deductible),
        ("over-cap", l) if !l.is_empty() => of_layer(|l| &l.over_cap),
        ("first-pay", l) if !l.is_empty() => of_layer(|l| &l.first_pay),
        ("base", l) if !l.is_empty() => of_layer(|l| &l.base),
        ("person", "") => Some(person?.total.clone()),
        ("account", "") => Some(person?.account.clone()),
        ("cash", "") => Some(person?.cash.clone()),
        ("total", "") => Some(split?.total.clone()),
        ("own-pay", "") => Some(split?.own_pay.clone()),
        ("over-limit", "") => Some(split?.over_limit.clone()),
        ("first-pay", "") => Some(split?.first_pay.clone()),
        ("in-scope", "") => Some(split?.in_scope.clone()),
        _ => None,
    }
}

fn run_value(area: &Area, case: &Map<String, Value>, run: &mut CaseRun) -> Result<(), String> {
    let name = string(case.get("value"));
    let day = Day::parse(&string(case.get("on"))).map_err(|e| e.to_string())?;
    let mut point = Point::BLANK;
    for (fact, value) in flatten(case.get("facts")) {
        let known = Fact::named(&fact).ok_or_else(|| format!("'{fact}' is not a fact"))?;
        match value.parse::<u32>() {
            Ok(number) if known.is_number() => point.set_number(known, number),
            _ => {
                let code = area.domains.code(known, &value).ok_or_else(|| {
                    format!("'{value}' is not a {fact}; allowed: {}", area.domains.allowed(known))
                })?;
                point.set(known, code);
            }
        }
    }
    let held = conditions_of(area, case, &mut point)?;
    let piece = area.values.get(&name).and_then(|t| t.on(day));
    let piece = piece.ok_or_else(|| format!("no value '{name}' in force on {day}"))?;
    let entry: &Entry = &piece.entry;
    let scene = Scene { area, day, point, measures: None, held: held.as_deref() };
    let found = law::evaluate(&scene, &piece.body, entry, &mut Silent);
    let computed = found.map_or_else(|gap| gap.to_string(), |figure| figure.to_string());
    let expected = string(case.get("expect"));
    run.compared.push(Compared { what: name, expected, computed });
    Ok(())
}

/// The registered conditions of a value case; what follows from them need not be stated again.
fn conditions_of(
    area: &Area,
    case: &Map<String, Value>,
    point: &mut Point,
) -> Result<Option<Vec<u16>>, String> {
    let Some(value) = case.get("conditions") else {
        return Ok(None);
    };
    let list = value.as_array().ok_or("'conditions' is a list of conditions")?;
    let mut held: Vec<u16> = Vec::new();
    for value in list {
        let id = string(Some(value));
        let code = area.domains.code(Fact::Condition, &id).ok_or_else(|| {
            let allowed = area.domains.allowed(Fact::Condition);
            format!("'{id}' is not a condition; allowed: {allowed}")
        })?;
        if !held.contains(&code) {
            held.push(code);
        }
    }
    if point.number(Fact::Diseases).is_none() {
        point.set_number(Fact::Diseases, held.len() as u32);
    }
    let condition = point.get(Fact::Condition);
    if condition != law::UNKNOWN && point.get(Fact::Registered) == law::UNKNOWN {
        let registered = held.contains(&condition);
        point.set(Fact::Registered, if registered { 2 } else { 1 });
    }
    Ok(Some(held))
}

fn run_waiting(area: &Area, case: &Map<String, Value>, run: &mut CaseRun) -> Result<(), String> {
    let number = |key: &str| -> Result<u16, String> {
        let number = case.get(key).map_or(Some(0), Value::as_u64);
        let number = number.and_then(|n| u16::try_from(n).ok()).filter(|n| *n < 200);
        number.ok_or_else(|| format!("'{key}' is a whole number below 200"))
    };
    let enrolment = match (case.get("paid-on"), case.get("for-year").and_then(Value::as_i64)) {
        (Some(day), None) => {
            Enrolment::PaidOn(Day::parse(&string(Some(day))).map_err(|e| e.to_string())?)
        }
        (None, Some(year)) => {
            Enrolment::ForYear(i16::try_from(year).map_err(|_| "'for-year' is a year")?)
        }
        _ => return Err("a waiting case has either 'paid-on' or 'for-year'".to_string()),
    };
    let insurance = string(case.get("insurance"));
    let code = area.domains.code(Fact::Insurance, &insurance).ok_or("unknown insurance")?;
    let day = match enrolment {
        Enrolment::PaidOn(day) => day,
        Enrolment::ForYear(year) => Day::new(year, 1, 1).ok_or("no such year")?,
    };
    let rule = area.waiting_on(code, day);
    let rule = &rule.ok_or_else(|| format!("no [[waiting]] in force on {day}"))?.body;
    let (broken, repaired) = (number("broken-years")?, number("repaired-years")?);
    for (what, expected) in flatten(case.get("expect")) {
        let computed = match what.as_str() {
            "months" => waiting_months(rule, broken, repaired).to_string(),
            "from" => benefits_from(rule, enrolment, broken, repaired)
                .map_or_else(String::new, |day| day.to_string()),
            other => return Err(format!("a waiting case cannot expect '{other}'")),
        };
        run.compared.push(Compared { what, expected, computed });
    }
    Ok(())
}
