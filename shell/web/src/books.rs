//! The books as pages see them: which areas have a journal, how their desks are, how far what is
//! derived lies behind; and the words in which accounts, funds and moments are shown.

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::frame::{Frame, page as send};
use crate::money::group_digits;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use law::{Area, Fact};
use ledger::{Account, Total};
use office::Store;
use office::desk::{Desk, DeskError};
use office::follow::Follower;
use office::journal::Journal;
use office::remember::Refusals;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use units::Day;

/// The books that the pages show, with the desks that are open on them. Cheap to clone.
#[derive(Clone)]
pub struct Books(Arc<Inner>);

/// What is open of the areas: how to read each journal, and what follows it.
type Open = BTreeMap<i64, (Arc<Journal>, Arc<Follower>)>;

struct Inner {
    store: Arc<dyn Store>,
    place: String,
    /// The file of signed heads, outside the database.
    anchors: Option<PathBuf>,
    areas: Mutex<Open>,
    desks: Mutex<Vec<Desk>>,
    refusals: Arc<Refusals>,
    transactions: OnceLock<Transactions>,
}

/// Says what a transaction of the national interface is called, in Chinese and English.
pub type Transactions = fn(&str) -> Option<(&'static str, &'static str)>;

impl Books {
    /// Books; `place` says to people where they are.
    pub fn new(store: Arc<dyn Store>, place: &str) -> Books {
        Books::anchored(store, place, None)
    }

    /// The same, with the file of their signed heads.
    pub fn anchored(store: Arc<dyn Store>, place: &str, anchors: Option<PathBuf>) -> Books {
        let (areas, desks, place) = (Mutex::default(), Mutex::default(), place.to_string());
        let (refusals, transactions) = (Arc::default(), OnceLock::new());
        Books(Arc::new(Inner { store, place, anchors, areas, desks, refusals, transactions }))
    }

    /// The file of signed heads.
    pub(crate) fn anchors(&self) -> Option<&Path> {
        self.0.anchors.as_deref()
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.0.store
    }

    /// Where they are.
    pub fn place(&self) -> &str {
        &self.0.place
    }

    /// Where refusals of the hospital's door wait to be written down.
    pub fn refusals(&self) -> &Arc<Refusals> {
        &self.0.refusals
    }

    /// Lets pages say what transactions of the hospital's door are called; once.
    pub fn name_transactions(&self, named: Transactions) {
        self.0.transactions.get_or_init(|| named);
    }

    /// What a transaction is called.
    pub(crate) fn transaction(&self, number: &str) -> Option<(&'static str, &'static str)> {
        self.0.transactions.get().and_then(|named| named(number))
    }

    /// Shows how a desk is.
    pub fn add_desk(&self, desk: Desk) {
        self.0.desks.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
    }

