//! The test tree (测试): what the tests of all rooms share.

pub mod desk;
pub mod hospital;
pub mod postgres;
pub mod serving;

pub use ::second::{random, second};

use law::Text;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Whether the long counts are asked for (`./test long`).
pub fn long() -> bool {
    std::env::var_os("GONGJI_LONG").is_some()
}

/// The short count, or the long one.
pub fn scale(short: u64, many: u64) -> u64 {
    if long() { many } else { short }
}

/// The texts of a law folder of the checkout, cases and plans aside, with the national domains.
pub fn law_files(folder: &str) -> Vec<Text> {
    let mut texts = Vec::new();
    for folder in [folder, "law/national"] {
        collect(&root().join(folder), Path::new(folder), &mut texts);
    }
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text: &Text| seen.insert(text.path.clone()));
    texts
}

fn collect(dir: &Path, shown: &Path, texts: &mut Vec<Text>) {
    let entries = fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().expect("a name").to_string_lossy().to_string();
        let shown = shown.join(&name);
        // Cases and plans are no rules.
        if path.is_dir() && !["cases", "plans"].contains(&name.as_str()) {
            collect(&path, &shown, texts);
        } else if name.ends_with(".toml") {
            let text = fs::read_to_string(&path).expect("readable");
            texts.push(Text { folder: folder_of(&shown), path: shown.display().to_string(), text });
        }
    }
}

/// The area folder of a path such as `law/440700-jiangmen/employee/inpatient.toml`.
fn folder_of(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|p| p.to_string_lossy().to_string()).collect();
    let at = usize::from(parts[0] == "tests") + 1;
    parts.get(at).cloned().unwrap_or_default()
}
