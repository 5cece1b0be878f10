//! The headline of a region (地区概况): who is insured, what care cost, who paid, month by month.

use super::{Head, Region, first_day, month_text, region};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{no_books, trouble};
use crate::chart::{self, Drawn, Months, Series};
use crate::frame::{Frame, page as send};
use crate::money::{count, tenths, yuan};
use crate::table::Kind::{Money, Number, Share, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use law::Fact;
use ledger::Total;
use office::CareSums;
use office::desk::DeskError;
use office::region_sums::{Month, borne, by, insured, paid, permille};
use units::Fen;

#[derive(Template)]
#[template(path = "region.html")]
struct RegionPage {
    frame: Frame,
    head: Head,
    /// Insured in the last month, bills, cost, share that funds pay, share that persons bear.
    tiles: Vec<(String, String, String)>,
    trend: Option<Months>,
    tables: Vec<Seen>,
    lag: bool,
}

/// The areas of the books, for who did not choose one.
#[derive(Template)]
#[template(path = "regions.html")]
struct RegionsPage {
    frame: Frame,
    areas: Vec<(String, String)>,
}

fn share(part: i64, whole: i64) -> String {
    permille(part, whole).map_or_else(|| "—".to_string(), tenths)
}

fn tiles(lang: Lang, all: &CareSums, persons: i64, month: Month) -> Vec<(String, String, String)> {
    let tile = |zh: &str, en: &str, figure: String, zh_under: String, en_under: String| {
        (lang.pick(zh, en).to_string(), figure, lang.pick(zh_under, en_under))
    };
    let at = month_text(month);
    let each = if all.bills > 0 { yuan(Fen(all.total / all.bills)) } else { "—".to_string() };
    vec![
        tile(
            "参保人数",
            "Insured",
            count(persons),
            format!("{at} 月末"),
            format!("at the end of {at}"),
        ),
        tile(
            "结算人次",
            "Visits and stays",
            count(all.bills),
            format!("次均 {each} 元；一次住院分次结算的计一次"),
            format!("{each} yuan each; a stay settled in parts is one"),
        ),
        tile(
            "医疗费用（元）",
            "Cost of care (yuan)",
            yuan(Fen(all.total)),
            String::new(),
            String::new(),
        ),
        tile(
            "各项基金支付",
            "Paid by funds",
            share(paid(all), all.total),
            format!("{} 元", yuan(Fen(paid(all)))),
            format!("{} yuan", yuan(Fen(paid(all)))),
        ),
        tile(
            "个人负担",
            "Borne by persons",
            share(borne(all), all.total),
            format!("其中现金 {} 元", yuan(Fen(all.cash))),
            format!("of it in cash {} yuan", yuan(Fen(all.cash))),
        ),
    ]
}

/// A table of sums by something.
pub(super) fn sums_table(
    lang: Lang,
    (id, zh, en): (&str, &str, &str),
    (head_zh, head_en): (&str, &str),
    rows: Vec<(String, CareSums)>,
) -> Table {
    let row = |(words, sums): (String, CareSums)| {
        Row::of([
            Cell::text(words),
            Cell::number(sums.bills),
            Cell::money(sums.total),
            Cell::money(sums.in_scope),
            Cell::money(sums.basic),
            Cell::money(sums.catastrophic),
            Cell::money(sums.aid),
            Cell::money(sums.account),
            Cell::money(sums.cash),
            Cell::share(Fen(borne(&sums)), Fen(sums.total)),
        ])
    };
    Table::new(lang, id, zh, en)
        .column("what", Text, head_zh, head_en)
        .column("bills", Number, "人次", "Visits")
        .summed()
        .column("total", Money, "总费用", "Cost")
        .summed()
        .column("scope", Money, "政策范围内", "In scope")
        .summed()
        .column("basic", Money, "基本医保", "Basic")
        .summed()
        .column("upper", Money, "大病等", "Catastrophic")
        .summed()
        .column("aid", Money, "医疗救助", "Assistance")
        .summed()
        .column("account", Money, "个人账户", "Accounts")
        .summed()
        .column("cash", Money, "现金", "Cash")
        .summed()
        .column("borne", Share, "个人负担率", "Borne")
        .rows(rows.into_iter().map(row).collect())
}

/// Cost and what funds paid of it, month by month.
pub(super) fn trend(lang: Lang, rows: &[(Month, CareSums)]) -> Option<Months> {
    let days: Vec<_> = rows.iter().filter_map(|(month, _)| first_day(*month)).collect();
    if days.is_empty() {
        return None;
    }
    let series = |zh: &str, en: &str, drawn, of: fn(&CareSums) -> i64| Series {
        words: lang.pick(zh, en).to_string(),
        drawn,
        sums: rows.iter().map(|(_, sums)| Total(i128::from(of(sums)))).collect(),
    };
    let all = [
        series("医疗费用", "cost of care", Drawn::Full, |sums| sums.total),
        series("个人负担", "borne by persons", Drawn::Hatched, borne),
    ];
    let title = lang.pick("逐月医疗费用与个人负担", "Cost and what persons bear, month by month");
    Some(chart::months(lang, ("trend", title.to_string()), &days, &all))
}

async fn shown(asked: &Asked, region: &Region) -> Result<RegionPage, DeskError> {
    let (words, journal) = (&region.opened.words, &region.opened.journal);
    let lang = words.lang;
    let (models, area) = (journal.store().models(), journal.number());
    let head = Head::new(asked, region, "region", ("概况", "overview"));
    let frame = head.frame.clone();
    let mut page =
        RegionPage { frame, head, tiles: Vec::new(), trend: None, tables: Vec::new(), lag: false };
    let tail = journal.store().tail(area).await?.map_or(0, |tail| tail.last);
    page.lag = models.followed(area).await? < tail;
    let Some(months) = region.months else { return Ok(page) };
    let rows = models.care_by_month(area, months).await?;
    let monthly = by(&rows, |row| Some(row.month));
    let all = by(&rows, |_| Some(())).into_iter().next().map(|(_, sums)| sums).unwrap_or_default();
    let persons = insured(journal, months.1).await?;
    page.tiles = tiles(lang, &all, persons.iter().map(|(_, n)| n).sum(), months.1);
    page.trend = trend(lang, &monthly);
    let of = |key: &(String, String)| {
        let care = words.value(Fact::Care, &key.1);
        format!("{} · {care}", words.value(Fact::Insurance, &key.0))
    };
    let kinds = by(&rows, |row| Some((row.insurance.clone(), row.care.clone())));
    let kinds = kinds.iter().map(|(key, sums)| (of(key), *sums)).collect();
    let monthly = monthly.into_iter().map(|(month, sums)| (month_text(month), sums)).collect();
    let names = ("kinds", "按险种和医疗类别（元）", "By insurance and kind of care (yuan)");
    let table = sums_table(lang, names, ("险种与类别", "Insurance and care"), kinds);
    page.tables.push(table.arrange(asked));
    let names = ("months", "逐月（元）", "Month by month (yuan)");
    let table = sums_table(lang, names, ("月份", "Month"), monthly).beside();
    page.tables.push(table.arrange(asked));
    Ok(page)
}

/// The page of a region.
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
    let page = match shown(&asked, &region).await {
        Ok(page) => page,
        Err(error) => return trouble(&app, &asked, &error),
    };
    for table in &page.tables {
        if let Some(file) = table.file().await {
            return file;
        }
    }
    send(StatusCode::OK, &page)
}

/// The regions there are; one alone is shown at once.
pub(crate) async fn all(State(app): State<App>, asked: Asked) -> Response {
    let Some(books) = app.books() else { return no_books(&app, &asked, None) };
    let areas = match books.areas().await {
        Ok(areas) => areas,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let frame = Frame::new(&asked, "地区", "Regions");
    match areas.as_slice() {
        [] => no_books(&app, &asked, None),
        [(journal, _)] => {
            Redirect::to(&frame.link(format!("/region/{}", journal.code()))).into_response()
        }
        several => {
            let name = |code: &str| crate::books::Words::new(&app, asked.lang, code).name();
            let row = |code: &str| (name(code), format!("/region/{code}"));
            let areas = several.iter().map(|(journal, _)| row(journal.code())).collect();
            send(StatusCode::OK, &RegionsPage { frame, areas })
        }
    }
}
