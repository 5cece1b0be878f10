//! Rooms: who may know whom, read from the manifests, and what core may ask of the system.

use crate::source::{Source, is_word, words};
use toml::{Table, Value};

/// Everything in core, for the rooms that may know all of it.
const CORE: &[&str] = &[
    "units",
    "law",
    "record",
    "catalogue",
    "benefit",
    "financing",
    "payment",
    "supervision",
    "supply",
    "service",
    "ledger",
];

/// What rooms that decide stand on. They do not know each other.
const DECIDES_ON: &[&str] = &["record", "catalogue", "law", "units"];

/// Every room there is or will be: its folder, and the rooms of the shell or of core it may know.
const ROOMS: &[(&str, &[&str])] = &[
    ("core/units", &[]),
    ("core/law", &["units"]),
    ("core/record", &["units"]),
    ("core/catalogue", &["units"]),
    ("core/benefit", DECIDES_ON),
    ("core/financing", DECIDES_ON),
    ("core/payment", DECIDES_ON),
    ("core/supervision", DECIDES_ON),
    ("core/supply", DECIDES_ON),
    ("core/service", DECIDES_ON),
    ("core/ledger", &["units"]),
    ("shell/seal", &[]),
    ("shell/store", &["seal"]),
    ("shell/office", &["store", "seal"]),
    ("shell/gateway", &["office"]),
    ("shell/web", &["office"]),
    ("shell/insight", &["office"]),
    ("shell/cli", &["gateway", "web", "insight", "office", "seal"]),
];

/// Crates from outside that core may use, and where.
const CORE_CRATES: &[(&str, &[&str])] = &[("jiff", CORE), ("thiserror", CORE), ("toml", &["law"])];

/// Crates that core's tests may use besides.
const CORE_TEST_CRATES: &[&str] = &["proptest", "insta", "divan"];

/// Crates that belong to some rooms of the shell alone.
const SHELL_CRATES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("sm2", &["seal"]),
    ("sm3", &["seal"]),
    ("askama", &["gateway", "web"]),
    ("axum", &["gateway", "web", "cli"]),
    ("tower-http", &["gateway", "web", "cli"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("arrow", &["insight"]),
    ("parquet", &["insight"]),
];

/// The binary and the crates of the test tree, which no room knows.
const NO_ROOMS: &[&str] = &["gongji", "gongji-tests", "power"];

/// Modules of `std` that touch the world.
const WORLD: &[&str] = &["fs", "io", "net", "thread", "env", "process", "os"];

/// What the manifest of a room says wrong.
pub(crate) fn manifest(folder: &str, text: &str) -> Vec<String> {
    let path = format!("{folder}/Cargo.toml");
    let Some((_, knows)) = ROOMS.iter().find(|(room, _)| *room == folder) else {
        return vec![format!(
            "{path}: no room of this name is planned; add it to ROOMS in tests/tidy/rooms.rs with the rooms it may know, and to ARCHITECTURE.md"
        )];
    };
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return vec![format!("{path}: {error}; mend the manifest")],
    };
    let (floor, room) = folder.split_once('/').unwrap_or((folder, folder));
    let mut found = Vec::new();
    let named = table.get("package").and_then(|p| p.get("name")?.as_str());
    let wanted = if room == "cli" { "gongji" } else { room };
    if named != Some(wanted) {
        found.push(format!("{path}: a crate is named as its folder; write name = \"{wanted}\""));
    }
    for (kind, dependency) in dependencies(&table) {
        // Tests of the binary stand in the test tree; they may look at everything.
        if room == "cli" && kind == "dev-dependencies" {
            continue;
        }
        let known = ROOMS.iter().find(|(at, _)| at.ends_with(&format!("/{dependency}")));
        if let Some((other, _)) = known {
            let shell_on_core = floor == "shell" && other.starts_with("core/");
            if !shell_on_core && !knows.contains(&dependency.as_str()) {
                found.push(format!(
                    "{path}: {room} may not know {dependency}; it may know {}. Move what it needs to where both may look",
                    list(floor, knows)
                ));
            }
        } else if let Some(sentence) = outside(floor, room, &kind, &dependency) {
            found.push(format!("{path}: {sentence}"));
        }
    }
    found
}

fn list(floor: &str, knows: &[&str]) -> String {
    match (floor, knows) {
        ("shell", []) => "core only".to_string(),
        ("shell", some) => format!("{} and core", some.join(", ")),
        (_, []) => "no other room".to_string(),
        (_, some) => some.join(", "),
    }
}

