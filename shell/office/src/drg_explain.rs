//! Explain one case (入组说明): its steps, its group, and which single change would have moved it.

use crate::drg_cases::{CaseRow, Cases, CasesError, Places};
use crate::drg_schemes::DrgScheme;
use payment::drg::{Case, Fields, Move, Outcome, Scratch, Step, explain, tell};
use units::Words;

/// Codes as people write them, separated by bars, commas, blanks or line ends, with bars between.
pub fn joined(text: &str) -> String {
    let between = |c: char| matches!(c, '|' | ',' | '，' | ';' | '；' | '、') || c.is_whitespace();
    let codes: Vec<&str> = text.split(between).filter(|code| !code.is_empty()).collect();
    codes.join("|")
}

/// A case explained.
#[derive(Debug, Clone)]
pub struct CaseExplained<'s> {
    /// How it ended.
    pub outcome: Outcome<'s>,
    /// The name of its group; empty without one.
    pub name: &'s str,
    /// Why it has no group.
    pub reason: Option<Words>,
    /// Codes of which the scheme knows nothing.
    pub unknown: Vec<String>,
    /// What was tried, in order.
    pub steps: Vec<Words>,
    /// What would have moved it, each with where to.
    pub changes: Vec<(Words, Outcome<'s>)>,
}

/// Explains a case.
pub fn drg_explain<'s>(scheme: &'s DrgScheme, fields: &Fields) -> CaseExplained<'s> {
    let case = match Case::read(fields, &scheme.texts.settings.limits) {
        Ok(case) => case,
        Err(reason) => {
            let (outcome, reason) = (Outcome::without(reason), Some(reason.words()));
            let (steps, changes, unknown) = Default::default();
            return CaseExplained { outcome, name: "", reason, unknown, steps, changes };
        }
    };
    let mut scratch = Scratch::default();
    let (outcome, steps) = scheme.scheme.why(&case, &mut scratch);
    let path = steps.into_iter().filter(|step| !matches!(step, Step::Ended { .. }));
    let changes = explain(&scheme.scheme, &case, &mut scratch);
    let codes = case.diagnoses.all().into_iter().chain(case.procedures.all());
    let unknown = |code: &&str| !code.is_empty() && scheme.atlas().where_is(code).is_none();
    CaseExplained {
        outcome,
        unknown: codes.filter(unknown).map(str::to_string).collect(),
        name: scheme.scheme.group_name(outcome.drg).unwrap_or(""),
        reason: outcome.reason.map(|reason| reason.words()),
        steps: path.map(|step| tell(&scheme.scheme, &case, step)).collect(),
        changes: changes.iter().map(|change| (change.words(), change.outcome)).collect(),
    }
}

/// The row of an index in a file of cases; none if there is no such.
pub fn case_of(bytes: &[u8], index: &str) -> Result<Option<(CaseRow, Places)>, CasesError> {
    let cases = Cases::open(bytes)?;
    let places = cases.places();
    let (mut rows, mut row) = (cases.rows(), CaseRow::default());
    while rows.next(&mut row)? {
        if places.index(&row) == index {
            return Ok(Some((row, places)));
        }
    }
    Ok(None)
}

/// The first case of a file that tells something: both a diagnosis and a procedure less would move it.
/// Its fields by the names of the command line.
pub fn telling_case(scheme: &DrgScheme, bytes: &[u8]) -> Option<[(&'static str, String); 8]> {
    let cases = Cases::open(bytes).ok()?;
    let places = cases.places();
    let (mut rows, mut row) = (cases.rows(), CaseRow::default());
    let mut scratch = Scratch::default();
    while rows.next(&mut row).ok()? {
        let fields = places.fields(&row);
        let (dx, op) = (fields.diagnoses.all(), fields.procedures.all());
        let Ok(case) = Case::read(&fields, &scheme.texts.settings.limits) else { continue };
        let changes = explain(&scheme.scheme, &case, &mut scratch);
        let moves = |what: Move| changes.iter().any(|change| change.what == what);
        if !moves(Move::DropDiagnosis) || !moves(Move::DropProcedure) {
            continue;
        }
        return Some([
            ("sex", fields.sex.to_string()),
            ("age", fields.age.to_string()),
            ("days", fields.days.to_string()),
            ("weight", fields.weight.to_string()),
            ("stay", fields.stay.to_string()),
            ("leaving", fields.leaving.to_string()),
            ("dx", dx.join("|")),
            ("op", op.join("|")),
        ]);
    }
    None
}
