//! Shape: how a file opens, and how long files, functions and lines may be.

use crate::source::Source;

const FILE: usize = 500;
const FUNCTION: usize = 70;
const COLUMNS: usize = 100;

/// What is wrong with the shape of a file.
pub(crate) fn shape(source: &Source) -> Vec<String> {
    let path = &source.path;
    let mut found = Vec::new();
    if !source.text.starts_with("//! ") {
        found.push(format!("{path}:1: the file does not say what room it is; open it with `//!`"));
    }
    let count = source.text.lines().zip(&source.tests).filter(|(_, test)| !**test).count();
    if count > FILE && !path.ends_with("/tests.rs") {
        found.push(format!("{path}: {count} lines before tests, more than {FILE}; cut it by act"));
    }
    for (name, line, count) in source.functions() {
        if count > FUNCTION {
            found.push(format!(
                "{path}:{line}: '{name}' has {count} lines of code, more than {FUNCTION}; give its steps names"
            ));
        }
    }
    for (line, code) in source.lines() {
        let width = code.trim_end().chars().count();
        if width > COLUMNS {
            found.push(format!(
                "{path}:{line}: {width} columns without its strings, more than {COLUMNS}; break the line"
            ));
        }
    }
    found
}

#[test]
fn a_wrong_shape_is_found() {
    #[track_caller]
    fn check(text: &str, sentence: &str) {
        let found = shape(&Source::new("core/x/src/a.rs", text));
        let clean = sentence.is_empty() && found.is_empty();
        assert!(clean || found.len() == 1 && found[0].contains(sentence), "{found:?}");
    }
    let lines = |count: usize| "    a();\n".repeat(count);
    check("//! Room.\nfn a() {}\n", "");
    check("use law::Area;\n", "open it with `//!`");
    check("// Room.\n", "open it with `//!`");
    check(&format!("//! Room.\n{}", "// b\n".repeat(500)), "501 lines before tests");
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "// b\n".repeat(600));
    check(&format!("//! Room.\n{tests}"), "");
    check(&format!("//! Room.\nfn a() {{\n{}}}\n", lines(71)), "'a' has 71 lines of code");
    check(&format!("//! Room.\nfn a() {{\n{}\n// c\n}}\n", lines(70)), "");
    check(&format!("//! Room.\nconst {}: u8 = 1;\n", "A".repeat(100)), "columns without");
    check(&format!("//! Room.\nconst A: &str = \"{}\";\n", "a".repeat(200)), "");
}
