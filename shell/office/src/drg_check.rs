//! Check a grouping scheme (分组方案校验): what cannot hold, what is probably not meant, what order decides.

use crate::drg_schemes::SchemeTexts;
use payment::drg::{Finding, Severity, check};

/// What a check found.
#[derive(Debug, Clone)]
pub struct SchemeChecked {
    /// All findings, the heavier first.
    pub findings: Vec<Finding>,
}

impl SchemeChecked {
    /// How many findings weigh so much.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Checks a scheme.
pub fn drg_check(texts: &SchemeTexts) -> SchemeChecked {
    let mut findings = check(&texts.settings, &texts.tables);
    findings.sort_by_key(|finding| finding.severity);
    SchemeChecked { findings }
}
