//! Settle a batch (按收费批次结算): of a visit's open lines, those of one batch are settled, as a bill of
//! its own. The visit stays open, and batches do not wait for each other.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::settle_visit::{self, decide};
use record::event::Scope;
use record::{Deed, Key};

/// A batch to be settled; the number of the settlement is that of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill(pub settle_visit::Bill);

pub(crate) fn needs(ask: &Bill, needs: &mut Needs) {
    settle_visit::needs(&ask.0, needs);
}

/// Settles the lines of one batch.
pub(crate) fn settle_batch(
    sitting: &mut Sitting<'_>,
    ask: &Bill,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let billed = decide(sitting, &ask.0, Scope::Batch)?;
    Ok(Answer::New(sitting.add(key, Deed::Bill(Box::new(billed)))))
}
