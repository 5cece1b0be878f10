//! The main indicators of the area's five-year plan (规划主要指标): definition, value, target, trend; and what
//! is missing for those that cannot be computed yet.

use super::{Head, Region, month_text, region};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{Words, trouble};
use crate::frame::{Frame, page as send};
use crate::money::{tenths, yuan};
use crate::source::{Badge, article, badge};
use crate::table::Kind::Text;
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::plan_indicators::{Computed, Value, plan_indicators};
use office::plans::Plan;
use office::region_sums::Month;
use units::Fen;

/// An indicator as the page shows it.
struct Shown {
    name: String,
    binding: &'static str,
    definition: String,
    base: String,
    target: String,
    value: String,
    met: Option<bool>,
    missing: String,
    /// Months, one after the other, as points of a line; empty: nothing to draw.
    line: String,
    line_words: String,
}

#[derive(Template)]
#[template(path = "indicators.html")]
struct IndicatorsPage {
    frame: Frame,
    head: Head,
    plan: String,
    span: String,
    /// The months that are computed, and whether the plan had ended before them.
    months: String,
    past: bool,
    source: Option<(String, String, Badge)>,
    computed: Vec<Shown>,
    waiting: Vec<Shown>,
    table: Option<Seen>,
    /// Plans of areas whose books are not here: name and how many indicators.
    others: Vec<(String, usize)>,
}

fn value_words(lang: Lang, value: Option<Value>) -> String {
    match value {
        None => "—".to_string(),
        Some(Value::Share(share)) => tenths(share),
        Some(Value::Sum(fen)) => format!("{} {}", yuan(Fen(fen)), lang.pick("元", "yuan")),
    }
}

/// The months that have a value, as points of a line in a box of 120 by 28.
fn line(computed: &Computed) -> String {
    let number = |value: &Value| match value {
        Value::Share(n) | Value::Sum(n) => *n,
    };
    let values: Vec<Option<i64>> =
        computed.trend.iter().map(|(_, value)| value.as_ref().map(number)).collect();
    let known = || values.iter().flatten().copied();
    let (Some(low), Some(high)) = (known().min(), known().max()) else { return String::new() };
    if known().count() < 2 {
        return String::new();
    }
    let span = i128::from((high - low).max(1));
    let steps = i64::try_from(values.len().max(2) - 1).unwrap_or(1);
    let point = |(at, value): (i64, &Option<i64>)| {
        let down = i128::from(high - (*value)?) * 22 / span;
        Some(format!("{},{}", 3 + at * 114 / steps, 3 + down))
    };
    let points: Vec<String> = (0..).zip(&values).filter_map(point).collect();
    points.join(" ")
}

fn printed(lang: Lang, value: &str, unit: &str) -> String {
    match value {
        "" | "-" | "--" | "—" | "——" => lang.pick("未给出", "not given").to_string(),
        value if value.bytes().any(|b| b.is_ascii_digit()) => format!("{value} {unit}"),
        value => value.to_string(),
    }
}

fn shown(lang: Lang, one: &Computed) -> Shown {
    let own = &one.indicator;
    let months = one
        .trend
        .iter()
        .map(|(month, value)| format!("{} {}", month_text(*month), value_words(lang, *value)));
    Shown {
        name: lang.pick(&own.zh, &own.en).clone(),
        binding: match own.binding {
            true => lang.pick("约束性", "binding"),
            false => lang.pick("预期性", "expected"),
        },
        definition: lang.pick(&own.definition.zh, &own.definition.en).clone(),
        base: printed(lang, &own.base, &own.unit),
        target: printed(lang, &own.target, &own.unit),
        value: value_words(lang, one.value),
        met: one.met,
        missing: own.missing.as_ref().map_or_else(String::new, |m| lang.pick(&m.zh, &m.en).clone()),
        line: line(one),
        line_words: months.collect::<Vec<_>>().join("; "),
    }
}

