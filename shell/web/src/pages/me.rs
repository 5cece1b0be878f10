//! My insurance (我的医保): a person's own year in plain words, each bill explained, and the yearly
//! statement.

use crate::access::{Kind, Role, enter};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{Opened, Words, day, days, open, trouble};
use crate::chart::{Bar, bar};
use crate::describe::Facts;
use crate::draft::Draft;
use crate::frame::{Frame, page as send};
use crate::money::{count, yuan};
use crate::pages::person_year::{counted, cover, filing_words};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::BillRow;
use office::person_year::{PersonYear, person_year};
use office::read_person::{Viewer, Which};
use record::{Cover, FilingKind, bill_id};
use units::Fen;

/// A bill as its person reads it.
struct Own {
    link: String,
    number: String,
    when: String,
    place: String,
    care: String,
    total: String,
    funds: String,
    account: String,
    cash: String,
    mine: String,
    undone: bool,
    due: bool,
    claim: bool,
}

/// What both templates show.
struct Year {
    name: String,
    area: String,
    year: i16,
    years: Vec<(i16, String, bool)>,
    /// Cover in one sentence.
    cover: String,
    facts: Facts,
    covers: Vec<Facts>,
    bills: Vec<Own>,
    standing: String,
    sums: [String; 5],
    bar: Option<Bar>,
    balance: String,
    /// Whether law says nothing of what the account pays.
    no_account: bool,
    filings: Vec<(String, String, String)>,
    counted: Vec<(String, String)>,
    estimate: String,
    made: String,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    y: Year,
    frame: Frame,
}

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    y: Year,
    frame: Frame,
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Statement,
}

fn own(words: &Words, shown: &PersonYear, bill: &BillRow) -> Own {
    let place = shown.institutions.get(&bill.institution).unwrap_or(&bill.institution);
    Own {
        link: format!("/me/bills/{}", bill.seq),
        number: bill_id(&words.code, bill.seq as u64),
        when: days(words.lang, &day(bill.from_day), &day(bill.to_day)),
        place: place.clone(),
        care: words.value(Fact::Care, &bill.care),
        total: yuan(Fen(bill.total)),
        funds: yuan(Fen(bill.funds)),
        account: yuan(Fen(bill.account)),
        cash: yuan(Fen(bill.cash)),
        mine: yuan(Fen(bill.account + bill.cash)),
        undone: bill.undone_by.is_some(),
        due: shown.due.contains(&bill.seq),
        claim: shown.claims.contains(&bill.visit),
    }
}

/// The cover that was written last, in one sentence.
fn sentence(words: &Words, cover: Option<&Cover>) -> String {
    let lang = words.lang;
    let Some(cover) = cover else {
        let zh = "这一年没有您的参保记录。请带身份证到经办窗口核对。";
        let en = "There is no cover of yours in this year. Please ask at a counter with your identity card.";
        return lang.pick(zh, en).to_string();
    };
    let insurance = words.value(Fact::Insurance, &cover.insurance);
    let status = cover.status.as_ref().map(|status| words.value(Fact::Status, status));
    let status = status.unwrap_or_default();
    let (from, to) = (cover.from, cover.to);
    match (lang, to) {
        (Lang::Zh, None) => {
            format!("您参加的是{insurance}（{status}），自 {from} 起参保，目前有效。")
        }
        (Lang::Zh, Some(to)) => {
            format!("您参加的是{insurance}（{status}），参保期为 {from} 至 {to}。")
        }
        (Lang::En, None) => {
            format!("You are covered by {insurance} ({status}) since {from}, and still are.")
        }
        (Lang::En, Some(to)) => {
            format!("You were covered by {insurance} ({status}) from {from} to {to}.")
        }
    }
}

/// Who paid this year's bills, as a bar.
fn who_paid(words: &Words, [funds, account, cash]: [Fen; 3]) -> Option<Bar> {
    if funds + account + cash <= Fen::ZERO {
        return None;
    }
    let lang = words.lang;
    let part = |id: &str, zh: &str, en: &str, amount| {
        (id.to_string(), lang.pick(zh, en).to_string(), String::new(), amount)
    };
    let parts = [
        part("basic", "医保和救助等支付", "Paid by insurance and aid", funds),
        part("account", "您的个人账户支付", "Paid from your account", account),
        part("cash", "您自己付的现金", "Paid by you in cash", cash),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|(.., amount)| *amount != Fen::ZERO).collect();
    Some(bar("year", lang.pick("这一年谁付的", "Who paid this year").to_string(), &parts))
}

/// An estimate that begins with this person.
fn estimate(app: &App, code: &str, cover: Option<&Cover>) -> String {
    let Some((area, cover)) = app.book().area(code).ok().zip(cover) else {
        return "/estimate".to_string();
    };
    let born = cover.born.map_or_else(String::new, |born| born.to_string());
    let class = cover.classes.first().cloned().unwrap_or_default();
    let draft = Draft::example(area).with(&[
        ("insurance", &cover.insurance),
        ("status", cover.status.as_deref().unwrap_or_default()),
        ("born", &born),
        ("age", if born.is_empty() { "45" } else { "" }),
        ("class", &class),
    ]);
    format!("/estimate?{}", draft.to_query())
}

