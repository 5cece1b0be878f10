//! Pre-settle (预结算): decides as a settlement would at this moment, and writes nothing.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::settle_visit::{self, decide};
use record::event::Scope;

/// A bill to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The bill.
    pub bill: settle_visit::Bill,
    /// Which lines it would settle.
    pub scope: Scope,
}

impl From<settle_visit::Bill> for Bill {
    /// A bill that would end its visit.
    fn from(bill: settle_visit::Bill) -> Bill {
        Bill { bill, scope: Scope::Rest }
    }
}

pub(crate) fn needs(ask: &Bill, needs: &mut Needs) {
    settle_visit::needs(&ask.bill, needs);
}

/// Decides and writes nothing.
pub(crate) fn pre_settle(sitting: &Sitting<'_>, ask: &Bill) -> Result<Answer, Refused> {
    decide(sitting, &ask.bill, ask.scope).map(|billed| Answer::Decided(Box::new(billed)))
}
