//! Check a code set (编码集校验) and a map between two editions, on files alone: no books are asked.

use crate::code_files::TextFile;
use catalogue::codes::{
    CodeFile, CodeKind, Finding, MapFile, check_map, check_set, codes, read_map, read_set,
};

/// What is to be checked.
#[derive(Debug, Clone)]
pub struct CheckAsked {
    /// What the codes name.
    pub kind: CodeKind,
    /// The set; with a map, the edition from which it leads.
    pub set: TextFile,
    /// A map from it.
    pub map: Option<TextFile>,
    /// The edition to which the map leads.
    pub to: Option<TextFile>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodesChecked {
    /// All findings, the heavier first.
    pub findings: Vec<Finding>,
    /// Codes of the set.
    pub codes: usize,
    /// Pairs of the map.
    pub pairs: usize,
    /// Codes of the edition to which the map leads.
    pub codes_after: usize,
}

/// Checks a set, and what leads on from it.
pub fn check_codes(asked: &CheckAsked) -> CodesChecked {
    let (kind, mut findings) = (asked.kind, Vec::new());
    let mut set = |file: &TextFile| {
        let entries = read_set(&file.name, &file.text, &mut findings);
        findings.extend(check_set(kind, CodeFile { file: &file.name, entries: &entries }));
        entries
    };
    let before = set(&asked.set);
    let after = asked.to.as_ref().map(set);
    let mut pairs = Vec::new();
    if let Some(map) = &asked.map {
        pairs = read_map(&map.name, &map.text, &mut findings);
        let (one, other) = (codes(&before), after.as_deref().map(codes));
        let file = MapFile { file: &map.name, pairs: &pairs };
        let set = CodeFile { file: &asked.set.name, entries: &before };
        findings.extend(check_map(kind, file, Some(&one), other.as_ref(), Some(set)));
    }
    // Stable: within a kind they stay in the order of files and lines.
    findings.sort_by_key(|finding| (finding.severity, finding.kind));
    let codes_after = after.map_or(0, |after| after.len());
    CodesChecked { findings, codes: before.len(), pairs: pairs.len(), codes_after }
}
