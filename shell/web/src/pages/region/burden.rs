//! People's burden (群众负担): what they bear of the cost of care, by age, level, class, place or kind.

use super::headline::{sums_table, trend};
use super::{Head, band_words, region, shares};
use crate::app::App;
use crate::asked::Asked;
use crate::books::{Words, trouble};
use crate::chart::{Ladder, Months};
use crate::frame::{Frame, page as send};
use crate::money::tenths;
use crate::table::Seen;
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::burden::{Asked as Looked, Burden, Cut, burden};
use office::region_sums::{borne, permille};

/// A choice: link, words, whether it is on.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "burden.html")]
struct BurdenPage {
    frame: Frame,
    head: Head,
    cuts: Vec<Choice>,
    insurances: Vec<Choice>,
    cares: Vec<Choice>,
    whole: String,
    bars: Option<Ladder>,
    trend: Option<Months>,
    table: Option<Seen>,
}

fn cut_words(cut: Cut) -> (&'static str, &'static str) {
    match cut {
        Cut::Age => ("年龄", "age"),
        Cut::Level => ("医院等级", "hospital level"),
        Cut::Class => ("救助身份", "assistance class"),
        Cut::Place => ("就医地", "place of care"),
        Cut::Care => ("医疗类别", "kind of care"),
    }
}

/// A value of a cut in words.
fn value_words(words: &Words, cut: Cut, value: &str) -> String {
    let unknown = || words.lang.pick("未填写", "not stated").to_string();
    match cut {
        Cut::Age => band_words(words.lang, value),
        _ if value.is_empty() => unknown(),
        Cut::Level => words.value(Fact::Level, value),
        Cut::Class => words.value(Fact::Class, value),
        Cut::Place => words.value(Fact::Place, value),
        Cut::Care => words.value(Fact::Care, value),
    }
}

/// This page with a field changed.
fn with(asked: &Asked, name: &str, value: &str) -> String {
    let query = asked.query.with(name, value).with("as", "").with("sort", "").to_string();
    if query.is_empty() { asked.path.clone() } else { format!("{}?{query}", asked.path) }
}

/// The choices of a field: all, or one of the values of a fact.
fn choices(asked: &Asked, words: &Words, name: &str, fact: Fact, values: &[String]) -> Vec<Choice> {
    let chosen = asked.query.get(name);
    let all = (with(asked, name, ""), words.lang.pick("全部", "all").to_string(), chosen.is_none());
    let one = |value: &String| {
        (with(asked, name, value), words.value(fact, value), chosen == Some(value.as_str()))
    };
    std::iter::once(all).chain(values.iter().map(one)).collect()
}

/// Ages stand in their order, all else as the sums come.
fn ordered(cut: Cut, mut found: Burden) -> Burden {
    if cut == Cut::Age {
        found.rows.sort_by_key(|(least, _)| least.parse::<u32>().unwrap_or(u32::MAX));
    }
    found
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
    let (words, journal) = (&region.opened.words, &region.opened.journal);
    let lang = words.lang;
    let named = |name: &str| Cut::NAMES.into_iter().find(|(known, _)| *known == name);
    let cut = asked.query.get("by").and_then(named).map_or(Cut::Age, |(_, cut)| cut);
    let field = |name| asked.query.get(name).map(str::to_string);
    let looked = Looked {
        months: region.months.unwrap_or_default(),
        insurance: field("insurance"),
        care: field("care"),
    };
    let (found, every) = match (
        burden(journal, &looked, cut).await,
        journal.store().models().care_by_month(journal.number(), looked.months).await,
    ) {
        (Ok(found), Ok(every)) => (ordered(cut, found), every),
        (Err(error), _) => return trouble(&app, &asked, &error),
        (_, Err(error)) => return trouble(&app, &asked, &error.into()),
    };
    let distinct = |of: fn(&office::CareMonthRow) -> &String| {
        let mut all: Vec<String> = every.iter().map(|row| of(row).clone()).collect();
        all.sort();
        all.dedup();
        all
    };
    let (zh, en) = cut_words(cut);
    let rows: Vec<_> = found.rows.iter().map(|(v, s)| (value_words(words, cut, v), *s)).collect();
    let bars: Vec<(String, i64)> = rows
        .iter()
        .filter_map(|(words, sums)| Some((words.clone(), permille(borne(sums), sums.total)?)))
        .collect();
    let (zh_name, en_name) = (format!("按{zh}的负担（元）"), format!("Burden by {en} (yuan)"));
    let table = sums_table(lang, ("burden", &zh_name, &en_name), (zh, en), rows);
    let table = table.of(format!("{} {}", looked.months.0, looked.months.1)).arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let title =
        lang.pick(format!("个人负担率，按{zh}"), format!("Share borne by persons, by {en}"));
    let head = Head::new(&asked, &region, "burden", ("群众负担", "people's burden"));
    let cuts = Cut::NAMES.into_iter().map(|(name, one)| {
        let (zh, en) = cut_words(one);
        (with(&asked, "by", name), lang.pick(zh, en).to_string(), one == cut)
    });
    let template = BurdenPage {
        frame: head.frame.clone(),
        head,
        cuts: cuts.collect(),
        insurances: choices(
            &asked,
            words,
            "insurance",
            Fact::Insurance,
            &distinct(|r| &r.insurance),
        ),
        cares: choices(&asked, words, "care", Fact::Care, &distinct(|r| &r.care)),
        whole: permille(borne(&found.all), found.all.total).map_or_else(String::new, tenths),
        bars: (!bars.is_empty()).then(|| shares("bars", title, &bars)),
        trend: trend(lang, &found.trend),
        table: region.months.map(|_| table),
    };
    send(StatusCode::OK, &template)
}
