//! The house is kept: the invariants of ARCHITECTURE.md, each its own test, each tried on a violation in `tests/tidy/`.

#[path = "tidy/acts.rs"]
mod acts;
#[path = "tidy/pages.rs"]
mod pages;
#[path = "tidy/rooms.rs"]
mod rooms;
#[path = "tidy/shape.rs"]
mod shape;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/words.rs"]
mod words;

use source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The tree as it stands: every text by its path from the top; build output and hidden folders left out.
static TREE: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let top = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut tree = BTreeMap::new();
    collect(&top, "", &mut tree);
    tree
});

/// All Rust files.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let rust = TREE.iter().filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, text)| Source::new(path, text)).collect()
});

fn collect(dir: &Path, prefix: &str, tree: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let hidden = name.starts_with('.') && name != ".ci" && name != ".gitignore";
        if hidden || name == "target" || name == "Cargo.lock" {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), tree);
        } else if let Ok(bytes) = fs::read(entry.path()) {
            // A picture has a path but no text.
            tree.insert(path, String::from_utf8(bytes).unwrap_or_default());
        }
    }
}

fn files() -> BTreeSet<String> {
    TREE.keys().cloned().collect()
}

fn text(path: &str) -> &'static str {
    TREE.get(path).map_or("", String::as_str)
}

/// Folders of crates: `core/units` and so on. Crates of the test tree are no rooms.
fn rooms() -> BTreeSet<String> {
    let manifests = TREE.keys().filter_map(|path| path.strip_suffix("/Cargo.toml"));
    let rooms = manifests.filter(|path| path.contains('/') && !path.starts_with("tests/"));
    rooms.map(str::to_string).collect()
}

/// Sources of crates under a folder, the crates' own tests and benches left out.
fn sources(top: &'static str) -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().filter(move |s| s.path.starts_with(top) && !s.path.contains("/tests/"))
}

/// Sources of the house itself.
fn house() -> impl Iterator<Item = &'static Source> {
    sources("core/").chain(sources("shell/"))
}

#[track_caller]
fn none(found: impl IntoIterator<Item = String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{} to mend:\n{}\n", found.len(), found.join("\n"));
}

/// The tree was found at all: else every check below would pass over nothing.
#[test]
fn the_tree_is_there() {
    assert!(rooms().len() >= 6 && rooms().contains("core/units"), "rooms: {:?}", rooms());
    assert!(SOURCES.len() > 50 && TREE.keys().any(|path| path.starts_with("law/")));
}

#[test]
fn invariant_1_rooms_know_only_what_lies_below() {
    let manifests = rooms();
    none(
        manifests
            .iter()
            .flat_map(|room| rooms::manifest(room, text(&format!("{room}/Cargo.toml")))),
    );
    none(sources("core/").flat_map(rooms::world));
}

#[test]
fn invariant_2_sql_stays_in_store_and_wire_names_in_gateway() {
    none(SOURCES.iter().flat_map(words::sql));
    none(SOURCES.iter().flat_map(words::wire));
    let sql =
        TREE.keys().filter(|path| path.ends_with(".sql") && !path.starts_with("shell/store/"));
    none(sql.map(|path| format!("{path}: SQL stands in shell/store; move it there")));
}

#[test]
fn invariant_3_accounts_and_benefits_meet_only_in_postings() {
    // That neither room may depend on the other is part of invariant 1.
    none(house().flat_map(rooms::bridge));
}

#[test]
fn invariant_4_no_figure_of_a_regulation_stands_in_rust() {
    none(house().flat_map(words::figures));
    none(house().flat_map(words::sentences));
    none(words::idle(&SOURCES));
}

#[test]
fn invariant_5_one_act_has_one_file_one_door_and_one_test() {
    let (files, acts) = (files(), acts::acts(&files()));
    assert!(!acts.is_empty(), "office has no act");
    none(acts::doors(&acts, &SOURCES));
    none(acts::tested(&acts, &files));
    none(acts::idle(&files));
}

#[test]
fn invariant_6_files_say_what_room_they_are_and_stay_short() {
    none(SOURCES.iter().flat_map(shape::shape));
}

#[test]
fn every_test_file_is_registered() {
    let manifests = ["tests/Cargo.toml", "shell/cli/Cargo.toml"].map(|path| text(path).to_string());
    none(acts::registered(&manifests, &files()));
    none(acts::modules(text("tests/acts.rs"), &files()));
}

#[test]
fn the_second_decision_knows_nothing_of_the_first() {
    none(SOURCES.iter().flat_map(acts::second));
}

#[test]
fn nothing_is_left_behind() {
    none(TREE.iter().flat_map(|(path, text)| words::leftovers(path, text)));
}

#[test]
fn every_entry_of_law_has_a_source() {
    let law = TREE.iter().filter(|(path, _)| {
        let area = path.starts_with("law/") || path.starts_with("tests/");
        area && path.ends_with(".toml") && !path.ends_with("Cargo.toml")
    });
    none(law.flat_map(|(path, text)| pages::law_sources(path, text)));
}

#[test]
fn the_map_is_true() {
    none(pages::map(text("ARCHITECTURE.md"), &rooms(), &files()));
}

#[test]
fn both_front_pages_say_the_same() {
    none(pages::front_pages(text("README.md"), text("README.zh-CN.md")));
}

#[test]
fn every_decision_is_dated() {
    let pages: Vec<&str> = TREE.keys().map(String::as_str).collect();
    let pages = pages.into_iter().filter(|path| path.starts_with("docs/decisions/"));
    let pages: Vec<&str> = pages.collect();
    none(pages.iter().flat_map(|path| pages::decision(path, text(path))));
    none(pages::numbered(&pages));
}
