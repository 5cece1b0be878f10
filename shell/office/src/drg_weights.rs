//! Weights of groups from history (权重测算): what a group costs beside all, and in an institution or grade
//! beside everywhere.

use crate::drg_cases::{CaseRow, Cases, CasesError};
use crate::drg_schemes::DrgScheme;
use payment::drg::weights::{Parameters, Row, Weights, weights};
use payment::drg::{Scratch, Status};
use units::Fen;

/// Why weights are not reckoned.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The cases.
    #[error(transparent)]
    Cases(#[from] CasesError),
    /// A column that is needed here.
    #[error(
        "the header has no column {0}; weights need cost (yuan), and may have institution and grade"
    )]
    NoColumn(&'static str),
    /// An amount.
    #[error("row {row}: cost '{text}' is no amount in yuan such as 1234.56")]
    Cost {
        /// The row, from 1.
        row: u64,
        /// What stands there.
        text: String,
    },
}

/// A row that outlives its text.
struct Past<'s> {
    drg: Option<&'s str>,
    cost: Fen,
    institution: String,
    grade: String,
}

/// Groups the cases of a file by a scheme and reckons weights. The columns `cost`, `institution` and
/// `grade` stand beside those of a case.
pub fn drg_weights(
    scheme: &DrgScheme,
    bytes: &[u8],
    parameters: &Parameters,
) -> Result<Weights, WeightsError> {
    let cases = Cases::open(bytes)?;
    let places = cases.places();
    let cost = cases.column("cost").ok_or(WeightsError::NoColumn("cost"))?;
    let (institution, grade) = (cases.column("institution"), cases.column("grade"));
    let (mut rows, mut row) = (cases.rows(), CaseRow::default());
    let (mut all, mut scratch) = (Vec::new(), Scratch::default());
    while rows.next(&mut row)? {
        let text = row.cells.get(cost).unwrap_or("").trim();
        let wrong = || WeightsError::Cost { row: row.number, text: text.to_string() };
        // A case without a cost is counted as one.
        let cost = if text.is_empty() { Fen(0) } else { Fen::parse(text).map_err(|_| wrong())? };
        let outcome = scheme.scheme.group_fields(&places.fields(&row), &mut scratch);
        let place = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).unwrap_or("").trim();
        all.push(Past {
            drg: (outcome.status == Status::Grouped).then_some(outcome.drg),
            cost,
            institution: place(institution).to_string(),
            grade: place(grade).to_string(),
        });
    }
    let rows = all.iter().map(|past| Row {
        drg: past.drg,
        cost: past.cost.0,
        institution: &past.institution,
        grade: &past.grade,
    });
    Ok(weights(rows, parameters))
}
