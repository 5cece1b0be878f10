//! Operation: how the service is, its desks and their queues, how far behind what is derived lies,
//! batches and proof of every area, and refusals of the hospital's door.

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{Books, Words, moment, no_books, trouble};
use crate::frame::{Frame, page as send};
use crate::health;
use crate::money::count;
use crate::pages::proof_status::proof;
use crate::table::Kind::{Moment, Name, Number, Text};
use crate::table::{Cell, Row, Seen, Table, Tone};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use office::batch_list::{batch_list, batch_shown};
use office::desk::{Desk, DeskError, Health};
use office::journal::Journal;
use std::sync::atomic::Ordering;

#[derive(Template)]
#[template(path = "operation.html")]
struct Operation {
    frame: Frame,
    well: bool,
    /// The store's engine, and where it is.
    engine: String,
    place: String,
    /// Refusals since the start, waiting, lost, of strangers.
    refusals: [String; 4],
    lost: bool,
    areas: Seen,
    desks: Seen,
}

/// A desk: how it is, what waits, and what it did since it was opened.
fn desk(app: &App, lang: Lang, desk: &Desk) -> Row {
    let (state, tone, why) = match desk.health() {
        Health::Open => (lang.pick("开放", "open"), Tone::Good, String::new()),
        Health::Waiting(why) => (lang.pick("等待写入", "waits to write"), Tone::Bad, why),
        Health::Stopped(why) => {
            (lang.pick("已停止，请重启服务", "stopped: start the service again"), Tone::Bad, why)
        }
    };
    let counts = desk.counts();
    let of = |figure: &std::sync::atomic::AtomicU64| Cell::number(figure.load(Ordering::Relaxed));
    let micros = |at: usize| counts.micros[at].load(Ordering::Relaxed);
    let batches = counts.batches.load(Ordering::Relaxed).max(1);
    let each = |at: usize| Cell::number(micros(at) / batches);
    let name = Words::new(app, lang, desk.area()).name();
    let link = format!("/books/{}/batches", desk.area());
    Row::of([
        Cell::text(name).to(link),
        Cell::text(state).tone(tone).under(why),
        Cell::number(i64::try_from(desk.waiting()).unwrap_or(i64::MAX)),
        of(&counts.full),
        of(&counts.batches),
        of(&counts.settled),
        of(&counts.refused),
        of(&counts.again),
        of(&counts.failed),
        each(0),
        each(1),
        each(2),
    ])
}

fn desks(app: &App, lang: Lang, books: &Books) -> Table {
    Table::new(lang, "desks", "经办台（启动以来）", "Desks (since they were opened)")
        .column("area", Text, "地区", "Area")
        .column("state", Text, "状态", "State")
        .column("waiting", Number, "排队", "Waiting")
        .column("full", Number, "满队退回", "Turned away, full")
        .column("batches", Number, "批次", "Batches")
        .column("settled", Number, "结算", "Settled")
        .column("refused", Number, "按规则退回", "Refused by a rule")
        .column("again", Number, "重复应答", "Answered again")
        .column("failed", Number, "提交失败", "Commits failed")
        .column("read", Number, "每批读（微秒）", "Reading a batch (µs)")
        .column("decide", Number, "每批算（微秒）", "Deciding it (µs)")
        .column("commit", Number, "每批写（微秒）", "Writing it (µs)")
        .rows(books.desks().iter().map(|one| desk(app, lang, one)).collect())
        .nothing(
            "没有开放的经办台：本服务只显示页面，或还没有登记过医药机构或目录。",
            "No desk is open: this service shows pages alone, or nothing was registered yet.",
        )
        .beside()
}

