//! The pages of an institution: its day, its bills, reconciliation, what funds owe it, and what the
//! door refused of its messages.

pub(crate) mod bills;
pub(crate) mod day;
pub(crate) mod list;
pub(crate) mod owed;
pub(crate) mod reconcile;
pub(crate) mod refused_messages;

use crate::access::{Kind, enter, enter_own};
use crate::app::App;
use crate::asked::Asked;
use crate::books::{Words, no_books, span, trouble};
use crate::describe::Facts;
use crate::frame::segment;
use crate::table::Kind::Money;
use crate::table::Table;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use law::Fact;
use office::InstitutionRow;
use office::desk::DeskError;
use office::institution_rows::last_day;
use office::journal::Journal;
use office::read_person::Viewer;
use std::sync::Arc;
use units::Day;

/// An institution as its pages begin with it.
pub(crate) struct Hospital {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) facts: Facts,
    /// Areas of the books, whose persons it may have treated.
    pub(crate) areas: Vec<(Arc<Journal>, Words)>,
}

impl Hospital {
    /// The path of one of its pages; empty: the first.
    pub(crate) fn path(&self, page: &str) -> String {
        path(&self.code, page)
    }
}

/// The path of a page of an institution.
pub(crate) fn path(code: &str, page: &str) -> String {
    let slash = if page.is_empty() { "" } else { "/" };
    format!("/hospital/{}{slash}{page}", segment(code))
}

/// The row of a register that holds on a day, else the last.
pub(super) fn holding(rows: &[InstitutionRow], today: Day) -> Option<&InstitutionRow> {
    let number = i64::from(today.number());
    let holds =
        |row: &&InstitutionRow| row.from_day <= number && row.to_day.is_none_or(|to| number <= to);
    rows.iter().rev().find(holds).or_else(|| rows.last())
}

/// Words for what the register says of institutions of an area: levels and kinds are the same in all,
/// so that those of another serve where the law of this one is not here.
pub(super) fn words_of(app: &App, asked: &Asked, area: &str) -> Words {
    let own = Words::new(app, asked.lang, area);
    match (&own.area, app.first_area()) {
        (None, Some(other)) => Words::new(app, asked.lang, other.code.as_str()),
        _ => own,
    }
}

/// The name of an area, also of one whose law is not here.
pub(super) fn area_name(app: &App, asked: &Asked, area: &str) -> String {
    let own = Words::new(app, asked.lang, area);
    match own.area {
        Some(_) => own.name(),
        None => asked.lang.pick(format!("其他地区（{area}）"), format!("elsewhere ({area})")),
    }
}

/// What the register says of an institution, in the words of the area where it lies.
fn facts(app: &App, asked: &Asked, row: &InstitutionRow) -> Facts {
    let (lang, area) = (asked.lang, row.area.to_string());
    let words = words_of(app, asked, &area);
    let mut facts = Facts::new();
    let mut say = |zh: &str, en: &str, value: String| {
        if !value.is_empty() {
            facts.push((lang.pick(zh, en).to_string(), value));
        }
    };
    let of = |fact, value: &Option<String>| {
        value.as_ref().map_or_else(String::new, |value| words.value(fact, value))
    };
    say("机构编码", "Code", row.code.clone());
    say("医院等级", "Hospital level", of(Fact::Level, &row.level));
    say("机构类型", "Kind of institution", of(Fact::Kind, &row.kind));
    say("所在地区", "Area", area_name(app, asked, &area));
    say("定点状态", "Agreement", designated(asked, row.designated).to_string());
    facts
}

/// Whether an institution is under agreement, in words.
pub(super) fn designated(asked: &Asked, is: bool) -> &'static str {
    match is {
        true => asked.lang.pick("定点", "under agreement"),
        false => asked.lang.pick("已暂停或终止", "suspended"),
    }
}

/// What settlements come to, in columns: the same on every page.
pub(super) fn amounts(table: Table) -> Table {
    table
        .column("total", Money, "费用总额", "Total")
        .summed()
        .column("funds", Money, "基金支付", "Funds")
        .summed()
        .column("account", Money, "个人账户", "Account")
        .summed()
        .column("cash", Money, "个人现金", "Cash")
        .summed()
}

/// The last day on which it settled something: today, once it does.
pub(super) async fn last(hospital: &Hospital, today: Day) -> Result<Day, DeskError> {
    let mut last = None;
    for (journal, _) in &hospital.areas {
        last = last.max(last_day(journal, &hospital.code, today).await?);
    }
    Ok(last.unwrap_or(today))
}

/// The days asked for; else those from a day on up to the last on which it settled something.
pub(super) async fn days(
    asked: &Asked,
    hospital: &Hospital,
    today: Day,
    first: fn(Day) -> Day,
) -> Result<(Day, Day), DeskError> {
    if ["from", "to"].into_iter().any(|name| asked.query.get(name).is_some()) {
        return Ok(span(asked, today));
    }
    let last = last(hospital, today).await?;
    Ok((first(last), last))
}

/// Who looks at persons on these pages: the institution at its own, and clerks.
pub(super) fn viewer(asked: &Asked) -> Result<Viewer, Box<Response>> {
    enter(asked, &[Kind::Hospital, Kind::Clerk])
}

/// Opens the pages of an institution, or says why there is none.
pub(crate) async fn open(
    app: &App,
    asked: &Asked,
    path: Result<Path<String>, PathRejection>,
) -> Result<Hospital, Response> {
    let code = path.map_or_else(|_| String::new(), |Path(code)| code);
    enter_own(asked, &code).map_err(|refused| *refused)?;
    let Some(books) = app.books() else { return Err(no_books(app, asked, None)) };
    let read = async {
        let rows = books.store().institutions(std::slice::from_ref(&code)).await?;
        Ok::<_, DeskError>((rows, books.areas().await?))
    };
    let (rows, areas) = read.await.map_err(|error| trouble(app, asked, &error))?;
    let today = crate::app::today();
    let Some(row) = today.and_then(|today| holding(&rows, today)) else {
        return Err(crate::pages::missing::not_found(
            asked,
            "没有这家医药机构的登记。请核对机构编码，或先用 gongji import institutions 导入。",
            "No such institution is registered. Check its code, or import it with gongji import institutions.",
        ));
    };
    let area = |(journal, _): (Arc<Journal>, _)| {
        let words = Words::new(app, asked.lang, journal.code());
        (journal, words)
    };
    Ok(Hospital {
        name: row.name.clone(),
        facts: facts(app, asked, row),
        areas: areas.into_iter().map(area).collect(),
        code,
    })
}
