//! A person's year: cover, account, bills, what has been counted.

use crate::access::{Kind, enter};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{Words, day, days, open, trouble};
use crate::describe::Facts;
use crate::frame::{Frame, page as send, segment};
use crate::money::{count, yuan};
use crate::plain::Plain;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::BillRow;
use office::person_year::{PersonYear, person_year};
use office::read_person::Which;
use record::{AccKey, Cover, FilingKind};
use units::{Day, Fen};

/// A settlement in the list.
struct Row {
    seq: i64,
    days: String,
    care: String,
    place: String,
    total: String,
    funds: String,
    account: String,
    cash: String,
    undone: bool,
    corrects: Option<i64>,
    mid_stay: bool,
    due: bool,
    claim: bool,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    code: String,
    area: String,
    year: i16,
    years: Vec<(i16, String, bool)>,
    masked: bool,
    other: String,
    /// Where filings are made for this person; empty where ids are masked.
    counter_at: String,
    name: String,
    facts: Facts,
    covers: Vec<Facts>,
    filings: Vec<(String, String, String)>,
    rows: Vec<Row>,
    sums: [String; 4],
    counted: Vec<(String, String)>,
}

pub(crate) fn cover(words: &Words, cover: &Cover) -> Facts {
    let lang = words.lang;
    let mut facts = Facts::new();
    let mut say = |zh: &str, en: &str, value: String| {
        if !value.is_empty() {
            facts.push((lang.pick(zh, en).to_string(), value));
        }
    };
    let to = cover.to.map_or_else(|| lang.pick("至今", "open").to_string(), |to| to.to_string());
    say("参保起止", "Covered", format!("{} – {to}", cover.from));
    say("险种", "Insurance", words.value(Fact::Insurance, &cover.insurance));
    let of = |fact, value: &Option<String>| {
        value.as_ref().map_or_else(String::new, |value| words.value(fact, value))
    };
    say("人员状态", "Status", of(Fact::Status, &cover.status));
    let classes = cover.classes.iter().map(|class| words.value(Fact::Class, class));
    let classes: Vec<String> = classes.collect();
    say("救助身份", "Assistance class", classes.join(lang.pick("、", ", ")));
    say("缴费档次", "Contribution tier", of(Fact::Tier, &cover.tier));
    let some_day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    say("待遇开始日期", "Benefits begin on", some_day(cover.entitled_from));
    facts
}

pub(crate) fn filing_words(lang: Lang, kind: FilingKind) -> &'static str {
    let (zh, en) = match kind {
        FilingKind::Condition => ("门诊慢特病", "registered condition"),
        FilingKind::Away => ("异地就医备案", "care away from home"),
        FilingKind::Chosen => ("定点备案", "chosen institution"),
        FilingKind::Referral => ("转诊", "referral"),
    };
    lang.pick(zh, en)
}

fn row(words: &Words, bill: &BillRow, shown: &PersonYear) -> Row {
    Row {
        seq: bill.seq,
        days: days(words.lang, &day(bill.from_day), &day(bill.to_day)),
        care: words.value(Fact::Care, &bill.care),
        total: yuan(Fen(bill.total)),
        funds: yuan(Fen(bill.funds)),
        account: yuan(Fen(bill.account)),
        cash: yuan(Fen(bill.cash)),
        undone: bill.undone_by.is_some(),
        corrects: bill.corrects,
        mid_stay: bill.mid_stay,
        place: place(shown, &bill.institution),
        due: shown.due.contains(&bill.seq),
        claim: shown.claims.contains(&bill.visit),
    }
}

/// The name of an institution; its code where nobody registered a name.
fn place(shown: &PersonYear, code: &str) -> String {
    shown.institutions.get(code).map_or_else(|| code.to_string(), String::clone)
}

/// What a sum counts, in words, and how much.
pub(crate) fn counted(words: &Words, (key, sum): &(AccKey, i64)) -> (String, String) {
    let lang = words.lang;
    let counter = match key.name.as_str() {
        "stays" => Some(lang.pick("住院次数", "Stays")),
        "visits" => Some(lang.pick("就诊次数", "Visits")),
        _ => None,
    };
    if let Some(counter) = counter {
        return (counter.to_string(), count(*sum));
    }
    let timeline =
        words.area.as_ref().and_then(|area| Some((area, area.accumulators.get(&key.name)?)));
    let name = timeline.and_then(|(area, timeline)| {
        let piece = timeline.pieces.last()?;
        Some(Plain { area, lang, day: piece.entry.from }.accumulator(&piece.body))
    });
    let name = name.unwrap_or_else(|| key.name.clone());
    let values = key.values.join(lang.pick("、", ", "));
    let name = if values.is_empty() { name } else { format!("{name} · {values}") };
    (format!("{name} · {}", key.period), yuan(Fen(*sum)))
}

