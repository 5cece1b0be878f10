//! Pages: the law says where each figure stands, and what is written about the tree is true.

use std::collections::BTreeSet;
use toml::{Table, Value};

/// Entries of an area that carry a source.
const DATED: &[&str] =
    &["scheme", "layer", "accumulator", "counter", "value", "statistic", "waiting", "case"];

/// Entries of a law file without document, article, day of reading and grade.
pub(crate) fn law_sources(path: &str, text: &str) -> Vec<String> {
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return vec![format!("{path}: {error}; mend the file")],
    };
    let whole = table.get("source").map(is_source);
    let mut found = Vec::new();
    if whole == Some(false) {
        found.push(format!("{path}: [source] lacks document, article, read_on or grade; add it"));
    }
    for (kind, value) in table.iter().filter(|(key, _)| DATED.contains(&key.as_str())) {
        for (name, entry) in entries(kind, value) {
            let own = entry.get("source").map(is_source);
            if !own.or(whole).unwrap_or(false) {
                found.push(format!(
                    "{path}: {name} has no source; give it source = {{ document, article, read_on, grade }}, or the file a [source]"
                ));
            }
        }
    }
    found
}

fn is_source(value: &Value) -> bool {
    ["document", "article", "read_on", "grade"].iter().all(|key| value.get(key).is_some())
}

/// `[[layer]]` entries with a name, `[[value.NAME]]` entries with theirs.
fn entries<'v>(kind: &str, value: &'v Value) -> Vec<(String, &'v Value)> {
    let mut found = Vec::new();
    let lists: Vec<(String, &Value)> = match value {
        Value::Table(named) => named.iter().map(|(k, v)| (format!("{kind}.{k}"), v)).collect(),
        other => vec![(kind.to_string(), other)],
    };
    for (name, list) in lists {
        for entry in list.as_array().into_iter().flatten() {
            let own = ["name", "id"].iter().find_map(|key| entry.get(key)?.as_str());
            found.push((format!("[[{name}]] {}", own.unwrap_or("")), entry));
        }
    }
    found
}

/// What the map of the tree says that is not so, or leaves out.
pub(crate) fn map(text: &str, rooms: &BTreeSet<String>, files: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    let is_path = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let mut named = BTreeSet::new();
    for (at, line) in text.lines().enumerate() {
        let later = line.contains("later");
        for token in line.split(|c| !is_path(c)).map(|t| t.trim_end_matches(['.', '/'])) {
            let tops = ["core/", "shell/", "law/", "tests/", "docs/", ".ci/"];
            let path = tops.iter().any(|top| token.starts_with(top));
            let prefix = format!("{token}/");
            let there = if path {
                files.contains(token) || files.iter().any(|file| file.starts_with(&prefix))
            } else if token.ends_with(".rs") && !token.contains('/') {
                let tail = format!("/{token}");
                files.iter().any(|file| file.ends_with(&tail))
            } else {
                continue;
            };
            if there {
                named.insert(token.to_string());
            } else if !later {
                found.push(format!(
                    "ARCHITECTURE.md:{}: there is no {token}; mend the line, or say 'later'",
                    at + 1
                ));
            }
        }
    }
    for room in rooms.iter().filter(|room| !named.contains(*room)) {
        found.push(format!(
            "ARCHITECTURE.md: {room} is not on the map; add a line that says what it is"
        ));
    }
    found
}

/// Where the two front pages differ: headings, and commands in blocks of code.
pub(crate) fn front_pages(english: &str, chinese: &str) -> Vec<String> {
    let (one, other) = (Front::read(english), Front::read(chinese));
    let mut found = Vec::new();
    if one.headings == 0 {
        found.push("README.md: it has no heading; write it".to_string());
    }
    if one.headings != other.headings {
        found.push(format!(
            "README.md has {} headings, README.zh-CN.md {}; tell both readers the same",
            one.headings, other.headings
        ));
    }
    if one.commands != other.commands {
        found.push(format!(
            "README.md and README.zh-CN.md show different commands: {:?} and {:?}; make them the same",
            one.commands, other.commands
        ));
    }
    found
}

#[derive(Default)]
struct Front {
    headings: usize,
    commands: Vec<String>,
}

