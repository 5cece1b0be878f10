//! Presence (在岗): that the desk of an area is open, so that whoever would take its lease sees it first.
//!
//! The lease says who may write; it stays when its holder is gone. Presence goes with its holder,
//! also when that is killed: a lock on a file beside the books, or one of a connection to the server.

use crate::StoreError;
use async_trait::async_trait;
use std::time::Duration;

/// How often a lock that another has for a moment is tried again, and how long.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);
/// So many times, where others may be present, too.
pub(crate) const TRIES: u32 = 250;

/// A desk of an area is present as long as this is kept.
pub struct Presence(Box<dyn Kept>);

/// What an engine keeps of it.
#[async_trait]
pub(crate) trait Kept: Send + Sync {
    /// Others may be present from now on.
    async fn share(&mut self) -> Result<(), StoreError>;
}

impl Presence {
    pub(crate) fn new(kept: impl Kept + 'static) -> Presence {
        Presence(Box::new(kept))
    }

    /// Lets others be present from now on; they see this one.
    pub async fn share(&mut self) -> Result<(), StoreError> {
        self.0.share().await
    }
}
