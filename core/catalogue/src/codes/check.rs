//! Check of a set: codes that have no form, stand twice or have no name, names that stand for two codes.

use super::CodeKind;
use super::finding::{Finding, Kind};
use super::form::{Fault, fault, repaired};
use super::read::Entry;
use std::collections::HashMap;

/// A code set as it stands in a file.
#[derive(Debug, Clone, Copy)]
pub struct CodeFile<'t> {
    /// The file.
    pub file: &'t str,
    /// Its entries.
    pub entries: &'t [Entry],
}

/// Everything that is wrong with a set, in the order of lines.
pub fn check_set(kind: CodeKind, set: CodeFile<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let malformed = malformed(kind, set, &mut found);
    if malformed * 2 > set.entries.len() {
        let words = kind.words();
        let zh = format!("{malformed}个编码不是{}编码的形式。请核对--kind与文件。", words.zh);
        let en = format!(
            "{malformed} codes have not the form of a {}; check --kind and the file",
            words.en
        );
        found.push(Finding::new(Kind::WrongKind, (set.file, 0), "", (zh, en)));
    }
    names(set, &mut found);
    twice(set, &mut found);
    shared(set, &mut found);
    found.sort_by_key(|finding| finding.line);
    found
}

fn malformed(kind: CodeKind, set: CodeFile<'_>, found: &mut Vec<Finding>) -> usize {
    let before = found.len();
    for entry in set.entries {
        if let Some(fault) = fault(kind, &entry.code) {
            found.push(of_form(kind, (set.file, entry.line), &entry.code, fault));
        }
    }
    found.len() - before
}

/// The finding about a form.
pub(crate) fn of_form(kind: CodeKind, at: (&str, usize), code: &str, fault: Fault) -> Finding {
    let words = fault.words();
    let meant = repaired(kind, code);
    let (zh, en) = if fault.is_odd() && meant != code {
        (format!("是否应为“{meant}”?"), format!("was '{meant}' meant?"))
    } else {
        ("请核对。".to_string(), "check it".to_string())
    };
    let what = if fault.is_odd() { Kind::OddCode } else { Kind::MalformedCode };
    let sentence =
        (format!("编码“{code}”{},{zh}", words.zh), format!("the code '{code}' {}; {en}", words.en));
    Finding::new(what, at, code, sentence)
}

fn names(set: CodeFile<'_>, found: &mut Vec<Finding>) {
    for entry in set.entries {
        let (at, code) = ((set.file, entry.line), entry.code.as_str());
        if entry.name.is_empty() {
            let zh = format!("编码“{code}”没有名称。请补上。");
            let en = format!("the code '{code}' has no name; add it");
            found.push(Finding::new(Kind::EmptyName, at, code, (zh, en)));
            continue;
        }
        let lost = entry.name.contains("??") || entry.name.contains('\u{fffd}');
        let wide = |c: char| matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９') || c.is_control();
        let name = &entry.name;
        if lost {
            let zh = format!("“{code}”的名称“{name}”有丢失的字符。请按原文件补正。");
            let en = format!("the name '{name}' of '{code}' lost characters; mend it");
            found.push(Finding::new(Kind::OddName, at, code, (zh, en)));
        } else if let Some(odd) = name.chars().find(|c| wide(*c)) {
            let odd = odd.escape_debug();
            let zh = format!("“{code}”的名称“{name}”含全角字母数字或控制字符“{odd}”。请核对。");
            let en = format!("the name '{name}' of '{code}' has '{odd}'; check it");
            found.push(Finding::new(Kind::OddName, at, code, (zh, en)));
        }
    }
}