fn show(asked: &Asked, words: &Words, id: &str, shown: &PersonYear) -> PersonPage {
    let (lang, person, year) = (words.lang, &shown.person, shown.year);
    let own = |year: i16| format!("/books/{}/persons/{}/{year}", words.code, segment(id));
    let purpose = if person.masked { "" } else { "?for=service" };
    let years = shown.years.iter();
    let years = years.map(|of| (*of, format!("{}{purpose}", own(*of)), *of == year)).collect();
    let label =
        |zh: &str, en: &str, value: &str| (lang.pick(zh, en).to_string(), value.to_string());
    let account: Fen = shown.account.iter().copied().sum();
    let mut facts = vec![
        label("人员编号", "Number", &person.id),
        label("证件号码", "Document", &person.document),
    ];
    let sex = match person.sex.as_deref() {
        Some("male") => Some(("男", "male")),
        Some("female") => Some(("女", "female")),
        _ => None,
    };
    facts.extend(sex.map(|(zh, en)| label("性别", "Sex", lang.pick(zh, en))));
    facts.extend(shown.place.as_ref().map(|place| label("住址", "Residence", place)));
    facts.extend(person.household.as_ref().map(|number| label("户号", "Household", number)));
    if account != Fen::ZERO {
        let unit = lang.pick("元", "yuan");
        facts.push(label("个人账户余额", "In the account", &format!("{} {unit}", yuan(account))));
    }
    let live = || shown.bills.iter().filter(|bill| bill.undone_by.is_none());
    let sum = |of: fn(&BillRow) -> i64| yuan(Fen(live().map(of).sum()));
    let filings = shown.filings.iter().map(|filing| {
        let value = match filing.kind {
            FilingKind::Condition => words.value(Fact::Condition, &filing.value),
            FilingKind::Chosen => place(shown, &filing.value),
            _ => filing.value.clone(),
        };
        let to = filing.to.map_or_else(|| lang.pick("至今", "open").to_string(), |d| d.to_string());
        (filing_words(lang, filing.kind).to_string(), value, format!("{} – {to}", filing.from))
    });
    PersonPage {
        frame: Frame::new(asked, format!("{year} 年参保人账"), format!("A person's {year}")),
        code: words.code.clone(),
        area: words.name(),
        year,
        years,
        masked: person.masked,
        other: if person.masked { format!("{}?for=service", own(year)) } else { own(year) },
        counter_at: match person.masked {
            true => String::new(),
            false => format!("/counter/{}/persons/{}", words.code, segment(&person.id)),
        },
        name: person.name.clone(),
        facts,
        covers: shown.covers.iter().map(|c| cover(words, c)).collect(),
        filings: filings.collect(),
        rows: shown.bills.iter().map(|bill| row(words, bill, shown)).collect(),
        sums: [sum(|b| b.total), sum(|b| b.funds), sum(|b| b.account), sum(|b| b.cash)],
        counted: shown.counted.iter().map(|one| counted(words, one)).collect(),
    }
}

/// A person by id; `~12` is the person of a number, as our own links say it.
fn which(id: &str) -> Which {
    let number = id.strip_prefix('~').and_then(|number| number.parse().ok());
    number.map_or_else(|| Which::Id(id.to_string()), Which::Number)
}

async fn answer(app: &App, asked: &Asked, code: &str, id: &str, year: Option<i16>) -> Response {
    let viewer = match enter(asked, &[Kind::Clerk]) {
        Ok(viewer) => viewer,
        Err(refused) => return *refused,
    };
    let opened = match open(app, asked, code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    match person_year(&opened.journal, &viewer, &which(id), year).await {
        Ok(Some(shown)) => send(StatusCode::OK, &show(asked, &opened.words, id, &shown)),
        Ok(None) => super::missing::not_found(
            asked,
            "账簿中没有这位参保人。请核对人员编号，或用 gongji import persons 导入。",
            "The books have no such person. Check the number, or bring persons in with gongji import persons.",
        ),
        Err(error) => trouble(app, asked, &error),
    }
}

/// The page of a year.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<(String, String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (code, id, year) = path.map_or_else(|_| Default::default(), |Path(all)| all);
    match year.parse() {
        Ok(year) => answer(&app, &asked, &code, &id, Some(year)).await,
        Err(_) => super::missing::page(asked).await,
    }
}

/// The page of the last year in which something is known.
pub(crate) async fn last(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (code, id) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    answer(&app, &asked, &code, &id, None).await
}
