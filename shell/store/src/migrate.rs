//! Migrations: forward only, one folder a step, each with its `why.md`.

use crate::StoreError;

/// A step of the schema.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

macro_rules! steps {
    ($($name:literal),* $(,)?) => {
        &[$(Step {
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, "/sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $name, "/postgres.sql")),
        }),*]
    };
}

/// All steps, in order.
pub(crate) const STEPS: &[Step] = steps![
    "0001-books",
    "0002-read-models",
    "0003-checks",
    "0004-hospital-door",
    "0005-sign-ins",
    "0006-files",
    "0007-marks",
    "0008-residence",
    "0009-refusals",
    "0010-sums",
    "0011-code-sets"
];

/// The step of this program's schema, by its name.
pub fn step() -> &'static str {
    STEPS.last().map_or("", |step| step.name)
}

/// The table of the steps that were taken.
pub(crate) const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS migrations (step BIGINT PRIMARY KEY, name TEXT NOT NULL)";
/// Steps that were taken.
pub(crate) const TAKEN: &str = "SELECT name FROM migrations ORDER BY step";
/// A step was taken.
pub(crate) const TAKE: &str = "INSERT INTO migrations (step, name) VALUES ($1, $2)";

/// The steps that are still to be taken, with their numbers.
pub(crate) fn missing(
    taken: &[String],
) -> Result<impl Iterator<Item = (i64, &'static Step)>, StoreError> {
    for (at, name) in taken.iter().enumerate() {
        if STEPS.get(at).is_none_or(|step| step.name != name) {
            return Err(StoreError::Newer(name.clone()));
        }
    }
    Ok((1..).zip(STEPS).skip(taken.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_and_only_known_ones_go_on() {
        let number = |step: &Step| step.name.split('-').next().and_then(|n| n.parse::<u32>().ok());
        assert!(STEPS.iter().all(|step| number(step).is_some()));
        assert!(STEPS.is_sorted_by(|a, b| number(a) < number(b)), "numbers rise");
        assert_eq!(missing(&[]).map(Iterator::count), Ok(STEPS.len()));
        assert!(missing(&["9999-later".to_string()]).map(Iterator::count).is_err());
    }
}
