//! Reconciliation: what an institution's rows of some days come to in our books, by insurance and kind
//! of care; and its own totals beside ours, in words.

use super::{Hospital, amounts, days, open};
use crate::app::{App, today};
use crate::asked::{Asked, Lang};
use crate::books::trouble;
use crate::frame::{Frame, page as send};
use crate::money::{count, signed, typed_number, yuan};
use crate::table::Kind::{Number, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::SettlementSum;
use office::desk::DeskError;
use office::institution_rows::institution_sums;
use office::reconcile_totals::{Balance, Reconciled, Span, Totals, reconcile_totals};
use std::collections::BTreeSet;
use units::{Day, Fen};

/// What an institution writes: name of the field, and its words.
const THEIRS: [(&str, &str, &str); 4] = [
    ("count", "结算及退费笔数", "Settlements and refunds"),
    ("total", "医疗费总额（元）", "Whole bills (yuan)"),
    ("funds", "基金支付（元）", "Paid by funds (yuan)"),
    ("account", "个人账户支付（元）", "Paid by accounts (yuan)"),
];

/// A field of the form: name, label, what was typed, what is wrong with it.
struct Field {
    name: &'static str,
    label: &'static str,
    value: String,
    error: String,
}

/// A list of the form: name, label, and choices with their words and whether they are chosen.
struct Choices {
    name: &'static str,
    label: &'static str,
    choices: Vec<(String, String, bool)>,
}

/// Both totals of a figure, and by how much ours is more.
struct Line {
    words: &'static str,
    ours: String,
    theirs: String,
    more: String,
    same: bool,
}

/// What came of it.
struct Outcome {
    sentence: String,
    equal: bool,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "hospital_reconcile.html")]
struct ReconcilePage {
    frame: Frame,
    hospital: Hospital,
    action: String,
    first: String,
    last: String,
    lists: Vec<Choices>,
    fields: Vec<Field>,
    outcome: Option<Outcome>,
    table: Seen,
}

/// Sums with the place of their area.
type Placed = Vec<(usize, SettlementSum)>;

async fn sums(hospital: &Hospital, days: (Day, Day)) -> Result<Placed, DeskError> {
    let mut all = Placed::new();
    for (at, (journal, _)) in hospital.areas.iter().enumerate() {
        let sums = institution_sums(journal, &hospital.code, days).await?;
        all.extend(sums.into_iter().map(|sum| (at, sum)));
    }
    Ok(all)
}

fn table(hospital: &Hospital, asked: &Asked, sums: &Placed, (first, last): (Day, Day)) -> Table {
    let row = |(at, sum): &(usize, SettlementSum)| {
        let words = &hospital.areas[*at].1;
        let what = match sum.sign < 0 {
            true => asked.lang.pick("退费", "refunds"),
            false => asked.lang.pick("结算", "settlements"),
        };
        Row::of([
            Cell::text(words.name()),
            Cell::text(words.value(Fact::Insurance, &sum.insurance)),
            Cell::text(words.value(Fact::Care, &sum.care)),
            Cell::text(what),
            Cell::number(sum.count),
            Cell::money(sum.total),
            Cell::money(sum.funds),
            Cell::money(sum.account),
            Cell::money(sum.cash),
        ])
    };
    let table = Table::new(
        asked.lang,
        "totals",
        "中心账：按险种和医疗类别",
        "Our books: by insurance and kind of care",
    )
    .of(format!("{first} {last}"))
    .column("area", Text, "参保地", "Insured in")
    .column("insurance", Text, "险种", "Insurance")
    .column("care", Text, "医疗类别", "Kind of care")
    .column("what", Text, "状态", "What")
    .column("count", Number, "笔数", "Rows")
    .summed();
    amounts(table)
        .rows(sums.iter().map(row).collect())
        .nothing("这段日子没有结算。", "Nothing was settled in these days.")
}

/// The lists of the form: areas where there are several, insurances and kinds of care that occur.
fn lists(hospital: &Hospital, asked: &Asked, sums: &Placed) -> Vec<Choices> {
    let lang = asked.lang;
    let list = |name: &'static str, label, all: Option<&str>, values: Vec<(String, String)>| {
        let now = asked.query.get(name).unwrap_or_default();
        let all = all.map(|words| (String::new(), words.to_string()));
        let choice = |(value, words): (String, String)| {
            let on = value == now;
            (value, words, on)
        };
        Choices { name, label, choices: all.into_iter().chain(values).map(choice).collect() }
    };
    let of = |fact: Fact, value: fn(&SettlementSum) -> &String| -> Vec<(String, String)> {
        let values: BTreeSet<(String, String)> = sums
            .iter()
            .map(|(at, sum)| {
                let id = value(sum);
                (id.clone(), hospital.areas[*at].1.value(fact, id))
            })
            .collect();
        values.into_iter().collect()
    };
    let all = lang.pick("全部", "all");
    let mut lists = Vec::new();
    let places: BTreeSet<usize> = sums.iter().map(|(at, _)| *at).collect();
    if places.len() > 1 {
        let areas = places.iter().map(|at| &hospital.areas[*at].1);
        let areas = areas.map(|words| (words.code.clone(), words.name()));
        lists.push(list("area", lang.pick("参保地", "Insured in"), None, areas.collect()));
    }
    let insurance = of(Fact::Insurance, |sum| &sum.insurance);
    lists.push(list("insurance", lang.pick("险种", "Insurance"), Some(all), insurance));
    let care = of(Fact::Care, |sum| &sum.care);
    lists.push(list("care", lang.pick("医疗类别", "Kind of care"), Some(all), care));
    lists
}

