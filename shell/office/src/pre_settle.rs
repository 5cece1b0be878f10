//! Pre-settle (预结算): decides as a settlement would at this moment, and writes nothing.

use crate::desk::{Answer, Refused, Sitting};
use crate::settle_visit::{Bill, decide};

/// Decides and writes nothing.
pub(crate) fn pre_settle(sitting: &Sitting<'_>, ask: &Bill) -> Result<Answer, Refused> {
    decide(sitting, ask, false).map(|billed| Answer::Decided(Box::new(billed)))
}