/// What is wrong with a crate from outside.
fn outside(floor: &str, room: &str, kind: &str, dependency: &str) -> Option<String> {
    if NO_ROOMS.contains(&dependency) {
        return Some(format!("{dependency} is known by no room; take it out"));
    }
    let table = if floor == "core" { CORE_CRATES } else { SHELL_CRATES };
    let listed = table.iter().find(|(name, _)| *name == dependency);
    match (floor, listed) {
        (_, Some((_, rooms))) if rooms.contains(&room) => None,
        (_, Some((_, rooms))) => {
            Some(format!("{dependency} belongs to {}; let that room do it", rooms.join(", ")))
        }
        ("core", None) if kind == "dev-dependencies" && CORE_TEST_CRATES.contains(&dependency) => {
            None
        }
        ("core", None) => Some(format!(
            "core uses no crate '{dependency}'; do it in the shell, or add it to CORE_CRATES in tests/tidy/rooms.rs with a page in docs/decisions"
        )),
        _ => None,
    }
}

/// All dependencies of a manifest with the kind of table they stand in.
fn dependencies(table: &Table) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (key, value) in table {
        let Some(inner) = value.as_table() else { continue };
        if key == "target" {
            for target in inner.values().filter_map(Value::as_table) {
                found.extend(dependencies(target));
            }
        } else if key.ends_with("dependencies") {
            for (name, value) in inner {
                let package = value.get("package").and_then(Value::as_str);
                found.push((key.clone(), package.unwrap_or(name).to_string()));
            }
        }
    }
    found
}

/// Where a source of core reaches for the world.
pub(crate) fn world(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (line, module) in std_modules(source) {
        let clock = module.starts_with("time") && !module.starts_with("time::Duration");
        let first = module.split("::").next().unwrap_or("");
        if clock || WORLD.contains(&first) {
            found.push(format!(
                "{}:{line}: core touches no file, clock, thread or network, but this names std::{module}; let the caller pass in what is needed",
                source.path
            ));
        }
    }
    for (line, code) in source.lines() {
        for word in ["::now(", "println!(", "print!(", "include_str!(", "include!(", "async fn"] {
            if code.contains(word) {
                found.push(format!(
                    "{}:{line}: core has no '{word}'; return values, and let the shell do the rest",
                    source.path
                ));
            }
        }
    }
    found
}

/// Modules of `std` that a source names, groups in braces taken apart.
fn std_modules(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in words(&source.code, "std") {
        let line = source.code[..at].matches('\n').count();
        let rest = source.code[at + 3..].trim_start();
        let Some(rest) = rest.strip_prefix("::") else { continue };
        if source.tests[line] {
            continue;
        }
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let group: String = group
                .chars()
                .take_while(|c| {
                    depth += i32::from(*c == '{') - i32::from(*c == '}');
                    depth > 0
                })
                .filter(|c| !c.is_whitespace())
                .collect();
            found.extend(top_level(&group).into_iter().map(|item| (line + 1, item)));
        } else {
            let item = rest.chars().take_while(|c| is_word(*c) || *c == ':').collect();
            found.push((line + 1, item));
        }
    }
    found
}

/// Items of a group; what stands in inner braces stays with its item.
fn top_level(group: &str) -> Vec<String> {
    let (mut items, mut depth) = (vec![String::new()], 0);
    for c in group.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match (c, depth, items.last_mut()) {
            (',', 0, _) => items.push(String::new()),
            (_, _, Some(last)) => last.push(c),
            _ => {}
        }
    }
    items
}

/// Whether a file outside `office/postings` speaks of accounts and of benefits at once. The chain of
/// proof is in the ledger's room, and is no account.
pub(crate) fn bridge(source: &Source) -> Vec<String> {
    let names = |room: &str| {
        let mut lines = source.lines();
        let used = |after: &str| after.starts_with("::") && !after.starts_with("::chain::");
        lines.any(|(_, code)| words(code, room).any(|at| used(&code[at + room.len()..])))
    };
    if source.path.starts_with("shell/office/src/postings") || !names("ledger") || !names("benefit")
    {
        return Vec::new();
    }
    vec![format!(
        "{}: this file knows both accounts (ledger) and benefits; only shell/office/src/postings may: move the posting there",
        source.path
    )]
}

