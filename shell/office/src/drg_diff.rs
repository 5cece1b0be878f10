//! Compare two grouping schemes (分组方案比较): their tables, and who moves where on a file of cases.

use crate::drg_cases::{CaseRow, Cases, CasesError};
use crate::drg_schemes::DrgScheme;
use payment::drg::{Difference, Moves, Scratch, diff, diff_settings};

/// How many cases a move names.
const EXAMPLES: usize = 5;

/// What differs.
#[derive(Debug, Clone)]
pub struct SchemeDiff {
    /// Settings, tables and lists.
    pub tables: Vec<Difference>,
    /// Cases, if a file was given. Examples are numbers of rows, from 1.
    pub moves: Option<Moves>,
}

/// Compares two schemes.
pub fn drg_diff(
    before: &DrgScheme,
    after: &DrgScheme,
    cases: Option<&[u8]>,
) -> Result<SchemeDiff, CasesError> {
    let (one, other) = (&before.texts, &after.texts);
    let settings = diff_settings(&one.settings, &other.settings);
    let tables = settings.into_iter().chain(diff(&one.tables, &other.tables)).collect();
    let moves = cases.map(|bytes| moves(before, after, bytes)).transpose()?;
    Ok(SchemeDiff { tables, moves })
}

fn moves(before: &DrgScheme, after: &DrgScheme, bytes: &[u8]) -> Result<Moves, CasesError> {
    let cases = Cases::open(bytes)?;
    let places = cases.places();
    let (mut rows, mut row) = (cases.rows(), CaseRow::default());
    let (mut one, mut other) = (Scratch::default(), Scratch::default());
    let mut moves = Moves::keeping(EXAMPLES);
    while rows.next(&mut row)? {
        let fields = places.fields(&row);
        let was = before.scheme.group_fields(&fields, &mut one);
        let is = after.scheme.group_fields(&fields, &mut other);
        moves.add(row.number, &was, &is);
    }
    Ok(moves)
}