/// Months across, indicators down.
fn table(words: &Words, computed: &[Computed], of: &str) -> Table {
    let lang = words.lang;
    let known: Vec<&Computed> = computed.iter().filter(|one| !one.trend.is_empty()).collect();
    let mut table =
        Table::new(lang, "trend", "可以计算的指标，逐月", "Computed indicators, month by month")
            .of(of)
            .column("name", Text, "指标", "Indicator")
            .unsorted()
            .column("all", Text, "全期", "Whole span")
            .unsorted();
    let months = known.first().map(|one| one.trend.iter().map(|(month, _)| *month));
    for month in months.into_iter().flatten() {
        let text = month_text(month);
        table = table.column(&text, Text, &text, &text).unsorted();
    }
    let row = |one: &&Computed| {
        let own = &one.indicator;
        let ends = [lang.pick(&own.zh, &own.en).clone(), value_words(lang, one.value)];
        let of_months = one.trend.iter().map(|(_, value)| value_words(lang, *value));
        Row::of(ends.into_iter().chain(of_months).map(Cell::text).collect::<Vec<_>>())
    };
    table.rows(known.iter().map(row).collect())
}

/// Whether a plan had ended before a month.
fn past(plan: &Plan, from: Month) -> bool {
    month_text(from).as_str() > plan.to.to_string().get(..7).unwrap_or_default()
}

fn page_of(
    asked: &Asked,
    region: &Region,
    plans: &[Plan],
    found: Option<(&Plan, &[Computed])>,
    (table, own_books): (Option<Seen>, &[String]),
) -> IndicatorsPage {
    let lang = asked.lang;
    let head = Head::new(asked, region, "indicators", ("规划指标", "the plan's indicators"));
    let name = |plan: &Plan| lang.pick(&plan.name.zh, &plan.name.en).clone();
    let plan = found.map(|(plan, _)| plan);
    let source = plan.and_then(|plan| {
        let badge = badge(lang, plan.grade()?);
        Some((plan.source.document.clone(), article(lang, &plan.source.article), badge))
    });
    let all = found.map_or(&[][..], |(_, computed)| computed);
    let (waiting, computed): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.indicator.missing.is_some());
    let here = |other: &&Plan| own_books.contains(&other.area);
    let others = plans.iter().filter(|other| !here(other));
    let past = plan.is_some_and(|plan| region.months.is_some_and(|(from, _)| past(plan, from)));
    IndicatorsPage {
        frame: head.frame.clone(),
        plan: plan.map_or_else(String::new, name),
        span: plan.map_or_else(String::new, |plan| format!("{} – {}", plan.from, plan.to)),
        source,
        computed: computed.into_iter().map(|one| shown(lang, one)).collect(),
        waiting: waiting.into_iter().map(|one| shown(lang, one)).collect(),
        table,
        months: region.months.map_or_else(String::new, |(from, to)| {
            format!("{} – {}", month_text(from), month_text(to))
        }),
        past,
        others: others.map(|plan| (name(plan), plan.indicators.len())).collect(),
        head,
    }
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
    let plans = &app.book().plans;
    let plan = plans.iter().find(|plan| plan.area == code);
    let found = match (plan, region.months) {
        (Some(plan), Some(months)) => {
            let computed = plan_indicators(&region.opened.journal, plan, months).await;
            match computed {
                Ok(computed) => Some((plan, computed)),
                Err(error) => return trouble(&app, &asked, &error),
            }
        }
        _ => None,
    };
    let of = region.months.map_or_else(String::new, |(from, to)| format!("{from} {to}"));
    let table = found.as_ref().map(|(_, computed)| table(&region.opened.words, computed, &of));
    let table = table.map(|table| table.arrange(&asked));
    if let Some(table) = &table
        && let Some(file) = table.file().await
    {
        return file;
    }
    let found = found.as_ref().map(|(plan, computed)| (*plan, computed.as_slice()));
    let own_books = match app.books() {
        Some(books) => books.areas().await,
        None => Ok(Vec::new()),
    };
    let own_books = match own_books {
        Ok(areas) => {
            areas.iter().map(|(journal, _)| journal.code().to_string()).collect::<Vec<_>>()
        }
        Err(error) => return trouble(&app, &asked, &error),
    };
    send(StatusCode::OK, &page_of(&asked, &region, plans, found, (table, &own_books)))
}
