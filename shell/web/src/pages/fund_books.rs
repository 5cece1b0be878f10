//! The books at a glance: every area's funds with their trial balance, batches, proof, what is due.

use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{Books, Words, moment, no_books, trouble};
use crate::frame::{Frame, page as send, segment};
use crate::money::{count, yuan};
use crate::pages::proof_status::{ProofView, proof};
use crate::table::Kind::{Money, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use office::batch_list::{batch_list, batch_shown};
use office::desk::DeskError;
use office::fund_books::{FundBooks, fund_books};
use office::journal::Journal;
use units::Fen;

/// The last batch.
struct LastView {
    first: u64,
    last: u64,
    written: String,
    closes: bool,
}

/// An area of the books.
struct AreaView {
    code: String,
    name: String,
    bills: String,
    sum: String,
    paid: String,
    due: String,
    /// Events that are not derived yet; empty: none.
    lag: String,
    /// The trial balance.
    trial: Seen,
    /// Funds that are not balanced.
    off: Vec<String>,
    batch: Option<LastView>,
    proof: ProofView,
}

#[derive(Template)]
#[template(path = "books.html")]
struct BooksPage {
    frame: Frame,
    place: String,
    areas: Vec<AreaView>,
}

/// The trial balance: every account of every fund.
fn trial(words: &Words, books: &FundBooks, first: bool) -> Table {
    let year = today().map_or_else(String::new, |day| format!("?from={}-01-01", day.year()));
    let row = |row: &ledger::TrialRow| {
        let fund = row.fund.as_str();
        let link = format!("/books/{}/funds/{}{year}", words.code, segment(fund));
        Row::of([
            Cell::text(words.fund(fund)).to(link),
            Cell::text(words.account(&row.account)),
            Cell::some_total(row.debit),
            Cell::some_total(row.credit),
        ])
        .facet("fund", fund)
    };
    let table = Table::new(words.lang, &words.code, "基金试算平衡表", "Trial balance of the funds")
        .column("fund", Text, "基金", "Fund")
        .column("account", Text, "科目", "Account")
        .column("debit", Money, "借方余额", "Debit")
        .summed()
        .column("credit", Money, "贷方余额", "Credit")
        .summed()
        .rows(books.trial.rows.iter().map(row).collect())
        .filter("fund", ("基金", "Fund"), |fund| words.fund(fund))
        .nothing(
            "还没有记账。结算一经提交，这里即列出各基金的借贷余额。",
            "Nothing was posted yet. Once a settlement is committed, the balances of its funds stand here.",
        );
    if first { table } else { table.beside() }
}

async fn last(journal: &Journal) -> Result<Option<LastView>, DeskError> {
    let Some(batch) = batch_list(journal, u64::MAX, 1).await?.into_iter().next() else {
        return Ok(None);
    };
    let shown = batch_shown(journal, batch.sheet.first).await?;
    Ok(Some(LastView {
        first: batch.sheet.first,
        last: batch.sheet.last,
        written: moment(batch.sheet.written),
        closes: shown.is_some_and(|shown| shown.closes),
    }))
}

async fn area(
    app: &App,
    asked: &Asked,
    (journal, first): (&Journal, bool),
) -> Result<AreaView, DeskError> {
    let words = Words::new(app, asked.lang, journal.code());
    let (store, number) = (journal.store(), journal.number());
    let books = fund_books(&**store, number).await?;
    let [bills, sum, paid] = store.models().bill_sums(number).await?;
    let batch = last(journal).await?;
    let lag = batch.as_ref().map_or(0, |batch| batch.last as i64) - books.up_to;
    Ok(AreaView {
        code: journal.code().to_string(),
        name: words.name(),
        bills: count(bills),
        sum: yuan(Fen(sum)),
        paid: yuan(Fen(paid)),
        due: count(store.models().due_count(number).await?),
        lag: if lag > 0 { count(lag) } else { String::new() },
        trial: trial(&words, &books, first).arrange(asked),
        off: books.trial.off().keys().map(|fund| words.fund(fund.as_str())).collect(),
        batch,
        proof: proof(app, asked.lang, journal, 1).await?,
    })
}

async fn areas(app: &App, asked: &Asked, books: &Books) -> Result<Vec<AreaView>, DeskError> {
    let mut views = Vec::new();
    for (journal, _) in books.areas().await? {
        let first = views.is_empty();
        views.push(area(app, asked, (&journal, first)).await?);
    }
    Ok(views)
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let Some(books) = app.books() else { return no_books(&app, &asked, None) };
    match areas(&app, &asked, books).await {
        Ok(areas) if areas.is_empty() => no_books(&app, &asked, None),
        Ok(areas) => {
            for area in &areas {
                if let Some(file) = area.trial.file().await {
                    return file;
                }
            }
            let place = books.place().to_string();
            let frame = Frame::new(&asked, "账簿", "The books");
            send(StatusCode::OK, &BooksPage { frame, place, areas })
        }
        Err(error) => trouble(&app, &asked, &error),
    }
}
