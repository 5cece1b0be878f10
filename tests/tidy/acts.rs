//! Acts: one business act is one file in `office`, has a door of its name, and a test of its name.

use crate::source::{Source, words};
use std::collections::BTreeSet;
use toml::Table;

/// Files of `office` that are no act, each with the reason.
const NO_ACT: &[(&str, &str)] = &[
    ("lib", "the front page of the room"),
    ("again", "how a bill is decided again, for the follower and for the page of a bill"),
    ("backup_file", "the file that backup writes and restore reads"),
    ("code_files", "files of code sets and editions of the books, which the acts on codes read"),
    ("csv", "rows of the files that the imports read"),
    ("dated", "what the imports of dated registers share"),
    ("demo_mark", "what the books of the made-up region say of themselves"),
    ("desk", "where the acts that write take their turn"),
    ("drg_cases", "cases of a file, which the acts of grouping read"),
    ("drg_schemes", "folders of schemes, which the acts of grouping read"),
    ("drg_settings", "the settings of a scheme as text"),
    ("examples", "the published examples as one more law book"),
    ("follow", "derives what the reading acts read"),
    ("gather", "reads and notes of many in one set"),
    ("journal", "what the reading acts read from"),
    ("law_book", "what the acts read from"),
    ("remember", "refusals of the door on their way to refused_messages"),
    ("plans", "five-year plans as data, for plan_indicators"),
    ("region_sums", "sums of care that the acts for those who decide share"),
    ("read_person", "what every act that reads a person passes through"),
    ("postings", "how the acts book; the bridge of invariant 3"),
    ("refuse", "refusals that acts share"),
    ("schema", "describes the JSON of settle, decides nothing"),
    ("told", "what answers tell beside their events; read through read_person"),
    ("sheet", "a view of what settle decided"),
];

/// Doors that are not named as their act: they are subcommands of one command, read the same input, or
/// have a number instead of a name.
const DOORS: &[(&str, &str)] = &[
    ("check_claim", "shell/web/src/pages/counter/settle_claim.rs"),
    ("check_codes", "shell/cli/src/codes/mod.rs"),
    ("convert_codes", "shell/cli/src/codes/mod.rs"),
    ("drg_check", "shell/cli/src/drg/mod.rs"),
    ("drg_diff", "shell/cli/src/drg/mod.rs"),
    ("drg_explain", "shell/cli/src/drg/mod.rs"),
    ("drg_group", "shell/cli/src/drg/mod.rs"),
    ("drg_weights", "shell/cli/src/drg/mod.rs"),
    ("import_codes", "shell/cli/src/codes/mod.rs"),
    ("import_credentials", "shell/cli/src/import.rs"),
    ("import_divisions", "shell/cli/src/import.rs"),
    ("import_doctors", "shell/cli/src/import.rs"),
    ("import_filings", "shell/cli/src/import.rs"),
    ("import_institutions", "shell/cli/src/import.rs"),
    ("import_items", "shell/cli/src/import.rs"),
    ("import_persons", "shell/cli/src/import.rs"),
    ("law_check", "shell/cli/src/law.rs"),
    ("law_diff", "shell/cli/src/law.rs"),
    ("law_show", "shell/cli/src/law.rs"),
    ("law_test", "shell/cli/src/law.rs"),
    ("pre_settle", "shell/cli/src/desk/mod.rs"),
    ("sign_in", "shell/gateway/src/transactions/t9001.rs"),
    ("sign_out", "shell/gateway/src/transactions/t9002.rs"),
    ("report_codes", "shell/cli/src/codes/mod.rs"),
    ("read_person", "shell/web/src/books.rs"),
    ("institution_rows", "shell/web/src/pages/hospital/bills.rs"),
    ("fetch_file", "shell/gateway/src/transactions/t9102.rs"),
    ("keep_file", "shell/gateway/src/transactions/t9101.rs"),
    ("reconcile_details", "shell/gateway/src/transactions/t3202.rs"),
    ("reconcile_totals", "shell/gateway/src/transactions/t3201.rs"),
];

/// Tests that are not named as the act they try: act, test, and why the name differs.
const TESTS: &[(&str, &str, &str)] = &[];

