//! The state of the proof: the last checks of the books, the last signed head, and the last batch.

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{moment, open, trouble};
use crate::frame::{Frame, page as send};
use crate::money::count;
use crate::table::Kind::{Moment, Name, Text};
use crate::table::{Cell, Extent, Row, Seen, Table, Tone};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::CheckRow;
use office::batch_list::{batch_list, batch_shown};
use office::desk::DeskError;
use office::journal::Journal;
use office::proof_status::{Anchored, ProofStatus, proof_status};

/// So many checks are listed.
const MOST: i64 = 1000;

/// A check of the books.
pub(crate) struct CheckView {
    pub(crate) when: String,
    pub(crate) last: i64,
    /// Events that were written since.
    pub(crate) since: String,
    pub(crate) over: String,
    pub(crate) found: String,
    pub(crate) first: String,
    pub(crate) holds: bool,
}

/// A signed head.
pub(crate) struct AnchorView {
    pub(crate) when: String,
    pub(crate) seq: u64,
    pub(crate) head: String,
    pub(crate) met: bool,
}

/// The proof in words.
pub(crate) struct ProofView {
    pub(crate) checks: Vec<CheckView>,
    pub(crate) anchor: Option<AnchorView>,
    pub(crate) file: String,
    pub(crate) trouble: String,
}

#[derive(Template)]
#[template(path = "proof.html")]
struct ProofPage {
    frame: Frame,
    code: String,
    area: String,
    proof: ProofView,
    /// First and last event of the last batch, and whether its chain closes.
    batch: Option<(u64, u64, bool)>,
    table: Seen,
}

fn check(lang: Lang, row: &CheckRow, last: i64) -> CheckView {
    let (bills, answered) = (count(row.bills), count(row.answered));
    let (anchors, more) = (count(row.anchors), lang.pick("，", ", "));
    let mut over =
        lang.pick(format!("重算结算 {bills} 张"), format!("{bills} bills decided again"));
    if row.answered > 0 {
        let words =
            (format!("客户端应答 {answered} 条"), format!("{answered} answers of a client"));
        over.push_str(&format!("{more}{}", lang.pick(words.0, words.1)));
    }
    let words = (format!("锚定 {anchors} 个"), format!("{anchors} anchors"));
    over.push_str(&format!("{more}{}", lang.pick(words.0, words.1)));
    CheckView {
        when: moment(row.moment),
        last: row.last,
        since: if last > row.last { count(last - row.last) } else { String::new() },
        over,
        found: count(row.found),
        first: row.first.clone(),
        holds: row.found == 0,
    }
}

fn anchor(anchored: &Anchored) -> AnchorView {
    let written = anchored.anchor.written.parse::<jiff::Timestamp>();
    AnchorView {
        when: written.map_or_else(
            |_| anchored.anchor.written.clone(),
            |written| moment(written.as_millisecond()),
        ),
        seq: anchored.anchor.seq,
        head: anchored.anchor.head.clone(),
        met: anchored.met,
    }
}

/// The proof of an area, with so many of its last checks.
pub(crate) async fn proof(
    app: &App,
    lang: Lang,
    journal: &Journal,
    most: i64,
) -> Result<ProofView, DeskError> {
    let file = app.books().and_then(|books| books.anchors());
    let (store, number) = (journal.store(), journal.number());
    let status: ProofStatus = proof_status(&**store, number, file, most).await?;
    Ok(ProofView {
        checks: status.checks.iter().map(|row| check(lang, row, status.last)).collect(),
        anchor: status.anchor.as_ref().map(anchor),
        file: file.map_or_else(String::new, |file| file.display().to_string()),
        trouble: status.trouble.unwrap_or_default(),
    })
}

/// Checks as a table.
fn table(lang: Lang, checks: &[CheckView]) -> Table {
    let row = |check: &CheckView| {
        let found = format!("{} {}", check.found, lang.pick("处不符", "differences"));
        let outcome = match check.holds {
            true => Cell::text(lang.pick("全部相符", "all holds")).tone(Tone::Good),
            false => Cell::text(found).tone(Tone::Bad).under(check.first.clone()),
        };
        let cells = [
            Cell::text(check.when.clone()),
            Cell::number(check.last),
            Cell::text(check.over.clone()),
            outcome,
            Cell::text(check.first.clone()),
        ];
        Row::of(cells).facet("outcome", if check.holds { "holds" } else { "differs" })
    };
    let extent = match checks.len() < MOST as usize {
        true => Extent::Whole,
        false => Extent::Cut(MOST as usize),
    };
    Table::new(lang, "checks", "核验记录", "Checks")
        .column("when", Moment, "时间（北京时间）", "When (UTC+8)")
        .column("last", Name, "核验到事项", "Up to event")
        .column("over", Text, "范围", "Over what")
        .unsorted()
        .column("outcome", Text, "结果", "Outcome")
        .column("first", Text, "首处不符", "First difference")
        .in_files()
        .rows(checks.iter().map(row).collect())
        .filter("outcome", ("结果", "Outcome"), |value| {
            let words = match value {
                "holds" => lang.pick("全部相符", "all holds"),
                _ => lang.pick("有不符", "differences"),
            };
            words.to_string()
        })
        .extent(extent)
}

async fn last(journal: &Journal) -> Result<Option<(u64, u64, bool)>, DeskError> {
    let Some(batch) = batch_list(journal, u64::MAX, 1).await?.into_iter().next() else {
        return Ok(None);
    };
    let closes = batch_shown(journal, batch.sheet.first).await?.is_some_and(|shown| shown.closes);
    Ok(Some((batch.sheet.first, batch.sheet.last, closes)))
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let code = path.map_or_else(|_| String::new(), |Path(code)| code);
    let opened = match open(&app, &asked, &code).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let proof = proof(&app, asked.lang, &opened.journal, MOST).await;
    match (proof, last(&opened.journal).await) {
        (Ok(proof), Ok(batch)) => {
            let frame = Frame::new(&asked, "证明", "The proof");
            let area = opened.words.name();
            let table = table(asked.lang, &proof.checks).arrange(&asked);
            if let Some(file) = table.file().await {
                return file;
            }
            send(StatusCode::OK, &ProofPage { frame, code, area, proof, batch, table })
        }
        (Err(error), _) | (_, Err(error)) => trouble(&app, &asked, &error),
    }
}
