//! The statement of a fund for a span of days: income and spending apart, where the money went, and
//! the months before.

use crate::app::{App, today};
use crate::asked::Asked;
use crate::books::{Words, capital, open, span, total, trouble};
use crate::chart::{self, Drawn, Ladder, Months, Series};
use crate::frame::{Frame, page as send};
use crate::table::Kind::{Money, Share, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use ledger::{Kind, Movement, Statement, Total};
use office::fund_books::{Month, months, statement};
use units::Day;

/// So many months are shown, or more where the days asked for span more.
const MONTHS: i32 = 12;
const MOST_MONTHS: i32 = 36;

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
    /// What came in, what was spent, what is left of it, and what the fund has at the end.
    tiles: [String; 4],
    spent: Ladder,
    trend: Months,
    /// Every account, what was spent by account, and months.
    tables: [Seen; 3],
    balanced: bool,
    /// Whether nothing came in at all.
    no_income: bool,
}

/// The days of a statement as names of files have them.
fn of(statement: &Statement) -> String {
    format!("{} {}", statement.first, statement.last)
}

fn accounts(words: &Words, name: &str, statement: &Statement) -> Table {
    let kind = |kind: Kind| {
        let own = kind.words();
        capital(&words.lang.pick(own.zh, own.en))
    };
    let row = |row: &Movement| {
        let of = row.account.kind();
        Row::of([
            Cell::text(words.account(&row.account)),
            Cell::text(kind(of)),
            Cell::total(row.read(row.opening)),
            Cell::total(row.debit),
            Cell::total(row.credit),
            Cell::total(row.read(row.closing())),
        ])
        .facet("kind", of.name())
    };
    let (zh, en) = (format!("{name}：各科目"), format!("{name}: every account"));
    Table::new(words.lang, "accounts", &zh, &en)
        .of(of(statement))
        .column("account", Text, "科目", "Account")
        .column("kind", Text, "类别", "Kind")
        .column("before", Money, "期初", "Before")
        .column("debit", Money, "借方发生", "Debits")
        .summed()
        .column("credit", Money, "贷方发生", "Credits")
        .summed()
        .column("after", Money, "期末", "After")
        .rows(statement.rows.iter().map(row).collect())
        .filter("kind", ("类别", "Kind"), |name| {
            let found = Kind::NAMES.iter().find(|(known, _)| *known == name);
            found.map_or_else(String::new, |(_, of)| kind(*of))
        })
}

/// What was spent, the largest account first.
fn spent(words: &Words, statement: &Statement) -> Vec<(String, Total)> {
    let rows = statement.of_kind(Kind::Expense);
    let mut rows: Vec<(String, Total)> =
        rows.map(|row| (words.account(&row.account), row.read(row.net()))).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows
}

fn spending(words: &Words, statement: &Statement, all: &[(String, Total)]) -> Table {
    let whole = statement.spending();
    let share = |sum: Total| match (sum.fen(), whole.fen()) {
        (Some(part), Some(whole)) => Cell::share(part, whole),
        _ => Cell::nothing(),
    };
    let row = |(account, sum): &(String, Total)| {
        Row::of([Cell::text(account.clone()), Cell::total(*sum), share(*sum)])
    };
    Table::new(words.lang, "spending", "基金支出去向", "Where the fund's money went")
        .of(of(statement))
        .column("account", Text, "科目", "Account")
        .column("sum", Money, "支出", "Spent")
        .summed()
        .column("share", Share, "占比", "Share")
        .rows(all.iter().map(row).collect())
        .nothing("这段日子没有支出。", "Nothing was spent in these days.")
        .beside()
}

