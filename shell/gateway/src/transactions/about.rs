//! What messages say about a visit (就诊内容): diagnoses, and everything that is kept beside them.

use crate::door::Turned;
use crate::fields::{Mistake, Row};
use record::{Diagnosis, DiagnosisKind};

/// Kinds of diagnoses by their national code (diag_type).
const KINDS: &[(&str, DiagnosisKind)] = &[
    ("1", DiagnosisKind::Western),
    ("2", DiagnosisKind::ChineseDisease),
    ("3", DiagnosisKind::ChineseSyndrome),
];

/// The diagnoses of a list; one that is no longer valid is left out. Where no row says which is the
/// main one, the first is.
pub(super) fn diagnoses(rows: &[Row<'_>], flags: &Flags) -> Result<Vec<Diagnosis>, Turned> {
    let mut found = Vec::new();
    for row in rows {
        if flags.valid && !row.flag("vali_flag")? {
            continue;
        }
        let kind = row.need_text("diag_type")?;
        let kind = KINDS.iter().find(|(code, _)| *code == kind);
        let order = u32::try_from(row.need_number("diag_srt_no")?.units()).unwrap_or(0);
        found.push(Diagnosis {
            code: row.need_text("diag_code")?.to_string(),
            name: row.need_text("diag_name")?.to_string(),
            kind: kind.map_or(DiagnosisKind::Other, |(_, kind)| *kind),
            main: flags.main && row.flag("maindiag_flag")?,
            order,
        });
    }
    found.sort_by_key(|diagnosis| diagnosis.order);
    if let Some(first) = found.first_mut().filter(|_| !flags.main) {
        first.main = true;
    }
    Ok(found)
}

/// Which flags the rows of a list have.
pub(super) struct Flags {
    /// Whether a row says that it is the main diagnosis.
    pub(super) main: bool,
    /// Whether a row says that it is valid.
    pub(super) valid: bool,
}

/// Everything that is given of an object but for what stands in nouns of its own.
pub(super) fn kept(row: &Row<'_>, but: &[&str]) -> Vec<(String, String)> {
    let given = row.given().into_iter().filter(|(name, _)| !but.contains(name));
    given.map(|(name, text)| (name.to_string(), text)).collect()
}

/// The number of the person that a message names.
pub(super) fn person(row: &Row<'_>) -> Result<Option<String>, Mistake> {
    Ok(Some(row.need_text("psn_no")?.to_string()))
}
