//! The books at a glance: every area's funds with their trial balance, batches, proof, what is due.

use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{Books, Words, moment, no_books, some_total, total, trouble};
use crate::frame::{Frame, page as send, segment};
use crate::money::{count, yuan};
use crate::pages::proof_status::{ProofView, proof};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ledger::Total;
use office::batch_list::{batch_list, batch_shown};
use office::desk::DeskError;
use office::fund_books::{FundBooks, fund_books};
use office::journal::Journal;
use units::Fen;

/// An account of a fund: words, debit, credit.
type AccountRow = (String, String, String);

/// A fund with its accounts.
struct FundView {
    name: String,
    link: String,
    accounts: Vec<AccountRow>,
    debit: String,
    credit: String,
    balanced: bool,
}

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
    funds: Vec<FundView>,
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

fn funds(words: &Words, books: &FundBooks) -> Vec<FundView> {
    let year = today().map_or_else(String::new, |day| format!("?from={}-01-01", day.year()));
    let view = |(fund, (debit, credit)): (units::FundId, (Total, Total))| {
        let row = |row: &ledger::TrialRow| {
            (words.account(&row.account), some_total(row.debit), some_total(row.credit))
        };
        FundView {
            name: words.fund(fund.as_str()),
            link: format!("/books/{}/funds/{}{year}", words.code, segment(fund.as_str())),
            accounts: books.trial.of_fund(&fund).map(row).collect(),
            debit: total(debit),
            credit: total(credit),
            balanced: debit == credit,
        }
    };
    books.trial.totals().into_iter().map(view).collect()
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

async fn area(app: &App, asked: &Asked, journal: &Journal) -> Result<AreaView, DeskError> {
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
        funds: funds(&words, &books),
        batch,
        proof: proof(app, asked.lang, journal, 1).await?,
    })
}

async fn areas(app: &App, asked: &Asked, books: &Books) -> Result<Vec<AreaView>, DeskError> {
    let mut views = Vec::new();
    for (journal, _) in books.areas().await? {
        views.push(area(app, asked, &journal).await?);
    }
    Ok(views)
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let Some(books) = app.books() else { return no_books(&app, &asked, None) };
    match areas(&app, &asked, books).await {
        Ok(areas) if areas.is_empty() => no_books(&app, &asked, None),
        Ok(areas) => {
            let place = books.place().to_string();
            let frame = Frame::new(&asked, "账簿", "The books");
            send(StatusCode::OK, &BooksPage { frame, place, areas })
        }
        Err(error) => trouble(&app, &asked, &error),
    }
}