fn twice(set: CodeFile<'_>, found: &mut Vec<Finding>) {
    let mut first: HashMap<&str, &Entry> = HashMap::new();
    for entry in set.entries {
        let code = entry.code.as_str();
        let Some(before) = first.get(code) else {
            first.insert(code, entry);
            continue;
        };
        let (at, line) = ((set.file, entry.line), before.line);
        if (&before.name, before.gray) == (&entry.name, entry.gray) {
            let zh = format!("编码“{code}”与第{line}行重复。请删去一行。");
            let en = format!("the code '{code}' stands in line {line}, too; take one out");
            found.push(Finding::new(Kind::Duplicate, at, code, (zh, en)));
        } else {
            let zh =
                format!("编码“{code}”在第{line}行为“{}”,此处为“{}”。", before.name, entry.name);
            let en = format!(
                "the code '{code}' is '{}' in line {line}, and '{}' here; keep one",
                before.name, entry.name
            );
            found.push(Finding::new(Kind::Contradiction, at, code, (zh, en)));
        }
    }
}

fn shared(set: CodeFile<'_>, found: &mut Vec<Finding>) {
    let mut first: HashMap<&str, &Entry> = HashMap::new();
    for entry in set.entries.iter().filter(|entry| !entry.name.is_empty()) {
        let before = *first.entry(&entry.name).or_insert(entry);
        if before.code != entry.code {
            let (name, other, line) = (&entry.name, &before.code, before.line);
            let code = entry.code.as_str();
            let zh = format!("“{name}”也是第{line}行“{other}”的名称。请核对“{code}”。");
            let en =
                format!("'{name}' is also the name of '{other}' in line {line}; check '{code}'");
            found.push(Finding::new(Kind::SharedName, (set.file, entry.line), code, (zh, en)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::read_set;

    #[track_caller]
    fn check(kind: CodeKind, text: &str, wanted: &[(&str, usize)]) {
        let mut found = Vec::new();
        let entries = read_set("set.dat", text, &mut found);
        found.extend(check_set(kind, CodeFile { file: "set.dat", entries: &entries }));
        let kinds: Vec<_> = found.iter().map(|one| (one.kind.name(), one.line)).collect();
        assert_eq!(kinds, wanted, "{found:#?}");
        assert!(found.iter().all(|one| !one.words.zh.is_empty() && !one.words.en.is_empty()));
    }

    #[test]
    fn every_kind_of_mistake_in_a_set_is_found() {
        let dx = CodeKind::Diagnosis;
        check(dx, "A00.000 甲\nA00.100 乙\n", &[]);
        check(dx, "A00.000 甲\nA00.000 甲\n", &[("duplicate", 2)]);
        check(dx, "A00.000 甲\nA00.000 乙\n", &[("contradiction", 2)]);
        check(dx, "A00.000 甲\nA00.100 甲\n", &[("shared-name", 2)]);
        check(dx, "A00.000 甲\nA00.100\n", &[("empty-name", 2)]);
        check(dx, "A00.000 甲\na00.100 乙\n", &[("odd-code", 2)]);
        check(dx, "A00.000 甲\nＡ00.100 乙\n", &[("odd-code", 2)]);
        check(dx, "A00.000 甲\nA00100 乙\n", &[("malformed-code", 2)]);
        check(dx, "A00.000 甲??\nA00.100 乙Ｂ\n", &[("odd-name", 1), ("odd-name", 2)]);
        check(dx, "code,name\nA00.000,甲\n\"A00. 100\",乙\n", &[("odd-code", 3)]);
        let wrong = [("wrong-kind", 0), ("malformed-code", 1)];
        check(dx, "38.9100 甲\n", &wrong);
        check(CodeKind::Procedure, "38.9100 甲\n", &[]);
    }

    #[test]
    fn a_finding_says_what_was_meant() {
        let entries =
            [Entry { code: "a00.0X1".to_string(), name: "甲".to_string(), gray: false, line: 3 }];
        let found = check_set(CodeKind::Diagnosis, CodeFile { file: "f", entries: &entries });
        let odd = found.iter().find(|one| one.kind == Kind::OddCode).expect("found");
        assert!(odd.to_string().starts_with("f:3: "), "{odd}");
        assert!(odd.words.en.contains("was 'A00.0x1' meant?"), "{odd}");
    }
}