#[test]
fn a_wrong_manifest_is_found() {
    #[track_caller]
    fn check(folder: &str, dependencies: &str, sentence: &str) {
        let room = folder.split('/').next_back().unwrap_or("");
        let text = format!("[package]\nname = \"{room}\"\n{dependencies}");
        let found = manifest(folder, &text);
        let clean = sentence.is_empty() && found.is_empty();
        assert!(clean || found.len() == 1 && found[0].contains(sentence), "{found:?}");
    }
    check("core/benefit", "[dependencies]\nlaw.workspace = true\njiff = \"1\"", "");
    check("core/benefit", "[dependencies]\nledger.workspace = true", "may not know ledger");
    check(
        "core/benefit",
        "[dependencies]\nmoney = { package = \"ledger\" }",
        "may not know ledger",
    );
    check("core/ledger", "[dependencies]\nrecord.workspace = true", "may not know record");
    check("core/ledger", "[dependencies]\nlaw.workspace = true", "may not know law");
    check("core/payment", "[dev-dependencies]\nbenefit.workspace = true", "may not know benefit");
    check("core/law", "[dependencies]\ntoml = \"1\"", "");
    check("core/benefit", "[dependencies]\ntoml = \"1\"", "belongs to law");
    check("core/units", "[dependencies]\ntokio = \"1\"", "core uses no crate 'tokio'");
    check("core/units", "[target.'cfg(unix)'.dependencies]\nrand = \"1\"", "crate 'rand'");
    check("core/units", "[dev-dependencies]\nproptest = \"1\"", "");
    check("core/units", "[build-dependencies]\nproptest = \"1\"", "crate 'proptest'");
    check("core/record", "[dependencies]\noffice.workspace = true", "may not know office");
    check("shell/web", "[dependencies]\nstore.workspace = true", "may not know store");
    check("shell/web", "[dependencies]\noffice.workspace = true\nlaw.workspace = true", "");
    check("shell/office", "[dependencies]\nsqlx = \"0.9\"", "sqlx belongs to store");
    check("shell/office", "[dependencies]\nsm2 = \"0.14\"", "sm2 belongs to seal");
    check("shell/store", "[dependencies]\nseal.workspace = true", "");
    check("shell/seal", "[dependencies]\nledger.workspace = true\nsm3 = \"0.5\"", "");
    check("shell/seal", "[dependencies]\nstore.workspace = true", "may not know store");
    check("shell/web", "[dependencies]\nseal.workspace = true", "may not know seal");
    check("shell/office", "[dependencies]\nweb.workspace = true", "may not know web");
    check("shell/office", "[dev-dependencies]\ngongji-tests = \"0\"", "known by no room");
    check("shell/store", "[dependencies]\npower = \"0\"", "known by no room");
    check("shell/kitchen", "", "no room of this name is planned");
    assert_eq!(manifest("core/units", "[package]\nname = \"unit\"").len(), 1);
}

#[test]
fn core_reaching_for_the_world_is_found() {
    let found = |text: &str| world(&Source::new("core/x/src/a.rs", text)).len();
    assert_eq!(found("use std::fs::read;"), 1);
    assert_eq!(found("use std::{\n    collections::{BTreeMap, HashMap},\n    env,\n};"), 1);
    assert_eq!(found("fn a() { std::time::Instant::now(); }"), 2);
    assert_eq!(found("use std::time::{Duration, SystemTime};"), 1);
    assert_eq!(found("use std::time::Duration;\nuse std::fmt;"), 0);
    assert_eq!(found("// std::net\nconst A: &str = \"std::net\";"), 0);
    assert_eq!(found("#[cfg(test)]\nmod tests {\n    use std::fs;\n}"), 0);
    assert_eq!(found("fn a() { println!(\"x\"); }"), 1);
}

#[test]
fn a_second_bridge_is_found() {
    let text = "use ledger::Entry;\nfn a(e: benefit::Engine) {}";
    let found = |path: &str| bridge(&Source::new(path, text)).len();
    assert_eq!(found("shell/office/src/settle/mod.rs"), 1);
    assert_eq!(found("shell/office/src/postings/stay.rs"), 0);
    let proof = "use ledger::chain::Head;\nfn a(e: benefit::Engine) {}";
    assert_eq!(bridge(&Source::new("shell/office/src/desk/open.rs", proof)).len(), 0);
}