/// An area: how far it came, how far behind what is derived lies, and how its proof is.
async fn area(app: &App, lang: Lang, journal: &Journal) -> Result<Row, DeskError> {
    let (store, number, code) = (journal.store(), journal.number(), journal.code());
    let words = Words::new(app, lang, code);
    let batch = batch_list(journal, u64::MAX, 1).await?.into_iter().next();
    let last = batch.as_ref().map_or(0, |batch| batch.sheet.last as i64);
    let behind = last - store.models().followed(number).await?;
    let closes = match &batch {
        Some(batch) => batch_shown(journal, batch.sheet.first).await?.is_some_and(|b| b.closes),
        None => true,
    };
    let proof = proof(app, lang, journal, 1).await?;
    let link = |page: &str| format!("/books/{code}/{page}");
    let said = |good: bool, yes: (&str, &str), no: (&str, &str)| {
        let (zh, en) = if good { yes } else { no };
        Cell::text(lang.pick(zh, en)).tone(if good { Tone::Good } else { Tone::Bad })
    };
    let check = match proof.checks.first() {
        None => said(false, ("", ""), ("还没有核验", "never checked")),
        Some(check) => said(check.holds, ("全部相符", "all holds"), ("有不符", "differences"))
            .under(check.when.clone()),
    };
    let anchor = match &proof.anchor {
        None => said(false, ("", ""), ("还没有锚定", "never anchored")),
        Some(anchor) => {
            said(anchor.met, ("相符", "met"), ("不符", "not met")).under(anchor.when.clone())
        }
    };
    let lag = Cell::number(behind);
    let lag = if behind < health::FAR_BEHIND { lag } else { lag.tone(Tone::Bad) };
    Ok(Row::of([
        Cell::text(words.name()).to(link("proof")),
        batch.as_ref().map_or_else(Cell::nothing, |batch| {
            Cell::number(batch.sheet.first).to(link(&format!("batches/{}", batch.sheet.first)))
        }),
        batch.as_ref().map_or_else(Cell::nothing, |batch| Cell::text(moment(batch.sheet.written))),
        Cell::number(last),
        lag,
        Cell::number(store.models().due_count(number).await?).to(link("due")),
        said(closes, ("闭合", "closes"), ("断开，请停办", "broken: stop work")),
        check,
        anchor,
    ]))
}

async fn areas(app: &App, lang: Lang, books: &Books) -> Result<Table, DeskError> {
    let mut rows = Vec::new();
    for (journal, _) in books.areas().await? {
        rows.push(area(app, lang, &journal).await?);
    }
    let table = Table::new(lang, "areas", "各地区账簿", "The books of the areas")
        .column("area", Text, "地区", "Area")
        .column("batch", Name, "最近批次", "Last batch")
        .column("written", Moment, "写入时间（北京时间）", "Written (UTC+8)")
        .column("last", Name, "末事项", "Last event")
        .column("behind", Number, "待汇总事项", "Events behind")
        .column("due", Number, "待复核", "Due")
        .column("chain", Text, "证明链", "Chain")
        .column("check", Text, "最近核验", "Last check")
        .column("anchor", Text, "最近锚定", "Last anchor")
        .rows(rows)
        .nothing("账簿还是空的。", "The books are still empty.");
    Ok(table)
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let Some(books) = app.books() else { return no_books(&app, &asked, None) };
    let lang = asked.lang;
    let read = async {
        Ok::<_, DeskError>((health::look(books).await?.0, areas(&app, lang, books).await?))
    };
    let (well, areas) = match read.await {
        Ok(read) => read,
        Err(error) => return trouble(&app, &asked, &error),
    };
    let (areas, desks) = (areas.arrange(&asked), desks(&app, lang, books).arrange(&asked));
    for table in [&areas, &desks] {
        if let Some(file) = table.file().await {
            return file;
        }
    }
    let refusals = books.refusals();
    let template = Operation {
        frame: Frame::new(&asked, "运行", "Operation"),
        well,
        engine: books.store().engine().to_string(),
        place: books.place().to_string(),
        refusals: [
            count(refusals.came()),
            count(refusals.waiting()),
            count(refusals.lost()),
            count(refusals.strange()),
        ],
        lost: refusals.lost() > 0,
        areas,
        desks,
    };
    send(StatusCode::OK, &template)
}
