//! Settle on the way (中途结算): the open lines of a stay that goes on are settled; the next
//! settlement of the visit continues it.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::settle_visit::{self, decide};
use record::event::Scope;
use record::{Deed, Key};

/// A bill to be settled on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill(pub settle_visit::Bill);

pub(crate) fn needs(ask: &Bill, needs: &mut Needs) {
    settle_visit::needs(&ask.0, needs);
}

/// Settles; the visit stays open.
pub(crate) fn settle_mid_stay(
    sitting: &mut Sitting<'_>,
    ask: &Bill,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let billed = decide(sitting, &ask.0, Scope::MidStay)?;
    Ok(Answer::New(sitting.add(key, Deed::Bill(Box::new(billed)))))
}
