//! One case: out of a file by its index, or written on the command line.

use office::drg_explain::{case_of, joined};
use payment::drg::{Codes, Fields};
use std::path::PathBuf;

/// Which case.
#[derive(clap::Args)]
pub(super) struct OneCase {
    /// A file of cases.
    #[arg(long = "in", value_name = "FILE", requires = "index")]
    cases: Option<PathBuf>,
    /// The index of the case in it.
    #[arg(long, value_name = "INDEX", requires = "cases")]
    index: Option<String>,
    /// Sex: 1 male, 2 female.
    #[arg(long, default_value = "", conflicts_with = "cases")]
    sex: String,
    /// Age in years.
    #[arg(long, default_value = "", conflicts_with = "cases")]
    age: String,
    /// Age in days.
    #[arg(long, default_value = "", conflicts_with = "cases")]
    days: String,
    /// Weight at birth in grams.
    #[arg(long, default_value = "", conflicts_with = "cases")]
    weight: String,
    /// Days of the stay.
    #[arg(long, default_value = "", conflicts_with = "cases")]
    stay: String,
    /// How the stay ended (离院方式).
    #[arg(long, default_value = "", conflicts_with = "cases")]
    leaving: String,
    /// Diagnoses, the main one first, with | or , between.
    #[arg(long, value_name = "CODES", required_unless_present = "cases")]
    dx: Option<String>,
    /// Procedures, the main one first, with | or , between.
    #[arg(long, value_name = "CODES", default_value = "", conflicts_with = "cases")]
    op: String,
}

impl OneCase {
    /// Does something with the case.
    pub(super) fn with<T>(&self, run: impl FnOnce(&Fields) -> T) -> Result<T, String> {
        let (Some(path), Some(index)) = (&self.cases, &self.index) else {
            let (dx, op) = (joined(self.dx.as_deref().unwrap_or("")), joined(&self.op));
            return Ok(run(&Fields {
                sex: &self.sex,
                age: &self.age,
                days: &self.days,
                weight: &self.weight,
                stay: &self.stay,
                leaving: &self.leaving,
                diagnoses: Codes::Joined(&dx),
                procedures: Codes::Joined(&op),
            }));
        };
        let told = |error: &dyn ToString| format!("{}: {}", path.display(), error.to_string());
        let bytes = std::fs::read(path).map_err(|error| told(&error))?;
        let found = case_of(&bytes, index).map_err(|error| told(&error))?;
        let (row, places) = found.ok_or_else(|| {
            told(&format!("there is no case with the index {index}; look at the column Index"))
        })?;
        Ok(run(&places.fields(&row)))
    }
}
