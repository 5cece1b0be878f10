//! A bill from the books: who pays, every step by the law kept with it, and what became of it.

use crate::access::{Kind, Role, enter};
use crate::app::App;
use crate::asked::Asked;
use crate::books::{Words, days, open, trouble};
use crate::describe::Facts;
use crate::frame::{Frame, page as send, segment};
use crate::money::{count, yuan};
use crate::outcome::{Outcome, outcome};
use crate::pages::due_list::{Parts, parts};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::bill_shown::{BillShown, bill_shown};
use office::read_person::Viewer;
use record::{Decision, Settled, Verdict, bill_id};
use units::{BillId, Fen};

/// A fee line: item, its code, amount, class.
type LineRow = (String, String, String, String);

#[derive(Template)]
#[template(path = "bill.html")]
struct BillPage {
    frame: Frame,
    /// Whether it is the person's own page.
    own: bool,
    /// Where the list of a hospital's bills is, if it looks.
    back: String,
    code: String,
    area: String,
    id: String,
    person: String,
    person_link: String,
    masked: bool,
    other: String,
    facts: Facts,
    written: String,
    batch: u64,
    law: String,
    undone_by: Option<u64>,
    undo_batch: Option<u64>,
    corrects: Option<u64>,
    corrected_by: Option<u64>,
    continues: Option<u64>,
    mid_stay: bool,
    due: Option<Parts>,
    explained: bool,
    same: bool,
    outcome: Outcome,
    lines: Vec<LineRow>,
    entries: Vec<(String, String, String, String)>,
    /// How many of both.
    counts: [String; 2],
}

/// The visit and the person in words.
fn facts(words: &Words, shown: &BillShown) -> Facts {
    let (lang, visit, billed) = (words.lang, &shown.visit, &shown.billed);
    let mut facts = Facts::new();
    let mut say = |zh: &str, en: &str, value: String| {
        if !value.is_empty() {
            facts.push((lang.pick(zh, en).to_string(), value));
        }
    };
    say("医药机构", "Institution", shown.institution.clone());
    let of = |fact, value: &Option<String>| {
        value.as_ref().map_or_else(String::new, |value| words.value(fact, value))
    };
    say("医院等级", "Hospital level", of(Fact::Level, &visit.place.level));
    say("医疗类别", "Kind of care", words.value(Fact::Care, &visit.care));
    let care = days(lang, &visit.from.to_string(), &billed.to.to_string());
    say("就医日期", "Days of care", care);
    let condition = visit.condition.clone().filter(|condition| condition != "none");
    say("本次病种", "Condition treated", of(Fact::Condition, &condition));
    say("就医地", "Place of care", of(Fact::Place, &visit.place.place));
    if let Some(person) = &shown.decided_for {
        say("险种", "Insurance", words.value(Fact::Insurance, &person.insurance));
        say("人员状态", "Status", of(Fact::Status, &person.status));
        let classes = person.classes.iter().map(|class| words.value(Fact::Class, class));
        let classes: Vec<String> = classes.collect();
        say("救助身份", "Assistance class", classes.join(lang.pick("、", ", ")));
    }
    say("结算日期", "Settled on", billed.settled.to_string());
    if visit.claim.is_some() {
        let by = lang.pick(
            "经办窗口手工报销，基金支付给本人",
            "claimed at the counter; the funds pay the person",
        );
        say("结算方式", "How", by.to_string());
        say("票据号", "Receipt", billed.batch.clone());
    }
    facts
}

/// What is stored, without its reasons: for a bill that this engine cannot explain any more.
fn stored(shown: &BillShown) -> Settled {
    let billed = &shown.billed;
    Settled {
        ruling_day: billed.ruling_day,
        split: billed.split,
        layers: billed.layers.clone(),
        person: billed.person,
        seen: Vec::new(),
        deltas: Vec::new(),
        chain: None,
        steps: Vec::new(),
    }
}

/// Who pays and why. The words are those of the law kept with the bill.
fn who_pays(words: &Words, shown: &BillShown) -> Outcome {
    let settled = shown.again.clone().filter(|_| shown.same);
    let settled = settled.unwrap_or_else(|| stored(shown));
    let decision = Decision {
        bill: BillId(bill_id(&words.code, shown.seq)),
        verdict: Verdict::Settled(Box::new(settled)),
    };
    match shown.law.book.area(&words.code) {
        Ok(area) => outcome(words.lang, area, "sheet", &decision),
        Err(_) => Outcome { sheet: None, unsettled: None },
    }
}

