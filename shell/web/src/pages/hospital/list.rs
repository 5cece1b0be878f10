//! The institutions of the register, each with its pages.

use super::{area_name, designated, holding, path, words_of};
use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{no_books, trouble};
use crate::frame::{Frame, page as send};
use crate::table::Kind::Text;
use crate::table::{Cell, Row, Seen, Table, Tone};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::InstitutionRow;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "hospitals.html")]
struct Hospitals {
    frame: Frame,
    table: Seen,
}

fn row(app: &App, asked: &Asked, row: &InstitutionRow) -> Row {
    let area = row.area.to_string();
    let words = words_of(app, asked, &area);
    let of = |fact, value: &Option<String>| {
        value.as_ref().map_or_else(Cell::nothing, |value| Cell::text(words.value(fact, value)))
    };
    let tone = if row.designated { Tone::Good } else { Tone::Bad };
    Row::of([
        Cell::text(row.name.clone()).to(path(&row.code, "")),
        Cell::text(row.code.clone()),
        of(Fact::Level, &row.level),
        of(Fact::Kind, &row.kind),
        Cell::text(area_name(app, asked, &area)),
        Cell::text(designated(asked, row.designated)).tone(tone),
    ])
    .facet("area", row.area.to_string())
    .facet("level", row.level.clone().unwrap_or_default())
}

fn table(app: &App, asked: &Asked, rows: Vec<InstitutionRow>) -> Option<Table> {
    let today = today()?;
    let mut by_code: BTreeMap<String, Vec<InstitutionRow>> = BTreeMap::new();
    for row in rows {
        by_code.entry(row.code.clone()).or_default().push(row);
    }
    let rows = by_code.values().filter_map(|rows| holding(rows, today));
    let rows: Vec<Row> = rows.map(|one| row(app, asked, one)).collect();
    let none = asked.lang.pick("未定级", "no level");
    let table = Table::new(asked.lang, "institutions", "医药机构", "Institutions")
        .column("name", Text, "医药机构", "Institution")
        .column("code", Text, "机构编码", "Code")
        .column("level", Text, "医院等级", "Hospital level")
        .column("kind", Text, "机构类型", "Kind")
        .column("area", Text, "所在地区", "Area")
        .column("state", Text, "定点状态", "Agreement")
        .rows(rows)
        .filter("area", ("所在地区", "Area"), |area| area_name(app, asked, area))
        .filter("level", ("医院等级", "Level"), |level| match level {
            "" => none.to_string(),
            level => words_of(app, asked, "").value(Fact::Level, level),
        })
        .nothing(
            "还没有登记医药机构。用 gongji import institutions 导入。",
            "No institution is registered. Bring them in with gongji import institutions.",
        );
    Some(table)
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let Some(books) = app.books() else { return no_books(&app, &asked, None) };
    let rows = match books.store().institutions_all().await {
        Ok(rows) => rows,
        Err(error) => return trouble(&app, &asked, &error.into()),
    };
    let Some(table) = table(&app, &asked, rows) else {
        return crate::pages::missing::page(asked).await;
    };
    let table = table.arrange(&asked);
    if let Some(file) = table.file().await {
        return file;
    }
    let frame = Frame::new(&asked, "医药机构", "Institutions");
    send(StatusCode::OK, &Hospitals { frame, table })
}
