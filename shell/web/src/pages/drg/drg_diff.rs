//! Two schemes compared: what their tables say otherwise, and on a file of cases who moves where.

use crate::app::App;
use crate::asked::{Asked, Lang, Query};
use crate::frame::{Frame, link, marks, page as send};
use crate::pages::missing::{not_done, not_found};
use crate::table::Kind::{Number, Share, Text};
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::drg_diff::{SchemeDiff, drg_diff};
use office::drg_schemes::DrgScheme;
use payment::drg::{Difference, Moves, Status};
use std::sync::Arc;
use units::{Fen, Words};

/// The largest file of cases that is taken, in bytes.
pub(crate) const LARGEST: usize = 64 << 20;
/// How many entries of a difference are named.
const SOME: usize = 8;
/// The word for the cases that stand beside the schemes.
const EXAMPLE: &str = "example";

struct Compared {
    titles: String,
    tables: Seen,
    moves: Option<Seen>,
    sums: String,
}

#[derive(Template)]
#[template(path = "drg_compare.html")]
struct ComparePage {
    frame: Frame,
    schemes: Vec<(String, String, bool, bool)>,
    examples: bool,
    example: bool,
    compared: Option<Compared>,
}

fn differences(asked: &Asked, all: &[Difference]) -> Table {
    let lang = asked.lang;
    let list = |all: &[String]| {
        let more = if all.len() > SOME { " …" } else { "" };
        format!("{}{more}", all.iter().take(SOME).cloned().collect::<Vec<_>>().join(" "))
    };
    let row = |one: &Difference| {
        let topic = one.topic.words();
        let changed: Vec<String> =
            one.changed.iter().map(|(what, was, is)| format!("{what}: {was} → {is}")).collect();
        let count = |count: usize| Cell::text(count.to_string());
        Row::of([
            Cell::text(lang.pick(topic.zh, topic.en)).under(one.name.clone()),
            count(one.added.len()).under(list(&one.added)),
            count(one.removed.len()).under(list(&one.removed)),
            count(changed.len()).under(list(&changed)),
        ])
    };
    Table::new(lang, "tables", "两个方案的不同", "What the schemes say otherwise")
        .column("topic", Text, "内容", "What")
        .column("added", Text, "增加", "Added")
        .unsorted()
        .column("removed", Text, "减少", "Removed")
        .unsorted()
        .column("changed", Text, "改变", "Changed")
        .unsorted()
        .rows(all.iter().map(row).collect())
        .nothing("两个方案的表和设置完全相同。", "Tables and settings are the same.")
}

fn moved(asked: &Asked, [before, after]: [&DrgScheme; 2], moves: &Moves) -> Table {
    let lang = asked.lang;
    let group = |scheme: &DrgScheme, code: &str| {
        let ambiguous = Status::Ambiguous;
        let name = match scheme.scheme.group_name(code) {
            Some(name) => name,
            None if code.ends_with("QY") => lang.pick(ambiguous.zh(), ambiguous.en()),
            None => "",
        };
        Cell::text(code.to_string()).under(name.to_string())
    };
    let all = part(moves.cases.max(1));
    let mut rows: Vec<_> = moves.moved.iter().collect();
    rows.sort_by(|(a, one), (b, other)| other.count.cmp(&one.count).then(a.cmp(b)));
    let row = |((from, to), moved): (&(String, String), &payment::drg::Moved)| {
        let rows: Vec<String> = moved.examples.iter().map(u64::to_string).collect();
        Row::of([
            group(before, from),
            group(after, to),
            Cell::number(moved.count),
            Cell::share(part(moved.count), all),
            Cell::text(rows.join(" ")),
        ])
    };
    Table::new(lang, "moves", "入组变化", "Who moves where")
        .column("from", Text, "原入组", "Group before")
        .column("to", Text, "现入组", "Group after")
        .column("cases", Number, "病例数", "Cases")
        .summed()
        .column("share", Share, "占全部病例", "Of all cases")
        .column("rows", Text, "例（行号）", "Such as (rows)")
        .unsorted()
        .rows(rows.into_iter().map(row).collect())
        .nothing("没有病例改变入组。", "No case moves.")
        .beside()
}

/// A number as a part of a whole.
fn part(count: u64) -> Fen {
    Fen(i64::try_from(count).unwrap_or(i64::MAX))
}

fn compared(asked: &Asked, [before, after]: [&DrgScheme; 2], diff: &SchemeDiff) -> Compared {
    let sums = diff.moves.as_ref().map_or_else(String::new, |moves| {
        let moved = moves.cases - moves.same;
        match asked.lang {
            Lang::Zh => {
                format!("病例 {} 例，入组不变 {} 例，改变 {moved} 例。", moves.cases, moves.same)
            }
            Lang::En => format!("{} cases: {} stay, {moved} move.", moves.cases, moves.same),
        }
    });
    let moves = diff.moves.as_ref();
    Compared {
        titles: format!("{} → {}", before.title(), after.title()),
        tables: differences(asked, &diff.tables).arrange(asked),
        moves: moves.map(|moves| moved(asked, [before, after], moves).arrange(asked)),
        sums,
    }
}