/// The acts of `office`: files and folders in its sources that are not listed as none.
pub(crate) fn acts(files: &BTreeSet<String>) -> BTreeSet<String> {
    let inside = files.iter().filter_map(|path| path.strip_prefix("shell/office/src/"));
    let names = inside.filter_map(|path| path.split('/').next());
    let names = names.map(|name| name.trim_end_matches(".rs").to_string());
    names.filter(|name| NO_ACT.iter().all(|(no, _)| no != name)).collect()
}

/// Acts without a door.
pub(crate) fn doors(acts: &BTreeSet<String>, sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for act in acts {
        let mapped = DOORS.iter().find(|(name, _)| name == act).map(|(_, path)| *path);
        let is_door = |source: &&Source| {
            let path = source.path.as_str();
            let floor = ["shell/cli/", "shell/web/", "shell/gateway/"];
            let name = path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
            let named = name.ends_with(&format!("/{act}"));
            Some(path) == mapped || named && floor.iter().any(|f| path.starts_with(f))
        };
        let calls = |source: &Source| words(&source.code, act).next().is_some();
        if !sources.iter().filter(is_door).any(calls) {
            found.push(format!(
                "shell/office/src/{act}: no door calls this act; give it a file of its name in shell/cli/src, shell/web/src/pages or shell/gateway/src/transactions, or list its door in tests/tidy/acts.rs"
            ));
        }
    }
    found
}

/// Acts without a test file or test folder of their name.
pub(crate) fn tested(acts: &BTreeSet<String>, files: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for act in acts {
        let named = |path: &String| {
            let name = path.trim_end_matches(".rs").trim_end_matches("/mod");
            let mapped = TESTS.iter().any(|(name, test, _)| name == act && test == path);
            let own = path.ends_with(".rs") && name.ends_with(&format!("/{act}"));
            path.starts_with("tests/") && (mapped || own)
        };
        if !files.iter().any(named) {
            found.push(format!(
                "shell/office/src/{act}: no test of this name; write tests/{act}.rs and register it in tests/Cargo.toml, or list the test that tries it in tests/tidy/acts.rs"
            ));
        }
    }
    found
}

/// Entries of the lists above that stand for nothing any more.
pub(crate) fn idle(files: &BTreeSet<String>) -> Vec<String> {
    let file = |name: &str| {
        files.iter().any(|path| {
            let rest = path.strip_prefix("shell/office/src/");
            rest.is_some_and(|rest| {
                rest.split('/').next() == Some(name) || rest == format!("{name}.rs")
            })
        })
    };
    let names = NO_ACT.iter().chain(DOORS).map(|(name, _)| *name);
    names
        .filter(|name| !file(name))
        .map(|name| format!("tests/tidy/acts.rs: office has no '{name}' any more; take it out"))
        .collect()
}

/// Test files that no manifest names: they would never run. Tests of the command line belong to
/// its manifest, which alone knows where its binary is.
pub(crate) fn registered(manifests: &[String], files: &BTreeSet<String>) -> Vec<String> {
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for manifest in manifests {
        let table: Table = match manifest.parse() {
            Ok(table) => table,
            Err(error) => return vec![format!("a Cargo.toml with tests: {error}; mend it")],
        };
        let targets = table.get("test").and_then(|t| t.as_array()).into_iter().flatten();
        let named = targets.filter_map(|t| t.get("path")?.as_str());
        paths.extend(named.map(|path| path.trim_start_matches("../../tests/").to_string()));
    }
    let tops = files.iter().filter_map(|path| path.strip_prefix("tests/"));
    tops.filter(|path| path.ends_with(".rs") && !path.contains('/') && !paths.contains(*path))
        .map(|path| {
            let name = path.trim_end_matches(".rs");
            format!(
                "tests/{path}: it never runs; add [[test]] name = \"{name}\", path = \"{path}\" to tests/Cargo.toml"
            )
        })
        .collect()
}