fn by_month(words: &Words, months: &[Month]) -> Table {
    let row = |month: &Month| {
        Row::of([
            Cell::text(&month.first.to_string()[..7]),
            Cell::total(month.income),
            Cell::total(month.spending),
            Cell::total(month.income - month.spending),
        ])
    };
    let days = (months.first(), months.last());
    let of = if let (Some(first), Some(last)) = days {
        format!("{} {}", &first.first.to_string()[..7], &last.first.to_string()[..7])
    } else {
        String::new()
    };
    Table::new(words.lang, "months", "逐月收支", "Month by month")
        .of(of)
        .column("month", Text, "月份", "Month")
        .column("income", Money, "收入", "Income")
        .summed()
        .column("spending", Money, "支出", "Spending")
        .summed()
        .column("surplus", Money, "结余", "Surplus")
        .summed()
        .rows(months.iter().map(row).collect())
        .beside()
}

/// Spending by month, and income beside it where there is any.
fn trend(words: &Words, title: String, months: &[Month]) -> Months {
    let series = |zh: &str, en: &str, drawn: Drawn, of: fn(&Month) -> Total| Series {
        words: words.lang.pick(zh, en).to_string(),
        drawn,
        sums: months.iter().map(of).collect(),
    };
    let mut all = vec![series("支出", "Spending", Drawn::Full, |month| month.spending)];
    if months.iter().any(|month| month.income != Total::ZERO) {
        all.push(series("收入", "Income", Drawn::Hatched, |month| month.income));
    }
    let days: Vec<Day> = months.iter().map(|month| month.first).collect();
    chart::months(words.lang, ("trend", title), &days, &all)
}

fn show(asked: &Asked, words: &Words, name: String, both: (&Statement, &[Month])) -> FundPage {
    let (statement, months) = both;
    // Of the months before the days asked for, those in which something moved.
    let still = |month: &&Month| {
        let nothing = month.income == Total::ZERO && month.spending == Total::ZERO;
        nothing && month.first < statement.first.first_of_month()
    };
    let months = &months[months.iter().take_while(still).count()..];
    let all = spent(words, statement);
    let title =
        |zh: &str, en: &str| words.lang.pick(format!("{name}：{zh}"), format!("{name}: {en}"));
    let tables = [
        accounts(words, &name, statement),
        spending(words, statement, &all),
        by_month(words, months),
    ];
    FundPage {
        frame: Frame::new(asked, format!("{name}收支表"), format!("Statement: {name}")),
        code: words.code.clone(),
        area: words.name(),
        action: asked.path.clone(),
        first: statement.first.to_string(),
        last: statement.last.to_string(),
        tiles: [
            statement.income(),
            statement.spending(),
            statement.surplus(),
            statement.net_assets_closing(),
        ]
        .map(total),
        spent: chart::ladder(("spent", title("支出去向", "where it went")), &all),
        trend: trend(words, title("逐月收支", "month by month"), months),
        tables: tables.map(|table| table.arrange(asked)),
        balanced: statement.gap() == (Total::ZERO, Total::ZERO),
        no_income: statement.income() == Total::ZERO && statement.spending() != Total::ZERO,
        fund: name,
    }
}

/// How many months a span of days touches.
fn months_of((first, last): (Day, Day)) -> i32 {
    let number = |day: Day| i32::from(day.year()) * 12 + i32::from(day.month());
    number(last) - number(first) + 1
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
    let days = span(&asked, today);
    let count = months_of(days).clamp(MONTHS, MOST_MONTHS);
    let months = match months(&**store, number, &fund, (days.1, count)).await {
        Ok(months) => months,
        Err(error) => return trouble(&app, &asked, &error),
    };
    match statement(&**store, number, &fund, days).await {
        Ok(Some(statement)) => {
            let name = opened.words.fund(&fund);
            let page = show(&asked, &opened.words, name, (&statement, &months));
            for table in &page.tables {
                if let Some(file) = table.file().await {
                    return file;
                }
            }
            send(StatusCode::OK, &page)
        }
        Ok(None) => super::missing::not_found(
            &asked,
            "这个基金还没有记过账。结算一经提交，稍后即可在此查看。",
            "Nothing was posted to this fund yet. Settlements show here shortly after their commit.",
        ),
        Err(error) => trouble(&app, &asked, &error),
    }
}