/// The page: `a` and `b` are schemes, `cases` is `example` or a file that was sent.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let get = |name: &str| asked.query.get(name).unwrap_or("").to_string();
    let [a, b, cases] = ["a", "b", "cases"].map(get);
    let schemes = app.schemes();
    let cases = match cases.as_str() {
        "" => None,
        EXAMPLE => schemes.cases().cloned(),
        sent => match app.uploads().get(sent) {
            Some(bytes) => Some(bytes),
            None => {
                let (zh, en) = (
                    "这个病例文件已不在内存里。请回到比较页重新上传。",
                    "That file of cases is no longer in memory. Go back to the comparison and send it again.",
                );
                return not_done(&asked, asked.lang.pick(zh, en).to_string());
            }
        },
    };
    if [&a, &b].into_iter().any(|name| !name.is_empty() && schemes.named(name).is_none()) {
        return not_found(
            &asked,
            "没有这个分组方案。全部方案见“分组”页。",
            "There is no such grouping scheme. The page 'Grouping' lists them.",
        );
    }
    let compared = match [&a, &b].map(|name| schemes.named(name).cloned()) {
        [Some(before), Some(after)] => match run([&before, &after], cases).await {
            Ok(diff) => Some(compared(&asked, [&before, &after], &diff)),
            Err(words) => {
                let sentence = asked.lang.pick(&words.zh, &words.en);
                return not_done(&asked, marks(asked.lang, sentence));
            }
        },
        _ => None,
    };
    if let Some(compared) = &compared {
        for table in [Some(&compared.tables), compared.moves.as_ref()].into_iter().flatten() {
            if let Some(file) = table.file().await {
                return file;
            }
        }
    }
    let all = schemes.all();
    let last = all.len().saturating_sub(1);
    let on = |chosen: &str, at: usize, usual: usize, name: &str| {
        if chosen.is_empty() { at == usual } else { chosen == name }
    };
    let choice = |(at, scheme): (usize, &Arc<DrgScheme>)| {
        let (name, title) = (scheme.name.clone(), scheme.title());
        let (first, second) = (on(&a, at, 0, &name), on(&b, at, last, &name));
        (name, title, first, second)
    };
    let template = ComparePage {
        frame: Frame::new(&asked, "方案比较", "Schemes compared"),
        schemes: all.iter().enumerate().map(choice).collect(),
        examples: schemes.cases().is_some(),
        example: asked.query.get("cases") == Some(EXAMPLE),
        compared,
    };
    send(StatusCode::OK, &template)
}

/// Takes a file of cases, and leads to the page about it. It stays in memory for a while, so that the
/// page can be sorted and saved; it is written nowhere.
pub(crate) async fn act(
    State(app): State<App>,
    asked: Asked,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let told = |error: String| {
        let (zh, en) = ("文件没有收到：", "The file did not arrive: ");
        not_done(&asked, format!("{}{error}", asked.lang.pick(zh, en)))
    };
    let mut form = match form {
        Ok(form) => form,
        Err(error) => return told(error.body_text()),
    };
    let (mut query, mut lang) = (Query::default(), asked.lang);
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return told(error.body_text()),
        };
        let name = field.name().unwrap_or("").to_string();
        let chosen = field.file_name().is_some_and(|file| !file.is_empty());
        let bytes = match field.bytes().await {
            Ok(bytes) => bytes,
            Err(error) => return told(error.body_text()),
        };
        let text = String::from_utf8_lossy(&bytes);
        match name.as_str() {
            "a" | "b" => query.push(&name, text.trim()),
            "as" => query = query.with("table", "moves").with("as", text.trim()),
            "lang" if text.trim() == "en" => lang = Lang::En,
            "file" if chosen => query.push("cases", &app.uploads().keep(bytes.to_vec())),
            _ => {}
        }
    }
    Redirect::to(&link(lang, &format!("/drg/compare?{query}"))).into_response()
}

/// Compares beside the threads that answer: a large file takes a while.
async fn run(
    [before, after]: [&Arc<DrgScheme>; 2],
    cases: Option<Arc<Vec<u8>>>,
) -> Result<SchemeDiff, Words> {
    let (before, after) = (before.clone(), after.clone());
    let work = move || drg_diff(&before, &after, cases.as_ref().map(|cases| cases.as_slice()));
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Words {
        zh: format!("比较没有完成:{error}"),
        en: format!("the comparison was not finished: {error}"),
    })?;
    done.map_err(|error| error.words())
}