impl Front {
    fn read(text: &str) -> Front {
        let (mut front, mut inside) = (Front::default(), false);
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                inside = !inside;
            } else if inside {
                let command = line.split(" #").next().unwrap_or("").trim();
                if !command.is_empty() && !command.starts_with('#') {
                    front.commands.push(command.to_string());
                }
            } else if line.starts_with('#') {
                front.headings += 1;
            }
        }
        front
    }
}

/// What is wrong with a page in `docs/decisions`.
pub(crate) fn decision(path: &str, text: &str) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (number, words) = name.split_once('-').unwrap_or((name, ""));
    let mut found = Vec::new();
    if number.len() != 4 || number.parse::<u16>().is_err() || !words.ends_with(".md") {
        found.push(format!("{path}: name a page 0001-what-was-decided.md"));
    }
    if !text.lines().take(5).any(has_day) {
        found.push(format!(
            "{path}: no date in the first five lines; write the day, such as 2026-11-21"
        ));
    }
    for part in ["Context", "Decision", "Consequences"] {
        if !text.contains(&format!("## {part}")) {
            found.push(format!(
                "{path}: a page has context, decision and consequences; add '## {part}'"
            ));
        }
    }
    found
}

fn has_day(line: &str) -> bool {
    let form = |word: &str| {
        word.len() == 10
            && word.chars().enumerate().all(|(at, c)| match at {
                4 | 7 => c == '-',
                _ => c.is_ascii_digit(),
            })
    };
    line.split(|c: char| !c.is_ascii_digit() && c != '-').any(form)
}

/// Numbers that two pages share.
pub(crate) fn numbered(paths: &[&str]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let number = |path: &str| -> String {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.chars().take(4).collect()
    };
    let twice = paths.iter().filter(|path| !seen.insert(number(path)));
    twice.map(|path| format!("{path}: another page has this number; take the next")).collect()
}

#[test]
fn a_law_entry_without_source_is_found() {
    let source =
        "source = { document = \"d\", article = \"a\", read_on = 2026-11-21, grade = \"plan\" }";
    let file = source.replace("source = {", "[source]\n").replace(", ", "\n").replace(" }", "");
    let found = |text: &str| law_sources("law/a.toml", text).len();
    assert_eq!(found("[[value.a]]\nis = \"1\"\n[[layer]]\nname = \"b\""), 2);
    assert_eq!(found(&format!("[[value.a]]\n{source}\n[[value.a]]\nis = \"1\"")), 1);
    assert_eq!(found(&format!("{file}\n[[value.a]]\nis = \"1\"")), 0);
    assert_eq!(found("[[case]]\nsource = { document = \"d\" }"), 1);
    assert_eq!(found("[[domain.class]]\nid = \"a\""), 0);
    assert_eq!(found("[[value.a]"), 1);
}

#[test]
fn a_wrong_map_is_found() {
    let rooms = BTreeSet::from(["core/law".to_string()]);
    let files = BTreeSet::from(["core/law/src/fact.rs".to_string()]);
    let found = |text: &str| map(text, &rooms, &files).len();
    assert_eq!(found("`core/law` reads: `fact.rs`."), 0);
    assert_eq!(found("`core/ledger`, later. `core/law/`"), 0);
    assert_eq!(found("`core/ledger` keeps books. `core/law/`"), 1);
    assert_eq!(found("core/law: `fiction.rs`"), 1);
    assert_eq!(found("nothing"), 1);
}

#[test]
fn front_pages_that_differ_are_found() {
    let page = "# Gongji\n```sh\n./test # all\n```\n";
    assert_eq!(front_pages(page, "# 共济\n```sh\n./test # 全部\n```\n").len(), 0);
    assert_eq!(front_pages(page, "# 共济\n## 二\n```sh\ncargo run\n```\n").len(), 2);
    assert_eq!(front_pages("", "").len(), 1);
}

#[test]
fn a_decision_without_date_is_found() {
    let parts = "## Context\n## Decision\n## Consequences\n";
    let found = |path: &str, text: &str| decision(path, text).len();
    assert_eq!(found("docs/decisions/0001-a.md", &format!("# A\n2026-11-21\n{parts}")), 0);
    assert_eq!(found("docs/decisions/0001-a.md", &format!("# A\nversion 1.2\n{parts}")), 1);
    assert_eq!(found("docs/decisions/a.md", "# A\n2026-11-21\n"), 4);
    assert_eq!(numbered(&["d/0001-a.md", "d/0002-b.md", "d/0001-c.md"]).len(), 1);
}
