//! Refused messages (退回报文): what the hospital's door refused of an institution lately, and why.

use crate::desk::DeskError;
use store::{RefusalRow, Store};

/// The last refusals of an institution before one, newest first.
pub async fn refused_messages(
    store: &dyn Store,
    institution: &str,
    before: Option<i64>,
    most: usize,
) -> Result<Vec<RefusalRow>, DeskError> {
    let before = before.unwrap_or(i64::MAX);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(store.models().refusals(institution, before, most).await?)
}