/// Files of `tests/acts` that `tests/acts.rs` does not name: they would never run.
pub(crate) fn modules(top: &str, files: &BTreeSet<String>) -> Vec<String> {
    let inside = files.iter().filter_map(|path| path.strip_prefix("tests/acts/"));
    let lost = inside.filter(|name| !top.contains(&format!("\"acts/{name}\"")));
    let say = |name: &str| {
        let module = name.trim_end_matches(".rs");
        format!(
            "tests/acts/{name}: it never runs; add #[path = \"acts/{name}\"] mod {module}; to tests/acts.rs"
        )
    };
    lost.map(say).collect()
}

/// The second decision is worth something only while it knows nothing of the first.
pub(crate) fn second(source: &Source) -> Vec<String> {
    let grouper = source.path.starts_with("tests/second_drg/src/");
    if grouper && words(&source.code, "payment").next().is_some() {
        return vec![format!(
            "{}: the second grouper uses payment; it is written from the description of the tables alone",
            source.path
        )];
    }
    let apart = source.path.starts_with("tests/second/src/second/");
    let names = |room: &&str| words(&source.code, room).next().is_some();
    let evaluates = source.code.contains("law::evaluate") || source.code.contains("law::holds");
    let known = ["benefit", "office"].into_iter().find(|room| names(room));
    let known = known.or(evaluates.then_some("the evaluation of core/law"));
    match known {
        Some(room) if apart => vec![format!(
            "{}: the second decision uses {room}; it is written from docs/law-format.md alone",
            source.path
        )],
        _ => Vec::new(),
    }
}

#[test]
fn an_act_without_door_or_test_is_found() {
    let files = |all: &[&str]| all.iter().map(|p| p.to_string()).collect::<BTreeSet<_>>();
    let tree = files(&[
        "shell/office/src/enrol.rs",
        "shell/office/src/move/mod.rs",
        "shell/office/src/lib.rs",
    ]);
    let acts = acts(&tree);
    assert_eq!(acts, files(&["enrol", "move"]));
    let door = |path: &str, code: &str| doors(&acts, &[Source::new(path, code)]).len();
    assert_eq!(door("shell/web/src/pages/enrol.rs", "office::enrol::enrol();"), 1);
    assert_eq!(door("shell/web/src/pages/enrol.rs", "// enrol"), 2, "a door calls its act");
    assert_eq!(door("shell/store/src/enrol.rs", "enrol();"), 2);
    assert_eq!(tested(&acts, &files(&["tests/enrol.rs"])).len(), 1);
    assert_eq!(tested(&acts, &files(&["tests/enrol.rs", "tests/moves/move.rs"])).len(), 0);
    assert_eq!(tested(&acts, &files(&["core/x/src/enrol.rs", "tests/move.toml"])).len(), 2);
    assert_eq!(idle(&tree).len(), NO_ACT.len() + DOORS.len() - 1);
}

#[test]
fn a_test_that_never_runs_is_found() {
    let files = BTreeSet::from(["tests/a.rs".to_string(), "tests/src/b.rs".to_string()]);
    assert_eq!(
        registered(&["[[test]]\nname = \"a\"\npath = \"a.rs\"".to_string()], &files).len(),
        0
    );
    assert_eq!(registered(&["[package]".to_string()], &files).len(), 1);
    let files = BTreeSet::from(["tests/acts/undo.rs".to_string(), "tests/acts.rs".to_string()]);
    assert_eq!(modules("#[path = \"acts/undo.rs\"]\nmod undo;", &files).len(), 0);
    assert_eq!(modules("#[path = \"acts/redo.rs\"]\nmod redo;", &files).len(), 1);
}

#[test]
fn a_second_decision_that_asks_the_first_is_found() {
    let found = |path: &str, text: &str| second(&Source::new(path, text)).len();
    assert_eq!(found("tests/second/src/second/a.rs", "use benefit::Engine;"), 1);
    assert_eq!(found("tests/second/src/second/a.rs", "law::evaluate(x);"), 1);
    assert_eq!(found("tests/second/src/second/a.rs", "use law::Area; // benefit"), 0);
    assert_eq!(found("tests/same.rs", "use benefit::Engine;"), 0);
    assert_eq!(found("tests/second_drg/src/a.rs", "use payment::drg::Scheme;"), 1);
    assert_eq!(found("tests/second_drg/tests/a.rs", "use payment::drg::Scheme;"), 0);
}