/// What was typed, and the totals it makes; none unless something was typed and all of it reads.
fn theirs(asked: &Asked) -> (Vec<Field>, Option<Totals>) {
    let lang = asked.lang;
    let begun = THEIRS.iter().any(|(name, ..)| asked.query.get(name).is_some());
    let mut figures: Vec<Option<i64>> = Vec::new();
    let mut field = |(name, zh, en): &(&'static str, &'static str, &'static str)| {
        let value = asked.query.get(name).unwrap_or_default().to_string();
        let number = typed_number(&value);
        let figure = match *name {
            "count" => number.parse::<i64>().ok().filter(|count| *count >= 0),
            _ => Fen::parse(&number).ok().map(|fen| fen.0),
        };
        figures.push(figure);
        let error = match (figure, begun, value.is_empty()) {
            (Some(_), ..) | (None, false, _) => String::new(),
            (None, true, true) => lang.pick("请填写。", "Fill this in.").to_string(),
            (None, true, false) => lang.pick(
                format!("“{value}”读不成数字，请重填。"),
                format!("“{value}” is no figure; type it again."),
            ),
        };
        Field { name, label: lang.pick(zh, en), value, error }
    };
    let fields = THEIRS.iter().map(&mut field).collect();
    let totals = match figures[..] {
        [Some(count), Some(total), Some(funds), Some(account)] => {
            Some(Totals { count, total: Fen(total), funds: Fen(funds), account: Fen(account) })
        }
        _ => None,
    };
    (fields, totals)
}

/// Both totals in words.
fn outcome(lang: Lang, done: &Reconciled, theirs: &Totals) -> Outcome {
    let (zh, en) = match done.balance {
        Balance::Equal => ("两边账一致。", "Both books are the same."),
        Balance::OursMore => (
            "中心账多于机构账。请逐笔核对，看机构漏记了哪些。",
            "Our books hold more. Go through them row by row for what is missing there.",
        ),
        Balance::TheirsMore => (
            "机构账多于中心账。请逐笔核对，看哪些没有上传或已被退回。",
            "The institution's books hold more. Look for what was not sent, or refused.",
        ),
        Balance::Mixed => (
            "两边账有多有少。请逐笔核对。",
            "Some figures are more and some less. Go through them row by row.",
        ),
    };
    let ours = &done.ours;
    let fen = |ours: Fen, theirs: Fen| (yuan(ours), yuan(theirs), signed(ours - theirs));
    let more = ours.count - theirs.count;
    let figures = [
        (count(ours.count), count(theirs.count), format!("{more:+}").replace('-', "−")),
        fen(ours.total, theirs.total),
        fen(ours.funds, theirs.funds),
        fen(ours.account, theirs.account),
    ];
    let line = |((_, zh, en), (ours, theirs, more)): (_, (String, String, String))| {
        let (zh, en): (&'static str, &'static str) = (zh, en);
        Line { words: lang.pick(zh, en), same: ours == theirs, ours, theirs, more }
    };
    Outcome {
        sentence: lang.pick(zh, en).to_string(),
        equal: done.balance == Balance::Equal,
        lines: THEIRS
            .into_iter()
            .zip(figures)
            .map(|((name, zh, en), figures)| line(((name, zh, en), figures)))
            .collect(),
    }
}

/// Compares what was typed with our books.
async fn compared(
    hospital: &Hospital,
    asked: &Asked,
    sums: &Placed,
    (days, theirs): ((Day, Day), Option<Totals>),
) -> Result<Option<Outcome>, DeskError> {
    let Some(theirs) = theirs else { return Ok(None) };
    // The area that was chosen, else the first in which the institution has rows.
    let chosen = asked.query.get("area");
    let chosen = hospital.areas.iter().find(|(_, words)| chosen == Some(words.code.as_str()));
    let first = sums.first().map_or(0, |(at, _)| *at);
    let Some((journal, _)) = chosen.or(hospital.areas.get(first)) else { return Ok(None) };
    let care = asked.query.get("care");
    let span = Span {
        institution: &hospital.code,
        days,
        insurance: asked.query.get("insurance"),
        care: &|of: &str| care.is_none_or(|care| care == of),
        refunds: true,
    };
    let done = reconcile_totals(journal, &span, &theirs).await?;
    Ok(Some(outcome(asked.lang, &done, &theirs)))
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let hospital = match open(&app, &asked, path).await {
        Ok(hospital) => hospital,
        Err(response) => return response,
    };
    let Some(today) = today() else { return crate::pages::missing::page(asked).await };
    let days = match days(&asked, &hospital, today, Day::first_of_month).await {
        Ok(days) => days,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let (fields, theirs) = theirs(&asked);
    let read = async {
        let sums = sums(&hospital, days).await?;
        let outcome = compared(&hospital, &asked, &sums, (days, theirs)).await?;
        Ok::<_, DeskError>((sums, outcome))
    };
    let (sums, outcome) = match read.await {
        Ok(read) => read,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let table = table(&hospital, &asked, &sums, days).arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let template = ReconcilePage {
        frame: Frame::new(&asked, "对账", "Reconciliation"),
        action: asked.path.clone(),
        first: days.0.to_string(),
        last: days.1.to_string(),
        lists: lists(&hospital, &asked, &sums),
        fields,
        outcome,
        hospital,
        table,
    };
    send(StatusCode::OK, &template)
}
