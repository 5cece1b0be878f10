//! Check a claim (手工报销试算): what it would come to at this moment and why, before a clerk settles it.
//! Nothing is written.

use crate::desk::{Answer, Refused, Sitting};
use crate::settle_claim::{Claim, decided};

/// A claim to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckClaim {
    /// The claim.
    pub claim: Claim,
}

/// Decides a claim and writes nothing.
pub(crate) fn check_claim(sitting: &mut Sitting<'_>, ask: &CheckClaim) -> Result<Answer, Refused> {
    let mark = sitting.mark();
    let decided = decided(sitting, &ask.claim, true);
    sitting.back_to(mark);
    decided.map(|explained| Answer::Explained(Box::new(explained)))
}
