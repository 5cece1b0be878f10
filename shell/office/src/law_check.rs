//! Check a law (法规校验): findings one a line, and how much was proved.

use crate::law_book::LawBook;
use law::{Finding, Report};

/// What a check of a whole law found.
#[derive(Debug, Clone)]
pub struct LawChecked {
    /// All findings.
    pub findings: Vec<Finding>,
    /// What was looked at, area by area.
    pub areas: Vec<(String, Report)>,
}

/// Checks every area.
pub fn law_check(book: &LawBook) -> LawChecked {
    let mut findings = book.findings.clone();
    let mut areas = Vec::new();
    for area in &book.areas {
        let mut report = law::check_area(area);
        findings.extend(report.findings.iter().cloned());
        // What did not read belongs to the area in whose folder it stands.
        let folder = area.place.file.strip_suffix("area.toml").unwrap_or("");
        let unread = book.findings.iter().filter(|f| f.place.file.starts_with(folder));
        report.findings.extend(unread.cloned());
        report.findings.sort();
        report.findings.dedup();
        areas.push((format!("{} {}", area.code, area.name.zh), report));
    }
    findings.sort();
    findings.dedup();
    LawChecked { findings, areas }
}
