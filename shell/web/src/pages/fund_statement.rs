//! The statement of a fund for a span of days: income and spending apart.

use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{Words, capital, open, span, total, trouble};
use crate::frame::{Frame, page as send};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use ledger::{Kind, Movement, Statement, Total};
use office::fund_books::statement;

/// An account: words, opening, debit, credit, closing.
struct Row {
    account: String,
    figures: [String; 4],
}

/// A part of the statement: its words, what it comes to, and its accounts with what they came to.
struct Part {
    words: String,
    sum: String,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "fund.html")]
struct FundPage {
    frame: Frame,
    code: String,
    area: String,
    fund: String,
    action: String,
    first: String,
    last: String,
    parts: Vec<Part>,
    surplus: String,
    net: [String; 2],
    rows: Vec<Row>,
    balanced: bool,
}

fn part(words: &Words, statement: &Statement, kind: Kind, sum: Total) -> Part {
    let row = |row: &Movement| (words.account(&row.account), total(row.read(row.net())));
    let own = kind.words();
    Part {
        words: capital(&words.lang.pick(own.zh, own.en)),
        sum: total(sum),
        rows: statement.of_kind(kind).map(row).collect(),
    }
}

fn show(asked: &Asked, words: &Words, fund: &str, statement: &Statement) -> FundPage {
    let row = |row: &Movement| Row {
        account: words.account(&row.account),
        figures: [
            total(row.read(row.opening)),
            total(row.debit),
            total(row.credit),
            total(row.read(row.closing())),
        ],
    };
    let name = words.fund(fund);
    FundPage {
        frame: Frame::new(asked, format!("{name}收支表"), format!("Statement: {name}")),
        code: words.code.clone(),
        area: words.name(),
        fund: name,
        action: asked.path.clone(),
        first: statement.first.to_string(),
        last: statement.last.to_string(),
        parts: vec![
            part(words, statement, Kind::Income, statement.income()),
            part(words, statement, Kind::Expense, statement.spending()),
        ],
        surplus: total(statement.surplus()),
        net: [total(statement.net_assets_opening()), total(statement.net_assets_closing())],
        rows: statement.rows.iter().map(row).collect(),
        balanced: statement.gap() == (Total::ZERO, Total::ZERO),
    }
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let (code, fund) = path.map_or_else(|_| Default::default(), |Path(both)| both);
    let opened = match open(&app, &asked, &code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let Some(today) = today() else { return super::missing::page(asked).await };
    let (store, number) = (opened.journal.store(), opened.journal.number());
    match statement(&**store, number, &fund, span(&asked, today)).await {
        Ok(Some(statement)) => {
            send(StatusCode::OK, &show(&asked, &opened.words, &fund, &statement))
        }
        Ok(None) => super::missing::not_found(
            &asked,
            "这个基金还没有记过账。结算一经提交，稍后即可在此查看。",
            "Nothing was posted to this fund yet. Settlements show here shortly after their commit.",
        ),
        Err(error) => trouble(&app, &asked, &error),
    }
}
