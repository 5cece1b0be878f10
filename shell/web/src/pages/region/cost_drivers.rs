//! What drives cost (费用增长因素): the last months beside those before, taken apart.

use super::headline::trend;
use super::{Head, month_text, region};
use crate::app::App;
use crate::asked::Asked;
use crate::books::{Words, trouble};
use crate::chart::Months;
use crate::frame::{Frame, page as send};
use crate::money::{signed, yuan};
use crate::table::Kind::{Money, Number, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::cost_drivers::{Driver, Span, cost_drivers, whole};
use office::desk::DeskError;
use office::journal::Journal;
use office::region_sums::{Month, by, earlier};
use units::Fen;

/// How many months are compared, where nothing else is asked for.
const MONTHS: u32 = 3;
/// The most.
const MOST: u32 = 24;

#[derive(Template)]
#[template(path = "drivers.html")]
struct DriversPage {
    frame: Frame,
    head: Head,
    spans: Vec<(String, u32, bool)>,
    before: String,
    now: String,
    /// Before, now, change, and each factor: words and amount.
    was: String,
    is: String,
    change: String,
    factors: Vec<(&'static str, &'static str, String)>,
    trend: Option<Months>,
    table: Option<Seen>,
}

fn span_text((from, to): Span) -> String {
    if from == to {
        month_text(from)
    } else {
        format!("{} – {}", month_text(from), month_text(to))
    }
}

fn table(words: &Words, rows: &[Driver], (before, now): (Span, Span)) -> Table {
    let row = |driver: &Driver| {
        let care = words.value(Fact::Care, &driver.care);
        Row::of([
            Cell::text(format!("{} · {care}", words.value(Fact::Insurance, &driver.insurance))),
            Cell::number(driver.bills[0]),
            Cell::number(driver.bills[1]),
            Cell::money(driver.was),
            Cell::money(driver.is),
            Cell::money(driver.is - driver.was),
            Cell::money(driver.persons),
            Cell::money(driver.visits),
            Cell::money(driver.levels),
            Cell::money(driver.prices),
        ])
    };
    Table::new(words.lang, "drivers", "费用变化的构成（元）", "What the change is made of (yuan)")
        .of(format!("{} {}", span_text(before), span_text(now)))
        .column("what", Text, "险种与类别", "Insurance and care")
        .column("bills-was", Number, "此前人次", "Visits before")
        .summed()
        .column("bills", Number, "现在人次", "Visits now")
        .summed()
        .column("was", Money, "此前费用", "Cost before")
        .summed()
        .column("is", Money, "现在费用", "Cost now")
        .summed()
        .column("change", Money, "变化", "Change")
        .summed()
        .column("persons", Money, "参保人数", "Insured")
        .summed()
        .column("visits", Money, "就诊频次", "How often")
        .summed()
        .column("levels", Money, "医院等级", "Which level")
        .summed()
        .column("prices", Money, "次均费用", "Cost of a visit")
        .summed()
        .rows(rows.iter().map(row).collect())
}

/// What a page shows of two spans.
async fn shown(
    journal: &Journal,
    to: Month,
    span: u32,
) -> Result<(Vec<Driver>, (Span, Span), Vec<(Month, office::CareSums)>), DeskError> {
    let now = (earlier(to, span - 1), to);
    let last = earlier(to, span);
    let before = (earlier(last, span - 1), last);
    let rows = cost_drivers(journal, before, now).await?;
    let months = journal.store().models().care_by_month(journal.number(), (before.0, to)).await?;
    Ok((rows, (before, now), by(&months, |row| Some(row.month))))
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let code = path.map_or_else(|_| String::new(), |Path(code)| code);
    let region = match region(&app, &asked, &code).await {
        Ok(region) => region,
        Err(response) => return response,
    };
    let words = &region.opened.words;
    let span = asked.query.get("span").and_then(|text| text.parse().ok()).unwrap_or(MONTHS);
    let span = span.clamp(1, MOST);
    let to = region.months.map_or(0, |(_, to)| to);
    let found = match to {
        0 => Ok((Vec::new(), Default::default(), Vec::new())),
        to => shown(&region.opened.journal, to, span).await,
    };
    let (rows, (before, now), months) = match found {
        Ok(found) => found,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let seen = table(words, &rows, (before, now)).arrange(&asked);
    if let Some(file) = seen.file().await {
        return file;
    }
    let all = whole(&rows);
    let head = Head::new(&asked, &region, "costs", ("费用增长因素", "what drives cost"));
    let spans = [1, 3, 6, 12].into_iter().map(|months: u32| {
        let query = asked.query.with("span", &months.to_string()).with("as", "").with("sort", "");
        (format!("{}?{query}", asked.path), months, months == span)
    });
    let factor = |zh, en, fen: i64| (zh, en, signed(Fen(fen)));
    let template = DriversPage {
        frame: head.frame.clone(),
        head,
        spans: spans.collect(),
        before: span_text(before),
        now: span_text(now),
        was: yuan(Fen(all.was)),
        is: yuan(Fen(all.is)),
        change: signed(Fen(all.is - all.was)),
        factors: vec![
            factor("参保人数变化", "more or fewer are insured", all.persons),
            factor("就诊频次变化", "they come more or less often", all.visits),
            factor("就诊医院等级变化", "they go to other levels", all.levels),
            factor(
                "同级医院次均费用变化",
                "a visit at the same level costs more or less",
                all.prices,
            ),
        ],
        trend: trend(words.lang, &months),
        table: (!rows.is_empty()).then_some(seen),
    };
    send(StatusCode::OK, &template)
}
