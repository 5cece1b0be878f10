//! Transactions (交易), one file each: what is read of a message's input, which act carries it out,
//! and what goes out.

mod t1201;
mod t1901;

use crate::door::{Offices, Turned};
use crate::fields::{Input, input};
use serde_json::Value;
use units::Day;

/// The numbers that are carried out here; any other is answered by its name.
pub(crate) const OFFERED: &[&str] = &["1201", "1901"];

/// A message that was checked, ready to be carried out.
pub(crate) struct Call<'m> {
    /// Number of the transaction.
    pub(crate) infno: &'m str,
    /// What is asked.
    pub(crate) input: &'m Value,
    /// The legal day on which it came.
    pub(crate) today: Day,
    /// What stands behind the door.
    pub(crate) offices: &'m dyn Offices,
}

impl<'m> Call<'m> {
    /// The input, to be read through the table.
    fn input(&self) -> Result<Input<'m>, Turned> {
        Ok(input(self.infno, self.input)?)
    }
}

/// Carries a message out; the output, or why there is none.
pub(crate) async fn carry_out(call: &Call<'_>) -> Result<Value, Turned> {
    match call.infno {
        "1201" => t1201::institutions(call).await,
        "1901" => t1901::dictionary(call),
        other => Err(crate::fields::not_offered(other).into()),
    }
}