fn year(app: &App, words: &Words, shown: &PersonYear) -> Year {
    let (lang, person) = (words.lang, &shown.person);
    let live = || shown.bills.iter().filter(|bill| bill.undone_by.is_none());
    let sum = |of: fn(&BillRow) -> i64| Fen(live().map(of).sum());
    let [total, funds, account, cash] =
        [sum(|b| b.total), sum(|b| b.funds), sum(|b| b.account), sum(|b| b.cash)];
    let label =
        |zh: &str, en: &str, value: &str| (lang.pick(zh, en).to_string(), value.to_string());
    let mut facts = vec![
        label("姓名", "Name", &person.name),
        label("人员编号", "Number", &person.id),
        label("证件号码", "Document", &person.document),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    let balance: Fen = shown.account.iter().copied().sum();
    let last = shown.covers.last();
    let filings = shown.filings.iter().map(|filing| {
        let value = match filing.kind {
            FilingKind::Condition => words.value(Fact::Condition, &filing.value),
            FilingKind::Away if filing.value.is_empty() => {
                lang.pick("未注明地点", "no place stated").to_string()
            }
            FilingKind::Chosen => {
                shown.institutions.get(&filing.value).unwrap_or(&filing.value).clone()
            }
            _ => filing.value.clone(),
        };
        let to = filing.to.map_or_else(|| lang.pick("至今", "open").to_string(), |d| d.to_string());
        (filing_words(lang, filing.kind).to_string(), value, format!("{} – {to}", filing.from))
    });
    let (of, year) = (|year: i16| format!("/me/{year}"), shown.year);
    Year {
        name: person.name.clone(),
        area: words.name(),
        year,
        years: shown.years.iter().map(|one| (*one, of(*one), *one == year)).collect(),
        cover: sentence(words, last),
        facts,
        covers: shown.covers.iter().map(|one| cover(words, one)).collect(),
        bills: shown.bills.iter().rev().map(|bill| own(words, shown, bill)).collect(),
        standing: count(live().count()),
        sums: [total, funds, account, cash, account + cash].map(yuan),
        bar: who_paid(words, [funds, account, cash]),
        no_account: words.area.as_ref().is_some_and(|area| !area.layers.contains_key("account")),
        balance: if balance == Fen::ZERO { String::new() } else { yuan(balance) },
        filings: filings.collect(),
        counted: shown.counted.iter().map(|one| counted(words, one)).collect(),
        estimate: estimate(app, &words.code, last),
        made: crate::app::today().map_or_else(String::new, |today| today.to_string()),
    }
}

/// Whose page it is: the area, the id, and who reads.
fn whose(asked: &Asked) -> Result<(String, String, Viewer), Box<Response>> {
    let viewer = enter(asked, &[Kind::Person])?;
    match asked.access.role() {
        Some(Role::Person { area, id }) => Ok((area.clone(), id.clone(), viewer)),
        _ => enter(asked, &[]).map(|viewer| (String::new(), String::new(), viewer)),
    }
}

async fn answer(app: &App, asked: &Asked, of: Option<i16>, form: Form) -> Response {
    let (code, id, viewer) = match whose(asked) {
        Ok(whose) => whose,
        Err(refused) => return *refused,
    };
    let Opened { journal, words } = match open(app, asked, &code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    match person_year(&journal, &viewer, &Which::Id(id), of).await {
        Ok(Some(shown)) => {
            let (y, year) = (year(app, &words, &shown), shown.year);
            let (zh, en) = (format!("我的医保 {year}"), format!("My insurance {year}"));
            let frame = Frame::new(asked, zh, en);
            match form {
                Form::Page => send(StatusCode::OK, &MePage { y, frame }),
                Form::Statement => send(StatusCode::OK, &StatementPage { y, frame }),
            }
        }
        Ok(None) => super::missing::not_found(
            asked,
            "账簿中没有这位参保人。请到“选择角色”另选一位。",
            "The books have no such person. Choose another one under “Choose a role”.",
        ),
        Err(error) => trouble(app, asked, &error),
    }
}

/// The last year in which something is known.
pub(crate) async fn last(State(app): State<App>, asked: Asked) -> Response {
    answer(&app, &asked, None, Form::Page).await
}

/// A year.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    match path.ok().and_then(|Path(year)| year.parse().ok()) {
        Some(year) => answer(&app, &asked, Some(year), Form::Page).await,
        None => super::missing::page(asked).await,
    }
}

/// The yearly statement (年度对账单).
pub(crate) async fn statement(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    match path.ok().and_then(|Path(year)| year.parse().ok()) {
        Some(year) => answer(&app, &asked, Some(year), Form::Statement).await,
        None => super::missing::page(asked).await,
    }
}

/// A bill of one's own.
pub(crate) async fn bill(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let seq = path.map_or_else(|_| String::new(), |Path(seq)| seq);
    match whose(&asked) {
        Ok((code, _, viewer)) => {
            super::bill_shown::answer(&app, &asked, (&code, &seq), &viewer).await
        }
        Err(refused) => *refused,
    }
}