fn lines(words: &Words, shown: &BillShown) -> Vec<LineRow> {
    let lines = shown.lines.iter().map(|line| {
        let line = &line.fee.line;
        let class = match line.class {
            record::ItemClass::A => words.lang.pick("甲类", "class A"),
            record::ItemClass::B => words.lang.pick("乙类", "class B"),
            record::ItemClass::C => words.lang.pick("丙类（自费）", "outside the catalogue"),
        };
        let name = shown.items.get(&line.code).unwrap_or(&line.code).clone();
        let code = if name == line.code { String::new() } else { line.code.clone() };
        (name, code, yuan(line.amount), class.to_string())
    });
    lines.collect()
}

/// Postings: fund, account, debit, credit.
fn entries(words: &Words, shown: &BillShown) -> Vec<(String, String, String, String)> {
    let entries = shown.billed.entries.iter().map(|entry| {
        let account = ledger::Account::of(&entry.account);
        let account = account.map_or_else(|e| e.to_string(), |account| words.account(&account));
        let side = |fen: Fen| if fen.0 > 0 { yuan(fen) } else { String::new() };
        let (debit, credit) = (side(entry.amount), side(-entry.amount));
        (words.fund(entry.fund.as_str()), account, debit, credit)
    });
    entries.collect()
}

fn show(asked: &Asked, words: &Words, shown: &BillShown, undo_batch: Option<u64>) -> BillPage {
    let (code, seq, billed) = (&words.code, shown.seq, &shown.billed);
    let purpose = if shown.person.masked { "" } else { "?for=service" };
    let year = billed.to.year();
    let path = format!("/books/{code}/bills/{seq}");
    let own = asked.access.role().is_some_and(|role| role.kind() == Kind::Person);
    let hospital = asked.access.role().is_some_and(|role| role.kind() == Kind::Hospital);
    let person_link = match (own, hospital) {
        (true, _) => format!("/me/{year}"),
        (_, true) => String::new(),
        _ => format!("/books/{code}/persons/~{}/{year}{purpose}", shown.person.number),
    };
    let law: String = shown.law.in_force.hash.iter().take(6).map(|b| format!("{b:02x}")).collect();
    BillPage {
        frame: Frame::new(asked, format!("结算 {seq}"), format!("Settlement {seq}")),
        own,
        back: match asked.access.role() {
            Some(Role::Hospital { code }) => format!("/hospital/{}/bills", segment(code)),
            _ => String::new(),
        },
        code: code.clone(),
        area: words.name(),
        id: bill_id(code, seq),
        person: format!("{} {}", shown.person.name, shown.person.id),
        person_link,
        masked: shown.person.masked,
        other: match (own || hospital, shown.person.masked) {
            (true, _) => String::new(),
            (_, true) => format!("{path}?for=service"),
            (_, false) => path,
        },
        facts: facts(words, shown),
        written: shown.written.map_or_else(String::new, |day| day.to_string()),
        batch: shown.batch,
        law,
        undone_by: shown.undone_by,
        undo_batch,
        corrects: billed.corrects,
        corrected_by: shown.corrected_by,
        continues: billed.continues,
        mid_stay: billed.mid_stay(),
        due: shown.due.as_ref().map(|row| parts(asked, words, row)),
        explained: shown.again.is_some(),
        same: shown.same,
        outcome: who_pays(words, shown),
        lines: lines(words, shown),
        entries: entries(words, shown),
        counts: [shown.lines.len(), billed.entries.len()].map(count),
    }
}

/// The page of a bill of an area, for whoever may look.
pub(crate) async fn answer(
    app: &App,
    asked: &Asked,
    (code, seq): (&str, &str),
    viewer: &Viewer,
) -> Response {
    let opened = match open(app, asked, code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let journal = &opened.journal;
    let shown = match bill_shown(journal, viewer, seq.parse().unwrap_or(0)).await {
        Ok(shown) => shown,
        Err(error) => return trouble(app, asked, &error),
    };
    let own = |shown: &BillShown| match asked.access.role() {
        Some(Role::Hospital { code }) => {
            shown.visit.institution == *code && shown.visit.claim.is_none()
        }
        _ => true,
    };
    let Some(shown) = shown.filter(own) else {
        return super::missing::not_found(
            asked,
            "账簿中没有这个结算。请核对结算号。",
            "The books have no such settlement. Check its number.",
        );
    };
    let undo = match shown.undone_by {
        Some(undo) => journal.store().batch_of(journal.number(), undo as i64).await,
        None => Ok(None),
    };
    let undo = undo.ok().flatten().map(|batch| batch.first as u64);
    send(StatusCode::OK, &show(asked, &opened.words, &shown, undo))
}

/// The page, for clerks and for the institution that settled.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (code, seq) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    match enter(&asked, &[Kind::Clerk, Kind::Hospital]) {
        Ok(viewer) => answer(&app, &asked, (&code, &seq), &viewer).await,
        Err(refused) => *refused,
    }
}
