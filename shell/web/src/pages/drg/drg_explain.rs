//! One case, written into a form: its group, every step on the way, and what would have moved it.

use super::{Head, find};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::frame::{Frame, marks, page as send};
use crate::table::Kind::Text;
use crate::table::{Cell, Row, Seen, Table};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::drg_explain::{CaseExplained, drg_explain, joined, telling_case};
use office::drg_schemes::DrgScheme;
use payment::drg::{Codes, Fields, Status};
use units::Words;

/// Fields of the form: name, Chinese, English, whether it must be filled, a hint.
const FIELDS: [(&str, &str, &str, bool); 6] = [
    ("age", "年龄（岁）", "Age in years", true),
    ("days", "年龄（天，不满一岁时填）", "Age in days, below one year", false),
    ("weight", "出生体重（克）", "Weight at birth (g)", false),
    ("stay", "住院天数", "Days of the stay", false),
    ("dx", "诊断编码，主要诊断在前，以 | 隔开", "Diagnoses, the main one first, | between", true),
    (
        "op",
        "手术操作编码，主要手术在前，以 | 隔开",
        "Procedures, the main one first, | between",
        false,
    ),
];

/// A field of the form.
struct Field {
    name: &'static str,
    label: &'static str,
    must: bool,
    value: String,
}

struct Explained {
    good: bool,
    status: String,
    group: String,
    name: String,
    reason: String,
    codes: Seen,
    steps: Vec<String>,
    changes: Seen,
}

#[derive(Template)]
#[template(path = "drg_case.html")]
struct CasePage {
    frame: Frame,
    head: Head,
    fields: Vec<Field>,
    sexes: Vec<(&'static str, &'static str, bool)>,
    ways: Vec<(&'static str, &'static str, bool)>,
    example: String,
    explained: Option<Explained>,
}

fn explained(asked: &Asked, scheme: &DrgScheme, get: &impl Fn(&str) -> String) -> Explained {
    let (dx, op) = (joined(&get("dx")), joined(&get("op")));
    let [sex, age, days, weight, stay, leaving] =
        ["sex", "age", "days", "weight", "stay", "leaving"].map(get);
    let told: CaseExplained = drg_explain(
        scheme,
        &Fields {
            sex: &sex,
            age: &age,
            days: &days,
            weight: &weight,
            stay: &stay,
            leaving: &leaving,
            diagnoses: Codes::Joined(&dx),
            procedures: Codes::Joined(&op),
        },
    );
    let lang = asked.lang;
    let words = |words: &Words| match lang {
        Lang::Zh => marks(lang, &words.zh),
        Lang::En => words.en.clone(),
    };
    let kinds = [(&dx, "诊断", "diagnosis"), (&op, "手术操作", "procedure")];
    let rows = kinds.into_iter().flat_map(|(codes, zh, en)| {
        codes.split('|').filter(|code| !code.is_empty()).enumerate().map(move |(at, code)| {
            let [code, name] = super::coded(lang, scheme, code);
            let first = if at == 0 { lang.pick("（主要）", " (main)") } else { "" };
            Row::of([code, name, Cell::text(format!("{}{first}", lang.pick(zh, en)))])
        })
    });
    let codes = Table::new(lang, "codes", "这份病案的编码", "Codes of the case")
        .column("code", Text, "编码", "Code")
        .column("name", Text, "名称", "Name")
        .column("kind", Text, "类别", "Kind")
        .rows(rows.collect())
        .beside()
        .arrange(asked);
    let moves = told.changes.iter().map(|(change, outcome)| {
        let (group, name) = match outcome.status {
            Status::Grouped => (outcome.drg, scheme.scheme.group_name(outcome.drg).unwrap_or("")),
            status => (lang.pick(status.zh(), status.en()), ""),
        };
        Row::of([Cell::text(words(change)), Cell::text(group).under(name)])
    });
    let changes = Table::new(lang, "changes", "改一处会怎样", "What one change would do")
        .column("change", Text, "改动", "Change")
        .column("group", Text, "入组", "Group")
        .rows(moves.collect())
        .nothing(
            "去掉或调换任何一个编码，入组都不变。",
            "Leaving out or exchanging any one code would not move the case.",
        )
        .beside()
        .arrange(asked);
    let outcome = told.outcome;
    Explained {
        good: outcome.status == Status::Grouped,
        status: lang.pick(outcome.status.zh(), outcome.status.en()).to_string(),
        group: if outcome.status == Status::Invalid {
            String::new()
        } else {
            outcome.drg.replace("0000", "")
        },
        name: told.name.to_string(),
        reason: told.reason.as_ref().map_or_else(String::new, words),
        codes,
        steps: told.steps.iter().map(words).collect(),
        changes,
    }
}

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let name = path.map_or_else(|_| String::new(), |Path(name)| name);
    let scheme = match find(&app, &asked, &name) {
        Ok(scheme) => scheme,
        Err(response) => return *response,
    };
    let lang = asked.lang;
    let get = |name: &str| asked.query.get(name).unwrap_or("").to_string();
    let explained = asked.query.has("dx").then(|| explained(&asked, &scheme, &get));
    let chosen = |all: &[(&'static str, &'static str, &'static str)], name: &str| {
        let now = get(name);
        let one = |(value, zh, en): &(&'static str, &'static str, &'static str)| {
            (*value, lang.pick(*zh, *en), now == *value)
        };
        all.iter().map(one).collect::<Vec<_>>()
    };
    let sexes = [("1", "男", "male"), ("2", "女", "female")];
    let ways = [
        ("1", "医嘱离院", "discharged on medical advice"),
        ("2", "医嘱转院", "moved to another hospital"),
        ("3", "医嘱转社区或卫生院", "moved to a community hospital"),
        ("4", "非医嘱离院", "left against advice"),
        ("5", "死亡", "died"),
        ("9", "其他", "other"),
    ];
    if let Some(one) = &explained {
        for table in [&one.codes, &one.changes] {
            if let Some(file) = table.file().await {
                return file;
            }
        }
    }
    let fields = FIELDS.map(|(name, zh, en, must)| Field {
        name,
        label: lang.pick(zh, en),
        must,
        value: get(name),
    });
    let template = CasePage {
        frame: Frame::new(&asked, "病案入组说明", "A case explained"),
        head: Head::of(&scheme),
        fields: fields.into(),
        sexes: chosen(&sexes, "sex"),
        ways: chosen(&ways, "leaving"),
        example: example(&app, &scheme),
        explained,
    };
    send(StatusCode::OK, &template)
}

/// An example case, as an address; empty without examples.
fn example(app: &App, scheme: &DrgScheme) -> String {
    let cases = app.schemes().cases();
    let Some(fields) = cases.and_then(|cases| telling_case(scheme, cases)) else {
        return String::new();
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        query.append_pair(name, &value);
    }
    format!("{}?{}", super::path(&scheme.name, &["case"]), query.finish())
}