    /// The desks that are open.
    pub fn desks(&self) -> Vec<Desk> {
        self.0.desks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The desk of an area, if it is open here. One that was taken over from stays in the list: the
    /// newest is the last.
    pub fn desk(&self, area: &str) -> Option<Desk> {
        self.desks().into_iter().rfind(|desk| desk.area() == area)
    }

    /// The journals there are, with who follows them, in the order of areas.
    pub async fn areas(&self) -> Result<Vec<(Arc<Journal>, Arc<Follower>)>, DeskError> {
        let numbers = self.0.store.areas().await?;
        let mut known = self.0.areas.lock().unwrap_or_else(PoisonError::into_inner);
        for number in numbers {
            if let std::collections::btree_map::Entry::Vacant(place) = known.entry(number) {
                let journal = Journal::new(self.0.store.clone(), &number.to_string())?;
                let journal = Arc::new(journal);
                let follower = Arc::new(Follower::of(journal.clone()));
                place.insert((journal, follower));
            }
        }
        Ok(known.values().cloned().collect())
    }

    /// The journal of an area.
    pub async fn journal(&self, code: &str) -> Result<Option<Arc<Journal>>, DeskError> {
        let areas = self.areas().await?;
        let found = areas.into_iter().find(|(journal, _)| journal.code() == code);
        Ok(found.map(|(journal, _)| journal))
    }

    /// Derives all areas, once; for tests, and before pages that must be up to date.
    pub async fn catch_up(&self) -> Result<(), DeskError> {
        for (_, follower) in self.areas().await? {
            follower.catch_up().await?;
        }
        Ok(())
    }

    /// The same beside desks at work.
    async fn go_on(&self) -> Result<(), DeskError> {
        for (_, follower) in self.areas().await? {
            follower.gently().await?;
        }
        Ok(())
    }

    /// Follows all areas in the background, also those that come later, as long as this runs.
    pub async fn follow(self) {
        loop {
            if let Err(error) = self.go_on().await {
                tracing::warn!(%error, "what is derived lies behind");
            }
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    }
}

#[derive(Template)]
#[template(path = "no_books.html")]
struct NoBooks {
    frame: Frame,
    place: String,
    trouble: String,
}

/// A page where there are no books, or they cannot be read: what to do.
pub(crate) fn no_books(app: &App, asked: &Asked, trouble: Option<&DeskError>) -> Response {
    let status = match trouble {
        Some(_) => StatusCode::SERVICE_UNAVAILABLE,
        None => StatusCode::OK,
    };
    let template = NoBooks {
        frame: Frame::new(asked, "账簿", "The books"),
        place: app.books().map_or_else(String::new, |books| books.place().to_string()),
        trouble: trouble.map_or_else(String::new, ToString::to_string),
    };
    send(status, &template)
}

/// An area with its journal, as a page of it begins.
pub(crate) struct Opened {
    pub(crate) journal: Arc<Journal>,
    pub(crate) words: Words,
}

/// Opens an area of the books, or says why there is none.
pub(crate) async fn open(app: &App, asked: &Asked, code: &str) -> Result<Opened, Response> {
    let Some(books) = app.books() else { return Err(no_books(app, asked, None)) };
    match books.journal(code).await {
        Ok(Some(journal)) => Ok(Opened { journal, words: Words::new(app, asked.lang, code) }),
        Ok(None) => Err(crate::pages::missing::not_found(
            asked,
            "账簿中没有这个地区。请核对行政区划代码，或先导入该地区的数据。",
            "The books have no such area. Check its code, or import its data first.",
        )),
        Err(error) => Err(no_books(app, asked, Some(&error))),
    }
}

/// What a page does with trouble of the books.
pub(crate) fn trouble(app: &App, asked: &Asked, error: &DeskError) -> Response {
    no_books(app, asked, Some(error))
}

/// Words of an area for what stands in its books.
#[derive(Clone)]
pub(crate) struct Words {
    pub(crate) lang: Lang,
    pub(crate) code: String,
    pub(crate) area: Option<Arc<Area>>,
}

impl Words {
    pub(crate) fn new(app: &App, lang: Lang, code: &str) -> Words {
        let area = app.area(code).map(|(_, area)| area.clone());
        Words { lang, code: code.to_string(), area }
    }

    /// The area's name.
    pub(crate) fn name(&self) -> String {
        self.area.as_ref().map_or_else(|| self.code.clone(), |area| self.lang.of(&area.name))
    }

    /// A fund.
    pub(crate) fn fund(&self, id: &str) -> String {
        let fund = self.area.as_ref().and_then(|area| area.fund(id));
        fund.map_or_else(|| id.to_string(), |fund| capital(&self.lang.of(&fund.titles)))
    }

    /// A value of a fact, such as a kind of care.
    pub(crate) fn value(&self, fact: Fact, value: &str) -> String {
        let found = self.area.as_ref().and_then(|area| {
            let code = area.domains.code(fact, value)?;
            Some(self.lang.of(&area.domains.titles(fact, code)))
        });
        found.unwrap_or_else(|| value.to_string())
    }

    /// An account, with what it is about.
    pub(crate) fn account(&self, account: &Account) -> String {
        let words = account.words();
        let words = capital(&self.lang.pick(words.zh, words.en));
        match (account.sub(), self.lang) {
            (Some(care), Lang::Zh) => format!("{words}（{}）", self.value(Fact::Care, care)),
            (Some(care), Lang::En) => format!("{words}: {}", self.value(Fact::Care, care)),
            (None, _) => words,
        }
    }
}

/// A total with its thousands apart.
pub(crate) fn total(total: Total) -> String {
    let text = group_digits(&total.to_string());
    text.replace('-', "−")
}

/// Words that begin a heading or a row.
pub(crate) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A moment in legal time, to the second.
pub(crate) fn moment(written: i64) -> String {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let moment = jiff::Timestamp::from_millisecond(written).unwrap_or_default();
    moment.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A day from its number.
pub(crate) fn day(number: i64) -> String {
    let day = i32::try_from(number).ok().and_then(Day::from_number);
    day.map_or_else(String::new, |day| day.to_string())
}

/// First and last day of care, as one.
pub(crate) fn days(lang: Lang, from: &str, to: &str) -> String {
    match (from == to, lang) {
        (true, _) => from.to_string(),
        (false, Lang::Zh) => format!("{from} 至 {to}"),
        (false, Lang::En) => format!("{from} to {to}"),
    }
}

/// The span of days that a page was asked for: `from` and `to`, else this year up to today.
pub(crate) fn span(asked: &Asked, today: Day) -> (Day, Day) {
    let field = |name| asked.query.get(name).and_then(|text| Day::parse(text).ok());
    let last = field("to").unwrap_or(today);
    let first = field("from").or_else(|| Day::new(last.year(), 1, 1)).unwrap_or(last);
    if first <= last { (first, last) } else { (last, first) }
}

/// What kind of event it was.
pub(crate) fn event_words(lang: Lang, kind: &str) -> &'static str {
    let (zh, en) = match kind {
        "law" => ("规定生效", "law in force"),
        "person" => ("参保登记", "person's cover"),
        "filing" => ("备案", "filing"),
        "credit" => ("个人账户划入", "account credited"),
        "visit" => ("就诊登记", "visit registered"),
        "lines" => ("费用明细", "fee lines"),
        "withdrawn" => ("明细撤销", "lines withdrawn"),
        "bill" => ("结算", "settlement"),
        "undo" => ("撤销", "undo"),
        "described" => ("就诊信息", "visit described"),
        "cancelled" => ("就诊撤销", "visit cancelled"),
        "discharged" => ("出院", "discharge"),
        "discharge-undone" => ("出院撤销", "discharge undone"),
        "filing-revoked" => ("备案撤销", "filing revoked"),
        _ => ("冲正（原报文未到）", "reversal of a message that never came"),
    };
    lang.pick(zh, en)
}
